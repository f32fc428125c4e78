"""What a forest plot draws in a row: squares, diamonds, bars and dots, with arrow heads where they leave."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

from review.figures.forest_anatomy import ForestPlot, Mark
from review.render.colours import light
from review.render.forest_layout import Frame
from review.render.svg import Drawing, Point

ARROW = 4.5

#: Radius of the dot of a shrunken rate, and how large a square may be where two marks share a row.
DOT = 1.9
CROWDED = 0.6


def draw_mark(
    drawing: Drawing, plot: ForestPlot, places: Frame, mark: Mark, y: float, *, crowded: bool = False
) -> None:
    """Draw a mark with its middle at the height `y`; ``crowded`` where it shares its row."""
    name = _colour(plot, mark)
    low, high = places.x(plot, mark.low), places.x(plot, mark.high)
    leaves = mark.low < plot.axis.low, mark.high > plot.axis.high
    if mark.shape == "diamond":
        _draw_diamond(drawing, plot, places, mark, y)
    else:
        # An arrow head ends where the axis ends, so its line stops short of the tip.
        start = low + (ARROW if leaves[0] else 0)
        end = high - (ARROW if leaves[1] else 0)
        width = {"square": 1.0, "bar": 1.3}.get(mark.shape, 0.7)
        if end > start:
            drawing.line((start, y), (end, y), name, light(name), width)
    if mark.shape == "bar":
        cap = places.letters.cap
        for x, gone in zip((low, high), leaves, strict=True):
            if not gone:
                drawing.line((x, y - cap), (x, y + cap), name, light(name), 1.3)
    estimate = mark.estimate
    if estimate is not None and plot.axis.low <= estimate <= plot.axis.high:
        x = places.x(plot, estimate)
        if mark.shape == "square":
            half = places.letters.square * sqrt(mark.area) / 2 * (CROWDED if crowded else 1.0)
            corners = ((x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half))
            drawing.polygon(corners, name, light(name))
        elif mark.shape == "dot":
            drawing.polygon(_disc(x, y), name, light(name))
    for x, gone, way in ((low, leaves[0], 1), (high, leaves[1], -1)):
        if gone:
            head = ((x, y), (x + way * ARROW, y - 2.4), (x + way * ARROW, y + 2.4))
            drawing.polygon(head, name, light(name))


def _colour(plot: ForestPlot, mark: Mark) -> str:
    """The name of a mark's colour in the layout of the plot."""
    if mark.shape == "dot":
        return "shrunken"
    style = plot.style
    names = {"cohort": style.square, "primary": style.primary, "secondary": style.secondary}
    return names.get(mark.rank, "excluded")


def _disc(x: float, y: float) -> list[Point]:
    corners = 14
    return [
        (x + DOT * cos(2 * pi * at / corners), y + DOT * sin(2 * pi * at / corners)) for at in range(corners)
    ]


def _draw_diamond(drawing: Drawing, plot: ForestPlot, places: Frame, mark: Mark, y: float) -> None:
    """A diamond from end to end of the interval, cut off where it leaves the axis."""
    half, name = places.letters.diamond / 2, _colour(plot, mark)
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
        (places.x(plot, value), y - height) for value, height in zip(inside, heights, strict=True)
    ]
    lower: list[Point] = [(x, 2 * y - top) for x, top in reversed(upper) if top != y]
    points = [*upper, *lower]
    if plot.style.diamonds == "filled":
        drawing.polygon(points, name, light(name))
        return
    drawing.polygon(points, "paper", light("paper"))
    for start, end in zip(points, [*points[1:], points[0]], strict=True):
        drawing.line(start, end, name, light(name), 1.1)
