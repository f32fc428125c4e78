"""Exports that write each field under its name: Ovid's citation text, Cochrane's, ProQuest's.

To add another, describe how its records begin and how it names its fields in a `Dialect`, and enter it in
`review.screening.exports.formats`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.screening.exports.entry import Entry, Findings
from review.screening.exports.tagged import Fields, Line, candidates, lines_of
from review.screening.exports.values import cited_source, unified


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one source writes its fields.

    Parameters
    ----------
    start
        The line above a record.
    below
        What the first filled line below it looks like: numbers stand alone in other texts too.
    name
        A line that names a field: group 1 is the name, group 2 the value, where it stands in the same line.
    columns
        Names of fields by column, best first, in lower case. Of other names the value is passed over.
    others
        Names of fields that fill no column and end the one above.
    indented
        Whether values stand indented below the name; otherwise a field ends with a blank line.
    """

    start: re.Pattern[str]
    below: re.Pattern[str]
    name: re.Pattern[str]
    columns: Mapping[str, Sequence[str]]
    indented: bool
    others: Sequence[str] = ()

    def starts(self, text: str) -> list[int]:
        """The lines above records."""
        # A large export of another format is gone through without being held a second time.
        if not any(self.start.match(line.text) for line in lines_of(text)):
            return []
        return [line.number for line, _ in self._records(list(lines_of(text)))]

    def parse(self, text: str, findings: Findings) -> Iterator[Entry]:
        """Every record of the text."""
        for number, (start, lines) in enumerate(self._records(list(lines_of(text))), start=1):
            findings.one_read()
            fields = self._fields(lines)
            values = _values(fields, self.columns)
            if not values.get("title") and not self.indented:
                values |= _bare_title(lines)
            if set(values) - {"record_type", "source_uid"}:
                yield Entry(line=start.number, number=number, values=values)
            else:
                findings.report(
                    "IMP01", "error", start.number, number, "the record holds nothing that could be read",
                    found=" ".join(line.text for line in lines),
                    fix="export it again as RIS, or add it by hand as a table",
                )  # fmt: skip

    def _records(self, lines: Sequence[Line]) -> list[tuple[Line, list[Line]]]:
        found: list[tuple[Line, list[Line]]] = []
        for at, line in enumerate(lines):
            if self.start.match(line.text):
                following = next((one.text for one in lines[at + 1 : at + 8] if one.text.strip()), "")
                if self.below.match(following):
                    found.append((line, []))
                    continue
            if found:
                found[-1][1].append(line)
        return found

    def _fields(self, lines: Sequence[Line]) -> Fields:
        fields: dict[str, list[str]] = {}
        current = ""
        for line in lines:
            named = self.name.match(line.text)
            if named and (self.indented or named[1].lower() in self._known):
                current = named[1].lower()
                fields.setdefault(current, []).append((named[2] or "").strip())
            elif not line.text.strip(" _"):
                current = current if self.indented else ""
            elif current:
                values = fields[current]
                values[-1] = f"{values[-1]} {line.text.strip()}".strip()
        return fields

    @property
    def _known(self) -> frozenset[str]:
        return frozenset(name for names in self.columns.values() for name in names) | {*self.others}


def _values(fields: Fields, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    found = candidates(fields, columns)
    source = next(iter(found.pop("source", [])), "")
    for column, value in cited_source(source).items():
        found[column] = [*found.get(column, []), value]
    return unified(found)


def _bare_title(lines: Sequence[Line]) -> dict[str, str]:
    """ProQuest writes the title above the fields as well, without a name."""
    first = next((line.text.strip() for line in lines if line.text.strip()), "")
    return {"title": first} if first and not re.match(r"[\w /]+:\s", first) else {}


OVID = Dialect(
    start=re.compile(r"\s{0,3}(?:<\d+>|\d+\.)\s*$"),
    below=re.compile(
        r"(?:Unique Identifier|Accession Number|Title|Authors?(?:/Editors)?|Record Owner|Database|UI|Source"
        r"|Article Title|Status|PMID|Digital Object Identifier)\s*$",
        re.IGNORECASE,
    ),
    name=re.compile(r"(\S.*?)\s*()$"),
    columns={
        "title": ("title", "article title", "original title", "title comment"),
        "authors": ("authors", "author", "authors full name", "authors/editors", "author name"),
        "year": ("year of publication", "publication year", "date of publication", "create date"),
        "journal": ("journal name", "journal title", "publication title"),
        "source": ("source",),
        "volume": ("volume",),
        "number": ("issue", "issue/part"),
        "pages": ("page", "pages", "pagination"),
        "doi": ("digital object identifier", "doi"),
        "pmid": ("pmid", "pubmed identifier"),
        "uid_pmid": ("unique identifier", "ui"),
        "abstract": ("abstract",),
        "url": ("link to the ovid full text or citation", "url"),
        "registry_ids": ("clinical trial number", "secondary source id"),
        "record_type": ("publication type", "document type"),
        "language": ("language", "language of publication"),
        "source_uid": ("unique identifier", "accession number", "ui"),
        "keywords": ("keyword heading", "subject headings", "mesh subject headings", "key concepts"),
    },
    indented=True,
)

COCHRANE = Dialect(
    start=re.compile(r"Record #\d+ of \d+\s*$", re.IGNORECASE),
    below=re.compile(r"[A-Z][A-Z0-9]{1,3}: ?"),
    name=re.compile(r"([A-Z][A-Z0-9]{1,3}): ?(.*)$"),
    columns={
        "title": ("ti",),
        "authors": ("au",),
        "year": ("yr",),
        "journal": ("so",),
        "volume": ("vl",),
        "number": ("no",),
        "pages": ("pg",),
        "doi": ("doi",),
        "pmid": ("pm",),
        "abstract": ("ab",),
        "url": ("us",),
        "registry_ids": ("xr", "cc"),
        "record_type": ("pt",),
        "source_uid": ("id",),
        "keywords": ("ky",),
    },
    indented=False,
    others=("pb", "hm", "el", "cn", "st", "ed", "grp"),
)

PROQUEST = Dialect(
    start=re.compile(r"(?:Document )?\d+ of \d+\s*$", re.IGNORECASE),
    below=re.compile(r"\S"),
    name=re.compile(r"([A-Za-z][A-Za-z /]{1,40}): ?(.*)$"),
    columns={
        "title": ("title",),
        "authors": ("author", "authors", "author/creator"),
        "year": ("publication year", "publication date"),
        "journal": ("publication title", "journal title"),
        "volume": ("volume",),
        "number": ("issue",),
        "pages": ("pages", "pagination", "first page"),
        "doi": ("doi", "digital object identifier"),
        "pmid": ("pubmed id", "medline document id"),
        "abstract": ("abstract",),
        "url": ("document url", "proquest url"),
        "record_type": ("document type", "source type"),
        "language": ("language of publication", "language"),
        "source_uid": ("proquest document id", "accession number"),
        "keywords": ("subject", "identifier / keyword", "mesh subject", "major classification"),
    },
    indented=False,
)
