"""The integral of one cohort, against scipy's adaptive quadrature and against algebra."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln, log_ndtr, ndtr

from review.pooling.binomial_normal import COARSE, Terms, cohort_terms, log_binomial, logit_moments
from review.pooling.fit import Array


def terms(x: float, n: float, mu: float, tau: float) -> Terms:
    return cohort_terms(np.array([x]), np.array([n]), np.array([mu]), np.array([tau]))


def by_quad(x: float, n: float, mu: float, tau: float) -> float:
    """Log of the integral by scipy, over the logit, cut into pieces around the peak of the binomial."""

    def log_integrand(u: float) -> float:
        eta = mu + tau * u
        return float(x * eta - n * np.logaddexp(0, eta) - u * u / 2)

    grid = np.linspace(-90, 90, 900_001)
    eta = mu + tau * grid
    log = x * eta - n * np.logaddexp(0, eta) - grid**2 / 2
    peak, top = grid[log.argmax()], log.max()
    inside = grid[log > top - 60]
    low, high = inside[0], inside[-1]
    edges = np.unique(np.clip(np.concatenate((np.linspace(low, high, 60), [peak])), low, high))
    total = sum(
        quad(lambda u: np.exp(log_integrand(u) - top), a, b, epsabs=0, epsrel=1e-13)[0]
        for a, b in pairwise(edges)
    )
    return float(top + np.log(total) - np.log(2 * np.pi) / 2)


@pytest.mark.parametrize("tau", [0.05, 0.5, 1.0, 3.0, 12.0])
@pytest.mark.parametrize(("x", "n"), [(0, 1), (3, 8), (12, 12), (1, 300), (150, 300), (0, 5_000)])
@pytest.mark.parametrize("mu", [-4.0, 0.3])
def test_the_integral_agrees_with_scipy(x: int, n: int, mu: float, tau: float) -> None:
    assert terms(x, n, mu, tau).loglik[0] == pytest.approx(by_quad(x, n, mu, tau), rel=1e-11, abs=1e-11)


@pytest.mark.parametrize("tau", [0.5, 5.0, 60.0])
def test_a_step_times_a_normal_curve_is_integrated_at_any_tau(tau: float) -> None:
    """No responders of n, by parts: the mean of Φ((logit t - mu)/tau) over t from Beta(1, n)."""
    n, mu = 40.0, -1.0
    t = np.exp(np.linspace(-60, 0, 2_000_001))[:-1]
    logit = np.log(t) - np.log1p(-t)
    density = np.exp(np.log(n) + (n - 1) * np.log1p(-t)) * t
    expected = np.log(np.sum(ndtr((logit - mu) / tau) * density) * 60 / 2_000_000)
    assert terms(0, n, mu, tau).loglik[0] == pytest.approx(expected, abs=1e-7)


def test_at_an_enormous_tau_the_chance_of_no_responder_is_the_normal_tail() -> None:
    """The rate is then 0 or 1; corrections are of the order of log(n) / tau."""
    assert terms(0, 10, 100.0, 1000.0).loglik[0] == pytest.approx(log_ndtr(-0.1), abs=4e-3)


@pytest.mark.parametrize(
    ("x", "n", "mu", "tau"),
    [
        (3, 11, -0.4, 0.7),
        (0, 30, -2.0, 2.5),
        (30, 30, 1.0, 4.0),
        (4e5, 1e6, -0.3, 0.2),
        (7, 1e6, -9.0, 1.5),
        (4e5, 1e6, -0.3, 2.0),
    ],
)
def test_derivatives_agree_with_differences(x: float, n: float, mu: float, tau: float) -> None:
    at = terms(x, n, mu, tau)
    h = 1e-4 / np.sqrt(1 + x * (n - x) / n)
    up, down = terms(x, n, mu + h, tau), terms(x, n, mu - h, tau)
    wide, close = terms(x, n, mu, tau + h), terms(x, n, mu, tau - h)
    scale = 1 + x * (n - x) / n
    assert at.mu[0] == pytest.approx((up.loglik - down.loglik)[0] / (2 * h), rel=1e-5, abs=1e-6 * scale)
    assert at.tau[0] == pytest.approx((wide.loglik - close.loglik)[0] / (2 * h), rel=1e-5, abs=1e-6 * scale)
    assert at.mu_mu[0] == pytest.approx((up.mu - down.mu)[0] / (2 * h), rel=1e-5, abs=1e-6 * scale)
    assert at.mu_tau[0] == pytest.approx((wide.mu - close.mu)[0] / (2 * h), rel=1e-5, abs=1e-6 * scale)
    assert at.tau_tau[0] == pytest.approx((wide.tau - close.tau)[0] / (2 * h), rel=1e-5, abs=1e-6 * scale)


def test_without_spread_it_is_the_binomial_likelihood() -> None:
    x, n, mu = 7.0, 20.0, -0.4
    p = 1 / (1 + np.exp(-mu))
    assert terms(x, n, mu, 0.0).loglik[0] == pytest.approx(x * np.log(p) + (n - x) * np.log1p(-p), abs=1e-13)


def test_a_cohort_without_patients_adds_nothing() -> None:
    at = terms(0, 0, -1.0, 2.0)
    assert at.loglik[0] == pytest.approx(0, abs=1e-13)
    assert at.mu[0] == at.tau_tau[0] == 0


def test_the_likelihoods_of_all_outcomes_add_to_one() -> None:
    x, n = np.arange(26.0), np.full(26, 25.0)
    log = cohort_terms(x, n, np.array(-1.3), np.array(1.7)).loglik + log_binomial(x, n)
    assert np.exp(log).sum() == pytest.approx(1, abs=1e-12)


def test_a_first_look_is_good_to_a_thousandth() -> None:
    x, n = np.array([0.0, 3, 50, 0, 4e5]), np.array([8.0, 9, 100, 5000, 1e6])
    for tau in (0.0, 0.1, 1.0, 10.0):
        fine = cohort_terms(x, n, np.array(-0.5), np.array(tau))
        coarse = cohort_terms(x, n, np.array(-0.5), np.array(tau), accuracy=COARSE)
        np.testing.assert_allclose(coarse.loglik, fine.loglik, atol=1e-3)


def test_shapes_broadcast() -> None:
    x, n = np.array([3.0, 0.0]), np.array([10.0, 9.0])
    grid = cohort_terms(x, n, np.zeros((4, 1)), np.linspace(0, 3, 4)[:, None])
    assert grid.loglik.shape == (4, 2)
    assert grid.tau[2, 1] == pytest.approx(terms(0, 9, 0.0, 2.0).tau[0])


def test_the_logit_of_a_cohort_lies_between_its_own_and_the_centre() -> None:
    mean, sd = logit_moments(np.array([15.0]), np.array([20.0]), 0.0, 0.8)
    assert 0 < mean[0] < np.log(3)
    assert 0 < sd[0] < 0.8


def test_the_logit_of_a_huge_cohort_is_its_own_with_the_spread_of_a_beta_distribution() -> None:
    x, n = 3e5, 1e6
    mean, sd = logit_moments(np.array([x]), np.array([n]), 0.0, 50.0)
    assert mean[0] == pytest.approx(np.log(3 / 7), abs=1e-5)
    assert sd[0] == pytest.approx(np.sqrt(1 / x + 1 / (n - x)), rel=1e-4)


def test_with_a_very_flat_distribution_of_logits_the_integral_is_a_beta_function() -> None:
    x, n, tau = 30.0, 70.0, 1e4
    flat = betaln(x, n - x) - np.log(tau) - np.log(2 * np.pi) / 2
    assert terms(x, n, 0.0, tau).loglik[0] == pytest.approx(flat, abs=1e-6)


def by_dense_sum(x: float, n: float, mu: float, tau: float) -> float:
    """Log of the integral by a plain sum over 40,000 points around the peak, found by narrowing a grid."""

    def log_integrand(u: Array) -> Array:
        eta = mu + tau * u
        return np.asarray(-x * np.logaddexp(0, -eta) - (n - x) * np.logaddexp(0, eta) - u * u / 2)

    low, high = -(tau * n + 10), tau * n + 10
    for _ in range(16):
        grid = np.linspace(low, high, 2001)
        best = int(log_integrand(grid).argmax())
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 2000)]
    peak, top = float(grid[best]), float(log_integrand(grid)[best])

    def away(side: float) -> float:
        near, far = 0.0, 60.0
        for _ in range(80):
            middle = (near + far) / 2
            inside = log_integrand(np.array([peak + side * middle]))[0] > top - 40
            near, far = (middle, far) if inside else (near, middle)
        return peak + side * far

    fine = np.linspace(away(-1), away(1), 40_001)
    total = np.exp(log_integrand(fine) - top).sum() * (fine[1] - fine[0])
    return float(top + np.log(total) - np.log(2 * np.pi) / 2)


def test_between_plateaus_of_the_logistic_curve_the_peak_is_found() -> None:
    """Newton's method alone goes to and fro at some of these, between u = -0.6 and u = -157."""
    x, n, tau = 0.0, 49113.0, 0.0898
    mu = np.linspace(2, 4, 200)
    found = cohort_terms(np.array(x), np.array(n), mu, np.array(tau)).loglik
    assert (np.diff(found) < 0).all(), "no responders are the less likely, the higher the rate"
    for at in (0, 67, 199):
        assert found[at] == pytest.approx(by_dense_sum(x, n, mu[at], tau), rel=1e-10)


def test_cohorts_of_all_kinds_agree_with_a_dense_sum() -> None:
    chance = np.random.default_rng(20261120)
    for _ in range(250):
        n = float(round(10 ** chance.uniform(0, 7)))
        x = float(chance.choice([0, n, min(n, chance.integers(0, 5)), round(n * chance.random())]))
        mu, tau = chance.uniform(-12, 12), 10 ** chance.uniform(-3, 2)
        found, expected = terms(x, n, mu, tau).loglik[0], by_dense_sum(x, n, mu, tau)
        assert found == pytest.approx(expected, rel=1e-10, abs=1e-9), (x, n, mu, tau)
