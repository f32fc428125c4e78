"""The predictive distribution of responders in a next trial."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import betabinom

from review.pooling.bayes import Priors, logit_binomial
from review.pooling.next_trial import next_trial
from review.pooling.threshold import threshold

ASPS = (np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11]))


@pytest.mark.parametrize("patients", [1, 30, 400])
def test_probabilities_add_to_one(patients: int) -> None:
    trial = next_trial(*ASPS, patients)
    assert len(trial.probabilities) == patients + 1
    assert sum(trial.probabilities) == pytest.approx(1, abs=1e-9)


def test_one_patient_responds_with_the_mean_rate_of_a_new_study() -> None:
    posterior = logit_binomial(*ASPS)
    logits = np.linspace(*posterior.new_quantiles(np.array([1e-10, 1 - 1e-10])), 8001)
    density = posterior.new.density(logits)
    mean = float(density @ expit(logits) / density.sum())
    assert next_trial(*ASPS, 1).probabilities[1] == pytest.approx(mean, abs=1e-8)


def test_the_mean_number_grows_with_the_size_only() -> None:
    rate = next_trial(*ASPS, 1).probabilities[1]
    for patients in (10, 55):
        trial = next_trial(*ASPS, patients)
        assert np.arange(patients + 1) @ np.array(trial.probabilities) == pytest.approx(
            rate * patients, rel=1e-8
        )


def test_a_huge_trial_shows_the_rate_of_the_new_study() -> None:
    trial = next_trial(*ASPS, 4000)
    above = sum(trial.probabilities[1201:])
    assert above == pytest.approx(threshold(*ASPS, 0.3).new_study_above, abs=2e-3)


def test_neighbouring_numbers_have_like_chances_however_large_the_trial() -> None:
    chances = np.array(next_trial(*ASPS, 4000).probabilities)
    middle = chances[400:3600]
    assert (np.abs(np.diff(middle)) < 0.01 * middle[:-1]).all()


def test_the_interval_leaves_no_more_than_its_share_on_either_side() -> None:
    trial = next_trial(*ASPS, 30, level=0.9)
    assert sum(trial.probabilities[: trial.low]) <= 0.05 < sum(trial.probabilities[: trial.low + 1])
    assert sum(trial.probabilities[trial.high + 1 :]) <= 0.05 < sum(trial.probabilities[trial.high :])


def test_without_spread_it_is_nearly_beta_binomial() -> None:
    x, n = np.array([300.0]), np.array([1000.0])
    trial = next_trial(x, n, 20, priors=Priors(tau_scale=1e-6))
    np.testing.assert_allclose(trial.probabilities, betabinom(20, 300, 700).pmf(np.arange(21)), atol=1e-3)


@pytest.mark.parametrize("patients", [0, -3, 2.5])
def test_a_trial_without_patients_is_refused(patients: float) -> None:
    with pytest.raises(ValueError, match="whole number"):
        next_trial(*ASPS, patients)  # type: ignore[arg-type]


def test_a_cohort_of_a_hundred_thousand_is_summed_at_few_points_to_the_same_digits() -> None:
    # Summed at 22,805 equally spaced logits (5 s), the first and the last are these.
    found = next_trial(np.array([30_000.0, 5, 9]), np.array([100_000.0, 20, 30]), 20).probabilities
    assert sum(found) == pytest.approx(1, abs=1e-12)
    assert found[0] == pytest.approx(0.01239163751191656, rel=1e-9)
    assert found[20] == pytest.approx(0.000797823066585295, rel=1e-9)


def test_a_large_trial_takes_no_more_memory_than_a_laptop_has() -> None:
    # all numbers of responders at all logits at once took 327 MB; for 10,000 patients one array was 2.8 GB
    tracemalloc.start()
    next_trial(*ASPS, 2000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


def test_more_patients_than_can_be_listed_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 10,000"):
        next_trial(*ASPS, 10_001)
