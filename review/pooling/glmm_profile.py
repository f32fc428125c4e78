"""Profile-likelihood intervals of the random-intercept logistic model: of the pooled logit, and of tau.

An interval holds every value that some choice of the other parameter lifts to within `drop` of the
maximum. Both are taken from the whole region {(mu, tau): loglik >= target}, not by walking out from the
maximum, because the likelihood can have two peaks: tau's ends are the outermost crossings of its
profile, mu's the outermost points of the region.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from review.pooling.binomial_normal import Rows
from review.pooling.fit import Array
from review.pooling.glmm_maximum import (
    TAU_LIMIT,
    DataSets,
    Height,
    Maximum,
    climb,
    height,
    longer,
    starting_beta,
)

#: expit(±37) is 0 or 1 in double precision: an end further out is 0 or 1.
LOGIT_LIMIT = 37.0
#: Log-likelihood above the target below which a tau is as good as on the border of the region.
_NO_ROOM = 1e-6


@dataclass(frozen=True, slots=True)
class Region:
    """Which tau lie in the region; `high` is infinite where no tau up to the limit leaves it."""

    target: float
    low: float
    high: float


def tau_region(data: DataSets, top: Maximum, *, drop: float) -> Region:
    """Return the values of tau whose profile lies within `drop` of the maximum.

    Parameters
    ----------
    data
        One data set with an intercept only.
    top
        Its maximum.
    drop
        Half the quantile of the test, such as chi² .95 on one degree of freedom, 3.841 / 2.
    """
    target = float(top.height.loglik[0]) - drop
    scan = top.scan
    while scan.loglik[0, -1] >= target and scan.tau[0, -1] < TAU_LIMIT:
        scan = longer(data, scan)
    tau = np.append(scan.tau[0], top.tau[0])
    order = np.argsort(tau, kind="stable")
    tau, mu = tau[order], np.append(scan.beta[0, :, 0], top.beta[0, 0])[order]
    profile = np.append(scan.loglik[0], top.height.loglik[0])[order]
    inside = np.flatnonzero(profile >= target)
    first, last = inside[0], inside[-1]
    low = 0.0 if first == 0 else _crossing(data, target, mu[first], tau[first - 1], tau[first])
    high = np.inf if last == tau.size - 1 else _crossing(data, target, mu[last], tau[last + 1], tau[last])
    return Region(target, low, high)


def mu_interval(data: DataSets, region: Region) -> tuple[float, float]:
    """Return the lowest and the highest pooled logit of the region; an end beyond ±37 is infinite."""
    top = min(region.high, TAU_LIMIT)
    ladder = np.unique(
        np.concatenate(([region.low], np.geomspace(max(region.low, top / 200), top, 18), [top]))
    )
    ridge = climb(data.take(_zeros(ladder)), starting_beta(data.take(_zeros(ladder)), ladder), ladder)
    ends = []
    for side in (-1.0, 1.0):
        edge = _edge(data, region.target, ladder, ridge, side)
        outermost = int(np.argmax(side * edge))
        if abs(edge[outermost]) > LOGIT_LIMIT or (np.isinf(region.high) and outermost == ladder.size - 1):
            ends.append(side * np.inf)
            continue
        low, high = ladder[max(outermost - 1, 0)], ladder[min(outermost + 1, ladder.size - 1)]
        ends.append(_turning(data, region.target, ladder[outermost], low, high, side))
    return ends[0], ends[1]


def _zeros(rows: Array | Rows) -> Rows:
    return np.zeros(rows.size, dtype=np.intp)


def _crossing(data: DataSets, target: float, mu: float, outside: float, inside: float) -> float:
    """Where the profile of tau crosses the target, between a value outside the region and one inside.

    Newton's method in mu and tau together: mu towards the ridge, tau towards the target.
    """
    tau = (outside + inside) / 2
    for _ in range(200):
        there = height(data, np.array([[mu]]), np.array([tau]))
        (slope_mu, slope_tau), hessian = there.gradient[0], there.hessian[0]
        to_ridge, along = -slope_mu / hessian[0, 0], -hessian[0, 1] / hessian[0, 0]
        above = float(there.loglik[0]) + slope_mu * to_ridge / 2 - target
        slope = slope_tau + hessian[0, 1] * to_ridge
        if slope_mu * to_ridge < 1e-4:
            inside, outside = (tau, outside) if above > 0 else (inside, tau)
        low, high = sorted((outside, inside))
        newton = tau - above / slope if slope else np.inf
        new = newton if low < newton < high else (low + high) / 2
        step = to_ridge + along * (new - tau)
        moved, mu, tau = abs(new - tau), mu + step, new
        if (moved <= 1e-9 * tau and abs(step) <= 1e-8) or high - low <= 1e-13 * high:
            break
    return float(tau)


def _edge(data: DataSets, target: float, tau: Array, ridge: tuple[Array, Height], side: float) -> Array:
    """Find the far end of the region at each tau, starting from the best mu there.

    The likelihood is concave in mu, so Newton's method converges from any point beyond the best mu.
    """
    beta, there = ridge
    mu, spare = beta[:, 0].copy(), there.loglik - target
    # where tau is about to leave the region, mu has no room either
    roomy = np.flatnonzero(spare > _NO_ROOM)
    tau, many = tau[roomy], data.take(_zeros(roomy))
    far = mu[roomy] + side * np.sqrt(2 * spare[roomy] / -there.hessian[roomy, 0, 0])
    for _ in range(60):
        there = height(many, far[:, None], tau)
        move = (target - there.loglik) / there.gradient[:, 0]
        far = far + move
        if np.abs(move).max(initial=0.0) <= 1e-10:
            break
    mu[roomy] = far
    return mu


def _turning(data: DataSets, target: float, tau: float, low: float, high: float, side: float) -> float:
    """Find the outermost mu between two values of tau: on the edge of the region, and flat in tau."""
    start = starting_beta(data, np.array([tau]))
    mu = np.nan
    for _ in range(100):
        ridge = climb(data, start, np.array([tau]))
        before, mu = mu, float(_edge(data, target, np.array([tau]), ridge, side)[0])
        there, start = height(data, np.array([[mu]]), np.array([tau])), ridge[0]
        slope_mu, slope_tau = there.gradient[0]
        # the edge moves out with tau where the likelihood still rises with tau
        low, high = (max(low, tau), high) if slope_tau > 0 else (low, min(high, tau))
        bend = there.hessian[0, 1, 1] - there.hessian[0, 0, 1] * slope_tau / slope_mu
        newton = tau - slope_tau / bend if bend < 0 else np.inf
        new = newton if low <= newton <= high else (low + high) / 2
        if abs(new - tau) <= 1e-9 * (1e-3 + tau) or abs(mu - before) <= 1e-12 * (1 + abs(mu)):
            break
        tau = new
    return mu
