"""Links joined to clusters: what is the same as the same thing is the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class Clusters(Generic[Item]):
    """Sets that do not overlap, joined step by step (union-find).

    Every item that was given is in exactly one cluster, whatever is joined.

    Examples
    --------
    >>> clusters = Clusters(["a", "b", "c", "d"])
    >>> clusters.join("a", "b"), clusters.join("c", "b")
    (True, True)
    >>> clusters.of("a"), clusters.all()
    (['a', 'b', 'c'], [['a', 'b', 'c'], ['d']])
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._parent: dict[Item, Item] = {}
        self._order: dict[Item, int] = {}
        for item in items:
            self._order.setdefault(item, len(self._order))
            self._parent.setdefault(item, item)
        self._members: dict[Item, list[Item]] = {item: [item] for item in self._parent}
        self._apart: dict[Item, set[Item]] = {}

    def root(self, item: Item) -> Item:
        """The item that stands for a cluster."""
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def keep_apart(self, one: Item, other: Item) -> None:
        """Bar two items from ever being in one cluster."""
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)

    def join(self, one: Item, other: Item) -> bool:
        """Join the clusters of two items; False, and nothing joined, where members are to be kept apart."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return True
        if len(self._members[first]) < len(self._members[second]):
            first, second = second, first
        inside = set(self._members[first])
        if any(self._apart.get(member, set()) & inside for member in self._members[second]):
            return False
        self._parent[second] = first
        self._members[first] += self._members.pop(second)
        return True

    def of(self, item: Item) -> Sequence[Item]:
        """The members of an item's cluster, in the order in which they were given."""
        return sorted(self._members[self.root(item)], key=self._order.__getitem__)

    def all(self) -> list[Sequence[Item]]:
        """Every cluster, in the order of its first member."""
        clusters = [sorted(members, key=self._order.__getitem__) for members in self._members.values()]
        return sorted(clusters, key=lambda members: self._order[members[0]])
