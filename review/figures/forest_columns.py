"""The columns that a forest plot can have.

To add a column, add an entry to `COLUMNS`: its key can then be asked for by name, its title stands in
the header, and its function writes the cell of a cohort.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from review.analysis.results import CohortUsed
from review.analysis.wording import NOT_STATED, number, per_cent, per_cent_range, stated
from review.pooling.results import StudyRate

Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what stands over it, on which side of the plot, how it is set, what it says.

    ``align_on`` is the character that stands in one line down the column (the slash of 19/52); without
    it ``right`` says whether the text is set to the right.
    """

    key: str
    title: str
    side: Side
    cell: Callable[[CohortUsed, StudyRate], str]
    align_on: str = ""
    right: bool = False
    quiet: bool = False


#: Confirmation as a word that stands on its own beside the assessor.
CONFIRMATION: Mapping[str, str] = {"yes": "confirmed", "no": "unconfirmed", "mixed": "partly confirmed"}


def _assessment(cohort: CohortUsed, _: StudyRate) -> str:
    confirmed = stated(cohort.confirmed)
    parts = (stated(cohort.assessor), CONFIRMATION.get(confirmed, confirmed))
    return NOT_STATED if set(parts) == {NOT_STATED} else ", ".join(parts)


def counts(events: int, n: int) -> str:
    """Responders of patients, as a column shows them.

    >>> counts(19, 52)
    '19/52'
    """
    return f"{events}/{n}"


def _extracted(field: str, title: str) -> Column:
    """Return a column that shows one field as it was extracted."""
    return Column(
        key=field,
        title=title,
        side="left",
        quiet=True,
        cell=lambda cohort, _: stated(getattr(cohort, field)),
    )


COLUMNS: Mapping[str, Column] = {
    column.key: column
    for column in (
        Column(key="cohort", title="Cohort", side="left", cell=lambda cohort, _: cohort.label),
        _extracted("assessor", "Assessor"),
        _extracted("confirmed", "Confirmed"),
        Column(key="assessment", title="Assessment", side="left", quiet=True, cell=_assessment),
        _extracted("regimen", "Regimen"),
        _extracted("histology", "Histology"),
        _extracted("combination_class", "Class"),
        _extracted("line", "Line"),
        _extracted("criteria", "Criteria"),
        _extracted("year", "Year"),
        _extracted("source_tier", "Read in"),
        Column(
            key="counts",
            title="n/N",
            side="left",
            align_on="/",
            cell=lambda _, rate: counts(rate.events, rate.n),
        ),
        Column(
            key="rate",
            title="Rate, %",
            side="right",
            right=True,
            cell=lambda _, rate: per_cent(rate.proportion),
        ),
        Column(
            key="interval",
            title="95% CI",
            side="right",
            align_on="–",
            cell=lambda _, rate: per_cent_range(rate.ci_low, rate.ci_high),
        ),
        Column(
            key="weight",
            title="Weight, %",
            side="right",
            right=True,
            cell=lambda _, rate: "" if rate.weight is None else number(rate.weight),
        ),
    )
}
