"""Miller 1978, The American Statistician 32:138: the inverse of the Freeman-Tukey transformation."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.measures import MEASURES, effects
from review.pooling.pool import pool

X, N = [3, 6, 10, 1], [11, 17, 21, 6]


def test_transformed_rates_and_variances() -> None:
    y, v = effects(MEASURES["PFT"], np.array(X, float), np.array(N, float))
    # p. 138; the paper's scale is twice ours
    assert (2 * y).round(4).tolist() == [1.1391, 1.2888, 1.5253, 0.9515]
    assert (4 * v).round(4).tolist() == [0.0870, 0.0571, 0.0465, 0.1538]


def test_the_common_rate_with_the_harmonic_mean() -> None:
    found = pool(X, N, model="common", measure="PFT").pooled
    # metafor-project.org, analysis example miller1978, weighted estimation
    assert 2 * found.estimate_transformed == pytest.approx(1.3093, abs=5e-5)
    assert found.estimate == pytest.approx(0.3595, abs=5e-5)
