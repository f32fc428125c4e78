"""What the codes of an analysis and of a workbook are called in a sentence.

A code without an entry is printed as it stands, so that a report never says something else than the
analysis. Outcomes and denominators have their words in `review/analysis/outcomes.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.analysis.outcomes import DENOMINATORS
from review.analysis.results import CohortExcluded
from review.analysis.wording import NOT_STATED

#: Stages of `CohortExcluded`, in the order in which they are listed: not that of the tries, in which
#: reasons of one stage may stand apart.
EXCLUSION_STAGES: Mapping[str, str] = {
    "inclusion": "Not included in the review",
    "eligibility": "Another population or regimen",
    "data": "No usable count",
    "overlap": "Patients counted in another cohort",
    "choice": "Left out by the analysis file",
}


def patients_counted(denominator: str) -> str:
    """Return who is counted below the line.

    >>> patients_counted("evaluable"), patients_counted("")
    ('patients evaluable for response', 'patients (not stated)')
    """
    known = DENOMINATORS.get(denominator)
    return known.patients if known else f"patients ({denominator or NOT_STATED})"


def grouping(subgroup_by: str) -> str:
    """Return the name of a field that makes subgroups, as it stands in a sentence.

    >>> grouping("combination_class")
    'combination class'
    """
    return subgroup_by.replace("_", " ")


def stage(cohort: CohortExcluded) -> str:
    """Return what the stage at which a cohort left is called."""
    return EXCLUSION_STAGES.get(cohort.stage, cohort.stage)
