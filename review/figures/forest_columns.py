"""The columns that a forest plot can have.

An analysis file may ask for any field of the form, which is shown as it was extracted. `COLUMNS` holds
the columns that say more than one field, or say it under another title; to add one, add an entry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review.analysis.results import CohortUsed
from review.analysis.wording import (
    NOT_STATED,
    confirmation,
    number,
    per_cent,
    per_cent_range,
    sentence,
    stated,
)
from review.figures.forest_anatomy import Column
from review.pooling.results import StudyRate


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortColumn(Column):
    """A column with what it says of a cohort."""

    cell: Callable[[CohortUsed, StudyRate], str]


def _assessment(cohort: CohortUsed, _: StudyRate) -> str:
    assessor, confirmed = stated(cohort.assessor), confirmation(cohort.confirmed)
    if assessor == confirmed == NOT_STATED:
        return NOT_STATED
    who = f"assessor {NOT_STATED}" if assessor == NOT_STATED else assessor
    return f"{who}, {f'confirmation {NOT_STATED}' if confirmed == NOT_STATED else confirmed}"


def counts(events: int, n: int) -> str:
    """Responders of patients, as a column shows them.

    >>> counts(19, 52)
    '19/52'
    """
    return f"{events}/{n}"


def extracted(field: str, title: str = "") -> CohortColumn:
    """Return a column that shows one field of the form as it was extracted.

    >>> extracted("n_enrolled").title
    'N enrolled'
    """

    def cell(cohort: CohortUsed, _: StudyRate) -> str:
        # Fields that the analysis file asks for come with the cohort; the usual ones it always has.
        value = cohort.columns.get(field, getattr(cohort, field, None))
        return stated("" if value is None else str(value))

    title = title or sentence(field.replace("_", " "))
    return CohortColumn(key=field, title=title, side="left", quiet=True, cell=cell)


COLUMNS: Mapping[str, CohortColumn] = {
    column.key: column
    for column in (
        CohortColumn(key="cohort", title="Cohort", side="left", cell=lambda cohort, _: cohort.label),
        extracted("assessor"),
        extracted("confirmed"),
        CohortColumn(key="assessment", title="Assessment", side="left", quiet=True, cell=_assessment),
        extracted("combination_class", "Class"),
        extracted("source_tier", "Read in"),
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
