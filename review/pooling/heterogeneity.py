"""How far cohorts differ beyond chance: Q, I² and H²."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from review.pooling.quantiles import normal_quantile
from review.pooling.residual_maker import ResidualMaker

Array = NDArray[np.float64]


def h2_from_q(q: Array, df: int) -> Array:
    """Return H² = Q/df, at least 1.

    >>> h2_from_q(np.array([12.0, 3.0]), 6).tolist()
    [2.0, 1.0]
    """
    return np.asarray(np.maximum(1.0, q / df))


def i2_from_h2(h2: Array) -> Array:
    """Return I² = (H² − 1)/H² in per cent: with H² = Q/df it is (Q − df)/Q.

    >>> float(i2_from_h2(np.array(2.0)))
    50.0
    """
    return np.asarray(100 * (h2 - 1) / h2)


def i2_interval(q: float, df: int, *, level: float = 0.95) -> tuple[float, float] | None:
    """Return the test-based interval of I² in per cent; None for two cohorts with Q <= 2.

    Notes
    -----
    Higgins and Thompson 2002, doi:10.1002/sim.1186: normal on ln H, whose standard error has one form
    for Q > k and another for Q <= k, which divides by k − 2.

    Examples
    --------
    >>> low, high = i2_interval(18.92, 6)
    >>> round(low, 1), round(high, 1)
    (29.8, 85.7)
    """
    k = df + 1
    if k == 2 and q <= k:
        return None
    if q > k:
        se = 0.5 * (math.log(q) - math.log(df)) / (math.sqrt(2 * q) - math.sqrt(2 * k - 3))
    else:
        se = math.sqrt((1 - 1 / (3 * (k - 2) ** 2)) / (2 * (k - 2)))
    # ln H of Q = 0 is minus infinity; H is at least 1, and so are its ends.
    log_h = 0.5 * math.log(h2_from_q(np.asarray(q), df))
    reach = normal_quantile(level) * se
    low, high = i2_from_h2(np.exp(2 * np.maximum(0.0, log_h + np.array([-reach, reach]))))
    return float(low), float(high)


def i2_from_tau2(tau2: float, v: Array, X: Array) -> float:
    """Return the share in per cent that tau² has of tau² plus the variance of a typical cohort.

    Parameters
    ----------
    v
        Sampling variances, shape (k, 1).

    Notes
    -----
    The typical variance is (k − p)/tr P at tau² = 0, Higgins and Thompson 2002, eq. 9.

    Examples
    --------
    >>> i2_from_tau2(1.0, np.ones((2, 1)), np.ones((2, 1)))
    50.0
    """
    k, p = X.shape
    typical = (k - p) / float(ResidualMaker(X, 1.0 / v).traces()[0][0])
    return 100.0 if math.isinf(tau2) else 100 * tau2 / (tau2 + typical)
