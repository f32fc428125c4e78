"""Many data sets at once give what each gives alone."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from review.pooling.choices import choose
from review.pooling.glmm import fit
from review.pooling.glmm_many import fit_many


def simulated(datasets: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(7)
    n = chance.integers(5, 60, (datasets, k)).astype(float)
    return chance.binomial(n.astype(int), expit(-1.5 + chance.standard_normal((datasets, k)))).astype(
        float
    ), n


@pytest.mark.parametrize(("k", "ci"), [(2, "t"), (5, "wald"), (12, "t"), (4, "profile")])
def test_the_batch_equals_the_loop(k: int, ci: str) -> None:
    x, n = simulated(8 if ci == "profile" else 40, k)
    x[0], x[1] = 0, n[1]
    choice = choose(ci=ci)
    found = fit_many(x, n, choice)
    for row in range(x.shape[0]):
        alone = fit(x[row], n[row], choice)
        numbers = [
            alone.pooled.estimate, alone.pooled.ci_low, alone.pooled.ci_high, alone.pooled.prediction_low,
            alone.pooled.se_transformed, alone.heterogeneity.q,
        ]  # fmt: skip
        names = ("estimate", "ci_low", "ci_high", "prediction_low", "se_transformed", "q")
        expected = [np.nan if number is None else number for number in numbers]
        np.testing.assert_allclose([found[name][row] for name in names], expected, rtol=1e-6, atol=1e-9)
        tau2 = alone.heterogeneity.tau2
        assert (
            np.isnan(found["tau2"][row])
            if tau2 is None
            else found["tau2"][row] == pytest.approx(tau2, abs=1e-6)
        )


def test_no_data_set_depends_on_its_neighbours() -> None:
    x, n = simulated(300, 4)
    whole, part = fit_many(x, n, choose()), fit_many(x[250:260], n[250:260], choose())
    np.testing.assert_allclose(whole["estimate"][250:260], part["estimate"], rtol=1e-8)
