"""One cohort that enters an analysis, with everything that was read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.analysis.results import TracedNumber
from review.extraction.dataset import Cohort, Report, Response, Row, Study

#: The sheets of which a cohort in an analysis has one row each: of their fields it has one value.
SHEETS_OF_A_COHORT = ("Responses", "Reports", "Patients", "Cohorts", "Studies")


@dataclass(frozen=True, slots=True)
class Entered:
    """One cohort that enters, with the row, the counts and the cells that they were read from."""

    study: Study
    cohort: Cohort
    response: Response
    report: Report | None
    events: int
    n: int
    numbers: tuple[TracedNumber, ...]
    notes: tuple[str, ...]

    def text(self, field: str) -> str:
        """A field of this cohort wherever it stands: response, report, cohort or study."""
        row = row_of(field, rows_of(self.study, self.cohort, self.response, self.report))
        return row.text(field) if row else ""


def rows_of(
    study: Study, cohort: Cohort, response: Response | None, report: Report | None
) -> tuple[Row | None, ...]:
    """Where a field of a cohort may stand, the nearest to the number first: rows of `SHEETS_OF_A_COHORT`."""
    return (
        response.row if response else None,
        report.row if report else None,
        described_in(cohort, response.report_id if response else ""),
        cohort.row,
        study.row,
    )


def described_in(cohort: Cohort, report_id: str) -> Row | None:
    """The row that says who the patients were: that of the report, else the only one."""
    of_report = [row for row in cohort.patients if row.text("report_id") == report_id]
    if of_report:
        return of_report[0]
    return cohort.patients[0] if len(cohort.patients) == 1 else None


def row_of(field: str, rows: Sequence[Row | None]) -> Row | None:
    """The first of the rows that has the field."""
    return next((row for row in rows if row is not None and field in row), None)
