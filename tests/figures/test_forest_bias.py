"""Lights beside a forest plot, where the analysis file asks for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import Results
from review.analysis.risk_of_bias import risk_of_bias
from review.figures.forest import forest_plot
from review.render.drawings import DRAWINGS
from tests.extraction.risk_of_bias.workbooks import assessed
from tests.samples import SEVEN, many_rows, sample_results


def judged(k: int = 7, *, asked: str = "minors") -> Results:
    results = sample_results(many_rows(k) if k > 7 else SEVEN[:k])
    given = {cohort.cohort_id: {"M1": "2", "M2": "0"} for cohort in results.cohorts[:1]}
    results = replace(results, risk_of_bias=risk_of_bias(results, [assessed("minors", given)]))
    return replace(results, spec={**results.spec, "figure": {"risk_of_bias": asked}})


def test_each_item_has_a_column_on_the_right_with_the_sign_of_each_cohort() -> None:
    plot = forest_plot(judged())
    assert [column.title for column in plot.columns if column.lights] == [f"M{i}" for i in range(1, 9)]
    first, second = [row for row in plot.rows if row.kind == "cohort"][:2]
    assert first.cells[-8:] == ("+", "×", "", "", "", "", "", "")
    assert second.cells[-8:] == ("",) * 8


def test_what_the_signs_mean_stands_below() -> None:
    (key,) = [line for line in forest_plot(judged()).foot if line.startswith("Risk of bias")]
    assert "M3 Prospective data" in key and "empty: not assessed" in key


@pytest.mark.parametrize("asked", ["", "jbi_case_series"])
def test_nothing_is_added_that_was_not_asked_for_or_not_judged(asked: str) -> None:
    plain = forest_plot(replace(judged(), risk_of_bias=()))
    assert forest_plot(judged(asked=asked)) == plain


@pytest.mark.parametrize("k", [1, 3, 12, 60])
def test_lights_are_drawn_beside_cohorts_only(k: int) -> None:
    svg = DRAWINGS["forest"].whole(judged(k), False)
    assert svg.count('class="light-low"') == 1
    assert svg.count('class="light-high"') == 1
