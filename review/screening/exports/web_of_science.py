"""Web of Science's plain text (savedrecs.txt), and RefWorks' tagged text: a tag, a space, a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import Line, candidates, fields_of, lines_of, lost_start, segments
from review.screening.exports.values import unified

WEB_OF_SCIENCE = {
    "title": ("TI",),
    "authors": ("AU", "CA"),
    "year": ("PY", "EY"),
    "journal": ("SO",),
    "volume": ("VL",),
    "number": ("IS",),
    "first_page": ("BP",),
    "last_page": ("EP",),
    "article_number": ("AR",),
    "doi": ("DI",),
    "pmid": ("PM",),
    "abstract": ("AB",),
    "record_type": ("DT",),
    "language": ("LA",),
    "source_uid": ("UT",),
    "keywords": ("DE", "ID"),
}

REFWORKS = {
    "title": ("T1",),
    "authors": ("A1",),
    "year": ("YR", "FD"),
    "journal": ("JF", "JO", "T2"),
    "volume": ("VO",),
    "number": ("IS",),
    "first_page": ("SP",),
    "last_page": ("OP",),
    "doi": ("DO",),
    "pmid": ("PM",),
    "abstract": ("AB",),
    "url": ("LK", "UL"),
    "record_type": ("RT",),
    "language": ("LA",),
    "source_uid": ("AN", "ID"),
    "keywords": ("K1",),
}

_TAG = re.compile(r"([A-Z][A-Z0-9])(?: (.*)|())$")
_WOS_START = re.compile(r"PT [A-Z]\s*$")
_REFWORKS_START = re.compile(r"RT \S")

#: Web of Science puts each further author on a line of its own.
_EACH_LINE = frozenset({"AU", "CA"})


def starts_of_web_of_science(text: str) -> list[int]:
    """The lines that name the kind of a publication."""
    return [line.number for line in lines_of(text) if line.text[:3] == "PT " and len(line.text.strip()) == 4]


def starts_of_refworks(text: str) -> list[int]:
    """The lines that name the type of a reference."""
    return [line.number for line in lines_of(text) if line.text[:3] == "RT " and line.text[3:].strip()]


def parse_web_of_science(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of Web of Science's plain text."""
    records = segments(lines_of(text), _WOS_START, tag=_TAG, title="TI", end="ER")
    for number, lines in enumerate(records, start=1):
        lost_start(lines, _WOS_START, number, findings)
        ends = [at for at, line in enumerate(lines) if line.text.rstrip() == "ER"]
        if not ends:
            findings.report(
                "IMP03", "warning", lines[0].number, number,
                "the record has no ER line; it was read up to the next record",
                found=lines[-1].text, fix="if the file is cut off, export it again",
            )  # fmt: skip
        body = lines[: ends[-1]] if ends else lines
        yield from _entry(body, number, WEB_OF_SCIENCE, findings)


def parse_refworks(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of RefWorks' tagged text."""
    records = segments(lines_of(text), _REFWORKS_START, tag=_TAG, title="T1")
    for number, lines in enumerate(records, start=1):
        lost_start(lines, _REFWORKS_START, number, findings)
        yield from _entry(lines, number, REFWORKS, findings)


def _entry(
    lines: Sequence[Line], number: int, columns: dict[str, tuple[str, ...]], findings: Findings
) -> Iterator[Entry]:
    findings.one_read()
    fields = fields_of(lines, _TAG, each_line=_EACH_LINE if columns is WEB_OF_SCIENCE else frozenset())
    values = unified(candidates(fields, columns))
    if set(values) - {"record_type"}:
        yield Entry(line=lines[0].number, number=number, values=values)
    else:
        findings.report(
            "IMP01", "error", lines[0].number, number, "the record holds nothing that could be read",
            found=lines[0].text, fix="export it again, or add it by hand as a table",
        )  # fmt: skip
