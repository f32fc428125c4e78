"""Tables beside the records: what is set aside before screening, and what an earlier version included.

Both are written by people: removed.csv names records removed for another cause than being a duplicate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from review.document import did_you_mean
from review.files.tables import read_table
from review.problems import UnreadableFile
from review.screening.ledger import PreviousReport, Removal

REMOVED_BY = ("automation", "other")


def read_removed(path: Path, shown: str) -> dict[str, Removal]:
    """Records removed before screening, by record: columns record_id, removed_by, reason."""
    removed = {}
    for address, row in _rows(path, shown, needed=("record_id", "removed_by", "reason")):
        if row["removed_by"] not in REMOVED_BY:
            near = did_you_mean(row["removed_by"], REMOVED_BY)
            raise UnreadableFile(f"{shown} · {address}: removed_by is '{row['removed_by']}'; {near}")
        removed[row["record_id"]] = Removal(
            record_id=row["record_id"], by_automation=row["removed_by"] == "automation", reason=row["reason"]
        )
    return removed


def read_previous(path: Path, shown: str) -> tuple[PreviousReport, ...]:
    """Reports that the previous version of the review included: columns study_id, report, withdrawn."""
    return tuple(
        PreviousReport(study_id=row["study_id"], report=row["report"], withdrawn=row["withdrawn"])
        for _, row in _rows(path, shown, needed=("study_id", "report", "withdrawn"))
    )


def _rows(path: Path, shown: str, *, needed: Sequence[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows by column name, blanks as empty texts, each with where it stands."""
    sheet = read_table(path, shown)
    (_, header), *rows = sorted(sheet.rows.items()) or [(1, {})]
    columns = {str(cell.value): number for number, cell in header.items()}
    for name in needed:
        if name not in columns:
            raise UnreadableFile(f"{shown}: no column '{name}'; {did_you_mean(name, tuple(columns))}")
    for line, cells in rows:
        yield (
            f"line {line}",
            {name: str(cells[at].value) if at in cells else "" for name, at in columns.items()},
        )
