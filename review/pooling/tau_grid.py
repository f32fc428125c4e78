"""A grid of tau for exact integration over its posterior distribution.

tau = scale · sinh(t) on equally spaced t from 0: even steps where tau is small against what the cohorts
can tell from 0, steps of constant ratio beyond. Densities here are even in tau, so the trapezoidal rule
on t, with half a weight at 0, converges exponentially, and the sinc function turns the weights into a
distribution function without loss (Stenger, Numerical Methods Based on Sinc and Analytic Functions).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import sici

from review.pooling.fit import Array

#: First step of t; halved until the grid is fine enough.
_FIRST_STEP = 0.15
#: The grid is fine enough when every second point gives the same integral to this: so far is the density
#: then from the sinc functions that join the points (the whole integral is much closer).
_HALF_GRID_AGREES = 1e-7
#: Natural logs below the peak at which points are left out.
_NEGLIGIBLE = 32.0


@dataclass(frozen=True, slots=True)
class TauGrid:
    """Points of tau, and the log of what each carries (density in t, and half a point at 0)."""

    t: Array
    tau: Array
    step: float
    scale: float
    log_weight: Array

    def below(self, tau: Array, weight: Array) -> Array:
        """Return the probability that tau is below each value, from the weights of the points."""
        z = (np.arcsinh(tau / self.scale)[:, None] - self.t) / self.step
        mirrored = (np.arcsinh(tau / self.scale)[:, None] + self.t) / self.step
        both = step_function(z) + step_function(mirrored) - 1
        return np.asarray(both @ weight)


def step_function(z: Array) -> Array:
    """Integral of the sinc function: the share of a grid point's weight that lies below it + z steps."""
    return np.asarray(0.5 + sici(np.pi * z)[0] / np.pi)


def tau_grid(log_density: Callable[[Array], Array], *, scale: float, furthest: float) -> TauGrid:
    """Return a grid fine enough for a density of tau.

    Parameters
    ----------
    log_density
        Log of the density at an array of tau; a good approximation is enough.
    scale
        A tau that the cohorts can hardly tell from 0.
    furthest
        Where the density is negligible.
    """
    step = _FIRST_STEP
    t = np.arange(0.0, np.arcsinh(furthest / scale) + step, step)
    log = _on(t, log_density, scale)
    before = np.inf
    while True:
        whole, half = np.exp(log - log.max()).sum(), 2 * np.exp(log[::2] - log.max()).sum()
        apart = abs(half / whole - 1)
        # what a finer grid no longer halves is rounding
        if apart < _HALF_GRID_AGREES or apart > before / 2:
            break
        before = apart
        step /= 2
        finer = np.linspace(0.0, t[-1], 2 * t.size - 1)
        between = _on(finer[1::2], log_density, scale)
        merged = np.empty(finer.size)
        merged[::2], merged[1::2] = log, between
        t, log = finer, merged
    kept = log > log.max() - _NEGLIGIBLE
    # a hole between two peaks is kept: the points are equally spaced
    first, last = np.flatnonzero(kept)[[0, -1]]
    t, log = t[first : last + 1], log[first : last + 1]
    return TauGrid(t, scale * np.sinh(t), step, scale, log)


def _on(t: Array, log_density: Callable[[Array], Array], scale: float) -> Array:
    """Log weight of each point: density in t, and half of it at 0."""
    log = log_density(scale * np.sinh(t)) + np.log(scale * np.cosh(t))
    return np.where(t == 0, log - np.log(2), log)
