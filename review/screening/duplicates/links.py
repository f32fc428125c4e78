"""Links between records: what the program and people decided, and which record each duplicate repeats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from review.screening.duplicates.cluster import Clusters

Relation = Literal["same", "related", "different"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What two records are to each other; one row of duplicates.csv.

    Parameters
    ----------
    a, b
        Their ids, in the order of import.
    kind
        Of a related report: erratum, reply, part, abstract and paper, register entry, …
    decided_by
        ``rule`` or ``person``; what a person says overrules.
    place
        Where the person said it: file and cell.
    run
        The run of ``review dedupe`` that made the link, counted from 1.
    """

    a: str
    b: str
    relation: Relation
    kind: str = ""
    reason: str = ""
    decided_by: Literal["rule", "person"] = "rule"
    place: str = ""
    run: int = 1


def pairs_of(links: Iterable[Link], relation: Relation, decided_by: str = "") -> list[tuple[str, str]]:
    """The pairs of one relation, if wanted of one that decides only.

    >>> pairs_of([Link(a="r1", b="r2", relation="same")], "same")
    [('r1', 'r2')]
    """
    return [
        (link.a, link.b)
        for link in links
        if link.relation == relation and decided_by in ("", link.decided_by)
    ]


def cluster_records(record_ids: Sequence[str], links: Sequence[Link]) -> Clusters[str]:
    """The clusters that links make; a person's word against a link holds, whatever stands between."""
    clusters = Clusters(record_ids)
    known = set(record_ids)
    for relation in ("different", "related"):
        for a, b in pairs_of(links, relation, "person"):
            clusters.keep_apart(a, b)
    for decided_by in ("person", "rule"):
        for a, b in pairs_of(links, "same", decided_by):
            if a in known and b in known:
                clusters.join(a, b)
    return clusters


def duplicates_of(record_ids: Sequence[str], links: Sequence[Link]) -> dict[str, str]:
    """For each duplicate the record that it repeats: the first of its cluster in the order of import.

    A later import does not change it, so that decisions on that record stay where they are.

    Examples
    --------
    >>> links = [Link(a="r2", b="r3", relation="same"), Link(a="r1", b="r3", relation="same")]
    >>> duplicates_of(["r1", "r2", "r3", "r4"], links)
    {'r2': 'r1', 'r3': 'r1'}
    """
    clusters = cluster_records(record_ids, links)
    return {member: members[0] for members in clusters.several() for member in members[1:]}


def oriented(record_ids: Sequence[str], links: Sequence[Link]) -> list[tuple[Link, str]]:
    """The links, each with the record that its `b` repeats (empty where it repeats none).

    Every duplicate is the `b` of at least one link: the links of a cluster are turned so that they lead
    away from its first record.

    Examples
    --------
    >>> links = [Link(a="r2", b="r3", relation="same"), Link(a="r1", b="r3", relation="same")]
    >>> [(link.a, link.b, original) for link, original in oriented(["r1", "r2", "r3"], links)]
    [('r3', 'r2', 'r1'), ('r1', 'r3', 'r1')]
    """
    originals = duplicates_of(record_ids, links)
    neighbours: dict[str, list[Link]] = {}
    for link in links:
        if link.relation == "same":
            neighbours.setdefault(link.a, []).append(link)
            neighbours.setdefault(link.b, []).append(link)
    turned: dict[int, Link] = {}
    reached = set(originals.values())
    ahead = [one for one in record_ids if one in reached]
    for at in ahead:
        for link in neighbours.get(at, ()):
            other = link.b if link.a == at else link.a
            if other not in reached and originals.get(other) == originals.get(at, at):
                reached.add(other)
                ahead.append(other)
                turned[id(link)] = replace(link, a=at, b=other)
    found = [turned.get(id(link), link) for link in links]
    return [(link, originals.get(link.b, "") if link.relation == "same" else "") for link in found]
