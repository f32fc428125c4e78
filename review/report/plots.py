"""Statistical plots in the report: which of them an analysis gives, and what their captions say.

Their text alternatives are the figures' own, which name the numbers that are drawn.
"""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name
from review.pooling.profile_curves import maximises
from review.report.blocks import FigureBlock, FigureOf, words


def spread_figures(results: Results) -> tuple[FigureBlock, ...]:
    """Return what shows how far the cohorts differ: rate against patients, and the profile likelihood."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    if result.k < FEWEST_POOLED:
        return ()
    figures = [
        _figure(
            "rate-size",
            results,
            f"The {outcome.rate} of each cohort against its number of patients, with the pooled rate. Shaded "
            "is where cohorts of that size would lie if all had the pooled rate.",
        )
    ]
    if maximises(result.model) and result.pooled.exact is None:
        level = level_name(result.model.level)
        figures.append(
            _figure(
                "profile",
                results,
                "How well the cohorts tell the spread between them"
                + (" and the pooled rate" if result.model.model != "inverse-variance" else "")
                + f": the profile likelihood, with the cut that gives its {level} interval. A curve that "
                "comes down slowly means that large values are hard to rule out.",
            )
        )
    if result.model.model == "bayesian":
        figures.append(posterior_figure(results))
    return tuple(figures)


def influence_figure(results: Results) -> FigureBlock:
    """Return the measures of influence of each cohort."""
    return _figure(
        "influence",
        results,
        "What each cohort does to the pooled value and to the spread, by eight measures.",
    )


def subsets_figure(results: Results) -> FigureBlock:
    """Return the cloud of the subsets of the cohorts."""
    return _figure(
        "gosh",
        results,
        "The pooled rate and I² of subsets of the cohorts (left), and the rates of those with and without "
        "the cohort that parts them most (right).",
    )


def cumulative_figure(results: Results) -> FigureBlock:
    """Return the pooled rate as cohorts are added."""
    return _figure("cumulative", results, "The pooled rate as cohorts were added, one after the other.")


def moderator_figures(results: Results) -> tuple[FigureBlock, ...]:
    """Return rates against moderators, where a meta-regression has one moderator alone."""
    found = [asked.result.regression for asked in results.regressions]
    if not any(regression and regression.predictions for regression in found):
        return ()
    return (
        _figure(
            "bubble",
            results,
            "The rate of each cohort against a moderator, and the rate that the regression expects there.",
        ),
    )


def posterior_figure(results: Results) -> FigureBlock:
    """Return the posterior densities that chances and Bayesian intervals are read from."""
    return _figure(
        "posterior",
        results,
        "What a Bayesian model holds, after the data, of the pooled rate, of the rate of a new cohort, and "
        "of the spread between cohorts.",
    )


def _figure(kind: str, results: Results, caption: str) -> FigureBlock:
    return FigureBlock(
        anchor=f"figure-{kind}", caption=words(caption), alt="", figure=FigureOf(kind, results)
    )
