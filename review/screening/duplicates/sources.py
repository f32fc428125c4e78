"""Sources that should overlap and do not: a sign that an export was read wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations

#: Records from which a source is large enough to share some with another.
ENOUGH = 50


def sources_without_overlap(
    source_of: Mapping[str, str], clusters: Sequence[Sequence[str]]
) -> list[tuple[str, str]]:
    """Pairs of databases that are large and share no record.

    Parameters
    ----------
    source_of
        The database of each record that is from one, by the record's id.

    Examples
    --------
    >>> found = {f"{source}{i}": source for source in "ABC" for i in range(60)}
    >>> sources_without_overlap(found, [("A1", "B1")])
    [('A', 'C'), ('B', 'C')]
    """
    sizes = Counter(source_of.values())
    together = {
        frozenset(pair)
        for cluster in clusters
        for pair in combinations({source_of[one] for one in cluster if one in source_of}, 2)
    }
    large = [source for source, size in sizes.items() if size >= ENOUGH]
    return [pair for pair in combinations(large, 2) if frozenset(pair) not in together]
