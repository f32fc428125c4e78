"""A workbook from disk to cells, with nothing interpreted and nothing dropped.

Full mode of openpyxl: its read-only mode believes a wrong dimension and cannot see merged cells. Formulas
are read with the values that they last gave; the file is loaded a second time only if it has any.
"""

from __future__ import annotations

import warnings
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.cell.rich_text import TextBlock
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from review.extraction.cells import Cell, CellKind, SheetCells, WorkbookCells, column_letters
from review.extraction.check import read_dataset
from review.extraction.dataset import Dataset
from review.extraction.filled import LABEL_COLUMN
from review.extraction.form import Form
from review.files.collector import without_collection
from review.files.preflight import preflight
from review.files.sheet_parsing import parse_in_c
from review.files.workbook_layout import FILL_COLOURS, TEXT_COLOURS
from review.problems import UnreadableFile

parse_in_c()

_DATES = (datetime, date, time, timedelta)


class _Plain(NamedTuple):
    """Colours that mean nothing: of text or of paper, and those that the program itself gives."""

    rgb: frozenset[str]
    themes: tuple[int, ...]
    indexed: tuple[int, ...]


# In a theme 0 is white and 1 black; in the old palette 0 and 8 are black, 1 and 9 white, 64 and 65 automatic.
# White text is no plain text: nobody sees it.
_PLAIN_TEXT = _Plain(frozenset(TEXT_COLOURS), (1,), (0, 8, 64))
_PLAIN_FILL = _Plain(frozenset(FILL_COLOURS), (0,), (1, 9, 64, 65))


def read_workbook(path: Path, *, file: str = "", formulas: bool = True) -> WorkbookCells:
    """Read every filled cell of a workbook.

    Parameters
    ----------
    path
        The workbook; it is never written to.
    file
        Its path as people write it, for messages; `path` with forward slashes unless given.
    formulas
        Whether the values that formulas last gave are wanted; without them a large file is read in half
        the time.

    Raises
    ------
    UnreadableFile
        If it is no workbook, or cannot be opened; one line says what it is and what to do.
    """
    file = file or path.as_posix()
    preflight(path, file=file)
    with without_collection():
        return _read(path, file, formulas)


def read_extraction(path: Path, form: Form, *, file: str = "") -> Dataset:
    """Read a filled extraction workbook and check it: its studies, and all problems.

    The same as `read_workbook` followed by `review.extraction.check.read_dataset`, in less time.

    Raises
    ------
    UnreadableFile
        As `read_workbook`.
    """
    with without_collection():
        return read_dataset(read_workbook(path, file=file), form)


def _read(path: Path, file: str, formulas: bool) -> WorkbookCells:
    book = _load(path, file, values=False)
    if not book.worksheets:
        raise UnreadableFile(f"{file}: a workbook without a sheet of cells; name the extraction form")
    has_formulas = any(
        cell.data_type == "f" and at[1] not in labels
        for sheet in book.worksheets
        for labels in (_label_columns(sheet),)
        for at, cell in sheet._cells.items()
    )
    computed = _load(path, file, values=True) if has_formulas and formulas else None
    looks = _Looks.of(book)
    cells = WorkbookCells(
        file=file,
        sheets=tuple(
            _sheet(sheet, computed[sheet.title] if computed else None, looks) for sheet in book.worksheets
        ),
        dates_from_1904=book.epoch == CALENDAR_MAC_1904,
    )
    for sheet in book.worksheets:
        sheet._cells.clear()  # they point to each other: only the collector would free them, and slowly
    return cells


def _load(path: Path, shown: str, *, values: bool) -> Any:
    try:
        with warnings.catch_warnings():
            # openpyxl warns of what it would lose on saving; nothing is saved here.
            warnings.simplefilter("ignore")
            # An open file: of a path, openpyxl would believe the ending.
            with path.open("rb") as file:
                # Rich text: without it 12 with a raised footnote 1 reads as 121.
                return load_workbook(file, data_only=values, keep_links=False, rich_text=True)
    except Exception as error:  # any error of a parser fed with any file
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise UnreadableFile(
            f"{shown}: a damaged workbook ({said}); "
            "open it in a spreadsheet program and save it as .xlsx again"
        ) from None


def _sheet(sheet: Any, computed: Any, looks: _Looks) -> SheetCells:
    rows: dict[int, dict[int, Cell]] = {}
    labels = _label_columns(sheet)
    comments = {
        at: cell.comment.text.strip()
        for at, cell in sheet._cells.items()
        if cell._comment and cell.comment.text
    }
    letters = {column: column_letters(column) for column in {column for _, column in sheet._cells}}
    # The dictionary of filled cells, not iter_rows(): one value in XFD1048576 would make that visit
    # seventeen thousand million cells.
    for (row, column), cell in sorted(sheet._cells.items()):
        value = cell.value
        if value is None:
            continue
        kind = cell.data_type
        if kind == "f" and column in labels:
            continue
        address = f"{letters[column]}{row}"
        if kind == "s":
            filled = Cell(value, address) if type(value) is str else _rich(value, address)
        elif kind == "f":
            filled = _formula(cell, computed.cell(row, column) if computed else None, address)
        else:
            filled = Cell(value, address, _kind(value, kind), "", cell.number_format)
        rows.setdefault(row, {})[column] = filled
    used = {column for row in rows.values() for column in row}
    struck, coloured = looks.found(sheet)
    return SheetCells(
        name=sheet.title,
        rows=rows,
        merged=tuple(sorted(str(area) for area in sheet.merged_cells.ranges)),
        hidden=sheet.sheet_state != "visible",
        hidden_rows=tuple(
            sorted(row for row, shape in sheet.row_dimensions.items() if shape.hidden and row in rows)
        ),
        hidden_columns=tuple(
            column_letters(column)
            for column in sorted(used)
            if any(
                shape.hidden and shape.min <= column <= shape.max
                for shape in sheet.column_dimensions.values()
            )
        ),
        filtered=bool(sheet.auto_filter.filterColumn)
        or any(table.autoFilter and table.autoFilter.filterColumn for table in sheet.tables.values()),
        comments=comments,
        struck=struck,
        coloured=coloured,
    )


def _rich(value: Any, address: str) -> Cell:
    """A text of several runs, of which some may be struck through or raised."""
    text = "".join(map(str, value))
    runs = [(str(run), run.font if isinstance(run, TextBlock) else None) for run in value]
    marks = {_mark(font) for said, font in runs if said.strip()}
    if marks <= {""}:
        return Cell(text, address)
    said = "".join(f"[{mark}: {part}]" if (mark := _mark(font)) else part for part, font in runs)
    return Cell(text, address, marked=said)


def _mark(font: Any) -> str:
    if font is None:
        return ""
    if font.strike:
        return "struck through"
    return {"superscript": "raised", "subscript": "lowered"}.get(font.vertAlign or "", "")


class _Looks(NamedTuple):
    """The numbers of a workbook's fonts that strike through, and of fonts and fills that give a colour."""

    struck: frozenset[int]
    coloured: frozenset[int]
    filled: frozenset[int]

    @classmethod
    def of(cls, book: Any) -> _Looks:
        return cls(
            frozenset(number for number, font in enumerate(book._fonts) if font.strike),
            frozenset(
                number for number, font in enumerate(book._fonts) if _is_colour(font.color, _PLAIN_TEXT)
            ),
            frozenset(
                number
                for number, fill in enumerate(book._fills)
                if getattr(fill, "fill_type", None) == "solid" and _is_colour(fill.fgColor, _PLAIN_FILL)
            ),
        )

    def found(self, sheet: Any) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
        """The filled cells that are struck through, and those that have a colour."""
        if not (self.struck or self.coloured or self.filled):
            return (), ()
        styles = [(at, cell._style) for at, cell in sorted(sheet._cells.items()) if cell._value is not None]
        return (
            tuple(at for at, style in styles if style.fontId in self.struck),
            tuple(at for at, style in styles if style.fontId in self.coloured or style.fillId in self.filled),
        )


def _is_colour(colour: Any, plain: _Plain) -> bool:
    """Whether a colour is one that somebody chose."""
    if colour is None:
        return False
    if colour.type == "rgb":
        return isinstance(colour.rgb, str) and colour.rgb[-6:].upper() not in plain.rgb
    if colour.type == "theme":
        return colour.theme not in plain.themes
    return colour.type == "indexed" and colour.indexed not in plain.indexed


def _label_columns(sheet: Any) -> frozenset[int]:
    """The columns whose formulas show labels for people; nothing is lost by passing over them."""
    return frozenset(
        column
        for (row, column), cell in sheet._cells.items()
        if row == 1 and cell.data_type == "s" and str(cell.value).startswith(LABEL_COLUMN)
    )


def _formula(cell: Any, result: Any, address: str) -> Cell:
    formula = cell.value if isinstance(cell.value, str) else f"={getattr(cell.value, 'text', None) or '?'}"
    formula = "=" + formula.lstrip("=")
    if result is None or result.value is None:
        return Cell(None, address, "uncomputed", formula, cell.number_format)
    return Cell(result.value, address, _kind(result.value, result.data_type), formula, cell.number_format)


def _kind(value: Any, data_type: str) -> CellKind:
    if data_type == "e":
        return "error"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, _DATES):
        return "date"
    return "number" if isinstance(value, int | float) else "text"
