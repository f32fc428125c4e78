"""Konstantopoulos 2011, Research Synthesis Methods 2:61: school calendars in 11 districts."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.regression import slopes
from review.pooling.three_level import three_level
from tests.published.published_effects import pooled

DISTRICT = ["11"] * 4 + ["12"] * 4 + ["18"] * 3 + ["27"] * 4 + ["56"] * 4 + ["58"] * 11 + ["71"] * 3 + [
    "86"] * 8 + ["91"] * 6 + ["108"] * 5 + ["644"] * 4  # fmt: skip
Y = [-0.18, -0.22, 0.23, -0.3, 0.13, -0.26, 0.19, 0.32, 0.45, 0.38, 0.29, 0.16, 0.65, 0.36, 0.6, 0.08, 0.04,
     0.19, -0.06, -0.18, 0, 0, -0.28, -0.04, -0.3, 0.07, 0, 0.05, -0.08, -0.09, 0.3, 0.98, 1.19, -0.07, -0.05,
     -0.01, 0.02, -0.03, 0, 0.01, -0.1, 0.5, 0.66, 0.2, 0, 0.05, 0.07, -0.52, 0.7, -0.03, 0.27, -0.34, 0.12,
     0.61, 0.04, -0.05]  # fmt: skip
V = [0.118, 0.118, 0.144, 0.144, 0.014, 0.014, 0.015, 0.024, 0.023, 0.043, 0.012, 0.02, 0.004, 0.004, 0.007,
     0.019, 0.007, 0.005, 0.004, 0.02, 0.018, 0.019, 0.022, 0.02, 0.021, 0.006, 0.007, 0.007, 0.007, 0.007,
     0.015, 0.011, 0.01, *[0.001] * 8, 0.01, 0.011, 0.01, 0.009, 0.013, 0.013, 0.031, 0.031, 0.03, 0.03, 0.03,
     0.087, 0.082, 0.067, 0.067]  # fmt: skip
YEAR = [1976] * 4 + [1989] * 4 + [1994] * 3 + [1976] * 4 + [1997] * 4 + [1976] * 11 + [1997] * 11 + [
    2000] * 11 + [1995] * 2 + [1994] * 2  # fmt: skip


def test_two_levels() -> None:
    found = pooled(Y, V, tau2="REML", ci="wald")
    # p. 70, table 4
    assert (found.estimate, found.se, found.tau2) == pytest.approx((0.128, 0.044, 0.088), abs=5e-4)


def test_two_levels_with_the_year() -> None:
    X = np.column_stack([np.ones(len(Y)), np.array(YEAR) - np.mean(YEAR)])
    found = slopes(np.array(Y), np.array(V), X, choose(model="inverse-variance", ci="wald"))
    # p. 70, table 4; the paper prints .043 and .088 for the first standard error and tau²
    assert found.estimate == pytest.approx([0.126, 0.005], abs=5e-4)
    assert found.se == pytest.approx([0.043, 0.004], abs=1.1e-3)
    assert found.tau2 == pytest.approx(0.088, abs=1.1e-3)


def test_three_levels() -> None:
    found = three_level(np.array(Y), np.array(V), DISTRICT, method="ML")
    # p. 71, table 5
    assert (found.estimate, found.se) == pytest.approx((0.1845, 0.0805), abs=5e-4)
    assert (found.between, found.within) == pytest.approx((0.0577, 0.0329), abs=1e-4)


def test_three_levels_by_reml() -> None:
    found = three_level(np.array(Y), np.array(V), DISTRICT)
    # metafor-project.org, analysis example konstantopoulos2011
    assert (found.estimate, found.se) == pytest.approx((0.1847132, 0.08455592), abs=5e-8)
    assert (found.between, found.within) == pytest.approx((0.06506194, 0.03273652), abs=2e-8)
