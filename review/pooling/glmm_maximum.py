"""The highest likelihood of the random-intercept logistic model, for many data sets at once.

It finds what `review.pooling.spread_maximum.maximum` finds, for a quarter of the work:

- Rungs of the scan stand further apart, because each is asked for its slope as well as its height; a
  maximum lies where the slope changes sign.
- The scan goes up from tau = 0 and ends, for each data set, where no larger tau can reach the best height
  found: the density of a logit is at most 1 / (tau √(2π)), so a cohort of x responders among n, both kinds
  present, contributes at most log B(x, n - x) - log(tau √(2π)), whatever mu.
- At tau = 0 everything is known in closed form.

Where height and slopes of two neighbouring rungs do not fit one curve without a turn between them, where a
slope rounds to nothing, where a maximum does not settle in its bracket, and where the scan goes far, the
data set is handed to `maximum`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, xlogy

from review.pooling.binomial_normal import FINE, Rows
from review.pooling.fit import Array
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.shared_points import MEDIUM, ROUGH, SharedPoints
from review.pooling.spread_maximum import Height, climb, maximum, towards_maximum

#: Neighbouring rungs differ by this factor.
_RATIO = 1.6
#: A data set whose scan goes beyond this tau is no usual one.
_FAR = 100.0
#: Log-likelihood by which a cohort's part in the scan may be wrong, with room to spare; errors of cohorts
#: add up like their square root.
_DOUBT = 0.004
#: Of the bend of the likelihood of equal rates: a profile that falls from tau = 0 by less may turn.
_FLAT = 0.05
#: Newton doubles the digits: after a step this small to `MEDIUM`, two more to `FINE` are exact, and after one
#: this small what was computed before it holds to ten digits.
_NEAR, _THERE = 1e-3, 1e-10
#: Steps in a bracket after which a data set is no usual one.
_MOST_STEPS = 25
#: Of the log-likelihood, twice what may be left to climb at a maximum.
_LEFT = 1e-10


@dataclass(frozen=True, slots=True)
class Tops:
    """A maximum of each data set; `information` is minus the Hessian in (mu, tau)."""

    mu: Array
    tau: Array
    height: Array
    information: Array


@dataclass(frozen=True, slots=True)
class _Rung:
    """Where data sets stand in the scan: best mu at a tau, its change with tau, height and slope there."""

    tau: Array
    mu: Array
    drift: Array
    height: Array
    slope: Array

    def take(self, which: Rows | NDArray[np.bool_]) -> _Rung:
        return _Rung(
            self.tau[which], self.mu[which], self.drift[which], self.height[which], self.slope[which]
        )


@dataclass(frozen=True, slots=True)
class _Brackets:
    """Where the slope changes its sign: data set, first guess of mu, and of tau between two ends."""

    row: Rows
    mu: Array
    low: Array
    tau: Array
    high: Array


def tops(x: Array, n: Array) -> Tops:
    """Return the global maximum of each data set, in each of which a cohort has responders and others.

    Parameters
    ----------
    x, n
        Counts, shape (data sets, cohorts).

    Examples
    --------
    >>> found = tops(np.array([[19.0, 14, 6, 8, 23, 2, 2]]), np.array([[52.0, 37, 11, 14, 28, 6, 11]]))
    >>> found.mu.round(4).tolist(), found.tau.round(4).tolist()
    ([-0.128], [0.7203])
    """
    data = SharedPoints.from_counts(x, n, ROUGH)
    best, bends_up = _at_zero(data)
    brackets, odd = _scan(data, best, bends_up)
    # at tau = 0 is a maximum only where the likelihood falls from there
    best.height[bends_up] = -np.inf
    if brackets.row.size:
        there, settled = _climbed(data, brackets)
        odd[brackets.row[~settled]] = True
        # by data set, then by height: the last of each data set is its best
        order = np.lexsort((there.height, brackets.row))
        last = order[np.flatnonzero(np.diff(brackets.row[order], append=data.size))]
        row = brackets.row[last]
        higher = there.height[last] > best.height[row]
        _replace(best, row[higher], there, last[higher])
    strange = np.flatnonzero(odd | np.isinf(best.height))
    if strange.size:
        top = maximum(LogisticNormal(x[strange], n[strange], np.ones((x.shape[1], 1))))
        exact = Tops(top.beta[:, 0], top.spread, top.height.loglik, -top.height.hessian)
        _replace(best, strange, exact, np.arange(strange.size))
    return best


def _replace(tops: Tops, rows: Rows, by: Tops, which: Rows) -> None:
    tops.mu[rows], tops.tau[rows] = by.mu[which], by.tau[which]
    tops.height[rows], tops.information[rows] = by.height[which], by.information[which]


def _at_zero(data: SharedPoints) -> tuple[Tops, NDArray[np.bool_]]:
    """Return the maximum of the binomial model of equal rates, and whether the likelihood rises with tau."""
    responders, patients = data.x.sum(axis=1), data.n.sum(axis=1)
    rate = responders / patients
    own = patients * rate * (1 - rate)
    excess = ((data.x - data.n * rate[:, None]) ** 2).sum(axis=1) - own
    information = np.zeros((rate.size, 2, 2))
    information[:, 0, 0], information[:, 1, 1] = own, -excess
    height = xlogy(responders, rate) + xlogy(patients - responders, 1 - rate)
    # as in `spread_maximum`: a bend that rounding alone could make is none
    bends_up = excess > 1e-9 * own
    return Tops(np.log(rate) - np.log1p(-rate), np.zeros(rate.size), height, information), bends_up


def _scan(data: SharedPoints, zero: Tops, bends_up: NDArray[np.bool_]) -> tuple[_Brackets, NDArray[np.bool_]]:
    """Go up from tau = 0; return the brackets of maxima, and the data sets that need a closer look."""
    odd, doubt = np.zeros(data.size, dtype=bool), _DOUBT * np.sqrt(data.x.shape[1])
    best, ceiling = zero.height.copy(), _Ceiling.of(data)
    found: list[_Brackets] = []
    rows = np.arange(data.size)
    # the likelihood is even in tau: where it bends up at 0, it rises from there
    below = _Rung(zero.tau, zero.mu, zero.tau, zero.height, -zero.information[:, 1, 1])
    tau = data.least_spread()
    while rows.size:
        here = _rung(data, below, tau)
        rises = bends_up[rows] if not found else below.slope > 0
        turns = rises & (here.slope <= 0)
        guess = _first_guess(below, here) if not found else _turning(below, here)
        found.append(
            _Brackets(
                rows[turns],
                _ridge(below, here, guess)[turns],
                # a rung beside a maximum may mistake the sign of its slope
                below.tau[turns] * 0.8,
                guess[turns],
                here.tau[turns] * 1.25,
            )
        )
        best[rows] = np.maximum(best[rows], here.height)
        hides = (rises == (here.slope > 0)) & _hides_a_turn(below, here, rises, doubt, zero.information[rows])
        # of a slope that rounds to nothing the sign is not known
        odd[rows[hides | (np.abs(here.slope) * tau < doubt / 2)]] = True
        far = tau > _FAR
        odd[rows[far]] = True
        on = np.flatnonzero((ceiling.at(tau) >= best[rows] - doubt) & ~far & ~odd[rows])
        rows, data, below, ceiling = rows[on], data.take(on), here.take(on), ceiling.take(on)
        tau = tau[on] * _RATIO
    return _Brackets(*(np.concatenate(part) for part in zip(*map(_parts, found), strict=True))), odd


def _parts(brackets: _Brackets) -> tuple[Rows, Array, Array, Array, Array]:
    return brackets.row, brackets.mu, brackets.low, brackets.tau, brackets.high


def _rung(data: SharedPoints, below: _Rung, tau: Array) -> _Rung:
    start = below.mu + below.drift * (tau - below.tau)
    beta, there = climb(data, start[:, None], tau, roughly=True)
    bend, cross = np.abs(there.hessian[:, 0, 0]), there.hessian[:, 0, 1]
    slope = there.gradient[:, 1] + cross * there.gradient[:, 0] / bend
    return _Rung(tau, beta[:, 0], cross / bend, there.loglik, slope)


def _turning(below: _Rung, above: _Rung) -> Array:
    """Where the cubic through heights and slopes of two rungs has its top, the slope falling through 0."""
    across = above.tau - below.tau
    first, last, rise = below.slope * across, above.slope * across, above.height - below.height
    # the cubic's slope is first + b t + c t², t from 0 to 1
    b, c = 6 * rise - 4 * first - 2 * last, 3 * (first + last) - 6 * rise
    below_line = np.sqrt(np.maximum(b * b - 4 * c * first, 0)) - b
    share = 2 * first / np.where(below_line > 0, below_line, np.inf)
    return np.asarray(below.tau + across * np.clip(share, 0.0, 1.0))


def _ridge(below: _Rung, above: _Rung, tau: Array) -> Array:
    """Return the best mu between two rungs, by the cubic through theirs and their changes."""
    across = above.tau - below.tau
    t = (tau - below.tau) / across
    line = below.mu + t * (above.mu - below.mu)
    first = below.drift * across - (above.mu - below.mu)
    last = above.drift * across - (above.mu - below.mu)
    return line + t * (1 - t) * ((1 - t) * first - t * last)


def _first_guess(zero: _Rung, above: _Rung) -> Array:
    """Where the slope is 0 if it is b tau - c tau³, as it is beside 0; the rung at 0 holds b as its slope."""
    rise = zero.slope * above.tau
    share = np.maximum(rise, 0) / np.where(rise > above.slope, rise - above.slope, np.inf)
    return np.asarray(above.tau * np.sqrt(share.clip(1e-12, 1)))


def _hides_a_turn(
    below: _Rung, above: _Rung, rises: NDArray[np.bool_], doubt: float, at_zero: Array
) -> NDArray[np.bool_]:
    """Say whether the cubic through two rungs turns between them, though their slopes have one sign."""
    sign, start = np.where(rises, 1.0, -1.0), below.tau == 0
    across = above.tau - below.tau
    # from tau = 0 the curve is one of tau², where it has the slope b / 2
    first = sign * np.where(start, below.slope * across**2 / 2, below.slope * across)
    last = sign * np.where(start, above.slope * across / 2, above.slope * across)
    rise = sign * (above.height - below.height)
    least = np.where(start & ~rises, _FLAT * at_zero[:, 0, 0] * across**2 / 2, -doubt)
    turned: NDArray[np.bool_] = np.zeros(sign.size, dtype=bool)
    for t in (0.25, 0.5, 0.75):
        turned |= first * (1 - t) * (1 - 3 * t) + last * t * (3 * t - 2) + 6 * rise * t * (1 - t) < least
    return turned


@dataclass(frozen=True, slots=True)
class _Ceiling:
    """What log-likelihoods cannot exceed.

    `ever` and `at_one` are of cohorts with responders and others, at any tau and at tau = 1 (0 and infinite
    for the rest); `rest` is of all the rest of a data set together.
    """

    ever: Array
    at_one: Array
    rest: Array

    @classmethod
    def of(cls, data: SharedPoints) -> _Ceiling:
        x, rest = data.x, data.n - data.x
        mixed = (x > 0) & (rest > 0)
        # where one kind is missing the integral over all logits has no end
        area = np.where(mixed, betaln(np.where(mixed, x, 1), np.where(mixed, rest, 1)), np.inf)
        # without responders it is E (1 - p)^n <= 1 - E p, with none but responders at most E p, whatever E p
        none, all_ = (x == 0).sum(axis=1), (rest == 0).sum(axis=1)
        either = np.maximum(none + all_, 1)
        return cls(
            data.highest,
            area - 0.5 * np.log(2 * np.pi),
            xlogy(none, none / either) + xlogy(all_, all_ / either),
        )

    def take(self, rows: Rows) -> _Ceiling:
        return _Ceiling(self.ever[rows], self.at_one[rows], self.rest[rows])

    def at(self, tau: Array) -> Array:
        """No log-likelihood at this tau, or a larger one, is higher."""
        highest = np.minimum(self.ever, self.at_one - np.log(tau)[:, None])
        return np.asarray(self.rest + highest.sum(axis=1))


def _climbed(data: SharedPoints, start: _Brackets) -> tuple[Tops, NDArray[np.bool_]]:
    """Return the maximum in each bracket, and whether it is one."""
    data = data.take(start.row)
    size = start.row.size
    mu, tau = start.mu.copy(), start.tau.copy()
    there = Tops(mu, tau, np.full(size, -np.inf), np.zeros((size, 2, 2)))
    left = np.full(size, np.inf)
    for accuracy, enough in ((MEDIUM, _NEAR), (FINE, _THERE)):
        # where the likelihood is flat, slopes that are not exact may have narrowed the bracket past its top
        low, high = start.low.copy(), start.high.copy()
        moving, part = np.arange(size), data.to(accuracy)
        for _ in range(_MOST_STEPS):
            now = part.height(mu[moving, None], tau[moving])
            step, new, low[moving], high[moving] = towards_maximum(
                now, low[moving], tau[moving], high[moving]
            )
            there.height[moving], there.information[moving] = now.loglik, -now.hessian
            left[moving] = _decrement(now)
            still = np.flatnonzero(np.maximum(np.abs(step[:, 0]), np.abs(new - tau[moving])) > enough)
            mu[moving] += step[:, 0]
            tau[moving] = new
            if not still.size:
                break
            moving, part = moving[still], part.take(still)
        else:
            left[moving] = np.inf
    return there, left <= _LEFT


def _decrement(now: Height) -> Array:
    """Newton's decrement: twice what is left to climb; infinite where the likelihood is no hill there."""
    (a, b), (_, d) = -now.hessian.transpose(1, 2, 0)
    first, second = now.gradient.T
    determinant = a * d - b * b
    hill = (a > 0) & (determinant > 0)
    rest = (d * first**2 - 2 * b * first * second + a * second**2) / np.where(hill, determinant, 1)
    return np.where(hill, rest, np.inf)
