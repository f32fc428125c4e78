"""Kendall's rank correlation and its p, exact without ties and below 50 pairs as in R."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from review.pooling.quantiles import normal_tails

Array = NDArray[np.float64]

#: From here on the normal approximation is used.
_MANY = 50


def kendall(a: Array, b: Array) -> tuple[float, float] | None:
    """Return Kendall's tau-b and its two-sided p; None where one of the two is constant.

    Notes
    -----
    Kendall 1938, doi:10.1093/biomet/30.1-2.81, for the exact distribution; with ties the variance of
    Kendall, Rank Correlation Methods, without continuity correction.

    Examples
    --------
    >>> kendall(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 4.0, 3.0]))
    (0.6666666666666666, 0.3333333333333333)
    """
    k = a.size
    upper = np.triu_indices(k, 1)
    agreement = float((np.sign(a[:, None] - a) * np.sign(b[:, None] - b))[upper].sum())
    ties_a, ties_b = _tie_sizes(a), _tie_sizes(b)
    pairs = k * (k - 1) / 2
    free_a = pairs - float((ties_a * (ties_a - 1)).sum()) / 2
    free_b = pairs - float((ties_b * (ties_b - 1)).sum()) / 2
    if free_a == 0 or free_b == 0:
        return None
    tau = agreement / math.sqrt(free_a * free_b)
    if k < _MANY and free_a == free_b == pairs:
        return tau, _exact_p(round((agreement + pairs) / 2), k)
    return tau, normal_tails(agreement / math.sqrt(_variance(k, ties_a, ties_b)))


def _tie_sizes(values: Array) -> Array:
    return np.unique(values, return_counts=True)[1].astype(float)


def _exact_p(concordant: int, k: int) -> float:
    """Return the chance of a count of concordant pairs as far from the middle, all orders being equal."""
    counts = np.ones(1)
    for size in range(2, k + 1):
        counts = np.convolve(counts, np.ones(size)) / size
    below, above = counts[: concordant + 1].sum(), counts[concordant:].sum()
    return float(min(1.0, 2 * min(below, above)))


def _variance(k: int, ties_a: Array, ties_b: Array) -> float:
    def moment(ties: Array, last: Array) -> float:
        return float((ties * (ties - 1) * last).sum())

    unequal = k * (k - 1) * (2 * k + 5) - moment(ties_a, 2 * ties_a + 5) - moment(ties_b, 2 * ties_b + 5)
    pairs = moment(ties_a, np.ones_like(ties_a)) * moment(ties_b, np.ones_like(ties_b)) / (2 * k * (k - 1))
    triples = moment(ties_a, ties_a - 2) * moment(ties_b, ties_b - 2)
    return unequal / 18 + pairs + (triples / (9 * k * (k - 1) * (k - 2)) if k > 2 else 0.0)
