from __future__ import annotations

import json
from math import inf

import pytest

import review
from review.pooling.choices import UnknownChoice
from review.pooling.options import TIME_OPTIONS
from review.pooling.time_to_event import BadTimes, median_of_medians, pool_landmark, pool_medians

MEDIAN, LOW, HIGH = [5.5, 7.1, 4.2, inf], [4.1, 5.0, 2.9, 8.0], [7.4, 10.1, inf, inf]
NAMES = ["Ng", "Roy", "Chi", "Lee"]


def test_a_median_that_was_not_reached_counts_in_the_median_of_medians_alone() -> None:
    found = review.pool_times(MEDIAN, LOW, HIGH, study=NAMES)
    alone = pool_medians([5.5, 7.1, 4.2, None], LOW, [7.4, 10.1, None, None], study=NAMES)
    assert found.pooled == alone
    assert found.pooled.used == ("Ng", "Roy", "Chi")
    assert found.median_of_medians == median_of_medians([5.5, 7.1, 4.2, None], study=NAMES)
    assert [row.not_reached for row in found.cohorts] == [False, False, False, True]


def test_a_median_that_is_not_reported_is_not_taken_for_one_that_was_not_reached() -> None:
    found = review.pool_times([5.5, 7.1, 4.2, None], LOW, HIGH, study=NAMES)
    assert found.median_of_medians == median_of_medians([5.5, 7.1, 4.2], study=NAMES[:3])


def test_landmark_rates_are_those_of_pool_landmark_and_have_no_median_of_medians() -> None:
    rate, low, high = [0.45, 0.6, 0.38], [0.3, 0.44, 0.22], [0.59, 0.73, 0.55]
    found = review.pool_times(rate, low, high, outcome="landmark", interval_level=0.9, study=NAMES[:3])
    assert found.pooled == pool_landmark(rate, low, high, study=NAMES[:3], interval_level=0.9)
    assert "median_of_medians" not in found.to_dict()


def test_the_choice_is_written_out_and_the_document_is_json() -> None:
    document = json.loads(json.dumps(review.pool_times(MEDIAN, LOW, HIGH).to_dict(), allow_nan=False))
    assert document["model"] == {
        "model": "inverse-variance", "scale": "log", "tau2": "REML", "ci": "HK-adhoc", "prediction": "V",
        "level": 0.95, "interval_level": 0.95,
    }  # fmt: skip
    assert set(TIME_OPTIONS) <= set(document["model"])


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"model": "glmm"}, "inverse-variance, common"),
        ({"ci": "profile", "tau2": "ML"}, "HK-adhoc"),
        ({"outcome": "medain"}, "did you mean 'median'"),
        ({"interval_level": 95}, "between 0 and 1"),
    ],
)
def test_what_is_not_offered_names_what_is(options: dict[str, object], what: str) -> None:
    with pytest.raises(UnknownChoice, match=what):
        review.pool_times(MEDIAN, LOW, HIGH, **options)


def test_impossible_times_name_their_cohort() -> None:
    with pytest.raises(BadTimes, match="Roy"):
        review.pool_times([5.5, 17.1], [4.1, 5.0], [7.4, 10.1], study=NAMES[:2])
    with pytest.raises(BadTimes, match="no cohort"):
        review.pool_times([], [], [])
    with pytest.raises(BadTimes, match="landmark"):
        review.pool_times([inf], [0.1], [0.3], outcome="landmark")
