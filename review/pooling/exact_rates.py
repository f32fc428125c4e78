"""What a rate is called where no model could be fitted and an exact binomial rate stands in its place.

`Pooled.exact` names the entry; words, tables and figures read it from there. To add one, add an entry
under the code of its note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.pooling.rate_names import RateName


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactRate:
    """One way in which counts leave no room for a model.

    Parameters
    ----------
    code
        Of the note that stands beside the numbers.
    why
        Why no model was fitted, in a clause.
    rate
        What is given instead.
    short
        The same in a few words, for a label and beside an interval.
    of_cohorts
        Whether cohorts are counted; else all patients, as if they were one cohort.
    """

    code: str
    why: str
    rate: RateName
    short: str
    of_cohorts: bool = False


def _of_patients(code: str, why: str, unknown: str) -> ExactRate:
    return ExactRate(
        code=code,
        why=why,
        rate=RateName(
            "rate of all patients taken together", f"No model was fitted, because {why}: {unknown}."
        ),
        short="all patients together",
    )


_CANNOT_TELL = "such data cannot tell how far cohorts differ"

EXACT_RATES: Mapping[str, ExactRate] = {
    exact.code: exact
    for exact in (
        _of_patients("EXACT01", "nobody responded in any cohort", _CANNOT_TELL),
        _of_patients("EXACT02", "everybody responded in every cohort", _CANNOT_TELL),
        _of_patients(
            "EXACT03",
            "every cohort has a single patient",
            "differences between cohorts cannot be told from chance",
        ),
        ExactRate(
            code="EXACT04",
            why="in each cohort either nobody or everybody responded",
            rate=RateName(
                "share of cohorts in which everybody responded",
                "It counts cohorts and is not a rate of patients. No model was fitted, because in each "
                "cohort either nobody or everybody responded: the difference between cohorts has no upper "
                "limit. Judge the cohorts one by one.",
            ),
            short="share of cohorts",
            of_cohorts=True,
        ),
    )
}


def exact_rate(code: str | None) -> ExactRate | None:
    """Return the entry that `Pooled.exact` names; None where a model was fitted.

    >>> exact_rate(None) is None, exact_rate("EXACT04").short
    (True, 'share of cohorts')
    """
    return None if code is None else EXACT_RATES[code]
