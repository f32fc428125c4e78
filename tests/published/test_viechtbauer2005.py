"""Viechtbauer 2005, Journal of Educational and Behavioral Statistics 30:261: estimators of tau²."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.heterogeneity import i2_from_tau2
from tests.published.published_effects import pooled

EXAMPLE_1 = (
    [-0.581, 0.530, 0.771, 1.031, 0.553, 0.295, 0.078, 0.573, -0.176, -0.232],
    [0.023, 0.052, 0.060, 0.115, 0.095, 0.203, 0.200, 0.211, 0.051, 0.040],
)
EXAMPLE_2 = (
    [0.100, -0.162, -0.090, -0.049, -0.046, -0.010, -0.431, -0.261, 0.134, 0.019, 0.175, 0.056, 0.045,
     0.103, 0.121, -0.482, 0.290, 0.342],
    [0.016, 0.015, 0.050, 0.050, 0.032, 0.052, 0.036, 0.024, 0.034, 0.033, 0.031, 0.034, 0.039, 0.167,
     0.134, 0.096, 0.016, 0.035],
)  # fmt: skip


@pytest.mark.parametrize(
    ("example", "method", "tau2", "i2"),
    [
        # p. 271
        (EXAMPLE_1, "HS", 0.228, 77.23), (EXAMPLE_1, "HE", 0.148, 68.80), (EXAMPLE_1, "DL", 0.277, 80.44),
        (EXAMPLE_1, "ML", 0.197, 74.51), (EXAMPLE_1, "REML", 0.223, 76.84), (EXAMPLE_1, "EB", 0.192, 74.05),
        (EXAMPLE_1, "SJ", 0.199, 74.75),
        # p. 272
        (EXAMPLE_2, "HS", 0.010, 22.93), (EXAMPLE_2, "HE", 0.000, 0.00), (EXAMPLE_2, "DL", 0.013, 27.53),
        (EXAMPLE_2, "ML", 0.013, 28.45), (EXAMPLE_2, "REML", 0.016, 32.02), (EXAMPLE_2, "EB", 0.010, 23.72),
        (EXAMPLE_2, "SJ", 0.025, 42.67),
    ],
)  # fmt: skip
def test_tau2_by_seven_estimators(example, method: str, tau2: float, i2: float) -> None:
    found = pooled(*example, tau2=method)
    assert found.tau2 == pytest.approx(tau2, abs=5.1e-4)
    v = np.array(example[1])[:, None]
    # I² as the metafor documentation gives it for these data
    assert i2_from_tau2(found.tau2, v, np.ones_like(v)) == pytest.approx(i2, abs=0.006)
