"""The ledger of the search: records.csv, one row a record, and searches.csv, one row an export.

Rows are only ever added. Both are UTF-8 without a byte order mark; a spreadsheet program may have to be
told so.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import partial
from io import TextIOWrapper
from operator import attrgetter
from pathlib import Path

from review.document import did_you_mean
from review.files.placing import placing
from review.problems import UnreadableFile
from review.screening.exports.delimited import Row, rows_of
from review.screening.exports.entry import CONTENT
from review.screening.records import SOURCE_KINDS, Record

#: Columns of records.csv.
RECORD_COLUMNS = ("record_id", "source", "file", "line", *CONTENT, "kind", "searched", "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One export as it was imported: a row of the search log that PRISMA-S asks for.

    Parameters
    ----------
    hits
        What the source said it found; empty where nobody said. For a search saved in several files it
        stands at the first of them.
    starts, records
        How many records begin in the file, and how many were read.
    new
        How many of them no earlier export of the source had brought.
    deduplicated
        ``no`` until `review dedupe` has looked at its records, then ``yes``; empty in tables of earlier
        versions.
    """

    file: str
    sha256: str
    source: str
    kind: str
    searched: str
    hits: str
    starts: int
    records: int
    new: int
    format: str
    deduplicated: str = ""


SEARCH_COLUMNS = tuple(field.name for field in fields(Search))


def read_records(path: Path, shown: str) -> tuple[Record, ...]:
    """Every record that has been imported, in the order of import; none where there is no file.

    Raises
    ------
    UnreadableFile
        Where it is no such table.
    """
    return tuple(records_in(path, shown))


def records_in(path: Path, shown: str) -> Iterator[Record]:
    """The records of `read_records` one at a time."""
    texts = [name for name in RECORD_COLUMNS if name != "line"]
    for row in _ledger_rows(path, shown, RECORD_COLUMNS, later=("keywords",)):
        # The kind decides the column of the flow diagram: a record of none would be in no count.
        if row["kind"] not in SOURCE_KINDS:
            named = f"'{row['kind']}' is no kind of source"
            raise UnreadableFile(
                f"{shown} · {row['record_id']}: {named}; {did_you_mean(row['kind'], SOURCE_KINDS)}"
            )
        yield Record(line=_number(row["line"]), **{name: row[name] for name in texts})


def read_searches(path: Path, shown: str) -> tuple[Search, ...]:
    """The search log; none where there is no file.

    Raises
    ------
    UnreadableFile
        Where it is no such table.
    """
    texts = [name for name in SEARCH_COLUMNS if name not in ("starts", "records", "new")]
    return tuple(
        Search(
            starts=_number(row["starts"]), records=_number(row["records"]), new=_number(row["new"]),
            **{name: row[name] for name in texts},
        )
        for row in read_ledger(path, shown, SEARCH_COLUMNS, later=("deduplicated",))
    )  # fmt: skip


@contextmanager
def adding_records(path: Path, shown: str) -> Iterator[Callable[[Iterable[Record]], int]]:
    """Add to the ledger, whole or not at all: it stands when the block ends.

    Gives a function that adds those of some records that the ledger lacks, and says how many they are. Of
    all that is there and all that comes only the ids are kept.

    Raises
    ------
    UnreadableFile
        Where the ledger is no such table.
    """
    with _writing(path, RECORD_COLUMNS) as write:
        known = set()
        for record in records_in(path, shown):
            known.add(record.record_id)
            write(_CELLS(record))

        def add(records: Iterable[Record]) -> int:
            new = 0
            for record in records:
                if record.record_id not in known:
                    known.add(record.record_id)
                    write(_CELLS(record))
                    new += 1
            return new

        yield add


_CELLS = attrgetter(*RECORD_COLUMNS)


def write_searches(path: Path, searches: Iterable[Search]) -> None:
    """Write the search log anew, whole or not at all."""
    write_ledger(path, SEARCH_COLUMNS, ([getattr(one, name) for name in SEARCH_COLUMNS] for one in searches))


def read_ledger(
    path: Path, shown: str, columns: Sequence[str], *, later: Sequence[str] = ()
) -> list[Mapping[str, str]]:
    """The rows of a table that the program keeps, with these columns; none where there is no file.

    Parameters
    ----------
    later
        Columns that tables of earlier versions lack; they are read as empty.

    Raises
    ------
    UnreadableFile
        Where a column is missing, or a row is cut off.
    """
    return list(_ledger_rows(path, shown, columns, later=later))


def _ledger_rows(
    path: Path, shown: str, columns: Sequence[str], *, later: Sequence[str]
) -> Iterator[Mapping[str, str]]:
    if not path.exists():
        return
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = (row for row, _ in rows_of(iter(partial(file.read, _AT_ONCE), ""), ","))
        header = next(rows, Row(1, ())).cells
        for name in columns:
            if name not in header and name not in later:
                raise UnreadableFile(
                    f"{shown}: no column '{name}'; {did_you_mean(name, header)}; "
                    "restore the file from an earlier version"
                )
        places = {name: at for at, name in enumerate(header) if name in columns}
        blank = dict.fromkeys(later, "")
        for row in rows:
            if len(row.cells) < len(header):
                raise UnreadableFile(
                    f"{shown} · line {row.line}: {len(row.cells)} cells under {len(header)} headings; "
                    "restore the file from an earlier version"
                )
            yield blank | {name: row.cells[at] for name, at in places.items()}


#: Letters of a table that are read at once.
_AT_ONCE = 1 << 16


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def write_ledger(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that the program keeps, whole or not at all."""
    with _writing(path, columns) as write:
        for row in rows:
            write(row)


@contextmanager
def _writing(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Sequence[object]], object]]:
    with placing(path, overwrite=True) as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        yield writer.writerow
        text.detach().flush()
