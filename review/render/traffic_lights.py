"""Traffic lights and their bars, drawn: a sign in every light, so that nothing hangs on colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from review.analysis.layouts import USUAL_STYLE
from review.extraction.risk_of_bias.tool import LIGHTS
from review.figures.traffic_lights import Bar, LightRow, TrafficLights
from review.render.colours import light as colour
from review.render.forest_layout import GAP, MARGIN
from review.render.lettering import lettering
from review.render.lights import CAP_HEIGHT, LIGHT, SIGN, draw_light, fill_of, outline
from review.render.svg import Drawing, wrapped

#: Height of a row.
ROW = 17.0

#: Width of a column of lights, and the most that the names of rows may take before they are broken.
COLUMN = 24.0
NAMES = 190.0


_LETTERS = lettering(USUAL_STYLE)
INK, QUIET, HEADING = _LETTERS.text, _LETTERS.small, _LETTERS.heading
SIZE, SMALL_LINE = INK.size, _LETTERS.small_line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where the parts of the figure stand."""

    names: float
    columns: tuple[float, ...]
    whole: float
    width: float


def traffic_lights_svg(figures: Sequence[TrafficLights], *, embed_font: bool = False) -> str:
    """Return the SVG of the lights of one or several tools, one below the other.

    Raises
    ------
    ValueError
        Where there is none: nobody has judged the risk of bias.
    """
    return _page(figures, embed_font=embed_font)


def traffic_lights_pages(
    figures: Sequence[TrafficLights], *, tallest: float, embed_font: bool = False
) -> tuple[str, ...]:
    """Return the SVG on pages of up to `tallest` points; each tool begins a page."""
    pages: list[str] = []
    for figure in figures:
        room = tallest - _height_without_rows(figure)
        many = max(1, int(room // ROW))
        # Long names take several lines: a page is shortened until what is on it fits.
        rest = list(figure.rows)
        while rest:
            here = rest[:many]
            while len(here) > 1 and sum(_row_height(row) for row in here) > room:
                here = here[:-1]
            rest = rest[len(here) :]
            part = replace(figure, rows=tuple(here), bars=figure.bars if not rest else ())
            pages.append(_page([part], embed_font=embed_font))
    if not pages:
        raise ValueError("no risk of bias was judged: there is nothing to draw")
    return tuple(pages)


def _page(figures: Sequence[TrafficLights], *, embed_font: bool) -> str:
    if not figures:
        raise ValueError("no risk of bias was judged: there is nothing to draw")
    drawing, top, width = Drawing(), MARGIN, 0.0
    for figure in figures:
        frame = _frame(figure)
        top = _figure(drawing, figure, frame, top)
        width = max(width, frame.width)
    first = figures[0]
    return drawing.finish(
        width=width,
        height=top,
        key=f"lights-{first.name}".replace("_", "-"),
        title=first.title,
        description=" ".join(figure.alt for figure in figures),
        embed_font=embed_font,
    )


def _frame(figure: TrafficLights) -> _Frame:
    lines = [line for row in figure.rows for line in wrapped(row.label, INK, NAMES)]
    bar_names = [bar.label for bar in figure.bars]
    names = min(NAMES, max([INK.width(line) for line in [*lines, *bar_names]] + [60.0]))
    start = MARGIN + names + GAP
    columns = tuple(start + COLUMN * (at + 0.5) for at in range(len(figure.columns)))
    whole = start + COLUMN * len(figure.columns) + GAP / 2
    wholes = [_LIGHT_AND_GAP + INK.width(row.whole) for row in figure.rows] + [HEADING.width(figure.whole)]
    right = whole + (max(wholes) if figure.whole else 0.0)
    return _Frame(names=names, columns=columns, whole=whole, width=max(right + MARGIN, 320.0))


_LIGHT_AND_GAP = LIGHT + 4.0


def _row_height(row: LightRow) -> float:
    return max(ROW, len(wrapped(row.label, INK, NAMES)) * (SIZE + 2.5) + 4.0)


def _height_without_rows(figure: TrafficLights) -> float:
    frame = _frame(figure)
    drawing = Drawing()
    return _figure(drawing, replace(figure, rows=()), frame, MARGIN)


def _figure(drawing: Drawing, figure: TrafficLights, frame: _Frame, top: float) -> float:
    """Draw one tool from `top` downwards; the height at which the next may begin."""
    y = top + SIZE
    for line in wrapped(figure.title, HEADING, frame.width - 2 * MARGIN):
        drawing.text(MARGIN, y, line, HEADING)
        y += SIZE + 3
    y += 6
    for (name, _), x in zip(figure.columns, frame.columns, strict=True):
        drawing.text(x, y, name, HEADING, anchor="middle")
    if figure.whole:
        drawing.text(frame.whole, y, figure.whole, HEADING)
    y += 5
    drawing.line((MARGIN, y), (frame.width - MARGIN, y), "rule", colour("rule"), 0.75)
    y += 2
    for row in figure.rows:
        y = _row(drawing, row, frame, y)
    drawing.line((MARGIN, y + 1), (frame.width - MARGIN, y + 1), "rule", colour("rule"), 0.75)
    y = _bars(drawing, figure.bars, frame, y + 10)
    y = _key(drawing, figure, frame, y + 4)
    return _foot(drawing, figure, frame, y)


def _row(drawing: Drawing, row: LightRow, frame: _Frame, top: float) -> float:
    lines = wrapped(row.label, INK, NAMES)
    height = _row_height(row)
    centre = top + height / 2
    first = centre - (len(lines) - 1) * (SIZE + 2.5) / 2 + CAP_HEIGHT * SIZE / 2
    for at, line in enumerate(lines):
        drawing.text(MARGIN, first + at * (SIZE + 2.5), line, INK)
    for cell, x in zip(row.cells, frame.columns, strict=True):
        with drawing.group("light", f"{row.label}. {cell.description}"):
            draw_light(drawing, x, centre, cell.sign)
    x = frame.whole
    if row.whole_light:
        if row.whole_light != "not assessed":
            draw_light(drawing, x + LIGHT / 2, centre, LIGHTS[row.whole_light].sign)
        x += _LIGHT_AND_GAP
    drawing.text(x, centre + CAP_HEIGHT * SIZE / 2, row.whole, INK)
    return top + height


def _bars(drawing: Drawing, bars: Sequence[Bar], frame: _Frame, top: float) -> float:
    """Draw how the rows divide up at each item; nothing for one row, which the lights have shown."""
    total = sum(n for _, n in bars[0].parts) if bars else 0
    if total < 2:
        return top
    left, width = MARGIN + frame.names + GAP, frame.width - 2 * MARGIN - frame.names - GAP
    y = top
    for bar in bars:
        drawing.text(MARGIN, y + 9.0, bar.label, INK)
        x = left
        for code, n in bar.parts:
            share = width * n / total
            name = "grid" if code == "not assessed" else f"light-{code.replace(' ', '-')}"
            fill = colour("grid") if code == "not assessed" else fill_of(code)
            with drawing.group("bar", f"{bar.label}: {n} of {total}, {LIGHTS[code].label}"):
                box = [(x, y), (x + share, y), (x + share, y + 11.0), (x, y + 11.0)]
                drawing.polygon(box, name, fill)
                if code == "not assessed":
                    outline(drawing, box)
                text = str(n)
                style = INK if code == "not assessed" else SIGN
                small = replace(style, size=7.5)
                if small.width(text) + 3 < share:
                    drawing.text(x + share / 2, y + 8.2, text, small, anchor="middle")
            x += share
        y += 14.5
    return y + 4


def _key(drawing: Drawing, figure: TrafficLights, frame: _Frame, top: float) -> float:
    x, y = MARGIN, top + LIGHT / 2
    for code, label in figure.key:
        width = _LIGHT_AND_GAP + QUIET.width(label) + GAP
        if x > MARGIN and x + width - GAP > frame.width - MARGIN:
            x, y = MARGIN, y + LIGHT + 4
        draw_light(drawing, x + LIGHT / 2, y, LIGHTS[code].sign)
        drawing.text(x + _LIGHT_AND_GAP, y + CAP_HEIGHT * QUIET.size / 2, label, QUIET)
        x += width
    return y + LIGHT + 2


def _foot(drawing: Drawing, figure: TrafficLights, frame: _Frame, top: float) -> float:
    names = "; ".join(f"{name} {label}" for name, label in figure.columns)
    y = top + QUIET.size
    for note in (f"{names}.", *figure.foot):
        for line in wrapped(note, QUIET, frame.width - 2 * MARGIN, even=False):
            drawing.text(MARGIN, y, line, QUIET)
            y += SMALL_LINE
    return y + MARGIN - SMALL_LINE + 4
