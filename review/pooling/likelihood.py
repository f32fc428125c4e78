"""The marginal likelihoods of the normal random-effects model, and their highest maximum over tau².

ML is the likelihood with the coefficients at their best values, REML the restricted one. Either can
have more than one maximum, so the search scans before it climbs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.residual_maker import ResidualMaker

Array = NDArray[np.float64]

#: Up to this many data sets are scanned in one call; more would only cost memory.
_FEW = 100
#: Points of the scan between a hundredth of the smallest variance and the largest possible tau².
_SCAN = 100


@dataclass(frozen=True, slots=True)
class Curve:
    """A log-likelihood in tau², for many data sets at once.

    Parameters
    ----------
    value, slope, curvature
        At one tau² per data set; `curvature` gives the slope with it.
    repeated
        The same curve for that many copies of the data sets, one after the other, so that a scan is one
        call.
    """

    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    curvature: Callable[[Array], tuple[Array, Array]]
    repeated: Callable[[int], Curve]

    def slopes(self, grid: Array) -> Array:
        """Return the slope at every point of a grid of shape (points, datasets)."""
        points, datasets = grid.shape
        if datasets > _FEW:
            return np.stack([self.slope(point) for point in grid])
        return self.repeated(points).slope(grid.ravel()).reshape(points, datasets)


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where a likelihood is highest, and how many maxima it has."""

    tau2: Array
    count: NDArray[np.int64]


def likelihood(method: str, y: Array, v: Array, X: Array) -> Curve:
    """Return the ``ML`` or ``REML`` log-likelihood of each data set, up to a constant."""

    def value(tau2: Array) -> Array:
        w = 1.0 / (v + tau2)
        P = ResidualMaker(X, w)
        total = np.log(w).sum(axis=0) - P.quadratic(y)
        if method == "REML":
            total = total + np.linalg.slogdet(P.bread)[1]
        return np.asarray(0.5 * total)

    def slope(tau2: Array) -> Array:
        P = ResidualMaker(X, 1.0 / (v + tau2))
        chance = P.trace() if method == "REML" else P.w.sum(axis=0)
        return np.asarray(0.5 * ((P.apply(y) ** 2).sum(axis=0) - chance))

    def curvature(tau2: Array) -> tuple[Array, Array]:
        P = ResidualMaker(X, 1.0 / (v + tau2))
        Py = P.apply(y)
        chance = P.trace_of_square() if method == "REML" else (P.w**2).sum(axis=0)
        return slope(tau2), 0.5 * chance - (Py * P.apply(Py)).sum(axis=0)

    def repeated(times: int) -> Curve:
        return likelihood(method, np.tile(y, times), np.tile(v, times), X)

    return Curve(value, slope, curvature, repeated)


def likelihood_at_mean(method: str, residual: Array, v: Array) -> Curve:
    """Return the log-likelihood in tau² with the mean held fixed at ``y - residual``.

    Under REML the mean stays in the restricted likelihood, so that it can be profiled.
    """

    def value(tau2: Array) -> Array:
        w = 1.0 / (v + tau2)
        total = np.log(w).sum(axis=0) - (w * residual**2).sum(axis=0)
        if method == "REML":
            total = total - np.log(w.sum(axis=0))
        return np.asarray(0.5 * total)

    def slope(tau2: Array) -> Array:
        w = 1.0 / (v + tau2)
        total = ((w * residual) ** 2).sum(axis=0) - w.sum(axis=0)
        if method == "REML":
            total = total + (w**2).sum(axis=0) / w.sum(axis=0)
        return np.asarray(0.5 * total)

    def curvature(tau2: Array) -> tuple[Array, Array]:
        w = 1.0 / (v + tau2)
        s1, s2, s3 = w.sum(axis=0), (w**2).sum(axis=0), (w**3).sum(axis=0)
        total = 0.5 * s2 - (w**3 * residual**2).sum(axis=0)
        if method == "REML":
            total = total + 0.5 * (s2 / s1) ** 2 - s3 / s1
        return slope(tau2), np.asarray(total)

    def repeated(times: int) -> Curve:
        return likelihood_at_mean(method, np.tile(residual, times), np.tile(v, times))

    return Curve(value, slope, curvature, repeated)


def highest(
    curve: Curve, v: Array, residual_df: int, spread: Array, *, starts: Array | None = None
) -> Maximum:
    """Return the tau² at which the likelihood is highest.

    Parameters
    ----------
    residual_df
        k − p.
    spread
        Sum of squared unweighted residuals of each data set: beyond the tau² that it implies the slope
        is negative, because tr P >= (k − p)/(v_max + τ²) and y′PPy <= spread/τ⁴.
    starts
        A further point to look at, such as another program's optimum.
    """
    r = spread / residual_df
    bound = (r + np.sqrt(r * r + 4 * r * v.max(axis=0))) / 2 * (1 + 1e-9)
    low = np.minimum(0.01 * v.min(axis=0), 0.5 * bound)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(bound > 0, bound / low, 1.0)
    points = [np.zeros_like(bound), *(low * ratio ** (j / (_SCAN - 1)) for j in range(_SCAN))]
    if starts is not None:
        points.append(np.minimum(starts, bound))
    grid = np.sort(np.stack(points), axis=0)
    climbs = curve.slopes(grid) > 0
    peaks = climbs[:-1] & ~climbs[1:]

    best = np.zeros_like(bound)
    best_value = np.where(climbs[0], -np.inf, curve.value(best))
    count = peaks.sum(axis=0) + ~climbs[0]
    for rank in range(int(peaks.sum(axis=0).max(initial=0))):
        chosen = peaks & (peaks.cumsum(axis=0) == rank + 1)
        here = chosen.any(axis=0)
        cell = chosen.argmax(axis=0)
        columns = np.arange(bound.size)
        peak = _climb(curve, grid[cell, columns], grid[cell + 1, columns])
        value = curve.value(peak)
        better = here & (value > best_value)
        best, best_value = np.where(better, peak, best), np.where(better, value, best_value)
    return Maximum(best, np.asarray(count, dtype=np.int64))


def _climb(curve: Curve, low: Array, high: Array) -> Array:
    """Return the peak between `low`, where it climbs, and `high`, by Newton's method kept inside."""
    low, high = low.copy(), high.copy()
    tau2 = (low + high) / 2
    for _ in range(100):
        slope, curvature = curve.curvature(tau2)
        low, high = np.where(slope > 0, tau2, low), np.where(slope > 0, high, tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = tau2 - slope / curvature
        inside = (newton >= low) & (newton <= high)
        following = np.where(inside, newton, (low + high) / 2)
        moved = np.abs(following - tau2)
        tau2 = following
        if np.all(moved <= 4e-16 * high):
            break
    return tau2
