"""The plot of the main analysis beside its sensitivity analyses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import Sensitivity
from review.figures.sensitivity import sensitivity_plot
from tests.samples import SEVEN, many_rows, sample_result, sample_results


def test_the_main_analysis_comes_first_and_leads() -> None:
    plot = sensitivity_plot(sample_results())
    assert plot.rows[0].cells[0] == "Main analysis"
    assert [row.mark.rank for row in plot.rows if row.mark] == ["primary", "secondary"]
    assert plot.pooled == sample_results().result.pooled.estimate


def test_each_analysis_is_one_row_with_what_came_out() -> None:
    plot = sensitivity_plot(sample_results())
    assert len(plot.rows) == 2
    assert plot.rows[1].cells[:3] == ("Without the last cohort", "6", "72/148")


def test_an_analysis_that_could_not_be_made_keeps_its_row_and_says_why_below() -> None:
    absent = Sensitivity(
        name="central", label="central review only", change="", result=None, why_not="none has it; a; b"
    )
    plot = sensitivity_plot(replace(sample_results(), sensitivity=(absent,)))
    assert plot.rows[1].cells == ("Central review only", "", "", "", "not made", "")
    assert plot.rows[1].mark is None
    assert plot.foot[-1] == "Central review only: not made, none has it (and 2 more)."
    assert "Central review only: not made" in plot.alt


def test_an_analysis_that_changed_nothing_says_so_below() -> None:
    same = Sensitivity(
        name="same", label="same", change="", result=sample_result(), why_not="changes nothing"
    )
    plot = sensitivity_plot(replace(sample_results(), sensitivity=(same,)))
    assert plot.foot[-1] == "Same: changes nothing."
    assert plot.rows[1].mark is not None


def test_another_model_is_named_below() -> None:
    other = sample_result(subgroups=False)
    other = replace(other, model=replace(other.model, ci="wald"))
    changed = Sensitivity(name="wald", label="Wald interval", change="", result=other)
    plot = sensitivity_plot(replace(sample_results(), sensitivity=(changed,)))
    assert plot.foot[-1].startswith("Wald interval: random-intercept logistic model")
    assert "pooled 95% CI: Wald (normal)" in plot.foot[-1]


def test_a_rate_of_few_cohorts_is_printed_and_not_drawn() -> None:
    few = Sensitivity(name="few", label="few", change="", result=sample_result(SEVEN[:3], subgroups=False))
    plot = sensitivity_plot(replace(sample_results(), sensitivity=(few,)))
    assert plot.rows[1].mark is None
    assert plot.foot[0].startswith("Fewer than 5 cohorts")
    drawn = sensitivity_plot(replace(sample_results(), sensitivity=(few,)), diamond_for_few=True)
    assert drawn.rows[1].mark is not None


def test_one_cohort_is_a_square_with_its_own_interval() -> None:
    one = Sensitivity(name="one", label="one", change="", result=sample_result(many_rows(1), subgroups=False))
    mark = sensitivity_plot(replace(sample_results(), sensitivity=(one,))).rows[1].mark
    assert mark is not None
    assert (mark.shape, mark.rank) == ("square", "cohort")


def test_an_analysis_without_sensitivity_analyses_is_an_error() -> None:
    with pytest.raises(ValueError, match="names no sensitivity analysis"):
        sensitivity_plot(replace(sample_results(), sensitivity=()))


def test_tau2_of_another_scale_does_not_stand_in_the_same_column() -> None:
    other = sample_result(subgroups=False)
    other = replace(other, model=replace(other.model, model="inverse-variance", measure="PAS", tau2="REML"))
    changed = Sensitivity(name="arcsine", label="arcsine", change="", result=other)
    plot = sensitivity_plot(replace(sample_results(), sensitivity=(changed,)))
    assert [row.cells[-1] for row in plot.rows] == ["0.52", "–"]
    assert plot.foot[-1].endswith("; on this scale τ² = 0.52.")
