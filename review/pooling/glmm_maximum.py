"""The highest point of the likelihood of the random-intercept logistic model, for one or many data sets.

For a given tau the log-likelihood is concave in the coefficients (a normal mixture of log-concave terms
is log-concave), so Newton's method finds the one maximum. Along tau there can be several: the profile
is therefore scanned from 0 to well beyond the spread of the cohorts, every local maximum of the scan is
climbed, and the highest one is the answer. It may be the boundary tau = 0.

Rows are points of the search: a data set at one value of tau. All rows move together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.binomial_normal import COARSE, FINE, Accuracy, Rows, cohort_terms
from review.pooling.fit import Array

#: Neighbouring values of tau in the scan differ by at most this factor.
_RATIO = 1.35
#: A standard deviation of 100 logits is beyond any difference between response rates; the scan ends there.
TAU_LIMIT = 100.0
#: A lower peak counts while it is compatible with the data: half the .95 quantile of chi² on one degree.
RIVAL = 1.92
_SMALL_STEP = 1e-9


@dataclass(frozen=True, slots=True)
class DataSets:
    """Counts of `datasets` × `k` cohorts, and the design that all data sets share (`k` × coefficients)."""

    x: Array
    n: Array
    design: Array

    def take(self, rows: Rows) -> DataSets:
        """Return data sets by number, repeated as often as they are named."""
        return DataSets(self.x[rows], self.n[rows], self.design)


@dataclass(frozen=True, slots=True)
class Height:
    """Log-likelihood (without binomial constants), its gradient and Hessian in (coefficients, tau)."""

    loglik: Array
    gradient: Array
    hessian: Array


@dataclass(frozen=True, slots=True)
class Scan:
    """The profile of tau on a ladder: best coefficients and log-likelihood of each data set at each rung."""

    tau: Array
    beta: Array
    loglik: Array


@dataclass(frozen=True, slots=True)
class Maximum:
    """The global maximum of each data set; `peaks` counts local maxima within `RIVAL` of it, itself one."""

    beta: Array
    tau: Array
    height: Height
    peaks: NDArray[np.intp]
    scan: Scan


def height(data: DataSets, beta: Array, tau: Array, *, accuracy: Accuracy = FINE) -> Height:
    """Return log-likelihood and derivatives of each row at its own coefficients and tau."""
    design = data.design
    terms = cohort_terms(data.x, data.n, beta @ design.T, tau[:, None], accuracy=accuracy)
    p = design.shape[1]
    gradient = np.empty((tau.size, p + 1))
    gradient[:, :p] = terms.mu @ design
    gradient[:, p] = terms.tau.sum(axis=1)
    hessian = np.empty((tau.size, p + 1, p + 1))
    hessian[:, :p, :p] = np.einsum("ki,rk,kj->rij", design, terms.mu_mu, design)
    hessian[:, :p, p] = hessian[:, p, :p] = terms.mu_tau @ design
    hessian[:, p, p] = terms.tau_tau.sum(axis=1)
    return Height(terms.loglik.sum(axis=1), gradient, hessian)


def climb(
    data: DataSets, beta: Array, tau: Array, *, accuracy: Accuracy = FINE, enough: float = 1e-9
) -> tuple[Array, Height]:
    """Return the best coefficients for the given tau of each row, by Newton's method with halved steps."""
    p = beta.shape[1]
    now = height(data, beta, tau, accuracy=accuracy)
    for _ in range(100):
        step = _solve(-now.hessian[:, :p, :p], now.gradient[:, :p])
        # far from the maximum a parabola says little: no logit moves by more than it could be wrong
        stride = np.abs(step @ data.design.T).max(axis=1)
        step = step * np.minimum(1.0, (2 + 3 * tau) / np.maximum(stride, 1e-300))[:, None]
        gain = np.einsum("ri,ri->r", step, now.gradient[:, :p])
        # the last step is taken: Newton doubles the digits, so what is left after it is enough squared
        last = bool(gain.max(initial=0.0) < enough)
        size = np.ones(tau.size)
        for _ in range(30):
            there = height(data, beta + size[:, None] * step, tau, accuracy=accuracy)
            worse = there.loglik < now.loglik - 1e-9 * (1 + np.abs(now.loglik))
            if not worse.any():
                break
            size = np.where(worse, size / 2, size)
        beta, now = beta + size[:, None] * step, there
        if last:
            break
    return beta, now


def maximum(data: DataSets) -> Maximum:
    """Return the global maximum of each data set.

    At least one cohort of each must have both responders and non-responders; otherwise tau has no finite
    estimate (`review.pooling.glmm` answers those without a search).
    """
    scan, bends_up = _scan(data)
    rows, low, tau, high, beta = _local_maxima(scan, bends_up)
    beta, tau, there = _ascend(data.take(rows), beta, low, tau, high)
    datasets = data.x.shape[0]
    best = np.empty(datasets, dtype=np.intp)
    for dataset in range(datasets):
        mine = np.flatnonzero(rows == dataset)
        best[dataset] = mine[np.argmax(there.loglik[mine])]
    rivals = rows[there.loglik > there.loglik[best][rows] - RIVAL]
    return Maximum(
        beta=beta[best],
        tau=tau[best],
        height=Height(there.loglik[best], there.gradient[best], there.hessian[best]),
        peaks=np.bincount(rivals, minlength=datasets),
        scan=scan,
    )


def scan_values(x: Array, n: Array) -> Array:
    """Return values of tau worth looking at, one row per data set: 0, then even steps of log tau.

    From half the smallest standard error of a logit (below it no cohort can tell tau from 0) to twice the
    range of the observed logits.
    """
    y, v = rough_logits(x, n)
    bottom = 0.5 * np.sqrt(v.min(axis=1))
    top = np.minimum(2 * np.ptp(y, axis=1) + 2, TAU_LIMIT)
    points = int(np.ceil(np.log((top / bottom).max()) / np.log(_RATIO))) + 1
    ladder = np.geomspace(bottom, top, points, axis=1)
    return np.concatenate((np.zeros((x.shape[0], 1)), ladder), axis=1)


def rough_logits(x: Array, n: Array) -> tuple[Array, Array]:
    """Return logits and their variances with ½ added to both counts: starting values, never results."""
    return np.log((x + 0.5) / (n - x + 0.5)), 1 / (x + 0.5) + 1 / (n - x + 0.5)


def starting_beta(data: DataSets, tau: Array) -> Array:
    """Return weighted least squares of the rough logits at each row's tau."""
    y, v = rough_logits(data.x, data.n)
    weight = 1 / (v + tau[:, None] ** 2)
    design = data.design
    return _solve(np.einsum("ki,rk,kj->rij", design, weight, design), (weight * y) @ design)


def _scan(data: DataSets) -> tuple[Scan, NDArray[np.bool_]]:
    """Scan up to where no data set has its best rung last; say whether the profile bends up at tau = 0."""
    scan, bends_up = rungs(data, scan_values(data.x, data.n))
    while (scan.loglik.argmax(axis=1) == scan.tau.shape[1] - 1).any() and scan.tau[:, -1].min() < TAU_LIMIT:
        scan = longer(data, scan)
    return scan, bends_up


def longer(data: DataSets, scan: Scan) -> Scan:
    """Return the scan with six more rungs."""
    more, _ = rungs(data, scan.tau[:, -1:] * _RATIO ** np.arange(1, 7))
    return Scan(
        np.concatenate((scan.tau, more.tau), axis=1),
        np.concatenate((scan.beta, more.beta), axis=1),
        np.concatenate((scan.loglik, more.loglik), axis=1),
    )


def rungs(data: DataSets, tau: Array) -> tuple[Scan, NDArray[np.bool_]]:
    """Return the profile at given tau (data sets × rungs), and whether it bends up at the first."""
    datasets, count = tau.shape
    rows = np.repeat(np.arange(datasets), count)
    many = data.take(rows)
    beta, there = climb(many, starting_beta(many, tau.ravel()), tau.ravel(), accuracy=COARSE, enough=1e-3)
    bends_up = there.hessian[:, -1, -1].reshape(datasets, count)[:, 0] > 0
    return Scan(tau, beta.reshape(datasets, count, -1), there.loglik.reshape(datasets, count)), bends_up


def _local_maxima(scan: Scan, bends_up: NDArray[np.bool_]) -> tuple[Rows, Array, Array, Array, Array]:
    """Local maxima of the scan: data set, bracket of tau (low, best, high), coefficients."""
    ladder, profile = scan.tau, scan.loglik
    wall = np.full((ladder.shape[0], 1), -np.inf)
    left = np.concatenate((wall, profile[:, :-1]), axis=1)
    right = np.concatenate((profile[:, 1:], wall), axis=1)
    peak = (profile >= left) & (profile > right)
    # the profile is even in tau: 0 is a maximum where it bends down there, else one lies just beside it
    peak[:, 0] |= ~bends_up & (profile[:, 0] >= profile[:, 1])
    rows, at = np.nonzero(peak)
    low = np.where(at == 0, 0.0, ladder[rows, np.maximum(at - 1, 0)])
    high = ladder[rows, np.minimum(at + 1, ladder.shape[1] - 1)]
    tau = ladder[rows, at]
    tau = np.where((at == 0) & bends_up[rows], high / 2, tau)
    high = np.where((at == 0) & ~bends_up[rows], 0.0, high)
    return rows, low, tau, high, scan.beta[rows, at]


def _ascend(data: DataSets, beta: Array, low: Array, tau: Array, high: Array) -> tuple[Array, Array, Height]:
    """Climb each row to the local maximum within its bracket of tau; a bracket of width 0 keeps its tau."""
    p = beta.shape[1]
    for _ in range(200):
        now = height(data, beta, tau)
        gradient, hessian = now.gradient, now.hessian
        inner = _solve(-hessian[:, :p, :p], np.stack((gradient[:, :p], hessian[:, :p, p]), axis=2))
        to_ridge, along = inner[..., 0], inner[..., 1]
        # slope and curvature of the profile in tau, corrected to first order for coefficients off the ridge
        slope = gradient[:, p] + np.einsum("ri,ri->r", hessian[:, p, :p], to_ridge)
        bend = hessian[:, p, p] + np.einsum("ri,ri->r", hessian[:, p, :p], along)
        near = np.einsum("ri,ri->r", gradient[:, :p], to_ridge) < 1e-4
        low = np.where(near & (slope > 0), np.maximum(low, tau), low)
        high = np.where(near & (slope < 0), np.minimum(high, tau), high)
        newton = tau - slope / np.where(bend < 0, bend, -np.inf)
        inside = (bend < 0) & (newton > low) & (newton < high)
        new = np.where(inside, newton, np.where(high > low, (low + high) / 2, tau))
        step = to_ridge + along * (new - tau)[:, None]
        beta = beta + step
        done = (np.abs(new - tau) <= _SMALL_STEP * (1e-3 + tau)) & (
            np.abs(step).max(axis=1) <= _SMALL_STEP * 10
        )
        tau = new
        if done.all():
            break
    return beta, tau, height(data, beta, tau)


def _solve(matrix: Array, right: Array) -> Array:
    """Solve each row's small system; one coefficient needs no more than a division."""
    if matrix.shape[-1] == 1:
        return right / (matrix[..., 0] if right.ndim == 2 else matrix)
    if right.ndim == 2:
        return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0])
    return np.asarray(np.linalg.solve(matrix, right))
