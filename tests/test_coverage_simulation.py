"""benchmarks/coverage.py simulates what it says."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, logit

SCRIPT = runpy.run_path(str(Path(__file__).parent.parent / "benchmarks" / "coverage.py"))


def test_the_same_seed_gives_every_model_the_same_data() -> None:
    first, again = (SCRIPT["simulate"](np.random.default_rng([1, 2]), 5, 4, 0.2, 0.5) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    x, n, new = first
    assert x.shape == n.shape == (5, 4)
    assert new.shape == (5,)
    assert ((x <= n) & (n >= 8) & (n <= 80)).all()


@pytest.mark.parametrize(("rate", "tau"), [(0.1, 0.0), (0.1, 1.0), (0.35, 1.0)])
def test_the_mean_rate_is_the_integral_over_cohorts(rate: float, tau: float) -> None:
    def integrand(u: float) -> float:
        return float(expit(logit(rate) + tau * u) * np.exp(-u * u / 2) / np.sqrt(2 * np.pi))

    assert SCRIPT["marginal_mean"](rate, tau) == pytest.approx(quad(integrand, -12, 12)[0], rel=1e-9)


def test_simulated_rates_have_the_stated_median() -> None:
    _, _, new = SCRIPT["simulate"](np.random.default_rng(3), 20_000, 2, 0.35, 1.0)
    assert np.median(new) == pytest.approx(0.35, abs=0.01)


def test_without_heterogeneity_the_common_effect_covers_about_as_stated() -> None:
    model = next(model for model in SCRIPT["MODELS"] if model.label == "common effect, logit")
    cell = SCRIPT["measure"](model, 2000, 10, 0.35, 0.0, 1)
    assert cell.coverage == pytest.approx(0.95, abs=0.02)
    assert np.isnan(cell.prediction)
