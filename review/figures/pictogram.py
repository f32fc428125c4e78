"""What a pooled rate means for 100 patients, as 100 people."""

from __future__ import annotations

from dataclasses import dataclass

from review.analysis.outcomes import outcome_of
from review.analysis.per_hundred import PEOPLE, PerHundred, per_hundred
from review.analysis.results import Results
from review.analysis.wording import level_name
from review.figures.few_cohorts import fewest_drawn
from review.figures.not_drawn import NotDrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictogram:
    """Everything that the figure shows.

    Parameters
    ----------
    shown
        How many of 100 people, and in which words.
    key
        What a person with, a person without the outcome, and the shade stand for.
    """

    name: str
    title: str
    shown: PerHundred
    key: tuple[str, str, str]
    foot: tuple[str, ...]
    alt: str


def pictogram(results: Results, *, diamond_for_few: bool | None = None) -> Pictogram:
    """Return the pictogram of the rate over all cohorts.

    Raises
    ------
    NotDrawn
        Fewer cohorts than a pooled rate is drawn for, or no rate of patients.
    """
    result, event = results.result, outcome_of(results.analysis.outcome).event
    fewest = fewest_drawn(results, diamond_for_few)
    if result.k < fewest:
        there = "is 1" if result.k == 1 else f"are {result.k}"
        raise NotDrawn(
            f"a pictogram needs {fewest} cohorts and there {there}",
            "diamond = true in [figure] draws it from two cohorts on",
        )
    shown = per_hundred(results)
    if shown is None:
        raise NotDrawn("there is no rate of patients", "review plot forest shows the cohorts")
    secondary = bool(result.subgroups) and results.analysis.subgroups_primary
    level = level_name(result.model.level)
    return Pictogram(
        name=f"{results.analysis.name}-pictogram",
        title=f"{results.analysis.title}: of {PEOPLE} patients",
        shown=shown,
        key=(
            f"with {event}: {shown.people}",
            f"without: {PEOPLE - shown.people}",
            f"the number may lie anywhere from {shown.low} to {shown.high} ({level} CI)",
        ),
        foot=(
            shown.numbers,
            *((f"Interval: {shown.how}.",) if shown.how else ()),
            *(("Over all subgroups, which is secondary to the rate of each.",) if secondary else ()),
            "An average over studies: no forecast for one person, and nothing about who will respond.",
        ),
        alt=shown.told,
    )
