"""The table of results that are known to exist and could not be read."""

from __future__ import annotations

from pathlib import Path

from review.analysis.results import MissingEvidence
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
    try:
        table = read_table(path)
        subject, missing, where = (table.column(name) for name in COLUMNS)
    except UnreadableFile as error:
        raise UnreadableFile(str(error).replace(path.as_posix(), shown)) from None
    return tuple(
        MissingEvidence(subject=row[subject], missing=row[missing], where_to_look=row[where])
        for _, row in table.rows
    )
