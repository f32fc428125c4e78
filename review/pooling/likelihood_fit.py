"""What models fitted by maximum likelihood on the logit scale share: standard error, intervals, prediction.

To add an interval, add an entry to `LIKELIHOOD_INTERVALS` (its label and reference stand in
`review.pooling.pooled_intervals`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from review.pooling.exact_notes import exact_note
from review.pooling.fit import Array
from review.pooling.prediction import prediction_reach
from review.pooling.quantiles import chi2_quantile, normal_quantile, t_quantile
from review.pooling.results import ModelChoice, Note, Pooled
from review.pooling.spread_maximum import Likelihood, Maximum, maximum
from review.pooling.spread_profile import Region, mu_interval, spread_region


@dataclass(frozen=True, slots=True)
class LikelihoodFit:
    """One data set at its maximum: pooled logit with standard error, and spread."""

    data: Likelihood
    top: Maximum
    k: int
    mu: float
    se: float
    spread: float

    def region(self, quantile: float) -> Region:
        """Return the spreads that a likelihood-ratio test with this quantile does not reject."""
        return spread_region(self.data, self.top, drop=quantile / 2)


def fit_likelihood(data: Likelihood, k: int) -> LikelihoodFit:
    """Return the maximum of one data set with an intercept only, of `k` cohorts."""
    top = maximum(data)
    se = float(np.sqrt(covariance_of(top)[0, 0]))
    return LikelihoodFit(data, top, k, float(top.beta[0, 0]), se, float(top.spread[0]))


def covariance_of(top: Maximum) -> Array:
    """Return the covariance of the coefficients of one data set.

    From the joint Hessian with the spread; at spread 0, where the spread has none, from theirs alone.
    """
    information = -top.height.hessian[0]
    if top.spread[0] == 0:
        information = information[:-1, :-1]
    p = top.beta.shape[1]
    return np.asarray(np.linalg.inv(information)[:p, :p])


def pooled_rate(
    fitted: LikelihoodFit, choice: ModelChoice, *, tau2: float, marginal_mean: float
) -> tuple[Pooled, tuple[Note, ...]]:
    """Return the pooled rate with interval and prediction, and notes where an end is not finite.

    Parameters
    ----------
    fitted
        The maximum.
    choice
        `ci` is a key of `LIKELIHOOD_INTERVALS`.
    tau2
        Variance between cohorts on the logit scale.
    marginal_mean
        Mean rate over cohorts.

    Raises
    ------
    ValueError
        If the models here have no such interval.
    """
    if choice.ci not in LIKELIHOOD_INTERVALS:
        raise ValueError(
            f"model {choice.model!r} has no interval {choice.ci!r}; it has "
            f"{', '.join(LIKELIHOOD_INTERVALS)}. For few cohorts use t: Hartung-Knapp rescales "
            "inverse-variance weights, which this model does not have"
        )
    low, high = LIKELIHOOD_INTERVALS[choice.ci](fitted, choice.level)
    se, variance = np.array(fitted.se), np.array(tau2)
    reach = prediction_reach(choice.prediction, se, variance, fitted.k, level=choice.level)
    pooled = Pooled(
        estimate=float(expit(fitted.mu)),
        ci_low=float(expit(low)),
        ci_high=float(expit(high)),
        prediction_low=None if reach is None else float(expit(fitted.mu - reach)),
        prediction_high=None if reach is None else float(expit(fitted.mu + reach)),
        marginal_mean=marginal_mean,
        estimate_transformed=fitted.mu,
        se_transformed=fitted.se,
        ci_low_transformed=finite(low),
        ci_high_transformed=finite(high),
    )
    notes = []
    if fitted.top.peaks[0] > 1:
        notes.append(exact_note("EXACT05", peaks=int(fitted.top.peaks[0])))
    if np.isinf(low):
        notes.append(exact_note("EXACT06", end="lower", shown="0%"))
    if np.isinf(high):
        notes.append(exact_note("EXACT06", end="upper", shown="100%"))
    return pooled, tuple(notes)


def finite(value: float) -> float | None:
    """Return the value, None where it is infinite.

    >>> finite(0.5), finite(float("inf"))
    (0.5, None)
    """
    return float(value) if np.isfinite(value) else None


def _wald(fitted: LikelihoodFit, level: float) -> tuple[float, float]:
    half = normal_quantile(level) * fitted.se
    return fitted.mu - half, fitted.mu + half


def _t(fitted: LikelihoodFit, level: float) -> tuple[float, float]:
    half = t_quantile(level, fitted.k - 1) * fitted.se
    return fitted.mu - half, fitted.mu + half


def _profile(fitted: LikelihoodFit, level: float) -> tuple[float, float]:
    return mu_interval(fitted.data, fitted.region(chi2_quantile(level, 1)))


def _profile_t(fitted: LikelihoodFit, level: float) -> tuple[float, float]:
    return mu_interval(fitted.data, fitted.region(t_quantile(level, fitted.k - 1) ** 2))


#: Ends of the pooled logit by code.
LIKELIHOOD_INTERVALS: Mapping[str, Callable[[LikelihoodFit, float], tuple[float, float]]] = {
    "t": _t,
    "wald": _wald,
    "profile": _profile,
    "profile-t": _profile_t,
}
