"""Where the panels, the key and the notes of a chart stand, for any width of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.figures.chart import Chart, Key, Panel, Scale
from review.render.chart_theme import CAUTION, DOT_NAME, FOOT, LABEL, NAME, TICK, TITLE
from review.render.svg import TextStyle, wrapped

#: A figure over two columns of a journal page: 180 mm, in points.
PAGE_WIDTH = 510.0
MARGIN = 6.0
GAP = 14.0
#: Between panels that share their rows.
ROW_GAP = 9.0
LINE = 1.35
#: From the top of an axis to the label above it: past half of the highest tick label.
LABEL_GAP = 7.5
#: From an axis to its tick labels, ticks included.
TICK_GAP = 8.0
#: The widest that names of rows may be, as a share of the page and in points.
NAMES_SHARE, NAMES_WIDEST = 0.34, 170.0
#: The share where many panels stand beside the names.
NAMES_SHARE_BESIDE_MANY, MANY_PANELS = 0.25, 5
#: A name beside a dot is cut to this, in points.
DOT_NAME_WIDEST = 96.0
SWATCH = 15.0
#: From the names of rows to the axes: half of the largest dot, which may lie at 0.
ROWS_GAP = 13.0


@dataclass(frozen=True, slots=True)
class Box:
    """A panel's axes, in points from the left and the top."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Place:
    """A panel with its box, the lines of its labels, and the ticks whose texts are written."""

    panel: Panel
    box: Box
    title: tuple[str, ...]
    x_label: tuple[str, ...]
    y_label: tuple[str, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """An entry of the key, with the left end of its swatch and the middle of its line."""

    key: Key
    left: float
    middle: float


@dataclass(frozen=True, slots=True)
class Note:
    """A line of text under the panels, at its baseline."""

    text: str
    style: TextStyle
    baseline: float


@dataclass(frozen=True, slots=True)
class ChartLayout:
    """Everything in its place; all lengths in points."""

    width: float
    height: float
    key: tuple[KeyPlace, ...]
    panels: tuple[Place, ...]
    notes: tuple[Note, ...]


def chart_layout(chart: Chart, width: float = PAGE_WIDTH) -> ChartLayout:
    """Return where everything stands on a page of `width` points; letters keep their size."""
    key, top = _key_places(chart.key, width)
    names = _names_width(chart, width)
    free = width - 2 * MARGIN - names
    gap = ROW_GAP if names else GAP
    most = max(1, min(chart.columns, int((free + gap) // (chart.narrowest + gap))))
    rows = -(-len(chart.panels) // most)
    columns = -(-len(chart.panels) // rows)
    panels: list[Place] = []
    for start in range(0, len(chart.panels), columns):
        row, top = _row(chart, chart.panels[start : start + columns], columns, width, names, top)
        panels += row
    notes, bottom = _notes(chart, width, top)
    return ChartLayout(width, bottom, key, tuple(panels), notes)


def shortened(text: str, style: TextStyle, width: float) -> str:
    """Return a text that fits, its middle left out where it is too long: its end may be the year.

    >>> shortened("Consorcio Español de Investigación 2005", NAME, 100)
    'Consorcio Español… 2005'
    """
    if style.width(text) <= width:
        return text
    head, _, tail = text.rpartition(" ")
    if not head or style.width(f"… {tail}") > width / 2:
        head, tail = text, ""
    end = f"… {tail}" if tail else "…"
    while head and style.width(head.rstrip() + end) > width:
        head = head[:-1]
    return head.rstrip() + end


def thinned(scale: Scale, length: float, style: TextStyle, *, across: bool) -> tuple[tuple[float, str], ...]:
    """Return the ticks whose texts do not touch, from the low end on; the last is kept where it can be."""
    kept: list[tuple[float, str]] = []
    edge = -1e9
    ordered = sorted(scale.ticks, key=lambda tick: place_on(scale, tick[0], length))
    for value, text in ordered:
        at = place_on(scale, value, length)
        half = style.width(text) / 2 if across else style.size * 0.6
        if at - half >= edge:
            kept.append((value, text))
            edge = at + half + (5.0 if across else 2.0)
    return tuple(kept)


def place_on(scale: Scale, value: float, length: float) -> float:
    """How far along an axis of that length a value lies."""
    from math import log

    if scale.log:
        return length * log(value / scale.low) / log(scale.high / scale.low)
    return length * (value - scale.low) / (scale.high - scale.low)


def _names_width(chart: Chart, width: float) -> float:
    if not chart.panels[0].rows:
        return 0.0
    longest = max((NAME.width(name) for _, name in chart.panels[0].y.ticks), default=0.0)
    share = NAMES_SHARE_BESIDE_MANY if chart.columns >= MANY_PANELS else NAMES_SHARE
    return min(longest + 1, share * width, NAMES_WIDEST) + ROWS_GAP


def _row(
    chart: Chart, panels: Sequence[Panel], columns: int, width: float, names: float, top: float
) -> tuple[list[Place], float]:
    gap = ROW_GAP if names else GAP
    each = (width - 2 * MARGIN - names - gap * (columns - 1)) / columns
    lefts = [0.0 if panel.rows else _ticks_width(panel.y, chart.height) for panel in panels]
    rights = [_ticks_width(panel.right, chart.height) + 2 if panel.right else 8.0 for panel in panels]
    heads = [_head(panel, each) for panel in panels]
    head = max(len(title) * TITLE.size * LINE + len(label) * LABEL.size * LINE for title, label in heads)
    box_top = top + head + (LABEL_GAP if head else 3.0)
    places, deepest = [], 0.0
    for i, (panel, (title, y_label)) in enumerate(zip(panels, heads, strict=True)):
        left = MARGIN + names + i * (each + gap) + lefts[i]
        box = Box(left, box_top, each - lefts[i] - rights[i], chart.height)
        x_label = tuple(wrapped(panel.x.label, LABEL, box.width + 20)) if panel.x.label else ()
        y_ticks = (
            _row_names(panel.y, names) if panel.rows else thinned(panel.y, chart.height, TICK, across=False)
        )
        x_ticks = thinned(panel.x, box.width, TICK, across=True)
        places.append(
            Place(panel, box, title, x_label, y_label, x_ticks, y_ticks if i == 0 or not panel.rows else ())
        )
        deepest = max(deepest, len(x_label) * LABEL.size * LINE)
    return places, box_top + chart.height + TICK_GAP + TICK.size + deepest + 9.0


def _row_names(scale: Scale, width: float) -> tuple[tuple[float, str], ...]:
    return tuple((at, shortened(name, NAME, width - ROWS_GAP)) for at, name in scale.ticks)


def _head(panel: Panel, width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    room = width / 2 - 4 if panel.right else width
    title = tuple(wrapped(panel.title, TITLE, width)) if panel.title else ()
    return title, tuple(wrapped(panel.y.label, LABEL, room)) if panel.y.label else ()


def _ticks_width(scale: Scale | None, height: float) -> float:
    if scale is None:
        return 0.0
    kept = thinned(scale, height, TICK, across=False)
    return max((TICK.width(text) for _, text in kept), default=0.0) + (TICK_GAP if kept else 0.0)


def _key_places(key: Sequence[Key], width: float) -> tuple[tuple[KeyPlace, ...], float]:
    left, line = MARGIN, 0
    places = []
    step = LABEL.size * 1.6
    for entry in key:
        wide = SWATCH + 4 + LABEL.width(entry.label)
        if left > MARGIN and left + wide > width - MARGIN:
            left, line = MARGIN, line + 1
        places.append(KeyPlace(entry, left, MARGIN + step * (line + 0.5)))
        left += wide + GAP
    return tuple(places), MARGIN + (step * (line + 1) + 4 if key else 0.0)


def _notes(chart: Chart, width: float, top: float) -> tuple[tuple[Note, ...], float]:
    notes: list[Note] = []
    baseline = top + 2
    for style, text in ((CAUTION, chart.caution), *((FOOT, note) for note in chart.foot)):
        for line in wrapped(text, style, width - 2 * MARGIN, even=False) if text else ():
            baseline += style.size * LINE
            notes.append(Note(line, style, baseline))
    return tuple(notes), baseline + MARGIN


__all__ = ["DOT_NAME", "Box", "ChartLayout", "KeyPlace", "Note", "Place", "chart_layout", "shortened"]
