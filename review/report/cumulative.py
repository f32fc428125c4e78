"""The pooled rate as cohorts were added one after the other."""

from __future__ import annotations

from review.analysis.results import Results
from review.pooling.results import Cumulated
from review.report.blocks import (
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
from review.report.numbers import percent
from review.report.part_notes import rate_cell, variance_cell
from review.report.plots import cumulative_figure
from review.report.rate_words import interval_name

TABLE = "table-cumulative"


def cumulative_section(results: Results) -> Section | None:
    """Return the rate of the first cohort, the first two, and so on; None where it was not asked for."""
    rows = results.result.cumulative
    if not rows:
        return None
    by = str(results.spec.get("cumulative", "")).replace("_", " ")
    order = f"In the order of {by}, " if by else "In this order, "
    half, last = rows[(len(rows) - 1) // 2], rows[-1]
    text = words(
        f"{order}the rate was {percent(half.estimate)} after {half.k} of {last.k} cohorts and is "
        f"{percent(last.estimate)} after all. ",
        refer(TABLE),
        " adds them one by one. The rows share cohorts: that they settle is what any growing sum does, and "
        "no sign that the evidence is enough.",
    )
    table = TableBlock(
        anchor=TABLE,
        caption=words(f"The pooled rate as cohorts are added{f' by {by}' if by else ''}."),
        columns=(
            Column("Added", share=2.0),
            Column("Cohorts", "right", share=0),
            Column(f"Pooled rate ({interval_name(results.result.model)})", "right", share=1.5),
            Column("τ²", "right", share=0),
        ),
        groups=(RowGroup("", tuple(_row(row) for row in rows)),),
        notes=(words("The first row is one cohort with its exact interval."),),
    )
    return Section(
        "cumulative", "As cohorts were added", (Paragraph(text), table, cumulative_figure(results))
    )


def _row(row: Cumulated) -> TableRow:
    return TableRow(
        (Cell(words(row.added)), Cell(words(str(row.k))), rate_cell(row), variance_cell(row.tau2))
    )
