"""Tables of records: the header is searched for, its columns are recognised, each row is a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.screening.exports.columns import (
    Naming,
    begins_like_a_header,
    is_header,
    mapped,
    named,
    of_a_register,
)
from review.screening.exports.delimited import Row, count_rows, delimiters, read_rows
from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import lines_of
from review.screening.exports.values import unified

#: In how many filled rows the header is searched: Embase and others write the query above it.
ROWS_ABOVE = 30

#: A cell that means nothing, as several programs write it.
_NOTHING = frozenset({"nan", "none", "null", "n/a", "#n/a", "-"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of records whose header has been found.

    Parameters
    ----------
    rows
        Those below the header.
    unclosed
        Lines of rows with a quote that does not close.
    """

    header: Row
    rows: Sequence[Row]
    delimiter: str = ""
    quoted: bool = True
    unclosed: Sequence[int] = ()

    @property
    def of_a_register(self) -> bool:
        """Whether it is a register's table of trials."""
        return of_a_register(self.header.cells)


def find_table(text: str, naming: Naming | None = None, *, holding: str = "") -> Table | None:
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
    headers = {
        mark: find_header(read_rows(text[:200_000], mark).rows, naming, holding=holding)
        for mark in delimiters(text)
    }
    known = {mark: len(mapped(header.cells)) for mark, header in headers.items() if header}
    if not known:
        return None
    delimiter = max(known, key=lambda mark: known[mark])
    table = _table(text, delimiter, naming, quoted=True, holding=holding)
    if table.unclosed or _misfits(table) or count_starts(table, text) != len(table.rows) - no_records(table):
        bare = _table(text, delimiter, naming, quoted=False, holding=holding)
        if (
            not _misfits(bare)
            and (table.unclosed or _misfits(table) or _fits(bare))
            and not any(_is_quoted(cell) for row in bare.rows for cell in row.cells)
        ):
            return bare
    return table


def count_starts(table: Table, text: str) -> int:
    """How many records begin in the text of a table, counted line by line and not from its rows."""
    lines = count_rows(text, table.delimiter, quoted=table.quoted)
    above = count_rows(_above(text, table.header.line), table.delimiter, quoted=table.quoted)
    return lines - above - 1 - no_records(table)


def no_records(table: Table) -> int:
    """How many rows are none: repeated headers, and text between the records."""
    return sum(_is_a_note(row, table.header) or _is_another_header(row, table.header) for row in table.rows)


def _above(text: str, line: int) -> str:
    return "\n".join(re.split(r"\r\n|\n|\r", text, maxsplit=line - 1)[: line - 1])


def find_header(rows: Sequence[Row], naming: Naming | None = None, *, holding: str = "") -> Row | None:
    """The row among the first that names most columns of records; `holding` as in `find_table`."""
    above = [Row(row.line, named(row.cells, naming or {})) for row in rows[:ROWS_ABOVE]]
    headers = [row for row in above if is_header(row.cells) or _is_header_of_ids(row.cells, holding)]
    return max(headers, key=lambda row: len(mapped(row.cells)), default=None)


def _is_header_of_ids(cells: Sequence[str], holding: str) -> bool:
    ids = bool(holding) and any(cell.strip() == holding for cell in cells)
    return ids and bool(_TELL_A_RECORD & set(mapped(tuple(cells))))


#: Columns that tell records apart where there are no titles.
_TELL_A_RECORD = frozenset({"doi", "pmid", "abstract", "authors", "journal"})

#: What the first cell of a header looks like, and what parts it from the second.
_FIRST_CELL = re.compile(r'^[ \ufeff]*"?[A-Za-z][\w ()/#.]{0,40}"?([\t,;|])', re.MULTILINE)


def header_lines(text: str) -> Iterator[tuple[int, str]]:
    r"""The lines that are headers of tables beyond doubt, each with its delimiter.

    >>> list(header_lines("Title, authors and year were read.\nTitle,Authors,Year\nA,B,2001\n"))
    [(2, ',')]
    """
    if not _FIRST_CELL.search(text):
        return
    for line in lines_of(text):
        found = _FIRST_CELL.match(line.text)
        if found and begins_like_a_header(line.text.split(found[1], 1)[:1]):
            cells = read_rows(line.text, found[1]).rows[0].cells
            if is_header(cells) and _names_columns(cells):
                yield line.number, found[1]


def _names_columns(cells: tuple[str, ...]) -> bool:
    """Whether the row names columns and little else."""
    known = len(mapped(cells))
    return known >= 3 and known * 2 > sum(bool(cell.strip()) for cell in cells)


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == '"'


def _table(text: str, delimiter: str, naming: Naming | None, *, quoted: bool, holding: str) -> Table:
    read = read_rows(text, delimiter, quoted=quoted)
    header = find_header(read.rows, naming, holding=holding) or Row(0, ())
    below = [row for row in read.rows if row.line > header.line]
    return Table(header=header, rows=below, delimiter=delimiter, quoted=quoted, unclosed=read.unclosed)


def _misfits(table: Table) -> int:
    return sum(_beyond(row, table.header) > 0 for row in table.rows)


def _fits(table: Table) -> bool:
    """Whether every row is as long as the header: no line break stands inside a cell."""
    return all(len(row.cells) == len(table.header.cells) for row in table.rows)


def _beyond(row: Row, header: Row) -> int:
    """How many filled cells a row has beyond the header's last."""
    return sum(bool(cell.strip()) for cell in row.cells[len(header.cells) :])


def parse_table(table: Table, findings: Findings) -> list[Entry]:
    """Every row as an entry; a row that does not fit the header is kept and named."""
    entries: list[Entry] = []
    number = 0
    for row, header in _under_headers(table):
        if _is_a_note(row, header):
            findings.report(
                "IMP06", "note", row.line, 0, "a line of text between the records, no record",
                found=" ".join(row.cells),
            )  # fmt: skip
            continue
        findings.one_read()
        number += 1
        if row.line in table.unclosed:
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
            entries.append(Entry(line=row.line, number=number, values=values))
        else:
            findings.report(
                "IMP01", "error", row.line, number,
                "the row holds no title and nothing else that names a record",
                found=" | ".join(filter(None, row.cells)), fix="add its title, and import the table again",
            )  # fmt: skip
    return entries


def _under_headers(table: Table) -> Iterator[tuple[Row, Row]]:
    """Each row with the header above it: a table put behind another brings its own."""
    header = table.header
    for row in table.rows:
        if _is_another_header(row, header):
            header = row
        else:
            yield row, header


def _is_another_header(row: Row, header: Row) -> bool:
    if row.cells == header.cells:
        return True
    if not begins_like_a_header(row.cells) or not is_header(row.cells):
        return False
    known = len(mapped(row.cells))
    return known > 3 and known * 2 > sum(bool(cell.strip()) for cell in row.cells)


def _is_a_note(row: Row, header: Row) -> bool:
    """Whether a row is text that a program wrote between records: one cell, and not in a column of titles."""
    filled = [position for position, cell in enumerate(row.cells) if cell.strip()]
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
