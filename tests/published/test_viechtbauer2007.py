"""Viechtbauer 2007, Statistics in Medicine 26:37: intervals of tau², table II (p. 44).

Nine trials of diuretics against pre-eclampsia (Collins et al. 1985), log odds ratios.
"""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.tau2 import tau2_estimate
from review.pooling.tau2_intervals import profile_likelihood, q_profile
from tests.published.published_effects import log_odds_ratios

Y, V = (
    column[:, None]
    for column in log_odds_ratios(
        [14, 21, 14, 6, 12, 138, 15, 6, 65],
        [131, 385, 57, 38, 1011, 1370, 506, 108, 153],
        [14, 17, 24, 18, 35, 175, 20, 2, 40],
        [136, 134, 48, 40, 760, 1336, 524, 103, 102],
    )
)


@pytest.mark.parametrize(("method", "tau2"), [("DL", 0.230), ("ML", 0.239), ("REML", 0.301), ("SJ", 0.456)])
def test_estimates(method: str, tau2: float) -> None:
    assert tau2_estimate(method, Y, V)[0] == pytest.approx(tau2, abs=5e-4)


def test_the_q_profile_interval() -> None:
    low, high = q_profile(Y, V, np.ones_like(Y))
    assert (low[0], high[0]) == pytest.approx((0.072, 2.203), abs=5e-4)


@pytest.mark.parametrize(("method", "low", "high"), [("ML", 0.027, 1.131), ("REML", 0.043, 1.475)])
def test_the_profile_likelihood_interval(method: str, low: float, high: float) -> None:
    tau2 = float(tau2_estimate(method, Y, V)[0])
    assert profile_likelihood(method, tau2, Y, V, np.ones_like(Y)) == pytest.approx((low, high), abs=5e-4)
