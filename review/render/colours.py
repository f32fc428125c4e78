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
    "excluded": Colour("#8a9099", "#7f8691"),
    "shrunken": Colour("#b3441e", "#f0916a"),
    "black": Colour("#111111", "#e6e8eb"),
    "grey-diamond": Colour("#8d8d8d", "#8d939c"),
    "blue-square": Colour("#1f4fbf", "#7aa0f0"),
    "navy": Colour("#1d3a63", "#8fb0e0"),
    "navy-pale": Colour("#8fa3c2", "#5d7399"),
    "lancet-red": Colour("#a3182b", "#f07a86"),
    "lancet-red-pale": Colour("#d4929b", "#a0535c"),
    "part-cr": Colour("#123f63", "#3f86b8"),
    "part-pr": Colour("#4d8fbf", "#7fbbe6"),
    "part-responders": Colour("#2b6a99", "#5fa0cd"),
    "part-sd": Colour("#d5d9df", "#59606b"),
    "part-pd": Colour("#d98f63", "#b56b42"),
    "part-other": Colour("#f4f4f2", "#30343a"),
    "part-ne": Colour("#f4f4f2", "#30343a"),
    "part-unknown": Colour("#ffffff", "#1b1e23"),
    "hatch": Colour("#5b626d", "#a5acb8"),
    "hatch-light": Colour("#ffffff", "#14171b"),
    "in-dark": Colour("#ffffff", "#14171b"),
    "people-band": Colour("#f3dfd6", "#4a2c20"),
    "person": Colour("#c9ced6", "#4b525d"),
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
