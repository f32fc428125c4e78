"""Permutation tests: of slopes by reordering the cohorts, of the pooled rate by flipping signs.

They need no normal distribution, only that cohorts could be exchanged, or their deviations mirrored.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

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
from review.pooling.tau2 import FEW, tau2_estimate
from review.pooling.weighted_means import weighted_means
from review.progress import Progress

Array = NDArray[np.float64]

#: Effects of a block of arrangements, whose arrays stay in the cache: four times as fast as all at once.
_CELLS_TOGETHER = 2**16

#: Statistics that differ by rounding alone count as equal.
_TIE = 1e-9


def permute_slopes(
    cohorts: Cohorts,
    choice: ModelChoice,
    on: Design,
    *,
    arrangements: int = 5000,
    seed: int = 1,
    progress: Progress | None = None,
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
    progress
        Called with how many arrangements are done, and of how many.

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
    count = math.factorial(k) if exact else arrangements
    rng = np.random.default_rng(seed)
    orders: Iterator[Any] = (
        itertools.permutations(range(k))
        if exact
        else itertools.chain([range(k)], (rng.permutation(k) for _ in range(count - 1)))
    )
    basis, triangle = np.linalg.qr(on.X)
    back = np.linalg.inv(triangle)

    def statistics(block: int) -> Array:
        chosen = np.array(list(itertools.islice(orders, block)))
        columns, variances = y[chosen].T.copy(), v[chosen].T.copy()
        tau2 = (
            np.zeros(block) if choice.tau2 is None else tau2_estimate(choice.tau2, columns, variances, basis)
        )
        fit = pymare_engine.weighted_least_squares(
            columns, variances, basis, tau2, correction=POOLED_INTERVALS[choice.ci].correction or "wald"
        )
        variance = np.einsum("ap,pqd,aq->ad", back, fit.covariance, back)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.nan_to_num(np.abs(back @ fit.estimate) / np.sqrt(variance), nan=0.0)[1:])

    p = _share_as_large(statistics, count, k, progress)
    return PermutationTest(
        names=on.names[1:],
        p=tuple(p.tolist()),
        arrangements=count,
        exact=exact,
        seed=None if exact else seed,
    )


def permute_rate(
    cohorts: Cohorts,
    choice: ModelChoice,
    rate: float,
    *,
    arrangements: int = 5000,
    seed: int = 1,
    progress: Progress | None = None,
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
    progress
        Called with how many arrangements are done, and of how many.

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
    count = 2**k if exact else arrangements
    patterns, rng = itertools.product((1.0, -1.0), repeat=k), np.random.default_rng(seed)
    done = 0

    def statistics(block: int) -> Array:
        nonlocal done
        if exact:
            signs = np.array(list(itertools.islice(patterns, block)))
        else:
            signs = rng.choice((1.0, -1.0), size=(block, k))
            if not done:
                signs[0] = 1.0
        done += block
        columns = (signs * (y - reference)).T.copy()
        means = weighted_means(columns, np.repeat(v[:, None], block, axis=1), choice)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(np.nan_to_num(np.abs(means.estimate) / means.se, nan=0.0)[None])

    p = _share_as_large(statistics, count, k, progress)
    return PermutationTest(
        names=("pooled rate",),
        p=tuple(p.tolist()),
        arrangements=count,
        exact=exact,
        seed=None if exact else seed,
    )


def _share_as_large(
    statistics: Callable[[int], Array], count: int, k: int, progress: Progress | None
) -> Array:
    """How many of `count` arrangements have statistics as large as the first, which is that of the data.

    `statistics` returns those of the next so many, a row for each test: blocks keep memory as it is.
    """
    of_data: Array | None = None
    as_large = np.zeros(1)
    for start in range(0, count, block := max(FEW + 1, _CELLS_TOGETHER // k)):
        found = statistics(min(block, count - start))
        of_data = found[:, [0]] if of_data is None else of_data
        as_large = as_large + (found >= of_data * (1 - _TIE)).sum(axis=1)
        if progress:
            progress(min(start + block, count), count)
    return as_large / count


def _refuse(choice: ModelChoice) -> None:
    if not MODELS[choice.model].weighted_mean:
        raise UnknownChoice(
            f"permutation tests are not offered for model {choice.model!r}; choose model = inverse-variance "
            "or common"
        )
