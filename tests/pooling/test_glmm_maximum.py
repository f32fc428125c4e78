"""The quick search over many data sets finds what the thorough search finds in each."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.special import expit

import review.pooling.glmm_maximum as glmm_maximum
from review.pooling.fit import Array
from review.pooling.glmm_maximum import Tops, tops
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.spread_maximum import Maximum, maximum


def thorough(x: Array, n: Array) -> Maximum:
    return maximum(LogisticNormal(x, n, np.ones((x.shape[1], 1))))


def standard_error(information: Array, tau: Array) -> Array:
    inside = tau > 0
    own = np.where(inside, information[:, 1, 1], 1.0)
    cross = np.where(inside, information[:, 0, 1], 0.0)
    return 1 / np.sqrt(information[:, 0, 0] - cross**2 / own)


def assert_alike(found: Tops, top: Maximum) -> None:
    np.testing.assert_allclose(found.mu, top.beta[:, 0], atol=1e-8)
    np.testing.assert_allclose(found.tau**2, top.spread**2, atol=1e-8, rtol=1e-8)
    np.testing.assert_allclose(
        standard_error(found.information, found.tau),
        standard_error(-top.height.hessian, top.spread),
        rtol=1e-7,
    )


def mixed(x: Array, n: Array) -> tuple[Array, Array]:
    """Leave out data sets in which every cohort is all or nothing, which this search does not serve."""
    kept = ((x > 0) & (x < n)).any(axis=1)
    return x[kept].astype(float), n[kept].astype(float)


KINDS = {
    "like rates": (-1.0, 0.3, 5, 60),
    "rare": (-3.5, 1.0, 5, 60),
    "far apart": (0.0, 4.0, 2, 12),
    "large": (-1.5, 0.7, 100, 3_000),
}


@pytest.mark.parametrize("k", [2, 3, 6, 12])
@pytest.mark.parametrize("kind", KINDS)
def test_chance_data_have_the_same_maximum(kind: str, k: int) -> None:
    centre, sd, fewest, most = KINDS[kind]
    chance = np.random.default_rng(k)
    n = chance.integers(fewest, most, (400, k))
    x, n = mixed(chance.binomial(n, expit(centre + sd * chance.standard_normal(n.shape))), n)
    assert_alike(tops(x, n), thorough(x, n))


def test_half_of_the_cohorts_without_responders() -> None:
    chance = np.random.default_rng(3)
    n = chance.integers(3, 5_000, (200, 5))
    x, n = mixed(np.where(chance.random(n.shape) < 0.5, 0, chance.binomial(n, 0.4)), n)
    assert_alike(tops(x, n), thorough(x, n))


def test_all_data_sets_of_three_small_cohorts() -> None:
    # among them likelihoods that are flat at tau = 0 to the fourth power and rise again: 1/5, 1/5, 2/2
    sizes = (5, 5, 2)
    events = np.array(list(product(*(range(size + 1) for size in sizes))))
    x, n = mixed(events, np.broadcast_to(sizes, events.shape))
    assert_alike(tops(x, n), thorough(x, n))


@pytest.mark.parametrize(
    ("events", "total", "at_zero"),
    [
        ((2, 235), (74, 2267), True),
        ((651, 21, 5), (2937, 59, 17), True),
        ((2, 2, 1, 2), (4, 45, 50, 57), True),
        ((35, 0), (136, 13), False),
        ((63, 5, 0), (224, 19, 17), False),
    ],
)
def test_of_two_maxima_the_higher_is_found(
    events: tuple[int, ...], total: tuple[int, ...], at_zero: bool
) -> None:
    x, n = np.array([events], dtype=float), np.array([total], dtype=float)
    top = thorough(x, n)
    assert top.peaks[0] == 2
    assert (top.spread[0] == 0) == at_zero
    assert_alike(tops(x, n), top)


def test_equal_rates_have_the_pooled_logit_and_its_information() -> None:
    x, n = np.array([[3.0, 6, 12]]), np.array([[10.0, 20, 40]])
    found = tops(x, n)
    assert found.tau.tolist() == [0]
    assert found.mu[0] == pytest.approx(np.log(21 / 49), abs=1e-15)
    assert found.information[0, 0, 0] == pytest.approx(70 * 0.3 * 0.7)


def test_no_tau_beyond_the_ceiling_has_a_higher_likelihood() -> None:
    chance = np.random.default_rng(8)
    n = chance.integers(1, 30, (300, 4))
    x, n = mixed(chance.binomial(n, chance.random(n.shape).round()), n)
    x[:, 0], n[:, 0] = 2.0, 5.0
    data = glmm_maximum.SharedPoints.from_counts(x, n, glmm_maximum.FINE)
    ceiling = glmm_maximum._Ceiling.of(data)
    for tau in (0.1, 0.5, 2.0, 10.0, 50.0):
        for mu in (-8.0, -1.0, 0.0, 3.0):
            for larger in (1.0, 1.5, 4.0):
                spread = np.full(x.shape[0], larger * tau)
                height = data.height(np.full((x.shape[0], 1), mu), spread).loglik
                assert (height <= ceiling.at(np.full(x.shape[0], tau)) + 1e-9).all()


@pytest.mark.parametrize("why", ["no steps left", "far"])
def test_a_data_set_that_is_not_settled_is_searched_thoroughly(
    monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    x, n = np.array([[19.0, 14, 6, 8, 23, 2, 2]]), np.array([[52.0, 37, 11, 14, 28, 6, 11]])
    asked: list[int] = []

    def counted(data: LogisticNormal) -> Maximum:
        asked.append(data.size)
        return maximum(data)

    monkeypatch.setattr(glmm_maximum, "maximum", counted)
    assert_alike(tops(x, n), thorough(x, n))
    assert not asked
    monkeypatch.setattr(glmm_maximum, *(("_MOST_STEPS", 1) if why == "no steps left" else ("_FAR", 0.1)))
    assert_alike(tops(x, n), thorough(x, n))
    assert asked == [1]
