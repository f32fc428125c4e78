"""MEDLINE text, as PubMed saves it (.nbib or .txt) and as Ovid does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import (
    Fields,
    candidates,
    fields_of,
    lines_of,
    lost_start,
    segments,
    starting_lines,
)
from review.screening.exports.values import cited_source, unified

COLUMNS = {
    "title": ("TI", "BTI", "TT", "VTI"),
    "authors": ("FAU", "CN"),
    "year": ("DP", "YR", "DEP", "EDAT", "CRDT"),
    "journal": ("JT", "JN", "TA", "CTI"),
    "volume": ("VI",),
    "number": ("IP",),
    "pages": ("PG",),
    "doi": (),
    "pmid": ("PMID", "PM"),
    "abstract": ("AB", "OAB"),
    "registry_ids": ("SI",),
    "record_type": ("PT",),
    "language": ("LA",),
    "source_uid": ("PMID", "UI", "AN"),
    "keywords": ("OT", "MH", "KW"),
}

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)$")
_PUBMED = re.compile(r"PMID ?- ?\d+\s*$")
_OVID = re.compile(r"UI {1,3}- ?\S+\s*$")
#: Of databases that have no number in UI, such as Embase, Ovid begins a record with its own name.
_OVID_DATABASE = re.compile(r"VN {1,3}- ?Ovid")


def _start_of(text: str) -> re.Pattern[str]:
    """The line that begins a record: Ovid's databases without numbers in UI begin it with Ovid's name."""
    if re.search(r"^[\ufeff]*PMID ?- ?\d", text, re.MULTILINE):
        return _PUBMED
    numbers, names = (len(starting_lines(text, start)) for start in (_OVID, _OVID_DATABASE))
    return _OVID_DATABASE if names > numbers else _OVID


def starts(text: str) -> list[int]:
    """The lines that begin a record: PubMed's number, Ovid's number, or Ovid's name."""
    of_pubmed = starting_lines(text, re.compile(r"PMID ?- ?\d"))
    by_number = starting_lines(text, re.compile(r"UI {1,3}- ?\S+$"))
    return of_pubmed or max(by_number, starting_lines(text, _OVID_DATABASE), key=len)


def parse(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of the text."""
    start = _start_of(text)
    found = segments(lines_of(text), start, tag=_TAG, title="TI")
    for number, lines in enumerate(found, start=1):
        findings.one_read()
        lost_start(lines, start, number, findings)
        fields = fields_of(lines, _TAG)
        values = unified(_candidates(fields))
        if not set(values) - {"pmid", "source_uid"}:
            findings.report(
                "IMP01", "error", lines[0].number, number, "the record holds nothing but its number",
                found=lines[0].text, fix="export it again, or add it by hand as a table",
            )  # fmt: skip
            continue
        yield Entry(line=lines[0].number, number=number, values=values)


def _candidates(fields: Fields) -> dict[str, list[str]]:
    found = candidates(fields, COLUMNS)
    if not found["authors"]:
        found["authors"] = [*fields.get("AU", ()), *fields.get("CN", ())]
    # AID and LID name what they are: "10.1016/j.ejmg.2019.03.004 [doi]", "103640 [pii]".
    identifiers = [*fields.get("LID", ()), *fields.get("AID", ())]
    found["doi"] = [value for value in identifiers if "[doi]" in value or value.lower().startswith("10.")]
    found["doi"] += fields.get("DO", ())
    found["uid_pmid"] = list(fields.get("UI", ()))
    # Ovid's source line holds journal, volume, issue and pages; PubMed's repeats what stands elsewhere.
    if "PMID" not in fields:
        for column, value in cited_source(next(iter(fields.get("SO", ())), "")).items():
            found[column] = [*found.get(column, ()), value]
    return found
