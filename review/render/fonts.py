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

from fontTools.ttLib import TTFont
from uharfbuzz import Blob, SubsetInput, SubsetInputSets, subset
from uharfbuzz import Face as HarfBuzzFace

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
    return round(_ems(text, weight) * size, 4)


@functools.lru_cache(maxsize=2**14)
def _ems(text: str, weight: Weight) -> float:
    """Width of a text in units of its size; a layout asks for that of the same words again and again."""
    advances = _advances(weight)
    try:
        return sum([advances[ord(character)] for character in text])
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
    for character in dict.fromkeys(text):
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


#: What an embedded font keeps beside its letters: how they are composed, placed and kerned (OpenType),
#: and what its licence asks to be told (copyright, family, style, licence and its address).
_FEATURES = ("ccmp", "kern", "locl", "mark", "mkmk")
_NAMES = (0, 1, 2, 13, 14)


@functools.lru_cache(maxsize=64)
def _subset(file: Path, characters: str) -> bytes:
    """The letters of a font as WOFF; the same bytes for the same letters."""
    wanted = SubsetInput()
    wanted.sets(SubsetInputSets.UNICODE).update(map(ord, characters))
    for kind, kept in (
        (SubsetInputSets.LAYOUT_FEATURE_TAG, [int.from_bytes(tag.encode()) for tag in _FEATURES]),
        (SubsetInputSets.NAME_ID, _NAMES),
    ):
        wanted.sets(kind).clear()
        wanted.sets(kind).update(kept)
    cut = subset(_loaded(file), wanted)
    stream = BytesIO()
    with TTFont(BytesIO(cut.blob.data), lazy=True, recalcTimestamp=False) as font:
        font.flavor = "woff"
        font.save(stream)
    return stream.getvalue()


def face_of(weight: Weight) -> HarfBuzzFace:
    """Return the font of a weight as HarfBuzz shapes it."""
    return _loaded(FACES[weight].file)


@functools.cache
def _loaded(file: Path) -> HarfBuzzFace:
    return HarfBuzzFace(Blob.from_file_path(file))


def _around(text: str, character: str, *, reach: int = 30) -> str:
    """The line of `text` that holds `character`, cut to what helps to find it."""
    line = next(line for line in text.splitlines() if character in line)
    at = line.index(character)
    return line[max(0, at - reach) : at + reach]
