"""Tables of records: the header is searched for, its columns are recognised, each row is a record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from review.screening.exports.columns import (
    Naming,
    is_header,
    mapped,
    named,
    of_a_register,
)
from review.screening.exports.delimited import Row, count_rows, delimiters, read_rows, rows_of
from review.screening.exports.entry import Entry, Findings
from review.screening.exports.values import unified

#: In how many filled rows the header is searched: Embase and others write the query above it.
ROWS_ABOVE = 30

#: A cell that means nothing, as several programs write it.
_NOTHING = frozenset({"nan", "none", "null", "n/a", "#n/a", "-"})


#: A text in pieces, given anew whenever it is gone through.
Text = Callable[[], Iterable[str]]

#: Letters at the top of a text in which its delimiter is looked for, and then its header.
_HEAD_OF_DELIMITERS, _HEAD_OF_HEADER = 100_000, 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of records whose header has been found.

    Parameters
    ----------
    rows
        Those below the header; of a text they are parsed anew whenever they are gone through.
    starts
        How many records begin in it, counted line by line and not from its rows.
    """

    header: Row
    rows: Iterable[tuple[Row, bool]]
    starts: int
    delimiter: str = ""

    @property
    def of_a_register(self) -> bool:
        """Whether it is a register's table of trials."""
        return of_a_register(self.header.cells)


@dataclass(frozen=True, slots=True)
class RowsBelow:
    """The rows of a text below its header, each with whether it begins a quote that does not close."""

    text: Text
    delimiter: str
    quoted: bool
    header: Row

    def __iter__(self) -> Iterator[tuple[Row, bool]]:
        found = rows_of(self.text(), self.delimiter, quoted=self.quoted)
        return ((row, unclosed) for row, unclosed in found if row.line > self.header.line)


def whole(text: str) -> Text:
    """A text that is in memory anyway, as its only piece."""
    return lambda: (text,)


def find_table(text: Text, naming: Naming | None = None, *, holding: str = "") -> Table | None:
    """The table in a text; None where no row names the columns of records.

    The delimiter is the one under which the header names most columns. Quotes are taken as letters where
    that gives rows as long as the header and reading them as quotes does not.

    Parameters
    ----------
    naming
        Headings that are not known, and the columns that they fill.
    holding
        A heading that the table must have anyway; then it may lack titles.
    """
    # The header stands near the top: a whole file is not read under a wrong delimiter.
    head = _head(text)
    headers = {
        mark: find_header(read_rows(head, mark).rows, naming, holding=holding)
        for mark in delimiters(head[:_HEAD_OF_DELIMITERS])
    }
    known = {mark: len(mapped(header.cells)) for mark, header in headers.items() if header}
    if not known:
        return None
    delimiter = max(known, key=lambda mark: known[mark])
    table, look = _table(text, delimiter, naming, quoted=True, holding=holding)
    if look.unclosed or look.misfits or table.starts != look.records:
        bare, letters = _table(text, delimiter, naming, quoted=False, holding=holding)
        if (
            not letters.misfits
            and (look.unclosed or look.misfits or letters.fits)
            and not any(_is_quoted(cell) for row, _ in bare.rows for cell in row.cells)
        ):
            return bare
    return table


def _head(text: Text) -> str:
    head = ""
    for piece in text():
        head += piece[: _HEAD_OF_HEADER - len(head)]
        if len(head) >= _HEAD_OF_HEADER:
            break
    return head


class _Look(NamedTuple):
    """How the rows of a table look: how many are records, and whether they go with the header.

    Only `unclosed` is told of the rows above the header too.
    """

    records: int
    others: int
    unclosed: bool
    misfits: bool
    fits: bool


def _look(header: Row, rows: Iterable[tuple[Row, bool]]) -> _Look:
    records = others = 0
    unclosed = misfits = False
    fits = True
    for row, open_quote in rows:
        unclosed = unclosed or open_quote
        if row.line <= header.line:
            continue
        if is_no_record(row, header):
            others += 1
        else:
            records += 1
        misfits = misfits or _beyond(row, header) > 0
        fits = fits and len(row.cells) == len(header.cells)
    return _Look(records, others, unclosed, misfits, fits)


def is_no_record(row: Row, header: Row) -> bool:
    """Whether a row is none: a repeated header, or text between the records."""
    return _is_a_note(row, header) or _is_another_header(row, header)


def find_header(rows: Sequence[Row], naming: Naming | None = None, *, holding: str = "") -> Row | None:
    """The row among the first that names most columns of records; `holding` as in `find_table`."""
    above = [Row(row.line, named(row.cells, naming or {})) for row in rows[:ROWS_ABOVE]]
    headers = [row for row in above if is_header(row.cells) or _is_header_of_ids(row.cells, holding)]
    # Of two tables put together the first begins the records.
    sure = (row for row in headers if is_header_beyond_doubt(row.cells))
    return next(sure, None) or max(headers, key=lambda row: len(mapped(row.cells)), default=None)


def _is_header_of_ids(cells: Sequence[str], holding: str) -> bool:
    ids = bool(holding) and any(cell.strip() == holding for cell in cells)
    return ids and bool(_TELL_A_RECORD & set(mapped(tuple(cells))))


#: Columns that tell records apart where there are no titles.
_TELL_A_RECORD = frozenset({"doi", "pmid", "abstract", "authors", "journal"})

#: A cell that is the name of a column of titles.
_NAMES_TITLES = re.compile(
    r'(?:^|[\t,;|])[ "\ufeff]*(?:[a-z_. -]{0,20}title[a-z_. /()-]{0,20}|titre|titel|display_?name|ti|t1)'
    r'[ "]*(?=[\t,;|\r\n]|$)',
    re.IGNORECASE | re.MULTILINE,
)


def header_lines(text: str) -> Iterator[tuple[int, str]]:
    r"""The lines that are headers of tables beyond doubt, each with its delimiter.

    >>> list(header_lines("Title, authors and year were read.\nTitle,Authors,Year\nA,B,2001\n"))
    [(2, ',')]
    """
    lines = {line for needle in _IN_A_NAME for line in _lines_with(needle, text)}
    for start, line in sorted(lines):
        for mark in delimiters(line) if _NAMES_TITLES.search(line) else ():
            if is_header_beyond_doubt(read_rows(line, mark).rows[0].cells):
                yield len(_LINE_END.findall(text, 0, start)) + 1, mark
                break


#: One of them stands in every name of a column of titles; looked for first, as texts are long.
_IN_A_NAME = ("itle", "ITLE", "itre", "itel", "isplay", "TI", "T1")
_IN_A_NAME_AT_ALL = re.compile("|".join(_IN_A_NAME))
_LINE_END = re.compile(r"\r\n|\n|\r")


def _lines_with(needle: str, text: str) -> Iterator[tuple[int, str]]:
    """Each line with those letters, and where it begins; lines longer than any header are left out."""
    at = text.find(needle)
    while at >= 0:
        low = max(at - _LONGEST_HEADER, 0)
        start = max(text.rfind(mark, low, at) for mark in "\r\n") + 1
        ends = [end for mark in "\r\n" if (end := text.find(mark, at, at + _LONGEST_HEADER)) >= 0]
        end = min(ends, default=len(text) if len(text) - at < _LONGEST_HEADER else -1)
        if end >= 0 and (start > 0 or low == 0):
            yield start, text[start:end]
        at = text.find(needle, max(end, at + 1))


#: Letters; the tables with most columns have some 200.
_LONGEST_HEADER = 10_000


def is_header_beyond_doubt(cells: tuple[str, ...]) -> bool:
    """Whether a row names so many columns of records that it is no record itself."""
    if not is_header(cells):
        return False
    known = len(mapped(cells))
    return known > 3 or (known == 3 and sum(bool(cell.strip()) for cell in cells) < 6)


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _table(
    text: Text, delimiter: str, naming: Naming | None, *, quoted: bool, holding: str
) -> tuple[Table, _Look]:
    top = islice(rows_of(text(), delimiter, quoted=quoted), ROWS_ABOVE)
    header = find_header([row for row, _ in top], naming, holding=holding) or Row(0, ())
    look = _look(header, rows_of(text(), delimiter, quoted=quoted))
    # The header's own line is the first that is counted.
    begun = count_rows(text(), delimiter, quoted=quoted, first=header.line)
    below = RowsBelow(text, delimiter, quoted, header)
    return Table(header=header, rows=below, delimiter=delimiter, starts=begun - 1 - look.others), look


def _beyond(row: Row, header: Row) -> int:
    """How many filled cells a row has beyond the header's last."""
    return sum(bool(cell.strip()) for cell in row.cells[len(header.cells) :])


def parse_table(table: Table, findings: Findings) -> Iterator[Entry]:
    """Every row as an entry; a row that does not fit the header is kept and named."""
    number = 0
    for row, header, unclosed in _under_headers(table):
        if _is_a_note(row, header):
            findings.report(
                "IMP06", "note", row.line, 0, "a line of text between the records, no record",
                found=" ".join(row.cells),
            )  # fmt: skip
            continue
        findings.one_read()
        number += 1
        if unclosed:
            findings.report(
                "IMP04", "error", row.line, number,
                "a quote in this row does not close; the row was cut at the end of its line",
                found=" | ".join(row.cells), fix="close the quote, or export the table again",
            )  # fmt: skip
        elif _beyond(row, header):
            findings.report(
                "IMP04", "error", row.line, number,
                f"the row has {len(row.cells)} cells under {len(header.cells)} headings: "
                "values may stand in wrong columns",
                found=" | ".join(row.cells),
                fix="look for a delimiter inside a value, or export the table again",
            )  # fmt: skip
        values = values_of(row, header)
        if set(values) & {"title", "doi", "pmid", "abstract", "registry_ids"}:
            yield Entry(line=row.line, number=number, values=values)
        else:
            findings.report(
                "IMP01", "error", row.line, number,
                "the row holds no title and nothing else that names a record",
                found=" | ".join(filter(None, row.cells)), fix="add its title, and import the table again",
            )  # fmt: skip


def _under_headers(table: Table) -> Iterator[tuple[Row, Row, bool]]:
    """Each row with the header above it: a table put behind another brings its own."""
    header = table.header
    for row, unclosed in table.rows:
        if _is_another_header(row, header):
            header = row
        else:
            yield row, header, unclosed


def _is_another_header(row: Row, header: Row) -> bool:
    if row.cells == header.cells:
        return True
    # A quick look first: most rows are records.
    return any(map(_may_name_titles, row.cells)) and is_header_beyond_doubt(row.cells)


def _may_name_titles(cell: str) -> bool:
    if not 1 < len(cell) < 60:
        return False
    if not _IN_A_NAME_AT_ALL.search(cell) and cell.strip() not in ("ti", "t1"):
        return False
    return bool(_NAMES_TITLES.fullmatch(cell.strip()))


def _is_a_note(row: Row, header: Row) -> bool:
    """Whether a row is text that a program wrote between records: one cell, and not in a column of titles."""
    filled = list(islice((position for position, cell in enumerate(row.cells) if cell.strip()), 2))
    return len(filled) == 1 and len(header.cells) > 3 and filled[0] not in mapped(header.cells)["title"]


def values_of(row: Row, header: Row) -> dict[str, str]:
    """What a row says of its record, by column of `CONTENT`."""
    found = {
        column: [
            text
            for position in positions
            if position < len(row.cells) and (text := row.cells[position].strip()).lower() not in _NOTHING
        ]
        for column, positions in mapped(header.cells).items()
    }
    if of_a_register(header.cells):
        found["record_type"] = ["register entry"]
    found["record_type"] = found.get("record_type", [])[:1]
    return unified(found)
