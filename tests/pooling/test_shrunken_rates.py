from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, logit
from scipy.stats import binom, norm

from review.pooling.pool import pool

X, N = [19, 14, 23, 0], [52, 37, 28, 11]


def test_each_rate_is_the_mean_logit_given_its_own_counts() -> None:
    found = pool(X, N, shrunken_rates=True, study=list("abcd"))
    mu, tau = found.pooled.estimate_transformed, np.sqrt(found.heterogeneity.tau2)
    for row, x, n in zip(found.shrunken_rates, X, N, strict=True):

        def weight(t: float, x: int = x, n: int = n) -> float:
            return float(binom.pmf(x, n, expit(t)) * norm.pdf(t, mu, tau))

        ends = (mu - 12 * tau, mu + 12 * tau)
        total = quad(weight, *ends, limit=200)[0]
        mean = quad(lambda t, f=weight: t * f(t), *ends, limit=200)[0] / total
        assert logit(row.estimate) == pytest.approx(mean, abs=1e-6)
        assert row.proportion == x / n
        assert row.ci_low < row.estimate < row.ci_high
        assert min(x / n, found.pooled.estimate) <= row.estimate <= max(x / n, found.pooled.estimate)


def test_where_no_model_was_fitted_nothing_is_drawn_towards_it() -> None:
    found = pool([0, 0], [9, 12], shrunken_rates=True)
    assert found.shrunken_rates is None
    assert "no model was fitted" in next(note.message for note in found.notes if note.rule == "POOL31")
