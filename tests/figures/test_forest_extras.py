"""Other models, cohorts left out and shrunken rates in a forest plot."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.figure_spec import FigureSpec
from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestPlot, ForestRow
from review.pooling.results import Agreement
from tests.figures.filled import full_results
from tests.samples import SEVEN, sample_results


def plotted(**asked: object) -> ForestPlot:
    return forest_plot(full_results(SEVEN, subgroups=False), figure=FigureSpec(**asked))  # type: ignore[arg-type]


def row(plot: ForestPlot, label: str) -> ForestRow:
    return next(one for one in plot.rows if one.cells[:1] == (label,))


def test_each_model_that_is_asked_for_has_a_diamond_of_its_own() -> None:
    one = row(plotted(models=("beta-binomial",)), "Beta-binomial")
    assert one.mark is not None
    assert (one.mark.shape, one.mark.rank, one.mark.low, one.mark.high) == ("diamond", "secondary", 0.3, 0.6)
    every = plotted(models=("all",))
    assert row(every, "GLMM, t") and row(every, "Beta-binomial")
    assert "Under other models: GLMM, t 40.0% (95% CI 30.0–60.0%); Beta-binomial" in every.alt


def test_a_model_of_older_reviews_has_what_speaks_against_it_below_it() -> None:
    rows = [replace(row, model=code) for row, code in zip(agreed(), ("raw", "glmm"), strict=True)]
    results = full_results(SEVEN, subgroups=False)
    results = replace(results, result=replace(results.result, agreement=tuple(rows)))
    plot = forest_plot(results, figure=FigureSpec(models=("all",)))
    first, second = (row(plot, label) for label in ("GLMM, t", "Beta-binomial"))
    below = plot.rows[plot.rows.index(first) + 1]
    assert below.cells[0].startswith("Not advised: intervals can leave 0–1, and weights grow")
    assert first.description.endswith(", not advised")
    assert "not advised" not in second.description
    assert not any("Not advised" in one.cells[0] for one in plot.rows[plot.rows.index(second) :] if one.cells)
    assert plot.alt.count("not advised") == 1


def agreed() -> tuple[Agreement, ...]:
    return full_results(SEVEN, subgroups=False).result.agreement or ()


def test_a_sensitivity_analysis_can_stand_as_a_model() -> None:
    assert row(plotted(models=("smaller",)), "Without the last cohort").mark is not None


def test_a_model_that_the_results_do_not_hold_is_an_error_that_lists_those_they_do() -> None:
    with pytest.raises(
        ValueError, match=r"models: one of glmm, beta-binomial, smaller is wanted, got 'probit'"
    ):
        plotted(models=("probit",))


def test_models_are_not_drawn_for_fewer_cohorts_than_a_diamond_is() -> None:
    plot = forest_plot(full_results(SEVEN[:3], subgroups=False), figure=FigureSpec(models=("all",)))
    assert row(plot, "GLMM, t").mark is None


def test_a_cohort_that_did_not_enter_is_grey_says_why_and_moves_nothing() -> None:
    plot = plotted()
    grey = row(plot, "Hindi 2023: registry")
    assert grey.mark is not None and grey.mark.rank == "excluded" and grey.quiet
    assert "37/68" in grey.cells
    reason = plot.rows[plot.rows.index(grey) + 1]
    assert reason.cells == ("A registry that may hold patients of Chen 2023, Wilky 2019 and Blay 2023",)
    without = forest_plot(replace(full_results(SEVEN, subgroups=False), excluded_rates=()))
    assert plot.pooled == without.pooled
    total = [next(one for one in each.rows if one.kind == "total") for each in (plot, without)]
    assert total[0] == total[1]
    assert "in no pooled rate: Hindi 2023: registry 37 of 68" in plot.alt


def test_a_cohort_whose_counts_cannot_be_used_is_named_without_a_mark() -> None:
    sun = row(plotted(), "Sun 2022")
    assert sun.mark is None
    assert "no rate is shown" in sun.description


def test_a_shrunken_rate_stands_below_the_raw_one_and_in_a_column() -> None:
    plot = plotted(shrunken=True)
    chen = row(plot, "Chen 2023")
    assert chen.second is not None and chen.mark is not None
    assert chen.second.estimate == pytest.approx(0.5 * 19 / 52 + 0.2)
    assert chen.mark.estimate == pytest.approx(19 / 52)
    assert plot.columns[-1].title == "Shrunken, % (95%)"
    assert any(line.startswith("Shrunken rate") for line in plot.foot)
    assert not any(one.second for one in plotted().rows)


def test_where_nothing_differs_no_interval_of_no_width_is_printed() -> None:
    results = full_results(SEVEN, subgroups=False)
    drawn_together = tuple(
        replace(one, estimate=0.4, ci_low=0.4, ci_high=0.4) for one in results.result.shrunken_rates or ()
    )
    results = replace(results, result=replace(results.result, shrunken_rates=drawn_together))
    plot = forest_plot(results, figure=FigureSpec(shrunken=True))
    assert row(plot, "Chen 2023").cells[-1] == "40.0"
    assert any("τ² is estimated 0 there" in line for line in plot.foot)


def test_shrunken_rates_that_there_are_not_are_said_to_be_missing() -> None:
    plot = forest_plot(sample_results(subgroups=False), figure=FigureSpec(shrunken=True))
    assert any(line.startswith("No shrunken rates") for line in plot.foot)


def test_the_reference_rate_has_the_label_that_the_analysis_gives_it() -> None:
    plot = plotted(reference_rate=0.15, reference_label="Ogura 2018")
    assert plot.reference is not None
    assert (plot.reference.value, plot.reference.label) == (0.15, "Ogura 2018")
