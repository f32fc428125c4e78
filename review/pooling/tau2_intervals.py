"""Intervals for tau²: Q-profile for every estimator, profile likelihood for ML and REML."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from review.pooling.generalised_q import tau2_where_q_is
from review.pooling.likelihood import likelihood
from review.pooling.quantiles import chi2_quantile

Array = NDArray[np.float64]

#: Points at which the profile is looked at on either side of its top, so that a second top is seen.
_SCAN = 200


def q_profile(y: Array, v: Array, X: Array, *, level: float = 0.95) -> tuple[Array, Array]:
    """Return the ends of the Q-profile interval of each data set, without an upper limit.

    Parameters
    ----------
    y, v
        Effects and sampling variances, shape (k, datasets); k > p.

    Notes
    -----
    Viechtbauer 2007, doi:10.1002/sim.2514. metafor and meta stop their search at tau² = 100.

    Examples
    --------
    >>> low, high = q_profile(np.array([[0.0], [2.0]]), np.ones((2, 1)), np.ones((2, 1)))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0], [2035.52])
    """
    df = X.shape[0] - X.shape[1]
    tail = (1 - level) / 2
    return (
        tau2_where_q_is(chi2_quantile(1 - tail, df), y, v, X),
        tau2_where_q_is(chi2_quantile(tail, df), y, v, X),
    )


def profile_likelihood(
    method: str, tau2: float, y: Array, v: Array, X: Array, *, level: float = 0.95
) -> tuple[float, float]:
    """Return the ends of the profile-likelihood interval of one data set (columns of shape (k, 1)).

    Parameters
    ----------
    method
        ``ML`` or ``REML``, with `tau2` its estimate.

    Notes
    -----
    Hardy and Thompson 1996. Where the likelihood has two maxima the set can fall in two; its hull is
    given.
    """
    from scipy.optimize import brentq

    curve = likelihood(method, y, v, X)
    floor = float(curve.value(np.array([tau2]))[0]) - chi2_quantile(level, 1) / 2

    def above(t: float) -> float:
        return float(curve.value(np.array([t]))[0]) - floor

    def outermost(points: Array) -> float:
        inside = [above(float(t)) > 0 for t in points]
        last = max(i for i, yes in enumerate(inside) if yes)
        if last + 1 == points.size:
            return float(points[last])
        return float(brentq(above, points[last], points[last + 1], xtol=1e-300, rtol=1e-14))

    start = max(tau2, float(v.min()))
    top = 2 * start
    while above(top) > 0:
        top *= 2
    step = np.geomspace(1e-6 * start, max(top - tau2, start), _SCAN)
    upper = outermost(np.concatenate([[tau2], tau2 + step]))
    lower = outermost(np.concatenate([[tau2], tau2 * np.linspace(1, 0, _SCAN)[1:]])) if tau2 > 0 else 0.0
    return lower, upper
