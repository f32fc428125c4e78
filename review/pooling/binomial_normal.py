"""The likelihood of one cohort when logits of response rates are normal: integrals and their derivatives.

A cohort has x responders of n; its logit is ``mu + tau * u`` with u standard normal, so

    L(mu, tau) = ∫ expit(mu + tau u)^x (1 - expit(mu + tau u))^(n - x) φ(u) du.

The integral has no closed form. It is taken by the trapezoidal rule on equally spaced points between
the two places where the integrand of *this* cohort has fallen to `_DROP` below its peak. For integrands
that are analytic and die off on both sides that rule converges exponentially (Trefethen and Weideman,
SIAM Review 2014, sections 3 and 5); adapted to each cohort it needs no more points than adaptive
Gauss-Hermite, and unlike it stays accurate when tau is large and the integrand is a step times a
normal curve, as for cohorts without responders.

Everything is vectorised: arguments broadcast, so one call serves a cohort, a data set at many values
of tau, or many data sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln

from review.pooling.convergence import MOST_STEPS, NotConverged
from review.pooling.fit import Array

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How fine the rule is: how far below its peak (natural logs) the integrand is followed, and the step."""

    drop: float
    widening: float


#: Relative error below 1e-12 (measured against mpmath in tests/pooling/test_binomial_normal.py).
FINE = Accuracy(drop=35.0, widening=1.0)
#: Relative error below 1e-3: enough to see where the maxima of a likelihood are.
COARSE = Accuracy(drop=12.0, widening=2.0)

#: Squared inverse step per unit of curvature: a normal peak of standard deviation s, step .845 s, is
#: integrated to exp(-2π²/.845²) = 1e-12.
STEPS_PER_CURVATURE = 1.4
#: Squared inverse step per unit of tau²: exp(x η - n e^η) is bounded only within |Im η| < π/2, which asks
#: for a step of 1/3 on the logit scale however flat the peak is.
STEPS_PER_TAU2 = 9.0
#: Numbers of points are rounded up to these, so that cohorts of like shape are computed together.
POINTS = np.array([round(12 * 2 ** (j / 2)) for j in range(42)])
#: Information of the counts, relative to the normal distribution's, above which derivatives are taken in
#: the form that does not cancel there; up to it the other form loses at most 1e-12 to rounding.
_STRONG = 1e4
#: Steps by which the ends of the range are drawn in; what is left costs points, not accuracy.
_MOST_STEPS_INWARD = 40
#: Cells of one block of work: its arrays stay in the cache of the processor.
BLOCK = 60_000


@dataclass(frozen=True, slots=True)
class Terms:
    """Log-likelihood of each cohort (no binomial constant) and its derivatives in mu and tau."""

    loglik: Array
    mu: Array
    tau: Array
    mu_mu: Array
    mu_tau: Array
    tau_tau: Array


def cohort_terms(x: Array, n: Array, mu: Array, tau: Array, *, accuracy: Accuracy = FINE) -> Terms:
    """Return log-likelihood, gradient and second derivatives of each cohort.

    Parameters
    ----------
    x, n
        Responders and patients; a cohort with n = 0 contributes nothing.
    mu
        Centre of the normal distribution of logits.
    tau
        Its standard deviation, at least 0.
    accuracy
        `FINE` for results, `COARSE` for a first look.

    Examples
    --------
    One patient who responded: the likelihood is the mean rate, .5 when the logits centre on 0.

    >>> terms = cohort_terms(np.array([1.0]), np.array([1.0]), np.array([0.0]), np.array([2.0]))
    >>> np.exp(terms.loglik).round(12).tolist()
    [0.5]
    """
    shape, rows = _rows(x, n, mu, tau)
    out = np.empty((6, rows[0].size))
    for part, block in _integrands(*rows, accuracy):
        for term, values in zip(out, _terms(block), strict=True):
            term[part] = values
    return Terms(*out.reshape(6, *shape))


def cohort_loglik(x: Array, n: Array, mu: Array, tau: Array) -> Array:
    """Return the log-likelihood of each cohort alone, for a third of the work of `cohort_terms`."""
    shape, rows = _rows(x, n, mu, tau)
    out = np.empty(rows[0].size)
    for part, block in _integrands(*rows, FINE):
        out[part] = block.scale + np.log(block.weight.sum(axis=1))
    return out.reshape(shape)


def logit_moments(x: Array, n: Array, mu: float, tau: float) -> tuple[Array, Array]:
    """Return mean and standard deviation of each cohort's logit, given its counts, mu and tau."""
    mean, square = np.empty(x.size), np.empty(x.size)
    for part, block in _integrands(x, n, np.full(x.size, mu), np.full(x.size, tau), FINE):
        weight = block.weight / block.weight.sum(axis=1, keepdims=True)
        mean[part] = np.einsum("ij,ij->i", weight, block.u)
        square[part] = np.einsum("ij,ij->i", weight, (block.u - mean[part][:, None]) ** 2)
    return mu + tau * mean, tau * np.sqrt(square)


def log_binomial(x: Array, n: Array) -> Array:
    """Return the log of the binomial coefficient: the constant that the likelihoods here leave out."""
    constant: Array = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    return constant


@dataclass(frozen=True, slots=True)
class _Block:
    """Cohorts (rows) by integration points (columns); `strong`: see `_STRONG`."""

    x: Array
    n: Array
    tau: Array
    u: Array
    p: Array
    weight: Array
    scale: Array
    strong: bool


def _rows(
    x: Array, n: Array, mu: Array, tau: Array
) -> tuple[tuple[int, ...], tuple[Array, Array, Array, Array]]:
    """Return the common shape of the arguments, and each of them flat."""
    parts = [np.asarray(part, dtype=float) for part in (x, n, mu, tau)]
    shape = np.broadcast(*parts).shape
    a, b, c, d = ((part if part.shape == shape else np.broadcast_to(part, shape)).ravel() for part in parts)
    return shape, (a, b, c, d)


def _integrands(
    x: Array, n: Array, mu: Array, tau: Array, accuracy: Accuracy
) -> Iterator[tuple[Rows, _Block]]:
    """Integrands at their points, in blocks of cohorts that need like numbers of points."""
    mode = _mode(x, n, mu, tau)
    low, high, curvature = _reach(x, n, mu, tau, mode, accuracy.drop)
    step = accuracy.widening / np.sqrt(STEPS_PER_CURVATURE * curvature + STEPS_PER_TAU2 * tau**2)
    kinds = 2 * np.searchsorted(POINTS, (high - low) / step) + (curvature > _STRONG)
    for kind in sorted(set(kinds.tolist())):
        points, strong = int(POINTS[kind // 2]), bool(kind % 2)
        members = np.flatnonzero(kinds == kind)
        at_once = max(1, BLOCK // points)
        for start in range(0, members.size, at_once):
            part = members[start : start + at_once]
            width = (high[part] - low[part]) / points
            u = low[part, None] + width[:, None] * (np.arange(points) + 0.5)
            log, p = _log_binomial_part(x[part, None], n[part, None], mu[part, None] + tau[part, None] * u)
            log -= u * u / 2
            peak = log.max(axis=1, keepdims=True)
            scale = peak[:, 0] + np.log(width) - 0.5 * np.log(2 * np.pi)
            weight = np.exp(log - peak)
            yield part, _Block(x[part, None], n[part, None], tau[part], u, p, weight, scale, strong)


def _terms(block: _Block) -> tuple[Array, ...]:
    total = block.weight.sum(axis=1)
    weight = block.weight / total[:, None]
    derivatives = _through_the_normal if block.strong else _through_the_binomial
    return block.scale + np.log(total), *derivatives(block, weight)


def _through_the_binomial(block: _Block, weight: Array) -> tuple[Array, ...]:
    """Differentiate the binomial part at fixed u; good down to tau = 0."""
    u, expected = block.u, block.n * block.p
    residual = block.x - expected
    bend = residual**2 - expected * (1.0 - block.p)
    first = weight * u
    mu, tau = np.einsum("ij,ij->i", weight, residual), np.einsum("ij,ij->i", first, residual)
    return (
        mu,
        tau,
        np.einsum("ij,ij->i", weight, bend) - mu**2,
        np.einsum("ij,ij->i", first, bend) - mu * tau,
        np.einsum("ij,ij,ij->i", first, u, bend) - tau**2,
    )


def _through_the_normal(block: _Block, weight: Array) -> tuple[Array, ...]:
    """Differentiate the normal density instead, at fixed logit, where u = (logit - mu) / tau."""
    u, tau = block.u, block.tau
    mean, square = np.einsum("ij,ij->i", weight, u), np.einsum("ij,ij->i", weight, u * u)
    off_mean, off_square = u - mean[:, None], u * u - square[:, None]
    return (
        mean / tau,
        (square - 1) / tau,
        (np.einsum("ij,ij->i", weight, off_mean**2) - 1) / tau**2,
        (np.einsum("ij,ij->i", weight, off_mean * off_square) - 2 * mean) / tau**2,
        (np.einsum("ij,ij->i", weight, off_square**2) + 1 - 3 * square) / tau**2,
    )


def _log_binomial_part(x: Array, n: Array, eta: Array) -> tuple[Array, Array]:
    """Log of p^x (1 - p)^(n - x) at logit eta, and p."""
    likely, small = eta >= 0, np.exp(-np.abs(eta))
    p = np.where(likely, 1.0, small) / (1.0 + small)
    # of the two terms only the one that is not 0 is formed: their difference would cost digits
    return np.where(likely, x - n, x) * eta - n * np.log1p(small), p


def _mode(x: Array, n: Array, mu: Array, tau: Array) -> Array:
    """Where each integrand peaks, to about a tenth of its width.

    Newton's method, kept within a bracket, which is halved where a step is not half the one before it:
    between the plateaus of a logistic curve Newton's method alone can go to and fro for ever.
    """
    y = np.log((x + 0.5) / (n - x + 0.5))
    v = 1 / (x + 0.5) + 1 / (n - x + 0.5)
    u = tau * (y - mu) / (tau**2 + v)
    # the slope tau (x - n p) - u is positive below the first and negative above the second, whatever p
    low, high = tau * (x - n), tau * x
    before = np.full(u.shape, np.inf)
    found, moving = u, np.arange(u.size)
    for _ in range(MOST_STEPS):
        p = expit(mu + tau * u)
        slope = tau * (x - n * p) - u
        low = np.where(slope > 0, np.maximum(low, u), low)
        high = np.where(slope < 0, np.minimum(high, u), high)
        curvature = 1.0 + tau**2 * n * p * (1 - p)
        step = slope / curvature
        newton = u + step
        good = (newton >= low) & (newton <= high) & (np.abs(step) <= before / 2)
        new = np.where(good, newton, (low + high) / 2)
        before, u = np.abs(new - u), new
        found[moving] = u
        still = np.flatnonzero(np.where(good, before, high - low) * np.sqrt(curvature) >= 0.1)
        if not still.size:
            return found
        if still.size < moving.size:
            moving = moving[still]
            x, n, mu, tau, u = x[still], n[still], mu[still], tau[still], u[still]
            low, high, before = low[still], high[still], before[still]
    raise NotConverged("the peak of a cohort's likelihood")


def _reach(x: Array, n: Array, mu: Array, tau: Array, mode: Array, drop: float) -> tuple[Array, Array, Array]:
    """Both ends of the range to integrate over, and the curvature at the peak.

    The log integrand bends down at least as fast as -u²/2, so it has fallen by `drop` at ±√(2 drop);
    Newton's method from there approaches the true place from outside, because the integrand is
    log-concave, and may stop at any time.
    """
    height, p = _log_binomial_part(x, n, mu + tau * mode)
    floor = height - mode * mode / 2 - drop
    ends = mode + np.sqrt(2 * drop) * np.array([[-1.0], [1.0]])
    steps = 0
    while True:
        log, rate = _log_binomial_part(x, n, mu + tau * ends)
        above = log - ends * ends / 2 - floor
        slope = tau * (x - n * rate) - ends
        # a mode found to a tenth of its width leaves the first ends a hair inside: those stay
        move = np.where(above < 0, above / np.where(slope == 0, 1.0, slope), 0.0)
        ends = ends - move
        near = np.abs(move).max(initial=0.0) <= 0.05 * np.abs(ends - mode).min(initial=np.inf)
        steps += 1
        if near or steps == _MOST_STEPS_INWARD:
            return ends[0], ends[1], 1.0 + tau**2 * n * p * (1 - p)
