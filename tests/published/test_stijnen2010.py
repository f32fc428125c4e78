"""Stijnen, Hamza and Özdemir 2010, Statistics in Medicine 29:3046: catheter infections, table II (p. 3050).

Rates of infection with standard and with coated catheters in 18 trials (Niel-Weise et al. 2007).
"""

from __future__ import annotations

import pytest

from review.pooling.pool import pool

STANDARD = (
    [3, 3, 9, 7, 6, 4, 3, 2, 19, 2, 7, 1, 5, 11, 0, 1, 3, 1],
    [117, 35, 195, 136, 157, 139, 177, 39, 103, 122, 64, 58, 175, 180, 105, 262, 362, 69],
)
COATED = (
    [0, 1, 2, 0, 5, 1, 1, 1, 1, 1, 0, 0, 3, 6, 0, 0, 1, 4],
    [116, 44, 208, 130, 151, 98, 174, 74, 97, 113, 66, 70, 188, 187, 118, 252, 345, 64],
)


@pytest.mark.parametrize(
    ("arm", "mean", "se", "tau2", "rate", "low", "high"),
    [
        # the paper prints .035 and .056 for .0355 and .0555
        (STANDARD, -3.30, 0.24, 0.663, 0.036, 0.023, 0.055),
        (COATED, -4.26, 0.26, 0.393, 0.014, 0.008, 0.023),
    ],
)
def test_the_normal_model_of_logits(arm, mean, se, tau2, rate, low, high) -> None:
    found = pool(*arm, model="inverse-variance", ci="wald")
    assert found.pooled.estimate_transformed == pytest.approx(mean, abs=0.005)
    assert found.pooled.se_transformed == pytest.approx(se, abs=0.005)
    assert found.heterogeneity.tau2 == pytest.approx(tau2, abs=5e-4)
    assert found.pooled.estimate == pytest.approx(rate, abs=6e-4)
    assert found.pooled.ci_low == pytest.approx(low, abs=6e-4)
    assert found.pooled.ci_high == pytest.approx(high, abs=6e-4)


@pytest.mark.parametrize(
    ("arm", "mean", "se", "tau2", "rate", "low", "high"),
    [
        (STANDARD, -3.50, 0.26, 0.81, 0.029, 0.018, 0.048),
        (COATED, -4.81, 0.36, 0.83, 0.008, 0.004, 0.016),
    ],
)
def test_the_binomial_normal_model(arm, mean, se, tau2, rate, low, high) -> None:
    found = pool(*arm, model="glmm", ci="wald")
    assert found.pooled.estimate_transformed == pytest.approx(mean, abs=0.006)
    assert found.pooled.se_transformed == pytest.approx(se, abs=0.006)
    assert found.heterogeneity.tau2 == pytest.approx(tau2, abs=0.01)
    assert found.pooled.estimate == pytest.approx(rate, abs=6e-4)
    assert found.pooled.ci_low == pytest.approx(low, abs=6e-4)
    assert found.pooled.ci_high == pytest.approx(high, abs=6e-4)
