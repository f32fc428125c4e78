"""Texts as drawings and PDF can show them: the one place where characters are changed.

A page in a browser borrows fonts from the reader's machine and shows every character. A drawing and a
PDF have the shipped fonts only, so what these lack must be written in another way, or would be lost or
an empty box. Letters that Unicode calls the same text are folded; any other character is written as its
code point, which is ugly and tells no untruth.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from review.render.fonts import has_character

_Value = TypeVar("_Value")

#: Decompositions that are another spelling of the same text. Left out are those that would change what is
#: said without their shape: 10⁵ is not 105, 2⅐ is not 21/7, 1② is not 12.
SAME_TEXT = frozenset(
    {"", "<compat>", "<wide>", "<narrow>", "<small>", "<noBreak>", "<font>", "<square>", "<vertical>",
     "<initial>", "<medial>", "<final>", "<isolated>"}
)  # fmt: skip


def drawable(text: str) -> str:
    """Return a text with no character that the shipped fonts lack.

    Ligatures, full-width letters and the like become the letters that they stand for; the end of a line and
    a tab, which have no width in the fonts, become a space; marks without a shape (zero-width signs, byte
    order marks, variation selectors) are dropped; each run of others becomes its code points in brackets.

    Examples
    --------
    >>> drawable("ﬁrst\ufeff ＯＲＲ, τ² = 0.52")
    'first ORR, τ² = 0.52'
    >>> drawable("Sun 孙燕 2022")
    'Sun [U+5B59 U+71D5] 2022'
    """
    if text.isascii() and text.isprintable():
        return text
    pieces: list[str] = []
    codes: list[str] = []
    for character in _folded(text):
        if has_character(character):
            pieces += [*_bracketed(codes), character]
            codes = []
        else:
            codes.append(f"U+{ord(character):04X}")
    return "".join((*pieces, *_bracketed(codes)))


def lost_characters(text: str) -> tuple[str, ...]:
    """Return the characters of a text that `drawable` writes as code points, each once.

    >>> lost_characters("Sun 孙燕 and ﬁve"), lost_characters("Ngô τ²")
    (('孙', '燕'), ())
    """
    if text.isascii() and text.isprintable():
        return ()
    return tuple(dict.fromkeys(character for character in _folded(text) if not has_character(character)))


def drawable_texts(value: _Value, *, keep: frozenset[str] = frozenset()) -> _Value:
    """Return a frozen dataclass, with all texts in it and in what it holds made drawable.

    Parameters
    ----------
    value
        Dataclasses, tuples, mappings and texts, nested in any way; all else stays as it is.
    keep
        Names of fields that are no text for people, such as the address of a link.

    Examples
    --------
    >>> from review.figures.prisma import Line
    >>> drawable_texts(Line("Wan Fang 万方"))
    Line(text='Wan Fang [U+4E07 U+65B9]', kind='heading')
    """
    return _changed(value, keep)  # type: ignore[no-any-return]


def _changed(value: Any, keep: frozenset[str]) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, tuple):
        return tuple(_changed(item, keep) for item in value)
    if isinstance(value, Mapping):
        return {key: _changed(item, keep) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value) if field.init and field.name not in keep]
        return replace(value, **{name: _changed(getattr(value, name), keep) for name in names})
    return value


def _folded(text: str) -> Iterator[str]:
    """The characters of a text once all that is the same text in Unicode's eyes is folded."""
    for character in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        category = unicodedata.category(character)
        if category == "Cf" or "VARIATION SELECTOR" in unicodedata.name(character, ""):
            continue
        if category in {"Zl", "Zp"} or character in "\n\r\t":
            yield " "
        elif has_character(character) or _tag(character) not in SAME_TEXT:
            yield character
        else:
            yield from unicodedata.normalize("NFKC", character)


def _tag(character: str) -> str:
    """How Unicode says that a character decomposes; empty where it has no tag."""
    decomposition = unicodedata.decomposition(character)
    return decomposition.split()[0] if decomposition.startswith("<") else ""


def _bracketed(codes: list[str]) -> list[str]:
    return [f"[{' '.join(codes)}]"] if codes else []
