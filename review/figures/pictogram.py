"""What a pooled rate means for 100 patients: how many of them have the outcome, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from review.analysis.outcomes import DENOMINATORS, Outcome, outcome_of
from review.analysis.results import Results
from review.analysis.wording import cohorts, level_name, per_cent, per_cent_range
from review.analysis.wording import sentence as _capital
from review.figures.few_cohorts import fewest_drawn
from review.figures.not_drawn import NotDrawn
from review.pooling.choices import MODELS
from review.pooling.exact_rates import exact_rate
from review.pooling.measures import MEASURES

PEOPLE = 100

#: What the two rates that a pictogram can rest on are called.
MARGINAL = "marginal mean, the average over cohorts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictogram:
    """Everything that the figure shows.

    Parameters
    ----------
    people
        How many of `PEOPLE` are drawn as having the outcome.
    low, high
        The ends of the interval, in people.
    headline, line
        What a patient can read: the number, and what it means.
    key
        What a person with, a person without the outcome, and the shade stand for.
    """

    name: str
    title: str
    people: int
    low: int
    high: int
    headline: str
    line: str
    key: tuple[str, str, str]
    foot: tuple[str, ...]
    alt: str


def pictogram(results: Results, *, diamond_for_few: bool | None = None) -> Pictogram:
    """Return the pictogram of the rate over all cohorts.

    The marginal mean speaks of patients, so it is what is drawn; a model that has none gives its pooled
    rate, and the figure says which rate that is.

    Raises
    ------
    NotDrawn
        Fewer cohorts than a pooled rate is drawn for, or no rate of patients.
    """
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    fewest = fewest_drawn(results, diamond_for_few)
    if result.k < fewest:
        raise NotDrawn(
            f"a pictogram needs {fewest} cohorts and there {_are(result.k)}",
            "diamond = true in [figure] draws it from two cohorts on",
        )
    estimate, low, high, name, how = _rate(results)
    people, ends = _of_people(estimate), (_of_people(low), _of_people(high))
    level = level_name(result.model.level)
    about = _about(estimate)
    patients = DENOMINATORS[results.analysis.denominator].patients
    secondary = bool(result.subgroups) and results.analysis.subgroups_primary
    first = (
        f"Of {PEOPLE} patients treated as in these studies, {about} can be expected to have {outcome.event}."
        if results.marginal
        else f"The {name}, comes to {about} of {PEOPLE} patients with {outcome.event}."
    )
    line = f"{first} The studies leave room for anything from {ends[0]} to {ends[1]}."
    numbers = _capital(f"{name}: {per_cent(estimate)}%, {level} CI {per_cent_range(low, high)}%")
    counted = f"{cohorts(result.k)}, {result.events} of {result.n} {patients}"
    return Pictogram(
        name=f"{results.analysis.name}-pictogram",
        title=f"{results.analysis.title}: of {PEOPLE} patients",
        people=people,
        low=ends[0],
        high=ends[1],
        headline=f"{_capital(about)} of {PEOPLE} patients",
        line=line,
        key=_key(outcome, people, ends, level),
        foot=(
            f"{numbers}; {counted}.",
            *((f"Interval: {how}.",) if how else ()),
            *(("Over all subgroups, which is secondary to the rate of each.",) if secondary else ()),
            "An average over studies: no forecast for one person, and nothing about who will respond.",
        ),
        alt=f"{PEOPLE} people, of whom {people} are marked. {line} {numbers}.",
    )


def _are(k: int) -> str:
    return "is 1" if k == 1 else f"are {k}"


def _rate(results: Results) -> tuple[float, float, float, str, str]:
    """Estimate, ends, the name of the rate, and how its interval was made where that is not the usual way."""
    result, mean = results.result, results.marginal
    if mean is not None:
        return mean.estimate, mean.low, mean.high, MARGINAL, mean.how
    pooled, instead = result.pooled, exact_rate(result.pooled.exact)
    if (
        pooled.estimate is None
        or pooled.ci_low is None
        or pooled.ci_high is None
        or (instead is not None and instead.of_cohorts)
    ):
        raise NotDrawn("there is no rate of patients", "review plot forest shows the cohorts")
    model = result.model
    rate = instead.rate if instead else MODELS[model.model].rate or MEASURES[model.measure].rate
    # An approximate interval of a rate on its own scale can leave what people can be.
    low, high = max(0.0, pooled.ci_low), min(1.0, pooled.ci_high)
    return pooled.estimate, low, high, f"pooled rate, which is the {rate.name}", ""


def _of_people(proportion: float) -> int:
    return int(f"{PEOPLE * proportion:.0f}")


def _about(proportion: float) -> str:
    if proportion < 0.5 / PEOPLE:
        return "fewer than 1"
    return f"more than {PEOPLE - 1}" if proportion >= 1 - 0.5 / PEOPLE else f"about {_of_people(proportion)}"


def _key(outcome: Outcome, people: int, ends: tuple[int, int], level: str) -> tuple[str, str, str]:
    return (
        f"with {outcome.event}: {people}",
        f"without: {PEOPLE - people}",
        f"the number may lie anywhere from {ends[0]} to {ends[1]} ({level} CI)",
    )
