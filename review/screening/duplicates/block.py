"""Which records are compared at all: those that share a key.

Several keys, so that an error in one field does not hide a pair. In a block that is too large only
neighbours in the order of the titles are compared: what is equal stands together there.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from review.screening.duplicates.normalise import Normalised

#: Records in one block that are all compared with one another.
LARGEST_BLOCK = 40

#: Neighbours, in the order of the titles, with which each record of a larger block is compared.
NEIGHBOURS = 10

#: Letters of a title's beginning and end that are keys.
_LETTERS = 22


def pairs(records: Sequence[Normalised]) -> Iterator[tuple[int, list[int]]]:
    """For each record, by its position, the later ones that it is to be compared with.

    Every pair comes once; records without any are left out.
    """
    blocks = _blocks(records)
    for position in range(len(records)):
        others: set[int] = set()
        for members in blocks.of(position):
            others.update(member for member in members if member > position)
        if others:
            yield position, sorted(others)


class _Blocks:
    """The blocks of each record."""

    def __init__(self, size: int) -> None:
        self._of: list[list[Sequence[int]]] = [[] for _ in range(size)]

    def add(self, members: Sequence[int]) -> None:
        for member in members:
            self._of[member].append(members)

    def of(self, position: int) -> Sequence[Sequence[int]]:
        return self._of[position]


def keys(records: Sequence[Normalised]) -> Iterator[set[int]]:
    """For each record the keys of its blocks, as hashes: a million texts of 25 letters are 80 MB more."""
    frequency = Counter(word for record in records for word in set(record.bare.split()) if len(word) > 3)
    for record in records:
        yield {hash(key) for key in _keys(record, frequency)}


def _members(records: Sequence[Normalised]) -> dict[int, list[int]]:
    """The records that have each key; of keys that one record has alone only a few are left.

    Most keys are of one record alone, and a list for each would take more memory than the records. So they
    are first counted, those that share the last `_COUNTED` bits together.
    """
    all_keys, sizes = array("q"), array("I")
    counts = bytearray(1 << _COUNTED)
    mask = len(counts) - 1
    for of_one in keys(records):
        sizes.append(len(of_one))
        all_keys.extend(of_one)
        for key in of_one:
            counts[key & mask] = 1 if counts[key & mask] == 0 else 2
    members: dict[int, list[int]] = {}
    given = iter(all_keys)
    for position, size in enumerate(sizes):
        for key in islice(given, size):
            if counts[key & mask] > 1:
                members.setdefault(key, []).append(position)
    return members


#: Bits of a key: 16 million counters of a byte, for the one and a half million keys of 100,000 records.
_COUNTED = 24


def _blocks(records: Sequence[Normalised]) -> _Blocks:
    members = _members(records)
    blocks = _Blocks(len(records))
    order = None
    for block in members.values():
        if len(block) == 1:
            continue
        if len(block) <= LARGEST_BLOCK:
            blocks.add(block)
            continue
        if order is None:
            order = order_of_titles(records)
        block.sort(key=order.__getitem__)
        for at in range(len(block) - 1):
            blocks.add(block[at : at + NEIGHBOURS + 1])
    return blocks


def order_of_titles(records: Sequence[Normalised]) -> list[int]:
    """For each record its rank in the order of the titles."""
    by_title = sorted(
        range(len(records)), key=lambda at: (records[at].bare, min(records[at].authors, default=""))
    )
    order = [0] * len(records)
    for rank, position in enumerate(by_title):
        order[position] = rank
    return order


def _keys(record: Normalised, frequency: Counter[str]) -> Iterator[tuple[object, ...]]:
    yield "content", record.content
    if record.doi:
        yield "doi", record.doi
    if record.pmid:
        yield "pmid", record.pmid
    for trial in record.trials:
        yield "trial", trial
    letters = record.bare.replace(" ", "")
    if letters:
        yield "head", letters[:_LETTERS]
        yield "tail", letters[-_LETTERS:]
    rare = sorted(
        {word for word in record.bare.split() if len(word) > 3}, key=lambda word: (frequency[word], word)
    )[:4]
    for at, word in enumerate(rare):
        for other in rare[at + 1 :]:
            yield "words", *sorted((word, other))
    page, year = record.first_page, str(record.year)
    if page and record.year:
        for name in record.first:
            yield "author", name, year, page
        if record.volume:
            yield "place", record.volume, page, year
