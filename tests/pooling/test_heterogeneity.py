from __future__ import annotations

import numpy as np
import pytest

from review.pooling.heterogeneity import h2_from_q, i2_from_h2, i2_from_tau2, i2_interval
from review.pooling.pool import pool
from tests.golden.read import counts, off, rows


@pytest.mark.parametrize(
    "row", rows("inverse_variance", "q"), ids=lambda row: f"{row['dataset']}-{row['measure']}"
)
def test_q_and_its_p_are_metafors(row) -> None:
    x, n = counts(row["dataset"])
    found = pool(x, n, model="common", measure=row["measure"]).heterogeneity
    assert off(found.q, row["q"], 1e-3) < 1e-10
    # A tail of 1e-300 carries the rounding of Q as many times over.
    assert off(found.q_p, row["p"], 1e-12) < 1e-8


@pytest.mark.parametrize(
    "row",
    rows("inverse_variance", "i2_and_HK_prediction"),
    ids=lambda row: f"{row['dataset']}-{row['measure']}",
)
def test_i2_its_interval_and_the_hk_prediction_are_metas(row) -> None:
    x, n = counts(row["dataset"])
    result = pool(x, n, model="inverse-variance", measure=row["measure"], ci="HK", prediction="HK")
    found = result.heterogeneity
    assert found.i2 == pytest.approx(row["i2"], abs=1e-9)
    if result.k > 2 or found.q > 2:
        assert found.i2_ci_low == pytest.approx(row["i2_low"], abs=1e-9)
        assert found.i2_ci_high == pytest.approx(row["i2_high"], abs=1e-9)
    if result.k > 2:
        assert result.pooled.prediction_low == pytest.approx(row["HK_low"], abs=1e-8)
        assert result.pooled.prediction_high == pytest.approx(row["HK_high"], abs=1e-8)


@pytest.mark.parametrize(
    ("measure", "high"), [("PLO", 87.7415913798122), ("PAS", 88.97415176017066), ("PLN", None)]
)
def test_two_cohorts_have_the_interval_of_i2_that_meta_gives_them(measure: str, high: float | None) -> None:
    # meta 8.4-0, metaprop(c(5, 14), c(20, 31), method = "Inverse"); Q of the last is 1.849.
    found = pool([5, 14], [20, 31], model="common", measure=measure).heterogeneity
    assert found.i2_ci_low == (None if high is None else 0.0)
    assert found.i2_ci_high == (None if high is None else pytest.approx(high, abs=1e-12))


def test_two_cohorts_that_hardly_differ_have_no_interval_of_i2() -> None:
    assert i2_interval(2.0, 1) is None


def test_less_variation_than_chance_is_none() -> None:
    assert h2_from_q(np.array(1.0), 6) == 1
    assert i2_from_h2(np.array(1.0)) == 0


def test_both_definitions_agree_where_tau2_is_dersimonian_and_lairds() -> None:
    x, n = counts("debruin2009")
    found = pool(x, n, model="inverse-variance", tau2="DL", ci="wald").heterogeneity
    assert found.i2_tau2 == pytest.approx(found.i2, rel=1e-12)


def test_an_infinite_tau2_is_all_of_the_variation() -> None:
    assert i2_from_tau2(np.inf, np.ones((2, 1)), np.ones((2, 1))) == 100
