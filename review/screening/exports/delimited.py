"""CSV and TSV text as rows: quotes where a program wrote them, line breaks inside them, and none lost.

Python's csv module would swallow the rest of a file behind a quote that does not close, and refuses
fields of more than 131,072 characters unless a global setting is changed (a list of references in Scopus
can be longer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class Row(NamedTuple):
    """Cells of a row, and the line that it begins in, counted from 1."""

    line: int
    cells: tuple[str, ...]


class Rows(NamedTuple):
    """The rows of a text, and the lines of those that begin a quote that never closes."""

    rows: tuple[Row, ...]
    unclosed: tuple[int, ...]


def read_rows(text: str, delimiter: str, *, quoted: bool = True) -> Rows:
    r"""Every row of a text that is not blank.

    Parameters
    ----------
    quoted
        Whether a cell that begins with a double quote ends with one; Web of Science's tab-delimited text
        knows no quotes.

    Examples
    --------
    >>> read_rows('a,b\n"x ""y""\nz",="007"\n', ",").rows[1]
    Row(line=2, cells=('x "y"\nz', '007'))
    """
    pattern = _field(delimiter, quoted=quoted)
    rows: list[Row] = []
    unclosed: list[int] = []
    at, line, length = 0, 1, len(text)
    while at < length:
        cells, end, open_quote = _row(text, at, pattern, quoted=quoted)
        if open_quote:
            # Take the line as it stands, so that one quote costs one row and not the rest of the file.
            unclosed.append(line)
            cells, end, _ = _row(text, at, _field(delimiter, quoted=False), quoted=False)
        if any(cell.strip() for cell in cells):
            rows.append(Row(line, tuple(cells)))
        line += _lines(text, at, end)
        at = end
    return Rows(tuple(rows), tuple(unclosed))


def _row(text: str, at: int, pattern: re.Pattern[str], *, quoted: bool) -> tuple[list[str], int, bool]:
    cells: list[str] = []
    while True:
        found = pattern.match(text, at)
        if found is None:
            return cells, len(text), True
        inside, outside, after = found["quoted"] if quoted else None, found["bare"], found["after"]
        if inside is None:
            cells.append(outside or "")
        elif (outside or "").strip() and ("\n" in inside or "\r" in inside):
            # The quote that seems to close it is the opening quote of a later row.
            return cells, len(text), True
        else:
            cells.append(inside.replace('""', '"') + (outside or ""))
        at = found.end()
        if after in ("", "\n", "\r", "\r\n"):
            return cells, at, False


def _field(delimiter: str, *, quoted: bool) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    inside = r'(?: *=?"(?P<quoted>(?:[^"]++|"")*+)")?+' if quoted else ""
    # A bare cell does not begin with a quote: that would be one which does not close.
    unquoted = rf'(?!\ufeff?[ ]*=?")[^{mark}\r\n]*|(?<=")[^{mark}\r\n]*' if quoted else rf"[^{mark}\r\n]*"
    return re.compile(rf"\ufeff?{inside}(?P<bare>{unquoted})(?P<after>{mark}|\r\n|\n|\r|$(?![\s\S]))")


def _lines(text: str, start: int, end: int) -> int:
    part = text[start:end]
    return part.count("\n") + part.count("\r") - part.count("\r\n")


def count_rows(text: str, delimiter: str, *, quoted: bool = True) -> int:
    r"""How many rows begin in a text, counted line by line: not blank, and outside quotes.

    >>> count_rows('a,b\n"x\ny",2\n\n3,4\n', ",")
    3
    """
    rows, inside = 0, False
    opening = re.compile(rf'(?:^|{re.escape(delimiter)})[ \ufeff]*=?"')
    closing = re.compile(rf'"+(?=[ ]*(?:{re.escape(delimiter)}|$))')
    for line in re.split(r"\r\n|\n|\r", text):
        if not inside and line.strip(f"\ufeff{delimiter} \t"):
            rows += 1
        if quoted:
            inside = _inside_after(line, inside, opening, closing)
    return rows


def _inside_after(line: str, inside: bool, opening: re.Pattern[str], closing: re.Pattern[str]) -> bool:
    at = 0
    while True:
        if inside:
            found = next((run for run in closing.finditer(line, at) if len(run[0]) % 2), None)
        else:
            found = opening.search(line, at)
        if found is None:
            return inside
        inside, at = not inside, found.end()


def delimiters(text: str) -> Iterator[str]:
    """The delimiters that occur at all, tab first: it stands in no sentence."""
    head = text[:100_000]
    yield from (mark for mark in ("\t", ",", ";", "|") if mark in head)
