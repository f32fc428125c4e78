"""What the codes of a spec and of a workbook are called in a sentence.

To add an outcome or a denominator, add an entry; a code without an entry is printed as it stands, so
that a report never says something else than the analysis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.analysis.results import AnalysisInfo, CohortExcluded

NOT_STATED = "not stated"

#: What stands in a cell for an unknown: shown as unknown, never as the usual value.
UNKNOWN = frozenset({"", "NR", "UNCLEAR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An outcome: the name of its rate, and what is said of a patient who had it."""

    code: str
    rate: str
    had: str
    event: str
    definition: str


OUTCOMES: Mapping[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome(
            code="ORR",
            rate="objective response rate",
            had="responded",
            event="a response",
            definition="complete or partial response as best response",
        ),
        Outcome(
            code="CRR",
            rate="complete response rate",
            had="had a complete response",
            event="a complete response",
            definition="complete response as best response",
        ),
        Outcome(
            code="DCR",
            rate="disease control rate",
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
        rate=f"{code} rate",
        had=f"had the outcome {code}",
        event=f"the outcome {code}",
        definition=code,
    )


def denominator_of(analysis: AnalysisInfo) -> str:
    """Return who is counted below the line, such as ``patients evaluable for response``."""
    return DENOMINATORS.get(analysis.denominator, f"patients ({analysis.denominator or NOT_STATED})")


def known(value: str) -> str:
    """Return a value of the workbook, or that it is not stated.

    >>> known("central"), known("UNCLEAR"), known("")
    ('central', 'not stated', 'not stated')
    """
    return NOT_STATED if value.strip() in UNKNOWN else value


def confirmation(value: str) -> str:
    """Return whether responses were confirmed, in words.

    >>> confirmation("yes"), confirmation("")
    ('confirmed', 'not stated')
    """
    return CONFIRMED.get(value, known(value))


def grouping(subgroup_by: str) -> str:
    """Return the name of a field that makes subgroups, as it stands in a sentence.

    >>> grouping("combination_class")
    'combination class'
    """
    return subgroup_by.replace("_", " ")


def stage(cohort: CohortExcluded) -> str:
    """Return what the stage at which a cohort left is called."""
    return EXCLUSION_STAGES.get(cohort.stage, cohort.stage)
