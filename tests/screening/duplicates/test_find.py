from __future__ import annotations

from review.screening.duplicates.block import LARGEST_BLOCK, pairs
from review.screening.duplicates.find import find_duplicates
from review.screening.duplicates.links import Link, duplicates_of
from review.screening.duplicates.normalise import normalise
from review.screening.records import Record

TITLE = "Atezolizumab for advanced alveolar soft part sarcoma"


def record(name: str, **values: str) -> Record:
    usual = {
        "title": TITLE, "authors": "Chen, A", "year": "2023", "journal": "NEJM",
    }  # fmt: skip
    return Record(record_id=name, source="", kind="database", file="", line=1, **usual | values)


def test_a_record_that_fits_two_that_are_apart_joins_one_and_asks_about_the_other() -> None:
    found = find_duplicates([record("a", doi="10.1000/a"), record("b"), record("c", doi="10.1000/c")])
    assert len(found.clusters) == 1
    assert len(found.clusters[0]) == 2
    assert [pair.match.reason for pair in found.doubtful if {pair.a, pair.b} == {"a", "c"}] or found.doubtful


def test_copies_of_copies_are_one_cluster() -> None:
    found = find_duplicates([record(name, volume="389", pages="911") for name in "abcd"])
    assert found.clusters == (("a", "b", "c", "d"),)
    assert len(found.same) == 3


def test_the_same_question_is_asked_once() -> None:
    others = [record(name, journal="Lancet", volume="1", pages="5", year="2020") for name in "cd"]
    found = find_duplicates([record("a"), record("b"), *others])
    assert found.clusters == (("a", "b"), ("c", "d"))
    assert len(found.doubtful) == 1


def test_the_likeliest_question_comes_first() -> None:
    found = find_duplicates(
        [
            record("a", volume="389", pages="911"),
            record("b", journal="Lancet", volume="1", pages="5", title=f"{TITLE}ta"),
            record("c", journal="Cancer", volume="2", pages="7"),
        ]
    )  # fmt: skip
    likeness = [pair.match.likeness for pair in found.doubtful]
    assert likeness == sorted(likeness, reverse=True)
    assert len(likeness) > 1


def test_progress_begins_at_nothing_and_ends_at_all() -> None:
    told: list[tuple[int, int]] = []
    find_duplicates([record("a"), record("b")], progress=lambda done, of: told.append((done, of)))
    assert told[0][0] == 0
    assert told[-1] == (4, 4)


def test_records_of_one_title_beyond_the_size_of_a_block_are_all_found() -> None:
    size = 3 * LARGEST_BLOCK
    families = [f"{chr(97 + at % 26) * 4}{chr(97 + at // 26) * 4}" for at in range(size // 2)]
    people = [
        record(f"r{at}", authors=families[at // 2], volume="1", pages=f"{500 + 9 * (at // 2)}")
        for at in range(size)
    ]
    normalised = [normalise(one) for one in people]
    compared = sum(len(others) for _, others in pairs(normalised))
    assert compared < size * size / 4
    assert len(find_duplicates(people).clusters) == size // 2


def test_every_pair_is_compared_once() -> None:
    normalised = [normalise(record(name, doi="10.1000/a")) for name in "abc"]
    assert list(pairs(normalised)) == [(0, [1, 2]), (1, [2])]


def test_records_without_anything_in_common_are_not_compared() -> None:
    assert not list(
        pairs([normalise(record("a")), normalise(record("b", title="Eribulin in liposarcoma", doi=""))])
    )


def test_the_first_record_imported_is_the_one_that_stays() -> None:
    links = [Link(a="new", b="old", relation="same")]
    assert duplicates_of(["old", "new", "newer"], links) == {"new": "old"}
    later = [*links, Link(a="old", b="newer", relation="same")]
    assert duplicates_of(["old", "new", "newer"], later) == {"new": "old", "newer": "old"}


def test_a_persons_word_overrules_the_programs() -> None:
    links = [
        Link(a="a", b="b", relation="same"),
        Link(a="a", b="b", relation="different", decided_by="person"),
    ]
    assert duplicates_of(["a", "b"], links) == {}
