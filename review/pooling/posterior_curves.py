"""The posterior densities of a Bayesian model as curves: of the pooled rate, a new cohort's rate, and tau."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from review.pooling.bayes import Priors, logit_binomial
from review.pooling.cohorts import Cohorts
from review.pooling.fit import Array

#: Points of a curve.
_POINTS = 161
#: Share of the distribution of tau that its curve shows.
_SHOWN = 0.998


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorCurve:
    """A density with its median and equal-tailed interval; ``of`` is ``rate``, ``new`` or ``tau``."""

    of: str
    at: tuple[float, ...]
    density: tuple[float, ...]
    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorCurves:
    """The three curves, with the priors that they rest on."""

    curves: tuple[PosteriorCurve, ...]
    priors: Priors


def posterior_curves(cohorts: Cohorts, *, level: float = 0.95) -> PosteriorCurves:
    """Return the curves of the logit-binomial model with the usual priors; k >= 2.

    Examples
    --------
    >>> from review.pooling.cohorts import checked
    >>> found = posterior_curves(checked([19, 14, 8, 2], [52, 37, 14, 11]))
    >>> [(curve.of, round(curve.median, 3)) for curve in found.curves]
    [('rate', 0.375), ('new', 0.376), ('tau', 0.379)]
    """
    posterior = logit_binomial(cohorts.x, cohorts.n)
    tail = (1 - level) / 2
    shares = np.array([0.5, tail, 1 - tail])
    rate = expit(posterior.pooled_quantiles(shares))
    new = expit(posterior.new_quantiles(shares))
    tau = posterior.tau_quantiles(shares)
    # Even steps of the arcsine resolve a density that is steep at either end.
    at = np.sin(np.linspace(0.0, np.pi / 2, _POINTS + 2)[1:-1]) ** 2
    jacobian = 1 / (at * (1 - at))
    most = float(posterior.tau_quantiles(np.array([_SHOWN]))[0])
    spread = np.linspace(0.0, most, _POINTS)
    return PosteriorCurves(
        curves=(
            _curve("rate", at, posterior.pooled.density(logit(at)) * jacobian, rate),
            _curve("new", at, posterior.new.density(logit(at)) * jacobian, new),
            _curve("tau", spread, _slope(posterior.tau_below, spread), tau),
        ),
        priors=Priors(),
    )


def _slope(below: Callable[[Array], Array], at: Array) -> Array:
    half = (at[1] - at[0]) / 2
    # tau has no mass below 0: the slope at 0 is one-sided.
    rise = np.maximum(below(at + half) - below(np.maximum(at - half, 0.0)), 0.0)
    return np.asarray(rise / np.where(at == 0, half, 2 * half))


def _curve(of: str, at: Array, density: Array, shares: Array) -> PosteriorCurve:
    median, low, high = shares.tolist()
    return PosteriorCurve(
        of=of, at=tuple(at.tolist()), density=tuple(density.tolist()), median=median, low=low, high=high
    )
