from __future__ import annotations

import numpy as np
import pytest

from review.pooling.cohorts import BadCounts, checked


@pytest.mark.parametrize(
    ("events", "total", "position", "words"),
    [
        ([3, 9], [10, 8], 1, "9 responders of 8 patients"),
        ([0, 0], [10, 0], 1, "no patients"),
        ([-1, 2], [10, 9], 0, "never negative"),
        ([1.5, 2], [10, 9], 0, "whole number"),
        ([1, float("nan")], [10, 9], 1, "missing"),
        ([1, None], [10, 9], 1, "not a number"),
        ([1, 2], [10, "9"], 1, "'9'"),
        ([True, 2], [10, 9], 0, "True"),
        ([1, 2], [10, float("inf")], 1, "whole number"),
        ([1, 2], [10, 1e17], 1, "not so many people"),
        ([1, 2], [10, 10_000_000_001], 1, "not so many people"),
    ],
)
def test_a_bad_count_names_its_cohort(events, total, position, words) -> None:
    with pytest.raises(BadCounts) as caught:
        checked(events, total, study=["Chen", "Shi"])
    assert caught.value.position == position
    assert caught.value.study == ["Chen", "Shi"][position]
    assert str(caught.value).startswith(caught.value.study)
    assert words in str(caught.value)


def test_columns_of_different_length_are_named() -> None:
    with pytest.raises(BadCounts, match="events has 2 values and total has 3"):
        checked([1, 2], [3, 4, 5])
    with pytest.raises(BadCounts, match="study has 1"):
        checked([1, 2], [3, 4], study=["a"])
    with pytest.raises(BadCounts, match="no cohort"):
        checked([], [])


def test_whole_numbers_of_any_kind_are_counts() -> None:
    found = checked(np.array([1, 2]), [3.0, np.int32(4)])
    assert found.x.tolist() == [1, 2]
    assert found.n.tolist() == [3, 4]
    assert found.study == ("cohort 1", "cohort 2")


def test_a_missing_subgroup_is_shown_as_not_stated() -> None:
    found = checked([1, 2, 3, 4], [9] * 4, subgroup=["a", None, "", float("nan")])
    assert found.subgroup == ("a", "not stated", "not stated", "not stated")
    assert found.of("not stated").x.tolist() == [2, 3, 4]
