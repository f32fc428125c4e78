"""Pairs of records that share a key, found by DuckDB on disk: for records by the million.

In memory the blocks of a million records are twenty million keys, and take several times what the records
take. Here keys go to a file, and DuckDB groups and joins them within `_MEMORY`. The pairs are those of
`review.screening.duplicates.block.pairs`, in the same order. The extra ``many-records`` installs DuckDB.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from review.problems import UnreadableFile
from review.screening.duplicates.block import LARGEST_BLOCK, NEIGHBOURS, keys, order_of_titles, pairs
from review.screening.duplicates.find import PairsOf
from review.screening.duplicates.normalise import Normalised

if TYPE_CHECKING:
    import duckdb

#: From so many records on DuckDB is asked where it is installed: blocks in memory would take some 2 GB.
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
    installed = find_spec("duckdb") is not None
    if on_disk and not installed:
        raise UnreadableFile("duckdb is not installed; install the extra: pip install 'review[many-records]'")
    return pairs_on_disk if on_disk or (on_disk is None and installed and size >= MANY) else pairs


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
        _write(
            Path(folder) / "ranks.csv", (f"{at},{rank}\n" for at, rank in enumerate(order_of_titles(records)))
        )
        database.execute(_KEYS, {"file": str(Path(folder) / "keys.csv")})
        database.execute(_RANKS, {"file": str(Path(folder) / "ranks.csv")})
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
    SELECT * FROM read_csv(
        $file, header = false, auto_detect = false, columns = {'position': 'INTEGER', 'rank': 'INTEGER'}
    )
"""
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


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="ascii", newline="") as file:
        file.writelines(lines)


def _rows(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    while rows := database.fetchmany(_AT_ONCE):
        yield from rows
