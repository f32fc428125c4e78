"""The pooled rate without each cohort in turn: whether one of them carries it."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import variance
from review.pooling.results import LeftOut, Pooled
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
from review.report.numbers import percent, points
from review.report.rate_words import interval_name, rate_in_cell

TABLE = "table-leave-one-out"


def leave_one_out_section(results: Results) -> Section | None:
    """Return the rate without each cohort, the one that moves it most first; None where it was not made."""
    main = results.result.pooled.estimate
    rows = results.result.leave_one_out
    known = [row for row in rows or () if row.estimate is not None]
    if not rows or not known or main is None:
        return None
    what = "trial" if results.result.dependence else "cohort"
    furthest = max(known, key=lambda row: _moved(row, main))
    low, high = (end(row.estimate or 0.0 for row in known) for end in (min, max))
    text = words(
        f"Without any one {what} the rate over all cohorts lies between {percent(low)} and {percent(high)}; "
        f"it moves furthest, from {percent(main)} to {percent(furthest.estimate)}, without "
        f"{furthest.omitted}. ",
        refer(TABLE),
        f" begins with the {what}s that move it most.",
    )
    ordered = sorted(rows, key=lambda row: -_moved(row, main))
    table = TableBlock(
        anchor=TABLE,
        caption=words(f"The pooled rate without each {what}, and its change in percentage points."),
        columns=(
            Column("Left out", share=2.0),
            Column(f"Pooled rate ({interval_name(results.result.model)})", "right", share=1.5),
            Column("Change", "right", share=0),
            Column("τ²", "right", share=0),
        ),
        groups=(RowGroup("", tuple(_row(row, main) for row in ordered)),),
    )
    return Section("leave-one-out", f"Each {what} left out in turn", (Paragraph(text), table))


def _moved(row: LeftOut, main: float) -> float:
    return 0.0 if row.estimate is None else abs(row.estimate - main)


def _row(row: LeftOut, main: float) -> TableRow:
    pooled = Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=row.exact)
    return TableRow(
        (
            Cell(words(row.omitted)),
            Cell(words(rate_in_cell(pooled))),
            Cell(words("–" if row.estimate is None else points(row.estimate - main))),
            Cell(words("–" if row.tau2 is None else variance(row.tau2))),
        )
    )
