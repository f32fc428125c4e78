"""The fonts that ship with the package: which characters they have, how wide text is, how to embed them.

A figure is laid out from the font's own advance widths, so that it looks the same on every machine and
no text can run into another. The files and how they were made stand in ``review/render/fonts/``.
"""

from __future__ import annotations

import base64
import functools
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Literal

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONT_FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Noto Sans"

Weight = Literal["regular", "bold"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One shipped font file: and the weight that CSS calls it by."""

    weight: Weight
    css_weight: int
    file: Path


FACES: Mapping[Weight, Face] = {
    face.weight: face
    for face in (
        Face(weight="regular", css_weight=400, file=FONT_FOLDER / "NotoSans-Regular.ttf"),
        Face(weight="bold", css_weight=700, file=FONT_FOLDER / "NotoSans-Bold.ttf"),
    )
}


class MissingCharacter(ValueError):
    """A text holds a character that the shipped fonts do not have."""


def text_width(text: str, size: float, *, weight: Weight = "regular") -> float:
    """Width of one line of text, in the unit of `size`.

    Kerning is left out: in this font it mostly pulls letters together, so that the true width is this
    or a little less, and figures, which are never kerned, are exact.

    Raises
    ------
    MissingCharacter
        The font lacks a character of `text`.

    Examples
    --------
    >>> text_width("48.6", 10)
    19.84
    >>> text_width("日", 10)
    Traceback (most recent call last):
    ...
    review.render.fonts.MissingCharacter: the font has no character '日' (U+65E5, CJK UNIFIED \
IDEOGRAPH-65E5), which stands in '日'; write it in Latin, Greek or Cyrillic letters
    """
    advances = _advances(weight)
    try:
        return round(sum(advances[ord(character)] for character in text) * size, 4)
    except KeyError:
        check_characters(text)
        raise


def has_character(character: str) -> bool:
    """Say whether the fonts can show a character; the ends of lines and tabs count as shown.

    >>> has_character("τ"), has_character("日")
    (True, False)
    """
    return ord(character) in _advances("regular") or character in "\n\r\t"


def check_characters(text: str) -> None:
    """Raise `MissingCharacter` for the first character of `text` that the fonts cannot show."""
    for character in text:
        if not has_character(character):
            name = unicodedata.name(character, "a character without a name")
            raise MissingCharacter(
                f"the font has no character {character!r} (U+{ord(character):04X}, {name}), which stands in "
                f"{_around(text, character)!r}; write it in Latin, Greek or Cyrillic letters"
            )


def font_face_css(texts: Mapping[Weight, Iterable[str]]) -> str:
    """CSS that carries the letters of `texts` with it, as base64 WOFF: no request leaves the page.

    Parameters
    ----------
    texts
        The texts that are set in each weight; only their characters are embedded.

    Returns
    -------
    One ``@font-face`` rule for each weight that has text; the same for the same characters.

    Examples
    --------
    >>> font_face_css({"regular": ["0.52"]})[:67]
    "@font-face{font-family:'Noto Sans';font-style:normal;font-weight:40"
    """
    rules = []
    for weight, face in FACES.items():
        characters = "".join(sorted(set("".join(texts.get(weight, ())))))
        if characters:
            check_characters(characters)
            data = base64.b64encode(_subset(face.file, characters)).decode("ascii")
            rules.append(
                f"@font-face{{font-family:'{FAMILY}';font-style:normal;font-weight:{face.css_weight};"
                f"src:url(data:font/woff;base64,{data}) format('woff')}}"
            )
    return "".join(rules)


@functools.cache
def _advances(weight: Weight) -> dict[int, float]:
    with TTFont(FACES[weight].file, lazy=True) as font:
        em = font["head"].unitsPerEm
        widths = font["hmtx"]
        return {code: widths[name][0] / em for code, name in font.getBestCmap().items()}


#: What nearly every figure is written with: Latin, Greek, and the signs of numbers.
_USUAL = frozenset(
    map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x391, 0x3CA), *range(0x2010, 0x2027)))
)
_USUAL |= frozenset("−≤≥≈²′→")


@functools.lru_cache(maxsize=64)
def _subset(file: Path, characters: str) -> bytes:
    """The letters of a font as WOFF: the same bytes from the whole font and from its usual letters."""
    source = BytesIO(_usual(file)) if _USUAL.issuperset(characters) else file
    return _cut(source, characters, flavor="woff")


@functools.cache
def _usual(file: Path) -> bytes:
    """A font cut to the usual letters: cutting this again takes a quarter of the time."""
    return _cut(file, "".join(sorted(_USUAL)), flavor=None)


def _cut(source: Path | BytesIO, characters: str, *, flavor: str | None) -> bytes:
    options = Options()
    options.flavor = flavor
    options.layout_features = ["ccmp", "kern", "locl", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 13, 14]
    with TTFont(source, recalcTimestamp=False) as font:
        subsetter = Subsetter(options)
        subsetter.populate(unicodes={ord(character) for character in characters})
        subsetter.subset(font)
        font.flavor = flavor
        stream = BytesIO()
        font.save(stream)
    return stream.getvalue()


def _around(text: str, character: str, *, reach: int = 30) -> str:
    """The line of `text` that holds `character`, cut to what helps to find it."""
    line = next(line for line in text.splitlines() if character in line)
    at = line.index(character)
    return line[max(0, at - reach) : at + reach]
