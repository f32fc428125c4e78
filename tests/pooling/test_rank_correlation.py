from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau

from review.pooling.rank_correlation import kendall


@pytest.mark.parametrize("k", [3, 4, 9, 30])
def test_without_ties_the_p_is_exact(k: int) -> None:
    rng = np.random.default_rng(k)
    for _ in range(20):
        a, b = rng.normal(size=(2, k))
        golden = kendalltau(a, b, method="exact")
        assert kendall(a, b) == pytest.approx((golden.statistic, golden.pvalue), rel=1e-10)


@pytest.mark.parametrize("k", [3, 12, 80])
def test_with_ties_or_many_pairs_the_p_is_normal(k: int) -> None:
    rng = np.random.default_rng(k)
    for _ in range(20):
        a, b = rng.integers(0, 5, size=(2, k)).astype(float)
        golden = kendalltau(a, b, method="asymptotic")
        if np.isfinite(golden.statistic) and len(set(a)) < k:
            assert kendall(a, b) == pytest.approx((golden.statistic, golden.pvalue), rel=1e-10)


def test_a_constant_has_no_rank() -> None:
    assert kendall(np.ones(4), np.arange(4.0)) is None
