"""The beta-binomial model: against R's optimisers, against scipy, and on every awkward data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.special import betaln, expit, polygamma
from scipy.stats import beta, betabinom, chi2, t

from review.pooling.beta_binomial import fit
from review.pooling.beta_binomial_likelihood import BetaBinomial
from review.pooling.choices import choose
from review.pooling.fit import Fit
from review.pooling.spread_maximum import climb, maximum

#: tests/golden/beta_binomial.R made it with R's optim and nlm.
SETS: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "golden" / "beta_binomial.json").read_text(encoding="utf-8")
)["datasets"]
ASPS = ((19, 14, 6, 8, 23, 2, 2), (52, 37, 11, 14, 28, 6, 11))


def pooled(x: Any, n: Any, **changes: Any) -> Fit:
    return fit(np.array(x, float), np.array(n, float), choose(model="beta-binomial", **changes))


@pytest.mark.parametrize("name", SETS)
def test_it_agrees_with_r(name: str) -> None:
    golden = SETS[name]
    result = pooled(golden["events"], golden["n"], ci="profile")
    assert result.pooled.estimate_transformed == pytest.approx(golden["eta"], abs=2e-6)
    # R's Hessian is a difference of likelihoods that are themselves differences of lbeta
    assert result.pooled.se_transformed == pytest.approx(golden["se"], rel=2e-4)
    assert result.heterogeneity.overdispersion == pytest.approx(golden["rho"], abs=1e-6)
    if not golden["boundary"]:
        assert result.pooled.ci_low_transformed == pytest.approx(golden["low"], abs=1e-5)
        assert result.pooled.ci_high_transformed == pytest.approx(golden["high"], abs=1e-5)


@pytest.mark.parametrize("spread", [0.01, 0.3, 1.5])
def test_the_likelihood_is_that_of_log_beta_functions(spread: float) -> None:
    x, n = np.array([[0.0, 7, 30, 400]]), np.array([[9.0, 7, 41, 1000]])
    p, gamma = 0.3, spread**2
    a, b = p / gamma, (1 - p) / gamma
    expected = (betaln(x + a, n - x + b) - betaln(a, b)).sum()
    here = BetaBinomial.from_counts(x, n).height(np.log([[p / (1 - p)]]), np.array([spread]))
    assert here.loglik[0] == pytest.approx(expected, rel=1e-10)


def test_without_spread_it_is_the_binomial_likelihood() -> None:
    x, n, p = np.array([[3.0, 500_000]]), np.array([[11.0, 2_000_000]]), 0.25
    here = BetaBinomial.from_counts(x, n).height(np.log([[p / (1 - p)]]), np.array([0.0]))
    assert here.loglik[0] == pytest.approx((x * np.log(p) + (n - x) * np.log(1 - p)).sum(), rel=1e-13)


@pytest.mark.parametrize("spread", [0.0, 1e-4, 0.05, 0.7, 5.0])
def test_derivatives_agree_with_differences(spread: float) -> None:
    data = BetaBinomial.from_counts(np.array([[3.0, 0, 14, 900]]), np.array([[11.0, 8, 14, 20_000]]))
    eta, h = -1.3, 1e-5

    def at(eta: float, spread: float) -> Any:
        return data.height(np.array([[eta]]), np.array([spread]))

    here = at(eta, spread)
    by_eta = (at(eta + h, spread).loglik - at(eta - h, spread).loglik)[0] / (2 * h)
    by_spread = (at(eta, spread + h).loglik - at(eta, spread - h).loglik)[0] / (2 * h)
    assert here.gradient[0] == pytest.approx([by_eta, by_spread], rel=1e-5, abs=1e-3)
    bend_eta = (at(eta + h, spread).gradient - at(eta - h, spread).gradient)[0] / (2 * h)
    bend_spread = (at(eta, spread + h).gradient - at(eta, spread - h).gradient)[0] / (2 * h)
    assert here.hessian[0, 0] == pytest.approx(bend_eta, rel=1e-5, abs=1e-3)
    assert here.hessian[0, 1] == pytest.approx(bend_spread, rel=1e-4, abs=1e-1)


def test_no_spread_gives_the_crude_rate_and_the_standard_error_of_its_logit() -> None:
    result = pooled((3, 6, 10, 1), (11, 17, 21, 6))
    assert result.heterogeneity.overdispersion == result.heterogeneity.tau2 == 0
    assert result.pooled.estimate == pytest.approx(20 / 55, abs=1e-12)
    assert result.pooled.se_transformed == pytest.approx((1 / 20 + 1 / 35) ** 0.5, rel=1e-9)


def test_the_estimate_is_the_mean_over_cohorts() -> None:
    result = pooled(*ASPS).pooled
    assert result.marginal_mean == result.estimate


def test_tau2_is_the_variance_of_the_logit_under_the_fitted_beta_distribution() -> None:
    found = pooled(*ASPS)
    p, rho = found.pooled.estimate, found.heterogeneity.overdispersion
    assert p is not None and rho is not None
    a, b = p * (1 / rho - 1), (1 - p) * (1 / rho - 1)
    logit_moment = [
        quad(lambda q, power=power: np.log(q / (1 - q)) ** power * beta.pdf(q, a, b), 0, 1)[0]
        for power in (1, 2)
    ]
    assert found.heterogeneity.tau2 == pytest.approx(logit_moment[1] - logit_moment[0] ** 2, rel=1e-6)


def test_the_interval_of_the_overdispersion_ends_where_its_profile_meets_the_target() -> None:
    """The likelihood of scipy's beta-binomial distribution, maximised over the mean rate."""
    x, n = np.array(ASPS, dtype=float)
    found = pooled(x, n).heterogeneity

    def profile(rho: float) -> float:
        size = 1 / rho - 1

        def cost(p: float) -> float:
            return -float(betabinom.logpmf(x, n, p * size, (1 - p) * size).sum())

        return -float(
            minimize_scalar(cost, bounds=(0.01, 0.99), method="bounded", options={"xatol": 1e-10}).fun
        )

    assert found.overdispersion is not None and found.tau2 is not None
    target = profile(found.overdispersion) - chi2.ppf(0.95, 1) / 2
    for end in (found.overdispersion_ci_low, found.overdispersion_ci_high):
        assert end is not None
        assert profile(end) == pytest.approx(target, abs=1e-6)


def test_the_interval_of_tau2_is_that_of_the_overdispersion_at_the_mean_rate() -> None:
    found = pooled(*ASPS)
    p = found.pooled.estimate
    assert p is not None
    for rho, tau2 in (
        (found.heterogeneity.overdispersion_ci_low, found.heterogeneity.tau2_ci_low),
        (found.heterogeneity.overdispersion_ci_high, found.heterogeneity.tau2_ci_high),
    ):
        assert rho is not None
        a, b = p * (1 / rho - 1), (1 - p) * (1 / rho - 1)
        assert tau2 == pytest.approx(polygamma(1, a) + polygamma(1, b))


def test_prediction_adds_the_spread_to_the_standard_error() -> None:
    found = pooled(*ASPS)
    mu, se, tau2 = found.pooled.estimate_transformed, found.pooled.se_transformed, found.heterogeneity.tau2
    assert mu is not None and se is not None and tau2 is not None
    assert found.pooled.prediction_high == pytest.approx(expit(mu + t.ppf(0.975, 6) * (se**2 + tau2) ** 0.5))


@pytest.mark.parametrize("ci", ["profile-t", "profile", "t", "wald"])
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
        ((1, 0, 1, 3), (1, 1, 1, 8)),
        ((300_000, 2, 0), (1_000_000, 9, 11)),
        ((0, 0, 20, 20, 10), (20, 20, 20, 20, 20)),
        ((1, 0, 0, 0), (10, 12, 13, 14)),
        ((0, 0, 28686), (91116, 86048, 28855)),
    ],
)
def test_every_data_set_has_an_answer_within_0_and_1(x: Any, n: Any, ci: str) -> None:
    found = pooled(x, n, ci=ci)
    result = found.pooled
    assert result.estimate is not None and result.ci_low is not None and result.ci_high is not None
    assert 0 <= result.ci_low <= result.estimate <= result.ci_high <= 1
    assert result.ci_low < result.ci_high
    assert found.weights is None


def test_all_or_nothing_is_answered_as_the_glmm_answers_it() -> None:
    found = pooled((0, 20, 0, 0, 8), (10, 20, 30, 5, 8))
    assert found.pooled.estimate == 0.4
    assert found.heterogeneity.overdispersion is None
    assert [note.rule for note in found.notes] == ["EXACT04"]


def test_as_cohorts_near_all_or_nothing_the_mean_nears_their_share() -> None:
    found = pooled((0, 199, 0, 0, 200) + (0, 200, 0, 0, 200) * 3, (200,) * 20)
    assert found.pooled.estimate == pytest.approx(0.4, abs=0.03)
    assert "BB02" in {note.rule for note in found.notes}


def test_hartung_knapp_is_refused() -> None:
    with pytest.raises(ValueError, match="use ci = t"):
        pooled(*ASPS, ci="HK")


def test_of_two_peaks_the_higher_is_found() -> None:
    x, n = np.array([[651.0, 21, 5]]), np.array([[2937.0, 59, 17]])
    data = BetaBinomial.from_counts(x, n)
    top = maximum(data)
    assert top.peaks[0] == 2
    assert top.height.loglik[0] >= top.scan.loglik.max() - 1e-9
    grid = np.geomspace(1e-4, 5, 400)
    _, there = climb(data.take(np.zeros(400, dtype=np.intp)), np.full((400, 1), -1.1), grid)
    assert top.height.loglik[0] >= there.loglik.max() - 1e-9


def test_many_cohorts_recover_the_distribution_that_made_them() -> None:
    chance = np.random.default_rng(20261120)
    n = chance.integers(8, 80, 1000)
    x = chance.binomial(n, chance.beta(2.0, 5.0, 1000))
    found = pooled(x, n, ci="wald")
    assert found.pooled.estimate == pytest.approx(2 / 7, abs=0.02)
    assert found.heterogeneity.overdispersion == pytest.approx(1 / 8, abs=0.02)


def test_an_overdispersion_without_upper_end_reaches_1_and_says_so() -> None:
    found = pooled((0, 0, 200, 200, 100), (200,) * 5, ci="wald", level=0.99999)
    assert found.heterogeneity.overdispersion_ci_high == 1
    assert found.heterogeneity.tau2_ci_high is None
    assert "BB01" in {note.rule for note in found.notes}


def test_cohorts_of_half_a_million_are_searched_without_going_to_and_fro() -> None:
    x, n = np.array([[45_756.0, 2_534, 22_828]]), np.array([[410_924.0, 689_036, 403_662]])
    top = maximum(BetaBinomial.from_counts(x, n))
    grid = np.geomspace(1e-3, 3, 60)
    data = BetaBinomial.from_counts(np.repeat(x, 60, axis=0), np.repeat(n, 60, axis=0))
    assert top.height.loglik[0] >= climb(data, data.start(grid), grid)[1].loglik.max() - 1e-6
    assert expit(top.beta[0, 0]) == pytest.approx((x / n).mean(), abs=0.005)
