"""Best responses as bars, in the rows of a forest plot: a figure of its own, or a panel of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from review.analysis.composition import (
    PARTS,
    Composition,
    composition_gaps,
    composition_of,
    composition_told,
)
from review.analysis.results import Results
from review.figures.axis import per_cent_axis
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow, Segment
from review.figures.forest_extras import NOT_POOLED, OTHER_MODELS

#: What stands in a column for a count that no report gives.
UNKNOWN = "?"


def segments_of(composition: Composition) -> tuple[Segment, ...]:
    """Return the bar: parts that hold somebody, end to end."""
    found, done = [], 0
    for code, count in composition.counts:
        if count and not composition.why_not:
            found.append(
                Segment(
                    code=code,
                    low=done / composition.total,
                    high=(done + count) / composition.total,
                    label=f"{PARTS[code].short} {count}",
                )
            )
            done += count
    return tuple(found)


def with_composition(results: Results, rows: Sequence[ForestRow]) -> tuple[ForestRow, ...]:
    """Return the rows with the bar of each cohort that was pooled."""
    bars = {cohort.cohort_id: composition_of(cohort) for cohort in results.cohorts}
    return tuple(_with_bar(row, bars[row.cohort_id]) if row.cohort_id in bars else row for row in rows)


def _with_bar(row: ForestRow, bar: Composition) -> ForestRow:
    return replace(
        row, segments=segments_of(bar), description=f"{row.description}; best responses: {bar.told()}"
    )


def composition_key(results: Results) -> tuple[tuple[str, str], ...]:
    """Return the kinds of parts that occur, with their meaning."""
    used = {code for cohort in results.cohorts for code, n in composition_of(cohort).counts if n}
    return tuple((code, part.label) for code, part in PARTS.items() if code in used)


def composition_note(results: Results) -> str:
    """Say what a bar holds, and of how many cohorts the parts are not all known."""
    whole = "Bars: evaluable patients, and those not evaluable where counted apart."
    return f"{whole} {composition_gaps(results)}"


def composition_plot(plot: ForestPlot, results: Results) -> ForestPlot:
    """Return best responses in the rows of a forest plot, each at the height that it has there.

    Rows of pooled rates keep their place and show nothing: best responses are not pooled.

    Parameters
    ----------
    plot
        The forest plot of the results, as `review.figures.forest.forest_plot` gives it.
    """
    left = [number for number, column in enumerate(plot.columns) if column.side == "left"]
    codes = [
        code
        for code, part in PARTS.items()
        if part.field and any(code in dict(composition_of(cohort).counts) for cohort in results.cohorts)
    ]
    bars = {cohort.cohort_id: composition_of(cohort) for cohort in results.cohorts}
    rows, pooled = [], False
    for row in with_composition(results, plot.rows):
        pooled = pooled or row.kind == "total" or row.cells[:1] in {(OTHER_MODELS,), (NOT_POOLED,)}
        bare = replace(row, mark=None, second=None)
        if row.cohort_id in bars:
            bar = bars[row.cohort_id]
            numbers = tuple(str(dict(bar.counts).get(code, UNKNOWN)) for code in codes)
            told = f"{row.cells[0]}: {bar.told()}"
            cells = (*(row.cells[at] for at in left), *numbers, str(bar.total or UNKNOWN))
            rows.append(replace(bare, cells=cells, description=told))
        elif len(row.cells) > 1:
            cells = (*(row.cells[at] for at in left), *("" for _ in (*codes, "")))
            rows.append(replace(bare, cells=cells, description="", hidden=True))
        else:
            rows.append(replace(bare, hidden=pooled or row.kind == "text"))
    return replace(
        plot,
        name=f"{plot.name}-composition",
        title=f"{results.analysis.title}: best responses",
        columns=(
            *(plot.columns[at] for at in left),
            *(_column(code, PARTS[code].short) for code in codes),
            _column("total", "N"),
        ),
        rows=tuple(rows),
        axis=per_cent_axis("Patients, %", [1.0]),
        foot=(composition_note(results), f"{UNKNOWN}: not reported, or barred by an error of the data."),
        alt=composition_told(results),
        pooled=None,
        reference=None,
        over_plot="",
        panel="",
        key=composition_key(results),
    )


def _column(code: str, title: str) -> Column:
    return Column(key=f"part-{code}", title=title, side="right", right=True, tight=True)
