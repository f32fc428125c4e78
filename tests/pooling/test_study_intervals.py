from __future__ import annotations

import numpy as np
import pytest

from review.pooling.study_intervals import STUDY_INTERVALS, study_interval
from tests.golden.read import counts, off, rows


@pytest.mark.parametrize(
    "row",
    rows("inverse_variance", "study_intervals"),
    ids=lambda row: f"{row['dataset']}-{row['method']}-{row['level']}",
)
def test_cohort_intervals_are_those_of_r(row) -> None:
    x, n = counts(row["dataset"])
    # R's prop.test drops the correction at x = n/2; Newcombe's interval keeps it.
    kept = (2 * x != n) | (row["method"] != "wilson-cc")
    low, high = study_interval(x, n, method=row["method"], level=row["level"])
    assert off(low[kept], np.array(row["low"])[kept], 1e-3) < 1e-10
    assert off(high[kept], np.array(row["high"])[kept], 1e-3) < 1e-10


def test_the_corrected_wilson_interval_is_newcombes() -> None:
    # Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 4: 81/263, 15/148, 0/20, 1/29.
    low, high = study_interval(np.array([81.0, 15, 0, 1]), np.array([263.0, 148, 20, 29]), method="wilson-cc")
    assert low.round(4).tolist() == [0.2535, 0.0598, 0.0000, 0.0018]
    assert high.round(4).tolist() == [0.3682, 0.1644, 0.2005, 0.1963]


@pytest.mark.parametrize("code", ["clopper-pearson", "wilson", "wilson-cc", "jeffreys"])
def test_no_responders_start_at_0_and_all_responders_end_at_1(code: str) -> None:
    for size in (1.0, 7.0, 1e9):
        low, high = study_interval(np.array([0.0, size]), np.array([size, size]), method=code)
        assert low[0] == 0
        assert high[1] == 1
        assert low[1] == pytest.approx(1 - high[0], abs=1e-12)


def test_the_exact_interval_holds_its_tails_at_a_billion_patients() -> None:
    from scipy.special import bdtr, pdtr, pdtrc

    for x in (1.0, 10.0, 1000.0, 20_000.0):
        low, high = study_interval(np.array([x]), np.array([1e9]))
        # At rates this small the Poisson tails are the binomial ones to the digits asked for.
        assert pdtrc(x - 1, 1e9 * low[0]) == pytest.approx(0.025, rel=1e-4)
        assert pdtr(x, 1e9 * high[0]) == pytest.approx(0.025, rel=1e-4)
    low, high = study_interval(np.array([7.0]), np.array([20.0]))
    assert 1 - bdtr(6, 20, low[0]) == pytest.approx(0.025, rel=1e-9)
    assert bdtr(7, 20, high[0]) == pytest.approx(0.025, rel=1e-9)


@pytest.mark.parametrize("code", STUDY_INTERVALS)
def test_swapping_responders_mirrors_the_interval(code: str) -> None:
    x, n = np.array([0.0, 3.0, 12.0]), np.array([12.0, 12.0, 12.0])
    low, high = study_interval(x, n, method=code)
    mirrored_low, mirrored_high = study_interval(n - x, n, method=code)
    assert np.allclose(low, 1 - mirrored_high, atol=1e-13)
    assert np.allclose(high, 1 - mirrored_low, atol=1e-13)
