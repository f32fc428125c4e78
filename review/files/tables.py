"""Any table of counts, CSV or workbook, as text cells with their row numbers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from review.document import did_you_mean
from review.problems import Place, UnreadableFile

#: Tried in this order; the first that decodes the whole file is used (cp1252 decodes nearly anything).
ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table: column names, and rows of texts with the place of each cell.

    ``rows`` are (row number in the file, texts in column order); numbers of a workbook that are whole
    come as ``"12"``, never ``"12.0"``.
    """

    file: str
    sheet: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, name: str) -> int:
        """Index of a column.

        Raises
        ------
        UnreadableFile
            Where there is no such column; the message lists those there are.
        """
        if name not in self.columns:
            raise UnreadableFile(f"{self.file}: no column '{name}'; {did_you_mean(name, self.columns)}")
        if self.columns.count(name) > 1:
            raise UnreadableFile(f"{self.file}: two columns are named '{name}'; rename one")
        return self.columns.index(name)

    def place(self, row: int, column: str) -> Place:
        """Where a cell stands."""
        letters = _letters(self.columns.index(column))
        return Place(self.file, self.sheet, f"{letters}{row}" if self.sheet else f"row {row}, {column}")


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_table(path: Path) -> DataTable:
    """Read a CSV (comma, semicolon or tab) or the first sheet of an .xlsx.

    Raises
    ------
    UnreadableFile
        Where the file is missing, empty, or neither.
    """
    shown = path.as_posix()
    try:
        head = path.open("rb").read(8) if path.is_file() else b""
    except OSError as error:
        raise UnreadableFile(f"{shown}: cannot be opened ({error.strerror})") from None
    if not path.exists():
        raise UnreadableFile(f"{shown}: there is no such file")
    if path.is_dir():
        raise UnreadableFile(f"{shown}: is a folder, not a table")
    if not head:
        raise UnreadableFile(f"{shown}: is empty")
    if head.startswith((b"PK", b"\xd0\xcf\x11\xe0")) or path.suffix.lower() == ".xlsx":
        return _from_workbook(path, shown)
    return _from_text(path, shown)


def _from_text(path: Path, shown: str) -> DataTable:
    content = path.read_bytes()
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{shown}: is neither text nor a workbook; save it as CSV or .xlsx")
    text = ""
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    first = text.lstrip().splitlines()[0] if text.strip() else ""
    if first.lstrip().startswith("<"):
        raise UnreadableFile(f"{shown}: is a web page, not a table; save the data itself as CSV")
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    numbered = []
    line = 1
    for cells in reader:
        numbered.append((line, [cell.strip() for cell in cells]))
        line = reader.line_num + 1
    return _table(shown, "", numbered)


def _from_workbook(path: Path, shown: str) -> DataTable:
    from review.files.workbook_reader import read_workbook

    workbook = read_workbook(path, shown)
    sheet = workbook.sheets[0]
    numbered = [(row.number, [_text(cell) for cell in row.cells]) for row in sheet.rows]
    return _table(shown, sheet.name, numbered)


def _text(cell: object) -> str:
    return "" if cell is None else str(cell)


def _table(shown: str, sheet: str, numbered: Sequence[tuple[int, list[str]]]) -> DataTable:
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise UnreadableFile(f"{shown}: is empty")
    (_, header), *rows = filled
    if not rows:
        raise UnreadableFile(f"{shown}: has a header row and no rows below it")
    width = len(header)
    for number, cells in rows:
        if len(cells) > width and any(cells[width:]):
            raise UnreadableFile(
                f"{shown}: row {number} has {len(cells)} cells and the header {width}; "
                "a text that holds the separator must stand in quotes"
            )
    padded = tuple((number, tuple((cells + [""] * width)[:width])) for number, cells in rows)
    return DataTable(shown, sheet, tuple(header), padded)
