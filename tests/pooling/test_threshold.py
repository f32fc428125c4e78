"""Probabilities that a rate exceeds one that matters."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import expit

from review.pooling.bayes import logit_binomial
from review.pooling.threshold import threshold

ASPS = (np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11]))


def test_half_the_probability_lies_above_the_median() -> None:
    posterior = logit_binomial(*ASPS)
    middle = float(expit(posterior.pooled_quantiles(np.array([0.5]))[0]))
    assert threshold(*ASPS, middle).pooled_above == pytest.approx(0.5, abs=1e-9)


def test_a_higher_threshold_is_exceeded_less_often() -> None:
    found = [threshold(*ASPS, p0) for p0 in (0.05, 0.2, 0.4, 0.6, 0.9)]
    assert (np.diff([row.pooled_above for row in found]) < 0).all()
    assert (np.diff([row.new_study_above for row in found]) < 0).all()


def test_a_new_study_is_less_certain_than_the_pooled_rate() -> None:
    low, high = threshold(*ASPS, 0.2), threshold(*ASPS, 0.8)
    assert low.new_study_above < low.pooled_above
    assert high.new_study_above > high.pooled_above


@pytest.mark.parametrize("p0", [0.0, 1.0, -0.1, 15])
def test_a_threshold_that_is_no_rate_is_refused(p0: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        threshold(*ASPS, p0)
