"""Words whose marks stand apart from their letters, as outlines in drawings of a PDF.

Unicode has some letters of names such as Adébọ̀wálé only as a letter and a mark, and an accessible PDF
refuses these as text of a drawing (typst 0.15: "missing codepoints"). What such a word says stays in the
text alternative of the figure.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from uharfbuzz import Buffer, Font, shape

from review.render.fonts import Weight, face_of
from review.render.svg import num

_TEXT = re.compile(r"<text ([^>]*)>([^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')

#: Which part of its width a text stands before its place.
_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def outlined_marks(svg: str) -> str:
    """Return a drawing whose texts with loose marks are outlines; any other text stays text.

    Examples
    --------
    >>> drawn = '<text class="ink" x="9" y="20" font-size="8" fill="#000">{}</text>'
    >>> outlined_marks(drawn.format("Adé 2022")) == drawn.format("Adé 2022")
    True
    >>> outlined_marks(drawn.format("bọ̀"))[:29]
    '<path class="ink" fill="#000"'
    """
    if not any(map(unicodedata.combining, svg)):
        return svg
    return _TEXT.sub(_outlined, svg)


def _outlined(found: re.Match[str]) -> str:
    text = unicodedata.normalize("NFC", unescape(found[2]))
    if not any(map(unicodedata.combining, text)):
        return found[0]
    given = dict(_ATTRIBUTE.findall(found[1]))
    path, width, em = _path(text, "bold" if given.get("font-weight") == "700" else "regular")
    scale = float(given["font-size"]) / em
    left = float(given["x"]) - _BEFORE[given.get("text-anchor", "start")] * width * scale
    place = f"translate({num(left)} {num(float(given['y']))}) scale({scale:.6g} {-scale:.6g})"
    turned = f"{given['transform']} " if "transform" in given else ""
    return f'<path class="{given["class"]}" fill="{given["fill"]}" transform="{turned}{place}" d="{path}"/>'


def _path(text: str, weight: Weight) -> tuple[str, float, int]:
    """The outlines of a line of text as an SVG path, y upwards; its width, and the units of an em."""
    face = face_of(weight)
    font, line = Font(face), Buffer()
    line.add_str(text)
    line.guess_segment_properties()
    shape(font, line, {"kern": False})  # texts are laid out without kerning
    pen, x = SVGPathPen(None), 0
    for glyph, place in zip(line.glyph_infos, line.glyph_positions, strict=True):
        shifted = TransformPen(pen, (1, 0, 0, 1, x + place.x_offset, place.y_offset))
        font.draw_glyph_with_pen(glyph.codepoint, shifted)
        x += place.x_advance
    return pen.getCommands(), float(x), face.upem
