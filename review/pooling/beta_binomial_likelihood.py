"""The beta-binomial model as a likelihood of data sets: rates of cohorts are Beta(p/γ, (1 − p)/γ).

The coefficient is the logit of the mean rate p, the spread is √γ, so that the likelihood is even in it
and γ = 0 is the binomial model. Per cohort, up to the binomial coefficient,

    Σ_{j<x} log(p + jγ) + Σ_{j<n−x} log(1 − p + jγ) − Σ_{j<n} log(1 + jγ).

All cohorts of a data set share p and γ, so their sums are merged: the cost hardly grows with k or n.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from review.pooling.count_sums import summation_rule
from review.pooling.fit import Array
from review.pooling.spread_maximum import Height, Rows

#: Beyond this logit a rate has no square in double precision.
_FURTHEST = 300.0


@dataclass(frozen=True, slots=True)
class _Sums:
    """Nodes and weights of the merged sums of each data set, padded with weight 0."""

    node: Array
    weight: Array

    def take(self, rows: Rows) -> _Sums:
        return _Sums(self.node[rows], self.weight[rows])

    def over(self, a: Array, gamma: Array) -> tuple[Array, Array, Array, Array, Array, Array]:
        """Return sums of log(a + jγ), of its derivatives in a and γ, and of those in aa, aγ and γγ."""
        term = a[:, None] + gamma[:, None] * self.node
        first = self.weight / term
        second = first / term
        return (
            np.einsum("rj,rj->r", self.weight, np.log(term)),
            first.sum(axis=1),
            np.einsum("rj,rj->r", first, self.node),
            -second.sum(axis=1),
            -np.einsum("rj,rj->r", second, self.node),
            -np.einsum("rj,rj,rj->r", second, self.node, self.node),
        )


@dataclass(frozen=True, slots=True)
class BetaBinomial:
    """Data sets as the sums of their likelihoods; make one from counts with `from_counts`."""

    x: Array
    n: Array
    responders: _Sums
    others: _Sums
    patients: _Sums

    @classmethod
    def from_counts(cls, x: Array, n: Array) -> BetaBinomial:
        """Take counts of shape (data sets, cohorts)."""
        return cls(x, n, _sums(x), _sums(n - x), _sums(n))

    @property
    def size(self) -> int:
        """How many data sets."""
        return int(self.x.shape[0])

    @property
    def design(self) -> Array:
        """An intercept only: one mean rate."""
        return np.ones((1, 1))

    def take(self, rows: Rows) -> BetaBinomial:
        """Return data sets by number, repeated as often as they are named."""
        parts = (self.responders.take(rows), self.others.take(rows), self.patients.take(rows))
        return BetaBinomial(self.x[rows], self.n[rows], *parts)

    def height(self, beta: Array, spread: Array, *, roughly: bool = False) -> Height:  # noqa: ARG002
        """Return the likelihood of each data set; it costs the same roughly or exactly."""
        eta, gamma = np.clip(beta[:, 0], -_FURTHEST, _FURTHEST), spread**2
        p, q = expit(eta), expit(-eta)
        log_x, x_p, x_g, x_pp, x_pg, x_gg = self.responders.over(p, gamma)
        log_o, o_q, o_g, o_qq, o_qg, o_gg = self.others.over(q, gamma)
        log_n, _, n_g, _, _, n_gg = self.patients.over(np.ones(p.size), gamma)
        by_p, by_gamma, pq = x_p - o_q, x_g + o_g - n_g, p * q
        gradient = np.stack((by_p * pq, 2 * spread * by_gamma), axis=1)
        hessian = np.empty((p.size, 2, 2))
        hessian[:, 0, 0] = (x_pp + o_qq) * pq**2 + by_p * pq * (q - p)
        hessian[:, 0, 1] = hessian[:, 1, 0] = 2 * spread * pq * (x_pg - o_qg)
        hessian[:, 1, 1] = 2 * by_gamma + 4 * gamma * (x_gg + o_gg - n_gg)
        return Height(log_x + log_o - log_n, gradient, hessian)

    def start(self, spread: Array) -> Array:
        """Return the rate weighted by what a cohort of its size is worth at each spread."""
        weight = 1 / (1 + (self.n - 1) * (spread**2 / (1 + spread**2))[:, None])
        return np.asarray(logit((weight * self.x).sum(axis=1) / (weight * self.n).sum(axis=1))[:, None])

    def reach(self) -> tuple[Array, Array]:
        """Return γ = 1/50 of one over the largest cohort, and γ = 4, where the distribution is U-shaped."""
        return np.sqrt(0.02 / self.n.max(axis=1)), np.full(self.size, 2.0)


def _sums(counts: Array) -> _Sums:
    rules = [summation_rule(row) for row in counts]
    longest = max(nodes.size for nodes, _ in rules)

    def padded(which: Callable[[tuple[Array, Array]], Array]) -> Array:
        return np.stack([np.pad(which(rule), (0, longest - rule[0].size)) for rule in rules])

    return _Sums(padded(lambda rule: rule[0]), padded(lambda rule: rule[1]))
