"""DuckDB compares the records that are compared in memory."""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import replace

import pytest

import review.workflow.many_records as many_records
from review.problems import UnreadableFile
from review.screening.duplicates.block import LARGEST_BLOCK, keys, pairs
from review.screening.duplicates.find import find_duplicates
from review.screening.duplicates.normalise import normalise
from review.screening.records import Record
from review.workflow.many_records import MANY, pairs_by_size, pairs_on_disk

WORDS = tuple(
    f"{a}{b}" for a in ("bracho", "cinola", "divexa", "fumera", "gropli") for b in ("tin", "mab", "ib")
)


def records(count: int) -> list[Record]:
    """Records of few words, so that keys are shared; every fourth repeats the one before it."""
    chance = random.Random(4)
    made: list[Record] = []
    for at in range(count):
        title = f"{' '.join(chance.sample(WORDS, 4))} for {chance.choice(('sarcoma', 'glioma'))}"
        values = {
            "title": title,
            "authors": f"Name{chance.randrange(400)}, A",
            "year": str(2000 + chance.randrange(20)),
            "journal": "Cancer",
            "volume": str(chance.randrange(1, 60)),
            "pages": str(chance.randrange(1, 900)),
            "doi": f"10.1000/{at}" if chance.random() < 0.5 else "",
        }
        if at % 4 == 3:
            before = made[-1]
            values |= {
                name: getattr(before, name) for name in ("title", "authors", "year", "volume", "pages")
            }
            values["doi"] = ""
        made.append(Record(record_id=f"r{at}", source="", kind="database", file="", line=1, **values))
    return made


def test_the_pairs_are_those_of_memory_in_the_same_order() -> None:
    normalised = [normalise(record) for record in records(600)]
    sizes = Counter(key for of_one in keys(normalised) for key in of_one)
    assert max(sizes.values()) > LARGEST_BLOCK
    assert 1 < min(size for size in sizes.values() if size > 1) <= LARGEST_BLOCK
    assert list(pairs_on_disk(normalised)) == list(pairs(normalised))


def test_titles_in_any_letters_stand_in_one_order() -> None:
    letters = ("zeta", "élan", "肉瘤", "саркома", "\U00020000", "", "\uff41")
    made = [
        replace(record, title=f"{letters[at % 7]} fumeratin", authors=f"{letters[at % 5]}chen, A; Zeta, B")
        for at, record in enumerate(records(6 * LARGEST_BLOCK))
    ]
    normalised = [normalise(record) for record in made]
    assert list(pairs_on_disk(normalised)) == list(pairs(normalised))


def test_what_is_found_is_the_same() -> None:
    some = records(200)
    found = find_duplicates(some, pairs_of=pairs_on_disk)
    assert found == find_duplicates(some)
    assert len(found.clusters) >= 45


def test_records_without_anything_in_common_have_no_pairs() -> None:
    one, other = (
        normalise(Record(record_id=title, source="", kind="", file="", line=1, title=title))
        for title in ("Eribulin in liposarcoma", "Atezolizumab")
    )
    assert not list(pairs_on_disk([one, other]))
    assert not list(pairs_on_disk([]))


def test_duckdb_is_asked_for_many_records_and_whenever_it_is_named() -> None:
    assert pairs_by_size(MANY, on_disk=None) is pairs_on_disk
    assert pairs_by_size(MANY - 1, on_disk=None) is pairs
    assert pairs_by_size(3, on_disk=True) is pairs_on_disk
    assert pairs_by_size(MANY, on_disk=False) is pairs


def test_without_duckdb_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(UnreadableFile, match=r"pip install 'review\[many-records\]'"):
        pairs_by_size(3, on_disk=True)
    assert pairs_by_size(MANY, on_disk=None) is pairs


def test_more_than_the_memory_that_duckdb_may_take_goes_to_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_records, "_MEMORY", "40MB")
    normalised = [normalise(record) for record in records(600)]
    assert list(pairs_on_disk(normalised)) == list(pairs(normalised))
