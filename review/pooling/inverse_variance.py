"""The inverse-variance models: a weighted mean of effects, with tau² (random) or without (common)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from review.pooling import pymare_engine
from review.pooling.fit import Fit, on_scale
from review.pooling.generalised_q import generalised_q
from review.pooling.heterogeneity import h2_from_q, i2_from_h2, i2_from_tau2, i2_interval
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.notes import note
from review.pooling.pooled_intervals import POOLED_INTERVALS, profile_interval
from review.pooling.prediction import FEWEST_COHORTS, PREDICTIONS, prediction_interval
from review.pooling.quantiles import chi2_tail, normal_quantile, t_quantile
from review.pooling.results import Heterogeneity, ModelChoice, Note, Pooled
from review.pooling.tau2 import TAU2, likelihood_maximum, tau2_estimate
from review.pooling.tau2_intervals import profile_likelihood, q_profile

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """The mean on the transformed scale at one tau², with the standard errors that intervals may use."""

    estimate: float
    se: float
    se_hartung_knapp: float
    scale: float
    """Hartung and Knapp's factor on the variance, before any floor."""


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Pool by inverse variance.

    Parameters
    ----------
    x, n
        Responders and patients, shape (k,), k >= 2.
    choice
        Model ``inverse-variance``, or ``common``, where ``tau2`` is None and tau² is taken as 0.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14.0, 8.0, 2.0]), np.array([52.0, 37.0, 14.0, 11.0])
    >>> choice = choose(model="inverse-variance", tau2="DL", ci="wald")
    >>> round(fit(x, n, choice).pooled.estimate, 3)
    0.383
    """
    y, v = on_scale(x, n, choice)
    columns, variances, X = y[:, None], v[:, None], np.ones((y.size, 1))
    tau2 = 0.0 if choice.tau2 is None else float(tau2_estimate(choice.tau2, columns, variances)[0])
    mean = weighted_mean(columns, variances, X, tau2, choice.ci)
    weights = 1.0 / (v + tau2)
    heterogeneity = _heterogeneity(columns, variances, X, tau2, choice)
    return Fit(
        pooled=_pooled(y, v, n, tau2, mean, choice),
        heterogeneity=heterogeneity,
        weights=tuple((100 * weights / weights.sum()).tolist()),
        notes=(
            *_prediction_notes(y.size, heterogeneity, choice),
            *_notes(columns, variances, X, mean, choice),
        ),
    )


def weighted_mean(y: Array, v: Array, X: Array, tau2: float, ci: str) -> WeightedMean:
    """Return the weighted mean of one data set (columns of shape (k, 1)) at `tau2`."""
    at = np.array([tau2])
    wald = pymare_engine.weighted_least_squares(y, v, X, at)
    knapp = pymare_engine.weighted_least_squares(y, v, X, at, correction="knapp-hartung")
    correction = POOLED_INTERVALS[ci].correction or "wald"
    used = pymare_engine.weighted_least_squares(y, v, X, at, correction=correction)
    return WeightedMean(
        estimate=float(wald.estimate[0, 0]),
        se=float(used.se[0, 0]),
        se_hartung_knapp=float(knapp.se[0, 0]),
        scale=float((knapp.se[0, 0] / wald.se[0, 0]) ** 2),
    )


def _pooled(y: Array, v: Array, n: Array, tau2: float, mean: WeightedMean, choice: ModelChoice) -> Pooled:
    k = y.size
    if choice.ci == "profile":
        low, high = profile_interval(str(choice.tau2), y, v, mean.estimate, mean.se, level=choice.level)
    else:
        t = POOLED_INTERVALS[choice.ci].t
        half = mean.se * (t_quantile(choice.level, k - 1) if t else normal_quantile(choice.level))
        low, high = mean.estimate - half, mean.estimate + half
    se = mean.se_hartung_knapp if PREDICTIONS[choice.prediction].hartung_knapp else mean.se
    ends = prediction_interval(choice.prediction, mean.estimate, se, tau2, k, level=choice.level)
    measure, typical_n = MEASURES[choice.measure], harmonic_mean(n)
    return Pooled(
        estimate=measure.proportion(mean.estimate, typical_n),
        ci_low=measure.proportion(low, typical_n),
        ci_high=measure.proportion(high, typical_n),
        prediction_low=measure.proportion(ends[0], typical_n) if ends else None,
        prediction_high=measure.proportion(ends[1], typical_n) if ends else None,
        estimate_transformed=mean.estimate,
        se_transformed=mean.se,
        ci_low_transformed=low,
        ci_high_transformed=high,
    )


def _heterogeneity(y: Array, v: Array, X: Array, tau2: float, choice: ModelChoice) -> Heterogeneity:
    df = y.shape[0] - 1
    q = float(generalised_q(np.zeros(1), y, v, X)[0])
    h2 = h2_from_q(q, df)
    i2_ends = i2_interval(q, df, level=choice.level) or (None, None)
    shared = Heterogeneity(
        i2=i2_from_h2(h2), i2_ci_low=i2_ends[0], i2_ci_high=i2_ends[1], h2=h2,
        q=q, q_df=df, q_p=chi2_tail(q, df),
    )  # fmt: skip
    if choice.tau2 is None:
        return shared
    if choice.ci == "profile":
        low, high = profile_likelihood(choice.tau2, tau2, y, v, X, level=choice.level)
    else:
        low, high = (float(end[0]) for end in q_profile(y, v, X, level=choice.level))
    return replace(
        shared,
        tau2=tau2,
        tau2_ci_low=low,
        tau2_ci_high=high,
        i2_tau2=i2_from_tau2(tau2, v, X),
        i2_tau2_ci_low=i2_from_tau2(low, v, X),
        i2_tau2_ci_high=i2_from_tau2(high, v, X),
    )


def _prediction_notes(k: int, found: Heterogeneity, choice: ModelChoice) -> tuple[Note, ...]:
    if choice.prediction == "none":
        return ()
    if k < FEWEST_COHORTS:
        return (note("POOL04"),)
    few = (note("POOL05", k=k),) if k < 5 else ()
    return (*few, note("POOL03", k=k, high=found.tau2_ci_high)) if found.tau2 == 0 else few


def _notes(y: Array, v: Array, X: Array, mean: WeightedMean, choice: ModelChoice) -> tuple[Note, ...]:
    notes: list[Note] = []
    if choice.ci == "HK" and mean.scale < 1:
        notes.append(note("POOL09", scale=mean.scale))
    if choice.tau2 is not None and TAU2[choice.tau2].likelihood:
        count = int(likelihood_maximum(choice.tau2, y, v, X).count[0])
        if count > 1:
            notes.append(note("POOL12", count=count))
    return tuple(notes)
