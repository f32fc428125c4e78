"""Statistical plots in the report: which of them an analysis gives, and what is said of them.

Their text alternatives are the figures' own, which name the numbers that are drawn.
"""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name
from review.pooling.profile_curves import maximises
from review.report.blocks import Block, FigureBlock, FigureOf, Paragraph, refer, words


def spread_figures(results: Results) -> tuple[Block, ...]:
    """Return what shows how far the cohorts differ: rate against patients, and the profile likelihood."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    if result.k < FEWEST_POOLED:
        return ()
    blocks = _shown(
        "rate-size",
        results,
        " sets the rates against the numbers of patients, with what chance alone would allow.",
        f"The {outcome.rate} of each cohort against its number of patients, with the pooled rate. Shaded "
        "is where cohorts of that size would lie if all had the pooled rate.",
    )
    if maximises(result.model) and result.pooled.exact is None:
        both = "" if result.model.model == "inverse-variance" else " and the pooled rate"
        blocks += _shown(
            "profile",
            results,
            " shows how sharply the data tell the spread between cohorts. A curve that comes down slowly "
            "means that large values are hard to rule out.",
            f"The profile likelihood of the spread between cohorts{both}, with the cut that gives its "
            f"{level_name(result.model.level)} interval.",
        )
    if result.model.model == "bayesian":
        blocks += posterior_figure(results)
    return blocks


def influence_figure(results: Results) -> tuple[Block, ...]:
    """Return the measures of influence of each cohort."""
    return _shown(
        "influence",
        results,
        " draws these and three measures more.",
        "What each cohort does to the pooled value and to the spread, by eight measures.",
    )


def subsets_figure(results: Results) -> tuple[Block, ...]:
    """Return the cloud of the subsets of the cohorts."""
    return _shown(
        "gosh",
        results,
        " draws them: two clouds, or two peaks, would mean cohorts of two kinds.",
        "The pooled rate and I² of subsets of the cohorts (left), and the rates of those with and without "
        "the cohort that parts them most (right).",
    )


def cumulative_figure(results: Results) -> tuple[Block, ...]:
    """Return the pooled rate as cohorts are added."""
    return _shown(
        "cumulative",
        results,
        " draws the same numbers.",
        "The pooled rate as cohorts were added, one after the other.",
    )


def moderator_figures(results: Results) -> tuple[Block, ...]:
    """Return rates against moderators, where a meta-regression has one moderator alone."""
    found = [asked.result.regression for asked in results.regressions]
    if not any(regression and regression.predictions for regression in found):
        return ()
    return _shown(
        "bubble",
        results,
        " sets the rates against what may go along with them.",
        "The rate of each cohort against a moderator, and the rate that the regression expects there.",
    )


def posterior_figure(results: Results) -> tuple[Block, ...]:
    """Return the posterior densities that chances and Bayesian intervals are read from."""
    return _shown(
        "posterior",
        results,
        " draws the distributions that a Bayesian model gives.",
        "What a Bayesian model holds, after the data, of the pooled rate, of the rate of a new cohort, and "
        "of the spread between cohorts.",
    )


def _shown(kind: str, results: Results, said: str, caption: str) -> tuple[Block, ...]:
    """A figure, and before it the sentence that leads to it."""
    figure = FigureBlock(
        anchor=f"figure-{kind}", caption=words(caption), alt="", figure=FigureOf(kind, results)
    )
    return Paragraph(words(refer(figure.anchor), said)), figure
