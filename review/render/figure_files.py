"""A drawing as a file: SVG as it is, PDF and PNG through typst from the same SVG."""

from __future__ import annotations

import json
from typing import Literal

from review.render.svg import size_in_points, title_and_description
from review.render.typst_compiler import compile_typst

FigureKind = Literal["svg", "pdf", "png"]

#: What journals ask of figures with lines and letters at their printed size.
PIXELS_PER_INCH = 300

MARKUP = """\
#let figure = json("figure.json")
#set document(title: figure.title)
#set text(lang: "en", font: "Noto Sans")
#set page(width: figure.width * 1pt, height: figure.height * 1pt, margin: 0pt)
#image("figure.svg", alt: figure.alt, width: 100%, height: 100%)
"""


def figure_bytes(svg: str, kind: FigureKind, *, ppi: float = PIXELS_PER_INCH) -> bytes:
    """Return the file of a figure.

    Parameters
    ----------
    svg
        A drawing as `review.render.forest.forest_svg` gives it.
    kind
        ``"svg"``, ``"pdf"`` (one page of the drawing's size, tagged, with its text alternative) or
        ``"png"``.
    ppi
        Pixels per inch of a PNG.

    Returns
    -------
    The bytes: the same for the same drawing.
    """
    if kind == "svg":
        return svg.encode()
    title, alt = title_and_description(svg)
    width, height = size_in_points(svg)
    facts = {"title": title, "alt": alt, "width": width, "height": height}
    return compile_typst(
        MARKUP,
        files={"figure.json": json.dumps(facts).encode(), "figure.svg": svg.encode()},
        format=kind,
        ppi=ppi,
    )
