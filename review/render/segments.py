"""Bars of parts: told apart by colour, by how dark they are, by hatching, and by what is written in them.

To add a kind of part, add its filling to `FILLINGS`; its colour is ``part-`` and its code in `COLOURS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from review.figures.forest_anatomy import Segment
from review.render.colours import light
from review.render.lettering import Lettering
from review.render.lights import CAP_HEIGHT
from review.render.svg import Drawing, Point, TextStyle

#: Distance of hatching lines, in points.
HATCH = 3.2

#: Room left and right of a text in its part.
INSET = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """How a part is filled; ``dark`` parts have light lines and light text."""

    hatching: Literal["", "rising", "falling", "upright", "level"] = ""
    dark: bool = False
    dashed: bool = False


FILLINGS: Mapping[str, Filling] = {
    "cr": Filling(dark=True),
    "pr": Filling(dark=True),
    "responders": Filling(dark=True, hatching="rising"),
    "sd": Filling(),
    "pd": Filling(hatching="falling"),
    "other": Filling(hatching="upright"),
    "ne": Filling(hatching="level"),
    "unknown": Filling(dashed=True),
}


def draw_segments(
    drawing: Drawing, segments: Sequence[Segment], ends: tuple[float, float], y: float, letters: Lettering
) -> None:
    """Draw a bar between two places with its middle at `y`; a text that has no room is left out."""
    left, right = ends
    for segment in segments:
        start, end = (left + share * (right - left) for share in (segment.low, segment.high))
        fill_part(drawing, segment.code, (start, y - letters.bar / 2), (end, y + letters.bar / 2))
        _write(drawing, segment, (start, end), y, letters)


def fill_part(drawing: Drawing, code: str, top_left: Point, bottom_right: Point) -> None:
    """Draw one part as a box with its filling and its edge."""
    (left, top), (right, bottom) = top_left, bottom_right
    filling = FILLINGS[code]
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    drawing.polygon(corners, f"part-{code}", light(f"part-{code}"))
    name = "hatch-light" if filling.dark else "hatch"
    for start, end in _hatching(filling, left, top, right, bottom):
        drawing.line(start, end, name, light(name), 0.5)
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        drawing.line(start, end, "axis", light("axis"), 0.5, dash="1.6 1.4" if filling.dashed else "")


def _hatching(
    filling: Filling, left: float, top: float, right: float, bottom: float
) -> list[tuple[Point, Point]]:
    height, lines = bottom - top, []
    if filling.hatching == "level":
        steps = int(height / HATCH)
        return [
            ((left, top + HATCH * n), (right, top + HATCH * n))
            for n in range(1, steps + 1)
            if top + HATCH * n < bottom
        ]
    if filling.hatching == "upright":
        steps = int((right - left) / HATCH)
        return [((left + HATCH * n, top), (left + HATCH * n, bottom)) for n in range(1, steps + 1)]
    if not filling.hatching:
        return []
    # A slanting line of 45 degrees enters at the top or the left, and leaves at the bottom or the right.
    steps = int((right - left + height) / HATCH)
    for n in range(1, steps + 1):
        reach = HATCH * n
        near = (left + min(reach, right - left), top + max(0.0, reach - (right - left)))
        far = (left + max(0.0, reach - height), top + min(reach, height))
        lines.append((near, far))
    if filling.hatching == "rising":
        return lines
    return [((left + right - a[0], a[1]), (left + right - b[0], b[1])) for a, b in lines]


def _write(
    drawing: Drawing, segment: Segment, ends: tuple[float, float], y: float, letters: Lettering
) -> None:
    """The part's name and count where they have room, else the count, else nothing."""
    filling = FILLINGS[segment.code]
    name = "in-dark" if filling.dark else "ink"
    style = replace(letters.small, name=name, colour=light(name))
    room = ends[1] - ends[0] - 2 * INSET
    count = segment.label.rsplit(" ", 1)[-1]
    for text in (segment.label, count):
        if style.width(text) <= room:
            _clear(drawing, segment.code, text, style, ends, y)
            middle = sum(ends) / 2
            drawing.text(middle, y + CAP_HEIGHT * style.size / 2, text, style, anchor="middle")
            return


def _clear(
    drawing: Drawing, code: str, text: str, style: TextStyle, ends: tuple[float, float], y: float
) -> None:
    """Leave out the hatching behind a text."""
    if not FILLINGS[code].hatching:
        return
    half, rise = style.width(text) / 2 + 1.0, CAP_HEIGHT * style.size / 2 + 1.0
    x = sum(ends) / 2
    corners = ((x - half, y - rise), (x + half, y - rise), (x + half, y + rise), (x - half, y + rise))
    drawing.polygon(corners, f"part-{code}", light(f"part-{code}"))
