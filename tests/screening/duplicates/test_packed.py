"""Records that are packed while they are compared are the records, at a fraction of the memory."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

import review.screening.duplicates.block as block
from benchmarks.synthetic_records import records as synthetic
from review.screening.duplicates.find import compare, find_duplicates
from review.screening.duplicates.fold import _NO_WORD, words
from review.screening.duplicates.normalise import normalise
from review.screening.duplicates.packed import Packed
from review.screening.records import Record
from review.workflow.many_records import KeptOnDisk


def records(size: int) -> Iterator[Record]:
    for values in synthetic(size):
        kept = {name: value for name, value in values.items() if name != "work"}
        yield Record(source="", kind="database", file="", line=1, **kept)


@contextmanager
def on_disk() -> Iterator[KeptOnDisk]:
    with tempfile.TemporaryFile() as file:
        yield KeptOnDisk(file)


def test_a_packed_record_is_the_normalised_one_in_memory_and_on_disk() -> None:
    some = list(records(60))
    some.append(Record(record_id="r", source="", kind="register", file="", line=1, registry_ids="NCT1; NCT2"))
    with on_disk() as file:
        for packed in (Packed(some), Packed(some, kept=file)):
            assert [*packed] == [normalise(record) for record in some]
            assert packed[3:5] == [packed[3], packed[4]]
            assert packed.ids == [record.record_id for record in some]


def test_what_lies_on_disk_may_be_read_while_more_is_added() -> None:
    with on_disk() as file:
        for number in range(300):
            file.append(bytes([number % 256]) * number)
            assert file[number // 2] == bytes([number // 2 % 256]) * (number // 2)
        assert [len(file[at]) for at in range(len(file))] == list(range(300))


def test_what_is_found_does_not_depend_on_where_records_are_kept() -> None:
    some = list(records(400))
    with on_disk() as file:
        assert compare(Packed(some, kept=file)) == find_duplicates(some)
    assert len(find_duplicates(some).clusters) > 90


def test_a_packed_record_takes_less_than_half_the_memory_and_on_disk_its_id_only() -> None:
    some = list(records(600))
    kept = []
    with on_disk() as file:
        for keep in (
            lambda: [normalise(one) for one in some],
            lambda: Packed(some),
            lambda: Packed(some, kept=file),
        ):
            tracemalloc.start()
            held = keep()
            kept.append(tracemalloc.get_traced_memory()[0] / len(held))
            tracemalloc.stop()
    whole, packed, filed = kept
    assert packed < whole / 2
    assert filed < 40


def test_keys_that_are_counted_together_change_no_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    some = Packed(records(300))
    expected = list(block.pairs(some))
    assert len(expected) > 50
    monkeypatch.setattr(block, "_COUNTED", 3)
    assert list(block.pairs(some)) == expected


@given(st.text(alphabet="ab _-é肉1²\u0301\u00a0\t", max_size=12))
def test_words_without_anything_between_them_are_read_as_all_others(text: str) -> None:
    assert words(text) == _NO_WORD.sub(" ", text).strip()
