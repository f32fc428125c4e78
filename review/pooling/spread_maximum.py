"""The highest point of a likelihood of cohorts that has a spread: for one or for many data sets at once.

The models here (`LogisticNormal`, `BetaBinomial`) have coefficients on the logit scale and one spread,
at least 0, in which the likelihood is even. For a given spread the likelihood has one maximum in the
coefficients. Along the spread there can be several: the profile is therefore scanned from 0 to well
beyond the differences of the cohorts, every local maximum of the scan is climbed, and the highest is the
answer. It may be the boundary, spread 0.

Rows are points of the search: a data set at one spread. All rows move together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from review.pooling.convergence import MOST_STEPS, NotConverged
from review.pooling.fit import Array

Rows = NDArray[np.intp]

#: Neighbouring spreads in the scan differ by at most this factor.
_RATIO = 1.35
#: The scan ends here: 100 logits are beyond any difference between response rates.
SPREAD_LIMIT = 100.0
#: A lower peak counts while it is compatible with the data: half the .95 quantile of chi² on one degree.
RIVAL = 1.92
_SMALL_STEP = 1e-9
#: Of a log-likelihood that is the sum of large terms.
_ROUNDING = 1e-13
#: A step of Newton's that 2^-30 of does not lift the likelihood was at its top already, but for rounding.
_MOST_HALVINGS = 30
#: Steps of the spread that may be left at a maximum, where the last one taken was `_SMALL_STEP`.
_LEFT = 1e-7
#: Of the log-likelihood, twice what is left to climb.
_NEAR_TOP = 0.1


@dataclass(frozen=True, slots=True)
class Height:
    """Log-likelihood (up to a constant of the data), gradient and Hessian in (coefficients, spread)."""

    loglik: Array
    gradient: Array
    hessian: Array

    def take(self, rows: Rows) -> Height:
        """Return the heights of some rows."""
        return Height(self.loglik[rows], self.gradient[rows], self.hessian[rows])

    def put(self, rows: Rows, heights: Height) -> None:
        """Replace the heights of some rows."""
        self.loglik[rows], self.gradient[rows] = heights.loglik, heights.gradient
        self.hessian[rows] = heights.hessian


class Slope(Protocol):
    """What can be climbed at given spreads: a row for each."""

    @property
    def design(self) -> Array:
        """Cohorts × coefficients, the same for all rows."""

    def take(self, rows: Rows) -> Self:
        """Return some rows, repeated as often as they are named."""

    def height(self, beta: Array, spread: Array, *, roughly: bool = False) -> Height:
        """Return the log-likelihood of each row at its own coefficients and spread."""


class Likelihood(Slope, Protocol):
    """Data sets under one model."""

    @property
    def size(self) -> int:
        """How many data sets."""

    def start(self, spread: Array) -> Array:
        """Return coefficients to start from."""

    def reach(self) -> tuple[Array, Array]:
        """Return, for each data set, a spread too small to be told from 0, and one as large as the data."""


@dataclass(frozen=True, slots=True)
class Scan:
    """The profile on a ladder: best coefficients and log-likelihood of each data set at each rung."""

    spread: Array
    beta: Array
    loglik: Array


@dataclass(frozen=True, slots=True)
class Maximum:
    """The global maximum of each data set; `peaks` counts local maxima within `RIVAL` of it, itself one."""

    beta: Array
    spread: Array
    height: Height
    peaks: NDArray[np.intp]
    scan: Scan


def maximum(data: Likelihood) -> Maximum:
    """Return the global maximum of each data set.

    At least one cohort of each must have both responders and non-responders; otherwise the spread has no
    finite estimate (`review.pooling.all_or_nothing` answers those).
    """
    scan, bends_up = _scan(data)
    rows, low, spread, high, beta = _local_maxima(scan, bends_up)
    climbing = data.take(rows)
    beta, spread, there = _ascend(climbing, beta, low, spread, high)
    # where a profile is flatter than the scan is exact, its maximum may lie beside the bracket
    left = np.abs(there.gradient[:, -1]) > _LEFT * (1e-3 + spread) * np.abs(there.hessian[:, -1, -1])
    beside = np.flatnonzero(left & (high > 0) & (high < SPREAD_LIMIT))
    if beside.size:
        found = _ascend(
            climbing.take(beside), beta[beside], low[beside] / 2, spread[beside], 2 * high[beside]
        )
        beta[beside], spread[beside] = found[:2]
        there.put(beside, found[2])
    # by data set, then by height: the last of each data set is its best
    order = np.lexsort((there.loglik, rows))
    best = order[np.flatnonzero(np.diff(rows[order], append=data.size))]
    rivals = rows[(there.loglik > there.loglik[best][rows] - RIVAL) & ~_repeats(rows, spread)]
    return Maximum(
        beta=beta[best],
        spread=spread[best],
        height=Height(there.loglik[best], there.gradient[best], there.hessian[best]),
        peaks=np.bincount(rivals, minlength=data.size),
        scan=scan,
    )


def _repeats(rows: Rows, spread: Array) -> NDArray[np.bool_]:
    """Say which maxima another one of the same data set is: flat profiles are climbed from several places."""
    order = np.lexsort((spread, rows))
    near = np.diff(spread[order]) <= _LEFT * (1e-3 + spread[order][1:])
    repeats = np.zeros(rows.size, dtype=bool)
    repeats[order[1:]] = near & (np.diff(rows[order]) == 0)
    return repeats


def climb(data: Slope, beta: Array, spread: Array, *, roughly: bool = False) -> tuple[Array, Height]:
    """Return the best coefficients for the spread of each row, by Newton's method with halved steps."""
    p = beta.shape[1]
    enough, noise = (1e-2, 1e-2) if roughly else (1e-9, 1e-9)
    beta, now = beta.copy(), data.height(beta, spread, roughly=roughly)
    found, moving = now, np.arange(spread.size)
    for _ in range(MOST_STEPS):
        step = _uphill(now.hessian[:, :p, :p], now.gradient[:, :p])
        # far from the maximum a parabola says little: no logit moves by more than it could be wrong
        stride = np.abs(step @ data.design.T).max(axis=1)
        step = step * np.minimum(1.0, (2 + 3 * spread[moving]) / np.maximum(stride, 1e-300))[:, None]
        gain = np.einsum("ri,ri->r", step, now.gradient[:, :p])
        if roughly:
            # near the top a parabola is height enough
            near = gain < _NEAR_TOP
            top = moving[near]
            beta[top] += step[near]
            found.loglik[top] += gain[near] / 2
            rest = np.flatnonzero(~near)
            if not rest.size:
                return beta, found
            data, moving, now = data.take(rest), moving[rest], now.take(rest)
            step, gain = step[rest], gain[rest]
        step, now = _lifting(data, beta[moving], step, spread[moving], now, noise, roughly)
        beta[moving] += step
        found.put(moving, now)
        # the last step is taken: Newton doubles the digits, so what is left after it is enough squared
        still = np.flatnonzero(gain >= enough)
        if not still.size:
            return beta, found
        if still.size < moving.size:
            data, moving, now = data.take(still), moving[still], now.take(still)
    raise NotConverged("the best coefficients at a given spread")


def _lifting(
    data: Slope, beta: Array, step: Array, spread: Array, now: Height, noise: float, roughly: bool
) -> tuple[Array, Height]:
    """Return each step, halved until it lifts the likelihood, and the height that it leads to."""
    step, there = step.copy(), data.height(beta + step, spread, roughly=roughly)
    for _ in range(_MOST_HALVINGS):
        worse = np.flatnonzero(there.loglik < now.loglik - noise - _ROUNDING * np.abs(now.loglik))
        if not worse.size:
            break
        step[worse] /= 2
        halved = data.take(worse).height(beta[worse] + step[worse], spread[worse], roughly=roughly)
        there.put(worse, halved)
    return step, there


def longer(data: Likelihood, scan: Scan) -> Scan:
    """Return the scan with six more rungs."""
    more = _rungs(data, scan.spread[:, -1:] * _RATIO ** np.arange(1, 7))
    return Scan(
        np.concatenate((scan.spread, more.spread), axis=1),
        np.concatenate((scan.beta, more.beta), axis=1),
        np.concatenate((scan.loglik, more.loglik), axis=1),
    )


def _scan(data: Likelihood) -> tuple[Scan, NDArray[np.bool_]]:
    """Scan up to where no data set has its best rung last; say whether the profile bends up at 0."""
    bottom, top = data.reach()
    count = int(np.ceil(np.log((top / bottom).max()) / np.log(_RATIO))) + 1
    ladder = np.geomspace(bottom, top, count, axis=1)
    nothing = np.zeros((data.size, 1))
    scan = _rungs(data, np.concatenate((nothing, ladder), axis=1))
    while (scan.loglik.argmax(axis=1) == scan.spread.shape[1] - 1).any() and (
        scan.spread[:, -1].min() < SPREAD_LIMIT
    ):
        scan = longer(data, scan)
    # whether 0 is a maximum is not to be seen roughly; a bend that rounding alone could make is none
    _, there = climb(data, scan.beta[:, 0], nothing[:, 0])
    return scan, there.hessian[:, -1, -1] > 1e-9 * np.abs(there.hessian[:, 0, 0])


def _rungs(data: Likelihood, spread: Array) -> Scan:
    """Return the profile at given spreads (data sets × rungs)."""
    datasets, count = spread.shape
    many = data.take(np.repeat(np.arange(datasets), count))
    beta, there = climb(many, many.start(spread.ravel()), spread.ravel(), roughly=True)
    return Scan(spread, beta.reshape(datasets, count, -1), there.loglik.reshape(datasets, count))


def _local_maxima(scan: Scan, bends_up: NDArray[np.bool_]) -> tuple[Rows, Array, Array, Array, Array]:
    """Local maxima of the scan: data set, bracket of the spread (low, best, high), coefficients."""
    ladder, profile = scan.spread, scan.loglik
    wall = np.full((ladder.shape[0], 1), -np.inf)
    left = np.concatenate((wall, profile[:, :-1]), axis=1)
    right = np.concatenate((profile[:, 1:], wall), axis=1)
    peak = (profile >= left) & (profile > right)
    # the profile is even: 0 is a maximum where it bends down there, else the maximum lies just beside it
    rows, at = np.nonzero(peak)
    low = np.where(at == 0, 0.0, ladder[rows, np.maximum(at - 1, 0)])
    high = ladder[rows, np.minimum(at + 1, ladder.shape[1] - 1)]
    spread = np.where((at == 0) & bends_up[rows], high / 2, ladder[rows, at])
    high = np.where((at == 0) & ~bends_up[rows], 0.0, high)
    return rows, low, spread, high, scan.beta[rows, at]


def _ascend(
    data: Likelihood, beta: Array, low: Array, spread: Array, high: Array
) -> tuple[Array, Array, Height]:
    """Climb each row to the maximum within its bracket; a bracket of width 0 keeps its spread."""
    beta, low, spread, high = beta.copy(), low.copy(), spread.copy(), high.copy()
    moving = np.arange(spread.size)
    for _ in range(MOST_STEPS):
        step, new, low[moving], high[moving] = towards_maximum(
            data.take(moving).height(beta[moving], spread[moving]), low[moving], spread[moving], high[moving]
        )
        still = (np.abs(new - spread[moving]) > _SMALL_STEP * (1e-3 + spread[moving])) | (
            np.abs(step).max(axis=1) > _SMALL_STEP * 10
        )
        beta[moving], spread[moving] = beta[moving] + step, new
        moving = moving[still]
        if not moving.size:
            return beta, spread, data.height(beta, spread)
    raise NotConverged("the maximum of the likelihood")


def towards_maximum(now: Height, low: Array, spread: Array, high: Array) -> tuple[Array, Array, Array, Array]:
    """Return the step of the coefficients, the new spread and the narrowed bracket of each row."""
    gradient, hessian, p = now.gradient, now.hessian, now.gradient.shape[1] - 1
    to_ridge = _uphill(hessian[:, :p, :p], gradient[:, :p])
    along = _uphill(hessian[:, :p, :p], hessian[:, :p, p])
    # slope and curvature of the profile, corrected to first order for coefficients off the ridge
    slope = gradient[:, p] + np.einsum("ri,ri->r", hessian[:, p, :p], to_ridge)
    bend = hessian[:, p, p] + np.einsum("ri,ri->r", hessian[:, p, :p], along)
    near = np.einsum("ri,ri->r", gradient[:, :p], to_ridge) < 1e-4
    low = np.where(near & (slope > 0), np.maximum(low, spread), low)
    high = np.where(near & (slope < 0), np.minimum(high, spread), high)
    newton = spread - slope / np.where(bend < 0, bend, -np.inf)
    inside = (bend < 0) & (newton > low) & (newton < high)
    new = np.where(inside, newton, np.where(high > low, (low + high) / 2, spread))
    return to_ridge + along * (new - spread)[:, None], new, low, high


def _uphill(hessian: Array, slope: Array) -> Array:
    """Newton's step for each row; with one coefficient it goes uphill whichever way the likelihood bends."""
    if hessian.shape[-1] == 1:
        # where rounding has left no bend at all, the longest stride that is allowed
        return slope / np.maximum(np.abs(hessian[..., 0]), 1e-300)
    return np.asarray(np.linalg.solve(-hessian, slope[..., None])[..., 0])
