"""The cohorts of an analysis as pooling takes them, and the weighted mean where a figure needs weights."""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.results import Results
from review.analysis.wording import cohorts as cohorts_text
from review.analysis.wording import model_words, sentence
from review.figures.not_drawn import NotDrawn
from review.pooling.choices import MODELS
from review.pooling.results import ModelChoice

#: Of cohorts that stand out, how many are named in a text alternative.
NAMED = 6


def counts_of(results: Results) -> tuple[list[int], list[int], list[str]]:
    """The responders, patients and names of the cohorts, in their order."""
    rows = results.result.studies
    return [row.events for row in rows], [row.n for row in rows], [row.study for row in rows]


def need(results: Results, least: int, what: str, instead: str = "review plot forest lists them") -> None:
    """Raise `NotDrawn` where there are fewer than `least` cohorts."""
    k = results.result.k
    if k < least:
        raise NotDrawn(
            f"{what} needs at least {cohorts_text(least)}; there {'is' if k == 1 else 'are'} {k}", instead
        )


def weighted(results: Results) -> tuple[ModelChoice, str]:
    """The analysis's model where it is a weighted mean, else the one on the same scale, and a note of it."""
    from review.pooling.weighted_mean_choice import as_weighted_mean

    choice = results.weighted.model
    if MODELS[choice.model].weighted_mean and choice == results.result.model:
        return choice, ""
    lent = choice if MODELS[choice.model].weighted_mean else as_weighted_mean(choice)
    own = MODELS[results.result.model.model].label
    return lent, (
        f"The {own} of this analysis has no weights; shown is another model of the same cohorts: "
        f"{model_words(lent)}."
    )


def named(names: Sequence[str]) -> str:
    """Some names as a list, and how many more there are.

    >>> named(["Chen", "Shi"]), named([])
    ('Chen, Shi', 'none')
    """
    if not names:
        return "none"
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def title_of(results: Results, what: str) -> str:
    """The title of a figure of an analysis."""
    return f"{results.analysis.title}: {what}"


def first_words(*parts: str) -> tuple[str, ...]:
    """The notes that are not empty, each beginning with a capital."""
    return tuple(sentence(part) for part in parts if part)
