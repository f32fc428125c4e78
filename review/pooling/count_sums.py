"""Sums over 0, 1, …, m − 1 of smooth functions, in a hundred terms however large m is.

The beta-binomial likelihood is made of sums of log(a + j γ). As differences of log-gamma functions they
lose all digits when γ is small; added up term by term a million patients cost a million terms. Here the
first terms are added as they are and the rest is integrated by Gauss-Legendre on a logarithmic scale,
with Gauss's central-difference corrections at both ends (Whittaker and Robinson, The Calculus of
Observations, § 71). Nodes and weights depend on the counts only, so one set serves the likelihood and
all its derivatives.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from review.pooling.fit import Array

#: Up to this count the sum is taken term by term.
_SHORT = 128
#: Terms that are added as they are before the integral begins.
_HEAD = 48
_GAUSS_POINTS = 64
#: Weights of the values at -5/2 … 5/2 around an end: δ/24 − 17 δ³/5760 + 367 δ⁵/967680.
_CORRECTION = (
    np.array([0, 0, -1, 1, 0, 0]) / 24
    - np.array([0, -1, 3, -3, 1, 0]) * 17 / 5760
    + np.array([-1, 5, -10, 10, -5, 1]) * 367 / 967680
)


def summation_rule(counts: Array) -> tuple[Array, Array]:
    """Return nodes j and weights w such that Σ w f(j) is the sum over all counts m of f(0) + … + f(m − 1).

    Parameters
    ----------
    counts
        Whole numbers of at least 0. The function must be smooth at the scale of 1 + j, as log(a + j γ) and
        1/(a + j γ) are for a, γ > 0.

    Examples
    --------
    >>> nodes, weights = summation_rule(np.array([3.0, 1e6]))
    >>> round(float(weights @ np.log(1 + nodes)), 3), nodes.size  # log(3!) + log(1000000!)
    (12815520.176, 121)
    """
    whole = counts.astype(np.int64)
    short, long = whole[whole <= _SHORT], whole[whole > _SHORT]
    # how many of the short counts have a term j: those greater than j
    ends = np.bincount(short, minlength=1)
    parts = [(np.arange(ends.size - 1.0), np.cumsum(ends[::-1])[::-1][1:].astype(float))]
    parts += [_long_rule(int(m)) for m in long]
    every = np.concatenate([part[0] for part in parts])
    weights = np.concatenate([part[1] for part in parts])
    nodes, place = np.unique(every, return_inverse=True)
    return nodes, np.bincount(place, weights=weights, minlength=nodes.size).astype(float)


def _long_rule(m: int) -> tuple[Array, Array]:
    around = np.arange(-3.0, 3.0)
    at, weight = _gauss()
    low, high = np.log(_HEAD - 0.5), np.log(m - 0.5)
    middle = np.exp((low + high) / 2 + at * (high - low) / 2)
    nodes = (np.arange(float(_HEAD)), middle, _HEAD + around, m + around)
    weights = (np.ones(_HEAD), weight * middle * (high - low) / 2, _CORRECTION, -_CORRECTION)
    return np.concatenate(nodes), np.concatenate(weights)


@cache
def _gauss() -> tuple[Array, Array]:
    return np.polynomial.legendre.leggauss(_GAUSS_POINTS)
