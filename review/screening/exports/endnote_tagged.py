"""EndNote's own tagged text (.enw, Refer): a percent sign and one character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import candidates, fields_of, lines_of, lost_start, segments
from review.screening.exports.values import unified

COLUMNS = {
    "title": ("%T", "%!"),
    "authors": ("%A",),
    "year": ("%D", "%8"),
    "journal": ("%J", "%B", "%O"),
    "volume": ("%V",),
    "number": ("%N",),
    "pages": ("%P",),
    "doi": ("%R", "%3"),
    "pmid": (),
    "abstract": ("%X",),
    "url": ("%U",),
    "record_type": ("%9", "%0"),
    "language": ("%G",),
    "source_uid": ("%M", "%F"),
    "keywords": ("%K",),
}

_TAG = re.compile(r"(%[A-Za-z0-9!@?$#&(*^+<>\[\]=~])(?:[ \t]+(.*)|())$")
_START = re.compile(r"%0(?:[ \t]|$)")


def starts(text: str) -> list[int]:
    """The lines that name the kind of a record."""
    return [line.number for line in lines_of(text) if line.text.split(" ")[0].split("\t")[0] == "%0"]


def parse(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of the text."""
    records = segments(lines_of(text), _START, tag=_TAG, title="%T")
    for number, lines in enumerate(records, start=1):
        findings.one_read()
        lost_start(lines, _START, number, findings)
        fields = fields_of(lines, _TAG)
        found = candidates(fields, COLUMNS)
        found["record_type"] = found["record_type"][:1]
        origin = " ".join(value for tag in ("%~", "%W") for value in fields.get(tag, ())).lower()
        if not origin or "pubmed" in origin or "medline" in origin:
            found["uid_pmid"] = list(fields.get("%M", ()))
        values = unified(found)
        if not set(values) - {"record_type"}:
            findings.report(
                "IMP01", "error", lines[0].number, number, "the record holds nothing that could be read",
                found=lines[0].text, fix="export it again, or add it by hand as a table",
            )  # fmt: skip
            continue
        yield Entry(line=lines[0].number, number=number, values=values)
