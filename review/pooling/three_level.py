"""The three-level model: cohorts within trials, each with a variance of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Points of the scan over each variance, beside 0.
_SCAN = 24
#: A variance below this share of the smallest sampling variance is compared with none.
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class ThreeLevel:
    """The mean, its standard error, and the variances between trials and between cohorts of one trial."""

    estimate: float
    se: float
    between: float
    within: float
    log_likelihood: float


def three_level(y: Array, v: Array, trials: Sequence[str], *, method: str = "REML") -> ThreeLevel:
    """Fit the model by ``ML`` or ``REML``.

    Parameters
    ----------
    y, v
        Effects and sampling variances, shape (k,).
    trials
        The trial of each cohort; at least two trials, and at least one with several cohorts.

    Notes
    -----
    Konstantopoulos 2011, doi:10.1002/jrsm.35. The covariance of one trial is diag(v + within) + between,
    whose inverse and determinant have closed forms, so no k×k matrix is built. The likelihood is scanned
    over both variances before it is climbed, since it can have several maxima.

    Examples
    --------
    >>> y, v = np.array([0.0, 0.2, 2.0, 2.2]), np.full(4, 0.05)
    >>> found = three_level(y, v, ["A", "A", "B", "B"])
    >>> round(found.estimate, 3), round(found.between, 3), round(found.within, 3)
    (1.1, 1.975, 0.0)
    """
    from scipy.optimize import minimize

    codes = np.unique(np.asarray(trials), return_inverse=True)[1]

    def fitted(between: float, within: float) -> ThreeLevel:
        d = v + within
        s, t = np.bincount(codes, 1.0 / d), np.bincount(codes, y / d)
        shrunk = 1.0 + between * s
        information = float((s / shrunk).sum())
        mean = float((t / shrunk).sum()) / information
        residual = y - mean
        r = np.bincount(codes, residual / d)
        spread = float((residual**2 / d).sum() - (between * r**2 / shrunk).sum())
        total = float(np.log(d).sum() + np.log(shrunk).sum()) + spread
        if method == "REML":
            total += math.log(information)
        return ThreeLevel(mean, information**-0.5, between, within, -0.5 * total)

    def climbed(between: float, within: float) -> ThreeLevel:
        def minus(roots: Array) -> float:
            return -fitted(float(roots[0]) ** 2, float(roots[1]) ** 2).log_likelihood

        roots = np.sqrt([between, within])
        for _ in range(2):
            # Begun again where it stopped, a flattened simplex cannot end the climb early.
            roots = minimize(
                minus, roots, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-13, "maxiter": 2000}
            ).x
        at = [float(root) ** 2 for root in roots]
        # The climb nears a boundary without reaching it.
        on_boundary = [0.0 if variance < _NOTHING * v.min() else variance for variance in at]
        inside, outside = fitted(*at), fitted(*on_boundary)
        return outside if outside.log_likelihood >= inside.log_likelihood - 1e-12 else inside

    grid = np.concatenate([[0.0], np.geomspace(0.01 * v.min(), 4 * (y.var() + v.max()), _SCAN)])
    heights = np.array([[fitted(b, w).log_likelihood for w in grid] for b in grid])
    return max((climbed(grid[i], grid[j]) for i, j in _peaks(heights)), key=lambda fit: fit.log_likelihood)


def _peaks(heights: Array) -> list[tuple[int, int]]:
    """Return where no neighbour is higher."""
    padded = np.pad(heights, 1, constant_values=-np.inf)
    rows, columns = heights.shape
    around = [
        padded[1 + i : 1 + i + rows, 1 + j : 1 + j + columns]
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
        if i or j
    ]
    return [(int(i), int(j)) for i, j in np.argwhere(np.all([heights >= side for side in around], axis=0))]
