"""One light of a risk-of-bias judgement: a disc with its sign, an empty ring where nobody has judged."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from review.extraction.risk_of_bias.tool import LIGHTS
from review.render.colours import light as colour
from review.render.svg import Drawing, Point, TextStyle

#: Diameter of a light.
LIGHT = 12.0

#: Height of capitals and figures, in ems of Noto Sans: signs are centred on it.
CAP_HEIGHT = 0.714

SIGN = TextStyle(name="sign", size=9.5, colour="#ffffff", weight="bold")

_CODES = {light.sign: light.code for light in LIGHTS.values()}


def draw_light(drawing: Drawing, x: float, y: float, sign: str) -> None:
    """Draw the light of a sign of `LIGHTS` with its centre at (x, y)."""
    if not sign:
        outline(drawing, _disc(x, y, LIGHT / 2 - 0.5))
        return
    code = _CODES[sign]
    drawing.polygon(_disc(x, y, LIGHT / 2), f"light-{code.replace(' ', '-')}", fill_of(code))
    drawing.text(x, y + CAP_HEIGHT * SIGN.size / 2, sign, SIGN, anchor="middle")


def outline(drawing: Drawing, points: Sequence[Point]) -> None:
    """Draw the edge of a shape."""
    for start, end in zip(points, [*points[1:], points[0]], strict=True):
        drawing.line(start, end, "rule", colour("rule"), 0.75)


def fill_of(code: str) -> str:
    """The colour of a light."""
    return colour(f"light-{code.replace(' ', '-')}")


def _disc(x: float, y: float, radius: float) -> list[Point]:
    corners = 28
    return [
        (x + radius * cos(2 * pi * at / corners), y + radius * sin(2 * pi * at / corners))
        for at in range(corners)
    ]
