"""RIS, in the spellings of the sources that write it.

A record runs from ``TY`` to the last empty ``ER`` before the next ``TY``: an abstract may have a line that
begins with ER, and Ovid writes its search strategy after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import Fields, Line, candidates, fields_of, lines_of, starting_lines
from review.screening.exports.values import unified

#: Which tags may hold a column, best first.
COLUMNS = {
    "title": ("TI", "T1", "CT", "BT", "TT", "ST"),
    "authors": ("AU", "A1"),
    "year": ("PY", "Y1", "YR", "DA"),
    "journal": ("JF", "T2", "JO", "JA", "J2", "J1", "SO", "BT", "T3"),
    "volume": ("VL", "VO"),
    "number": ("IS", "CP"),
    "first_page": ("SP",),
    "last_page": ("EP", "OP"),
    "pages": ("PG",),
    "article_number": ("C7", "AR"),
    "doi": ("DO", "DI", "L3", "M3"),
    "pmid": ("PMID", "PM"),
    "abstract": ("AB", "N2"),
    "url": ("UR", "LK", "L2", "UL"),
    "registry_ids": ("CN", "SI"),
    "record_type": ("M3", "PT", "TY"),
    "language": ("LA",),
    "source_uid": ("AN", "UT", "U2", "ID"),
    "keywords": ("KW",),
}

#: Tags that a few sources write with other spacing or in lower case.
TAGS = frozenset(tag for tags in COLUMNS.values() for tag in tags) | {
    "A2", "A3", "A4", "AD", "AV", "C1", "C2", "C3", "C4", "C5", "C6", "C8", "CA", "CC", "CY", "DB", "DP",
    "ED", "ER", "ET", "IP", "J9", "JI", "KW", "L1", "L4", "LB", "M1", "M2", "N1", "NV", "PB", "PP", "RI",
    "RN", "RP", "SE", "SN", "T4", "TA", "U1", "U3", "U4", "U5", "Y2",
}  # fmt: skip

#: Where a tag holds a PubMed number if the source (DB, DP or UR) is this one.
_PMID_TAGS = (
    (re.compile(r"scopus", re.IGNORECASE), ("C2",)),
    (re.compile(r"embase", re.IGNORECASE), ("C5",)),
    (re.compile(r"medline|pubmed|cmedm|\bmdc\b|\bmnh\b", re.IGNORECASE), ("AN", "ID", "C5", "U2")),
)

_TYPED = re.compile(r"\s*(?:ER[ \t]*-[ \t\ufeff]*)?TY[ \t]{0,3}-[ \t]*(\S+(?: \S+)?)?[ \t]*$", re.IGNORECASE)
_STRICT = re.compile(r"\s{0,4}([A-Za-z][A-Za-z0-9])(?: {2,}|\t) ?-[ \t]*(.*)$")
_LOOSE = re.compile(r"([A-Za-z][A-Za-z0-9])[ \t]?-(?:[ \t]+(.*)|())$")
_START = re.compile(r"\s{0,4}(TY)[ \t]{0,3}-(.*)$", re.IGNORECASE)
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,15}")
_END = re.compile(r"\s{0,4}ER[ \t]{0,3}-\s*$", re.IGNORECASE)
_END_AND_START = re.compile(r"\s{0,4}(ER[ \t]{0,3}-)[ \t\ufeff]*(TY[ \t]{0,3}-.*)$", re.IGNORECASE)
#: What Cochrane writes above a record, and Ovid's and others' numbers between records.
_BETWEEN = re.compile(r"Record #\d+ of \d+\s*$|Provider:|Content: text/plain|<?\d+[.>]\s*$", re.IGNORECASE)


def starts(text: str) -> list[int]:
    """The lines that are the ``TY`` of a record."""
    return starting_lines(text, _TYPED)


def parse(text: str, findings: Findings) -> Iterator[Entry]:
    """Every record of the text."""
    records = _records(_cut_joined_lines(lines_of(text)))
    for number, lines in enumerate(records, start=1):
        findings.one_read()
        entry = _entry(lines, number, findings)
        if entry:
            yield entry


def _cut_joined_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """Two files put one behind the other may join the last ER and the first TY in one line."""
    for line in lines:
        joined = _END_AND_START.match(line.text)
        if joined:
            yield Line(line.number, joined[1])
            yield Line(line.number, joined[2])
        else:
            yield line


def _records(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """The lines of each record: from each start to the next, cut where a record has lost its start."""
    current: list[Line] = []
    for line in lines:
        if _starts(line.text, current):
            yield from _cut_at_lost_starts(current)
            current = [line]
        else:
            current.append(line)
    yield from _cut_at_lost_starts(current)


def _starts(text: str, before: Sequence[Line]) -> bool:
    found = _START.match(text)
    if not found:
        return False
    value = found[2].strip()
    # An abstract may have a line "TY - the tyrosine residue …"; a type is one word.
    return not value or bool(_TYPE.fullmatch(value)) or not before or _has_ended(before)


def _has_ended(lines: Sequence[Line]) -> bool:
    return any(_END.match(line.text) for line in lines)


def _cut_at_lost_starts(lines: list[Line]) -> Iterator[list[Line]]:
    """One record, or more where a part behind an ER has a title of its own."""
    parts: list[list[Line]] = [[]]
    for line in lines:
        parts[-1].append(line)
        if _END.match(line.text):
            parts.append([])
    record: list[Line] = []
    for part in parts:
        if record and not _is_a_record(part) and not any(_END.match(line.text) for line in part):
            continue  # what stands behind the end: blank lines, Ovid's search strategy
        if record and _is_a_record(record) and _is_a_record(part):
            yield record
            record = part
        else:
            record = record + part
    if _is_a_record(record) or (record and _START.match(record[0].text)):
        yield record


def _is_a_record(lines: Sequence[Line]) -> bool:
    tags = {
        found[1].upper() for line in lines if (found := _STRICT.match(line.text) or _LOOSE.match(line.text))
    }
    return bool(tags & {"TI", "T1"}) and bool(tags & {"AU", "A1", "TY", "JF", "JO", "T2", "PY", "Y1"})


def _entry(lines: list[Line], number: int, findings: Findings) -> Entry | None:
    while lines and not lines[0].text.strip():
        lines = lines[1:]
    while lines and (not lines[-1].text.strip() or _BETWEEN.match(lines[-1].text.strip())):
        lines = lines[:-1]
    at = lines[0].number
    if not _START.match(lines[0].text):
        findings.report(
            "IMP02", "warning", at, number, "the record has no TY line; it was read from its first field",
            found=lines[0].text, fix="compare it with the source; a line may have been lost",
        )  # fmt: skip
    if not _END.match(lines[-1].text):
        findings.report(
            "IMP03", "warning", at, number, "the record has no ER line; it was read up to the next record",
            found=lines[-1].text, fix="if the file is cut off, export it again",
        )  # fmt: skip
    fields = _fields(lines)
    values = unified(_candidates(fields))
    if not set(values) - {"record_type"}:
        findings.report(
            "IMP01", "error", at, number, "the record holds nothing that could be read",
            found=" ".join(line.text for line in lines), fix="export it again, or add it by hand as a table",
        )  # fmt: skip
        return None
    return Entry(line=at, number=number, values=values)


def _fields(lines: Sequence[Line]) -> Fields:
    start = lines[0].text
    loose = not _STRICT.match(start) and bool(_START.match(start))
    upper = start.lstrip()[:2].isupper()
    body = [line for line in lines if line.text.strip() and not _BETWEEN.match(line.text)]
    while body and _END.match(body[-1].text):
        body.pop()
    marked = []
    for line, following in zip(body, [*body[1:], Line(0, "")], strict=True):
        tag = _tag(line.text, loose=loose, upper=upper)
        if _END.match(line.text) and _tag(following.text, loose=loose, upper=upper):
            continue  # an end that is none: fields follow
        marked.append(Line(line.number, f"{tag[0]}\t{tag[1]}" if tag else f" {line.text}"))
    return fields_of(marked, re.compile(r"([A-Z][A-Z0-9])\t(.*)$"))


def _tag(text: str, *, loose: bool, upper: bool) -> tuple[str, str] | None:
    """Tag and value of a line; None where it continues the line above.

    One space before the hyphen is a tag only in a record whose TY has one too: abstracts have lines such
    as "PD - progressive disease".
    """
    found = _STRICT.match(text)
    if found and (found[1].isupper() or found[1].upper() in TAGS) and found[1].upper() not in ("ER", "TY"):
        return found[1].upper(), found[2]
    found = _START.match(text)
    if found and _TYPE.fullmatch(found[2].strip()):
        return "TY", found[2]
    found = _LOOSE.match(text) if loose else None
    if found and found[1].upper() in TAGS - {"ER"} and found[1].isupper() == upper:
        return found[1].upper(), found[2] or ""
    return None


def _candidates(fields: Fields) -> dict[str, list[str]]:
    found = candidates(fields, COLUMNS)
    origin = " ".join(value for tag in ("DB", "DP") for value in fields.get(tag, ()))
    found["uid_pmid"] = [
        value
        for source, tags in _PMID_TAGS
        if source.search(origin)
        for tag in tags
        for value in fields.get(tag, ())
    ]
    # Ovid's M1 is "37672694 [http://www.ncbi.nlm.nih.gov/pubmed/…]"; elsewhere M1 is a number of any kind.
    found["pmid"] += [value for value in fields.get("M1", ()) if "/pubmed/" in value]
    # Cochrane's C3 is "PUBMED 21314913"; elsewhere C3 is an institution.
    found["pmid"] += [value for value in fields.get("C3", ()) if value.upper().startswith("PUBMED")]
    kinds = [value for value in found["record_type"] if not value.startswith("10.")]
    found["record_type"] = kinds[:1]
    return found
