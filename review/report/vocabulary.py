"""What the codes of a spec and of a workbook are called in a sentence.

To add an outcome or a denominator, add an entry; a code without an entry is printed as it stands, so
that a report never says something else than the analysis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.analysis.results import AnalysisInfo, CohortExcluded
from review.analysis.wording import NOT_STATED, rate_name, stated


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An outcome: what is said of a patient who had it."""

    code: str
    had: str
    event: str
    definition: str

    @property
    def rate(self) -> str:
        """The share of patients with the outcome, such as ``objective response rate``."""
        return rate_name(self.code)


OUTCOMES: Mapping[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome(
            code="ORR",
            had="responded",
            event="a response",
            definition="complete or partial response as best response",
        ),
        Outcome(
            code="CRR",
            had="had a complete response",
            event="a complete response",
            definition="complete response as best response",
        ),
        Outcome(
            code="DCR",
            had="had a response or stable disease",
            event="a response or stable disease",
            definition="complete response, partial response or stable disease as best response",
        ),
    )
}

DENOMINATORS: Mapping[str, str] = {
    "evaluable": "patients evaluable for response",
    "treated": "patients treated",
    "enrolled": "patients enrolled",
}

CONFIRMED: Mapping[str, str] = {"yes": "confirmed", "no": "not confirmed", "mixed": "mixed"}

#: Stages of `CohortExcluded`, in the order in which an analysis applies them.
EXCLUSION_STAGES: Mapping[str, str] = {
    "eligibility": "Another population or regimen",
    "data": "No usable count",
    "overlap": "Patients counted in another cohort",
    "choice": "Left out by the analysis file",
}


def outcome_of(analysis: AnalysisInfo) -> Outcome:
    """Return the outcome of an analysis; one that is not listed is named by its code.

    >>> outcome_of(AnalysisInfo(name="a", title="", question="", planned="", denominator="",
    ...                         outcome="MRD", subgroup_by="", subgroups_primary=False)).rate
    'MRD rate'
    """
    code = analysis.outcome
    return OUTCOMES.get(code) or Outcome(
        code=code,
        had=f"had the outcome {code}",
        event=f"the outcome {code}",
        definition=code,
    )


def denominator_of(analysis: AnalysisInfo) -> str:
    """Return who is counted below the line, such as ``patients evaluable for response``."""
    return DENOMINATORS.get(analysis.denominator, f"patients ({analysis.denominator or NOT_STATED})")


def confirmation(value: str) -> str:
    """Return whether responses were confirmed, in words.

    >>> confirmation("yes"), confirmation("")
    ('confirmed', 'not stated')
    """
    return CONFIRMED.get(value, stated(value))


def grouping(subgroup_by: str) -> str:
    """Return the name of a field that makes subgroups, as it stands in a sentence.

    >>> grouping("combination_class")
    'combination class'
    """
    return subgroup_by.replace("_", " ")


def stage(cohort: CohortExcluded) -> str:
    """Return what the stage at which a cohort left is called."""
    return EXCLUSION_STAGES.get(cohort.stage, cohort.stage)
