"""What the pooled rate of a model is called in print, and what that means.

A model or a measure names its rate in its own registry entry, with one of these or with a new one.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateName:
    """The name of a pooled rate, and a sentence that says what it is."""

    name: str
    meaning: str


def median_rate(back: str) -> RateName:
    """Return the name of the rate of the typical cohort; `back` is the way back from the mean μ.

    >>> median_rate("exp(μ)").name
    'median rate, exp(μ)'
    """
    return RateName(
        f"median rate, {back}",
        "Half of the cohorts of this kind are expected to have a higher true rate, and half a lower one.",
    )


MEAN_RATE = RateName("mean rate", "It is the average of the true rates of cohorts of this kind.")
