"""Van Houwelingen, Arends and Stijnen 2002, Statistics in Medicine 21:589: BCG, log odds ratios by ML."""

from __future__ import annotations

import math

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.regression import slopes
from review.pooling.tau2_intervals import profile_likelihood
from tests.published.published_effects import (
    BCG_CASES,
    BCG_CONTROL_CASES,
    BCG_CONTROL_FREE,
    BCG_FREE,
    BCG_LATITUDE,
    log_odds_ratios,
    pooled,
)

Y, V = log_odds_ratios(
    BCG_CASES, np.add(BCG_CASES, BCG_FREE), BCG_CONTROL_CASES, np.add(BCG_CONTROL_CASES, BCG_CONTROL_FREE)
)


def test_the_common_effect() -> None:
    found = pooled(Y, V, model="common")
    # p. 596
    assert np.exp([found.estimate, found.low, found.high]) == pytest.approx([0.647, 0.595, 0.703], abs=1e-3)


def test_the_random_effects_model_by_maximum_likelihood() -> None:
    found = pooled(Y, V, tau2="ML", ci="wald")
    # p. 597
    assert np.exp([found.estimate, found.low, found.high]) == pytest.approx([0.476, 0.336, 0.675], abs=6e-4)
    assert found.tau2 == pytest.approx(0.302, abs=5e-4)


def test_the_profile_likelihood_interval_of_tau2() -> None:
    found, column = pooled(Y, V, tau2="ML"), Y[:, None]
    ends = profile_likelihood("ML", found.tau2, column, V[:, None], np.ones_like(column))
    # where the profile in the paper's figure crosses its line
    assert ends == pytest.approx((0.12, 0.89), abs=5e-3)


def test_where_a_new_trial_is_expected() -> None:
    found = pooled(Y, V, tau2="ML", ci="wald")
    half = 1.959964 * math.sqrt(found.tau2)
    # p. 599, without the uncertainty of the mean
    assert (found.estimate - half, found.estimate + half) == pytest.approx((-1.820, 0.336), abs=5e-4)


def test_latitude_explains_the_variance() -> None:
    X = np.column_stack([np.ones(13), BCG_LATITUDE])
    found = slopes(Y, V, X, choose(model="inverse-variance", tau2="ML", ci="wald"))
    # pp. 608-609
    assert found.estimate == pytest.approx([0.371, -0.033], abs=6e-4)
    assert found.se == pytest.approx([0.106, 0.003], abs=6e-4)
    assert found.tau2 == pytest.approx(0.004, abs=5e-4)
