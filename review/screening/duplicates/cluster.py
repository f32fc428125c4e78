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
        self._order: dict[Item, int] = {}
        for item in items:
            self._order.setdefault(item, len(self._order))
        # Only of what was joined: most items stay alone.
        self._parent: dict[Item, Item] = {}
        self._members: dict[Item, list[Item]] = {}
        self._apart: dict[Item, set[Item]] = {}

    def root(self, item: Item) -> Item:
        """The item that stands for a cluster."""
        while (above := self._parent.get(item, item)) != item:
            self._parent[item] = item = self._parent.get(above, above)
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
        mine, others = (self._members.get(root, [root]) for root in (first, second))
        if len(mine) < len(others):
            first, second, mine, others = second, first, others, mine
        inside = set(mine)
        if any(self._apart.get(member, set()) & inside for member in others):
            return False
        self._parent[second] = first
        mine += others
        self._members[first] = mine
        self._members.pop(second, None)
        return True

    def of(self, item: Item) -> Sequence[Item]:
        """The members of an item's cluster, in the order in which they were given."""
        root = self.root(item)
        return sorted(self._members.get(root, [root]), key=self._order.__getitem__)

    def all(self) -> list[Sequence[Item]]:
        """Every cluster, in the order of its first member."""
        alone = ([item] for item in self._order if item not in self._members and item not in self._parent)
        return self._in_order([*alone, *self._members.values()])

    def several(self) -> list[Sequence[Item]]:
        """Every cluster of more than one, in the order of its first member."""
        return self._in_order(self._members.values())

    def _in_order(self, clusters: Iterable[Sequence[Item]]) -> list[Sequence[Item]]:
        each = (sorted(members, key=self._order.__getitem__) for members in clusters)
        return sorted(each, key=lambda members: self._order[members[0]])
