"""The mean rate over cohorts, and its interval: what a sentence about 100 patients rests on."""

from __future__ import annotations

from math import sqrt

import numpy as np

from review.pooling.binomial_normal import cohort_terms
from review.pooling.results import Heterogeneity, ModelChoice, Pooled


def marginal_mean(mu: float, tau: float) -> float:
    """Mean rate over cohorts whose logits are normal: the likelihood of one patient who responds.

    >>> round(marginal_mean(0.0, 1.0), 6), round(marginal_mean(-2.0, 1.5), 4)
    (0.5, 0.1901)
    """
    one = np.array([1.0])
    return float(np.exp(cohort_terms(one, one, np.array([mu]), np.array([tau])).loglik[0]))


def marginal_interval(
    pooled: Pooled, heterogeneity: Heterogeneity, choice: ModelChoice
) -> tuple[float, float] | None:
    """Return the interval of the marginal mean; None for a model that has no marginal mean.

    Notes
    -----
    Under the random-intercept logistic model the mean rate grows with μ at any τ, so the ends of the
    interval of μ, each averaged over cohorts at the estimated τ, are the ends for the mean at that τ; that
    τ is itself an estimate is not counted. Under the beta-binomial model the pooled rate is the mean.

    Examples
    --------
    >>> from review.pooling.pool import pool
    >>> found = pool([19, 14, 6, 8, 23, 2, 2], [52, 37, 11, 14, 28, 6, 11])
    >>> low, high = marginal_interval(found.pooled, found.heterogeneity, found.model)
    >>> round(low, 3), round(found.pooled.marginal_mean, 3), round(high, 3)
    (0.298, 0.471, 0.652)
    """
    if pooled.marginal_mean is None or pooled.ci_low is None or pooled.ci_high is None or pooled.exact:
        return None
    if choice.model != "glmm":
        return pooled.ci_low, pooled.ci_high
    if heterogeneity.tau2 is None:
        return None
    tau, low, high = sqrt(heterogeneity.tau2), pooled.ci_low_transformed, pooled.ci_high_transformed
    return (
        0.0 if low is None else marginal_mean(low, tau),
        1.0 if high is None else marginal_mean(high, tau),
    )
