"""CSV and TSV text as rows: quotes where a program wrote them, line breaks inside them, and none lost.

Python's csv module would swallow the rest of a file behind a quote that does not close, and refuses
fields of more than 131,072 characters unless a global setting is changed (a list of references in Scopus
can be longer).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
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
    rows: list[Row] = []
    unclosed: list[int] = []
    for row, open_quote in rows_of((text,), delimiter, quoted=quoted):
        rows.append(row)
        if open_quote:
            unclosed.append(row.line)
    return Rows(tuple(rows), tuple(unclosed))


def rows_of(pieces: Iterable[str], delimiter: str, *, quoted: bool = True) -> Iterator[tuple[Row, bool]]:
    r"""The rows of `read_rows` one at a time, each with whether it begins a quote that never closes.

    Parameters
    ----------
    pieces
        The text in pieces of any size; no more of it is held than the row that is read needs.

    Examples
    --------
    >>> [row.cells for row, _ in rows_of(("a,b\r", '\n"x', 'y",z'), ",")]
    [('a', 'b'), ('xy', 'z')]
    """
    pattern, bare = _field(delimiter, quoted=quoted), _field(delimiter, quoted=False)
    source = iter(pieces)
    text, at, line, wanted = "", 0, 1, 1
    more = True
    while more or at < len(text):
        cells, end, open_quote = _row(text, at, pattern, quoted=quoted)
        if more and end >= len(text):
            # What ends where the text in hand ends may go on; twice as much each time, for a long quote.
            found = list(islice(source, wanted))
            more = len(found) == wanted
            # A text in one piece is taken as it is, not copied.
            text, at, wanted = "".join(filter(None, (text[at:], *found))), 0, 2 * wanted
            continue
        wanted = 1
        if open_quote:
            # Take the line as it stands, so that one quote costs one row and not the rest of the file.
            cells, end, _ = _row(text, at, bare, quoted=False)
        if any(map(str.strip, cells)):
            yield Row(line, tuple(cells)), open_quote
        line += _lines(text, at, end)
        at = end


def _row(text: str, at: int, pattern: re.Pattern[str], *, quoted: bool) -> tuple[list[str], int, bool]:
    cells: list[str] = []
    while True:
        found = pattern.match(text, at)
        if found is None:
            return cells, len(text), True
        inside, outside, after = found.groups() if quoted else (None, *found.groups())
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


def count_rows(pieces: Iterable[str], delimiter: str, *, quoted: bool = True, first: int = 1) -> int:
    r"""How many rows begin in a text, counted line by line: not blank, and outside quotes.

    Parameters
    ----------
    first
        The line from which on they are counted.

    Examples
    --------
    >>> count_rows(('a,b\n"x\ny",2\n\n3,4\n',), ",")
    3
    """
    rows, inside = 0, False
    opening = re.compile(rf'(?:^|{re.escape(delimiter)})[ \ufeff]*=?"')
    closing = re.compile(rf'"+(?=[ ]*(?:{re.escape(delimiter)}|$))')
    blank = f"\ufeff{delimiter} \t"
    for number, line in enumerate(_lines_of(pieces), start=1):
        if not inside and number >= first and line.strip(blank):
            rows += 1
        if quoted and '"' in line:
            inside = _inside_after(line, inside, opening, closing)
    return rows


_LINE_END = re.compile(r"\r\n|\n|\r")
#: Letters that are cut into lines at once.
_AT_ONCE = 1 << 16


def _lines_of(pieces: Iterable[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        for at in range(0, len(piece), _AT_ONCE):
            rest += piece[at : at + _AT_ONCE]
            held = "\r" if rest.endswith("\r") else ""  # its line feed may come next
            *whole, rest = _LINE_END.split(rest.removesuffix("\r"))
            yield from whole
            rest += held
    yield from _LINE_END.split(rest)


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
