"""Who was treated with what, and how response was assessed: the table of the cohorts that entered."""

from __future__ import annotations

from collections.abc import Mapping

from review.analysis.outcomes import outcome_of
from review.analysis.results import CohortUsed, Results
from review.analysis.wording import NOT_STATED, confirmation, level_name, stated
from review.pooling.results import StudyRate
from review.report.blocks import (
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    strong,
    words,
)
from review.report.numbers import capital, interval, listing, percent
from review.report.vocabulary import grouping, patients_counted

TABLE = "table-characteristics"


def characteristics_section(results: Results) -> Section:
    """Return the table of the cohorts, and what in it is not stated."""
    level = level_name(results.result.model.level)
    outcome = outcome_of(results.analysis.outcome)
    table = TableBlock(
        anchor=TABLE,
        caption=words(f"The cohorts that entered, with their {outcome.rate} and its {level} interval."),
        columns=(
            Column("Cohort", share=2.3),
            Column("Regimen", share=1.7),
            Column("Line", share=1.0),
            Column("Responders / patients", "right", share=1.25),
            Column("Criteria", share=1.05),
            Column("Assessed by", share=1.25),
            Column("Responses", share=1.25),
            Column("Read in", share=1.0),
        ),
        groups=_groups(results),
        notes=_notes(results),
    )
    return Section(
        "characteristics",
        "The cohorts",
        (
            Paragraph(
                words(*_unknowns(results), " ", refer(TABLE), " describes each cohort.", _in_common(results))
            ),
            table,
        ),
    )


def _groups(results: Results) -> tuple[RowGroup, ...]:
    # The rate and interval of a cohort depend on its two counts alone, whatever it is called.
    rates = {(rate.events, rate.n): rate for rate in results.result.studies}
    labels = list(dict.fromkeys(cohort.subgroup or "" for cohort in results.cohorts))
    same = _same(results)
    return tuple(
        RowGroup(
            label,
            tuple(
                _row(cohort, rates.get((cohort.events, cohort.n)), same)
                for cohort in results.cohorts
                if (cohort.subgroup or "") == label
            ),
        )
        for label in labels
    )


def _row(cohort: CohortUsed, rate: StudyRate | None, same: Mapping[str, str]) -> TableRow:
    about = [words(cohort.citation)] if cohort.citation else []
    if "histology" not in same:
        about.append(words(stated(cohort.histology)))
    grouped = cohort.subgroup == cohort.combination_class
    kind = () if "class" in same or grouped else (words(stated(cohort.combination_class)),)
    counted: tuple[Inline, ...] = ()
    if rate is not None:
        counted = (words(percent(rate.proportion)), words(f"({interval(rate.ci_low, rate.ci_high)})"))
    best = cohort.timepoint in {"", "best"}
    return TableRow(
        (
            Cell(words(strong(cohort.label)), tuple(about)),
            Cell(words(stated(cohort.regimen)), kind),
            Cell(words(stated(cohort.line))),
            Cell(words(f"{cohort.events} / {cohort.n}"), counted),
            Cell(words(stated(cohort.criteria)), () if best else (words(cohort.timepoint),)),
            Cell(words(stated(cohort.assessor))),
            Cell(words(confirmation(cohort.confirmed))),
            Cell(words(stated(cohort.source_tier)), _verified(cohort)),
        )
    )


def _verified(cohort: CohortUsed) -> tuple[Inline, ...]:
    return {
        "partly": (words("partly verified"),),
        "no": (words("not verified"),),
    }.get(cohort.verified, ())


def _same(results: Results) -> dict[str, str]:
    """Return what every cohort has in common: said once instead of in every row."""
    values = {
        "histology": {stated(cohort.histology) for cohort in results.cohorts},
        "class": {stated(cohort.combination_class) for cohort in results.cohorts},
    }
    return {name: next(iter(found)) for name, found in values.items() if len(found) == 1}


def _in_common(results: Results) -> str:
    same = _same(results)
    parts = [
        f"{name} is {same[key]}"
        for name, key in (("the histology", "histology"), ("the combination class", "class"))
        if key in same
    ]
    return f" In every cohort {' and '.join(parts)}." if parts and len(results.cohorts) > 1 else ""


def _unknowns(results: Results) -> tuple[str, ...]:
    """Say for how many cohorts the assessor and the confirmation are not stated."""
    k = len(results.cohorts)
    if not k:
        return ()
    assessor = sum(stated(cohort.assessor) == NOT_STATED for cohort in results.cohorts)
    confirmed = sum(confirmation(cohort.confirmed) == NOT_STATED for cohort in results.cohorts)
    if not assessor and not confirmed:
        return (
            "Every cohort states who assessed response and whether responses were confirmed by a "
            "second scan.",
        )
    parts = []
    if assessor:
        parts.append(f"who assessed response is not stated for {_some(assessor, k)}")
    if confirmed:
        parts.append(f"whether responses were confirmed is not stated for {_some(confirmed, k)}")
    text = ", and ".join(parts)
    return (
        f"{capital(text)}. Unknown is shown as unknown. "
        "A rate of unconfirmed responses, or of responses judged by the investigators, can be higher "
        "than one "
        "of confirmed and centrally reviewed responses.",
    )


def _some(n: int, k: int) -> str:
    if n == k:
        return "any cohort" if k > 1 else "the cohort"
    return f"{n} of {k} cohorts"


def _notes(results: Results) -> tuple[Inline, ...]:
    notes = [
        words(
            f"Responders / patients: {outcome_of(results.analysis.outcome).definition}; counted are "
            f"{patients_counted(results.analysis.denominator)}. Under it the rate with its "
            f"{level_name(results.result.model.level)} interval, one cohort at a time."
        ),
        words("Read in: the kind of document in which the numbers were read."),
    ]
    by = grouping(results.analysis.subgroup_by)
    if by and any(cohort.subgroup for cohort in results.cohorts):
        notes.append(words(f"Rows are grouped by {by}."))
    for note in dict.fromkeys(note for cohort in results.cohorts for note in cohort.notes):
        concerned = [cohort.label for cohort in results.cohorts if note in cohort.notes]
        notes.append(words(f"{capital(note)}: {listing(concerned)}."))
    return tuple(notes)
