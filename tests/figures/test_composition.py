"""Best responses as bars: what is not known is never shown as nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.composition import Composition, composition_of
from review.analysis.figure_spec import FigureSpec
from review.figures.composition import UNKNOWN, composition_plot, segments_of
from review.figures.forest import forest_plot
from review.render.forest_layout import frame, row_height
from review.render.segments import FILLINGS
from tests.figures.filled import Parts, full_results, seven_with_parts, traced, with_parts
from tests.samples import many_rows, sample_results


def of(n: int, x: int, **parts: int | None) -> Composition:
    cohort = replace(sample_results().cohorts[0], events=x, n=n)
    return composition_of(with_parts(cohort, parts))


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"cr": 1, "pr": 18, "sd": 28, "pd": 5}, {"cr": 1, "pr": 18, "sd": 28, "pd": 5}),
        ({}, {"responders": 19, "unknown": 33}),
        ({"cr": 1}, {"responders": 19, "unknown": 33}),
        ({"cr": 1, "pr": 18, "sd": 28}, {"cr": 1, "pr": 18, "sd": 28, "unknown": 5}),
        ({"cr": 1, "pr": 18, "sd": 28, "pd": 3, "other": 2},
         {"cr": 1, "pr": 18, "sd": 28, "pd": 3, "other": 2}),
    ],
)  # fmt: skip
def test_what_a_report_does_not_tell_is_left_open(parts: Parts, shown: Parts) -> None:
    found = of(52, 19, **parts)
    assert found.total == 52
    assert dict(found.counts) == shown
    assert segments_of(found)[-1].high == 1.0


def test_those_not_evaluable_stand_beside_the_evaluable() -> None:
    found = of(14, 8, cr=2, pr=6, sd=4, pd=2, ne=2)
    assert (found.total, dict(found.counts)["ne"]) == (16, 2)


def test_a_report_that_counts_them_among_the_evaluable_is_read_so_where_every_part_is_told() -> None:
    assert of(16, 8, cr=2, pr=6, sd=4, pd=2, ne=2).total == 16
    # PD is not told: that the rest happens to fill the whole does not make it nobody.
    open_one = of(16, 8, cr=2, pr=6, sd=6, pd=None, ne=2)
    assert (open_one.total, dict(open_one.counts)["unknown"]) == (18, 2)


def test_parts_that_are_more_than_the_whole_are_not_drawn() -> None:
    found = of(10, 8, cr=4, pr=4, sd=4, pd=4)
    assert segments_of(found) == ()
    assert "add up to 16 of 10" in found.told()


def test_a_cohort_without_evaluable_patients_has_no_bar() -> None:
    cohort = replace(sample_results().cohorts[0], responses=traced({"n_evaluable": None, "responders": 3}))
    assert segments_of(composition_of(cohort)) == ()


def test_rows_stand_in_the_order_and_at_the_height_of_the_forest_plot() -> None:
    for figure in (FigureSpec(), FigureSpec(layout="revman"), FigureSpec(layout="jama", models=("all",))):
        results = full_results(many_rows(24), subgroups=True)
        forest = forest_plot(results, figure=figure)
        bars = composition_plot(forest, results)
        heights = [
            [row_height(row, places) for row in plot.rows]
            for plot, places in ((forest, frame(forest)), (bars, frame(bars)))
        ]
        assert heights[0] == heights[1]
        assert [row.cells[:1] for row in bars.rows] == [row.cells[:1] for row in forest.rows]
        assert not [row for row in bars.rows if row.mark]


def test_counts_stand_beside_the_bars_and_a_question_mark_for_what_is_not_known() -> None:
    results = seven_with_parts()
    plot = composition_plot(forest_plot(results), results)
    titles = [column.title for column in plot.columns]
    assert titles[-7:] == ["CR", "PR", "SD", "PD", "Other", "NE", "N"]
    assert plot.rows[0].cells[-7:] == ("1", "18", "28", "5", UNKNOWN, UNKNOWN, "52")
    assert plot.rows[1].cells[-7:] == (*[UNKNOWN] * 6, "37")
    assert "Shi 2020: 14 CR or PR, 23 not reported which, of 37" in plot.alt


def test_two_cohorts_of_one_name_keep_each_its_own_bar() -> None:
    results = seven_with_parts()
    cohorts = tuple(replace(one, label="Chen 2023") for one in results.cohorts)
    plot = composition_plot(forest_plot(replace(results, cohorts=cohorts)), replace(results, cohorts=cohorts))
    assert [row.cells[-1] for row in plot.rows[:3]] == ["52", "37", "11"]


def test_the_bars_stand_in_a_panel_of_the_forest_plot_on_request() -> None:
    results = seven_with_parts()
    plot = forest_plot(results, figure=FigureSpec(composition=True))
    assert plot.panel
    assert plot.rows[0].mark is not None and plot.rows[0].segments
    assert plot.key and "Best responses. Chen 2023: 1 CR, 18 PR, 28 SD, 5 PD, of 52" in plot.alt
    assert not forest_plot(results).panel


def test_no_two_fillings_are_alike_without_colour() -> None:
    looks = {
        (one.hatching, one.dark, one.dashed) for code, one in FILLINGS.items() if code not in {"cr", "pr"}
    }
    assert len(looks) == len(FILLINGS) - 2
