"""How the sheets of a workbook look: fonts, colours, widths of columns and heights of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from math import ceil

from openpyxl.styles import Side

from review.extraction.form import Field
from review.problems import Severity

FONT = "Calibri"
NEEDED, USUAL, PALE, MISSING = "1F3A5F", "E3E8EF", "F6F7F9", "FBDAD7"
#: The fill of a cell on which two extractors disagree, and of cells with a problem in a commented copy.
OPEN_COLOUR = "FFE3A8"
SEVERITY_COLOURS: Mapping[Severity, str] = {"error": "F4B6B0", "warning": "FFE9A8", "note": "DCE9F7"}
#: What the text of entries and labels may be set in, and what their cells may be filled with, by the program.
TEXT_COLOURS = ("000000", "1B2430", "3D4757", "5B6675", "0B5394")
FILL_COLOURS = ("FFFFFF", NEEDED, USUAL, PALE, MISSING, OPEN_COLOUR, *SEVERITY_COLOURS.values())
LINE = Side(style="thin", color="B8C0CC")

#: Letters of help text that fit into one unit of column width, at the size in which help is set.
LETTERS_PER_WIDTH = 1.25

#: Columns of at least this width wrap their text.
WRAPS_FROM = 26

#: Points that a line of an entry takes, those around it, and the highest row that Excel allows.
_LINE_HEIGHT, _AROUND, _HIGHEST_ROW = 13.5, 3.0, 409.0

#: Where a spreadsheet may break inside a word: addresses break after their strokes and hyphens.
_PARTS = re.compile(r"[^/\-?&=]*[/\-?&=]|[^/\-?&=]+")


def wraps(field: Field) -> bool:
    """Whether a long entry of a field goes on in the next line of its cell."""
    return column_width(field) >= WRAPS_FROM


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """How high a row must be, in points, for texts that wrap in columns of some width.

    >>> row_height([("short", 20.0)]), row_height([("x" * 50, 20.0)])
    (16.5, 43.5)
    """
    lines = max((lines_of(text, width) for text, width in cells), default=1)
    return min(_LINE_HEIGHT * lines + _AROUND, _HIGHEST_ROW)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes where it breaks between words, and inside words that are too long.

    >>> lines_of("one two three", 8), lines_of("https://example.org/a/long/address", 12)
    (2, 4)
    """
    return sum(_lines_of_paragraph(part, max(width, 1.0)) for part in text.split("\n"))


def _lines_of_paragraph(text: str, width: float) -> int:
    lines, used = 1, 0
    for word in text.split():
        for i, part in enumerate(_PARTS.findall(word)):
            space = 1 if used and i == 0 else 0
            if used and used + space + len(part) > width:
                lines, used, space = lines + 1, 0, 0
            used += space + len(part)
            if used > width:
                lines += ceil(used / width) - 1
                used = int(used % width)
    return lines


def help_text(field: Field) -> str:
    """The help of a field, with its unit where the help does not name it."""
    return (
        f"{field.help} ({field.unit})" if field.unit and field.unit not in field.help.lower() else field.help
    )


def column_width(field: Field) -> float:
    """How wide the column of a field is, in letters."""
    usual = {
        "id": 24,
        "ref": 24,
        "count": 11,
        "percent": 10,
        "months": 10,
        "number": 10,
        "date": 16,
        "choice": 17,
        "list": 22,
    }.get(field.type, 19)
    # Names are set small, labels large and bold.
    return float(field.width or max(usual, 0.9 * len(field.name) + 3, 1.15 * len(field.label) + 2))


def help_height(field: Field) -> float:
    """How high row 3 must be for the help of a field, in points."""
    lines, room = 1, column_width(field) * LETTERS_PER_WIDTH
    used = 0.0
    for word in help_text(field).split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0.0
        used += len(word) + (1 if used else 0)
    return 11.5 * lines + 16  # the filter button takes the last line
