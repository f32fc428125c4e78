"""The text styles and line heights of a figure, from the sizes of its layout."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from review.analysis.layouts import Style
from review.render.colours import light
from review.render.svg import TextStyle


@dataclass(frozen=True, slots=True, kw_only=True)
class Lettering:
    """Every way in which text is set in one figure, and how high its lines and rows are, in points."""

    text: TextStyle
    strong: TextStyle
    quiet: TextStyle
    heading: TextStyle
    small: TextStyle
    pitch: float
    line: float
    small_line: float

    @property
    def square(self) -> float:
        """Side of the largest square."""
        return 0.74 * self.pitch

    @property
    def diamond(self) -> float:
        """Height of a diamond."""
        return 0.66 * self.pitch

    @property
    def bar(self) -> float:
        """Height of a bar of parts."""
        return 0.72 * self.pitch

    @property
    def cap(self) -> float:
        """Half the height of the ends of a prediction interval."""
        return 0.22 * self.pitch


@functools.lru_cache(maxsize=16)
def lettering(style: Style) -> Lettering:
    """Return the text styles of a layout.

    >>> from review.analysis.layouts import LAYOUTS
    >>> lettering(LAYOUTS["review"].style).pitch
    15.6
    """
    ink, quiet, heading = light("ink"), light("quiet"), style.heading_colour
    return Lettering(
        text=TextStyle(name="ink", size=style.size, colour=ink),
        strong=TextStyle(name="ink", size=style.size, colour=ink, weight="bold"),
        quiet=TextStyle(name="quiet", size=style.size, colour=quiet),
        heading=TextStyle(name=heading, size=style.heading, colour=light(heading), weight="bold"),
        small=TextStyle(name="quiet", size=style.small, colour=quiet),
        pitch=round(style.pitch * style.size, 4),
        line=1.25 * style.size,
        small_line=1.35 * style.small,
    )
