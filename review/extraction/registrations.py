"""Registration numbers and report identifiers as they are compared: whatever was written around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from review.extraction.dataset import Row

#: Numbers of the registers that people copy with an address, a name or a remark around them.
_NUMBERS = re.compile(
    r"NCT\d{8}|\d{4}-\d{6}-\d{2}|ChiCTR[\w-]*\d|UMIN\d{9}|jRCT\w*\d{6,}|ISRCTN\d{8}|ACTRN\d{14}|CTRI/[\d/]+\d"
    r"|DRKS\d{8}|IRCT\w*\d|NTR\d+|KCT\d{7}",
    re.IGNORECASE,
)
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def registrations(row: Row) -> tuple[str, ...]:
    """The registrations of a study, each as its register writes it but in small letters.

    An entry in which no known number stands is compared as it is.

    >>> from review.extraction.dataset import Entry
    >>> from review.problems import Place
    >>> here = Place("x.xlsx", "Studies", "E4")
    >>> entry = Entry(("https://clinicaltrials.gov/study/NCT01234567", "CHEST-7"), None, here)
    >>> registrations(Row("Studies", 4, "a", {"registry_ids": entry}))
    ('nct01234567', 'chest-7')
    """
    value = row.value("registry_ids")
    found: list[str] = []
    for entry in value if isinstance(value, tuple) else ():
        found += [number.casefold() for number in _NUMBERS.findall(entry) or [entry]]
    return tuple(dict.fromkeys(found))


def report_identifiers(row: Row) -> Iterator[str]:
    """DOI and PMID of a report, comparable whatever stood around them."""
    if doi := _DOI.search(row.text("doi").casefold()):
        yield f"doi {doi.group().rstrip('.,;)')}"
    if pmid := "".join(letter for letter in row.text("pmid") if letter.isdecimal()):
        yield f"PMID {pmid}"
