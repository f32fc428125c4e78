"""Screening workbooks read back: rows of texts with their cells, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import cast

from review.extraction.cells import Cell, SheetCells, WorkbookCells, column_letters
from review.files.screening_forms import ORDERED, REPORTS_SHEET, SCREENING_SHEET
from review.files.screening_workbook import DRAWN_FROM_SHEET
from review.files.workbook_reader import read_workbook
from review.problems import Place, Problem
from review.screening.filled import FilledRow, FilledSheet
from review.screening.plan import STAGES, Stage


def read_screening_workbook(path: Path, *, file: str) -> FilledSheet | Problem:
    """One workbook of the screening folder; a problem where it is none.

    Raises
    ------
    UnreadableFile
        Where it cannot be opened at all.
    """
    book = read_workbook(path, file=file, formulas=False)
    facts = _facts(book)
    sheet = book.sheet(REPORTS_SHEET if facts.get("kind") == "reports" else SCREENING_SHEET)
    wrong = _wrong(book, facts, sheet)
    if isinstance(wrong, Problem) or sheet is None:
        return wrong or _stranger(file, "has lost its table")
    header = _header(sheet)
    if header is None:
        return _stranger(file, "has no row with the name record_id above its table")
    columns = {str(cell.value).strip(): number for number, cell in sheet.rows[header].items()}
    return FilledSheet(
        file=file,
        sheet=sheet.name,
        stage=cast(Stage, facts["stage"]),
        reviewer=facts.get("reviewer", ""),
        part=int(facts["part"]) if facts.get("part", "").isdigit() else 1,
        adjudication=facts["kind"] == "adjudication",
        reports=facts["kind"] == "reports",
        pilot=facts.get("pilot") == "yes",
        ordered=facts.get(ORDERED, ""),
        drawn_from=_drawn_from(book),
        rows=tuple(
            _row(cells, columns, number)
            for number, cells in sorted(sheet.rows.items())
            if number > header + 1 and any(_text(cell) for cell in cells.values())
        ),
    )


def _drawn_from(book: WorkbookCells) -> tuple[str, ...]:
    sheet = book.sheet(DRAWN_FROM_SHEET)
    if sheet is None:
        return ()
    return tuple(_text(cells[1]) for number, cells in sorted(sheet.rows.items()) if number > 1 and 1 in cells)


def _facts(book: WorkbookCells) -> dict[str, str]:
    """What the sheet README says of the file, by the words in its first column."""
    readme = book.sheet("README")
    if readme is None:
        return {}
    return {_text(cells[1]): _text(cells[2]) for cells in readme.rows.values() if 1 in cells and 2 in cells}


def _wrong(book: WorkbookCells, facts: dict[str, str], sheet: SheetCells | None) -> Problem | None:
    if facts.get("kind") not in ("screening", "adjudication", "reports") or facts.get("stage") not in STAGES:
        return _stranger(book.file, "is no screening workbook of this program")
    if sheet is None:
        return _stranger(book.file, "has lost its table")
    if facts["kind"] == "screening" and not facts.get("reviewer"):
        return _stranger(book.file, "does not say in its sheet README whose it is")
    return None


def _stranger(file: str, what: str) -> Problem:
    fix = "take it out of the folder, or make it anew: review screen form STAGE --reviewer NAME"
    return Problem("SCR16", "error", Place(file), f"this file {what}", "", fix)


def _header(sheet: SheetCells) -> int | None:
    for number, cells in sorted(sheet.rows.items()):
        if any(_text(cell) == "record_id" for cell in cells.values()):
            return number
    return None


def _row(cells: Mapping[int, Cell], columns: dict[str, int], number: int) -> FilledRow:
    return FilledRow(
        texts={name: _text(cells[at]) for name, at in columns.items() if at in cells},
        cells={name: f"{column_letters(at)}{number}" for name, at in columns.items()},
    )


def _text(cell: Cell) -> str:
    """What a person sees in the cell, spaces around it left out."""
    value = cell.value
    if value is None:
        return cell.formula
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"[\s\u00a0]+", " ", str(value)).strip()
