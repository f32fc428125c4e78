"""Laws of deduplication: no id is lost or made, and what is the same as the same is the same."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from review.screening.duplicates.cluster import Clusters
from review.screening.duplicates.find import Found, find_duplicates
from review.screening.duplicates.links import Link, duplicates_of, oriented
from review.screening.records import Record

#: Few words, so that records often look alike.
WORDS = (
    "sarcoma",
    "trial",
    "nivolumab",
    "in",
    "adults",
    "part",
    "1",
    "2",
    "update",
    "reply",
    "alveolar",
    "Erratum:",
)
titles = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
records = st.lists(
    st.builds(
        dict,
        title=titles,
        authors=st.sampled_from(["", "Chen, A", "Chen, A; Shi, Y", "Maki R"]),
        year=st.sampled_from(["", "2019", "2020", "unknown"]),
        journal=st.sampled_from(["", "Blood", "J Clin Oncol", "Journal of Clinical Oncology"]),
        volume=st.sampled_from(["", "1", "2 Suppl"]),
        pages=st.sampled_from(["", "1-9", "S12", "5", "e77"]),
        doi=st.sampled_from(["", "10.1000/a", "10.1000/b"]),
    ),
    max_size=14,
).map(
    lambda found: [
        Record(record_id=f"r{at}", source="A", kind="database", file="", line=at, **values)
        for at, values in enumerate(found)
    ]
)
ids = st.sampled_from([f"r{at}" for at in range(8)])
links = st.lists(st.tuples(ids, ids).filter(lambda pair: pair[0] != pair[1]), max_size=12)


def everything(found: Found) -> list[str]:
    pairs = (*found.same, *found.doubtful, *found.related)
    return [one for pair in pairs for one in (pair.a, pair.b)] + [
        one for group in found.clusters for one in group
    ]


@given(records)
def test_no_id_is_lost_made_or_in_two_clusters(given_records: list[Record]) -> None:
    found = find_duplicates(given_records)
    known = {record.record_id for record in given_records}
    members = [one for cluster in found.clusters for one in cluster]
    assert found.records == len(given_records)
    assert set(everything(found)) <= known
    assert len(members) == len(set(members))


@given(records)
def test_links_are_closed_and_questions_are_between_clusters(given_records: list[Record]) -> None:
    found = find_duplicates(given_records)
    together = {frozenset(pair) for cluster in found.clusters for pair in combinations(cluster, 2)}
    assert {frozenset((pair.a, pair.b)) for pair in found.same} <= together
    for pair in (*found.doubtful, *found.related):
        assert frozenset((pair.a, pair.b)) not in together


@given(records)
def test_copies_of_records_that_say_enough_are_always_found(given_records: list[Record]) -> None:
    """However incomplete: 242 identical citations must not come out as 272."""
    copies = [
        Record(
            **{name: getattr(record, name) for name in Record.__slots__}
            | {"record_id": f"c{record.record_id}"}
        )
        for record in given_records
        if record.doi or (record.title and record.authors)
    ]
    found = find_duplicates([*given_records, *copies])
    cluster_of = {one: cluster for cluster in found.clusters for one in cluster}
    for copy in copies:
        assert copy.record_id[1:] in cluster_of.get(copy.record_id, ())


@given(records)
def test_a_second_run_finds_nothing_new(given_records: list[Record]) -> None:
    first = find_duplicates(given_records)
    again = find_duplicates(given_records, linked=[(pair.a, pair.b) for pair in first.same])
    assert again.clusters == first.clusters
    assert again.same == ()


@given(records, ids, ids)
def test_what_a_person_keeps_apart_stays_apart(given_records: list[Record], one: str, other: str) -> None:
    known = {record.record_id for record in given_records}
    if one == other or not {one, other} <= known:
        return
    found = find_duplicates(given_records, apart=[(one, other)])
    assert not any({one, other} <= set(cluster) for cluster in found.clusters)
    assert all({pair.a, pair.b} != {one, other} for pair in found.doubtful)


@given(links)
def test_clusters_are_the_connected_parts_whatever_the_order(pairs: list[tuple[str, str]]) -> None:
    names = [f"r{at}" for at in range(8)]
    forward, backward = Clusters(names), Clusters(names)
    for one, other in pairs:
        assert forward.join(one, other)
    for one, other in reversed(pairs):
        assert backward.join(other, one)
    assert forward.all() == backward.all()
    assert sorted(one for cluster in forward.all() for one in cluster) == names
    for one, other in pairs:
        assert forward.root(one) == forward.root(other)


@given(links)
def test_every_duplicate_has_a_row_that_names_what_it_repeats(pairs: list[tuple[str, str]]) -> None:
    names = [f"r{at}" for at in range(8)]
    made = [Link(a=min(pair), b=max(pair), relation="same") for pair in pairs]
    rows = {link.b: original for link, original in oriented(names, made) if original}
    assert rows == duplicates_of(names, made)
