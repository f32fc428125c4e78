"""Bayesian models: against a dense grid of independent code, and what must hold of any posterior."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.optimize import brentq
from scipy.special import expit, log_expit, logit
from scipy.stats import beta, norm

from review.pooling.bayes import Priors, fit, logit_binomial, normal_normal
from review.pooling.choices import choose
from review.pooling.fit import Fit

ASPS = (np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11]))
SHARES = np.array([0.5, 0.025, 0.975])


def pooled(x: Any, n: Any, **changes: Any) -> Fit:
    return fit(np.array(x, float), np.array(n, float), choose(model="bayesian", **changes))


class Dense:
    """The same posterior on plain even grids of mu and tau, likelihoods by a plain sum over u."""

    def __init__(self, x: Any, n: Any, *, furthest_mu: float = 9.0, tau_scale: float = 1.0) -> None:
        self.mu = np.arange(-furthest_mu, furthest_mu, 0.04)
        self.tau = np.arange(0.0, 6.5, 0.05) * tau_scale
        u = np.linspace(-8, 8, 129)
        share = norm.pdf(u) * (u[1] - u[0])
        self.joint = np.empty((self.tau.size, self.mu.size))
        for row, tau in enumerate(self.tau):
            eta = self.mu[:, None] + tau * u
            on, off = log_expit(eta), log_expit(-eta)
            log = sum(np.log(np.exp(a * on + (b - a) * off) @ share) for a, b in zip(x, n, strict=True))
            self.joint[row] = log - tau**2 / tau_scale**2 / 2 - self.mu**2 / 32
        self.joint = np.exp(self.joint - self.joint.max())
        self.joint[0] /= 2
        self.joint /= self.joint.sum()

    def mu_quantile(self, share: float) -> float:
        density = CubicSpline(self.mu, self.joint.sum(axis=0) / (self.mu[1] - self.mu[0]))
        return self._solve(density, self.mu[0], self.mu[-1], share)

    def tau_quantile(self, share: float) -> float:
        step = self.tau[1]
        heights = self.joint.sum(axis=1) / step
        heights[0] *= 2
        even = CubicSpline(
            np.concatenate((-self.tau[:0:-1], self.tau)), np.concatenate((heights[:0:-1], heights))
        )
        return self._solve(even, 0.0, self.tau[-1], share)

    def new_above(self, rate: float) -> float:
        below = norm.cdf((logit(rate) - self.mu) / np.maximum(self.tau[:, None], 1e-9))
        return 1 - float((self.joint * below).sum())

    @staticmethod
    def _solve(density: CubicSpline, low: float, high: float, share: float) -> float:
        whole = density.antiderivative()
        return float(brentq(lambda v: whole(v) - whole(low) - share, low + 1e-9, high, xtol=1e-12))


@pytest.mark.parametrize(
    ("x", "n"),
    [ASPS, ((3, 6, 10, 1), (11, 17, 21, 6)), ((5, 14), (20, 31)), ((0, 3, 0, 5, 2), (12, 20, 9, 33, 15))],
)
def test_quantiles_agree_with_a_dense_grid(x: Any, n: Any) -> None:
    dense = Dense(x, n)
    posterior = logit_binomial(np.array(x, float), np.array(n, float))
    for found, share in zip(posterior.pooled_quantiles(SHARES), SHARES, strict=True):
        assert found == pytest.approx(dense.mu_quantile(share), abs=2e-5)
    for found, share in zip(posterior.tau_quantiles(SHARES), SHARES, strict=True):
        assert found == pytest.approx(dense.tau_quantile(share), abs=2e-5)
    for rate in (0.1, 0.3, 0.5):
        above = 1 - posterior.new.below(np.array([logit(rate)]))[0]
        assert above == pytest.approx(dense.new_above(rate), abs=1e-3)


def test_a_finer_grid_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    import review.pooling.bayes as bayes
    import review.pooling.tau_grid as grid

    before = logit_binomial(*ASPS)
    monkeypatch.setattr(grid, "_FIRST_STEP", 0.04)
    monkeypatch.setattr(bayes, "_HALVES_AGREE", 1e-10)
    monkeypatch.setattr(bayes, "_DROP", 36.0)
    after = logit_binomial(*ASPS)
    assert after.grid.t.size > 2 * before.grid.t.size
    np.testing.assert_allclose(after.pooled_quantiles(SHARES), before.pooled_quantiles(SHARES), atol=1e-8)
    np.testing.assert_allclose(after.tau_quantiles(SHARES), before.tau_quantiles(SHARES), atol=1e-8)
    np.testing.assert_allclose(after.new_quantiles(SHARES), before.new_quantiles(SHARES), atol=1e-8)


@pytest.mark.parametrize(
    ("x", "n"),
    [
        ((0, 0, 0, 0), (10, 25, 8, 40)),
        ((6, 14, 9), (6, 14, 9)),
        ((0, 20, 0), (10, 20, 30)),
        ((0, 1, 1, 0), (1, 1, 1, 1)),
        ((651, 21, 5), (2937, 59, 17)),
        ((1, 48, 10, 190, 30, 2), (50, 50, 200, 200, 60, 80)),
        ((100_000, 101_500, 49_200), (1_000_000, 1_000_000, 500_000)),
    ],
)
def test_distributions_are_distributions_whatever_the_data(x: Any, n: Any) -> None:
    posterior = logit_binomial(np.array(x, float), np.array(n, float))
    for below, solve in (
        (posterior.pooled.below, posterior.pooled_quantiles),
        (posterior.new.below, posterior.new_quantiles),
        (posterior.tau_below, posterior.tau_quantiles),
    ):
        shares = np.array([0.001, 0.025, 0.5, 0.975, 0.999])
        values = solve(shares)
        assert (np.diff(values) > 0).all()
        np.testing.assert_allclose(below(values), shares, atol=1e-8)
    logits = np.linspace(*posterior.new_quantiles(np.array([1e-9, 1 - 1e-9])), 4001)
    middle = posterior.new.density(logits).sum() * (logits[1] - logits[0])
    assert middle == pytest.approx(1, abs=1e-4)


def test_the_density_is_the_slope_of_the_distribution() -> None:
    posterior = logit_binomial(*ASPS)
    at, h = np.linspace(-2, 2, 9), 1e-5
    for mixture in (posterior.pooled, posterior.new):
        slope = (mixture.below(at + h) - mixture.below(at - h)) / (2 * h)
        np.testing.assert_allclose(mixture.density(at), slope, rtol=1e-5, atol=1e-7)


def test_where_no_patient_responded_the_rate_is_small_and_finite() -> None:
    found = pooled((0, 0, 0, 0), (10, 25, 8, 40)).pooled
    assert found.estimate is not None and found.ci_high is not None
    assert 0 < found.estimate < 0.01
    assert 0.02 < found.ci_high < 0.05


def test_a_cohort_of_a_million_rules_when_tau_is_held_near_0() -> None:
    posterior = logit_binomial(np.array([3e5, 1.0]), np.array([1e6, 10.0]), priors=Priors(tau_scale=1e-6))
    exact = beta(3e5, 7e5)
    np.testing.assert_allclose(expit(posterior.pooled_quantiles(SHARES)), exact.ppf(SHARES), atol=1e-5)


def test_one_cohort_with_tau_held_near_0_is_a_binomial_with_a_normal_prior() -> None:
    posterior = logit_binomial(np.array([4.0]), np.array([10.0]), priors=Priors(tau_scale=1e-6))
    logits = np.linspace(-12, 12, 200_001)
    log = 4 * log_expit(logits) + 6 * log_expit(-logits) - logits**2 / 32
    cumulated = np.cumsum(np.exp(log))
    middle = logits[np.searchsorted(cumulated / cumulated[-1], 0.5)]
    assert posterior.pooled_quantiles(SHARES)[0] == pytest.approx(middle, abs=2e-4)


def test_responders_and_others_are_mirror_images() -> None:
    x, n = ASPS
    one, other = pooled(x, n).pooled, pooled(n - x, n).pooled
    assert one.estimate is not None and one.ci_low is not None
    assert other.estimate == pytest.approx(1 - one.estimate, abs=1e-8)
    assert other.ci_high == pytest.approx(1 - one.ci_low, abs=1e-8)


def test_a_wider_prior_for_tau_widens_the_interval() -> None:
    narrow = logit_binomial(*ASPS, priors=Priors(tau_scale=0.3)).pooled_quantiles(SHARES)
    wide = logit_binomial(*ASPS, priors=Priors(tau_scale=3.0)).pooled_quantiles(SHARES)
    assert wide[1] < narrow[1] < narrow[2] < wide[2]


def test_a_grid_of_mu_that_is_too_coarse_is_refined(monkeypatch: pytest.MonkeyPatch) -> None:
    import review.pooling.bayes as bayes

    before, ends = logit_binomial(*ASPS), bayes._ends_of_mu

    def as_if_flat(data: Any, tau: Any) -> Any:
        low, high, bend = ends(data, tau)
        return low, high, bend / 400

    monkeypatch.setattr(bayes, "_ends_of_mu", as_if_flat)
    np.testing.assert_allclose(
        logit_binomial(*ASPS).pooled_quantiles(SHARES), before.pooled_quantiles(SHARES), atol=1e-6
    )


def test_the_fit_shows_the_quantiles_of_the_posterior() -> None:
    found, posterior = pooled(*ASPS, level=0.9), logit_binomial(*ASPS)
    shares = np.array([0.5, 0.05, 0.95])
    rate, low, high = expit(posterior.pooled_quantiles(shares)).tolist()
    assert [found.pooled.estimate, found.pooled.ci_low, found.pooled.ci_high] == pytest.approx(
        [rate, low, high]
    )
    tau2, tau2_low, tau2_high = (posterior.tau_quantiles(shares) ** 2).tolist()
    spread = found.heterogeneity
    assert [spread.tau2, spread.tau2_ci_low, spread.tau2_ci_high] == pytest.approx(
        [tau2, tau2_low, tau2_high]
    )
    new = expit(posterior.new_quantiles(shares[1:])).tolist()
    assert [found.pooled.prediction_low, found.pooled.prediction_high] == pytest.approx(new)


def test_priors_are_stated_with_the_result() -> None:
    notes = {note.rule: note.message for note in pooled(*ASPS).notes}
    assert "half-normal with scale 1" in notes["BAYES01"]
    assert "mean 0 and standard deviation 4" in notes["BAYES01"]


def test_two_cohorts_predict_nothing_but_are_pooled() -> None:
    found = pooled((5, 14), (20, 31))
    assert found.pooled.prediction_low is None
    assert found.pooled.ci_low is not None
    assert "POOL04" in {note.rule for note in found.notes}


def test_the_prediction_is_wider_than_the_interval() -> None:
    found = pooled(*ASPS).pooled
    assert found.prediction_low is not None and found.ci_low is not None
    assert found.ci_high is not None and found.prediction_high is not None
    assert found.prediction_low < found.ci_low < found.ci_high < found.prediction_high


def test_the_normal_model_agrees_with_a_dense_grid() -> None:
    y, v = np.array([-1.2, 0.3, 0.8, -0.2]), np.array([0.2, 0.1, 0.4, 0.15])
    posterior = normal_normal(y, v)
    mu, tau = np.linspace(-6, 6, 1201), np.linspace(0, 7, 1401)
    variance = v + tau[:, None, None] ** 2
    log = -0.5 * (np.log(variance) + (y - mu[:, None]) ** 2 / variance).sum(axis=2)
    log -= tau[:, None] ** 2 / 2 + mu**2 / 32
    joint = np.exp(log - log.max())
    joint[0] /= 2
    joint /= joint.sum()
    at = np.array([-0.5, 0.0, 0.4])
    cumulated = CubicSpline(mu, joint.sum(axis=0) / (mu[1] - mu[0])).antiderivative()
    np.testing.assert_allclose(posterior.pooled.below(at), cumulated(at), atol=1e-6)
    middle = float(posterior.tau_quantiles(SHARES)[0])
    assert np.interp(middle, tau + 0.0025, np.cumsum(joint.sum(axis=1))) == pytest.approx(0.5, abs=1e-4)
    new = (joint * norm.cdf((0.4 - mu) / np.maximum(tau[:, None], 1e-9))).sum()
    assert posterior.new.below(np.array([0.4]))[0] == pytest.approx(new, abs=1e-3)


def test_with_many_patients_both_models_agree() -> None:
    x, n = np.array([3000.0, 4500, 2000, 5200]), np.full(4, 10_000.0)
    y, v = logit(x / n), 1 / x + 1 / (n - x)
    np.testing.assert_allclose(
        logit_binomial(x, n).pooled_quantiles(SHARES), normal_normal(y, v).pooled_quantiles(SHARES), atol=2e-3
    )
