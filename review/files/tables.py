"""Any table, CSV or workbook, as cells with their addresses."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping
from io import StringIO
from pathlib import Path

from review.extraction.cells import Cell, SheetCells, column_letters
from review.problems import UnreadableFile


def read_table(path: Path, shown: str, *, columns: Collection[str] = ()) -> SheetCells:
    """Read a CSV (comma, semicolon or tab) or a sheet of an .xlsx: the first with all of `columns`.

    The cells of a CSV have addresses too, so that a message about row 7 says ``B7`` whatever the file.

    Raises
    ------
    UnreadableFile
        Where the file is missing, empty, or neither.
    """
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise UnreadableFile(f"{shown}: cannot be opened ({error.strerror})") from None
    if not head:
        raise UnreadableFile(f"{shown}: is empty")
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or path.suffix.lower() == ".xlsx":
        return _from_workbook(path, shown, columns)
    return _from_text(path, shown)


def _from_text(path: Path, shown: str) -> SheetCells:
    content = path.read_bytes()
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{shown}: is neither text nor a workbook; save it as CSV or .xlsx")
    text = _decoded(content)
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    if first.startswith("<"):
        raise UnreadableFile(f"{shown}: is a web page, not a table; save the data itself as CSV")
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    rows: dict[int, Mapping[int, Cell]] = {}
    line = 1
    try:
        for values in reader:
            cells = {
                column: Cell(value.strip(), f"{column_letters(column)}{line}")
                for column, value in enumerate(values, start=1)
                if value.strip()
            }
            if cells:
                rows[line] = cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableFile(f"{shown}: row {line} is no row of a table ({error})") from None
    return SheetCells(name="", rows=rows)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel on Windows saves as CSV; it decodes nearly anything, hence last.
        return content.decode("cp1252", errors="replace")


def _from_workbook(path: Path, shown: str, columns: Collection[str]) -> SheetCells:
    from review.files.workbook_reader import read_workbook

    sheets = read_workbook(path, file=shown).sheets
    for sheet in sheets:
        header = (
            {str(cell.value).strip() for cell in sheet.rows[min(sheet.rows)].values()}
            if sheet.rows
            else set()
        )
        if set(columns) <= header:
            return sheet
    return sheets[0]
