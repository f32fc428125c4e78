"""What a pooled rate means for 100 patients, in numbers and in words that a patient can read."""

from __future__ import annotations

from dataclasses import dataclass

from review.analysis.outcomes import DENOMINATORS, outcome_of
from review.analysis.results import Results
from review.analysis.wording import cohorts, level_name, per_cent, per_cent_range, sentence
from review.pooling.choices import MODELS
from review.pooling.exact_rates import exact_rate

PEOPLE = 100

#: What the rate of a model that has one is called.
MARGINAL = "marginal mean, the average over cohorts"


@dataclass(frozen=True, slots=True, kw_only=True)
class PerHundred:
    """How many of 100 patients.

    Parameters
    ----------
    people, low, high
        The rate and the ends of its interval, in people.
    headline, line
        What a patient can read: the number, and what it means.
    numbers
        The rate by its name with its interval, and of how many cohorts and patients.
    how
        How the interval was made, where that is not the usual way.
    """

    people: int
    low: int
    high: int
    headline: str
    line: str
    numbers: str
    how: str = ""

    @property
    def told(self) -> str:
        """All of it in words."""
        return f"{PEOPLE} people, of whom {self.people} are marked. {self.line} {self.numbers}"


@dataclass(frozen=True, slots=True)
class _Rate:
    """A rate of patients with its interval, what it is called, how the interval was made."""

    estimate: float
    low: float
    high: float
    name: str
    how: str = ""


def per_hundred(results: Results) -> PerHundred | None:
    """Return it for the rate over all cohorts; None where there is no rate of patients.

    The marginal mean speaks of patients, so it is what is given; a model that has none gives its pooled
    rate, and the words say which rate that is.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from review.analysis.results import MarginalMean
    >>> from tests.samples import sample_results
    >>> mean = MarginalMean(estimate=0.471, low=0.298, high=0.652, how="averaged")
    >>> found = per_hundred(replace(sample_results(), marginal=mean))
    >>> found.headline, found.low, found.high
    ('About 47 of 100 patients', 30, 65)
    """
    rate = _rate(results)
    if rate is None:
        return None
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    about, ends = _about(rate.estimate), (_of_people(rate.low), _of_people(rate.high))
    first = (
        f"Of {PEOPLE} patients treated as in these studies, {about} can be expected to have {outcome.event}."
        if results.marginal
        else f"The {rate.name}, comes to {about} of {PEOPLE} patients with {outcome.event}."
    )
    interval = f"{level_name(result.model.level)} CI {per_cent_range(rate.low, rate.high)}%"
    patients = DENOMINATORS[results.analysis.denominator].patients
    counted = f"{cohorts(result.k)}, {result.events} of {result.n} {patients}"
    return PerHundred(
        people=_of_people(rate.estimate),
        low=ends[0],
        high=ends[1],
        headline=f"{sentence(about)} of {PEOPLE} patients",
        line=f"{first} The studies leave room for anything from {ends[0]} to {ends[1]}.",
        numbers=f"{sentence(rate.name)}: {per_cent(rate.estimate)}%, {interval}; {counted}.",
        how=rate.how,
    )


def _rate(results: Results) -> _Rate | None:
    result, mean = results.result, results.marginal
    if mean is not None:
        return _Rate(mean.estimate, mean.low, mean.high, MARGINAL, mean.how)
    pooled, instead = result.pooled, exact_rate(result.pooled.exact)
    if pooled.estimate is None or pooled.ci_low is None or pooled.ci_high is None:
        return None
    if instead is not None and instead.of_cohorts:
        return None
    # The registry of measures needs numpy, which printing what was pooled does without.
    from review.pooling.measures import MEASURES

    rate = instead.rate if instead else MODELS[result.model.model].rate or MEASURES[result.model.measure].rate
    # An approximate interval can leave what people can be.
    low, high = max(0.0, pooled.ci_low), min(1.0, pooled.ci_high)
    return _Rate(pooled.estimate, low, high, f"pooled rate, which is the {rate.name}")


def _of_people(proportion: float) -> int:
    return int(f"{PEOPLE * proportion:.0f}")


def _about(proportion: float) -> str:
    """A number of people, and never nobody or everybody."""
    if proportion < 0.5 / PEOPLE:
        return "fewer than 1"
    return f"more than {PEOPLE - 1}" if proportion >= 1 - 0.5 / PEOPLE else f"about {_of_people(proportion)}"
