"""Sources that should overlap and do not: a sign that an export was read wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from review.screening.records import Record

#: Records from which a source is large enough to share some with another.
ENOUGH = 50


def sources_without_overlap(
    records: Sequence[Record], clusters: Sequence[Sequence[str]]
) -> list[tuple[str, str]]:
    """Pairs of databases that are large and share no record.

    Examples
    --------
    >>> def records(source, number):
    ...     return [Record(record_id=f"{source}{i}", source=source, kind="database", file="", line=i)
    ...             for i in range(number)]
    >>> found = [*records("A", 60), *records("B", 60), *records("C", 60)]
    >>> sources_without_overlap(found, [("A1", "B1")])
    [('A', 'C'), ('B', 'C')]
    """
    source_of = {record.record_id: record.source for record in records if record.kind == "database"}
    sizes = Counter(source_of.values())
    together = {
        frozenset(pair)
        for cluster in clusters
        for pair in combinations({source_of[one] for one in cluster if one in source_of}, 2)
    }
    large = [source for source, size in sizes.items() if size >= ENOUGH]
    return [pair for pair in combinations(large, 2) if frozenset(pair) not in together]
