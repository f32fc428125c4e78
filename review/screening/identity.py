"""Ids that stay: the same record of the same source has the same id whenever its export is imported.

An id is made from the record itself, not from its place, so that a later export that brings more records,
or in another order, changes none. Where a source gives its own number, what the source completes later
(volume, pages, the year of an article that was ahead of print) does not change the id either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

from review.screening.exports.entry import CONTENT, Entry

#: Numbers that name one record of a source for ever: PubMed, Embase, CENTRAL, Web of Science, Scopus,
#: OpenAlex, registers. A running number of a table is none: the next export counts anew.
_LASTING = re.compile(
    r"\d{7,9}|L\d{6,12}|CN-\d{8}|WOS:\w{15}|2-s2\.0-\d{8,12}|https://openalex\.org/W\d+|NCT\d{8}"
    r"|\d{3}-\d{3}-\d{3}-\d{3}-\d{2}[\dX]",
    re.IGNORECASE,
)

#: Columns that a source changes at will, or that were not always kept.
_CHANGING = ("url", "keywords")

#: Digits and letters that are not mistaken for one another (Crockford).
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

#: Letters of an id behind its R: 50 bits, so that a million records meet by chance once in 2,000 reviews.
_LENGTH = 10


def record_ids(entries: Iterable[Entry], source: str) -> Iterator[tuple[str, Entry]]:
    """Each entry of one export with its id; two equal records in it have different ids.

    Examples
    --------
    >>> entry = Entry(line=1, number=1, values={"title": "Atezolizumab in ASPS", "pmid": "37672694"})
    >>> [record_id for record_id, _ in record_ids([entry, entry], "PubMed")]
    ['R1M98HWFR7B', 'R1C8XSCKPDW']
    """
    # By their hashes: the keys themselves are as long as the records.
    seen: Counter[bytes] = Counter()
    for entry in entries:
        key = sha256("\x1f".join((source.casefold().strip(), *_identity(entry.values))).encode())
        equal = key.digest()
        seen[equal] += 1
        key.update(f"\x1f{seen[equal]}".encode())
        yield _id(key.digest()), entry


def _identity(values: Mapping[str, str]) -> tuple[str, ...]:
    title, authors = (_folded(values.get(column, "")) for column in ("title", "authors"))
    number = values.get("pmid") or values.get("source_uid", "")
    if title and _LASTING.fullmatch(number):
        return ("number", number.upper(), title, authors)
    return ("content", *(_folded(values.get(column, "")) for column in CONTENT if column not in _CHANGING))


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _id(digest: bytes) -> str:
    number = int.from_bytes(digest[:8], "big")
    digits = ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, 32)
        digits += _DIGITS[rest]
    return f"R{digits}"
