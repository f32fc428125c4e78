"""The four stages one after the other: records in, duplicates, doubtful pairs and related reports out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from review.progress import Progress
from review.screening.duplicates.block import pairs
from review.screening.duplicates.cluster import Clusters
from review.screening.duplicates.match import Match, match
from review.screening.duplicates.normalise import Normalised
from review.screening.duplicates.packed import Packed
from review.screening.records import Record


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, in the order of import, and what they are to each other."""

    a: str
    b: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What deduplication found.

    Parameters
    ----------
    same
        Pairs that are linked without asking: with those linked before, just enough to make the clusters.
    doubtful
        Pairs that a person decides on, the likeliest first.
    related
        Pairs of reports that belong together and are not the same.
    """

    records: int
    clusters: tuple[tuple[str, ...], ...]
    same: tuple[Pair, ...]
    doubtful: tuple[Pair, ...]
    related: tuple[Pair, ...]


#: Records between two reports of progress.
_STEP = 500

#: For records the later ones that each is to be compared with, by position; see `block.pairs`.
PairsOf = Callable[[Sequence[Normalised]], Iterable[tuple[int, list[int]]]]


def find_duplicates(
    records: Sequence[Record],
    *,
    linked: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
    pairs_of: PairsOf = pairs,
    progress: Progress | None = None,
) -> Found:
    """Find the duplicates among records that are in memory: `Packed` and `compare`.

    Examples
    --------
    >>> def record(number, **values):
    ...     return Record(record_id=f"r{number}", source="", kind="", file="", line=1, authors="Chen, A",
    ...                   title="Atezolizumab for advanced alveolar soft part sarcoma", **values)
    >>> found = find_duplicates([record(1, doi="10.1/x"), record(2, doi="10.1/x"), record(3)])
    >>> found.clusters, [(pair.a, pair.b) for pair in found.doubtful]
    ((('r1', 'r2'),), [('r1', 'r3')])
    """
    packed = Packed(told(records, len(records), progress))
    return compare(packed, linked=linked, apart=apart, pairs_of=pairs_of, progress=progress)


def told(records: Iterable[Record], size: int, progress: Progress | None) -> Iterator[Record]:
    """The records, with the progress of the first half of the work: so many are normalised."""
    for at, record in enumerate(records):
        if progress and at % _STEP == 0:
            progress(min(at, size), 2 * size)
        yield record


def compare(
    records: Packed,
    *,
    linked: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
    pairs_of: PairsOf = pairs,
    progress: Progress | None = None,
) -> Found:
    """Find the duplicates among normalised records.

    Parameters
    ----------
    records
        With ids of their own, in the order of import.
    linked, apart
        Pairs that a person, or an earlier run, has decided on: the same, or not. They are not asked again.
    pairs_of
        What finds the pairs that are compared; the result does not depend on it.
    progress
        Called with how much is done, and of how much: this is the second half of the work.
    """
    ids, size = records.ids, len(records)
    clusters = Clusters(ids)
    decided = list(apart)
    for a, b in decided:
        clusters.keep_apart(a, b)
    for a, b in linked:
        clusters.join(a, b)
    matched: list[Pair] = []
    for position, others in pairs_of(records):
        one = records[position]
        for other in others:
            outcome = match(one, records[other])
            if outcome:
                matched.append(Pair(ids[position], ids[other], outcome))
        if progress and position % _STEP == 0:
            progress(size + position, 2 * size)
    if progress:
        progress(2 * size, 2 * size)
    return _sorted_out(matched, clusters, decided, size)


def _sorted_out(
    matched: Sequence[Pair], clusters: Clusters[str], decided: Iterable[tuple[str, str]], size: int
) -> Found:
    for pair in matched:
        if pair.match.barred:
            clusters.keep_apart(pair.a, pair.b)
    same: list[Pair] = []
    refused: list[Pair] = []
    for pair in sorted(matched, key=lambda pair: -pair.match.likeness):
        if pair.match.outcome == "same" and clusters.root(pair.a) != clusters.root(pair.b):
            (same if clusters.join(pair.a, pair.b) else refused).append(pair)
    answered = {frozenset((clusters.root(a), clusters.root(b))) for a, b in decided}
    doubtful = [pair for pair in matched if pair.match.outcome == "doubtful"]
    related = [pair for pair in matched if pair.match.outcome == "related"]
    return Found(
        records=size,
        clusters=tuple(map(tuple, clusters.several())),
        same=tuple(same),
        doubtful=_one_a_cluster([*doubtful, *refused], clusters, answered),
        related=_one_a_cluster(related, clusters, answered),
    )


def _one_a_cluster(
    found: Sequence[Pair], clusters: Clusters[str], answered: set[frozenset[str]]
) -> tuple[Pair, ...]:
    """The likeliest pair between any two clusters, likeliest first: the others ask the same question."""
    seen = set(answered)
    kept = []
    for pair in sorted(found, key=lambda pair: -pair.match.likeness):
        key = frozenset((clusters.root(pair.a), clusters.root(pair.b)))
        if len(key) == 2 and key not in seen:
            seen.add(key)
            kept.append(pair)
    return tuple(kept)
