"""Which dots of a plot bear their name, and where: beside them, where nothing else is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.render.svg import TextStyle

#: Distance of a name from its dot, and of names from each other.
APART = 2.0

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class NamedDot:
    """A dot in points from the left and the top, with its radius and its name."""

    x: float
    y: float
    radius: float
    name: str
    must: bool


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name with its left end and its baseline."""

    name: str
    left: float
    baseline: float


def place_names(
    dots: Sequence[NamedDot], frame: Rectangle, style: TextStyle, *, lines: Sequence[Rectangle] = ()
) -> tuple[PlacedName, ...]:
    """Return the names that find room in `frame` (left, top, right, bottom).

    Dots that `must` have their name come first, then those that lie furthest from the middle of all. A name
    touches no dot and no other name, and none of `lines` where it has the choice; one that finds no room
    is left out, and stands in the text alternative or the tables instead.

    Examples
    --------
    >>> from review.render.chart_theme import DOT_NAME
    >>> dots = [NamedDot(20, 20, 3, "Chen", False), NamedDot(24, 20, 3, "Shi", True)]
    >>> [placed.name for placed in place_names(dots, (0, 0, 200, 40), DOT_NAME)]
    ['Shi', 'Chen']
    """
    if not dots:
        return ()
    taken: list[Rectangle] = [
        (dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius) for dot in dots
    ]
    middle = sum(dot.y for dot in dots) / len(dots)
    order = sorted(range(len(dots)), key=lambda i: (not dots[i].must, -abs(dots[i].y - middle), i))
    placed = []
    for i in order:
        dot = dots[i]
        if not dot.name:
            continue
        free = [
            box
            for box in _candidates(dot, style)
            if box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if not any(_meet(box, other) for other in taken)
        ]
        if free:
            best = min(free, key=lambda box: any(_meet(box, line) for line in lines))
            taken.append(best)
            placed.append(PlacedName(dot.name, best[0], best[3] - 0.24 * style.size))
    return tuple(placed)


def _candidates(dot: NamedDot, style: TextStyle) -> Iterator[Rectangle]:
    width, height = style.width(dot.name), style.size
    far = dot.radius + APART
    for left, top in (
        (dot.x + far, dot.y - height / 2),
        (dot.x - far - width, dot.y - height / 2),
        (dot.x - width / 2, dot.y - far - height),
        (dot.x - width / 2, dot.y + far),
        (dot.x + far * 0.8, dot.y - far - height / 2),
        (dot.x + far * 0.8, dot.y + far - height / 2),
        (dot.x - far * 0.8 - width, dot.y - far - height / 2),
        (dot.x - far * 0.8 - width, dot.y + far - height / 2),
    ):
        yield left, top, left + width, top + height


def _meet(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
