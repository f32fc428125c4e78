"""The random-intercept logistic model: against R, against scipy, and on every awkward data set."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize, minimize_scalar
from scipy.special import expit
from scipy.stats import binomtest, chi2, t

from review.pooling.binomial_normal import cohort_terms, log_binomial
from review.pooling.choices import choose
from review.pooling.fit import Fit
from review.pooling.glmm import fit, shrunken_rates
from review.pooling.likelihood_fit import LIKELIHOOD_INTERVALS
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.spread_maximum import maximum

GOLDEN = json.loads((Path(__file__).parent.parent / "golden" / "glmm.json").read_text(encoding="utf-8"))
SETS: dict[str, Any] = GOLDEN["datasets"]
ASPS = ((19, 14, 6, 8, 23, 2, 2), (52, 37, 11, 14, 28, 6, 11))


def pooled(x: Any, n: Any, **changes: Any) -> Fit:
    return fit(np.array(x, dtype=float), np.array(n, dtype=float), choose(**changes))


def counts(name: str) -> tuple[Any, Any]:
    return np.array(SETS[name]["events"], dtype=float), np.array(SETS[name]["n"], dtype=float)


def codes(result: Fit) -> set[str]:
    return {note.rule for note in result.notes}


def close(value: float | None, reference: float, *, to: float, scale: float = 1e-2) -> bool:
    assert value is not None
    return abs(value - reference) <= to * max(abs(reference), scale)


@pytest.mark.parametrize("name", SETS)
def test_it_agrees_with_61_point_quadrature_in_r(name: str) -> None:
    exact, result = SETS[name]["exact"], pooled(*counts(name))
    assert close(result.pooled.estimate_transformed, exact["estimate"], to=1e-6)
    assert close(result.pooled.se_transformed, exact["se"], to=1e-6)
    assert close(result.pooled.marginal_mean, exact["p_marginal_mean"], to=1e-6)
    assert close(result.heterogeneity.tau2, exact["tau2"], to=1e-6)
    assert close(result.heterogeneity.q, exact["LRT_saturated"], to=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_the_likelihood_is_never_below_that_of_r(name: str) -> None:
    x, n = counts(name)
    top = maximum(LogisticNormal(x[None], n[None], np.ones((x.size, 1))))
    loglik = float(top.height.loglik[0] + log_binomial(x, n).sum())
    assert loglik >= SETS[name]["exact"]["loglik"] - 1e-8 * abs(loglik)


@pytest.mark.parametrize("name", [name for name in SETS if "lme4" in SETS[name]])
def test_it_agrees_with_lme4(name: str) -> None:
    lme4, result = SETS[name]["lme4"], pooled(*counts(name), ci="wald")
    assert close(result.pooled.estimate_transformed, lme4["estimate"], to=1e-4, scale=1)
    # glmer's standard error comes from differences of its likelihood: the least exact of its numbers
    assert close(result.pooled.se_transformed, lme4["se"], to=5e-4, scale=1)
    assert close(result.heterogeneity.tau2, lme4["tau2"], to=1e-4, scale=1)
    assert close(result.heterogeneity.q, lme4["QE_LRT"], to=1e-6)
    assert close(result.heterogeneity.q_wald, lme4["QE_Wld"], to=1e-6, scale=1)
    assert result.heterogeneity.q_df == lme4["QE_df"]


def test_seven_cohorts_of_alveolar_soft_part_sarcoma() -> None:
    """Rate, t interval and tau² by direct maximisation over scipy quadrature, to all digits shown."""
    result = pooled(*ASPS)
    shown = [result.pooled.estimate, result.pooled.ci_low, result.pooled.ci_high]
    assert [f"{100 * p:.3f}" for p in shown if p is not None] == ["46.805", "27.807", "66.776"]
    assert result.heterogeneity.tau2 == pytest.approx(0.51887, abs=5e-6)
    assert result.notes == ()


def test_the_interval_of_tau2_ends_where_its_profile_has_fallen_by_half_a_chi2_quantile() -> None:
    """The likelihood at either end, maximised over mu by scipy."""
    x, n = np.array(ASPS, dtype=float)
    found = pooled(x, n).heterogeneity

    def profile(tau2: float) -> float:
        def cost(mu: float) -> float:
            return -float(cohort_terms(x, n, np.array(mu), np.array(tau2**0.5)).loglik.sum())

        return -float(minimize_scalar(cost, bounds=(-3, 3), method="bounded", options={"xatol": 1e-9}).fun)

    assert found.tau2 is not None and found.tau2_ci_low is not None and found.tau2_ci_high is not None
    target = profile(found.tau2) - chi2.ppf(0.95, 1) / 2
    assert profile(found.tau2_ci_low) == pytest.approx(target, abs=1e-7)
    assert profile(found.tau2_ci_high) == pytest.approx(target, abs=1e-7)
    assert found.tau2_ci_low < found.tau2 < found.tau2_ci_high


def by_quad(x: Any, n: Any) -> tuple[float, float]:
    """The maximum over (mu, log tau) of the likelihood that scipy's quad integrates."""

    def cost(point: Any) -> float:
        mu, tau = point[0], np.exp(point[1])
        total = 0.0
        for events, size in zip(x, n, strict=True):

            def integrand(u: float, events: float = events, size: float = size) -> float:
                eta = mu + tau * u
                return float(
                    np.exp(events * eta - size * np.logaddexp(0, eta) - u * u / 2 + size * np.log(2))
                )

            total -= np.log(quad(integrand, -10, 10, epsabs=0, epsrel=1e-11, limit=400)[0])
        return float(total)

    best = minimize(
        cost, [0.0, -0.5], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12, "maxiter": 2000}
    )
    return float(best.x[0]), float(np.exp(best.x[1]) ** 2)


@pytest.mark.parametrize(("x", "n"), [ASPS, ((19, 11, 6, 7, 4, 2), (52, 32, 11, 14, 10, 40))])
def test_it_agrees_with_scipy_quadrature_and_another_optimiser(x: Any, n: Any) -> None:
    mu, tau2 = by_quad(x, n)
    result = pooled(x, n)
    assert result.pooled.estimate_transformed == pytest.approx(mu, abs=2e-6)
    assert result.heterogeneity.tau2 == pytest.approx(tau2, abs=2e-6)


def test_the_median_rate_and_the_mean_over_cohorts_are_both_given() -> None:
    result = pooled((19, 11, 6, 7, 4, 2), (52, 32, 11, 14, 10, 40)).pooled
    assert result.estimate is not None and result.marginal_mean is not None
    assert [round(result.estimate, 4), round(result.marginal_mean, 4)] == [0.3245, 0.3446]


def test_of_two_peaks_the_higher_is_found() -> None:
    """One huge cohort and three small ones: a peak at tau = 0 and one, higher, far from it."""
    x, n = np.array([[6024.0, 0, 0, 12]]), np.array([[74210.0, 24, 14, 26]])
    cohorts = LogisticNormal(x, n, np.ones((4, 1)))
    top = maximum(cohorts)
    assert top.spread[0] == pytest.approx(2.0995, abs=1e-4)
    scan = top.scan.loglik[0]
    assert ((scan[1:-1] < scan[:-2]) & (scan[1:-1] < scan[2:])).any(), "the profile has a valley"
    assert scan.max() <= top.height.loglik[0]


@pytest.mark.parametrize("ci", LIKELIHOOD_INTERVALS)
@pytest.mark.parametrize(
    ("x", "n"),
    [
        ASPS,
        ((0, 0, 0, 0), (10, 25, 8, 40)),
        ((6, 14, 9), (6, 14, 9)),
        ((0, 20, 0), (10, 20, 30)),
        ((0, 1, 1, 0), (1, 1, 1, 1)),
        ((5, 14), (20, 31)),
        ((0, 5), (10, 10)),
        ((0, 1), (10, 1)),
        ((2, 4, 8, 20, 6), (10, 20, 40, 100, 30)),
        ((1, 0, 1, 3), (1, 1, 1, 8)),
        ((300_000, 2, 0), (1_000_000, 9, 11)),
        ((0, 0, 20, 20, 10), (20, 20, 20, 20, 20)),
        ((0, 0, 28686), (91116, 86048, 28855)),
        ((1, 0, 0, 0), (10, 12, 13, 14)),
    ],
)
def test_every_data_set_has_an_answer_within_0_and_1(x: Any, n: Any, ci: str) -> None:
    result = pooled(x, n, ci=ci).pooled
    assert result.estimate is not None and result.ci_low is not None and result.ci_high is not None
    assert 0 <= result.ci_low <= result.estimate <= result.ci_high <= 1
    assert result.ci_low < result.ci_high


def test_no_responder_anywhere_gives_zero_with_the_exact_interval_of_all_patients() -> None:
    result = pooled((0, 0, 0, 0), (10, 25, 8, 40))
    assert result.pooled.estimate == 0
    assert result.pooled.ci_low == 0
    assert result.pooled.ci_high == pytest.approx(1 - 0.025 ** (1 / 83), rel=1e-12)
    assert result.heterogeneity.tau2 is None
    assert result.heterogeneity.q == 0
    assert result.pooled.prediction_low is None
    assert codes(result) == {"EXACT01"}
    assert "83 patients" in result.notes[0].message


def test_only_responders_give_one_with_the_exact_interval_of_all_patients() -> None:
    result = pooled((6, 14, 9), (6, 14, 9))
    assert result.pooled.estimate == 1
    assert result.pooled.ci_low == pytest.approx(0.025 ** (1 / 29), rel=1e-12)
    assert codes(result) == {"EXACT02"}


def test_nobody_in_some_cohorts_and_everybody_in_the_others_is_answered_by_cohorts() -> None:
    result = pooled((0, 20, 0, 0, 8), (10, 20, 30, 5, 8))
    exact = binomtest(2, 5).proportion_ci(method="exact")
    assert result.pooled.estimate == result.pooled.marginal_mean == 0.4
    assert result.pooled.ci_low == pytest.approx(exact.low, rel=1e-9)
    assert result.pooled.ci_high == pytest.approx(exact.high, rel=1e-9)
    assert result.heterogeneity.tau2 is None
    assert codes(result) == {"EXACT04"}
    assert "2 of 5" in result.notes[0].message


def test_the_mean_rate_tends_to_the_share_of_cohorts_as_the_data_near_all_or_nothing() -> None:
    """With one patient out of line tau is finite and huge; the mean over cohorts nears 8 of 20."""
    result = pooled((0, 199, 0, 0, 200) + (0, 200, 0, 0, 200) * 3, (200,) * 20)
    assert result.heterogeneity.tau2 is not None and result.heterogeneity.tau2 > 25
    assert result.pooled.marginal_mean == pytest.approx(0.4, abs=0.03)
    assert "GLMM02" in codes(result)


def test_cohorts_of_one_patient_are_one_binomial_sample() -> None:
    result = pooled((1, 0, 0, 0, 1), (1, 1, 1, 1, 1))
    exact = binomtest(2, 5).proportion_ci(method="exact")
    assert result.pooled.ci_low == pytest.approx(exact.low, rel=1e-9)
    assert codes(result) == {"EXACT03"}


def test_identical_rates_give_no_spread_the_crude_rate_and_a_note() -> None:
    result = pooled((2, 4, 8, 20, 6), (10, 20, 40, 100, 30))
    assert result.pooled.estimate == pytest.approx(0.2, abs=1e-12)
    assert result.pooled.se_transformed == pytest.approx((1 / 40 + 1 / 160) ** 0.5, rel=1e-9)
    assert result.heterogeneity.tau2 == result.heterogeneity.tau2_ci_low == 0
    assert result.heterogeneity.tau2_ci_high is not None and result.heterogeneity.tau2_ci_high > 0
    assert result.heterogeneity.q == pytest.approx(0, abs=1e-9)
    assert codes(result) == {"POOL03"}


@pytest.mark.parametrize("size", [1_000_000, 100_000_000, 10_000_000_000])
def test_millions_of_patients_are_a_normal_model_on_the_logit(size: int) -> None:
    """Sampling error vanishes: mu and tau² are mean and variance of the observed logits."""
    p = np.array([0.1, 0.2, 0.35, 0.15])
    logit = np.log(p / (1 - p))
    result = pooled(p * size, np.full(4, size))
    left = 20 / size  # what the sampling error still does
    assert result.pooled.estimate_transformed == pytest.approx(logit.mean(), abs=left)
    assert result.heterogeneity.tau2 == pytest.approx(logit.var(), rel=left)
    assert result.pooled.se_transformed == pytest.approx((logit.var() / 4) ** 0.5, rel=left)


def test_a_thousand_cohorts_recover_the_model_that_made_them() -> None:
    chance = np.random.default_rng(20261120)
    n = chance.integers(8, 80, 1000)
    x = chance.binomial(n, expit(-0.8 + 0.7 * chance.standard_normal(1000)))
    result = pooled(x, n)
    assert result.pooled.estimate_transformed == pytest.approx(-0.8, abs=0.1)
    assert result.heterogeneity.tau2 == pytest.approx(0.49, abs=0.1)


def test_a_cohort_with_99_percent_of_the_patients_does_not_rule_the_mean() -> None:
    result = pooled((9000, 6, 7, 9, 4), (90_000, 10, 12, 15, 9))
    assert result.pooled.estimate is not None and 0.3 < result.pooled.estimate < 0.6


def test_a_likelihood_that_is_flat_at_its_boundary_has_the_standard_error_of_the_pooled_logit() -> None:
    """Its curvature in tau is 0 here, so that the joint Hessian cannot be inverted."""
    result = pooled((0, 0, 2, 1), (1, 1, 2, 2))
    assert result.heterogeneity.tau2 == 0
    assert result.pooled.se_transformed == pytest.approx((1 / 3 + 1 / 3) ** 0.5, rel=1e-6)


def test_the_order_of_cohorts_does_not_matter() -> None:
    x, n = ASPS
    back = pooled(x[::-1], n[::-1])
    assert back.pooled.estimate_transformed == pytest.approx(
        pooled(x, n).pooled.estimate_transformed, abs=1e-9
    )


def test_responders_and_non_responders_are_mirror_images() -> None:
    x, n = np.array(ASPS)
    one, other = pooled(x, n, ci="profile-t").pooled, pooled(n - x, n, ci="profile-t").pooled
    assert one.estimate is not None and one.ci_low is not None
    assert other.estimate == pytest.approx(1 - one.estimate, abs=1e-9)
    assert other.ci_high == pytest.approx(1 - one.ci_low, abs=1e-9)


def test_every_cohort_twice_shrinks_the_standard_error() -> None:
    x, n = ASPS
    once, twice = pooled(x, n).pooled, pooled(x * 2, n * 2).pooled
    assert once.se_transformed is not None and twice.se_transformed is not None
    assert twice.se_transformed == pytest.approx(once.se_transformed / 2**0.5, rel=1e-7)
    assert twice.estimate == pytest.approx(once.estimate, abs=1e-9)


@pytest.mark.parametrize("code", ["HK", "HK-adhoc"])
def test_hartung_knapp_is_refused_and_points_to_t(code: str) -> None:
    x, n = np.array(ASPS, dtype=float)
    with pytest.raises(ValueError, match="use t"):
        fit(x, n, replace(choose(), ci=code))
    with pytest.raises(ValueError, match="use ci = t"):
        choose(ci=code)


@pytest.mark.parametrize(("code", "df"), [("V", 6), ("HTS", 5), ("wald", 1e9)])
def test_prediction_adds_the_spread_to_the_standard_error(code: str, df: float) -> None:
    result = pooled(*ASPS, prediction=code)
    mu, se, tau2 = result.pooled.estimate_transformed, result.pooled.se_transformed, result.heterogeneity.tau2
    assert mu is not None and se is not None and tau2 is not None
    half = t.ppf(0.975, df) * (se**2 + tau2) ** 0.5
    assert result.pooled.prediction_low == pytest.approx(expit(mu - half), rel=1e-6)
    assert result.pooled.prediction_high == pytest.approx(expit(mu + half), rel=1e-6)


@pytest.mark.parametrize("code", ["V", "HTS", "wald"])
def test_two_cohorts_predict_nothing(code: str) -> None:
    result = pooled((5, 14), (20, 31), prediction=code)
    assert result.pooled.prediction_low is result.pooled.prediction_high is None


def test_no_prediction_is_given_where_none_is_asked_for() -> None:
    assert pooled(*ASPS, prediction="none").pooled.prediction_low is None


def test_an_end_without_a_limit_is_0_or_1_and_says_so() -> None:
    result = pooled((0, 5), (10, 10), ci="profile-t")
    assert (result.pooled.ci_low, result.pooled.ci_high) == (0, 1)
    assert result.pooled.ci_low_transformed is result.pooled.ci_high_transformed is None
    assert result.heterogeneity.tau2_ci_high is not None
    assert [note.rule for note in result.notes] == ["EXACT06", "EXACT06", "POOL04"]


def test_two_peaks_of_like_height_are_noted() -> None:
    result = pooled((651, 21, 5), (2937, 59, 17))
    assert result.heterogeneity.tau2 == 0
    assert "EXACT05" in codes(result)
    assert "EXACT05" not in codes(pooled(*ASPS))


def test_a_tau2_without_upper_end_has_none_and_says_so() -> None:
    result = pooled((0, 0, 20, 20, 10), (20, 20, 20, 20, 20))
    assert result.heterogeneity.tau2_ci_low is not None
    assert result.heterogeneity.tau2_ci_high is None
    assert "GLMM01" in codes(result)


def test_weights_and_i2_are_not_made_up() -> None:
    result = pooled(*ASPS)
    assert result.weights is None
    assert result.heterogeneity.i2 is result.heterogeneity.h2 is None


def test_a_level_of_80_percent_is_narrower() -> None:
    wide, narrow = pooled(*ASPS).pooled, pooled(*ASPS, level=0.8).pooled
    assert wide.ci_low is not None and narrow.ci_low is not None
    assert wide.ci_low < narrow.ci_low


def test_shrunken_rates_lie_between_the_cohort_and_the_pooled_rate() -> None:
    x, n = np.array(ASPS, dtype=float)
    rate, low, high = shrunken_rates(x, n)
    centre = pooled(x, n).pooled.estimate
    assert centre is not None
    assert ((rate - x / n) * (centre - x / n) > 0).all()
    assert (abs(rate - x / n) < abs(centre - x / n)).all()
    assert ((low < rate) & (rate < high)).all()


def test_the_smallest_cohort_is_drawn_the_furthest() -> None:
    rate, _, _ = shrunken_rates(np.array([1.0, 10, 100, 600]), np.array([10.0, 100, 1000, 1000]))
    assert (np.diff(np.abs(rate[:3] - 0.1)) < 0).all()


def test_without_a_maximum_no_cohort_is_drawn_anywhere() -> None:
    rate, low, high = shrunken_rates(np.array([0.0, 0]), np.array([10.0, 20]))
    assert rate.tolist() == [0, 0]
    assert low.tolist() == [0, 0]
    assert high[1] == pytest.approx(1 - 0.025 ** (1 / 20))
