"""A drawing as a file: SVG as it is, PDF, PNG and TIFF through typst from the same SVG, EPS as outlines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from review.render.eps import eps
from review.render.svg import size_in_points, title_and_description
from review.render.tiff import tiff
from review.render.typst_compiler import compile_typst

#: What is written for every figure.
FigureKind = Literal["svg", "pdf", "png"]

#: What can be asked for.
FileKind = Literal[FigureKind, "eps", "tiff"]

#: What journals ask of figures with lines and letters at their printed size.
PIXELS_PER_INCH = 300

MARKUP = """\
#let sheets = json("sheets.json")
#set document(title: sheets.first().title)
#set text(lang: "en", font: "Noto Sans")
#for sheet in sheets {
  page(width: sheet.width * 1pt, height: sheet.height * 1pt, margin: 0pt,
    image(sheet.file, alt: sheet.alt, width: 100%, height: 100%))
}
"""


def figure_bytes(svg: str | Sequence[str], kind: FileKind, *, ppi: float = PIXELS_PER_INCH) -> bytes:
    """Return the file of a figure.

    Parameters
    ----------
    svg
        A drawing as `review.render.forest.forest_svg` gives it; for a PDF also several, one for each page.
    kind
        ``"svg"``, ``"pdf"`` (pages of the drawings' size, tagged, with their text alternatives),
        ``"png"``, ``"tiff"`` or ``"eps"``.
    ppi
        Pixels per inch of a PNG or TIFF.

    Returns
    -------
    The bytes: the same for the same drawing.

    Raises
    ------
    ValueError
        Several drawings for a file that holds one.
    """
    pages = [svg] if isinstance(svg, str) else list(svg)
    if len(pages) != 1 and kind != "pdf":
        raise ValueError(f"svg: one drawing is wanted for a file of kind {kind}, got {len(pages)}")
    if kind == "svg":
        return pages[0].encode()
    if kind == "eps":
        return eps(pages[0]).encode("ascii")
    sheets, files = [], {}
    for number, page in enumerate(pages, start=1):
        (title, alt), (width, height), file = (
            title_and_description(page),
            size_in_points(page),
            f"{number}.svg",
        )
        sheets.append({"title": title, "alt": alt, "width": width, "height": height, "file": file})
        files[file] = page.encode()
    files["sheets.json"] = json.dumps(sheets).encode()
    if kind == "tiff":
        return tiff(compile_typst(MARKUP, files=files, format="png", ppi=ppi), ppi=ppi)
    return compile_typst(MARKUP, files=files, format=kind, ppi=ppi)
