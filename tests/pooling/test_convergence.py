"""A search that does not settle is an error, never a number."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr

import review.pooling.binomial_normal as binomial_normal
import review.pooling.posterior as posterior
import review.pooling.spread_maximum as spread_maximum
import review.pooling.spread_profile as spread_profile
from review.pooling.convergence import NotConverged
from review.pooling.fit import Array
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.pool import pool

ASPS = np.array([[19.0, 14, 6, 8, 23, 2, 2]]), np.array([[52.0, 37, 11, 14, 28, 6, 11]])


def likelihood() -> LogisticNormal:
    return LogisticNormal(*ASPS, np.ones((7, 1)))


def test_a_maximum_that_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread_maximum, "_SMALL_STEP", -1.0)
    with pytest.raises(NotConverged, match="the maximum of the likelihood"):
        spread_maximum.maximum(likelihood())


def test_coefficients_that_are_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread_maximum, "MOST_STEPS", 1)
    with pytest.raises(NotConverged, match="best coefficients"):
        spread_maximum.maximum(likelihood())


def test_a_cohort_whose_peak_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binomial_normal, "MOST_STEPS", 1)
    with pytest.raises(NotConverged, match="the peak"):
        binomial_normal.cohort_loglik(np.zeros(1), np.array([49113.0]), np.array([2.67]), np.array([0.09]))


def test_a_range_that_is_drawn_in_too_little_costs_points_only(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = np.array([7.0]), np.array([1e6]), np.array([-9.0]), np.array([1.5])
    before = binomial_normal.cohort_loglik(*cohort)
    monkeypatch.setattr(binomial_normal, "_MOST_STEPS_INWARD", 1)
    assert binomial_normal.cohort_loglik(*cohort) == pytest.approx(before, abs=1e-10)


@pytest.mark.parametrize(
    ("steps", "sought"),
    [(1, "end of the interval of the spread"), (3, "edge|end of the profile|end of the interval")],
)
def test_an_interval_whose_end_is_not_found(monkeypatch: pytest.MonkeyPatch, steps: int, sought: str) -> None:
    data = likelihood()
    top = spread_maximum.maximum(data)
    monkeypatch.setattr(spread_profile, "MOST_STEPS", steps)
    with pytest.raises(NotConverged, match=sought):
        spread_profile.mu_interval(data, spread_profile.spread_region(data, top, drop=1.92))


def test_an_edge_and_a_turning_that_are_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    data = likelihood()
    region = spread_profile.spread_region(data, spread_maximum.maximum(data), drop=1.92)
    monkeypatch.setattr(spread_profile, "MOST_STEPS", 1)
    with pytest.raises(NotConverged, match="the edge"):
        spread_profile.mu_interval(data, region)
    monkeypatch.setattr(spread_profile, "_edge", lambda *given: given[3][0][:, 0] + given[4])
    with pytest.raises(NotConverged, match="profile interval"):
        spread_profile.mu_interval(data, region)


def test_a_share_that_no_value_has() -> None:
    def half(values: Array) -> Array:
        return np.asarray(ndtr(values) / 2)

    with pytest.raises(NotConverged, match="between which"):
        posterior.quantiles(half, np.array([0.9]), -1.0, 1.0)


def test_a_quantile_that_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posterior, "MOST_STEPS", 2)
    with pytest.raises(NotConverged, match="a quantile"):
        posterior.quantiles(ndtr, np.array([0.9]), -3.0, 3.0)


class Overshooting:
    """-log cosh with its curvature given as twenty times too small, but near the top."""

    design = np.ones((1, 1))

    def take(self, _rows: spread_maximum.Rows) -> Overshooting:
        return self

    def height(self, beta: Array, _spread: Array, *, roughly: bool = False) -> spread_maximum.Height:
        at = float(beta[0, 0])
        bend = -1.0 if abs(at) < 0.3 or roughly else -0.05
        slope = np.array([[-np.tanh(at), 0.0]])
        return spread_maximum.Height(
            np.array([-np.log(np.cosh(at))]), slope, np.array([[[bend, 0.0], [0.0, -1.0]]])
        )


def test_steps_that_end_lower_are_halved() -> None:
    beta, there = spread_maximum.climb(Overshooting(), np.array([[0.9]]), np.zeros(1))
    assert abs(beta[0, 0]) < 1e-4
    assert there.loglik[0] == pytest.approx(0, abs=1e-8)


class Sinking:
    """A likelihood that is lower every time it is looked at, as rounding may make it at its top."""

    design = np.ones((1, 1))

    def __init__(self) -> None:
        self.looks = 0

    def take(self, _rows: spread_maximum.Rows) -> Sinking:
        return self

    def height(self, _beta: Array, _spread: Array, *, roughly: bool = False) -> spread_maximum.Height:
        self.looks += 1
        low = np.array([-1e-3 * self.looks])
        return spread_maximum.Height(low, np.array([[1e-6, 0.0]]), -np.eye(2)[None] * (2 if roughly else 1))


def test_at_the_top_halving_ends() -> None:
    sinking = Sinking()
    beta, _ = spread_maximum.climb(sinking, np.array([[0.5]]), np.zeros(1))
    assert beta[0, 0] == pytest.approx(0.5, abs=1e-6)
    assert sinking.looks < 40


@pytest.mark.parametrize(("x", "n"), [([0, 1], [5, 200_000]), ([0, 5], [10, 900_000_000])])
def test_a_likelihood_that_rounding_has_flattened_is_still_climbed(x: list[int], n: list[int]) -> None:
    # where the spread is large, a first step of hundreds of logits is halved until it lifts
    found = pool(x, n, model="beta-binomial")
    assert found.pooled.estimate == pytest.approx(sum(x) / sum(n), rel=1e-9)
