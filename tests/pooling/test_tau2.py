from __future__ import annotations

import numpy as np
import pytest

from review.pooling.likelihood import likelihood
from review.pooling.measures import MEASURES, effects
from review.pooling.tau2 import TAU2, likelihood_maximum, tau2_estimate
from tests.golden.read import counts, rows


def on_scale(dataset: str, measure: str):
    y, v = effects(MEASURES[measure], *counts(dataset))
    return y[:, None], v[:, None]


@pytest.mark.parametrize("method", TAU2)
def test_every_estimator_gives_metafors_tau2(method: str) -> None:
    found = [row for row in rows("inverse_variance", "pool") if row["tau2_method"] == method]
    assert len(found) == 18 * 5
    for row in found:
        y, v = on_scale(row["dataset"], row["measure"])
        scale = max(float(y.var(ddof=1)), float(v.mean()))
        assert tau2_estimate(method, y, v)[0] == pytest.approx(row["tau2"], abs=1e-8 * scale), row["dataset"]


@pytest.mark.parametrize("method", ["ML", "REML"])
def test_no_tau2_on_a_fine_grid_has_a_higher_likelihood(method: str) -> None:
    for row in rows("inverse_variance", "pool"):
        if row["tau2_method"] != method:
            continue
        y, v = on_scale(row["dataset"], row["measure"])
        curve = likelihood(method, y, v, np.ones_like(y))
        best = float(curve.value(tau2_estimate(method, y, v))[0])
        for tau2 in [0.0, *np.geomspace(1e-6, 1e3, 400) * float(v.mean())]:
            assert float(curve.value(np.array([tau2]))[0]) <= best + 1e-9


def test_the_higher_of_two_maxima_is_taken_and_both_are_counted() -> None:
    # x = 19, 11, 6, 7, 4, 2 of n = 52, 32, 11, 14, 10, 40: the logit likelihood has one maximum at 0 and
    # one near .29.
    x, n = np.array([19.0, 11, 6, 7, 4, 2]), np.array([52.0, 32, 11, 14, 10, 40])
    y, v = (column[:, None] for column in effects(MEASURES["PLO"], x, n))
    found = likelihood_maximum("ML", y, v, np.ones_like(y))
    curve = likelihood("ML", y, v, np.ones_like(y))
    assert found.count[0] == 2
    assert float(curve.value(found.tau2)[0]) >= float(curve.value(np.zeros(1))[0])


def test_a_batch_gives_what_each_data_set_gives_alone() -> None:
    rng = np.random.default_rng(4)
    y, v = rng.normal(size=(6, 40)), rng.uniform(0.05, 1.5, size=(6, 40))
    for method in TAU2:
        together = tau2_estimate(method, y, v)
        alone = [tau2_estimate(method, y[:, [i]], v[:, [i]])[0] for i in range(40)]
        assert np.allclose(together, alone, rtol=1e-10, atol=1e-13), method


def test_tau2_scales_with_the_square_of_the_unit() -> None:
    y, v = np.array([[0.1], [0.9], [2.0]]), np.array([[0.2], [0.1], [0.3]])
    for method in TAU2:
        small = tau2_estimate(method, 1e-4 * y, 1e-8 * v)[0]
        assert small == pytest.approx(1e-8 * tau2_estimate(method, y, v)[0], rel=1e-9)


def test_no_residual_degree_of_freedom_means_no_tau2() -> None:
    assert tau2_estimate("REML", np.array([[0.3]]), np.array([[0.1]])).tolist() == [0.0]
