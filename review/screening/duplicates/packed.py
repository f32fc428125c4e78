"""Normalised records as they are kept while they are compared: packed, and unpacked one at a time.

A record takes less than half of the memory that its sets and tuples do, and none but an id where it is
kept on disk.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Sequence
from typing import Protocol, overload

from review.screening.duplicates.normalise import Normalised, normalise
from review.screening.records import Record


class Kept(Protocol):
    """Where packed records are: a list, or a file."""

    def append(self, packed: bytes, /) -> None: ...  # noqa: D102
    def __getitem__(self, at: int, /) -> bytes: ...
    def __len__(self) -> int: ...


class Packed(Sequence[Normalised]):
    """Records in the order of import, each normalised and packed as it is added.

    Parameters
    ----------
    records
        Gone through once.
    kept
        Where they are put; in memory unless given.

    Examples
    --------
    >>> one = Record(record_id="r1", source="A", kind="database", file="", line=1, title="Ewing’s sarcoma")
    >>> packed = Packed([one])
    >>> packed[0] == normalise(one), packed.ids
    (True, ['r1'])
    """

    def __init__(self, records: Iterable[Record] = (), *, kept: Kept | None = None) -> None:
        self.ids: list[str] = []
        self._kept: Kept = [] if kept is None else kept
        for record in records:
            self.ids.append(record.record_id)
            # Its id is kept beside it; marshal is the fastest way to write tuples of texts and sets of texts.
            self._kept.append(marshal.dumps(tuple(normalise(record))[1:]))

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, at: int) -> Normalised: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Normalised]: ...
    def __getitem__(self, at: int | slice) -> Normalised | Sequence[Normalised]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        return Normalised(self.ids[at], *marshal.loads(self._kept[at]))
