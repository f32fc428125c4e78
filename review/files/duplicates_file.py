"""duplicates.csv: every link between records, each with who made it and why.

A row says what the record `record_id` is to `linked_with`; `duplicate_of` is the record that it repeats in
the end, the first of all that are the same, and is empty for records that are no duplicates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from review.files.records_file import read_ledger, write_ledger
from review.problems import UnreadableFile
from review.screening.duplicates.links import RELATIONS, Link, oriented

COLUMNS = (
    "record_id", "duplicate_of", "linked_with", "relation", "kind", "reason", "decided_by", "place", "run",
)  # fmt: skip


def read_links(path: Path, shown: str) -> tuple[Link, ...]:
    """Every link, in the order in which they were made; none where there is no file.

    Raises
    ------
    UnreadableFile
        Where it is no such table.
    """
    links = []
    for row in read_ledger(path, shown, COLUMNS):
        relation = next((known for known in RELATIONS if known == row["relation"]), None)
        if relation is None:
            named = f"'{row['relation']}' is no relation"
            raise UnreadableFile(f"{shown}: {named}; known are {', '.join(RELATIONS)}")
        links.append(
            Link(
                a=row["linked_with"], b=row["record_id"], relation=relation, kind=row["kind"],
                reason=row["reason"], decided_by="person" if row["decided_by"] == "person" else "rule",
                place=row["place"], run=int(row["run"]) if row["run"].isdecimal() else 1,
            )
        )  # fmt: skip
    return tuple(links)


def write_links(path: Path, record_ids: Sequence[str], links: Iterable[Link]) -> None:
    """Write the links anew, whole or not at all.

    Parameters
    ----------
    record_ids
        Of all records, in the order of import.
    """
    rows = (
        (
            link.b,
            original,
            link.a,
            link.relation,
            link.kind,
            link.reason,
            link.decided_by,
            link.place,
            link.run,
        )
        for link, original in oriented(record_ids, tuple(links))
    )
    write_ledger(path, COLUMNS, rows)
