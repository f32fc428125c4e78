"""Tests of equal rates, against the formulas written out and the distribution of scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, chi2

from review.pooling.equal_rates import deviance, equal_rates


def test_the_likelihood_ratio_is_that_of_binomial_likelihoods() -> None:
    x, n = np.array([0.0, 6, 10, 6]), np.array([11.0, 17, 21, 6])
    found = equal_rates(x, n)
    own, common = binom.logpmf(x, n, x / n).sum(), binom.logpmf(x, n, x.sum() / n.sum()).sum()
    assert found.q == pytest.approx(2 * (own - common))
    assert found.q_df == 3
    assert found.q_p == pytest.approx(chi2.sf(found.q, 3))


def test_the_wald_test_weighs_logits_by_their_information() -> None:
    x, n = np.array([3.0, 6, 10, 1]), np.array([11.0, 17, 21, 6])
    y, weight = np.log(x / (n - x)), x * (n - x) / n
    statistic = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    found = equal_rates(x, n)
    assert found.q_wald == pytest.approx(statistic)
    assert found.q_wald_p == pytest.approx(chi2.sf(statistic, 3))


def test_cohorts_without_both_kinds_of_patients_carry_no_weight_in_the_wald_test() -> None:
    with_zero = equal_rates(np.array([3.0, 6, 0]), np.array([11.0, 17, 40]))
    without = equal_rates(np.array([3.0, 6]), np.array([11.0, 17]))
    assert with_zero.q_wald == pytest.approx(without.q_wald)
    assert with_zero.q_df == 2


def test_no_responder_at_all_is_no_difference() -> None:
    found = equal_rates(np.zeros(3), np.array([5.0, 6, 7]))
    assert (found.q, found.q_p, found.q_wald) == (0, 1, None)


def test_many_data_sets_are_tested_at_once() -> None:
    x, n = np.array([[3.0, 6], [0, 4]]), np.array([[11.0, 17], [9, 9]])
    assert deviance(x, n).tolist() == [deviance(x[0], n[0]), deviance(x[1], n[1])]
