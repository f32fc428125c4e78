"""The generalised Q statistic, y′P(τ²)y, and the tau² at which it takes a given value.

The Paule-Mandel estimate is where it equals its degrees of freedom, the ends of the Q-profile interval
are where it equals quantiles of chi².
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from review.pooling.residual_maker import ResidualMaker

Array = NDArray[np.float64]


def generalised_q(tau2: Array, y: Array, v: Array, X: Array) -> Array:
    """Return Q at one tau² per data set; Cochran's Q at 0.

    >>> y, v = np.array([[0.0], [2.0]]), np.ones((2, 1))
    >>> generalised_q(np.zeros(1), y, v, np.ones((2, 1))).tolist()
    [2.0]
    """
    return ResidualMaker(X, 1.0 / (v + tau2)).quadratic(y)


def tau2_where_q_is(target: float, y: Array, v: Array, X: Array) -> Array:
    """Return the tau² >= 0 of each data set at which Q equals `target`; 0 where Q(0) is below it.

    Notes
    -----
    Q falls with tau² and is convex (its derivatives are −y′PPy and 2y′PPPy), so Newton's method from 0
    climbs to the root without overshooting: no bracket, no upper limit. A step at worst doubles tau².

    Examples
    --------
    >>> y, v = np.array([[0.0], [2.0]]), np.ones((2, 1))
    >>> tau2_where_q_is(1.0, y, v, np.ones((2, 1))).tolist()
    [1.0]
    """
    tau2 = np.zeros(y.shape[1])
    active = np.arange(y.shape[1])
    while active.size:
        y_, v_ = y[:, active], v[:, active]
        P = ResidualMaker(X, 1.0 / (v_ + tau2[active]))
        Py = P.apply(y_)
        excess = P.quadratic(y_) - target
        slope = (Py * Py).sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            step = np.where(excess > 0, excess / slope, 0.0)
        tau2[active] += step
        moving = step > 4e-16 * (tau2[active] + v_.min(axis=0))
        active = active[moving]
    return tau2
