"""The weighted mean of effects, with tau² (random) or without (common): of one data set, or of many at once.

PyMARE fits the mean as any other regression. A batch of thousands is fitted by the sums that its formulas
come to for a mean alone, in a tenth of the time; tests hold the two against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling import pymare_engine
from review.pooling.generalised_q import generalised_q
from review.pooling.pooled_intervals import POOLED_INTERVALS, profile_interval
from review.pooling.prediction import PREDICTIONS, prediction_reach
from review.pooling.quantiles import normal_quantile, t_quantile
from review.pooling.residual_maker import ResidualMaker
from review.pooling.results import ModelChoice
from review.pooling.tau2 import FEW, TAU2, likelihood_maximum, tau2_estimate

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeightedMeans:
    """Means on the transformed scale, each shape (datasets,).

    Parameters
    ----------
    se, wald_se
        The standard error that the interval uses, and the one without any correction.
    scale
        Hartung and Knapp's factor on the variance, before any floor.
    prediction_reach
        Half the prediction interval; None where none is given.
    maxima
        How many the likelihood of tau² has; None where the estimator maximises none.
    """

    tau2: Array
    estimate: Array
    se: Array
    wald_se: Array
    low: Array
    high: Array
    scale: Array
    q: Array
    prediction_reach: Array | None
    maxima: NDArray[np.int64] | None


def weighted_means(y: Array, v: Array, choice: ModelChoice, *, many: bool = False) -> WeightedMeans:
    """Return the weighted mean of each column of effects.

    Parameters
    ----------
    y, v
        Effects and sampling variances, shape (k, datasets), k >= 2.
    many
        Whether these are some of a batch of more than `FEW` data sets, which PyMARE has no time for.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> y, v = np.array([[0.0], [2.0]]), np.ones((2, 1))
    >>> weighted_means(y, v, choose(model="inverse-variance", tau2="DL")).tau2.tolist()
    [1.0]
    """
    k, datasets = y.shape
    if (many or datasets > FEW) and choice.ci != "profile":
        return _by_sums(y, v, choice)
    X = np.ones((k, 1))
    maxima = None
    if choice.tau2 is None:
        tau2 = np.zeros(datasets)
    elif TAU2[choice.tau2].likelihood:
        found = likelihood_maximum(choice.tau2, y, v, X)
        tau2, maxima = found.tau2, found.count
    else:
        tau2 = tau2_estimate(choice.tau2, y, v)
    wald = pymare_engine.weighted_least_squares(y, v, X, tau2)
    knapp = pymare_engine.weighted_least_squares(y, v, X, tau2, correction="knapp-hartung")
    interval = POOLED_INTERVALS[choice.ci]
    used = {"wald": wald, "knapp-hartung": knapp}.get(interval.correction or "wald")
    if used is None:
        used = pymare_engine.weighted_least_squares(y, v, X, tau2, correction=interval.correction)
    estimate, se = wald.estimate[0], used.se[0]
    if choice.ci == "profile":
        ends = [
            profile_interval(
                str(choice.tau2), y[:, d], v[:, d], float(estimate[d]), float(se[d]), level=choice.level
            )
            for d in range(datasets)
        ]
        low, high = np.array(ends).T
    else:
        half = se * (t_quantile(choice.level, k - 1) if interval.t else normal_quantile(choice.level))
        low, high = estimate - half, estimate + half
    predicted = knapp.se[0] if PREDICTIONS[choice.prediction].hartung_knapp else se
    return WeightedMeans(
        tau2=tau2,
        estimate=estimate,
        se=se,
        wald_se=wald.se[0],
        low=low,
        high=high,
        scale=(knapp.se[0] / wald.se[0]) ** 2,
        q=generalised_q(np.zeros(datasets), y, v, X),
        prediction_reach=prediction_reach(choice.prediction, predicted, tau2, k, level=choice.level),
        maxima=maxima,
    )


def _by_sums(y: Array, v: Array, choice: ModelChoice) -> WeightedMeans:
    k, datasets = y.shape
    X, maxima = np.ones((k, 1)), None
    P = ResidualMaker(X, 1.0 / v)
    mean, q = P.least_squares(y)
    spread = q
    if choice.tau2 is None:
        tau2 = np.zeros(datasets)
    elif TAU2[choice.tau2].likelihood:
        found = likelihood_maximum(choice.tau2, y, v, X, many=True)
        tau2, maxima = found.tau2, found.count
    elif of_many := TAU2[choice.tau2].of_many:
        tau2 = of_many(y, v, P, q)
    else:
        tau2 = tau2_estimate(choice.tau2, y, v)
    if choice.tau2 is not None:
        P = ResidualMaker(X, 1.0 / (v + tau2))
        mean, spread = P.least_squares(y)
    estimate, wald_se = mean[0], np.sqrt(P.bread[:, 0, 0])
    scale = spread / (k - 1)
    knapp_se = wald_se * np.sqrt(scale)
    interval = POOLED_INTERVALS[choice.ci]
    used = {
        "wald": wald_se,
        "knapp-hartung": knapp_se,
        "knapp-hartung-conservative": np.maximum(wald_se, knapp_se),
    }
    se = used[interval.correction or "wald"]
    half = se * (t_quantile(choice.level, k - 1) if interval.t else normal_quantile(choice.level))
    predicted = knapp_se if PREDICTIONS[choice.prediction].hartung_knapp else se
    return WeightedMeans(
        tau2=tau2,
        estimate=estimate,
        se=se,
        wald_se=wald_se,
        low=estimate - half,
        high=estimate + half,
        scale=scale,
        q=q,
        prediction_reach=prediction_reach(choice.prediction, predicted, tau2, k, level=choice.level),
        maxima=maxima,
    )
