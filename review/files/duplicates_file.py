"""duplicates.csv: every link between records, each with who made it and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

from review.files.records_file import read_ledger, write_ledger
from review.problems import UnreadableFile
from review.screening.duplicates.links import RELATIONS, Link

LINK_COLUMNS = tuple(field.name for field in fields(Link))


def read_links(path: Path, shown: str) -> tuple[Link, ...]:
    """Every link, in the order in which they were made; none where there is no file.

    Raises
    ------
    UnreadableFile
        Where it is no such table.
    """
    links = []
    for row in read_ledger(path, shown, LINK_COLUMNS):
        relation = next((known for known in RELATIONS if known == row["relation"]), None)
        if relation is None:
            raise UnreadableFile(
                f"{shown}: '{row['relation']}' is no relation; known are {', '.join(RELATIONS)}"
            )
        links.append(
            Link(
                a=row["a"], b=row["b"], relation=relation, kind=row["kind"], reason=row["reason"],
                decided_by="person" if row["decided_by"] == "person" else "rule", place=row["place"],
                run=int(row["run"]) if row["run"].isdecimal() else 1,
            )
        )  # fmt: skip
    return tuple(links)


def write_links(path: Path, links: Iterable[Link]) -> None:
    """Write the links anew, whole or not at all."""
    write_ledger(path, LINK_COLUMNS, ([getattr(link, name) for name in LINK_COLUMNS] for link in links))
