from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from review.pooling import quantiles


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_quantiles_hold_the_share_that_they_name(level: float) -> None:
    assert quantiles.normal_quantile(level) == pytest.approx(stats.norm.ppf((1 + level) / 2), rel=1e-12)
    for df in (1, 2, 6, 999):
        assert quantiles.t_quantile(level, df) == pytest.approx(stats.t.ppf((1 + level) / 2, df), rel=1e-11)
        assert quantiles.chi2_quantile(level, df) == pytest.approx(stats.chi2.ppf(level, df), rel=1e-11)


def test_tails_are_two_sided_for_z_and_t_and_upper_for_chi2_and_f() -> None:
    assert quantiles.normal_tails(-2.0) == pytest.approx(2 * stats.norm.sf(2.0), rel=1e-12)
    assert quantiles.t_tails(2.0, 5) == pytest.approx(2 * stats.t.sf(2.0, 5), rel=1e-12)
    assert quantiles.chi2_tail(7.0, 3) == pytest.approx(stats.chi2.sf(7.0, 3), rel=1e-12)
    assert quantiles.f_tail(3.0, 2, 9) == pytest.approx(stats.f.sf(3.0, 2, 9), rel=1e-12)


def test_a_beta_quantile_is_where_the_distribution_function_says() -> None:
    a, b = (grid.ravel() for grid in np.meshgrid([0.5, 1, 8, 1000, 1e5, 5e8], [0.5, 1, 13, 1e6, 1e9]))
    for p in (0.005, 0.025, 0.975):
        q = quantiles.beta_quantile(p, a, b)
        assert np.allclose(stats.beta.cdf(q, a, b), p, rtol=1e-6)


def test_a_beta_quantile_whose_neighbours_take_turns_is_found_as_soon_as_any(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # 2 of 29: Newton's method goes to and fro between two numbers that differ in the last digit
    looks: list[float] = []
    betainc = special.betainc

    def counted(a: Any, b: Any, q: Any) -> Any:
        looks.append(float(q[0]))
        return betainc(a, b, q)

    monkeypatch.setattr("scipy.special.betainc", counted)
    found = quantiles.beta_quantile(0.025, np.array([2.0]), np.array([28.0]))
    assert len(looks) < 10
    assert stats.beta.cdf(found, 2, 28)[0] == pytest.approx(0.025, rel=1e-14)
