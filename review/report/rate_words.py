"""The pooled rate in words: what it is called, its interval, and what a further cohort might show."""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED, tau2_is_zero
from review.analysis.outcomes import Outcome
from review.analysis.wording import level_name, variance
from review.pooling.choices import MODELS
from review.pooling.exact_rates import exact_rate
from review.pooling.measures import MEASURES
from review.pooling.prediction import FEWEST_COHORTS
from review.pooling.rate_names import RateName
from review.pooling.results import Heterogeneity, ModelChoice, Pooled, PoolResult
from review.report.numbers import capital, count, interval, of_hundred, percent

#: From this width (0–1) the words say what a wide prediction interval means.
WIDE = 0.4


def rate_name(model: ModelChoice, exact: str | None = None) -> RateName:
    """Return what the headline rate of a model is called; `exact` is that of the pooled rate.

    >>> from tests.samples import sample_result
    >>> rate_name(sample_result().model).name
    'median rate, expit(μ)'
    >>> rate_name(sample_result().model, "EXACT01").name
    'rate of all patients taken together'
    """
    instead = exact_rate(exact)
    if instead is not None:
        return instead.rate
    return MODELS[model.model].rate or MEASURES[model.measure].rate


def interval_name(model: ModelChoice) -> str:
    """Return ``95% CI``; a Bayesian interval is a credible interval (``95% CrI``)."""
    return f"{level_name(model.level)} {'CrI' if model.ci == 'posterior' else 'CI'}"


def rate_with_interval(pooled: Pooled, model: ModelChoice) -> str:
    """Return ``46.8% (95% CI 27.8–66.8%)``; where no model was fitted, also what the rate is of."""
    if pooled.estimate is None:
        return percent(None)
    if pooled.ci_low is None or pooled.ci_high is None:
        return f"{percent(pooled.estimate)} (its interval could not be computed)"
    ends = f"{interval_name(model)} {interval(pooled.ci_low, pooled.ci_high)}"
    instead = exact_rate(pooled.exact)
    return f"{percent(pooled.estimate)} ({ends}{f'; {instead.short}' if instead else ''})"


def rate_in_cell(pooled: Pooled) -> str:
    """Return ``46.8% (27.8–66.8%)``, for a cell under a head that names the interval."""
    if pooled.estimate is None:
        return percent(None)
    instead = exact_rate(pooled.exact)
    text = f"{percent(pooled.estimate)} ({interval(pooled.ci_low, pooled.ci_high)})"
    return f"{text}, {instead.short}" if instead else text


def shown_prediction(pooled: Pooled, heterogeneity: Heterogeneity, k: int) -> tuple[float, float] | None:
    """Return the prediction interval where it may be printed.

    It may not where there are fewer than three cohorts, and where the spread between cohorts is
    estimated as zero: there it equals the interval of the mean and would falsely reassure.
    """
    if pooled.prediction_low is None or pooled.prediction_high is None:
        return None
    if k < FEWEST_COHORTS or tau2_is_zero(heterogeneity):
        return None
    return pooled.prediction_low, pooled.prediction_high


def prediction_sentences(result: PoolResult, outcome: Outcome) -> str:
    """Say what a further cohort might show, or why that cannot be said."""
    model, level = result.model, level_name(result.model.level)
    pooled, heterogeneity, k = result.pooled, result.heterogeneity, result.k
    if k < 1 or pooled.estimate is None:
        return ""
    if k == 1:
        return "One cohort cannot show how far cohorts differ, so nothing is said of a further one."
    instead = exact_rate(pooled.exact)
    if instead is not None:
        return (
            f"No model was fitted, because {instead.why}. How far cohorts differ is not known, so nothing is "
            "said of a further one."
        )
    if model.model == "common":
        return (
            "The model assumes that all cohorts share one true rate. It therefore says nothing about how "
            "far a further cohort may differ, and there is no prediction interval."
        )
    if k < FEWEST_COHORTS:
        return (
            f"{capital(count(k, 'cohort'))} cannot show how far cohorts differ, so no prediction "
            "interval is given."
        )
    if model.prediction == "none":
        return "The analysis asked for no prediction interval."
    if tau2_is_zero(heterogeneity):
        return _without_spread(result, level)
    shown = shown_prediction(pooled, heterogeneity, k)
    if shown is None:
        return "No prediction interval could be computed, so nothing is said of a further cohort."
    low, high = shown
    text = (
        f"In a further cohort of the same kind, the true {outcome.rate} may lie anywhere from "
        f"{percent(low)} to {percent(high)} ({level} prediction interval, approximate). "
        "The rate that is then observed varies more, since it also depends on chance among its patients."
    )
    if high - low >= WIDE:
        text += (
            f" An interval this wide says: of 100 patients in one such cohort {of_hundred(max(0.0, low))} "
            "may have "
            f"{outcome.event}, in another {of_hundred(min(1.0, high))}, and nothing in these data tells "
            "which kind "
            "a new cohort will be. The pooled rate is the middle of unlike cohorts, and no forecast for "
            "the next."
        )
    if k < FEWEST_POOLED:
        text += f" The interval rests on {count(k, 'cohort')} only."
    if low < 0 or high > 1:
        text += (
            " An end below 0% or above 100% comes from the arithmetic of this scale; no rate can lie there."
        )
    return text


def per_hundred_sentence(result: PoolResult, outcome: Outcome) -> str:
    """Say how many of 100 patients, by the marginal mean; empty where no model gave one."""
    mean = result.pooled.marginal_mean
    if mean is None or result.k < FEWEST_POOLED or result.pooled.exact:
        return ""
    return (
        f"Of 100 patients treated in cohorts of this kind, {of_hundred(mean)} are "
        f"expected to have {outcome.event} (marginal mean, the average over cohorts: {percent(mean)})."
    )


def _without_spread(result: PoolResult, level: str) -> str:
    upper = result.heterogeneity.tau2_ci_high
    start = (
        f"That cannot be told from these {count(result.k, 'cohort')}: the spread "
        "between their true rates is estimated as zero (τ² = 0)."
    )
    low, high = result.pooled.prediction_low, result.pooled.prediction_high
    if upper is None or low is None or high is None:
        return (
            f"{start} A prediction interval would equal the interval of the pooled rate and falsely "
            "reassure, so none is given. Estimated as zero is not known to be zero."
        )
    return (
        f"{start} The {level} prediction interval, {interval(low, high)}, is then no wider than the interval "
        "of the pooled rate, and says too little. Estimated as zero is not known to be zero: a τ² of up to "
        f"{variance(upper)} agrees with the data (upper end of its {level} interval)."
    )
