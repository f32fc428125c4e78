"""Layouts of journals: what each prints, and that none of them moves a number."""

from __future__ import annotations

import pytest

from review.analysis.figure_spec import FigureSpec
from review.analysis.layouts import FIELDS, LAYOUTS, PLOT_COLUMNS
from review.analysis.results import Results
from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestPlot
from review.figures.forest_columns import COLUMNS
from review.render.colours import COLOURS
from tests.figures.filled import full_results
from tests.samples import SEVEN


def seven() -> Results:
    return full_results(SEVEN, subgroups=False)


def plotted(layout: str) -> ForestPlot:
    return forest_plot(seven(), figure=FigureSpec(layout=layout))


def cells(plot: ForestPlot, at: int = 0) -> dict[str, str]:
    return dict(zip((column.title for column in plot.columns), plot.rows[at].cells, strict=True))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_layout_moves_a_number(layout: str) -> None:
    usual, other = plotted("review"), plotted(layout)
    assert [row.mark for row in usual.rows if row.mark] == [row.mark for row in other.rows if row.mark]
    assert (usual.axis.low, usual.axis.high) == (other.axis.low, other.axis.high)
    assert usual.alt == other.alt
    described = [[row.description for row in plot.rows if row.kind == "total"] for plot in (usual, other)]
    assert [one.split(": ", 1)[1] for one in described[0]] == [one.split(": ", 1)[1] for one in described[1]]


def test_revman_prints_events_and_total_apart_and_proportions_in_brackets() -> None:
    plot = plotted("revman")
    assert [column.title for column in plot.columns] == [
        "Study or Subgroup", "Events", "Total", "Weight, %", "Rate [95% CI]",
    ]  # fmt: skip
    assert all(column.side == "left" for column in plot.columns)
    assert list(cells(plot).values()) == ["Chen 2023", "19", "52", "14.3", "0.37 [0.20, 0.53]"]
    assert [text for _, text in plot.axis.ticks] == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert plot.axis.label == "Objective response rate"
    assert plot.over_plot == "Objective response rate, 95% CI"


def test_jama_drops_the_zero_before_a_p_value() -> None:
    plot = plotted("jama")
    assert cells(plot)["Rate, % (95% CI)"] == "36.5 (19.7-53.4)"
    assert plot.columns[-1].title == "Weight, %"
    assert any(row.cells[0].endswith("P = .004") for row in plot.rows if row.kind == "text")


def test_the_lancet_prints_its_decimals_on_the_middle_line_in_numbers_only() -> None:
    results = full_results((("Vers. 1.2 2020", 19, 52, None), *SEVEN[1:]), subgroups=False)
    plot = forest_plot(results, figure=FigureSpec(layout="lancet"))
    row = list(cells(plot).values())
    assert row == ["Vers. 1.2 2020", "19/52", "36·5% (19·7–53·4)", "14·3"]
    assert any("τ² = 0·52" in row.cells[0] and "p=0·004" in row.cells[0] for row in plot.rows if row.cells)


def test_heterogeneity_stands_in_one_place_only() -> None:
    for layout in LAYOUTS:
        plot = plotted(layout)
        rows = [row for row in plot.rows if row.kind == "text" and "Heterogeneity" in row.cells[0]]
        foot = [line for line in plot.foot if "Heterogeneity" in line]
        assert len(rows) + len(foot) == 1, layout


def test_an_unknown_layout_is_an_error_that_lists_the_right_ones() -> None:
    with pytest.raises(ValueError, match="layout: one of review, revman, jama, lancet is wanted, got 'bmj'"):
        plotted("bmj")


def test_every_layout_has_columns_and_colours_that_exist() -> None:
    for layout in LAYOUTS.values():
        assert {*layout.left, *layout.right} - {"cohort", FIELDS} <= PLOT_COLUMNS.keys()
        assert layout.left[0] == "cohort"
        style = layout.style
        assert {style.heading_colour, style.square, style.primary, style.secondary} <= COLOURS.keys()


def test_the_columns_that_an_analysis_file_may_name_are_those_that_there_are() -> None:
    fields = {"cohort", "assessor", "confirmed", "combination_class", "source_tier"}
    assert PLOT_COLUMNS.keys() - {"shrunken"} == COLUMNS.keys() - fields


def test_an_analysis_names_fields_and_the_columns_of_numbers_that_it_wants() -> None:
    figure = FigureSpec(columns=("regimen", "counts", "effect"))
    titles = [column.title for column in forest_plot(seven(), figure=figure).columns]
    assert titles == ["Cohort", "Regimen", "n/N", "Rate, % (95% CI)"]


def test_a_subgroup_and_the_test_of_differences_are_told_in_the_numerals_of_the_layout() -> None:
    plot = forest_plot(full_results(SEVEN, subgroups=True), figure=FigureSpec(layout="jama"))
    assert "Subgroup differences: Q = 7.31, df = 2, P = .026; separate τ²." in plot.foot
