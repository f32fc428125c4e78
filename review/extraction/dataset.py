"""The extracted review as one frozen value: studies, their reports, their cohorts, their results.

A `Dataset` is what extraction hands to analysis. Every value keeps the cell that it was read from, so
that a number in a figure leads back to the workbook, and from there to the report and the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.problems import Place, Problem

if TYPE_CHECKING:
    from review.extraction.field_agreement import ExtractorAgreement

Scalar = int | float | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field of one row: its value or why there is none, and the cell.

    Parameters
    ----------
    value
        The value as its field's type (a list field gives a tuple of texts); None where there is none.
    missing
        Why there is no value: a code (``NR``, ``NA``, ``UNCLEAR``, ``NREACHED``), ``""`` for a blank
        cell, ``"unreadable"`` where an error stands in the cell or two extractors disagree and
        nobody has decided; None where there is a value.
    printed
        What stands in the cell, as text: ``34.40`` says that two decimals were printed, 34.4 does not.
    """

    value: Scalar | None
    missing: str | None
    place: Place
    printed: str = ""


class RowEntries(Mapping[str, Entry]):
    """The entries of a row by field name; those of blank cells are made when they are asked for.

    A row of the form has some thirty columns and often ten values: making every blank entry takes longer
    than everything else about reading a row.

    Parameters
    ----------
    filled
        The entries of filled cells.
    columns
        The letters of each field's column; empty for a field that the sheet has no column for.
    row
        Where the row stands: its file, sheet and name, with an empty cell.
    number
        The number of the row.
    """

    __slots__ = ("_blank", "columns", "filled", "number", "row")

    def __init__(
        self, filled: Mapping[str, Entry], columns: Mapping[str, str], row: Place, number: int
    ) -> None:
        self.filled, self.columns, self.row, self.number = filled, columns, row, number
        self._blank: dict[str, Entry] = {}

    def __getitem__(self, field: str) -> Entry:
        entry = self.filled.get(field) or self._blank.get(field)
        if entry is None:
            letters = self.columns[field]
            row = self.row
            place = Place(row.file, row.sheet, f"{letters}{self.number}", row.row) if letters else row
            entry = self._blank[field] = Entry(None, "", place)
        return entry

    def __contains__(self, field: object) -> bool:
        return field in self.columns

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


@dataclass(frozen=True, slots=True)
class Row:
    """One filled row of a sheet: entries by field name."""

    sheet: str
    number: int
    key: str
    entries: Mapping[str, Entry]

    def __getitem__(self, field: str) -> Entry:
        return self.entries[field]

    def __contains__(self, field: str) -> bool:
        return field in self.entries

    def value(self, field: str) -> Scalar | None:
        """The value of a field; None where it is missing, blank or no field of this form."""
        entries = self.entries.filled if isinstance(self.entries, RowEntries) else self.entries
        entry = entries.get(field)
        return None if entry is None else entry.value

    @property
    def filled(self) -> Iterable[Entry]:
        """The entries of the cells that are not blank."""
        entries = self.entries.filled if isinstance(self.entries, RowEntries) else self.entries
        return [entry for entry in entries.values() if entry.missing != ""]

    def text(self, field: str) -> str:
        """The value as people read it; empty where there is none."""
        value = self.value(field)
        if value is None:
            return ""
        if isinstance(value, float):
            return str(value).removesuffix(".0")
        return "; ".join(value) if isinstance(value, tuple) else str(value)

    def count(self, field: str) -> int | None:
        """The value of a count; None where there is none."""
        value = self.value(field)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


@dataclass(frozen=True, slots=True)
class Report:
    """A document about a study (PRISMA 2020's *report*)."""

    report_id: str
    study_id: str
    row: Row


@dataclass(frozen=True, slots=True)
class Response:
    """Best overall response of one cohort as one report gives it."""

    cohort_id: str
    report_id: str
    row: Row


@dataclass(frozen=True, slots=True)
class Cohort:
    """Patients of one study whose results are reported together."""

    cohort_id: str
    study_id: str
    row: Row
    responses: tuple[Response, ...] = ()
    survival: tuple[Row, ...] = ()
    safety: tuple[Row, ...] = ()
    patients: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Study:
    """One investigation, with all its reports and cohorts (PRISMA 2020's *study*)."""

    study_id: str
    row: Row
    reports: tuple[Report, ...] = ()
    cohorts: tuple[Cohort, ...] = ()


@dataclass(frozen=True, slots=True)
class Dataset:
    """All that was extracted, and what the checks found in it.

    Parameters
    ----------
    unplaced
        Rows of cohorts that belong to no study, because an id is missing, unreadable, unknown or stands
        twice: each has an error, and none of them may vanish without a word.
    agreement
        How far two extractors agreed, if two did.
    """

    studies: tuple[Study, ...]
    problems: tuple[Problem, ...] = ()
    unplaced: tuple[Row, ...] = ()
    agreement: ExtractorAgreement | None = None

    def cohorts(self) -> Iterator[tuple[Study, Cohort]]:
        """Every cohort with its study, in the order of the workbook."""
        for study in self.studies:
            for cohort in study.cohorts:
                yield study, cohort

    def report(self, report_id: str) -> Report | None:
        """The report of that id; None where no row has it."""
        for study in self.studies:
            for report in study.reports:
                if report.report_id == report_id:
                    return report
        return None

    def barred(self) -> dict[tuple[str, str, str], Problem]:
        """The cells that an error bars, as (file, sheet, address), each with the error."""
        cells: dict[tuple[str, str, str], Problem] = {}
        for problem in self.problems:
            for cell in problem.barred_cells:
                cells.setdefault((problem.place.file, problem.place.sheet, cell), problem)
        return cells
