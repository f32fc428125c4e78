"""Pooled medians and landmark rates."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom, norm

from review.pooling.choices import choose
from review.pooling.time_notes import TIME_NOTES
from review.pooling.time_to_event import BadTimes, median_of_medians, pool_landmark, pool_medians

STUDY = ["Ng 2020", "Roy 2021", "Chi 2022", "Lee 2023"]
Z = norm.ppf(0.975)


def test_a_common_effect_median_is_the_weighted_mean_of_logarithms() -> None:
    median, low, high = [5.0, 8.0, 6.0, 4.0], [4.0, 5.5, 4.8, 2.2], [6.25, 11.6, 7.5, 7.3]
    found = pool_medians(median, low, high, study=STUDY, choice=choose(model="common"))
    se = np.log(np.array(high) / low) / (2 * Z)
    mean = np.average(np.log(median), weights=se**-2.0)
    half = Z / np.sqrt((se**-2.0).sum())
    assert found.estimate == pytest.approx(np.exp(mean))
    assert found.ci_low == pytest.approx(np.exp(mean - half))
    assert found.ci_high == pytest.approx(np.exp(mean + half))
    assert found.tau2 is None


def test_the_unit_of_time_does_not_matter() -> None:
    months = pool_medians([5.0, 8.0, 6.0], [4.0, 5.5, 4.8], [6.3, 11.6, 7.5], study=STUDY[:3])
    days = pool_medians([150.0, 240, 180], [120.0, 165, 144], [189.0, 348, 225], study=STUDY[:3])
    assert days.estimate == pytest.approx(30 * months.estimate)  # type: ignore[operator]
    assert days.ci_high == pytest.approx(30 * months.ci_high)  # type: ignore[operator]
    assert days.tau2 == pytest.approx(months.tau2)


def test_equal_medians_have_no_tau2() -> None:
    found = pool_medians([6.0, 6, 6, 6], [5.0, 4, 3, 5.5], [7.2, 9, 12, 6.5], study=STUDY)
    assert found.estimate == pytest.approx(6)
    assert found.tau2 == 0
    assert found.q == pytest.approx(0, abs=1e-12)


def test_a_reported_90_percent_interval_means_a_larger_standard_error() -> None:
    as95 = pool_medians([5.0, 8.0], [4.0, 5.5], [6.3, 11.6], study=STUDY[:2], choice=choose(model="common"))
    as90 = pool_medians(
        [5.0, 8.0],
        [4.0, 5.5],
        [6.3, 11.6],
        study=STUDY[:2],
        interval_level=0.9,
        choice=choose(model="common"),
    )
    assert as90.ci_low is not None and as95.ci_low is not None
    assert as90.ci_low < as95.ci_low


def test_cohorts_whose_median_was_not_reached_are_named_with_what_that_does() -> None:
    found = pool_medians([5.0, None, 6.0, 4.0], [4.0, 9.0, 4.8, 2.2], [6.2, None, 7.5, 7.3], study=STUDY)
    notes = {note.rule: note.message for note in found.notes}
    assert found.used == ("Ng 2020", "Chi 2022", "Lee 2023")
    assert "Roy 2021" in notes["TTE02"]
    assert "too short" in notes["TTE02"]


def test_an_upper_end_that_was_not_reached_leaves_the_lower_half() -> None:
    open_ended = pool_medians([5.0, 8.0], [4.0, 5.5], [6.25, None], study=STUDY[:2])
    closed = pool_medians([5.0, 8.0], [4.0, 5.5], [6.25, 8.0**2 / 5.5], study=STUDY[:2])
    assert open_ended.estimate == pytest.approx(closed.estimate)
    assert open_ended.ci_high == pytest.approx(closed.ci_high)
    assert "Roy 2021" in next(note.message for note in open_ended.notes if note.rule == "TTE04")


def test_a_median_without_any_interval_is_left_out_by_name() -> None:
    found = pool_medians([5.0, 8.0, 6.0], [4.0, None, 4.8], [6.2, None, 7.5], study=STUDY[:3])
    assert found.k == 2
    assert "Roy 2021" in next(note.message for note in found.notes if note.rule == "TTE03")


def test_every_result_says_that_it_is_approximate() -> None:
    for found in (
        pool_medians([5.0, 8.0], [4.0, 5.5], [6.2, 11.6], study=STUDY[:2]),
        pool_landmark([0.4, 0.5], [0.3, 0.4], [0.5, 0.6], study=STUDY[:2]),
        median_of_medians([4.0, 5.0], study=STUDY[:2]),
    ):
        assert "TTE01" in {note.rule for note in found.notes}


def test_one_usable_cohort_is_shown_as_it_is() -> None:
    found = pool_medians([5.0, None], [4.0, None], [6.25, None], study=STUDY[:2])
    assert (found.k, found.estimate) == (1, pytest.approx(5))
    assert found.ci_low == pytest.approx(4)
    assert found.ci_high == pytest.approx(6.25)
    assert "TTE08" in {note.rule for note in found.notes}


def test_no_usable_cohort_gives_no_number() -> None:
    found = pool_medians([None, None], [None, None], [None, None], study=STUDY[:2])
    assert (found.k, found.estimate) == (0, None)


@pytest.mark.parametrize(
    ("median", "low", "high"), [(5.0, 6.0, 7.0), (5.0, 4.0, 4.5), (-1.0, None, None), (5.0, 0.0, 7.0)]
)
def test_a_median_outside_its_interval_is_an_error_that_names_the_cohort(
    median: float, low: float | None, high: float | None
) -> None:
    with pytest.raises(BadTimes, match="Roy 2021"):
        pool_medians([5.0, median], [4.0, low], [6.0, high], study=STUDY[:2])


def test_landmark_rates_are_pooled_on_the_complementary_log_log_scale() -> None:
    rate, low, high = np.array([0.45, 0.6, 0.38]), np.array([0.3, 0.44, 0.22]), np.array([0.59, 0.73, 0.55])
    found = pool_landmark(
        rate.tolist(), low.tolist(), high.tolist(), study=STUDY[:3], choice=choose(model="common")
    )
    y = np.log(-np.log(rate))
    se = (np.log(-np.log(low)) - np.log(-np.log(high))) / (2 * Z)
    mean, half = np.average(y, weights=se**-2.0), Z / np.sqrt((se**-2.0).sum())
    assert found.estimate == pytest.approx(np.exp(-np.exp(mean)))
    assert found.ci_low == pytest.approx(np.exp(-np.exp(mean + half)))
    assert found.ci_high == pytest.approx(np.exp(-np.exp(mean - half)))


def test_landmark_intervals_stay_within_0_and_1() -> None:
    found = pool_landmark([0.95, 0.9, 0.5], [0.7, 0.6, 0.2], [0.99, 0.98, 0.8], study=STUDY[:3])
    assert found.prediction_low is not None and found.prediction_high is not None
    assert found.ci_low is not None and found.ci_high is not None
    assert 0 <= found.prediction_low < found.ci_low < found.ci_high < found.prediction_high <= 1


def test_an_interval_that_ends_at_1_gives_its_lower_half() -> None:
    found = pool_landmark([0.9, 0.8], [0.6, 0.5], [1.0, 0.95], study=STUDY[:2])
    assert found.k == 2
    assert "TTE04" in {note.rule for note in found.notes}


def test_a_rate_of_1_has_no_place_on_that_scale() -> None:
    found = pool_landmark([1.0, 0.8], [0.6, 0.5], [1.0, 0.95], study=STUDY[:2])
    assert found.used == ("Roy 2021",)
    assert "Ng 2020" in next(note.message for note in found.notes if note.rule == "TTE07")


@pytest.mark.parametrize(("rate", "low", "high"), [(40.0, 30.0, 50.0), (0.4, 0.45, 0.6)])
def test_a_rate_that_is_none_is_an_error_that_names_the_cohort(rate: float, low: float, high: float) -> None:
    with pytest.raises(BadTimes, match="Ng 2020"):
        pool_landmark([rate], [low], [high], study=STUDY[:1])


@pytest.mark.parametrize("k", [6, 9, 20])
def test_the_interval_of_the_median_of_medians_covers_what_it_says(k: int) -> None:
    """Order statistics r and k + 1 − r hold the true median unless fewer than r lie on one side of it."""
    medians = list(np.arange(1.0, k + 1))
    found = median_of_medians(medians, study=[str(i) for i in range(k)])
    assert found.ci_low is not None
    r = int(found.ci_low)
    assert 1 - 2 * binom.cdf(r - 1, k, 0.5) >= 0.95 > 1 - 2 * binom.cdf(r, k, 0.5)
    assert found.ci_high == k + 1 - r


def test_five_medians_have_no_95_percent_interval() -> None:
    found = median_of_medians([4.0, 5, 6, 7, 8], study=list("ABCDE"))
    assert (found.estimate, found.ci_low) == (6, None)
    assert "TTE05" in {note.rule for note in found.notes}


def test_medians_not_reached_count_as_the_longest() -> None:
    found = median_of_medians([4.0, None, 5.0, None, 6.0], study=list("ABCDE"))
    assert found.estimate == 6
    beyond = median_of_medians([4.0, None, None], study=list("ABC"))
    assert beyond.estimate is None
    assert "TTE06" in {note.rule for note in beyond.notes}


def test_every_note_is_a_sentence_under_a_code_of_its_own() -> None:
    for rule, kind in TIME_NOTES.items():
        assert kind.rule == rule
        assert kind.sentence.endswith(".")


def test_columns_of_unequal_length_are_an_error() -> None:
    with pytest.raises(BadTimes, match="2 cohorts but 1 values"):
        pool_medians([5.0], [4.0, 3.0], [6.0, 9.0], study=STUDY[:2])
