"""The outcomes that an analysis can pool: which counts make the events.

To add one, add an entry here; the analysis file, its errors and the report read it from this registry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """A share of patients: its code, its name in print, and the counts that add up to its events.

    Parameters
    ----------
    reported
        Field that holds the events themselves; empty where the form has none.
    parts
        Fields that add up to the events, used where `reported` is missing.
    """

    code: str
    label: str
    reported: str
    parts: tuple[str, ...]


OUTCOMES: Mapping[str, Outcome] = {
    outcome.code: outcome
    for outcome in (
        Outcome("ORR", "objective response rate", "responders", ("cr", "pr")),
        Outcome("CRR", "complete response rate", "", ("cr",)),
        Outcome("DCR", "disease control rate", "", ("cr", "pr", "sd")),
    )
}

#: The count that divides, by the name that an analysis file uses; the first sheet is where it stands.
DENOMINATORS: Mapping[str, str] = {
    "evaluable": "n_evaluable",
    "treated": "n_treated",
    "enrolled": "n_enrolled",
}
