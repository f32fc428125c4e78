"""Berkey et al. 1995, Statistics in Medicine 14:395: BCG, log relative risks (p. 408).

The variances are smoothed over the trials, as in the paper.
"""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.regression import slopes
from tests.published.published_effects import (
    BCG_CASES,
    BCG_CONTROL_CASES,
    BCG_CONTROL_FREE,
    BCG_FREE,
    BCG_LATITUDE,
    pooled,
)

CASES, FREE, CONTROL_CASES, CONTROL_FREE = (
    np.array(column, float) for column in (BCG_CASES, BCG_FREE, BCG_CONTROL_CASES, BCG_CONTROL_FREE)
)
N, CONTROL_N = CASES + FREE, CONTROL_CASES + CONTROL_FREE
Y = np.log((CASES / N) / (CONTROL_CASES / CONTROL_N))
V = (FREE / CASES).sum() / (13 * N) + (CONTROL_FREE / CONTROL_CASES).sum() / (13 * CONTROL_N)
X = np.column_stack([np.ones(13), np.array(BCG_LATITUDE) - 33.46])


def test_empirical_bayes() -> None:
    found = pooled(Y, V, tau2="EB", ci="wald")
    assert (found.estimate, found.se) == pytest.approx((-0.5429, 0.1842), abs=5e-5)
    assert found.tau2 == pytest.approx(0.268, abs=5e-4)


def test_empirical_bayes_with_latitude() -> None:
    found = slopes(Y, V, X, choose(model="inverse-variance", tau2="EB", ci="wald"))
    assert found.estimate == pytest.approx([-0.6304, -0.0268], abs=1e-4)
    assert found.se == pytest.approx([0.1591, 0.0110], abs=5e-5)
    assert found.tau2 == pytest.approx(0.157, abs=5e-4)
    assert 100 * (1 - found.tau2 / pooled(Y, V, tau2="EB").tau2) == pytest.approx(41, abs=0.5)


def test_the_common_effect_with_latitude() -> None:
    found = slopes(Y, V, X, choose(model="common"))
    assert found.estimate == pytest.approx([-0.5950, -0.0282], abs=1e-4)
    assert found.se == pytest.approx([0.0696, 0.0039], abs=1e-4)
