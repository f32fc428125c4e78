"""Laws that hold for every measure, estimator and interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.pooling.measures import MEASURES, effects
from review.pooling.pool import pool
from review.pooling.study_intervals import STUDY_INTERVALS, study_interval
from review.pooling.tau2 import TAU2

quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def counts(draw, least: int = 2, most: int = 9):
    n = draw(st.lists(st.integers(1, 200), min_size=least, max_size=most))
    return [draw(st.integers(0, size)) for size in n], n


@quick
@given(counts(), st.sampled_from(list(MEASURES)), st.sampled_from(list(TAU2)))
def test_the_order_of_cohorts_does_not_matter(cohorts, measure, tau2) -> None:
    x, n = cohorts
    there = pool(x, n, model="inverse-variance", measure=measure, tau2=tau2)
    back = pool(x[::-1], n[::-1], model="inverse-variance", measure=measure, tau2=tau2)
    for name in ("estimate", "ci_low", "ci_high", "se_transformed"):
        assert getattr(there.pooled, name) == pytest.approx(getattr(back.pooled, name), rel=1e-7, abs=1e-9)
    assert there.heterogeneity.tau2 == pytest.approx(back.heterogeneity.tau2, rel=1e-7, abs=1e-9)


@quick
@given(st.sampled_from(list(MEASURES)), st.integers(1, 500), st.data())
def test_the_way_back_inverts_the_way_there(code, n, data) -> None:
    x = data.draw(st.integers(0, n))
    measure = MEASURES[code]
    y, _ = effects(measure, np.array([float(x)]), np.array([float(n)]))
    moved = 0.5 if measure.corrects_zeros and x in (0, n) else 0.0
    assert measure.proportion(float(y[0]), n) == pytest.approx((x + moved) / (n + 2 * moved), abs=1e-9)


@quick
@given(
    st.integers(1, 9),
    st.integers(2, 6),
    st.sampled_from(list(TAU2)),
    st.sampled_from(["PLO", "PLN", "PR", "PAS"]),
)
def test_equal_rates_have_no_tau2(x, k, tau2, measure) -> None:
    found = pool([x] * k, [10] * k, model="inverse-variance", measure=measure, tau2=tau2)
    assert found.heterogeneity.tau2 == pytest.approx(0, abs=1e-12)


@quick
@given(counts(), st.sampled_from(list(MEASURES)))
def test_the_floored_hartung_knapp_error_is_never_below_walds(cohorts, measure) -> None:
    x, n = cohorts
    found = {
        ci: pool(x, n, model="inverse-variance", measure=measure, ci=ci).pooled for ci in ("wald", "HK-adhoc")
    }
    assert found["HK-adhoc"].se_transformed >= found["wald"].se_transformed * (1 - 1e-12)


@quick
@given(counts(), st.sampled_from(list(MEASURES)), st.sampled_from(["wald", "HK", "HK-adhoc", "t"]))
def test_intervals_stay_where_the_measure_promises(cohorts, code, ci) -> None:
    x, n = cohorts
    found = pool(x, n, model="inverse-variance", measure=code, ci=ci).pooled
    below, above = MEASURES[code].limits
    for low, high in ((found.ci_low, found.ci_high), (found.prediction_low, found.prediction_high)):
        if low is not None:
            assert low <= high
            assert below or low >= 0
            assert above or high <= 1


@quick
@given(counts(), st.sampled_from(list(MEASURES)), st.sampled_from(list(TAU2)))
def test_every_cohort_twice_shrinks_the_standard_error(cohorts, measure, tau2) -> None:
    x, n = cohorts
    once = pool(x, n, model="common", measure=measure).pooled
    twice = pool(x * 2, n * 2, model="common", measure=measure).pooled
    assert twice.se_transformed == pytest.approx(once.se_transformed / np.sqrt(2), rel=1e-9)
    assert twice.estimate == pytest.approx(once.estimate, rel=1e-9)


@quick
@given(counts(least=1), st.sampled_from(list(STUDY_INTERVALS)), st.floats(0.5, 0.999))
def test_a_cohorts_interval_holds_its_rate(cohorts, code, level) -> None:
    x, n = (np.array(column, float) for column in cohorts)
    low, high = study_interval(x, n, method=code, level=level)
    # Agresti and Coull centre on a shrunken rate, which at 0 and 1 need not reach the observed one.
    held = (low <= x / n + 1e-12) & (x / n <= high + 1e-12)
    assert held[(x > 0) & (x < n)].all() or code == "agresti-coull"
    assert held.all() or code in ("agresti-coull", "wald")
