"""One cohort that enters an analysis, with everything that was read of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.analysis.results import TracedNumber
from review.extraction.dataset import Cohort, Report, Response, Row, Study


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
    """Where a field of a cohort may stand, the nearest to the number first."""
    return (response.row if response else None, report.row if report else None, cohort.row, study.row)


def row_of(field: str, rows: Sequence[Row | None]) -> Row | None:
    """The first of the rows that has the field."""
    return next((row for row in rows if row is not None and field in row), None)
