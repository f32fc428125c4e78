"""The random-intercept logistic model of many data sets, on points that the cohorts of each share.

`review.pooling.binomial_normal` seeks points for each cohort. Here the cohorts of a row (a data set at one
mu and tau) share theirs, by the same rule, as fine as its best informed cohort asks and as wide as its
outermost: log(1 + e^η) and the rate are then computed once for all cohorts of the row, and the sums over
points become products of small matrices. That is several times cheaper for cohorts up to some hundreds of
patients; rows that would need more than `_MOST_POINTS` points have points for each cohort.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import xlogy

from review.pooling.binomial_normal import (
    BLOCK,
    STEPS_PER_CURVATURE,
    STEPS_PER_TAU2,
    Accuracy,
    Rows,
    cohort_terms,
)
from review.pooling.fit import Array
from review.pooling.logistic_normal import rough_logits
from review.pooling.spread_maximum import Height

#: Relative errors of an integral about 1e-4 and 1e-6.
ROUGH = Accuracy(drop=14.0, widening=1.7)
MEDIUM = Accuracy(drop=18.0, widening=1.4)
#: Beyond, points for each cohort are cheaper.
_MOST_POINTS = 200
#: Beyond, squares of counts cost more digits than the other form of the derivatives.
_MOST_PATIENTS = 1_000
#: The share of the drop that must be reached at both ends, for places of peaks are only guessed.
_OF_DROP = 0.8
#: Cohorts × points up to which their product with nine powers stays on one thread: OpenBLAS takes several
#: beyond 2^18 multiplications, and waking them costs five times what they save.
_ONE_THREAD = 2**18 // 9
#: Below, sums of weights are about to vanish.
_LEAST = 1e-250


@dataclass(frozen=True, slots=True)
class SharedPoints:
    """Counts of data sets × cohorts, with an intercept only, to one accuracy."""

    x: Array
    n: Array
    y: Array
    v: Array
    highest: Array
    accuracy: Accuracy

    @classmethod
    def from_counts(cls, x: Array, n: Array, accuracy: Accuracy) -> SharedPoints:
        """Take counts of shape (data sets, cohorts)."""
        highest = xlogy(x, x / n) + xlogy(n - x, 1 - x / n)
        return cls(x, n, *rough_logits(x, n), highest, accuracy)

    @property
    def size(self) -> int:
        """How many data sets."""
        return int(self.x.shape[0])

    @property
    def design(self) -> Array:
        """One mean logit for all cohorts."""
        return np.ones((1, 1))

    def take(self, rows: Rows) -> SharedPoints:
        """Return data sets by number, repeated as often as they are named."""
        return SharedPoints(
            self.x[rows], self.n[rows], self.y[rows], self.v[rows], self.highest[rows], self.accuracy
        )

    def to(self, accuracy: Accuracy) -> SharedPoints:
        """Return the same data sets to another accuracy."""
        return replace(self, accuracy=accuracy)

    def least_spread(self) -> Array:
        """Return half the smallest standard error of a logit: where a scan over tau begins."""
        least: Array = 0.5 * np.sqrt(self.v.min(axis=1))
        return least

    def height(self, beta: Array, spread: Array, *, roughly: bool = False) -> Height:  # noqa: ARG002
        """Return the likelihood of each data set at its own mu and tau."""
        mu, tau, wide = beta[:, 0], spread[:, None], np.sqrt(2 * self.accuracy.drop)
        mode = tau * (self.y - beta) / (tau**2 + self.v)
        low, high = mode.min(axis=1) - wide, mode.max(axis=1) + wide
        most = self.n.max(axis=1)
        bend = STEPS_PER_CURVATURE * (1 + spread**2 * most / 4) + STEPS_PER_TAU2 * spread**2
        kind = np.searchsorted(_COUNTS, (high - low) * np.sqrt(bend) / self.accuracy.widening)
        kind[most > _MOST_PATIENTS] = _COUNTS.size
        out = np.full((6, mu.size), np.nan)
        for one in np.unique(kind[kind < _COUNTS.size]):
            members, points = np.flatnonzero(kind == one), int(_COUNTS[one])
            at_once = max(1, BLOCK // (points * self.x.shape[1]))
            for start in range(0, members.size, at_once):
                part = members[start : start + at_once]
                at = mu[part], spread[part], low[part], high[part]
                out[:, part] = sum(some._sums(*at, points) for some in self.take(part)._shares(points))
        rest = np.flatnonzero(np.isnan(out[0]))
        if rest.size:
            terms = cohort_terms(self.x[rest], self.n[rest], beta[rest], tau[rest], accuracy=self.accuracy)
            parts = (terms.loglik, terms.mu, terms.tau, terms.mu_mu, terms.mu_tau, terms.tau_tau)
            out[:, rest] = np.stack([part.sum(axis=1) for part in parts])
        return Height(out[0], out[1:3].T, out[[3, 4, 4, 5]].T.reshape(-1, 2, 2))

    def _shares(self, points: int) -> list[SharedPoints]:
        """Share the cohorts out, so that no product of matrices is one that BLAS would wake threads for."""
        most = _ONE_THREAD // points
        if self.x.shape[1] <= most:
            return [self]
        return [
            SharedPoints(
                self.x[:, some], self.n[:, some], self.y[:, some], self.v[:, some], self.highest[:, some],
                self.accuracy,
            )
            for some in (slice(start, start + most) for start in range(0, self.x.shape[1], most))
        ]  # fmt: skip

    def _sums(self, mu: Array, tau: Array, low: Array, high: Array, points: int) -> Array:
        """Return log-likelihood, gradient (2) and Hessian (3); NaN where the range is too narrow."""
        x, n = self.x, self.n
        width = (high - low) / points
        u = low[:, None] + width[:, None] * (np.arange(points) + 0.5)
        eta = mu[:, None] + tau[:, None] * u
        small = np.exp(-np.abs(eta))
        # of x η and (x - n) η only the one that vanishes with the integrand is formed: see binomial_normal
        features = np.stack(
            (np.maximum(eta, 0), np.minimum(eta, 0), np.log1p(small), u * u / 2, np.ones(u.shape)), axis=1
        )
        # no cohort's binomial part is higher than at its own rate: nothing overflows
        weight = np.stack((x - n, x, -n, np.full(x.shape, -1.0), -self.highest), axis=2) @ features
        np.exp(weight, out=weight)
        powers = np.empty((mu.size, 9, points))
        powers[:, 0], powers[:, 1] = 1.0, np.where(eta >= 0, 1.0, small) / (1.0 + small)
        np.multiply(powers[:, 1], powers[:, 1], out=powers[:, 2])
        np.multiply(powers[:, :3], u[:, None], out=powers[:, 3:6])
        np.multiply(powers[:, 3:6], u[:, None], out=powers[:, 6:])
        moments = powers @ weight.transpose(0, 2, 1)
        total = moments[:, 0]
        # integrands are log-concave: what is small at an end is smaller beyond it
        ends = np.maximum(weight[:, :, 0], weight[:, :, -1])
        seen = (ends <= np.exp(-_OF_DROP * self.accuracy.drop) * total) & (total > _LEAST)
        total = np.where(seen, total, np.nan)
        _, p, pp, u_, up, upp, uu, uup, uupp = moments.transpose(1, 0, 2) / total
        # averages of the residual x - n p, and of its square less n p (1 - p), times 1, u and u²
        square, linear, quadratic = x * x, (2 * x + 1) * n, n * (n + 1)
        of_mu, of_tau = x - n * p, x * u_ - n * up
        sums = (
            np.log(total) + self.highest,
            of_mu,
            of_tau,
            square - linear * p + quadratic * pp - of_mu**2,
            square * u_ - linear * up + quadratic * upp - of_mu * of_tau,
            square * uu - linear * uup + quadratic * uupp - of_tau**2,
        )
        out = np.stack([part.sum(axis=1) for part in sums])
        out[0] += x.shape[1] * (np.log(width) - 0.5 * np.log(2 * np.pi))
        return out


#: Numbers of points; finer than for cohorts alone, because each point is paid for with all cohorts.
_COUNTS = np.unique(np.geomspace(8, _MOST_POINTS, 24).astype(int))
