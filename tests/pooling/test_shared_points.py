"""Points that cohorts share give the integrals that points of their own give."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.binomial_normal import FINE
from review.pooling.fit import Array
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.shared_points import MEDIUM, ROUGH, SharedPoints


def counts(largest: int) -> tuple[Array, Array]:
    chance = np.random.default_rng(largest)
    n = chance.integers(1, largest, (60, 5))
    x = chance.binomial(n, chance.random(n.shape))
    x[0], x[1] = 0, n[1]
    return x.astype(float), n.astype(float)


@pytest.mark.parametrize("largest", [4, 80, 900, 20_000])
@pytest.mark.parametrize("tau", [0.0, 1e-3, 0.3, 2.0, 30.0])
def test_likelihood_and_derivatives_are_those_of_points_of_their_own(tau: float, largest: int) -> None:
    x, n = counts(largest)
    mu, spread = np.linspace(-4, 4, 60)[:, None], np.full(60, tau)
    found = SharedPoints.from_counts(x, n, FINE).height(mu, spread)
    exact = LogisticNormal(x, n, np.ones((5, 1))).height(mu, spread)
    np.testing.assert_allclose(found.loglik, exact.loglik, rtol=1e-11, atol=1e-11)
    scale = np.sqrt(n.sum(axis=1))[:, None]
    np.testing.assert_allclose(found.gradient / scale, exact.gradient / scale, rtol=1e-9, atol=1e-8)
    np.testing.assert_allclose(
        found.hessian / scale[:, None] ** 2, exact.hessian / scale[:, None] ** 2, rtol=1e-7, atol=1e-7
    )


@pytest.mark.parametrize(("accuracy", "error"), [(ROUGH, 1e-3), (MEDIUM, 1e-5)])
def test_a_first_look_is_as_near_as_it_says(accuracy: object, error: float) -> None:
    x, n = counts(80)
    for tau in (0.1, 0.4, 1.0, 3.0):
        mu, spread = np.full((60, 1), -0.5), np.full(60, tau)
        found = SharedPoints.from_counts(x, n, accuracy).height(mu, spread)  # type: ignore[arg-type]
        exact = LogisticNormal(x, n, np.ones((5, 1))).height(mu, spread)
        assert np.abs(found.loglik - exact.loglik).max() < error


def test_thousands_of_cohorts_are_summed_in_shares() -> None:
    # tiled, so that the sums over all of them are a thousand times those over five
    x, n = (np.tile(part[:4], 1_000) for part in counts(80))
    mu, tau = np.full((4, 1), -0.5), np.array([0.0, 0.1, 0.7, 3.0])
    found = SharedPoints.from_counts(x, n, FINE).height(mu, tau)
    five = SharedPoints.from_counts(x[:, :5], n[:, :5], FINE).height(mu, tau)
    np.testing.assert_allclose(found.loglik, 1_000 * five.loglik, rtol=1e-12)
    np.testing.assert_allclose(found.gradient, 1_000 * five.gradient, rtol=1e-10, atol=1e-8)
    np.testing.assert_allclose(found.hessian, 1_000 * five.hessian, rtol=1e-10, atol=1e-8)


def test_a_cohort_at_odds_with_the_others_is_not_lost() -> None:
    # the guess of where its integrand peaks is some forty standard deviations off
    x, n = np.array([[0.0, 5, 6]]), np.array([[950.0, 10, 11]])
    mu, tau = np.array([[0.0]]), np.array([0.1])
    found = SharedPoints.from_counts(x, n, FINE).height(mu, tau)
    exact = LogisticNormal(x, n, np.ones((3, 1))).height(mu, tau)
    assert found.loglik[0] == pytest.approx(exact.loglik[0], rel=1e-12)
