"""The workbook in which a person decides on doubtful pairs: one row a pair, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from review.document import did_you_mean
from review.extraction.cells import Cell, SheetCells
from review.files.workbook_reader import read_workbook
from review.files.workbook_writer import workbook_bytes
from review.problems import Place, Problem, UnreadableFile
from review.screening.duplicates.find import Pair
from review.screening.duplicates.links import RELATIONS, Link
from review.screening.records import Record

SHEET = "Pairs"

#: Name, width and help of the columns; `a` and `b` are the two records.
_COLUMNS = (
    ("decision", 12, "same, related or different"),
    ("kind", 14, "of a related report: erratum, reply, part, update, abstract and paper, register entry"),
    ("note", 24, "yours"),
    ("reason", 34, "why the program asks"),
    ("title_a", 48, "the earlier record"),
    ("title_b", 48, "the later record"),
    ("authors_a", 26, ""),
    ("authors_b", 26, ""),
    ("where_a", 30, "journal, year, volume, pages"),
    ("where_b", 30, "journal, year, volume, pages"),
    ("doi_a", 22, ""),
    ("doi_b", 22, ""),
    ("source_a", 16, ""),
    ("source_b", 16, ""),
    ("a", 14, "record_id of the earlier record"),
    ("b", 14, "record_id of the later record"),
)
_FILLED_IN = ("decision", "kind", "note")
_HEAD_ROWS = 2
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def doubtful_workbook(pairs: Sequence[Pair], records: Mapping[str, Record]) -> bytes:
    """The bytes of a workbook with these pairs."""
    book = Workbook()
    page = book.active
    page.title = SHEET
    for at, (name, width, help_) in enumerate(_COLUMNS, start=1):
        page.column_dimensions[get_column_letter(at)].width = width
        page.cell(1, at, name).font = Font(bold=True)
        page.cell(1, at).fill = PatternFill("solid", start_color="E3E8EF")
        page.cell(2, at, help_).font = Font(size=8, color="3D4757")
        page.cell(2, at).alignment = Alignment(wrap_text=True, vertical="top")
    page.row_dimensions[2].height = _height({name: help_ for name, _, help_ in _COLUMNS})
    for row, pair in enumerate(pairs, start=_HEAD_ROWS + 1):
        texts = _texts(pair, records[pair.a], records[pair.b])
        page.row_dimensions[row].height = _height(texts)
        for at, (name, _, _) in enumerate(_COLUMNS, start=1):
            cell = page.cell(row, at)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.number_format = "@"
            if name in _FILLED_IN:
                cell.protection = Protection(locked=False)
                cell.fill = PatternFill("solid", start_color="FFF8E1")
            if texts.get(name):
                cell.value = _FORBIDDEN.sub(" ", texts[name])
                cell.data_type = "s"  # openpyxl would read "=…" as a formula
    choices = DataValidation(type="list", formula1=f'"{",".join(RELATIONS)}"', allow_blank=True)
    choices.showErrorMessage = True
    choices.error = f"Choose from the list: {', '.join(RELATIONS)}"
    page.add_data_validation(choices)
    choices.add(f"A{_HEAD_ROWS + 1}:A{_HEAD_ROWS + max(len(pairs), 1)}")
    page.freeze_panes = f"E{_HEAD_ROWS + 1}"
    page.auto_filter.ref = f"A1:{get_column_letter(len(_COLUMNS))}{_HEAD_ROWS + len(pairs)}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    return workbook_bytes(book)


#: Points of a line, and letters that fit into one unit of column width with words broken at spaces.
_LINE, _LETTERS = 15.0, 0.95


def _height(texts: Mapping[str, str]) -> float:
    """Height of a row in which the longest text is whole: no program finds it when it opens the file."""
    lines = [len(texts.get(name, "")) / (width * _LETTERS) for name, width, _ in _COLUMNS]
    return _LINE * min(ceil(max(lines)) or 1, 12)


def _texts(pair: Pair, a: Record, b: Record) -> dict[str, str]:
    texts = {"reason": pair.match.reason, "a": a.record_id, "b": b.record_id}
    for letter, record in (("a", a), ("b", b)):
        place = [record.journal, record.year, record.volume, record.pages]
        texts[f"title_{letter}"] = record.title
        texts[f"authors_{letter}"] = record.authors
        texts[f"where_{letter}"] = ", ".join(part for part in place if part)
        texts[f"doi_{letter}"] = record.doi
        texts[f"source_{letter}"] = record.source
    return texts


def read_doubtful(
    path: Path, shown: str
) -> tuple[tuple[Link, ...], tuple[frozenset[str], ...], tuple[Problem, ...]]:
    """What people decided in a workbook, which pairs it asks for, and what is wrong in it.

    Raises
    ------
    UnreadableFile
        Where it is no such workbook, or open in another program.
    """
    sheet = read_workbook(path, file=shown).sheet(SHEET)
    columns = _columns(sheet) if sheet else {}
    if sheet is None or not {"decision", "a", "b"} <= set(columns):
        raise UnreadableFile(
            f"{shown}: no sheet {SHEET} with columns decision, a and b; "
            "move it away, and review dedupe asks the same pairs anew"
        )
    links, asked, problems = [], [], []
    for number, cells in sorted(sheet.rows.items()):
        row = {name: _text(cells.get(at)) for name, at in columns.items()}
        if number <= _HEAD_ROWS or not row["a"] or not row["b"]:
            continue
        asked.append(frozenset((row["a"], row["b"])))
        decision = row["decision"].lower()
        address = cells[columns["decision"]].address if decision else ""
        relation = next((known for known in RELATIONS if known == decision), None)
        if relation:
            links.append(
                Link(
                    a=row["a"], b=row["b"], relation=relation, kind=row.get("kind", ""),
                    reason=row.get("note", ""), decided_by="person", place=f"{shown} · {SHEET}!{address}",
                )
            )  # fmt: skip
        elif decision:
            problems.append(
                Problem(
                    "DUP01", "error", Place(shown, SHEET, address, f"{row['a']} {row['b']}"),
                    f"'{row['decision']}' is no decision", row["decision"], did_you_mean(decision, RELATIONS),
                )
            )  # fmt: skip
    return tuple(links), tuple(asked), tuple(problems)


def _columns(sheet: SheetCells) -> dict[str, int]:
    return {_text(cell): at for at, cell in sheet.rows.get(1, {}).items()}


def _text(cell: Any) -> str:
    return str(cell.value).strip() if isinstance(cell, Cell) and cell.value is not None else ""
