"""The pooled rate without each cohort, drawn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.figures.leave_one_out import leave_one_out_plot
from review.figures.not_drawn import NotDrawn
from tests.figures.filled import full_results
from tests.samples import SEVEN


def test_each_cohort_has_a_row_without_it_and_the_whole_stands_last() -> None:
    plot = leave_one_out_plot(full_results(SEVEN, subgroups=False))
    assert [row.cells[0] for row in plot.rows[:2]] == ["Without Chen 2023", "Without Shi 2020"]
    assert plot.rows[0].cells[1:3] == ("6", f"{74 - 19}/{159 - 52}")
    assert plot.rows[-1].cells[0] == "All, 7 cohorts"
    assert plot.rows[-1].strong
    assert {row.mark.shape for row in plot.rows if row.mark} == {"diamond"}
    assert "Without Chen 2023: 40.0% (95% CI 30.0–50.0%); τ² = 0.50" in plot.alt


def test_fewer_cohorts_than_a_diamond_needs_are_printed_and_not_drawn() -> None:
    plot = leave_one_out_plot(full_results(SEVEN[:5], subgroups=False))
    assert [row.mark is None for row in plot.rows] == [True] * 5 + [False]
    assert any("too few cohorts" in line for line in plot.foot)


def test_a_trial_that_was_left_out_with_its_cohorts_has_no_columns_of_counts() -> None:
    results = full_results(SEVEN, subgroups=False)
    fewer = (results.result.leave_one_out or ())[:6]
    plot = leave_one_out_plot(replace(results, result=replace(results.result, leave_one_out=fewer)))
    assert [column.title for column in plot.columns] == ["Left out", "Rate, %", "95% CI", "τ²"]
    assert plot.rows[0].cells[0] == "Without Chen 2023"
    assert "All: 74 of 159 patients. Each trial is left out with all its cohorts." in plot.foot


def test_two_cohorts_leave_nothing_to_leave_out() -> None:
    with pytest.raises(NotDrawn, match="needs three; there are 2"):
        leave_one_out_plot(full_results(SEVEN[:2], subgroups=False))
