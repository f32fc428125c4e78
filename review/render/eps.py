"""A drawing as EPS, for journals that ask for it: letters as outlines, so that no printer lacks the font.

It reads what `review/render/svg.py` writes (texts, straight lines, filled shapes and boxes) and nothing else.
"""

from __future__ import annotations

import functools
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from math import ceil

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from review.render.fonts import FACES, Weight, check_characters, text_width
from review.render.svg import num, scale_of, size_in_points, title_and_description

NAMESPACE = "{http://www.w3.org/2000/svg}"

#: Short names for the operators; y grows downwards in the drawing and upwards on the page.
PROLOGUE = """\
/m {moveto} bind def /l {lineto} bind def /c {curveto} bind def /z {closepath} bind def
/rgb {setrgbcolor} bind def /f {fill} bind def /s {setlinewidth stroke} bind def
"""


def eps(svg: str) -> str:
    """Return the drawing as Encapsulated PostScript.

    Parameters
    ----------
    svg
        A drawing as `Drawing.finish` gives it.

    Returns
    -------
    The EPS; the same text for the same drawing.

    Raises
    ------
    MissingCharacter
        A character that the font does not have.
    ValueError
        An element that no drawing of this package holds.
    """
    width, height = size_in_points(svg)
    title = unicodedata.normalize("NFKD", title_and_description(svg)[0]).encode("ascii", "ignore").decode()
    glyphs: dict[tuple[Weight, str], str] = {}
    body = [line for element in _painted(svg) for line in _element(element, glyphs)]
    names = [
        f"/{name} {{{_outline(weight, character)}}} bind def" for (weight, character), name in glyphs.items()
    ]
    return "\n".join(
        [
            "%!PS-Adobe-3.0 EPSF-3.0",
            f"%%BoundingBox: 0 0 {ceil(width)} {ceil(height)}",
            f"%%HiResBoundingBox: 0 0 {num(width)} {num(height)}",
            f"%%Title: {title}",
            "%%LanguageLevel: 2",
            "%%EndComments",
            PROLOGUE.rstrip(),
            *names,
            "gsave",
            f"0 {num(height)} translate {scale_of(svg):.6g} -{scale_of(svg):.6g} scale",
            *body,
            "grestore",
            "showpage",
            "%%EOF",
            "",
        ]
    )


def _painted(svg: str) -> Iterator[ET.Element]:
    for element in ET.fromstring(svg).iter():
        name = element.tag.removeprefix(NAMESPACE)
        if name in {"text", "path", "rect"}:
            yield element
        elif name not in {"svg", "g", "title", "desc", "style"}:
            raise ValueError(f"svg: texts, paths and boxes are wanted, got <{name}>")


def _element(element: ET.Element, glyphs: dict[tuple[Weight, str], str]) -> Iterator[str]:
    if element.tag == f"{NAMESPACE}text":
        yield from _text(element, glyphs)
        return
    if element.tag == f"{NAMESPACE}rect":
        yield from _box(element)
        return
    path = re.sub(
        r"([ML])([\d.-]+) ([\d.-]+)", lambda m: f"{m[2]} {m[3]} {m[1].lower()} ", element.attrib["d"]
    )
    path = path.replace("Z", "z ")
    if fill := element.get("fill"):
        yield f"{_rgb(fill)} {path}f"
        return
    dash = element.get("stroke-dasharray", "")
    yield f"{_rgb(element.attrib['stroke'])} [{dash}] 0 setdash {path}{element.attrib['stroke-width']} s"


def _box(element: ET.Element) -> Iterator[str]:
    """A box; its corners, rounded by two points on a screen, are sharp here."""
    left, top, width, height = (float(element.attrib[key]) for key in ("x", "y", "width", "height"))
    corners = [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
    path = " ".join(f"{num(x)} {num(y)} {'l' if i else 'm'}" for i, (x, y) in enumerate(corners)) + " z"
    if (fill := element.attrib["fill"]) != "none":
        yield f"{_rgb(fill)} {path} f"
    if (stroke := element.get("stroke", "none")) != "none":
        yield f"{_rgb(stroke)} [] 0 setdash {path} {element.attrib['stroke-width']} s"


def _text(element: ET.Element, glyphs: dict[tuple[Weight, str], str]) -> Iterator[str]:
    text = unicodedata.normalize("NFC", element.text or "")
    check_characters(text)
    weight: Weight = "bold" if element.get("font-weight") else "regular"
    size, x = float(element.attrib["font-size"]), float(element.attrib["x"])
    width = text_width(text, size, weight=weight)
    back = {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "start")]
    scale = f"{size / _em(weight):.6g}"
    # `Drawing.text` turns a text by a right angle, to read upwards, or not at all.
    begin = f"{num(x - back)} {element.attrib['y']} translate"
    if element.get("transform"):
        begin = f"{num(x)} {element.attrib['y']} translate -90 rotate {num(-back)} 0 translate"
    place = f"{begin} {scale} -{scale} scale"
    yield f"gsave {_rgb(element.attrib['fill'])} {place}"
    for character in text:
        name = glyphs.setdefault((weight, character), f"g{len(glyphs)}")
        yield f"{name} {num(text_width(character, _em(weight), weight=weight))} 0 translate"
    yield "grestore"


def _rgb(colour: str) -> str:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return " ".join(f"{part:.4g}" for part in parts) + " rgb"


class _Outline(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Collects an outline as PostScript; its base class turns the font's quadratic curves into cubic ones."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.path: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.path.append(f"{_points(pt)} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self.path.append(f"{_points(pt)} l")

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.path.append(f"{_points(*points)} c")

    def _closePath(self) -> None:  # noqa: N802
        self.path.append("z")


def _points(*points: tuple[float, float]) -> str:
    return " ".join(f"{num(x)} {num(y)}" for x, y in points)


@functools.cache
def _outline(weight: Weight, character: str) -> str:
    with TTFont(FACES[weight].file) as font:
        glyphs = font.getGlyphSet()
        pen = _Outline(glyphs)
        glyphs[font.getBestCmap()[ord(character)]].draw(pen)
    return " ".join([*pen.path, "f"]) if pen.path else ""


@functools.cache
def _em(weight: Weight) -> float:
    with TTFont(FACES[weight].file, lazy=True) as font:
        return float(font["head"].unitsPerEm)
