"""The marginal likelihoods of the normal random-effects model, and their highest maximum over tau².

ML is the likelihood with the coefficients at their best values, REML the restricted one. Either can
have more than one maximum, so the search finds all of them before it climbs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.convergence import NotConverged
from review.pooling.residual_maker import ResidualMaker

Array = NDArray[np.float64]

#: Points at which the search first looks, besides 0; more are taken where these settle nothing.
_FIRST_LOOKS = 6
#: Two maxima nearer than this, relative to tau² and the smallest variance, are one.
_NARROWEST = 1e-9
#: Newton's method doubles the digits: what a step this small (relative likewise) leaves is rounding.
_LAST_STEP = 1e-9


@dataclass(frozen=True, slots=True)
class Forces:
    """What pushes tau² up and down: the slope of the log-likelihood is ``(spread - chance) / 2``.

    All four fall as tau² grows, whatever the data (`highest` rests on that).

    Parameters
    ----------
    spread
        y′PPy: how far the effects are apart.
    chance
        tr P under REML, tr W under ML: how far they would be by chance.
    spread_fall, chance_fall
        Half the rate at which `spread` falls, and the rate at which `chance` does.
    """

    spread: Array
    chance: Array
    spread_fall: Array
    chance_fall: Array

    @property
    def slope(self) -> Array:
        """First derivative of the log-likelihood in tau²."""
        return (self.spread - self.chance) / 2

    @property
    def curvature(self) -> Array:
        """Second derivative."""
        return self.chance_fall / 2 - self.spread_fall

    def take(self, where: NDArray[np.intp] | NDArray[np.bool_]) -> Forces:
        """Return those of some data sets."""
        return Forces(
            self.spread[where], self.chance[where], self.spread_fall[where], self.chance_fall[where]
        )


@dataclass(frozen=True, slots=True)
class Curve:
    """A log-likelihood in tau², for many data sets at once.

    Parameters
    ----------
    value, forces
        At one tau² per data set.
    take
        The same curve for some of the data sets, by number.
    """

    value: Callable[[Array], Array]
    forces: Callable[[Array], Forces]
    take: Callable[[NDArray[np.intp]], Curve]


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

    def forces(tau2: Array) -> Forces:
        P = ResidualMaker(X, 1.0 / (v + tau2))
        spread, spread_fall = P.squares(y)
        if method == "REML":
            chance, chance_fall = P.traces()
            return Forces(spread, chance, spread_fall, chance_fall)
        return Forces(spread, P.w.sum(axis=0), spread_fall, (P.w * P.w).sum(axis=0))

    def take(datasets: NDArray[np.intp]) -> Curve:
        return likelihood(method, y[:, datasets], v[:, datasets], X)

    return Curve(value, forces, take)


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

    def forces(tau2: Array) -> Forces:
        w = 1.0 / (v + tau2)
        s1, s2 = w.sum(axis=0), (w * w).sum(axis=0)
        pulled = (w * residual) ** 2
        spread, spread_fall = pulled.sum(axis=0), (w * pulled).sum(axis=0)
        if method == "REML":
            s3 = (w**3).sum(axis=0)
            return Forces(spread, s1 - s2 / s1, spread_fall, s2 - 2 * s3 / s1 + (s2 / s1) ** 2)
        return Forces(spread, s1, spread_fall, s2)

    def take(datasets: NDArray[np.intp]) -> Curve:
        return likelihood_at_mean(method, residual[:, datasets], v[:, datasets])

    return Curve(value, forces, take)


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

    Notes
    -----
    No maximum is missed: dP/dτ² = −PP, so each of `Forces` falls with τ², and between two points the
    slope and the curvature are bounded by the forces at these. An interval is given up where the slope
    cannot change its sign, or where the curvature cannot be negative; it holds one maximum at most
    where the curvature cannot be positive; any other is halved.
    """
    r = spread / residual_df
    bound = (r + np.sqrt(r * r + 4 * r * v.max(axis=0))) / 2 * (1 + 1e-9)
    if not np.isfinite(bound).all():
        raise NotConverged("the likelihood of tau² of effects that are not all finite")
    least = v.min(axis=0)
    steps = np.arange(_FIRST_LOOKS + 1)[:, None] / _FIRST_LOOKS
    grid = least * np.expm1(steps * np.log1p(bound / least))
    grid[-1] = bound
    if starts is not None:
        grid = np.sort(np.concatenate([grid, np.minimum(starts, bound)[None]]), axis=0)
    seen = [curve.forces(point) for point in grid]
    climbs = seen[0].spread > seen[0].chance
    owner, low, high = _brackets(curve, grid, seen, least)
    peak = _climb(curve.take(owner), low, high, least[owner])
    return _best(curve, climbs, owner, peak)


def _brackets(
    curve: Curve, grid: Array, seen: Sequence[Forces], least: Array
) -> tuple[NDArray[np.intp], Array, Array]:
    """Return intervals that hold one maximum each: the data set, and both ends."""
    datasets = grid.shape[1]
    owner = np.tile(np.arange(datasets), grid.shape[0] - 1)
    low, high = grid[:-1].ravel(), grid[1:].ravel()
    left, right = _together(seen[:-1]), _together(seen[1:])
    found: list[tuple[NDArray[np.intp], Array, Array]] = []
    while owner.size:
        narrow = high - low <= _NARROWEST * (low + least[owner])
        one_at_most = narrow | (2 * right.spread_fall > left.chance_fall)
        keeps_sign = (left.spread < right.chance) | (right.spread > left.chance)
        bends_up = right.chance_fall > 2 * left.spread_fall
        peak = one_at_most & (left.spread > left.chance)
        # at the bound the slope is negative, whatever rounding makes of it
        peak &= (right.spread <= right.chance) | (high >= grid[-1, owner])
        found.append((owner[peak], low[peak], high[peak]))
        open_ = np.flatnonzero(~(one_at_most | keeps_sign | bends_up))
        owner, low, high = owner[open_], low[open_], high[open_]
        if not owner.size:
            break
        left, right = left.take(open_), right.take(open_)
        variance = least[owner]
        middle = np.sqrt((variance + low) * (variance + high)) - variance
        middle = np.where((middle > low) & (middle < high), middle, (low + high) / 2)
        between = curve.take(owner).forces(middle)
        owner, low, high = np.tile(owner, 2), np.concatenate([low, middle]), np.concatenate([middle, high])
        left, right = _together([left, between]), _together([between, right])
    parts = list(zip(*found, strict=True))
    return np.concatenate(parts[0]), np.concatenate(parts[1]), np.concatenate(parts[2])


def _together(parts: Sequence[Forces]) -> Forces:
    return Forces(
        np.concatenate([part.spread for part in parts]),
        np.concatenate([part.chance for part in parts]),
        np.concatenate([part.spread_fall for part in parts]),
        np.concatenate([part.chance_fall for part in parts]),
    )


def _best(curve: Curve, climbs: NDArray[np.bool_], owner: NDArray[np.intp], peak: Array) -> Maximum:
    """Return the highest of the peaks and, where the likelihood falls from there, of 0."""
    datasets = climbs.size
    count = np.bincount(owner, minlength=datasets) + ~climbs
    best = np.zeros(datasets)
    alone = count[owner] == 1
    best[owner[alone]] = peak[alone]
    several = np.flatnonzero(count > 1)
    if several.size:
        value = np.full(datasets, -np.inf)
        falls = several[~climbs[several]]
        value[falls] = curve.take(falls).value(np.zeros(falls.size))
        rivals = np.flatnonzero(~alone)
        heights = curve.take(owner[rivals]).value(peak[rivals])
        for dataset, tau2, height in zip(owner[rivals], peak[rivals], heights, strict=True):
            if height > value[dataset]:
                best[dataset], value[dataset] = tau2, height
    return Maximum(best, np.asarray(count, dtype=np.int64))


def _climb(curve: Curve, low: Array, high: Array, least: Array) -> Array:
    """Return the peak between `low`, where it climbs, and `high`, by Newton's method kept inside."""
    found = (low + high) / 2
    moving = np.arange(found.size)
    low, high, tau2 = low.copy(), high.copy(), found
    for _ in range(100):
        if not moving.size:
            break
        here = curve.forces(tau2)
        slope = here.slope
        low, high = np.where(slope > 0, tau2, low), np.where(slope > 0, high, tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = tau2 - slope / here.curvature
        inside = (newton >= low) & (newton <= high)
        following = np.where(inside, newton, (low + high) / 2)
        there = np.abs(following - tau2) <= np.where(inside, _LAST_STEP, 4e-16) * (tau2 + least)
        tau2 = following
        found[moving] = tau2
        if there.any():
            still = np.flatnonzero(~there)
            curve, moving = curve.take(still), moving[still]
            low, high, tau2, least = low[still], high[still], tau2[still], least[still]
    return found
