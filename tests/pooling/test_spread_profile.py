"""Profile intervals: their ends are where no value of the other parameter reaches the target any more."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import chi2

import review.pooling.spread_maximum as spread_maximum
from review.pooling.binomial_normal import cohort_terms
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.spread_maximum import maximum
from review.pooling.spread_profile import mu_interval, spread_region

DROP = chi2.ppf(0.95, 1) / 2
SETS = {
    "asps": ((19, 14, 6, 8, 23, 2, 2), (52, 37, 11, 14, 28, 6, 11)),
    "no spread": ((3, 6, 10, 1), (11, 17, 21, 6)),
    "two cohorts": ((5, 14), (20, 31)),
    "rare": ((0, 3, 0, 5, 2, 1, 7), (12, 20, 9, 33, 15, 40, 28)),
    "far apart": ((1, 48, 10, 190, 30, 2), (50, 50, 200, 200, 60, 80)),
    "two peaks": ((6024, 0, 0, 12), (74210, 24, 14, 26)),
}


def one(x: tuple[int, ...], n: tuple[int, ...]) -> LogisticNormal:
    return LogisticNormal(np.array([x], dtype=float), np.array([n], dtype=float), np.ones((len(x), 1)))


def loglik(cohorts: LogisticNormal, mu: float, tau: np.ndarray) -> np.ndarray:
    return cohort_terms(cohorts.x, cohorts.n, np.array(mu), tau[:, None]).loglik.sum(axis=1)


TAU = np.concatenate(([0.0], np.geomspace(1e-3, 60, 4000)))


def highest_over_tau(cohorts: LogisticNormal, mu: float) -> float:
    return float(loglik(cohorts, mu, TAU).max())


def highest_over_mu(cohorts: LogisticNormal, tau: float) -> float:
    best = minimize_scalar(
        lambda mu: -loglik(cohorts, mu, np.array([tau]))[0],
        bounds=(-60, 60),
        method="bounded",
        options={"xatol": 1e-9},
    )
    return -float(best.fun)


@pytest.mark.parametrize("name", SETS)
def test_the_ends_of_mu_are_where_its_profile_meets_the_target(name: str) -> None:
    cohorts = one(*SETS[name])
    top = maximum(cohorts)
    low, high = mu_interval(cohorts, spread_region(cohorts, top, drop=DROP))
    target = float(top.height.loglik[0]) - DROP
    for end, outward in ((low, -1), (high, 1)):
        assert highest_over_tau(cohorts, end) == pytest.approx(target, abs=1e-4)
        for step in (0.05, 0.5, 2.0):
            assert highest_over_tau(cohorts, end + outward * step) < target


@pytest.mark.parametrize("name", SETS)
def test_the_ends_of_tau_are_where_its_profile_meets_the_target(name: str) -> None:
    cohorts = one(*SETS[name])
    top = maximum(cohorts)
    region = spread_region(cohorts, top, drop=DROP)
    target = float(top.height.loglik[0]) - DROP
    assert region.low <= top.spread[0] <= region.high
    assert highest_over_mu(cohorts, region.high) == pytest.approx(target, abs=1e-6)
    if region.low == 0:
        assert highest_over_mu(cohorts, 0.0) >= target
    else:
        assert highest_over_mu(cohorts, region.low) == pytest.approx(target, abs=1e-6)


def test_the_upper_end_of_tau_agrees_with_a_root_search() -> None:
    cohorts = one(*SETS["asps"])
    top = maximum(cohorts)
    target = float(top.height.loglik[0]) - DROP
    root = brentq(lambda tau: highest_over_mu(cohorts, tau) - target, float(top.spread[0]), 10, xtol=1e-10)
    assert spread_region(cohorts, top, drop=DROP).high == pytest.approx(root, abs=1e-6)


@pytest.mark.parametrize(
    ("x", "n"),
    [
        ((12, 19, 21, 16), (24, 28, 32, 37)),
        ((17, 8, 6, 1), (34, 34, 17, 26)),
        ((3, 22, 8, 21), (26, 36, 28, 26)),
    ],
)
def test_an_end_of_tau_that_newton_hits_exactly_is_kept(x: tuple[int, ...], n: tuple[int, ...]) -> None:
    # here a step lands on the crossing to the last digit, so that the bracket closes on it from one side
    cohorts = one(x, n)
    top = maximum(cohorts)
    region = spread_region(cohorts, top, drop=DROP)
    _, there = spread_maximum.climb(cohorts, top.beta, np.array([region.high]))
    missed = (there.loglik[0] - region.target) / there.gradient[0, 1]
    assert abs(missed) < 1e-12 * region.high


def test_a_wider_level_holds_a_narrower_one() -> None:
    cohorts = one(*SETS["two peaks"])
    top = maximum(cohorts)
    inner = mu_interval(cohorts, spread_region(cohorts, top, drop=0.5))
    outer = mu_interval(cohorts, spread_region(cohorts, top, drop=5.0))
    assert outer[0] < inner[0] < float(top.beta[0, 0]) < inner[1] < outer[1]


def test_a_vanishing_level_is_the_estimate() -> None:
    cohorts = one(*SETS["asps"])
    top = maximum(cohorts)
    low, high = mu_interval(cohorts, spread_region(cohorts, top, drop=1e-5))
    assert low == pytest.approx(float(top.beta[0, 0]), abs=3e-3)
    assert high == pytest.approx(float(top.beta[0, 0]), abs=3e-3)


def test_data_that_set_no_limit_have_infinite_ends() -> None:
    cohorts = one((0, 5), (10, 10))
    region = spread_region(cohorts, maximum(cohorts), drop=80.0)
    assert region.high == np.inf
    assert mu_interval(cohorts, region) == (-np.inf, np.inf)


def test_a_flat_likelihood_has_one_maximum_whatever_it_is_searched_with() -> None:
    # heights around tau = 0.48 differ by less than the scan sees, and its rungs depend on all data sets
    flat = np.array([0.0, 0, 0, 0, 0, 1]), np.array([42.0, 48, 53, 34, 50, 22])
    other = np.array([87.0, 62, 76, 47, 138, 188]), np.array([164.0, 124, 167, 126, 245, 373])
    x, n = (np.stack(pair) for pair in zip(flat, other, strict=True))
    together = maximum(LogisticNormal(x, n, np.ones((6, 1))))
    alone = maximum(LogisticNormal(x[:1], n[:1], np.ones((6, 1))))
    assert together.spread[0] == pytest.approx(alone.spread[0], abs=1e-8)
    assert abs(together.height.gradient[0, -1]) < 1e-9


def test_a_likelihood_that_hardly_rises_from_0_has_its_maximum_beside_0() -> None:
    # the bend at tau = 0, Σ (x - n p)² - n p (1 - p) with p = 2/99, is 2e-4
    top = maximum(LogisticNormal(np.array([[2.0, 0, 0]]), np.array([[44.0, 16, 39]]), np.ones((3, 1))))
    assert top.spread[0] == pytest.approx(0.01125, abs=1e-5)


def test_a_maximum_that_is_climbed_from_two_places_is_one() -> None:
    rows, spread = np.array([0, 0, 1, 1]), np.array([0.5, 0.5 + 1e-10, 0.5, 0.7])
    assert spread_maximum._repeats(rows, spread).tolist() == [False, True, False, False]
