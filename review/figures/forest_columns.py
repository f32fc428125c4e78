"""The columns that a forest plot can have.

To add a column, add an entry to `COLUMNS`: its key can then be asked for by name, its title stands in
the header, and its function writes the cell of a cohort.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review.analysis.results import CohortUsed
from review.analysis.wording import NOT_STATED, number, per_cent, per_cent_range, stated
from review.figures.forest_anatomy import Column
from review.pooling.results import StudyRate


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortColumn(Column):
    """A column with what it says of a cohort."""

    cell: Callable[[CohortUsed, StudyRate], str]


#: Confirmation as a word that stands on its own beside the assessor.
CONFIRMATION: Mapping[str, str] = {"yes": "confirmed", "no": "unconfirmed", "mixed": "partly confirmed"}


def _assessment(cohort: CohortUsed, _: StudyRate) -> str:
    assessor, confirmed = stated(cohort.assessor), stated(cohort.confirmed)
    if assessor == confirmed == NOT_STATED:
        return NOT_STATED
    who = f"assessor {NOT_STATED}" if assessor == NOT_STATED else assessor
    return f"{who}, {CONFIRMATION.get(confirmed, f'confirmation {confirmed}')}"


def counts(events: int, n: int) -> str:
    """Responders of patients, as a column shows them.

    >>> counts(19, 52)
    '19/52'
    """
    return f"{events}/{n}"


def _extracted(field: str, title: str) -> CohortColumn:
    """Return a column that shows one field as it was extracted."""
    return CohortColumn(
        key=field,
        title=title,
        side="left",
        quiet=True,
        cell=lambda cohort, _: stated(getattr(cohort, field)),
    )


COLUMNS: Mapping[str, CohortColumn] = {
    column.key: column
    for column in (
        CohortColumn(key="cohort", title="Cohort", side="left", cell=lambda cohort, _: cohort.label),
        _extracted("assessor", "Assessor"),
        _extracted("confirmed", "Confirmed"),
        CohortColumn(key="assessment", title="Assessment", side="left", quiet=True, cell=_assessment),
        _extracted("regimen", "Regimen"),
        _extracted("histology", "Histology"),
        _extracted("combination_class", "Class"),
        _extracted("line", "Line"),
        _extracted("criteria", "Criteria"),
        _extracted("year", "Year"),
        _extracted("source_tier", "Read in"),
        CohortColumn(
            key="counts",
            title="n/N",
            side="left",
            align_on="/",
            cell=lambda _, rate: counts(rate.events, rate.n),
        ),
        CohortColumn(
            key="rate",
            title="Rate, %",
            side="right",
            right=True,
            cell=lambda _, rate: per_cent(rate.proportion),
        ),
        CohortColumn(
            key="interval",
            title="95% CI",
            side="right",
            align_on="–",
            cell=lambda _, rate: per_cent_range(rate.ci_low, rate.ci_high),
        ),
        CohortColumn(
            key="weight",
            title="Weight, %",
            side="right",
            right=True,
            cell=lambda _, rate: "" if rate.weight is None else number(rate.weight),
        ),
    )
}
