"""Newcombe 1998, Statistics in Medicine 17:857: intervals for one proportion, table I."""

from __future__ import annotations

import numpy as np
import pytest

from review.pooling.study_intervals import study_interval

X, N = np.array([81.0, 15, 0, 1]), np.array([263.0, 148, 20, 29])


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        # method 3, score without continuity correction
        ("wilson", [0.2553, 0.0624, 0.0000, 0.0061], [0.3662, 0.1605, 0.1611, 0.1718]),
        # method 4, score with continuity correction
        ("wilson-cc", [0.2535, 0.0598, 0.0000, 0.0018], [0.3682, 0.1644, 0.2005, 0.1963]),
        # method 5, Clopper-Pearson
        ("clopper-pearson", [0.2527, 0.0578, 0.0000, 0.0009], [0.3676, 0.1617, 0.1684, 0.1776]),
    ],
)
def test_table_i(method: str, low: list[float], high: list[float]) -> None:
    found = study_interval(X, N, method=method)
    assert found[0] == pytest.approx(low, abs=1e-4)
    assert found[1] == pytest.approx(high, abs=1e-4)
