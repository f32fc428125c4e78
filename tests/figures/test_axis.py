"""Scales begin and end at round numbers and hold what they are asked to hold."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.figures.axis import per_cent_axis


@given(st.lists(st.floats(0, 1), min_size=1, max_size=5))
def test_all_values_lie_on_the_scale_and_ticks_are_few_and_evenly_spaced(values: list[float]) -> None:
    axis = per_cent_axis("ORR", values)
    assert axis.low == 0
    assert max(values) <= axis.high + 1e-9
    assert axis.high <= 1
    positions = [position for position, _ in axis.ticks]
    assert positions[0] == axis.low
    assert positions[-1] == pytest.approx(axis.high)
    assert 2 <= len(positions) <= 7
    gaps = [b - a for a, b in pairwise(positions)]
    assert gaps == pytest.approx([gaps[0]] * len(gaps))


def test_a_raw_interval_beyond_one_does_not_stretch_the_scale() -> None:
    assert per_cent_axis("ORR", [-0.55, 1.38]).high == 1


def test_chosen_ends_keep_round_ticks_between_them() -> None:
    axis = per_cent_axis("ORR", [0.9], ends=(0.05, 0.55))
    assert (axis.low, axis.high) == (0.05, 0.55)
    assert [text for _, text in axis.ticks] == ["10", "20", "30", "40", "50"]


@pytest.mark.parametrize("ends", [(0.5, 0.5), (0.6, 0.5), (-0.1, 0.5), (0, 20)])
def test_ends_that_are_no_proportions_are_an_error(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="two proportions"):
        per_cent_axis("ORR", [0.5], ends=ends)
