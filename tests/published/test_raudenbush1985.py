"""Raudenbush and Bryk 1985, Journal of Educational Statistics 10:75: teacher expectancy in 19 studies."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.regression import slopes
from tests.published.published_effects import pooled

Y = [0.03, 0.12, -0.14, 1.18, 0.26, -0.06, -0.02, -0.32, 0.27, 0.80, 0.54, 0.18, -0.02, 0.23, -0.18, -0.06,
     0.30, 0.07, -0.07]  # fmt: skip
V = [0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0106, 0.0484, 0.0269, 0.0630, 0.0912, 0.0497, 0.0835,
     0.0841, 0.0253, 0.0279, 0.0193, 0.0088, 0.0303]  # fmt: skip
WEEKS = [2, 21, 19, 0, 0, 3, 17, 24, 0, 1, 0, 0, 1, 2, 17, 5, 1, 2, 7]


def test_the_random_effects_model() -> None:
    found = pooled(Y, V, tau2="REML", ci="wald")
    assert found.tau2 == pytest.approx(0.019, abs=5e-4)  # p. 83
    assert found.estimate == pytest.approx(0.084, abs=5e-4)  # p. 85
    assert found.q == pytest.approx(35.85, abs=0.03)  # p. 86; 35.83 from the rounded effects
    assert found.estimate / found.se == pytest.approx(1.62, abs=5e-3)


def test_weeks_of_prior_contact_explain_the_variance() -> None:
    X = np.column_stack([np.ones(19), np.minimum(WEEKS, 3)])
    found = slopes(np.array(Y), np.array(V), X, choose(model="inverse-variance", ci="wald"))
    assert found.tau2 == pytest.approx(0.0, abs=5e-4)  # p. 90
    assert found.estimate == pytest.approx([0.407, -0.157], abs=5e-4)  # p. 92
    assert found.estimate / found.se == pytest.approx([4.678, -4.388], abs=5e-3)  # p. 92
