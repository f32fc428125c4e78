"""The random-intercept logistic model on many data sets of one size at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from review.pooling.equal_rates import deviance
from review.pooling.fit import Array
from review.pooling.glmm import fit
from review.pooling.glmm_maximum import tops
from review.pooling.prediction import prediction_reach
from review.pooling.quantiles import normal_quantile, t_quantile
from review.pooling.results import ModelChoice

#: Data sets that are searched together: more cost memory, fewer cost overhead.
_TOGETHER = 2_000


def fit_many(x: NDArray[Any], n: NDArray[Any], choice: ModelChoice) -> dict[str, Array]:
    """Return arrays of shape (datasets,) by the names of `review.pooling.pool_many.ManyPooled`.

    Parameters
    ----------
    x, n
        Checked counts, whole numbers of any type, shape (datasets, k), k >= 2.
    choice
        With `ci` t or wald the data sets are fitted together; profile intervals, and data sets in which
        all cohorts are all or nothing, are fitted one by one.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([[19.0, 14, 8], [0, 0, 0]]), np.array([[52.0, 37, 14], [9, 9, 9]])
    >>> fit_many(x, n, choose())["estimate"].round(4).tolist()
    [0.3981, 0.0]
    """
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    together = ((x > 0) & (x < n)).any(axis=1) & (choice.ci in ("t", "wald"))
    found = {name: np.full(x.shape[0], np.nan) for name in _FIELDS}
    chosen = np.flatnonzero(together)
    for start in range(0, chosen.size, _TOGETHER):
        rows = chosen[start : start + _TOGETHER]
        for name, values in _fitted_together(x[rows], n[rows], choice).items():
            found[name][rows] = values
    for row in np.flatnonzero(~together):
        alone = fit(x[row], n[row], choice)
        for name in _FIELDS:
            part = alone.heterogeneity if name in ("tau2", "q") else alone.pooled
            value = getattr(part, name)
            found[name][row] = np.nan if value is None else value
    return found


_FIELDS = (
    "estimate", "ci_low", "ci_high", "prediction_low", "prediction_high",
    "estimate_transformed", "se_transformed", "tau2", "q",
)  # fmt: skip


def _fitted_together(x: Array, n: Array, choice: ModelChoice) -> dict[str, Array]:
    k = x.shape[1]
    top = tops(x, n)
    information, mu, tau2 = top.information, top.mu, top.tau**2
    cross = np.where(top.tau > 0, information[:, 0, 1], 0.0)
    own = np.where(top.tau > 0, information[:, 1, 1], 1.0)
    se = 1 / np.sqrt(information[:, 0, 0] - cross**2 / own)
    half = se * (t_quantile(choice.level, k - 1) if choice.ci == "t" else normal_quantile(choice.level))
    ahead = prediction_reach(choice.prediction, se, tau2, k, level=choice.level)
    reach = np.full(mu.size, np.nan) if ahead is None else ahead
    return {
        "estimate": expit(mu),
        "ci_low": expit(mu - half),
        "ci_high": expit(mu + half),
        "prediction_low": expit(mu - reach),
        "prediction_high": expit(mu + reach),
        "estimate_transformed": mu,
        "se_transformed": se,
        "tau2": tau2,
        "q": deviance(x, n),
    }
