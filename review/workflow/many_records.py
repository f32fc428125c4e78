"""Pairs of records that share a key, found by DuckDB on disk: for records by the million.

A million records have some fifteen million keys. Here keys go to a file, and DuckDB groups and joins them
within `_MEMORY`; the packed records lie in another, and each is read when it is compared. The pairs are
those of `review.screening.duplicates.block.pairs`, in the same order. The extra ``many-records`` installs
DuckDB.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING

from review.problems import UnreadableFile
from review.screening.duplicates.block import LARGEST_BLOCK, NEIGHBOURS, keys, pairs
from review.screening.duplicates.find import PairsOf
from review.screening.duplicates.normalise import Normalised
from review.screening.duplicates.packed import Kept

if TYPE_CHECKING:
    import duckdb

#: From so many records on DuckDB is asked where it is installed.
MANY = 250_000
#: What DuckDB may take; beyond, it works on disk.
_MEMORY = "1GB"
#: Pairs fetched at once.
_AT_ONCE = 100_000


def pairs_by_size(size: int, *, on_disk: bool | None) -> PairsOf:
    """Return what finds the pairs of so many records.

    Parameters
    ----------
    size
        Number of records.
    on_disk
        Whether DuckDB does it; None for from `MANY` records on, where it is installed.

    Raises
    ------
    UnreadableFile
        If DuckDB is asked for and not installed.

    Examples
    --------
    >>> pairs_by_size(1000, on_disk=None).__module__
    'review.screening.duplicates.block'
    """
    return pairs_on_disk if _is_on_disk(size, on_disk) else pairs


def _is_on_disk(size: int, on_disk: bool | None) -> bool:
    installed = find_spec("duckdb") is not None
    if on_disk and not installed:
        raise UnreadableFile("duckdb is not installed; install the extra: pip install 'review[many-records]'")
    return bool(on_disk) or (on_disk is None and installed and size >= MANY)


@contextmanager
def kept_by_size(size: int, *, on_disk: bool | None) -> Iterator[Kept]:
    """Give a place for so many packed records; as in `pairs_by_size` in memory or on disk.

    Examples
    --------
    >>> with kept_by_size(3, on_disk=False) as kept:
    ...     kept.append(b"record")
    ...     kept[0], len(kept)
    (b'record', 1)
    """
    if not _is_on_disk(size, on_disk):
        yield []
        return
    with tempfile.TemporaryFile(prefix="review-") as file:
        yield KeptOnDisk(file)


class KeptOnDisk:
    """Packed records in a file, of which memory holds where each begins."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._ends = array("Q", [0])
        self._at = 0

    def append(self, packed: bytes) -> None:
        """Put one behind the others."""
        if self._at != self._ends[-1]:
            self._file.seek(self._ends[-1])
        self._file.write(packed)
        self._at = self._ends[-1] + len(packed)
        self._ends.append(self._at)

    def __getitem__(self, at: int) -> bytes:
        begin, end = self._ends[at], self._ends[at + 1]
        if begin != self._at:
            self._file.seek(begin)
        self._at = end
        return self._file.read(end - begin)

    def __len__(self) -> int:
        return len(self._ends) - 1


def pairs_on_disk(records: Sequence[Normalised]) -> Iterator[tuple[int, list[int]]]:
    """For each record, by its position, the later ones that it is to be compared with.

    Parameters
    ----------
    records
        In the order of import.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="review-") as folder, duckdb.connect() as database:
        database.execute("SET enable_progress_bar = false")
        database.execute(f"SET memory_limit = '{_MEMORY}'")
        database.execute("SET temp_directory = $folder", {"folder": folder})
        database.execute("SET preserve_insertion_order = false")
        _write(Path(folder) / "keys.csv", _lines(keys(records)))
        _write(Path(folder) / "titles.csv", map(_title, range(len(records)), records))
        database.execute(_KEYS, {"file": str(Path(folder) / "keys.csv")})
        database.execute(_RANKS, {"file": str(Path(folder) / "titles.csv"), "largest": LARGEST_BLOCK})
        database.execute(_PAIRS, {"largest": LARGEST_BLOCK, "neighbours": NEIGHBOURS})
        for a, found in groupby(_rows(database), key=itemgetter(0)):
            yield a, [b for _, b in found]


_KEYS = """
    CREATE TEMP TABLE keys AS
    SELECT key, position, count(*) OVER (PARTITION BY key) AS size
    FROM read_csv(
        $file, header = false, auto_detect = false, columns = {'position': 'INTEGER', 'key': 'BIGINT'}
    )
    QUALIFY size > 1
"""
_RANKS = """
    CREATE TEMP TABLE ranks AS
    SELECT position, row_number() OVER (
        ORDER BY coalesce(title, ''), coalesce(author, ''), position
    ) AS rank
    FROM read_csv(
        $file, header = false, auto_detect = false,
        columns = {'position': 'INTEGER', 'title': 'VARCHAR', 'author': 'VARCHAR'}
    )
    WHERE position IN (SELECT position FROM keys WHERE size > $largest)
"""
#: Texts are compared by their bytes in UTF-8, which gives the order of `order_of_titles`.
#: Blocks up to the largest size as they are; of larger ones only neighbours in the order of the titles.
_PAIRS = """
    WITH small AS (SELECT key, position FROM keys WHERE size <= $largest),
    large AS (
        SELECT key, position, row_number() OVER (PARTITION BY key ORDER BY rank) AS place
        FROM keys JOIN ranks USING (position) WHERE size > $largest
    )
    SELECT one.position AS a, other.position AS b
    FROM small AS one JOIN small AS other ON one.key = other.key AND one.position < other.position
    UNION
    SELECT least(one.position, other.position), greatest(one.position, other.position)
    FROM large AS one JOIN large AS other
    ON one.key = other.key AND other.place > one.place AND other.place <= one.place + $neighbours
    ORDER BY a, b
"""


def _lines(keys_of_each: Iterable[set[int]]) -> Iterator[str]:
    for position, of_one in enumerate(keys_of_each):
        yield "".join(f"{position},{key}\n" for key in of_one)


def _title(position: int, record: Normalised) -> str:
    """What a large block is ordered by; words of letters and digits need no quotes."""
    return f"{position},{record.bare},{min(record.authors, default='')}\n"


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _rows(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    while rows := database.fetchmany(_AT_ONCE):
        yield from rows
