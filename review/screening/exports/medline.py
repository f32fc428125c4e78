"""MEDLINE text, as PubMed saves it (.nbib or .txt) and as Ovid does."""

from __future__ import annotations

import re

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import Fields, candidates, fields_of, lines_of, segments, starting_lines
from review.screening.exports.values import unified

COLUMNS = {
    "title": ("TI", "BTI", "TT", "VTI"),
    "authors": ("FAU", "CN"),
    "year": ("DP", "YR", "DEP", "EDAT", "CRDT"),
    "journal": ("JT", "JN", "TA", "CTI", "SO"),
    "volume": ("VI",),
    "number": ("IP",),
    "pages": ("PG",),
    "doi": (),
    "pmid": ("PMID",),
    "abstract": ("AB", "OAB"),
    "registry_ids": ("SI",),
    "record_type": ("PT",),
    "language": ("LA",),
    "source_uid": ("PMID", "UI"),
    "keywords": ("OT", "MH", "KW"),
}

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,3}- ?(.*)$")
_PUBMED = re.compile(r"PMID ?- ?\d+\s*$")
_OVID = re.compile(r"UI {1,3}- ?\S+\s*$")


def _start_of(text: str) -> re.Pattern[str]:
    return _PUBMED if re.search(r"^[\ufeff]*PMID ?- ?\d", text, re.MULTILINE) else _OVID


def starts(text: str) -> list[int]:
    """The lines that are the number which begins a record."""
    of_pubmed = starting_lines(text, re.compile(r"PMID ?- ?\d"))
    return of_pubmed or starting_lines(text, re.compile(r"UI {1,3}- ?\S+$"))


def parse(text: str, findings: Findings) -> list[Entry]:
    """Every record of the text."""
    entries = []
    for number, lines in enumerate(segments(lines_of(text), _start_of(text)), start=1):
        fields = fields_of(lines, _TAG)
        values = unified(_candidates(fields))
        if not set(values) - {"pmid", "source_uid"}:
            findings.report(
                "IMP01", "error", lines[0].number, number, "the record holds nothing but its number",
                found=lines[0].text, fix="export it again, or add it by hand as a table",
            )  # fmt: skip
            continue
        entries.append(Entry(line=lines[0].number, number=number, values=values))
    return entries


def _candidates(fields: Fields) -> dict[str, list[str]]:
    found = candidates(fields, COLUMNS)
    if not found["authors"]:
        found["authors"] = [*fields.get("AU", ()), *fields.get("CN", ())]
    # AID and LID name what they are: "10.1016/j.ejmg.2019.03.004 [doi]", "103640 [pii]".
    identifiers = [*fields.get("LID", ()), *fields.get("AID", ()), *fields.get("DO", ())]
    found["doi"] = [value for value in identifiers if "[doi]" in value or value.lower().startswith("10.")]
    found["uid_pmid"] = list(fields.get("UI", ()))
    return found
