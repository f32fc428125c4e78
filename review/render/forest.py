"""The forest plot drawn: one SVG for the page, the file and the PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from review.figures.forest_anatomy import ForestPlot, ForestRow
from review.render.colours import light
from review.render.forest_layout import (
    GAP,
    INDENT,
    MARGIN,
    Frame,
    cell_lines,
    cell_style,
    frame,
    row_height,
    sign_offset,
    title_lines,
)
from review.render.forest_marks import draw_mark
from review.render.forest_pages import split_rows
from review.render.lights import CAP_HEIGHT, draw_light
from review.render.segments import draw_segments, fill_part
from review.render.svg import Drawing, TextStyle, wrapped

#: Width and height of a part in the key, and the room between a part and its meaning.
KEY_PART = (11.0, 7.0)
KEY_GAP = 3.5

#: How far two marks of one row stand from its middle, in row pitches.
APART = 0.21


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What one page shows, and at which height each of its rows begins.

    ``over_plot`` and ``over_panel`` are the lines over the plot and the panel, the lowest last.
    """

    plot: ForestPlot
    places: Frame
    rows: tuple[ForestRow, ...]
    tops: tuple[float, ...]
    over_plot: tuple[tuple[str, TextStyle], ...]
    over_panel: tuple[str, ...]
    rule: float
    axis: float
    number: int = 1

    def centre(self, index: int) -> float:
        """Height of the marks of a row: the middle of the figures of its first line."""
        return self.baseline(index) - CAP_HEIGHT * self.places.letters.text.size / 2

    def baseline(self, index: int) -> float:
        letters = self.places.letters
        if self.rows[index].kind == "text":
            return self.tops[index] + letters.small.size
        return self.tops[index] + (letters.pitch + CAP_HEIGHT * letters.text.size) / 2


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
    return _drawn(_page(plot, _shown(plot), frame(plot)), embed_font=embed_font)


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
    parts = split_rows(_shown(plot), places, room=tallest - empty)
    pages = [replace(_page(plot, rows, places), number=number) for number, rows in enumerate(parts, start=1)]
    last = len(pages) - 1
    return tuple(
        _drawn(page if number == last else replace(page, plot=replace(plot, foot=())), embed_font=embed_font)
        for number, page in enumerate(pages)
    )


def _shown(plot: ForestPlot) -> tuple[ForestRow, ...]:
    """The rows without those at the end of which nothing is drawn: they keep no other row in its place."""
    rows = list(plot.rows)
    while rows and (rows[-1].hidden or rows[-1].kind == "spacer"):
        rows.pop()
    return tuple(rows)


def _page(plot: ForestPlot, rows: Sequence[ForestRow], places: Frame) -> _Page:
    letters = places.letters
    over_plot, over_panel = _over_plot(plot, places), _over_panel(plot, places)
    titles = max(len(title_lines(slot.column, letters)) for slot in places.slots)
    lines = max(1, titles, len(over_plot), len(over_panel))
    y = MARGIN + letters.small_line * (lines - 1) + letters.heading.size + 5
    y += 3 if plot.style.frame == "around" else 0
    rule = y
    y += 2
    tops = []
    for row in rows:
        tops.append(y)
        y += row_height(row, places)
    return _Page(
        plot=plot,
        places=places,
        rows=tuple(rows),
        tops=tuple(tops),
        over_plot=over_plot,
        over_panel=over_panel,
        rule=rule,
        axis=y + 3,
    )


def _over_plot(plot: ForestPlot, places: Frame) -> tuple[tuple[str, TextStyle], ...]:
    """The lines over the plot: what the reference is called, lowest the title of the plot."""
    letters, room = places.letters, places.plot_right - places.plot_left
    label = wrapped(plot.reference.label, letters.small, room) if plot.reference else []
    title = wrapped(plot.over_plot, letters.heading, room) if plot.over_plot else []
    # The label belongs to a line of the plot, so that it stands next to it where both are there.
    return (*((line, letters.heading) for line in title), *((line, letters.small) for line in label))


def _over_panel(plot: ForestPlot, places: Frame) -> tuple[str, ...]:
    if places.panel is None:
        return ()
    return tuple(wrapped(plot.panel, places.letters.heading, places.panel[1] - places.panel[0]))


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
    places, letters, base = page.places, page.places.letters, page.rule - 5
    for slot in places.slots:
        lines = title_lines(slot.column, letters)
        for number, line in enumerate(reversed(lines)):
            baseline = base - letters.small_line * number
            if slot.column.right:
                drawing.text(slot.right, baseline, line, letters.heading, anchor="end")
            elif slot.column.align_on or slot.column.lights:
                drawing.text(slot.left + slot.width / 2, baseline, line, letters.heading, anchor="middle")
            else:
                drawing.text(slot.left, baseline, line, letters.heading)
    if places.panel is not None:
        middle = sum(places.panel) / 2
        for number, line in enumerate(reversed(page.over_panel)):
            y = base - letters.small_line * number
            drawing.text(middle, y, line, letters.heading, anchor="middle")
    ends = (MARGIN, places.width - MARGIN)
    drawing.line((ends[0], page.rule), (ends[1], page.rule), "rule", light("rule"), 0.75)
    if page.plot.style.frame == "around":
        drawing.line((ends[0], MARGIN / 2), (ends[1], MARGIN / 2), "axis", light("axis"), 1.0)


def _draw_grid(drawing: Drawing, page: _Page) -> None:
    plot, places, style = page.plot, page.places, page.plot.style
    if style.grid:
        for value, _ in plot.axis.ticks:
            x = places.x(plot, value)
            drawing.line((x, page.rule), (x, page.axis), "grid", light("grid"), 0.6)
    if (
        plot.pooled is not None
        and plot.axis.low <= plot.pooled <= plot.axis.high
        and style.pooled_line != "none"
    ):
        x = places.x(plot, plot.pooled)
        totals = [page.centre(index) for index, row in enumerate(page.rows) if row.kind == "total"]
        end = (x, totals[0] if totals else page.axis)
        dash, width = ("3 2.5", 0.75) if style.pooled_line == "dashed" else ("", 0.5)
        drawing.line((x, page.rule), end, style.secondary, light(style.secondary), width, dash=dash)
    if plot.reference is not None:
        x = places.x(plot, plot.reference.value)
        dash = "0.8 2" if style.reference_line == "dotted" else ""
        drawing.line((x, page.rule), (x, page.axis), "reference", light("reference"), 0.75, dash=dash)
    for number, (line, letters) in enumerate(reversed(page.over_plot)):
        half = letters.width(line) / 2
        at = (places.plot_left + places.plot_right) / 2
        if letters is places.letters.small and plot.reference is not None:
            at = places.x(plot, plot.reference.value)
        middle = min(max(at, places.plot_left + half), places.plot_right - half)
        y = page.rule - 5 - places.letters.small_line * number
        drawing.text(middle, y, line, letters, anchor="middle")


def _draw_row(drawing: Drawing, page: _Page, index: int) -> None:
    row, places = page.rows[index], page.places
    if row.kind == "spacer" or row.hidden:
        return
    if row.kind == "total":
        y = page.tops[index]
        drawing.line((MARGIN, y), (places.width - MARGIN, y), "rule", light("rule"), 0.75)
    with drawing.group(row.kind, row.description, cohort=row.cohort_id):
        _draw_cells(drawing, page, index)
        y, apart = page.centre(index), APART * places.letters.pitch if row.second else 0.0
        if row.mark is not None:
            draw_mark(drawing, page.plot, places, row.mark, y - apart, crowded=bool(apart))
        if row.second is not None:
            draw_mark(drawing, page.plot, places, row.second, y + apart, crowded=True)
        if row.segments:
            ends = places.panel or (places.plot_left, places.plot_right)
            draw_segments(drawing, row.segments, ends, y, places.letters)


def _draw_cells(drawing: Drawing, page: _Page, index: int) -> None:
    row, places, letters = page.rows[index], page.places, page.places.letters
    baseline = page.baseline(index)
    for number, slot in enumerate(places.slots[: len(row.cells)]):
        style = cell_style(row, slot.column, letters)
        if slot.column.lights:
            if row.kind == "cohort" and not row.quiet:
                draw_light(drawing, (slot.left + slot.right) / 2, page.centre(index), row.cells[number])
        elif slot.column.right:
            drawing.text(slot.right, baseline, row.cells[number], style, anchor="end")
        elif slot.column.align_on:
            drawing.text(sign_offset(row, number, places), baseline, row.cells[number], style)
        else:
            x = slot.left + (INDENT if number == 0 and row.indented else 0)
            pitch = letters.small_line if row.kind == "text" else letters.line
            for line, text in enumerate(cell_lines(row, number, places)):
                drawing.text(x, baseline + pitch * line, text, style)


def _draw_axis(drawing: Drawing, page: _Page) -> float:
    plot, places, y, letters = page.plot, page.places, page.axis, page.places.letters
    drawing.line((places.plot_left, y), (places.plot_right, y), "axis", light("axis"), 0.75)
    for value, text in plot.axis.ticks:
        x = places.x(plot, value)
        drawing.line((x, y), (x, y + 3), "axis", light("axis"), 0.75)
        drawing.text(x, y + 11, text, letters.small, anchor="middle")
    if places.panel is not None:
        _draw_panel_axis(drawing, places.panel, y, letters.small)
    title = wrapped(plot.axis.label, letters.heading, places.plot_right - places.plot_left)
    for number, line in enumerate(title):
        middle = (places.plot_left + places.plot_right) / 2
        drawing.text(middle, y + 22 + letters.small_line * number, line, letters.heading, anchor="middle")
    return y + 22 + letters.small_line * (len(title) - 1)


def _draw_panel_axis(drawing: Drawing, panel: tuple[float, float], y: float, style: TextStyle) -> None:
    left, right = panel
    drawing.line((left, y), (right, y), "axis", light("axis"), 0.75)
    for percent in (0, 50, 100):
        x = left + percent / 100 * (right - left)
        drawing.line((x, y), (x, y + 3), "axis", light("axis"), 0.75)
        drawing.text(x, y + 11, str(percent), style, anchor="middle")


def _draw_foot(drawing: Drawing, page: _Page, y: float) -> float:
    letters = page.places.letters
    y = _draw_key(drawing, page, y + 0.5 * GAP)
    for line in page.plot.foot:
        for text in wrapped(line, letters.small, page.places.width - 2 * MARGIN, even=False):
            y += letters.small_line
            drawing.text(MARGIN, y, text, letters.small)
        y += 1.5
    return y + MARGIN


def _draw_key(drawing: Drawing, page: _Page, y: float) -> float:
    """What the parts of bars mean, side by side as far as the page is wide."""
    letters, right = page.places.letters, page.places.width - MARGIN
    if not page.plot.key:
        return y
    x, y = MARGIN, y + letters.small_line
    for code, label in page.plot.key:
        width = KEY_PART[0] + KEY_GAP + letters.small.width(label)
        if x > MARGIN and x + width > right:
            x, y = MARGIN, y + letters.small_line + 2
        fill_part(drawing, code, (x, y - KEY_PART[1] + 0.8), (x + KEY_PART[0], y + 0.8))
        drawing.text(x + KEY_PART[0] + KEY_GAP, y, label, letters.small)
        x += width + GAP
    return y + 3
