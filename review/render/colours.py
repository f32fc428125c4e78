"""The colours of the drawings, by the class that their elements carry, for light and for dark pages.

Blue is what was observed, rust what was pooled: told apart by every kind of colour vision, and by their
shapes where there is no colour at all. To add a colour, add an entry to `COLOURS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour on white paper and on a dark page."""

    light: str
    dark: str


COLOURS: Mapping[str, Colour] = {
    "ink": Colour("#1c1f24", "#e6e8eb"),
    "quiet": Colour("#5b626d", "#a5acb8"),
    "axis": Colour("#5b626d", "#a5acb8"),
    "reference": Colour("#5b626d", "#a5acb8"),
    "rule": Colour("#a9afb9", "#565d68"),
    "grid": Colour("#e7e9ed", "#2b2f36"),
    "cohort": Colour("#2b6a99", "#6fb0dd"),
    "primary": Colour("#b3441e", "#f0916a"),
    "secondary": Colour("#dd9f85", "#a3583c"),
    "pooled-line": Colour("#dd9f85", "#a3583c"),
    "paper": Colour("#ffffff", "#16181c"),
    "band-narrow": Colour("#c3d2df", "#3a5066"),
    "band": Colour("#d8e2ea", "#2d3d4d"),
    "band-wide": Colour("#ecf1f5", "#222c36"),
    "shade-1": Colour("#d5e1eb", "#22384a"),
    "shade-2": Colour("#a9c3d8", "#2f5673"),
    "shade-3": Colour("#7aa3c2", "#43789d"),
    "shade-4": Colour("#4a81a8", "#62a0cb"),
    "shade-5": Colour("#1f567f", "#97cdf5"),
    "light-low": Colour("#2e7d5b", "#4aa681"),
    "light-some": Colour("#b07d12", "#c9962b"),
    "light-high": Colour("#b3382c", "#d8695c"),
    "light-critical": Colour("#6d1a1a", "#a13a3a"),
    "light-unclear": Colour("#5b7690", "#7f9ab5"),
    "light-not-applicable": Colour("#8a9099", "#6d7480"),
}


def light(name: str) -> str:
    """The colour on white paper, as files and print have it."""
    return COLOURS[name].light


def dark_css(scope: str) -> str:
    """Style rules that recolour the drawings inside `scope` where the reader's screen is dark.

    They belong on a page whose own ground turns dark, never in a file: a viewer shows that on white.

    Examples
    --------
    >>> dark_css(".drawing")[:97]
    '@media screen and (prefers-color-scheme:dark){.drawing text.ink,.drawing path.ink[fill]{fill:#e6e'
    """
    rules = "".join(
        f"{scope} text.{name},{scope} path.{name}[fill]{{fill:{colour.dark}}}"
        f"{scope} path.{name}[stroke]{{stroke:{colour.dark}}}"
        for name, colour in COLOURS.items()
    )
    return f"@media screen and (prefers-color-scheme:dark){{{rules}}}"
