"""The forest plot drawn: one SVG for the page, the file and the PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

from review.figures.forest_anatomy import ForestPlot, ForestRow, Mark
from review.render.colours import light
from review.render.forest_layout import (
    GAP,
    HEADING,
    INDENT,
    LINE,
    MARGIN,
    PITCH,
    SIZE,
    SMALL,
    SMALL_LINE,
    Frame,
    cell_lines,
    cell_style,
    frame,
    row_height,
    sign_offset,
)
from review.render.forest_pages import split_rows
from review.render.lights import CAP_HEIGHT, draw_light
from review.render.svg import Drawing, Point, wrapped

LARGEST_SQUARE = 0.74 * PITCH
DIAMOND_HEIGHT = 0.66 * PITCH
CAP = 0.22 * PITCH
ARROW = 4.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What one page shows, and at which height each of its rows begins."""

    plot: ForestPlot
    places: Frame
    rows: tuple[ForestRow, ...]
    tops: tuple[float, ...]
    header: tuple[str, ...]
    rule: float
    axis: float
    number: int = 1

    def centre(self, index: int) -> float:
        """Height of the marks of a row: the middle of the figures of its first line."""
        return self.baseline(index) - CAP_HEIGHT * SIZE / 2

    def baseline(self, index: int) -> float:
        if self.rows[index].kind == "text":
            return self.tops[index] + SMALL.size
        return self.tops[index] + (PITCH + CAP_HEIGHT * SIZE) / 2


def forest_svg(plot: ForestPlot, *, embed_font: bool) -> str:
    """Draw the whole plot on one page, as high as it needs to be.

    Parameters
    ----------
    plot
        What `review.figures.forest` laid out.
    embed_font
        Carry the letters with the file: wanted for a file on its own, not within a page that has them.

    Returns
    -------
    The SVG; the same text for the same plot.

    Raises
    ------
    MissingCharacter
        A name holds a character that the font does not have.
    """
    return _drawn(_page(plot, plot.rows, frame(plot)), embed_font=embed_font)


def forest_pages(plot: ForestPlot, *, tallest: float, embed_font: bool) -> tuple[str, ...]:
    """Draw the plot on as many pages as it needs; the foot stands on the last.

    Parameters
    ----------
    plot
        What `review.figures.forest` laid out.
    tallest
        Height that a page may have, in points.
    embed_font
        As in `forest_svg`.

    Returns
    -------
    One SVG for each page; a plot that fits is drawn as `forest_svg` draws it.

    """
    places = frame(plot)
    around = _page(plot, (), places)
    empty = _draw_foot(Drawing(), around, _draw_axis(Drawing(), around))
    parts = split_rows(plot.rows, places, room=tallest - empty)
    pages = [replace(_page(plot, rows, places), number=number) for number, rows in enumerate(parts, start=1)]
    last = len(pages) - 1
    return tuple(
        _drawn(page if number == last else replace(page, plot=replace(plot, foot=())), embed_font=embed_font)
        for number, page in enumerate(pages)
    )


def _page(plot: ForestPlot, rows: Sequence[ForestRow], places: Frame) -> _Page:
    header: tuple[str, ...] = ()
    if plot.reference is not None:
        header = tuple(wrapped(plot.reference.label, SMALL, places.plot_right - places.plot_left))
    y = MARGIN + SMALL_LINE * max(0, len(header) - 1) + HEADING.size + 5
    rule = y
    y += 2
    tops = []
    for row in rows:
        tops.append(y)
        y += row_height(row, places)
    return _Page(
        plot=plot, places=places, rows=tuple(rows), tops=tuple(tops), header=header, rule=rule, axis=y + 3
    )


def _drawn(page: _Page, *, embed_font: bool) -> str:
    drawing = Drawing()
    _draw_header(drawing, page)
    _draw_grid(drawing, page)
    for index in range(len(page.rows)):
        _draw_row(drawing, page, index)
    height = _draw_foot(drawing, page, _draw_axis(drawing, page))
    key, description = "forest-" + re.sub(r"[^A-Za-z0-9_-]", "-", page.plot.name), page.plot.alt
    if page.number > 1:
        key += f"-{page.number}"
        rows = ". ".join(row.description for row in page.rows if row.description)
        description = f"Page {page.number} of the same plot. {rows}."
    return drawing.finish(
        width=page.places.width,
        height=height,
        key=key,
        title=page.plot.title,
        description=description,
        embed_font=embed_font,
    )


def _draw_header(drawing: Drawing, page: _Page) -> None:
    places, baseline = page.places, page.rule - 5
    for slot in places.slots:
        if slot.column.right:
            drawing.text(slot.right, baseline, slot.column.title, HEADING, anchor="end")
        elif slot.column.align_on:
            drawing.text(slot.left + slot.width / 2, baseline, slot.column.title, HEADING, anchor="middle")
        else:
            drawing.text(slot.left, baseline, slot.column.title, HEADING)
    drawing.line((MARGIN, page.rule), (places.width - MARGIN, page.rule), "rule", light("rule"), 0.75)


def _draw_grid(drawing: Drawing, page: _Page) -> None:
    plot, places = page.plot, page.places
    for value, _ in plot.axis.ticks:
        x = places.x(plot, value)
        drawing.line((x, page.rule), (x, page.axis), "grid", light("grid"), 0.6)
    if plot.pooled is not None and plot.axis.low <= plot.pooled <= plot.axis.high:
        x = places.x(plot, plot.pooled)
        totals = [page.centre(index) for index, row in enumerate(page.rows) if row.kind == "total"]
        drawing.line(
            (x, page.rule),
            (x, totals[0] if totals else page.axis),
            "pooled-line",
            light("pooled-line"),
            0.75,
            dash="3 2.5",
        )
    if plot.reference is not None:
        x = places.x(plot, plot.reference.value)
        drawing.line((x, page.rule), (x, page.axis), "reference", light("reference"), 0.75, dash="0.8 2")
        for number, line in enumerate(reversed(page.header)):
            half = SMALL.width(line) / 2
            middle = min(max(x, places.plot_left + half), places.plot_right - half)
            drawing.text(middle, page.rule - 5 - SMALL_LINE * number, line, SMALL, anchor="middle")


def _draw_row(drawing: Drawing, page: _Page, index: int) -> None:
    row, places = page.rows[index], page.places
    if row.kind == "spacer":
        return
    if row.kind == "total":
        y = page.tops[index]
        drawing.line((MARGIN, y), (places.width - MARGIN, y), "rule", light("rule"), 0.75)
    with drawing.group(row.kind, row.description, cohort=row.cohort_id):
        for number, slot in enumerate(places.slots[: len(row.cells)]):
            style = cell_style(row, slot.column)
            baseline = page.baseline(index)
            if slot.column.lights:
                if row.kind == "cohort":
                    draw_light(drawing, (slot.left + slot.right) / 2, page.centre(index), row.cells[number])
            elif slot.column.right:
                drawing.text(slot.right, baseline, row.cells[number], style, anchor="end")
            elif slot.column.align_on:
                drawing.text(sign_offset(row, number, places), baseline, row.cells[number], style)
            else:
                x = slot.left + (INDENT if number == 0 and row.indented else 0)
                pitch = SMALL_LINE if row.kind == "text" else LINE
                for line, text in enumerate(cell_lines(row, number, places)):
                    drawing.text(x, baseline + pitch * line, text, style)
        if row.mark is not None:
            _draw_mark(drawing, page, row.mark, page.centre(index))


def _draw_mark(drawing: Drawing, page: _Page, mark: Mark, y: float) -> None:
    plot, colour = page.plot, light(mark.rank)
    low, high = page.places.x(plot, mark.low), page.places.x(plot, mark.high)
    leaves = mark.low < plot.axis.low, mark.high > plot.axis.high
    if mark.shape == "diamond":
        _draw_diamond(drawing, page, mark, y)
    else:
        # An arrow head ends where the axis ends, so its line stops short of the tip.
        start = low + (ARROW if leaves[0] else 0)
        end = high - (ARROW if leaves[1] else 0)
        if end > start:
            drawing.line((start, y), (end, y), mark.rank, colour, 1.0 if mark.shape == "square" else 1.3)
    if mark.shape == "bar":
        for x, gone in zip((low, high), leaves, strict=True):
            if not gone:
                drawing.line((x, y - CAP), (x, y + CAP), mark.rank, colour, 1.3)
    estimate = mark.estimate
    if mark.shape == "square" and estimate is not None and plot.axis.low <= estimate <= plot.axis.high:
        half = LARGEST_SQUARE * sqrt(mark.area) / 2
        x = page.places.x(plot, estimate)
        corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
        drawing.polygon(corners, mark.rank, colour)
    for x, gone, way in ((low, leaves[0], 1), (high, leaves[1], -1)):
        if gone:
            drawing.polygon(
                ((x, y), (x + way * ARROW, y - 2.4), (x + way * ARROW, y + 2.4)), mark.rank, colour
            )


def _draw_diamond(drawing: Drawing, page: _Page, mark: Mark, y: float) -> None:
    """A diamond from end to end of the interval, cut off where it leaves the axis."""
    plot, half = page.plot, DIAMOND_HEIGHT / 2
    estimate = mark.estimate if mark.estimate is not None else (mark.low + mark.high) / 2

    def edge(value: float) -> float:
        reach = (
            (value - mark.low) / (estimate - mark.low)
            if value <= estimate
            else ((mark.high - value) / (mark.high - estimate))
        )
        return half * reach

    ends = max(mark.low, plot.axis.low), min(mark.high, plot.axis.high)
    if ends[0] >= ends[1]:
        return
    inside = sorted({ends[0], ends[1], *((estimate,) if ends[0] < estimate < ends[1] else ())})
    heights = [0.0 if value in (mark.low, mark.high) else edge(value) for value in inside]
    upper: list[Point] = [
        (page.places.x(plot, value), y - height) for value, height in zip(inside, heights, strict=True)
    ]
    lower: list[Point] = [(x, 2 * y - top) for x, top in reversed(upper) if top != y]
    drawing.polygon([*upper, *lower], mark.rank, light(mark.rank))


def _draw_axis(drawing: Drawing, page: _Page) -> float:
    plot, places, y = page.plot, page.places, page.axis
    drawing.line((places.plot_left, y), (places.plot_right, y), "axis", light("axis"), 0.75)
    for value, text in plot.axis.ticks:
        x = places.x(plot, value)
        drawing.line((x, y), (x, y + 3), "axis", light("axis"), 0.75)
        drawing.text(x, y + 11, text, SMALL, anchor="middle")
    title = wrapped(plot.axis.label, HEADING, places.plot_right - places.plot_left)
    for number, line in enumerate(title):
        middle = (places.plot_left + places.plot_right) / 2
        drawing.text(middle, y + 22 + SMALL_LINE * number, line, HEADING, anchor="middle")
    return y + 22 + SMALL_LINE * (len(title) - 1)


def _draw_foot(drawing: Drawing, page: _Page, y: float) -> float:
    y += 0.5 * GAP
    for line in page.plot.foot:
        for text in wrapped(line, SMALL, page.places.width - 2 * MARGIN, even=False):
            y += SMALL_LINE
            drawing.text(MARGIN, y, text, SMALL)
        y += 1.5
    return y + MARGIN
