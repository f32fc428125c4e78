"""The ledger of the search: records.csv, one row a record, and searches.csv, one row an export.

Rows are only ever added. Both are UTF-8 without a byte order mark; a spreadsheet program may have to be
told so.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from io import BytesIO, TextIOWrapper
from pathlib import Path

from review.document import did_you_mean
from review.files.placing import put_into_place
from review.problems import UnreadableFile
from review.screening.exports.delimited import read_rows
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
    texts = [name for name in RECORD_COLUMNS if name != "line"]
    rows = read_ledger(path, shown, RECORD_COLUMNS, later=("keywords",))
    for row in rows:
        # The kind decides the column of the flow diagram: a record of none would be in no count.
        if row["kind"] not in SOURCE_KINDS:
            named = f"'{row['kind']}' is no kind of source"
            raise UnreadableFile(
                f"{shown} · {row['record_id']}: {named}; {did_you_mean(row['kind'], SOURCE_KINDS)}"
            )
    return tuple(Record(line=_number(row["line"]), **{name: row[name] for name in texts}) for row in rows)


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


def write_records(path: Path, records: Iterable[Record]) -> None:
    """Write the ledger anew, whole or not at all."""
    write_ledger(
        path, RECORD_COLUMNS, ([getattr(record, name) for name in RECORD_COLUMNS] for record in records)
    )


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
    if not path.exists():
        return []
    rows = read_rows(path.read_bytes().decode("utf-8-sig", errors="replace"), ",").rows
    header = rows[0].cells if rows else ()
    for name in columns:
        if name not in header and name not in later:
            raise UnreadableFile(
                f"{shown}: no column '{name}'; {did_you_mean(name, header)}; "
                "restore the file from an earlier version"
            )
    for row in rows[1:]:
        if len(row.cells) < len(header):
            raise UnreadableFile(
                f"{shown} · line {row.line}: {len(row.cells)} cells under {len(header)} headings; "
                "restore the file from an earlier version"
            )
    return [
        dict.fromkeys(later, "")
        | {name: cell for name, cell in zip(header, row.cells, strict=False) if name in columns}
        for row in rows[1:]
    ]


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0


def write_ledger(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table that the program keeps, whole or not at all."""
    # Encoded row by row: the table of a large search would otherwise stand in memory three times.
    content = BytesIO()
    text = TextIOWrapper(content, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    put_into_place(path, content.getvalue(), overwrite=True)
