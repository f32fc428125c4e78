"""Profile-likelihood intervals of the pooled logit and of the spread.

An interval holds every value that some choice of the other parameter lifts to within `drop` of the
maximum. Both are taken from the whole region {(mu, spread): loglik >= target}, not by walking out from
the maximum, because the likelihood can have two peaks: the spread's ends are the outermost crossings of
its profile, mu's the outermost points of the region.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from review.pooling.convergence import MOST_STEPS, NotConverged
from review.pooling.fit import Array
from review.pooling.spread_maximum import SPREAD_LIMIT, Height, Likelihood, Maximum, climb, longer

#: expit(±37) is 0 or 1 in double precision: an end further out is 0 or 1.
LOGIT_LIMIT = 37.0
#: Log-likelihood above the target below which a spread is as good as on the border of the region.
_NO_ROOM = 1e-6
#: Relative to the spread: Newton doubles the digits, so what such a step leaves is rounding.
_LAST_STEP = 1e-9
#: Logits to which an end is found: less than rounding of the likelihood of a million patients moves it.
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Region:
    """Which spreads lie in the region; `high` is infinite where no spread up to the limit leaves it."""

    target: float
    low: float
    high: float


def spread_region(data: Likelihood, top: Maximum, *, drop: float) -> Region:
    """Return the spreads whose profile lies within `drop` of the maximum.

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
    while scan.loglik[0, -1] >= target and scan.spread[0, -1] < SPREAD_LIMIT:
        scan = longer(data, scan)
    spread = np.append(scan.spread[0], top.spread[0])
    order = np.argsort(spread, kind="stable")
    spread, mu = spread[order], np.append(scan.beta[0, :, 0], top.beta[0, 0])[order]
    profile = np.append(scan.loglik[0], top.height.loglik[0])[order]
    inside = np.flatnonzero(profile >= target)
    first, last = inside[0], inside[-1]
    low = 0.0 if first == 0 else _crossing(data, target, mu[first], spread[first - 1], spread[first])
    if last == spread.size - 1:
        return Region(target, low, np.inf)
    return Region(target, low, _crossing(data, target, mu[last], spread[last + 1], spread[last]))


def mu_interval(data: Likelihood, region: Region) -> tuple[float, float]:
    """Return the lowest and the highest pooled logit of the region; an end beyond ±37 is infinite."""
    top = min(region.high, SPREAD_LIMIT)
    ladder = np.unique(
        np.concatenate(([region.low], np.geomspace(max(region.low, top / 200), top, 18), [top]))
    )
    many = _repeated(data, ladder.size)
    ridge = climb(many, many.start(ladder), ladder)
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


def _repeated(data: Likelihood, times: int) -> Likelihood:
    return data.take(np.zeros(times, dtype=np.intp))


def _crossing(data: Likelihood, target: float, mu: float, outside: float, inside: float) -> float:
    """Where the profile of the spread crosses the target, between a spread outside the region and one inside.

    Newton's method in both: mu towards the ridge, the spread towards the target.
    """
    spread = (outside + inside) / 2
    for _ in range(MOST_STEPS):
        there = data.height(np.array([[mu]]), np.array([spread]))
        (slope_mu, slope_spread), hessian = there.gradient[0], there.hessian[0]
        to_ridge, along = slope_mu / abs(hessian[0, 0]), hessian[0, 1] / abs(hessian[0, 0])
        above = float(there.loglik[0]) + slope_mu * to_ridge / 2 - target
        slope = slope_spread + hessian[0, 1] * to_ridge
        if slope_mu * to_ridge < 1e-4:
            inside, outside = (spread, outside) if above > 0 else (inside, spread)
        low, high = sorted((outside, inside))
        newton = spread - above / slope if slope else np.inf
        # a bracket that closes on the crossing itself must not send the last step away from it
        last = abs(newton - spread) <= _LAST_STEP * spread
        new = newton if last or low < newton < high else (low + high) / 2
        step = to_ridge + along * (new - spread)
        moved, mu, spread = abs(new - spread), mu + step, new
        if (moved <= _LAST_STEP * spread and abs(step) <= 1e-8) or high - low <= 1e-13 * high:
            return float(spread)
    raise NotConverged("an end of the interval of the spread")


def _edge(data: Likelihood, target: float, spread: Array, ridge: tuple[Array, Height], side: float) -> Array:
    """Find the far end of the region at each spread: Newton's method between the best mu and beyond."""
    mu, there = ridge[0][:, 0].copy(), ridge[1]
    spare = there.loglik - target
    # where the spread is about to leave the region, mu has no room either
    roomy = np.flatnonzero(spare > _NO_ROOM)
    spread, many = spread[roomy], _repeated(data, roomy.size)
    inside, outside = mu[roomy], np.full(roomy.size, side * np.inf)
    far = inside + side * np.sqrt(2 * spare[roomy] / np.abs(there.hessian[roomy, 0, 0]))
    for _ in range(MOST_STEPS):
        there = many.height(far[:, None], spread)
        above, slope = there.loglik - target, there.gradient[:, 0]
        inside, outside = np.where(above > 0, far, inside), np.where(above > 0, outside, far)
        newton = far - above / np.where(side * slope < 0, slope, np.inf)
        halfway = np.where(np.isinf(outside), 2 * far - mu[roomy], (inside + outside) / 2)
        between = (side * (newton - inside) > 0) & (side * (outside - newton) > 0)
        settled = (np.abs(newton - far) <= _CLOSE) | (np.abs(outside - inside) <= _CLOSE)
        if settled.all():
            mu[roomy] = far
            return mu
        far = np.where(settled, far, np.where(between, newton, halfway))
    raise NotConverged("the edge of the likelihood region")


def _turning(data: Likelihood, target: float, spread: float, low: float, high: float, side: float) -> float:
    """Find the outermost mu between two spreads: on the edge of the region, and flat in the spread."""
    start = data.start(np.array([spread]))
    mu = np.nan
    for _ in range(MOST_STEPS):
        ridge = climb(data, start, np.array([spread]))
        before, mu = mu, float(_edge(data, target, np.array([spread]), ridge, side)[0])
        there, start = data.height(np.array([[mu]]), np.array([spread])), ridge[0]
        slope_mu, slope_spread = there.gradient[0]
        # the edge moves out with the spread where the likelihood still rises with it
        low, high = (max(low, spread), high) if slope_spread > 0 else (low, min(high, spread))
        bend = there.hessian[0, 1, 1] - there.hessian[0, 0, 1] * slope_spread / slope_mu
        newton = spread - slope_spread / bend if bend < 0 else np.inf
        new = newton if low <= newton <= high else (low + high) / 2
        if abs(new - spread) <= 1e-9 * (1e-3 + spread) or abs(mu - before) <= 0.1 * _CLOSE:
            return mu
        spread = new
    raise NotConverged("an end of the profile interval")
