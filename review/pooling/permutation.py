"""Permutation tests: of slopes by reordering the cohorts, of the pooled rate by flipping signs.

They need no normal distribution, only that cohorts could be exchanged, or their deviations mirrored.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from review.pooling import pymare_engine
from review.pooling.choices import MODELS, UnknownChoice
from review.pooling.cohorts import BadCounts, Cohorts
from review.pooling.design import Design
from review.pooling.fit import on_scale
from review.pooling.measures import MEASURES, effects
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.results import ModelChoice, PermutationTest
from review.pooling.tau2 import tau2_estimate
from review.pooling.weighted_means import weighted_means

Array = NDArray[np.float64]

#: Statistics that differ by rounding alone count as equal.
_TIE = 1e-9


def permute_slopes(
    cohorts: Cohorts, choice: ModelChoice, on: Design, *, arrangements: int = 5000, seed: int = 1
) -> PermutationTest:
    """Test each coefficient but the intercept by giving the effects to other moderators' values.

    Parameters
    ----------
    choice
        A model that is a weighted mean.
    arrangements
        All are made where there are no more than this; else as many are drawn, the data themselves
        being one.
    seed
        Of the drawing.

    Notes
    -----
    Higgins and Thompson 2004, doi:10.1002/sim.1752: each arrangement is fitted anew, with its own tau²,
    and p is the share whose |estimate/se| is at least that of the data.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> from review.pooling.design import design
    >>> cohorts = checked([1, 4, 6, 9], [20, 20, 20, 20])
    >>> found = permute_slopes(cohorts, choose(model="common"), design({"dose": [1, 2, 3, 4]}, cohorts))
    >>> found.arrangements, found.exact, round(found.p[0], 3)
    (24, True, 0.083)
    """
    _refuse(choice)
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    k = y.size
    exact = math.factorial(k) <= arrangements
    if exact:
        orders = np.array(list(itertools.permutations(range(k))))
    else:
        rng = np.random.default_rng(seed)
        orders = np.array([np.arange(k), *(rng.permutation(k) for _ in range(arrangements - 1))])
    basis, triangle = np.linalg.qr(on.X)
    columns, variances = y[orders].T.copy(), v[orders].T.copy()
    tau2 = (
        np.zeros(orders.shape[0])
        if choice.tau2 is None
        else tau2_estimate(choice.tau2, columns, variances, basis)
    )
    fit = pymare_engine.weighted_least_squares(
        columns, variances, basis, tau2, correction=POOLED_INTERVALS[choice.ci].correction or "wald"
    )
    back = np.linalg.inv(triangle)
    variance = np.einsum("ap,pqd,aq->ad", back, fit.covariance, back)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistics = np.nan_to_num(np.abs(back @ fit.estimate) / np.sqrt(variance), nan=0.0)[1:]
    p = (statistics >= statistics[:, [0]] * (1 - _TIE)).mean(axis=1)
    return PermutationTest(
        names=on.names[1:],
        p=tuple(p.tolist()),
        arrangements=orders.shape[0],
        exact=exact,
        seed=None if exact else seed,
    )


def permute_rate(
    cohorts: Cohorts, choice: ModelChoice, rate: float, *, arrangements: int = 5000, seed: int = 1
) -> PermutationTest:
    """Test whether the pooled rate is `rate` by mirroring cohorts about it.

    Parameters
    ----------
    choice
        A model that is a weighted mean.
    rate
        The rate to test against, between 0 and 1.
    arrangements
        All 2**k sign patterns are made where there are no more than this; else as many are drawn, the
        data themselves being one.
    seed
        Of the drawing.

    Notes
    -----
    Follmann and Proschan 1999, doi:10.1111/j.0006-341X.1999.00732.x. With six cohorts the smallest
    possible p is 2/64.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> cohorts = checked([6, 7, 9, 12], [10, 10, 12, 20])
    >>> found = permute_rate(cohorts, choose(model="inverse-variance"), 0.3)
    >>> found.arrangements, found.p
    (16, (0.125,))
    """
    _refuse(choice)
    if not 0 < rate < 1:
        raise BadCounts(f"the rate to test against lies between 0 and 1, such as 0.15; got {rate!r}")
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    # On the Freeman-Tukey scale one rate has another place for each n.
    reference, _ = effects(MEASURES[choice.measure], rate * cohorts.n, cohorts.n, add=None, to=None)
    k = y.size
    exact = 2**k <= arrangements
    if exact:
        signs = np.array(list(itertools.product((1.0, -1.0), repeat=k)))
    else:
        signs = np.random.default_rng(seed).choice((1.0, -1.0), size=(arrangements, k))
        signs[0] = 1.0
    columns = (signs * (y - reference)).T.copy()
    means = weighted_means(columns, np.repeat(v[:, None], signs.shape[0], axis=1), choice)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistics = np.nan_to_num(np.abs(means.estimate) / means.se, nan=0.0)
    p = float((statistics >= statistics[0] * (1 - _TIE)).mean())
    return PermutationTest(
        names=("pooled rate",),
        p=(p,),
        arrangements=signs.shape[0],
        exact=exact,
        seed=None if exact else seed,
    )


def _refuse(choice: ModelChoice) -> None:
    if not MODELS[choice.model].weighted_mean:
        raise UnknownChoice(
            f"permutation tests are not offered for model {choice.model!r}; choose model = inverse-variance "
            "or common"
        )
