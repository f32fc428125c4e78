"""A chart on the pages of a report: one whose rows are too many for a page is divided between rows."""

from __future__ import annotations

from dataclasses import replace

from review.figures.chart import Chart, Dot, Line, Mark, Panel, Scale
from review.render.chart import chart_svg
from review.render.chart_layout import PAGE_WIDTH, chart_layout


def chart_pages(
    chart: Chart, *, tallest: float, embed_font: bool, width: float = PAGE_WIDTH
) -> tuple[str, ...]:
    """Return the SVG of each page; a chart without rows, or that fits, is one page.

    Parameters
    ----------
    tallest
        Points that a page may be high.
    """
    return tuple(
        chart_svg(page, embed_font=embed_font, width=width) for page in divided(chart, tallest, width=width)
    )


def divided(chart: Chart, tallest: float, *, width: float = PAGE_WIDTH) -> tuple[Chart, ...]:
    """Return a chart for each page, as even as the fewest pages allow; each has all panels, key and notes."""
    layout = chart_layout(chart, width)
    first = chart.panels[0]
    if layout.height <= tallest or not first.rows:
        return (chart,)
    rows = len(first.y.ticks)
    bands = round(
        sum(place.box.height for place in layout.panels if place.box.left == layout.panels[0].box.left)
        / chart.height
    )
    around = layout.height - bands * chart.height
    each = max(1, int((tallest - around) / bands / (chart.height / rows)))
    pages = -(-rows // each)
    each = -(-rows // pages)
    return tuple(
        replace(
            chart,
            name=f"{chart.name}-{number}",
            title=f"{chart.title}, page {number} of {pages}",
            panels=tuple(_part(panel, start, min(start + each, rows)) for panel in chart.panels),
            height=chart.height / rows * (min(start + each, rows) - start),
        )
        for number, start in enumerate(range(0, rows, each), start=1)
    )


def _part(panel: Panel, start: int, stop: int) -> Panel:
    low, high = stop - 0.5, start - 0.5
    y = Scale(
        label=panel.y.label,
        low=low,
        high=high,
        ticks=tuple((at, name) for at, name in panel.y.ticks if high < at < low),
    )
    return replace(panel, y=y, marks=tuple(mark for mark in panel.marks if _within(mark, high, low)))


def _within(mark: Mark, high: float, low: float) -> bool:
    match mark:
        case Dot():
            return high < mark.y < low
        case Line():
            return all(high < y < low for y in mark.y)
        case _:
            return True
