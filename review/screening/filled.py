"""Screening workbooks as rows of texts with their cells: what the file floor hands to screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.problems import Place
from review.screening.plan import Stage

#: Of a value that was not read from a file.
NOWHERE = Place("")


@dataclass(frozen=True, slots=True)
class FilledRow:
    """One row: texts by column name, and the address of each cell."""

    texts: Mapping[str, str]
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """What stands in a column; empty where nothing does."""
        return self.texts.get(column, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSheet:
    """The rows of one screening workbook, and whose it is.

    Parameters
    ----------
    part
        Which of a reviewer's workbooks it is, counted from 1: new records come in a new workbook.
    adjudication
        Whether it settles conflicts; it then has no reviewer.
    reports
        Whether it is the table of reports sought.
    pilot
        Whether its records are the sample that all reviewers screen first.
    ordered
        What an order of relevance was learnt from; empty where the records stand as they were imported.
    drawn_from
        Ids of the records that it was drawn from by chance; none where it was not.
    """

    file: str
    sheet: str
    stage: Stage
    reviewer: str
    part: int = 1
    adjudication: bool = False
    reports: bool = False
    pilot: bool = False
    ordered: str = ""
    drawn_from: tuple[str, ...] = ()
    rows: tuple[FilledRow, ...] = ()

    def place(self, row: FilledRow, column: str) -> Place:
        """The cell of a row in a column."""
        return Place(self.file, self.sheet, row.cells.get(column, ""), row.text("record_id"))
