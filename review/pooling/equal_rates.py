"""Whether all cohorts could have one rate: likelihood-ratio and Wald tests on the counts themselves."""

from __future__ import annotations

import numpy as np
from scipy.special import logit, xlogy

from review.pooling.fit import Array
from review.pooling.quantiles import chi2_tail
from review.pooling.results import Heterogeneity


def equal_rates(x: Array, n: Array) -> Heterogeneity:
    """Return both tests, each chi² on k − 1 degrees of freedom, and nothing else of heterogeneity.

    ``q`` is the likelihood-ratio test of one rate against a rate for each cohort. ``q_wald`` is the Wald
    test of the same, as metafor's ``rma.glmm`` gives it: cohorts with 0 or n responders carry no weight,
    so it is None where there are no others.

    Examples
    --------
    >>> tests = equal_rates(np.array([3.0, 6, 10, 1]), np.array([11.0, 17, 21, 6]))
    >>> round(tests.q, 4), round(tests.q_wald, 4), tests.q_df
    (2.6663, 2.4259, 3)
    """
    ratio, df = float(deviance(x, n)), x.size - 1
    mixed = (x > 0) & (x < n)
    wald = None
    if mixed.any():
        y, weight = logit((x / n)[mixed]), (x * (n - x) / n)[mixed]
        wald = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    return Heterogeneity(
        q=ratio,
        q_df=df,
        q_p=chi2_tail(ratio, df),
        q_wald=wald,
        q_wald_p=None if wald is None else chi2_tail(wald, df),
    )


def deviance(x: Array, n: Array) -> Array:
    """Return the likelihood-ratio statistic of one rate against a rate for each cohort (last axis).

    >>> float(deviance(np.array([2.0, 4, 8]), np.array([10.0, 20, 40])).round(12))
    0.0
    """
    rate = x.sum(axis=-1, keepdims=True) / n.sum(axis=-1, keepdims=True)
    each = xlogy(x, x / n) + xlogy(n - x, (n - x) / n) - xlogy(x, rate) - xlogy(n - x, 1 - rate)
    return np.asarray(np.maximum(2 * each.sum(axis=-1), 0.0))
