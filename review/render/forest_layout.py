"""Where the columns of a forest plot stand: measured from the font, so that no two texts can meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.render.fonts import Weight, text_width
from review.render.lettering import Lettering, lettering
from review.render.lights import LIGHT
from review.render.svg import TextStyle, wrapped

GAP = 12.0
TIGHT_GAP = 7.0
#: Beside the plot, where squares at 0 and 100% reach over the ends of the axis.
PLOT_GAP = 17.0
INDENT = 7.0
MARGIN = 4.0

#: The widest that a column of text grows before it is broken into lines.
LABEL_WIDTH = 184.0
FIELD_WIDTH = 96.0
TITLE_WIDTH = 84.0

#: Two columns of a journal page, 180 mm; the plot takes what the texts leave, within limits.
PAGE_WIDTH = 510.0
PLOT_WIDTHS = (140.0, 230.0)

#: Width of a panel of bars beside the plot.
PANEL_WIDTH = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One column's place: its left edge, its width, and for counts and ranges where the sign stands."""

    column: Column
    left: float
    width: float
    sign: float | None = None

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """All columns' places and the plot's, in points from the left of the page; ``panel`` of the bars."""

    slots: tuple[Slot, ...]
    plot_left: float
    plot_right: float
    width: float
    letters: Lettering
    panel: tuple[float, float] | None = None

    def span(self, row: ForestRow, index: int) -> float:
        """How wide the text of a cell may be: up to the next cell of its side that says something."""
        if row.kind in {"header", "text"}:
            return self.plot_left - PLOT_GAP - self.slots[0].left
        slot = self.slots[index]
        right = slot.right
        for number in range(index + 1, len(self.slots)):
            following = self.slots[number]
            if following.column.side != slot.column.side or row.cells[number]:
                break
            right = following.right
        return right - slot.left

    def x(self, plot: ForestPlot, value: float) -> float:
        """Where a proportion stands; never outside the axis."""
        share = (value - plot.axis.low) / (plot.axis.high - plot.axis.low)
        return self.plot_left + min(1.0, max(0.0, share)) * (self.plot_right - self.plot_left)


def frame(plot: ForestPlot) -> Frame:
    """Measure every cell of every row and give each column its place."""
    letters = lettering(plot.style)
    widths = [_width(plot, index, letters) for index in range(len(plot.columns))]
    widths[0] = _label_width(plot, widths, letters)
    panel = PANEL_WIDTH + PLOT_GAP if plot.panel else 0.0
    tight = (GAP - TIGHT_GAP) * sum(column.tight for column in plot.columns)
    text = sum(widths) + GAP * (len(widths) - 2) - tight + 2 * PLOT_GAP + 2 * MARGIN + panel
    narrowest, widest = PLOT_WIDTHS
    plot_width = min(widest, max(narrowest, PAGE_WIDTH - text))

    slots, x = [], MARGIN
    plot_left = 0.0
    for column, width in zip(plot.columns, widths, strict=True):
        if column.side == "right" and not plot_left:
            plot_left = x + PLOT_GAP - GAP
            x = plot_left + plot_width + PLOT_GAP
        elif column.tight:
            x -= GAP - TIGHT_GAP
        slots.append(Slot(column=column, left=x, width=width, sign=_sign(plot, column, x, width, letters)))
        x += width + GAP
    if not plot_left:
        plot_left = x + PLOT_GAP - GAP
        x = plot_left + plot_width + PLOT_GAP
    right = x - GAP
    place = (right + PLOT_GAP, right + PLOT_GAP + PANEL_WIDTH) if plot.panel else None
    return Frame(
        slots=tuple(slots),
        plot_left=plot_left,
        plot_right=plot_left + plot_width,
        # The last tick of a panel, 100, is centred on its end.
        width=(place[1] + letters.small.width("100") / 2 if place else right) + MARGIN,
        letters=letters,
        panel=place,
    )


def title_lines(column: Column, letters: Lettering) -> list[str]:
    """The lines of a column's title: a long one is broken, so that it does not widen its column."""
    return wrapped(column.title, letters.heading, TITLE_WIDTH)


def cell_style(row: ForestRow, column: Column, letters: Lettering) -> TextStyle:
    """How a cell is set: summaries that answer the question stand out, fields of a cohort stand back."""
    if row.kind == "header" or row.strong:
        return letters.strong
    if row.kind == "text":
        return letters.small
    return letters.quiet if column.quiet or row.quiet or row.kind == "prediction" else letters.text


def cell_lines(row: ForestRow, index: int, places: Frame) -> list[str]:
    """The lines of one cell."""
    column = places.slots[index].column
    if column.align_on or column.right or column.lights:
        return [row.cells[index]]
    room = places.span(row, index) - (INDENT if index == 0 and row.indented else 0)
    return wrapped(row.cells[index], cell_style(row, column, places.letters), room)


def row_height(row: ForestRow, places: Frame) -> float:
    """Height of a row with all lines of its cells."""
    letters = places.letters
    if row.kind == "spacer":
        return 0.5 * letters.pitch
    lines = max(len(cell_lines(row, index, places)) for index in range(len(row.cells)))
    if row.kind == "text":
        return letters.small_line * lines + 2
    return letters.pitch + letters.line * (lines - 1)


def _tabular(plot: ForestPlot) -> Sequence[ForestRow]:
    kinds = {"cohort", "subtotal", "total", "prediction"}
    return [row for row in plot.rows if row.kind in kinds]


def _width(plot: ForestPlot, index: int, letters: Lettering) -> float:
    column = plot.columns[index]
    title = max(letters.heading.width(line) for line in title_lines(column, letters))
    if column.lights:
        return max(title, LIGHT)
    if column.align_on:
        before, after = _halves(plot, index, letters)
        whole = (
            cell_style(row, column, letters).width(row.cells[index])
            for row in _tabular(plot)
            if column.align_on not in row.cells[index]
        )
        return max(title, before + after, *whole, 0.0)
    cells = [
        cell_style(row, column, letters).width(row.cells[index])
        + (INDENT if index == 0 and row.indented else 0)
        for row in _tabular(plot)
        if index > 0 or row.kind == "cohort"
    ]
    widest, most = max([title, *cells]), LABEL_WIDTH if index == 0 else FIELD_WIDTH
    return widest if column.right or widest <= most else max(title, _widest_line(plot, index, most, letters))


def _widest_line(plot: ForestPlot, index: int, most: float, letters: Lettering) -> float:
    """Broken into lines, cells need less than they may have."""
    widths = [0.0]
    for row in _tabular(plot):
        if index > 0 or row.kind == "cohort":
            style = cell_style(row, plot.columns[index], letters)
            indent = INDENT if index == 0 and row.indented else 0
            lines = wrapped(row.cells[index], style, most - indent)
            widths += [style.width(line) + indent for line in lines]
    return max(widths)


def _label_width(plot: ForestPlot, widths: Sequence[float], letters: Lettering) -> float:
    """The first column also holds the labels of summaries, which may run on over empty cells."""
    needed = widths[0]
    for row in _tabular(plot):
        if row.kind == "cohort":
            continue
        style = cell_style(row, plot.columns[0], letters)
        room = 0.0
        for column, cell, width in zip(plot.columns[1:], row.cells[1:], widths[1:], strict=True):
            if column.side == "right" or cell:
                break
            room += GAP + width
        needed = max(needed, style.width(row.cells[0]) + (INDENT if row.indented else 0) - room)
    return min(needed, max(LABEL_WIDTH, widths[0]))


def _halves(plot: ForestPlot, index: int, letters: Lettering) -> tuple[float, float]:
    """The widest text before the sign of a column, and the widest from the sign on."""
    column = plot.columns[index]
    before, after = 0.0, 0.0
    for row in _tabular(plot):
        head, sign, tail = row.cells[index].partition(column.align_on)
        if sign:
            style = cell_style(row, column, letters)
            before, after = max(before, style.width(head)), max(after, style.width(sign + tail))
    return before, after


def _sign(plot: ForestPlot, column: Column, left: float, width: float, letters: Lettering) -> float | None:
    if not column.align_on:
        return None
    before, after = _halves(plot, plot.columns.index(column), letters)
    return left + (width - before - after) / 2 + before


def sign_offset(row: ForestRow, index: int, places: Frame) -> float:
    """Left edge of a cell that is aligned on its sign."""
    slot = places.slots[index]
    head, sign, _ = row.cells[index].partition(slot.column.align_on)
    if not sign or slot.sign is None:
        return slot.left
    weight: Weight = cell_style(row, slot.column, places.letters).weight
    return slot.sign - text_width(head, places.letters.text.size, weight=weight)
