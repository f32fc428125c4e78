"""The table of results that are known to exist and could not be read."""

from __future__ import annotations

from pathlib import Path

from review.analysis.results import MissingEvidence
from review.document import did_you_mean
from review.files.tables import read_table
from review.problems import UnreadableFile

COLUMNS = ("subject", "missing", "where_to_look")


def read_missing_evidence(path: Path, shown: str) -> tuple[MissingEvidence, ...]:
    """Read the table.

    Raises
    ------
    UnreadableFile
        Where it cannot be read or lacks a column.
    """
    sheet = read_table(path, shown)
    (_, header), *rows = sorted(sheet.rows.items()) or [(1, {})]
    columns = {str(cell.value): number for number, cell in header.items()}
    for name in COLUMNS:
        if name not in columns:
            raise UnreadableFile(f"{shown}: no column '{name}'; {did_you_mean(name, tuple(columns))}")
    texts = [
        {name: str(cells[columns[name]].value) if columns[name] in cells else "" for name in COLUMNS}
        for _, cells in rows
    ]
    return tuple(MissingEvidence(**row) for row in texts)
