"""What a workbook holds, cell by cell, before anything is read into it.

The file floor makes these values (`review/files/workbook_reader.py`); extraction reads them. The address
stays with every value, so that a message can name its cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple

CellValue = str | int | float | bool | datetime | date | time | timedelta | None
CellKind = Literal["text", "number", "boolean", "date", "error", "uncomputed"]


class Cell(NamedTuple):
    """One filled cell.

    Parameters
    ----------
    value
        What stands there; for a formula the value that it last gave.
    address
        Such as ``K14``.
    kind
        ``error`` for #DIV/0! and its like, ``uncomputed`` for a formula that has no stored value.
    formula
        The formula with its ``=``; empty for typed values.
    number_format
        How a number or date is shown, such as ``0%``; ``General`` where nothing was chosen.
    marked
        The text with its struck-through or raised parts named, where only some of it is; else empty.
    """

    value: CellValue
    address: str
    kind: CellKind = "text"
    formula: str = ""
    number_format: str = "General"
    marked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCells:
    """The filled cells of one sheet, and what hides some of them from a reader.

    Parameters
    ----------
    rows
        Filled cells by row number and column number, both from 1; empty rows are left out.
    merged
        Merged ranges, such as ``B4:B6``: only the top left cell of each has a value.
    hidden_rows, hidden_columns
        Numbers of hidden rows and letters of hidden columns that hold something.
    filtered
        Whether a filter is set that may hide rows.
    comments
        What people wrote beside cells, by row number and column number, also of cells that are blank.
    struck, coloured
        Filled cells that are struck through, or that somebody gave a colour: row and column numbers.
    """

    name: str
    rows: Mapping[int, Mapping[int, Cell]]
    merged: tuple[str, ...] = ()
    hidden: bool = False
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    filtered: bool = False
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    struck: tuple[tuple[int, int], ...] = ()
    coloured: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookCells:
    """A workbook: its path as people write it, and its sheets in their order."""

    file: str
    sheets: tuple[SheetCells, ...] = field(default=())
    dates_from_1904: bool = False

    def sheet(self, name: str) -> SheetCells | None:
        """The sheet of that name; None where there is none."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def column_letters(number: int) -> str:
    """The letters of a column, counted from 1.

    >>> column_letters(1), column_letters(26), column_letters(27)
    ('A', 'Z', 'AA')
    """
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
