"""What a Bayesian model says after the data: distributions of the pooled value, of tau, of a new cohort.

A distribution is a mixture over the points of a grid. Where a component is a normal distribution it is
taken as such. Where it is a density known at equally spaced points, those are joined by the sinc
function, which loses nothing as long as the points are close enough for the trapezoidal rule
(Stenger, Numerical Methods Based on Sinc and Analytic Functions, 1993).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.special import ndtr

from review.pooling.convergence import MOST_STEPS, NotConverged
from review.pooling.fit import Array
from review.pooling.tau_grid import TauGrid

#: A normal distribution wider than this many steps smooths the sinc function to itself.
_WIDE = 2.3
#: A component is over this many steps beyond its last point.
_MARGIN = 24.0


@dataclass(frozen=True, slots=True)
class Rows:
    """Densities at equally spaced points, one row each, every row smoothed by a normal distribution.

    Kept as characteristic functions (`cosine`, `sine`) at the Gauss-Legendre points `frequency`.
    """

    centre: Array
    step: Array
    reach: float
    total: Array
    frequency: Array
    cosine: Array
    sine: Array

    def below(self, values: Array) -> Array:
        """Return the weight below each value: all or nothing beyond `reach` steps from the centre."""
        z = (values[:, None] - self.centre) / self.step
        cosine, sine = self._turns(z)
        waves = ((sine * self.cosine - cosine * self.sine) / self.frequency).sum(axis=2)
        within = self.total / 2 + waves / np.pi
        beyond = np.where(z > 0, self.total, 0.0)
        return np.asarray(np.where(np.abs(z) < self.reach, within, beyond).sum(axis=1))

    def density(self, values: Array) -> Array:
        """Return the density at each value."""
        z = (values[:, None] - self.centre) / self.step
        cosine, sine = self._turns(z)
        waves = (cosine * self.cosine + sine * self.sine).sum(axis=2) / np.pi / self.step
        return np.asarray(np.where(np.abs(z) < self.reach, waves, 0.0).sum(axis=1))

    def _turns(self, z: Array) -> tuple[Array, Array]:
        angle = z[..., None] * self.frequency
        return np.cos(angle), np.sin(angle)


@dataclass(frozen=True, slots=True)
class Mixture:
    """A distribution: rows of points, and normal components (mean, standard deviation, weight)."""

    rows: Rows
    mean: Array
    sd: Array
    weight: Array

    def below(self, values: Array) -> Array:
        """Return the probability of being below each value."""
        normal = ndtr((values[:, None] - self.mean) / self.sd) @ self.weight
        return np.asarray(np.clip(self.rows.below(values) + normal, 0.0, 1.0))

    def density(self, values: Array) -> Array:
        """Return the density at each value."""
        z = (values[:, None] - self.mean) / self.sd
        normal = np.exp(-z * z / 2) @ (self.weight / self.sd) / np.sqrt(2 * np.pi)
        return np.asarray(np.maximum(self.rows.density(values) + normal, 0.0))


def mixture(points: Array, weight: Array, sd: Array) -> Mixture:
    """Return the distribution of a value known at points, plus a normal deviation.

    Parameters
    ----------
    points
        Equally spaced in each row.
    weight
        Of each point; the whole sums to 1.
    sd
        Standard deviation of the normal deviation in each row, at least 0.
    """
    step = points[:, 1] - points[:, 0]
    wide = sd > _WIDE * step
    return Mixture(
        _rows(points[~wide], weight[~wide], step[~wide], sd[~wide]),
        points[wide].ravel(),
        np.repeat(sd[wide], points.shape[1]),
        weight[wide].ravel(),
    )


def normal_mixture(mean: Array, sd: Array, weight: Array) -> Mixture:
    """Return a mixture of normal distributions; the weights sum to 1."""
    none = np.empty((0, 2))
    return Mixture(_rows(none, none, none[:, 0], none[:, 0]), mean, sd, weight)


def _rows(points: Array, weight: Array, step: Array, sd: Array) -> Rows:
    reach = points.shape[1] / 2 + _MARGIN
    # waves of up to `reach` half turns; Gauss-Legendre resolves a turn with π points, and needs some more
    frequency, share = _frequencies(32 * int(np.ceil((np.pi * reach / 2 + 32) / 32)))
    centre = points.mean(axis=1)
    angle = ((points - centre[:, None]) / step[:, None])[..., None] * frequency
    damped = share * np.exp(-(((sd / step)[:, None] * frequency) ** 2) / 2)
    return Rows(
        centre=centre,
        step=step,
        reach=reach,
        total=weight.sum(axis=1),
        frequency=frequency,
        cosine=np.einsum("rm,rmf->rf", weight, np.cos(angle)) * damped,
        sine=np.einsum("rm,rmf->rf", weight, np.sin(angle)) * damped,
    )


@cache
def _frequencies(points: int) -> tuple[Array, Array]:
    """Gauss-Legendre points and weights from 0 to π."""
    at, share = np.polynomial.legendre.leggauss(points)
    return np.pi * (at + 1) / 2, np.pi * share / 2


@dataclass(frozen=True, slots=True)
class Posterior:
    """Distributions on the transformed scale: of the pooled value, of a new cohort's, and of tau.

    `mean` and `sd` are those of the pooled value; `finest` is a step that resolves the density of `new`.
    """

    pooled: Mixture
    new: Mixture
    grid: TauGrid
    tau_weight: Array
    mean: float
    sd: float
    finest: float

    def tau_below(self, values: Array) -> Array:
        """Return the probability that tau is below each value."""
        return self.grid.below(values, self.tau_weight)

    def pooled_quantiles(self, shares: Array) -> Array:
        """Return quantiles of the pooled value."""
        return quantiles(self.pooled.below, shares, self.mean - 2 * self.sd, self.mean + 2 * self.sd)

    def new_quantiles(self, shares: Array) -> Array:
        """Return quantiles of a new cohort's value."""
        wide = 2 * float(np.hypot(self.sd, self.tau_weight @ self.grid.tau))
        return quantiles(self.new.below, shares, self.mean - wide, self.mean + wide)

    def tau_quantiles(self, shares: Array) -> Array:
        """Return quantiles of tau."""
        return quantiles(self.tau_below, shares, 0.0, float(self.grid.tau[-1]))


def quantiles(below: Callable[[Array], Array], shares: Array, low: float, high: float) -> Array:
    """Solve ``below(value) = share`` for every share at once, between two starting ends that may be moved.

    Parameters
    ----------
    below
        An increasing function of an array.
    shares
        Probabilities.
    low, high
        Where to begin; the ends are moved out until they hold the quantiles.

    Examples
    --------
    >>> quantiles(ndtr, np.array([0.5, 0.975]), -1.0, 1.0).round(6).tolist()
    [-0.0, 1.959964]
    """
    a, b = np.full(shares.size, low), np.full(shares.size, high)
    fa, fb = below(a) - shares, below(b) - shares
    for _ in range(MOST_STEPS):
        if (fa <= 0).all() and (fb >= 0).all():
            break
        a, b = np.where(fa > 0, a - (b - a), a), np.where(fb < 0, b + (b - a), b)
        fa, fb = below(a) - shares, below(b) - shares
    else:
        raise NotConverged("values between which a quantile lies")
    for _ in range(MOST_STEPS):
        # regula falsi, with the weight of an end that stays halved (Illinois)
        middle = np.where(fa == fb, (a + b) / 2, (a * fb - b * fa) / np.where(fa == fb, 1.0, fb - fa))
        f = below(middle) - shares
        stays = np.sign(f) == np.sign(fb)
        a, fa = np.where(stays, a, b), np.where(stays, fa / 2, fb)
        moved, b, fb = np.abs(middle - b), middle, f
        if (np.minimum(moved, np.abs(b - a)) <= 1e-10 * (1 + np.abs(b))).all():
            return b
    raise NotConverged("a quantile")
