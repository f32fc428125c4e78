"""The outcomes that an analysis can pool, and the patients that it can count: codes, words and counts.

To add one, add an entry here; the analysis file, its errors, the figures and the report read it from this
registry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A share of patients: its code, its name in print, and the counts that add up to its events.

    Parameters
    ----------
    name
        What was counted; its share is the `rate`.
    had, event
        What is said of a patient who had it, and of having it.
    definition
        What counts as an event, in a clause.
    reported
        Field that holds the events themselves; empty where the form has none.
    parts
        Fields that add up to the events, used where `reported` is missing.
    """

    code: str
    name: str
    had: str
    event: str
    definition: str
    reported: str = ""
    parts: tuple[str, ...] = ()

    @property
    def rate(self) -> str:
        """The share of patients with the outcome, such as ``objective response rate``."""
        return f"{self.name} rate"


OUTCOMES: Mapping[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome(
            code="ORR",
            name="objective response",
            had="responded",
            event="a response",
            definition="complete or partial response as best response",
            reported="responders",
            parts=("cr", "pr"),
        ),
        Outcome(
            code="CRR",
            name="complete response",
            had="had a complete response",
            event="a complete response",
            definition="complete response as best response",
            parts=("cr",),
        ),
        Outcome(
            code="DCR",
            name="disease control",
            had="had a response or stable disease",
            event="a response or stable disease",
            definition="complete response, partial response or stable disease as best response",
            parts=("cr", "pr", "sd"),
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Denominator:
    """The patients that are divided by: a code, the fields that add up to them, and who is counted.

    Parameters
    ----------
    unknown_had_it
        Whether patients beyond the evaluable, of whom nobody knows, are counted as events.
    short
        What stands above a column.
    """

    code: str
    fields: tuple[str, ...]
    patients: str
    short: str
    unknown_had_it: bool = False


DENOMINATORS: Mapping[str, Denominator] = {
    denominator.code: denominator
    for denominator in (
        Denominator(
            code="evaluable",
            fields=("n_evaluable",),
            patients="patients evaluable for response",
            short="Evaluable",
        ),
        Denominator(
            code="evaluable or NE",
            fields=("n_evaluable", "ne"),
            patients="patients evaluable or not evaluable (NE), the latter without a response",
            short="With NE as no response",
        ),
        Denominator(code="treated", fields=("n_treated",), patients="patients treated", short="Treated"),
        Denominator(
            code="enrolled",
            fields=("n_enrolled",),
            patients="patients enrolled",
            short="Enrolled (worst case)",
        ),
        Denominator(
            code="best case",
            fields=("n_enrolled",),
            patients="patients enrolled, all whose response is not known counted as if they had one",
            short="Enrolled, best case",
            unknown_had_it=True,
        ),
    )
}


def outcome_of(code: str) -> Outcome:
    """Return the outcome of a code; one that is not listed is named by its code.

    >>> outcome_of("DCR").rate, outcome_of("grade ≥3").rate
    ('disease control rate', 'grade ≥3 rate')
    """
    return OUTCOMES.get(code) or Outcome(
        code=code, name=code, had=f"had the outcome {code}", event=f"the outcome {code}", definition=code
    )
