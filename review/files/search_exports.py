"""A search export from disk: bytes to text or rows, whatever the encoding, and what it is by its content."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from review.document import did_you_mean
from review.extraction.cells import Cell, SheetCells
from review.problems import Place, Problem, UnreadableFile
from review.progress import Progress
from review.screening.exports.columns import Naming
from review.screening.exports.delimited import Row
from review.screening.exports.entry import OpenExport
from review.screening.exports.formats import FORMATS, TABLES, open_rows, open_text
from review.screening.exports.tables import Table, Text, find_header, find_table, values_of, whole
from review.screening.records import Record

_ZIP = b"PK\x03\x04"
_WORKBOOK = (_ZIP, b"\xd0\xcf\x11\xe0")
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "an archive; unpack it first",
    b"Rar!": "an archive; unpack it first",
    b"{\\rtf": "a text document (RTF); save it as plain text",
}
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!doctype html|<(?:html|head|body|script|table|title)\b)",
    re.IGNORECASE | re.DOTALL,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
#: Byte order marks and white space.
_NOTHING = b"\xef\xbb\xbf\xff\xfe \t\r\n\0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: Looked for first: one of them begins as one of UTF-16 does.
_UTF_32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,80}encoding=[\"']([\w.-]+)")
#: So many letters beyond ASCII in a row stand in no text of Western Europe.
_OTHER_SCRIPT = re.compile(rb"[\x80-\xff]{5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A search export that has been opened.

    Parameters
    ----------
    sha256
        Of its bytes as they are.
    opened
        Its records, one at a time.
    """

    path: Path
    sha256: str
    opened: OpenExport

    def content(self, shown: str) -> bytes:
        """Its bytes, once more from the disk; `shown` is its path as people write it.

        Raises
        ------
        UnreadableFile
            Where they are no longer those that were read.
        """
        content = self.path.read_bytes()
        if sha256(content).hexdigest() != self.sha256:
            raise UnreadableFile(f"{shown}: was changed while it was read; import it again")
        return content


def open_export(
    path: Path, shown: str, *, progress: Progress | None = None, naming: Naming | None = None
) -> Export:
    """Open an export in any of the formats that the program knows; its ending is not looked at.

    Its text is held until its records have been gone through; of them no more than one at a time.

    Parameters
    ----------
    shown
        Its path as people write it, for messages.
    progress
        Called with how many records were read, and of how many.
    naming
        Headings of a table that are not known, in lower case, and the columns that they fill.

    Raises
    ------
    UnreadableFile
        Where it is missing, empty, a web page, or in no known format; one line says what it is.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{shown}: cannot be opened ({error.strerror})") from None
    if not content.strip(_NOTHING):
        raise UnreadableFile(f"{shown}: is empty; export it again")
    if content.startswith(_ZIP) and b"xl/workbook" not in content:
        raise UnreadableFile(f"{shown}: is a zip archive, not a search export; unpack it first")
    if content.startswith(_WORKBOOK):
        rows = _from_workbook(path, shown, naming)
        return Export(path=path, sha256=sha256(content).hexdigest(), opened=rows)
    for start, what in _OTHERS.items():
        if content.startswith(start):
            raise UnreadableFile(f"{shown}: is {what}; no search export")
    text, problems = _decoded(content, shown)
    hashed = sha256(content).hexdigest()
    del content
    if _WEB_PAGE.match(text):
        title = _TITLE.search(text)
        named = f" ('{' '.join(title[1].split())[:80]}')" if title and title[1].strip() else ""
        raise UnreadableFile(
            f"{shown}: is a web page{named}, not a search export; log in and export it again"
        )
    opened = open_text(text, shown, progress=progress, naming=naming)
    if opened is None:
        raise UnreadableFile(_no_headings(shown, naming) if naming else _no_format(text, shown))
    opened.findings.problems[:0] = problems
    return Export(path=path, sha256=hashed, opened=opened)


def open_record_table(path: Path, shown: str, id_column: str) -> tuple[int, Iterator[Record]]:
    """Any table of records with ids of their own: CSV, TSV or a workbook.

    Gives how many records it seems to have, and the records one at a time; a text in UTF-8 is read from the
    disk as they are asked for.

    Parameters
    ----------
    id_column
        Heading of the column that holds the ids.

    Raises
    ------
    UnreadableFile
        Where it is no such table; on the way, where the ids are not unique.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
            empty = not head.strip(_NOTHING) and not any(
                piece.strip(_NOTHING) for piece in iter(partial(file.read, _AT_ONCE), b"")
            )
    except OSError as error:
        raise UnreadableFile(f"{shown}: cannot be opened ({error.strerror})") from None
    if empty:
        raise UnreadableFile(f"{shown}: is empty")
    if head.startswith(_WORKBOOK):
        from review.files.workbook_reader import read_workbook

        sheets = map(_rows, read_workbook(path, file=shown).sheets)
        rows = next((rows for rows in sheets if find_header(rows, holding=id_column)), ())
        header = find_header(rows, holding=id_column)
        below = [(row, False) for row in rows if header and row.line > header.line]
        table = Table(header=header, rows=below, starts=len(below)) if header else None
    else:
        table = find_table(_text_in(path, shown, head), holding=id_column)
    if table is None:
        raise UnreadableFile(f"{shown}: no row of headings with a title and another column of records in it")
    names = [name.strip() for name in table.header.cells]
    if id_column not in names:
        raise UnreadableFile(f"{shown}: no column '{id_column}'; {did_you_mean(id_column, names)}")
    return table.starts, _with_ids(table, names.index(id_column), id_column, shown)


#: Bytes of a file by which its encoding is known; and what is read at once.
_HEAD, _AT_ONCE = 2000, 1 << 16


def _text_in(path: Path, shown: str, head: bytes) -> Text:
    """The text of a file: from the disk in pieces where it is UTF-8, else as `_decoded` has it."""

    def pieces() -> Iterator[str]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for piece in iter(partial(file.read, _AT_ONCE), ""):
                yield piece.replace("\0", "")

    if not _wide(head):
        with suppress(UnicodeDecodeError):
            for _ in pieces():
                pass
            return pieces
    return whole(_decoded(path.read_bytes(), shown)[0])


def _with_ids(table: Table, at: int, id_column: str, shown: str) -> Iterator[Record]:
    seen: dict[str, int] = {}
    for row, _ in table.rows:
        record_id = row.cells[at].strip() if at < len(row.cells) else ""
        if not record_id:
            raise UnreadableFile(f"{shown} · line {row.line}: {id_column} is blank; give every record an id")
        if record_id in seen:
            raise UnreadableFile(
                f"{shown} · line {row.line}: {id_column} '{record_id}' stands in line {seen[record_id]} too; "
                "ids must be unique"
            )
        seen[record_id] = row.line
        values = values_of(row, table.header)
        yield Record(record_id=record_id, source="", kind="", file=shown, line=row.line, **values)


def _no_headings(shown: str, naming: Naming) -> str:
    wanted = ", ".join(f"'{name}'" for name in naming)
    return (
        f"{shown}: no row of headings that has {wanted} and, named so, a title and another column; "
        "write the headings of --column as they stand in the table"
    )


def _no_format(text: str, shown: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "")
    return (
        f"{shown}: is in no format that is known here (it begins with '{first[:60]}'); "
        f"known are {', '.join((*FORMATS, *TABLES))}; a table needs a row of headings with a Title in it"
    )


def _wide(head: bytes) -> str:
    """The encoding, if each letter takes two bytes or four; else empty."""
    if head.startswith(_UTF_32):
        return "utf-32"
    if head.startswith(_UTF_16):
        return "utf-16"
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) > len(head) // 4:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _decoded(content: bytes, shown: str) -> tuple[str, list[Problem]]:
    """The text, and a warning for each line whose letters are lost.

    Line by line where the whole is not UTF-8: files from two programs are put one behind the other.
    """
    if wide := _wide(content[:_HEAD]):
        return content.decode(wide, errors="replace"), []
    try:
        return content.decode("utf-8-sig").replace("\0", ""), []
    except UnicodeDecodeError:
        pass
    if declared := _DECLARED.match(content):
        try:
            return content.decode(declared[1].decode("ascii")).replace("\0", ""), []
        except (LookupError, UnicodeDecodeError):
            pass
    lines, problems = [], []
    other_script: list[int] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            # What Windows programs write; five of its bytes mean nothing.
            lines.append(line.decode("cp1252", errors="replace"))
            if _OTHER_SCRIPT.search(line):
                other_script.append(number)
            if "\ufffd" in lines[-1]:
                problems.append(
                    Problem(
                        "IMP07", "warning", Place(shown, cell=f"line {number}"),
                        "letters that are neither UTF-8 nor Windows-1252 were replaced by \ufffd",
                        lines[-1].strip()[:120], "export the file again as UTF-8",
                    )
                )  # fmt: skip
    if other_script:
        at = other_script[0]
        problems.append(
            Problem(
                "IMP07", "warning", Place(shown, cell=f"line {at}"),
                f"the letters of {len(other_script):,} lines are neither UTF-8 nor, by their look, "
                "Windows-1252; they were read as that and may be wrong",
                lines[at - 1].strip()[:120], "export the file again as UTF-8",
            )
        )  # fmt: skip
    return "\n".join(lines).replace("\0", ""), problems


def _from_workbook(path: Path, shown: str, naming: Naming | None) -> OpenExport:
    from review.files.workbook_reader import read_workbook

    book = read_workbook(path, file=shown)
    for sheet in book.sheets:
        opened = open_rows(_rows(sheet), shown, naming=naming)
        if opened is not None:
            opened.findings.problems[:0] = _turned_into_dates(sheet, shown)
            return opened
    if naming:
        raise UnreadableFile(_no_headings(shown, naming))
    names = ", ".join(sheet.name for sheet in book.sheets)
    raise UnreadableFile(f"{shown}: no sheet ({names}) has a row of headings with a Title in it")


def _rows(sheet: SheetCells) -> Sequence[Row]:
    rows = []
    for number, cells in sheet.rows.items():
        texts = [""] * max(cells, default=0)
        for column, cell in cells.items():
            texts[column - 1] = _text(cell)
        rows.append(Row(number, tuple(texts)))
    return rows


def _text(cell: Cell) -> str:
    value = cell.value
    if value is None or cell.kind == "error":
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def _turned_into_dates(sheet: SheetCells, shown: str) -> list[Problem]:
    """Pages and issues such as 5-7 that a spreadsheet program took for a date."""
    columns = {
        column: str(cell.value)
        for cells in sheet.rows.values()
        for column, cell in cells.items()
        if str(cell.value).strip().lower() in ("pages", "issue", "volume", "number", "start page")
    }
    return [
        Problem(
            "IMP08", "warning", Place(shown, sheet.name, cell.address),
            f"{columns[column]}: a spreadsheet program turned this value into a date", _text(cell),
            "look it up in the source; format the column as Text before pasting",
        )
        for cells in sheet.rows.values()
        for column, cell in cells.items()
        if column in columns and cell.kind == "date"
    ]  # fmt: skip
