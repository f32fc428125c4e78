"""One fit, whole or in part, first or remembered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from review.pooling.choices import MODELS, choose
from review.pooling.fit import _MOST_COHORTS, _fitted, fit_cohorts, fit_rate

SETS = {
    "usual": ([19.0, 14, 6, 8, 23, 2, 2], [52.0, 37, 11, 14, 28, 6, 11]),
    "nobody": ([0.0, 0, 0], [9.0, 8, 14]),
    "one cohort": ([3.0], [10.0]),
}


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("model", MODELS)
def test_the_rate_alone_is_the_same_fit_without_the_interval_of_tau2(model: str, name: str) -> None:
    x, n = map(np.array, SETS[name])
    choice = choose(model=model)
    whole, rate = fit_cohorts(x, n, choice), fit_rate(x, n, choice)
    assert rate.pooled == whole.pooled
    without = {"tau2_ci_low": None, "tau2_ci_high": None}
    assert replace(rate.heterogeneity, **without) == replace(whole.heterogeneity, **without)


def test_a_fit_that_is_asked_for_again_is_that_of_the_counts_as_they_are_now() -> None:
    x, n, choice = np.array([3.0, 8, 5]), np.array([10.0, 20, 9]), choose()
    before = fit_cohorts(x, n, choice)
    assert fit_cohorts(x.astype(int), n.astype(int), choice) is before
    x[0] = 9
    after = fit_cohorts(x, n, choice)
    assert after.pooled.estimate > before.pooled.estimate  # type: ignore[operator]
    assert after == fit_cohorts(x.copy(), n.copy(), choice)


def test_fits_of_other_choices_are_other_fits() -> None:
    x, n = map(np.array, SETS["usual"])
    widths = [
        fit.pooled.ci_high - fit.pooled.ci_low  # type: ignore[operator]
        for fit in (fit_cohorts(x, n, choose(level=level)) for level in (0.8, 0.95))
    ]
    assert widths[0] < widths[1]


def test_fits_of_many_cohorts_are_made_and_not_kept() -> None:
    choice = choose(model="common")
    _fitted.cache_clear()
    x = np.arange(_MOST_COHORTS + 1.0)
    few, many = (fit_cohorts(x[:k], x[:k] + 7, choice) for k in (_MOST_COHORTS, x.size))
    assert _fitted.cache_info().currsize == 1
    assert len(few.weights or ()) == _MOST_COHORTS
    assert len(many.weights or ()) == x.size
