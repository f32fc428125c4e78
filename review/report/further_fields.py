"""What was extracted beside the usual fields: who the patients were, and the fields of a workspace's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from review.analysis.results import CohortUsed, Results
from review.analysis.wording import stated
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    strong,
    words,
)
from review.report.numbers import listing

PATIENTS, OWN = "table-patients", "table-own-fields"

#: Fields of one's own in one table; more get a second one.
IN_ONE_TABLE = 5


def further_fields_section(results: Results) -> Section | None:
    """Return the tables of patients and of a workspace's own fields; None where there are neither."""
    blocks: list[Block] = []
    if any(cohort.patients for cohort in results.cohorts):
        blocks += _patients(results)
    if results.review.own_fields and results.cohorts:
        blocks += _own_fields(results)
    return (
        Section("further-fields", "The patients, and what else was extracted", tuple(blocks))
        if blocks
        else None
    )


def _patients(results: Results) -> list[Block]:
    described = [cohort for cohort in results.cohorts if cohort.patients]
    columns = [
        (title, cell) for title, cell in _OF_PATIENTS.items() if any(cell(one.patients) for one in described)
    ]
    missing = [cohort.label for cohort in results.cohorts if not cohort.patients]
    table = TableBlock(
        anchor=PATIENTS,
        caption=words("Who the patients of each cohort were, as its report describes them."),
        columns=(Column("Cohort", share=1.6), *(Column(title, share=1.0) for title, _ in columns)),
        groups=(
            RowGroup(
                "",
                tuple(
                    TableRow(
                        (
                            Cell(words(strong(cohort.label))),
                            *(Cell(words(cell(cohort.patients) or "–")) for _, cell in columns),
                        )
                    )
                    for cohort in described
                ),
            ),
        ),
        notes=(words("–: not stated."),),
    )
    not_described = f" Of {listing(missing)} no patients are described." if missing else ""
    return [Paragraph(words(refer(PATIENTS), f" shows who the patients were.{not_described}")), table]


def _age(said: Mapping[str, str]) -> str:
    median, low, high = (said.get(name, "") for name in ("age_median", "age_min", "age_max"))
    ages = f"{low or '?'}–{high or '?'}" if low or high else ""
    return f"{median} ({ages})" if median and ages else median or ages


def _joined(*fields: str) -> Callable[[Mapping[str, str]], str]:
    def cell(said: Mapping[str, str]) -> str:
        given = [said.get(name, "") for name in fields]
        return " / ".join(one or "?" for one in given) if any(given) else ""

    return cell


def _of(part: str, whole: str) -> Callable[[Mapping[str, str]], str]:
    def cell(said: Mapping[str, str]) -> str:
        return f"{said[part]} of {said[whole]}" if part in said and whole in said else said.get(part, "")

    return cell


#: What a column of the table shows of what the sheet Patients says.
_OF_PATIENTS: Mapping[str, Callable[[Mapping[str, str]], str]] = {
    "Patients": _joined("n_described"),
    "Median age (range)": _age,
    "Women / men": _joined("n_female", "n_male"),
    "ECOG 0 / 1 / 2 or more": _joined("ecog_0", "ecog_1", "ecog_2_or_more"),
    "Metastatic": _joined("n_metastatic"),
    "Earlier TKI": _joined("n_prior_tki"),
    "Earlier ICI": _joined("n_prior_ici"),
    "PD-L1 positive": _of("n_pdl1_positive", "n_pdl1_tested"),
}


def _own_fields(results: Results) -> list[Block]:
    blocks: list[Block] = []
    own = list(results.review.own_fields.items())
    for start in range(0, len(own), IN_ONE_TABLE):
        fields = own[start : start + IN_ONE_TABLE]
        anchor = f"{OWN}-{start // IN_ONE_TABLE + 1}" if start else OWN
        blocks += [
            Paragraph(words(refer(anchor), f" shows {listing([label for _, label in fields])}.")),
            TableBlock(
                anchor=anchor,
                caption=words("Fields that this review added to the form, as they were extracted."),
                columns=(
                    Column("Cohort", share=1.6),
                    *(Column(label, share=1.0) for _, label in fields),
                ),
                groups=(
                    RowGroup(
                        "",
                        tuple(_own_row(cohort, [name for name, _ in fields]) for cohort in results.cohorts),
                    ),
                ),
            ),
        ]
    return blocks


def _own_row(cohort: CohortUsed, names: list[str]) -> TableRow:
    return TableRow(
        (
            Cell(words(strong(cohort.label))),
            *(Cell(words(stated(cohort.columns.get(name, "")))) for name in names),
        )
    )
