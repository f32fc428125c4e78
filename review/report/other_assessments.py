"""The same analysis with other patients counted, and with response read in another way."""

from __future__ import annotations

from review.analysis.outcomes import DENOMINATORS, outcome_of
from review.analysis.results import OtherCount, Results, Sensitivity
from review.report.blocks import (
    Block,
    BulletList,
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
from review.report.numbers import percent
from review.report.sensitivity import comparison
from review.report.vocabulary import patients_counted

COHORTS_TABLE = "table-denominators"
POOLED_TABLE = "table-denominators-pooled"
READINGS_TABLE = "table-readings"


def other_assessments_section(results: Results) -> Section | None:
    """Return the section on other denominators and readings; None where the analysis was not repeated."""
    others = results.others
    if not others.denominators and not others.readings:
        return None
    blocks: list[Block] = []
    rate = outcome_of(results.analysis.outcome).rate
    if others.denominators:
        blocks += [
            Paragraph(
                words(
                    f"The {rate} counts {patients_counted(results.analysis.denominator)}. ",
                    refer(COHORTS_TABLE),
                    " shows what other denominators make of each cohort, and ",
                    refer(POOLED_TABLE),
                    " what they do to the pooled rate; a cohort that does not report a number is pooled "
                    f"there with its evaluable patients. {_reported(results)}",
                )
            ),
            _cohorts(results),
            comparison(
                results,
                others.denominators,
                anchor=POOLED_TABLE,
                caption=f"Pooled {rate} under other denominators, and its change in percentage points.",
            ),
        ]
    if others.readings:
        blocks += [
            Paragraph(
                words(
                    refer(READINGS_TABLE),
                    " repeats the analysis with those cohorts and response rows only that were read in one "
                    "way. Cohorts leave and enter with it: a change is not the work of the reading alone.",
                )
            ),
            comparison(
                results,
                others.readings,
                anchor=READINGS_TABLE,
                caption=f"Pooled {rate} over all cohorts, by how and when response was read.",
                by_class=False,
            ),
        ]
    failed = [each for each in (*others.denominators, *others.readings) if each.result is None]
    if failed:
        blocks.append(BulletList(tuple(map(_why_not, failed))))
    return Section("other-assessments", "Other denominators and readings of response", tuple(blocks))


def _why_not(analysis: Sensitivity) -> Inline:
    return words(strong(f"{analysis.label}. "), f"It could not be made: {analysis.why_not}.")


def _reported(results: Results) -> str:
    """For how many cohorts each denominator is reported."""
    k = len(results.others.cohorts)
    parts = [
        f"{analysis.label[:1].lower()}{analysis.label[1:]}: {len(_reporting(results, analysis.name))} of {k}"
        for analysis in results.others.denominators
    ]
    return f"How many cohorts report each: {'; '.join(parts)}."


def _reporting(results: Results, code: str) -> list[str]:
    """The cohorts whose counts under a denominator are known."""
    return [
        cohort.cohort_id
        for cohort in results.others.cohorts
        for one in cohort.counts
        if one.denominator == code and one.n is not None
    ]


def _cohorts(results: Results) -> TableBlock:
    codes = [code for code in DENOMINATORS if _reporting(results, code)]
    own = results.analysis.denominator
    return TableBlock(
        anchor=COHORTS_TABLE,
        caption=words("Responders / patients of each cohort, and the rate, under each denominator."),
        columns=(
            Column("Cohort", share=1.6),
            *(
                Column(DENOMINATORS[code].short + (" (main)" if code == own else ""), "right")
                for code in codes
            ),
        ),
        groups=(
            RowGroup(
                "",
                tuple(
                    TableRow(
                        (
                            Cell(words(strong(cohort.label))),
                            *(_count(one) for one in cohort.counts if one.denominator in codes),
                        )
                    )
                    for cohort in results.others.cohorts
                ),
            ),
        ),
        notes=(words("– means that no report gives the number, or that an error stands in its cell."),),
    )


def _count(one: OtherCount) -> Cell:
    if one.events is None or not one.n:
        return Cell(words("–"))
    return Cell(words(f"{one.events} / {one.n}"), (words(percent(one.events / one.n)),))
