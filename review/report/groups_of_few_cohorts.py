"""Groups of few cohorts: their rate with its own spread, with one for all groups, and with a prior on it."""

from __future__ import annotations

from review.analysis.results import Beside, Results
from review.analysis.wording import variance
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
from review.report.numbers import sentence
from review.report.rate_words import rate_in_cell
from review.report.vocabulary import grouping

TABLE = "table-common-tau2"


def groups_of_few_cohorts_section(results: Results) -> Section | None:
    """Return the rates of groups of two to four cohorts under three spreads; None where there are none."""
    found = results.common_tau2
    if found is None:
        return None
    by = grouping(results.analysis.subgroup_by) or "group"
    title = "Groups of few cohorts"
    if not found.rows:
        why = sentence(f"no estimate with one spread for every {by} is given: {found.why_not}")
        return Section("common-tau2", title, (Paragraph(words(why)),))
    tau2 = f" (τ² = {variance(found.tau2)})" if found.tau2 is not None else ""
    text = words(
        "Two to four cohorts hardly show how far cohorts differ. ",
        refer(TABLE),
        f" gives the rate of each such {by} in three ways: with the spread that its own cohorts show, with "
        f"a spread estimated from every {by} together{tau2}, and by a Bayesian model that says beforehand "
        "how far cohorts may plausibly differ. Where the three differ, the rate rests on that assumption.",
    )
    own = {group.subgroup: group for group in results.result.subgroups or ()}
    bayesian = {item.of: item for item in results.beside}
    blocks: list[Block] = [
        Paragraph(text),
        TableBlock(
            anchor=TABLE,
            caption=words(f"Rates by {by} where there are two to four cohorts, under three spreads."),
            columns=(
                Column(by.capitalize(), share=1.5),
                Column("Cohorts", "right", share=0),
                Column("Own spread", "right", share=1.4),
                Column(f"One spread for every {by}", "right", share=1.4),
                Column("Bayesian", "right", share=1.4),
            ),
            groups=(
                RowGroup(
                    "",
                    tuple(
                        TableRow(
                            (
                                Cell(words(row.of)),
                                Cell(words(str(row.k))),
                                Cell(words(rate_in_cell(own[row.of].pooled))),
                                Cell(words(rate_in_cell(row.pooled))),
                                _bayesian(bayesian.get(row.of)),
                            )
                        )
                        for row in found.rows
                    ),
                ),
            ),
            notes=(
                words(
                    f"One spread assumes that cohorts differ as much within each {by}; where τ² is near 0 it "
                    "falsely reassures as that of the groups themselves would."
                ),
            ),
        ),
    ]
    return Section("common-tau2", title, tuple(blocks))


def _bayesian(item: Beside | None) -> Cell:
    return Cell(words("–" if item is None else rate_in_cell(item.pooled)))
