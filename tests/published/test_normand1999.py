"""Normand 1999, Statistics in Medicine 18:321: lidocaine and length of stay.

Table VII (p. 349) and table IX (p. 352).
"""

from __future__ import annotations

import numpy as np
import pytest

from tests.published.published_effects import pooled


def test_lidocaine_in_percentage_points() -> None:
    a, n1 = np.array([2, 4, 6, 7, 7, 11]), np.array([39, 44, 107, 103, 110, 154])
    c, n2 = np.array([1, 4, 4, 5, 3, 4]), np.array([43, 44, 110, 100, 106, 146])
    p, q = a / n1, c / n2
    y, v = 100 * (p - q), 100**2 * (p * (1 - p) / n1 + q * (1 - q) / n2)
    for choice in ({"model": "common"}, {"tau2": "REML", "ci": "wald"}, {"tau2": "DL", "ci": "wald"}):
        found = pooled(y, v, **choice)
        assert found.estimate == pytest.approx(2.94, abs=5e-3)
        assert (found.low, found.high) == pytest.approx((0.4, 5.5), abs=0.05)


def stay():
    n1, n2 = np.array([155, 31, 75, 18, 8, 57, 34, 110, 60]), np.array([156, 32, 71, 18, 13, 52, 33, 183, 52])
    m1, m2 = np.array([55, 27, 64, 66, 14, 19, 52, 21, 30]), np.array([75, 29, 119, 137, 18, 18, 41, 31, 23])
    s1, s2 = np.array([47, 7, 17, 20, 8, 7, 45, 16, 27]), np.array([64, 4, 29, 48, 11, 4, 34, 27, 20])
    variance = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)
    return m1 - m2, variance * (1 / n1 + 1 / n2)


@pytest.mark.parametrize(
    ("choice", "mean", "low", "high", "tau2"),
    [
        ({"model": "common"}, -3.49, -5.03, -1.96, 0.0),
        ({"tau2": "DL", "ci": "wald"}, -14.10, -24.45, -3.75, 218.72),
        ({"tau2": "REML", "ci": "wald"}, -15.12, -32.67, 2.43, 685.20),
    ],
)
def test_length_of_stay(choice, mean: float, low: float, high: float, tau2: float) -> None:
    found = pooled(*stay(), **choice)
    assert (found.estimate, found.low, found.high) == pytest.approx((mean, low, high), abs=6e-3)
    assert found.tau2 == pytest.approx(tau2, abs=6e-3)
