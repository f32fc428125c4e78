"""Small-study effects and trim and fill, each with the reason why it misleads for proportions."""

from __future__ import annotations

from review.analysis.results import Results
from review.pooling.results import SmallStudyTest, TrimAndFill
from review.pooling.small_study import FEWEST_COHORTS
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
    words,
)
from review.report.numbers import count, percent, sentence
from review.report.part_notes import number_cell, p_cell, part_notes, rate_cell, under_another_model
from review.report.rate_words import interval_name
from review.report.references import cite

TESTS_TABLE = "table-small-study"
FILLED_TABLE = "table-trim-and-fill"


def small_study_section(results: Results) -> Section | None:
    """Return the tests and the filling that were asked for; None where none was."""
    sections = [part for part in (_tests(results), _filled(results)) if part is not None]
    if not sections:
        return None
    caution = words(
        "Do small cohorts report other rates than large ones? For proportions these methods mislead: the "
        "standard error is a function of the rate itself, so that a funnel leans although nothing is "
        "missing ",
        cite("hunter2014"),
        ". Uncontrolled series with few responders may never have been written up, and no test sees those.",
    )
    return Section("small-study", "Small-study effects", (Paragraph(caution),), tuple(sections))


def _tests(results: Results) -> Section | None:
    tests = results.result.small_study
    if not tests:
        return None
    made = [test for test in tests if test.allowed]
    k = results.result.k
    if not made and all(test.why_not == f"k < {FEWEST_COHORTS}" for test in tests):
        text = words(
            f"No test was made: there are {count(k, 'cohort')}, and below {FEWEST_COHORTS} cohorts such "
            "tests cannot tell chance from a pattern ",
            cite("sterne2011"),
            ".",
        )
        return Section("small-study-tests", "Tests", (Paragraph(text),))
    blocks: list[Block] = []
    if k < FEWEST_COHORTS:
        text = words(
            f"The analysis file asks for these tests although there are {count(k, 'cohort')}, fewer than "
            f"{FEWEST_COHORTS} ",
            cite("sterne2011"),
            ". That they reject nothing says nothing here.",
        )
        blocks.append(Paragraph(text))
    blocks.append(Paragraph(words(refer(TESTS_TABLE), " gives each with what to hold against it.")))
    blocks.append(
        TableBlock(
            anchor=TESTS_TABLE,
            caption=words("Tests of whether small cohorts report other rates than large ones."),
            columns=(
                Column("Test", share=1.6),
                Column("Statistic", "right", share=0),
                Column("p", "right", share=0),
                Column("Read it so", share=2.4),
            ),
            groups=(RowGroup("", tuple(_test_row(test) for test in tests)),),
        )
    )
    return Section("small-study-tests", "Tests", tuple(blocks))


def _test_row(test: SmallStudyTest) -> TableRow:
    read = test.caution if test.allowed else sentence(f"not made: {test.why_not}")
    p = p_cell(test.p) if test.allowed else Cell(words("–"))
    return TableRow((Cell(words(test.label)), number_cell(test.statistic), p, Cell(words(read))))


def _filled(results: Results) -> Section | None:
    result = results.weighted
    notes = part_notes(result, ("POOL20", "POOL21", "POOL30"), about="Trim and fill")
    if not result.trim_and_fill and not notes:
        return None
    model = under_another_model(results)
    blocks: list[Block] = [Paragraph(words(model))] if model else []
    if result.trim_and_fill:
        caution = result.trim_and_fill[0].caution
        blocks += [
            Paragraph(words(f"{caution} ", refer(FILLED_TABLE), " gives it ", cite("duval2000"), ".")),
            TableBlock(
                anchor=FILLED_TABLE,
                caption=words("The pooled rate if every asymmetry came from missing cohorts."),
                columns=(
                    Column("Estimator", share=0.8),
                    Column("Side", share=0.8),
                    Column("Filled in", "right", share=0),
                    Column(f"Pooled rate ({interval_name(result.model)})", "right", share=1.5),
                ),
                groups=(
                    RowGroup(
                        "",
                        (
                            TableRow(
                                (_none(), _none(), Cell(words("0")), rate_cell(result.pooled)), stressed=True
                            ),
                            *(_filled_row(row) for row in result.trim_and_fill),
                        ),
                    ),
                ),
                notes=(words(f"First row: as observed, {percent(result.pooled.estimate)}."),),
            ),
        ]
    return Section("trim-and-fill", "Trim and fill", (*blocks, *notes))


def _filled_row(row: TrimAndFill) -> TableRow:
    return TableRow(
        (Cell(words(row.estimator)), Cell(words(row.side)), Cell(words(str(row.filled))), rate_cell(row))
    )


def _none() -> Cell:
    return Cell(words("–"))
