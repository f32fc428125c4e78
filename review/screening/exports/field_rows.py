"""Embase's CSV with a field in each row: its name in the first cell, its values in the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from review.screening.exports.columns import HEADINGS, heading
from review.screening.exports.delimited import Row, delimiters, read_rows
from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import lines_of
from review.screening.exports.values import unified

_START = re.compile(r'"?TITLE"?(?P<mark>[,;\t])(?P<second>"?[^",;\t]*)')
#: Names of rows that no table of the usual shape has in its first column, below a title.
_OTHERS = re.compile(
    r'"?(?:AUTHOR NAMES|SOURCE(?: TITLE)?|PUBLICATION YEAR|PUI|DOI|ABSTRACT|EMBASE LINK|VOLUME|ISSUE)"?[,;\t]'
)

_BY_HEADING: Mapping[str, tuple[str, ...]] = {
    name: tuple(column for column, names in HEADINGS.items() if name in names)
    for names in HEADINGS.values()
    for name in names
}


def starts(text: str) -> list[int]:
    """The lines that hold the title of a record; none in a table of the usual shape."""
    if not any(_OTHERS.match(line.text) for line in lines_of(text)):
        return []
    return [
        line.number for line in lines_of(text)
        if (found := _START.match(line.text)) and heading(found["second"]) not in _BY_HEADING
    ]  # fmt: skip


def parse(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of the text."""
    begun = starts(text)
    if not begun:
        return
    mark = next(found["mark"] for line in lines_of(text) if (found := _START.match(line.text)))
    read = read_rows(text, mark if mark in tuple(delimiters(text)) else ",")
    records: list[list[Row]] = []
    for row in read.rows:
        if row.cells[0].strip() == "TITLE":
            records.append([])
        if records:
            records[-1].append(row)
    for number, rows in enumerate(records, start=1):
        findings.one_read()
        for row in rows:
            if row.line in read.unclosed:
                findings.report(
                    "IMP04", "error", row.line, number,
                    "a quote in this row does not close; the row was cut at the end of its line",
                    found=" | ".join(row.cells), fix="close the quote, or export the records again",
                )  # fmt: skip
        values = unified(_candidates(rows))
        if set(values) - {"source_uid", "record_type"}:
            yield Entry(line=rows[0].line, number=number, values=values)
        else:
            findings.report(
                "IMP01", "error", rows[0].line, number, "the record holds nothing that could be read",
                found=" | ".join(rows[0].cells), fix="export it again, or add it by hand as a table",
            )  # fmt: skip


def _candidates(rows: list[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    names = {heading(row.cells[0]): [cell for cell in row.cells[1:] if cell.strip()] for row in rows}
    for column, wanted in HEADINGS.items():
        found[column] = [value for name in wanted for value in names.get(name, ())]
    found["record_type"] = found["record_type"][:1]
    return found
