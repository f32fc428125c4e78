"""Intervals for the pooled rate, and what each is called.

To add one that an inverse-variance model can compute from estimate, standard error and tau², add an
entry with `correction`. Entries without one are computed by the models that offer them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.likelihood import highest, likelihood_at_mean
from review.pooling.quantiles import chi2_quantile

Array = NDArray[np.float64]

#: Means at which the profile is looked at on either side of the estimate.
_SCAN = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledInterval:
    """One interval for the pooled value.

    Parameters
    ----------
    correction
        PyMARE's name for what is done to the standard error; empty where the interval does not rest on
        one.
    t
        Whether the quantile is Student's with k − 1 degrees of freedom, or the normal one.
    """

    code: str
    label: str
    reference: str
    correction: str = ""
    t: bool = False
    caution: str = ""
    #: What the methods of a report say of it, and the keys of the references there.
    methods: str = ""
    cites: tuple[str, ...] = ()


def profile_interval(
    method: str, y: Array, v: Array, estimate: float, se: float, *, level: float = 0.95
) -> tuple[float, float]:
    """Return the profile-likelihood interval of the mean.

    Parameters
    ----------
    method
        ``ML`` or ``REML``; under REML the restricted likelihood is profiled with the mean kept in it.
    y, v
        Effects and sampling variances, shape (k,).
    estimate, se
        The maximum and its Wald standard error, where the search starts.

    Notes
    -----
    Hardy and Thompson 1996. At each mean the likelihood is at its highest over tau²; where it has two
    maxima the outermost crossing is taken.

    Examples
    --------
    >>> low, high = profile_interval("ML", np.array([-1.0, 0.0, 1.0]), np.full(3, 1e-6), 0.0, 0.47)
    >>> round(low, 3), round(high, 3)
    (-1.316, 1.316)
    """
    from scipy.optimize import brentq

    v_columns = v[:, None]

    def profiled(means: Array) -> Array:
        residual = y[:, None] - means
        spread = ((residual - residual.mean(axis=0)) ** 2).sum(axis=0) + y.size * residual.mean(axis=0) ** 2
        variances = np.repeat(v_columns, means.size, axis=1)
        curve = likelihood_at_mean(method, residual, variances)
        return curve.value(highest(curve, variances, y.size - 1, spread).tau2)

    floor = float(profiled(np.array([estimate]))[0]) - chi2_quantile(level, 1) / 2

    def above(mean: float) -> float:
        return float(profiled(np.array([mean]))[0]) - floor

    def end(direction: int) -> float:
        reach = 2 * se
        while above(estimate + direction * reach) > 0:
            reach *= 2
        means = estimate + direction * np.linspace(0, 2 * reach, _SCAN)
        last = int(np.flatnonzero(profiled(means) > floor)[-1])
        return float(brentq(above, means[last], means[last + 1], xtol=1e-300, rtol=1e-14))

    return end(-1), end(1)


POOLED_INTERVALS: Mapping[str, PooledInterval] = {
    interval.code: interval
    for interval in (
        PooledInterval(
            code="wald",
            label="Wald (normal)",
            correction="wald",
            reference="DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2",
            caution="Too narrow with few cohorts: it takes tau² as known.",
            methods="uses the normal distribution",
        ),
        PooledInterval(
            code="t",
            label="t with k − 1",
            correction="wald",
            t=True,
            reference="Follmann and Proschan 1999, doi:10.1111/j.0006-341X.1999.00732.x",
            methods="uses the t distribution on k − 1 degrees of freedom, k being the number of cohorts",
        ),
        PooledInterval(
            code="HK",
            label="Hartung-Knapp",
            correction="knapp-hartung",
            t=True,
            reference="Knapp and Hartung 2003, doi:10.1002/sim.1482",
            caution="Absurdly narrow where the cohorts happen to agree (Röver et al. 2015).",
            methods="is that of Hartung and Knapp, without a floor on its scale factor",
            cites=("hartung2001",),
        ),
        PooledInterval(
            code="HK-adhoc",
            label="modified Hartung-Knapp, scale factor at least 1",
            correction="knapp-hartung-conservative",
            t=True,
            reference="Röver, Knapp and Friede 2015, doi:10.1186/s12874-015-0091-1",
            methods=(
                "is that of Hartung and Knapp with its scale factor never below 1, so that cohorts which "
                "agree by chance do not make it absurdly narrow"
            ),
            cites=("inthout2014", "rover2015"),
        ),
        PooledInterval(
            code="profile",
            label="profile likelihood (chi²)",
            reference="Hardy and Thompson 1996, Statistics in Medicine 15:619-629",
            caution="Too narrow with few cohorts.",
            methods="is a profile-likelihood interval with the limits of the chi-squared distribution",
        ),
        PooledInterval(
            code="profile-t",
            label="profile likelihood (t² with k − 1)",
            reference="Hardy and Thompson 1996, Statistics in Medicine 15:619-629",
            methods=(
                "is a profile-likelihood interval with the limits of the squared t distribution on k − 1 "
                "degrees of freedom, which is wider with few cohorts"
            ),
        ),
        PooledInterval(
            code="posterior",
            label="posterior (equal tails)",
            reference="Röver 2020, doi:10.18637/jss.v093.i06",
            methods="holds the middle of the posterior distribution",
        ),
    )
}
