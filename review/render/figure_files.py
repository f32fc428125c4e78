"""A drawing as a file: SVG as it is, PDF, PNG and TIFF through typst from the same SVG, EPS as outlines."""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Sequence
from math import ceil
from typing import Literal

from review.render.eps import eps
from review.render.outlined_marks import outlined_marks
from review.render.svg import size_in_points, title_and_description
from review.render.tiff import tiff
from review.render.typst_compiler import compile_typst

#: What is written for every figure.
FigureKind = Literal["svg", "pdf", "png"]

#: What can be asked for.
FileKind = Literal[FigureKind, "eps", "tiff"]

#: What journals ask of figures with lines and letters at their printed size.
PIXELS_PER_INCH = 300

#: Bytes of a PNG's signature and its first chunk, behind which its resolution may stand.
_END_OF_HEADER = 33

MARKUP = """\
#let sheets = json("sheets.json")
#set document(title: sheets.first().title)
#set text(lang: "en", font: "Noto Sans")
#for sheet in sheets {
  page(width: sheet.width * 1pt, height: sheet.height * 1pt, margin: 0pt,
    image(sheet.file, alt: sheet.alt, width: 100%, height: 100%))
}
"""


#: By how much less than a whole number of pixels a side is told to the compiler, in pixels: it rounds up.
_LESS = 0.02


def on_whole_pixels(svg: str, ppi: float) -> str:
    """Return a drawing whose sides are whole pixels, by up to a pixel of paper at its right and its foot.

    The compiler paints a drawing on whole pixels, rounded up, and then shrinks it to the page by leaving
    pixels out: of sides that are no whole pixels a row or a column is lost, and letters in it are cut.

    Parameters
    ----------
    ppi
        Pixels per inch.

    Examples
    --------
    >>> on_whole_pixels('<svg width="10.4pt" height="4pt" viewBox="0 0 10.4 4"/>', 72)
    '<svg width="10.980000pt" height="3.990913pt" viewBox="0 0 11.000000 4.000000"/>'
    """
    match = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt" viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    if match is None:
        raise ValueError("svg: a drawing with its width and height in points and its viewBox is wanted")
    width, height, *box = map(float, match.groups())
    pixels = [ceil(side * ppi / 72 - 1e-6) for side in (width, height)]
    told = 1 - _LESS / max(pixels)
    # The compiler reckons the height from the width and the ratio of the sides, and rounds up again.
    flatter = 1 + _LESS / max(pixels) / 4
    sides = (pixels[0] * told * 72 / ppi, pixels[1] * told / flatter * 72 / ppi)
    wider = [pixel * 72 / ppi / side for pixel, side in zip(pixels, (width, height), strict=True)]
    attributes = (
        f'width="{sides[0]:.6f}pt" height="{sides[1]:.6f}pt" '
        f'viewBox="0 0 {box[0] * wider[0]:.6f} {box[1] * wider[1]:.6f}"'
    )
    return svg[: match.start()] + attributes + svg[match.end() :]


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
    pages = [on_whole_pixels(pages[0], ppi)] if kind in ("png", "tiff") else list(map(outlined_marks, pages))
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
    if kind == "pdf":
        return compile_typst(MARKUP, files=files)
    png = compile_typst(MARKUP, files=files, format="png", ppi=ppi)
    return tiff(png, ppi=ppi) if kind == "tiff" else _with_resolution(png, ppi)


def _with_resolution(png: bytes, ppi: float) -> bytes:
    """A PNG that says how many pixels make an inch, as journals look for it; the compiler leaves that out."""
    metre = round(ppi / 0.0254)
    chunk = b"pHYs" + struct.pack(">IIB", metre, metre, 1)  # W3C PNG 11.3.4.3: pixels a metre, both ways
    told = struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return png[:_END_OF_HEADER] + told + png[_END_OF_HEADER:]
