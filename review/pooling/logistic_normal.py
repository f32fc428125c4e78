"""The random-intercept logistic model as a likelihood of data sets: mu = design · beta, spread = tau."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from review.pooling.binomial_normal import COARSE, FINE, Rows, cohort_terms
from review.pooling.fit import Array
from review.pooling.spread_maximum import SPREAD_LIMIT, Height


@dataclass(frozen=True, slots=True)
class LogisticNormal:
    """Counts of data sets × cohorts, and the design that all data sets share (cohorts × coefficients)."""

    x: Array
    n: Array
    design: Array

    @property
    def size(self) -> int:
        """How many data sets."""
        return int(self.x.shape[0])

    def take(self, rows: Rows) -> LogisticNormal:
        """Return data sets by number, repeated as often as they are named."""
        return LogisticNormal(self.x[rows], self.n[rows], self.design)

    def height(self, beta: Array, spread: Array, *, roughly: bool = False) -> Height:
        """Return the likelihood of each data set at its own coefficients and tau."""
        design = self.design
        terms = cohort_terms(
            self.x, self.n, beta @ design.T, spread[:, None], accuracy=COARSE if roughly else FINE
        )
        p = design.shape[1]
        gradient = np.empty((spread.size, p + 1))
        gradient[:, :p] = terms.mu @ design
        gradient[:, p] = terms.tau.sum(axis=1)
        hessian = np.empty((spread.size, p + 1, p + 1))
        hessian[:, :p, :p] = np.einsum("ki,rk,kj->rij", design, terms.mu_mu, design)
        hessian[:, :p, p] = hessian[:, p, :p] = terms.mu_tau @ design
        hessian[:, p, p] = terms.tau_tau.sum(axis=1)
        return Height(terms.loglik.sum(axis=1), gradient, hessian)

    def start(self, spread: Array) -> Array:
        """Return weighted least squares of the rough logits at each tau."""
        y, v = rough_logits(self.x, self.n)
        weight = 1 / (v + spread[:, None] ** 2)
        matrix = np.einsum("ki,rk,kj->rij", self.design, weight, self.design)
        return np.asarray(np.linalg.solve(matrix, ((weight * y) @ self.design)[..., None])[..., 0])

    def reach(self) -> tuple[Array, Array]:
        """Return half the smallest standard error of a logit, and twice the range of the rough logits."""
        y, v = rough_logits(self.x, self.n)
        return 0.5 * np.sqrt(v.min(axis=1)), np.minimum(2 * np.ptp(y, axis=1) + 2, SPREAD_LIMIT)


def rough_logits(x: Array, n: Array) -> tuple[Array, Array]:
    """Logits and variances with ½ added to both counts: starting values, never results."""
    return np.log((x + 0.5) / (n - x + 0.5)), 1 / (x + 0.5) + 1 / (n - x + 0.5)
