"""The pictogram drawn: ten rows of ten people, the interval as a shade behind those whom it leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import cos, pi, sin

from review.analysis.layouts import USUAL_STYLE
from review.analysis.per_hundred import PEOPLE
from review.figures.pictogram import Pictogram
from review.render.colours import light
from review.render.lettering import lettering
from review.render.svg import Drawing, Point, TextStyle, wrapped

_LETTERS = lettering(USUAL_STYLE)
MARGIN = 6.0

#: People in a row, the room of each, and where the words stand.
IN_A_ROW = 10
CELL = (15.0, 20.0)
WORDS_LEFT = MARGIN + IN_A_ROW * CELL[0] + 20.0
WORDS_WIDTH = 210.0

HEADLINE = replace(_LETTERS.strong, size=15.0)
LINE = replace(_LETTERS.text, size=9.5)
SMALL = _LETTERS.small


def pictogram_svg(figure: Pictogram, *, embed_font: bool) -> str:
    """Return the SVG of a pictogram; the same text for the same figure."""
    drawing, width = Drawing(), WORDS_LEFT + WORDS_WIDTH + MARGIN
    _shade(drawing, figure)
    with drawing.group("people", figure.shown.headline):
        for number in range(PEOPLE):
            name = "primary" if number < figure.shown.people else "person"
            _person(drawing, *_place(number), name)
    bottom = max(MARGIN + PEOPLE / IN_A_ROW * CELL[1], _words(drawing, figure))
    y = _set(drawing, figure.foot, MARGIN, bottom + 4.0, width - 2 * MARGIN, SMALL)
    return drawing.finish(
        width=width,
        height=y + MARGIN,
        key=figure.name.replace("_", "-"),
        title=figure.title,
        description=figure.alt,
        embed_font=embed_font,
    )


def _place(number: int) -> Point:
    """The top of a person's room, in the middle of it."""
    return (
        MARGIN + (number % IN_A_ROW + 0.5) * CELL[0],
        MARGIN + number // IN_A_ROW * CELL[1],
    )


def _shade(drawing: Drawing, figure: Pictogram) -> None:
    """A band behind the people between the ends of the interval, row by row."""
    for first, last in _runs(figure.shown.low, figure.shown.high):
        left, top = _place(first)[0] - CELL[0] / 2, _place(first)[1]
        _box(drawing, left, top, (last - first + 1) * CELL[0], CELL[1] - 1.0)


def _runs(low: int, high: int) -> Iterator[tuple[int, int]]:
    """First and last person of each row between the ends; the person after the lower end is the first."""
    for row in range(PEOPLE // IN_A_ROW):
        first, last = max(low, row * IN_A_ROW), min(high, (row + 1) * IN_A_ROW) - 1
        if first <= last:
            yield first, last


def _box(drawing: Drawing, left: float, top: float, width: float, height: float) -> None:
    right, bottom = left + width, top + height
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    drawing.polygon(corners, "people-band", light("people-band"))
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        drawing.line(start, end, "secondary", light("secondary"), 0.6)


def _person(drawing: Drawing, x: float, top: float, name: str) -> None:
    """A head over a body with round shoulders."""
    head, y = 2.5, top + 4.5
    drawing.polygon(_arc(x, y, head, 0.0, 2 * pi), name, light(name))
    shoulder, half, low = y + head + 4.6, 3.9, top + CELL[1] - 2.6
    body = [*_arc(x, shoulder, half, pi, 2 * pi), (x + half, low), (x - half, low)]
    drawing.polygon(body, name, light(name))


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    steps = 16
    turn = (end - start) / steps
    return [
        (x + radius * cos(start + turn * at), y + radius * sin(start + turn * at)) for at in range(steps + 1)
    ]


def _words(drawing: Drawing, figure: Pictogram) -> float:
    y = _set(drawing, [figure.shown.headline], WORDS_LEFT, MARGIN + 2.0, WORDS_WIDTH, HEADLINE) + 6.0
    y = _set(drawing, [figure.shown.line], WORDS_LEFT, y, WORDS_WIDTH, LINE) + 10.0
    for name, text in zip(("primary", "person", "people-band"), figure.key, strict=True):
        if name == "people-band":
            _box(drawing, WORDS_LEFT, y, CELL[0] - 4.0, CELL[1] - 6.0)
        else:
            _person(drawing, WORDS_LEFT + 5.5, y - 2.0, name)
        left = WORDS_LEFT + 20.0
        y = max(y + CELL[1], _set(drawing, [text], left, y + 2.0, WORDS_WIDTH - 20.0, _LETTERS.text) + 4.0)
    return y


def _set(
    drawing: Drawing, texts: Sequence[str], left: float, top: float, width: float, style: TextStyle
) -> float:
    """Set texts below `top`, each in lines of its own, and return where the next may begin."""
    y = top
    for text in texts:
        for line in wrapped(text, style, width, even=False):
            y += 1.35 * style.size
            drawing.text(left, y - 0.27 * style.size, line, style)
    return y
