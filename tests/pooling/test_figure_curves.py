"""What figures show, computed: against R with metafor 3.8 on seven cohorts, and against our own intervals.

R: ``d <- escalc("PLO", xi=c(19,14,6,8,23,2,2), ni=c(52,37,11,14,28,6,11)); r <- rma(yi, vi, data=d)``.
"""

from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.control_limits import control_limits
from review.pooling.funnel_points import funnel_points
from review.pooling.gosh import gosh, told
from review.pooling.gosh_cloud import gosh_cloud
from review.pooling.influence_panel import influence_panel
from review.pooling.measures import MEASURES
from review.pooling.p_value_curves import NoPValues, cohort_curves, pooled_curve
from review.pooling.pool import pool
from review.pooling.posterior_curves import posterior_curves
from review.pooling.profile_curves import NoLikelihood, ProfileCurve, profile_curves
from review.pooling.rate_scale import place_of_rate
from review.pooling.study_intervals import study_interval

X, N = [19, 14, 6, 8, 23, 2, 2], [52, 37, 11, 14, 28, 6, 11]
SEVEN = checked(X, N)
WEIGHTED = choose(model="inverse-variance", ci="wald")


def at(curve: ProfileCurve, value: float) -> float:
    return float(np.interp(value, curve.at, curve.drop))


def test_control_limits_are_spiegelhalters() -> None:
    # R: r <- qbinom(q, n, .468); a <- (pbinom(r, n, .468) - q) / dbinom(r, n, .468); (r - a) / n
    inner, outer = control_limits(0.468, 11, 52)
    assert (outer.low[0], outer.high[0]) == approx((0.0003295222, 0.8855403), abs=1e-7)
    assert (inner.low[-1], inner.high[-1]) == approx((0.3232195, 0.5944426), abs=1e-7)
    assert not inner.holds(23, 28, 0.468)
    assert inner.holds(6, 11, 0.468)


def test_control_limits_stay_within_rates() -> None:
    for rate in (0.0, 0.01, 0.99, 1.0):
        for band in control_limits(rate, 1, 400):
            assert all(0 <= low <= high <= 1 for low, high in zip(band.low, band.high, strict=True))


def test_the_eight_measures_of_influence_are_metafors() -> None:
    # influence(r)$inf, rows 1, 4, 5
    panel = influence_panel(SEVEN, WEIGHTED)
    expected = {
        "rstudent": (-0.5394823, 0.4467517, 3.7187194),
        "dffits": (-0.2405316, 0.1959035, 1.6162588),
        "cook.d": (0.07016862, 0.04493711, 0.79661380),
        "cov.r": (1.4296945, 1.3771963, 0.2744854),
        "tau2.del": (0.6907167, 0.6996468, 0.0),  # metafor stops at 2.95e-06 on its way to 0
        "QE.del": (16.426469, 17.929242, 4.986665),
        "hat": (0.19110753, 0.14399062, 0.15268097),
        "weight": (19.110753, 14.399062, 15.268097),
    }
    found = {measure.code: tuple(measure.values[i] for i in (0, 3, 4)) for measure in panel.measures}
    assert list(found) == list(expected)
    # Without the fifth cohort tau² is 0, where metafor stops a little before it: hence no more digits.
    for code, values in expected.items():
        assert found[code] == approx(values, rel=3e-5, abs=1e-5), code
    assert panel.influential == (False, False, False, False, True, False, False)


def test_without_tau2_there_is_none_to_leave_out() -> None:
    codes = [measure.code for measure in influence_panel(SEVEN, choose(model="common")).measures]
    assert "tau2.del" not in codes


def test_the_profile_of_tau2_is_metafors_likelihood() -> None:
    # logLik(rma(yi, vi, data=d, tau2=t)) - logLik(r) for t = 0.1, 1, 2
    (curve,) = profile_curves(SEVEN, WEIGHTED)
    assert curve.estimate == approx(0.5549565103, abs=1e-7)
    for tau2, drop in ((0.1, -1.240243), (1.0, -0.2222915), (2.0, -1.045295)):
        assert at(curve, tau2) == approx(drop, abs=4e-3)  # between two points of the curve


@pytest.mark.parametrize("model", ["glmm", "beta-binomial"])
def test_profiles_of_count_models_cross_the_cut_at_the_printed_intervals(model: str) -> None:
    spread, rate = profile_curves(SEVEN, choose(model=model))
    printed = pool(X, N, model=model, ci="profile")
    heterogeneity = printed.heterogeneity
    ends = (
        (heterogeneity.tau2_ci_low, heterogeneity.tau2_ci_high)
        if model == "glmm"
        else (heterogeneity.overdispersion_ci_low, heterogeneity.overdispersion_ci_high)
    )
    assert (spread.low, spread.high) == approx(ends, rel=1e-9)
    assert (rate.low, rate.high) == approx((printed.pooled.ci_low, printed.pooled.ci_high), rel=1e-9)
    assert rate.estimate == approx(printed.pooled.estimate, abs=1e-9)
    for curve in (spread, rate):
        # The curve itself, climbed at each value, comes down to the cut where the interval's search found it.
        assert at(curve, curve.low) == approx(curve.cut, abs=1e-6)
        assert at(curve, float(curve.high or 0)) == approx(curve.cut, abs=1e-6)
        assert max(curve.drop) == approx(0.0, abs=1e-7)


def test_a_profile_begins_at_0_where_tau2_is_0() -> None:
    spread, rate = profile_curves(checked([3, 6, 3], [10, 20, 10]), choose())
    assert (spread.estimate, spread.low) == (0.0, 0.0)
    assert rate.estimate == approx(0.3)


@pytest.mark.parametrize(
    ("events", "n", "options"),
    [
        (X, N, {"model": "common"}),
        (X, N, {"model": "bayesian"}),
        (X, N, {"model": "inverse-variance", "tau2": "DL"}),
        ([3], [10], {}),
        ([0, 0, 0], [10, 20, 30], {}),
    ],
)
def test_without_a_likelihood_there_is_no_profile(events, n, options) -> None:
    with pytest.raises(NoLikelihood):
        profile_curves(checked(events, n), choose(**options))


def test_p_values_of_cohorts_exceed_5_per_cent_within_clopper_pearson() -> None:
    cohorts = checked([0, 3, 10], [8, 11, 10])
    low, high = study_interval(cohorts.x, cohorts.n)
    for curve, a, b in zip(cohort_curves(cohorts), low, high, strict=True):
        inside = [p > 0.05 for rate, p in zip(curve.rate, curve.p, strict=True) if a < rate < b]
        outside = [p <= 0.05 for rate, p in zip(curve.rate, curve.p, strict=True) if rate < a or rate > b]
        assert all(inside)
        assert all(outside)
        assert max(curve.p) == 1


@pytest.mark.parametrize(
    "options", [{}, {"ci": "wald"}, {"model": "inverse-variance", "measure": "PAS", "ci": "HK-adhoc"}]
)
def test_the_pooled_p_value_is_5_per_cent_at_the_printed_interval(options) -> None:
    printed = pool(X, N, **options)
    curve = pooled_curve(printed.pooled, printed.model, SEVEN)
    for end in (printed.pooled.ci_low, printed.pooled.ci_high):
        assert np.interp(end, curve.rate, curve.p) == approx(0.05, abs=3e-3)
    with pytest.raises(NoPValues):
        profile = pool(X, N, ci="profile")
        pooled_curve(profile.pooled, profile.model, SEVEN)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_tick_stands_where_its_rate_comes_back(measure: str) -> None:
    for rate in (0.02, 0.3, 0.5, 0.9):
        place = place_of_rate(measure, rate, 20.0)
        assert MEASURES[measure].proportion(place, 20.0) == approx(rate, abs=1e-9)


def test_places_in_the_radial_plot_are_metafors() -> None:
    # radial(r): x, y of rows 1, 5, 7
    places = funnel_points(SEVEN, WEIGHTED).radial
    expected = [(1.2520646, -0.6912255), (1.1191293, 1.7078544), (0.9260579, -1.3928627)]
    assert [places[i] for i in (0, 4, 6)] == [approx(pair, abs=1e-6) for pair in expected]


@pytest.mark.parametrize("k", [7, 18])
def test_the_cells_of_the_cloud_hold_every_subset_once(k: int) -> None:
    cohorts = checked((X * 3)[:k], (N * 3)[:k])
    found = told(gosh(cohorts, WEIGHTED, subsets=500), cohorts, seed=1)
    cloud = gosh_cloud(found)
    assert sum(map(sum, cloud.counts)) == cloud.subsets == len(found.estimate)
    assert sum(cloud.rate_with) + sum(cloud.rate_without) == cloud.subsets
    split = next(row for row in found.cohorts if row.study == cloud.split_by)
    with_it = [
        rate
        for rate, members in zip(found.estimate, found.members, strict=True)
        if int(members, 16) >> found.cohorts.index(split) & 1
    ]
    assert len(with_it) == sum(cloud.rate_with)
    assert np.median(with_it) == approx(cloud.median_with)


def test_posterior_densities_have_the_area_1_and_the_printed_quantiles() -> None:
    found = posterior_curves(SEVEN)
    printed = pool(X, N, model="bayesian").pooled
    rate, new, tau = found.curves
    for curve in (rate, new, tau):
        area = np.trapezoid(curve.density, curve.at)
        assert area == approx(1.0, abs=6e-3)
        inside = [low for low in curve.at if curve.low <= low <= curve.high]
        part = np.interp(inside, curve.at, curve.density)
        assert np.trapezoid(part, inside) == approx(0.95, abs=0.02)
    assert (rate.low, rate.high) == approx((printed.ci_low, printed.ci_high), abs=1e-7)
    assert (new.low, new.high) == approx((printed.prediction_low, printed.prediction_high), abs=1e-7)
