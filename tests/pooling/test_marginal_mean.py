"""The mean rate over cohorts and its interval, against another road."""

from __future__ import annotations

import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from review.pooling.marginal_mean import marginal_interval, marginal_mean
from review.pooling.pool import pool

#: Chen, Shi, Wilky, Blay, TQB2450, Xie and Tan of the worked example.
SEVEN = ([19, 14, 6, 8, 23, 2, 2], [52, 37, 11, 14, 28, 6, 11])


@pytest.mark.parametrize(("mu", "tau"), [(-2.0, 1.5), (0.3, 0.1), (-4.0, 2.5), (1.0, 0.0)])
def test_it_is_the_integral_of_the_rates_of_cohorts(mu: float, tau: float) -> None:
    expected = quad(lambda z: expit(mu + tau * z) * norm.pdf(z), -12, 12)[0]
    assert marginal_mean(mu, tau) == pytest.approx(expected, abs=1e-9)


def test_the_interval_of_the_glmm_averages_the_ends_of_that_of_mu() -> None:
    found = pool(*SEVEN)
    low, high = found.pooled.ci_low_transformed, found.pooled.ci_high_transformed
    tau2 = found.heterogeneity.tau2
    assert low is not None and high is not None and tau2 is not None
    ends = [quad(lambda z, m=m: expit(m + tau2**0.5 * z) * norm.pdf(z), -12, 12)[0] for m in (low, high)]
    assert marginal_interval(found.pooled, found.heterogeneity, found.model) == pytest.approx(ends, abs=1e-9)


def test_the_beta_binomial_model_speaks_of_the_mean_itself() -> None:
    found = pool(*SEVEN, model="beta-binomial")
    ends = marginal_interval(found.pooled, found.heterogeneity, found.model)
    assert ends == (found.pooled.ci_low, found.pooled.ci_high)


@pytest.mark.parametrize("model", ["inverse-variance", "common"])
def test_a_model_without_a_marginal_mean_has_no_interval_of_it(model: str) -> None:
    found = pool(*SEVEN, model=model)
    assert marginal_interval(found.pooled, found.heterogeneity, found.model) is None


def test_where_no_model_was_fitted_there_is_none() -> None:
    found = pool([0, 0, 0], [9, 8, 7])
    assert marginal_interval(found.pooled, found.heterogeneity, found.model) is None
