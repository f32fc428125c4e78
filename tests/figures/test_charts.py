"""What the statistical figures show, as data: the numbers are those of the results."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from pytest import approx

from review.analysis.results import Regressed, Results
from review.figures.baujat import baujat_chart
from review.figures.bubble import bubble_chart
from review.figures.chart import Area, Cells, Chart, Dot, Line, Mark, Rule
from review.figures.cumulative import cumulative_plot
from review.figures.drapery import drapery_chart
from review.figures.funnel import MISLEADS, funnel_chart, radial_chart
from review.figures.gosh import gosh_chart
from review.figures.influence import influence_chart
from review.figures.not_drawn import NotDrawn
from review.figures.orchard import orchard_chart
from review.figures.posterior import posterior_chart
from review.figures.profile import profile_chart
from review.figures.rate_size import rate_size_chart
from review.figures.scales import number_scale, patients_scale
from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.gosh import gosh, told
from review.pooling.pool import pool
from tests.samples import SEVEN, Row, many_rows, sample_results

M = TypeVar("M", bound=Mark)


def analysed(rows: tuple[Row, ...] = SEVEN, **model: object) -> Results:
    events, n, names = ([row[i] for row in rows] for i in (1, 2, 0))
    groups = [row[3] for row in rows]
    result = pool(events, n, study=names, subgroup=groups, **model)  # type: ignore[arg-type]
    return replace(sample_results(rows), result=result)


def weighted(rows: tuple[Row, ...] = SEVEN) -> Results:
    return analysed(rows, model="inverse-variance")


def marks(chart: Chart, kind: type[M], role: str = "", panel: int = 0) -> list[M]:
    return [
        mark
        for mark in chart.panels[panel].marks
        if isinstance(mark, kind) and (not role or getattr(mark, "role", "") == role)
    ]


def test_each_cohort_stands_at_its_patients_and_its_rate() -> None:
    results = analysed()
    chart = rate_size_chart(results)
    assert [(dot.x, dot.y) for dot in marks(chart, Dot)] == [
        (row.n, row.proportion) for row in results.result.studies
    ]
    pooled = results.result.pooled
    assert [rule.at for rule in marks(chart, Rule)] == [pooled.estimate, pooled.ci_low, pooled.ci_high]


def test_a_cohort_beyond_chance_is_named_first_and_told() -> None:
    chart = rate_size_chart(analysed())
    (outside,) = [dot for dot in marks(chart, Dot) if dot.must]
    assert outside.label == "Anlotinib + TQB2450 2024"
    assert "Outside the 95% limits about it: 1 of 7 (Anlotinib + TQB2450 2024 (82.1% of 28))" in chart.alt


def test_few_cohorts_have_no_limits() -> None:
    chart = rate_size_chart(analysed(SEVEN[:3]))
    assert not marks(chart, Area)
    assert not marks(chart, Rule)
    assert "Too few cohorts" in chart.foot[0]


def test_influence_has_the_results_numbers_and_marks_the_influential() -> None:
    events, n = [row[1] for row in SEVEN], [row[2] for row in SEVEN]
    found = pool(events, n, model="inverse-variance", influence=True).influence
    chart = influence_chart(weighted())
    dots = marks(chart, Dot)
    assert [dot.x for dot in dots] == [row.rstudent for row in found or ()]
    assert [dot.shape for dot in dots] == ["circle"] * 4 + ["diamond"] + ["circle"] * 2
    assert "Influential: 1 of 7 (Anlotinib + TQB2450 2024)" in chart.alt
    assert not any("has no weights" in note for note in chart.foot)


def test_a_model_without_weights_names_the_one_that_is_shown() -> None:
    for draw in (influence_chart, funnel_chart, radial_chart, baujat_chart, gosh_chart):
        notes = " ".join(draw(analysed()).foot)
        assert "has no weights; shown is another model" in notes
        assert "τ² by REML" in notes


def test_the_weighted_mean_that_an_analysis_asks_for_is_the_one_shown() -> None:
    beside = weighted().result
    asked = pool(
        [s.events for s in beside.studies], [s.n for s in beside.studies], model="inverse-variance", tau2="DL"
    )
    results = replace(analysed(), weighted_mean=asked)
    assert "τ² by DL" in " ".join(influence_chart(results).foot)


def test_the_profile_has_the_estimate_at_its_top_and_the_interval_at_the_cut() -> None:
    results = analysed()
    chart = profile_chart(results)
    heterogeneity, pooled = results.result.heterogeneity, results.result.pooled
    tops = [marks(chart, Dot, panel=i)[0].x for i in (0, 1)]
    assert tops == approx([heterogeneity.tau2, pooled.estimate], abs=1e-7)
    ends = [line.x[0] for line in marks(chart, Line, "primary")]
    assert ends == approx([heterogeneity.tau2_ci_low, heterogeneity.tau2_ci_high])
    assert "at 0.077–2.68" in chart.alt
    assert "27.8–66.8%" in chart.foot[0]


def test_a_q_profile_interval_is_told_from_the_likelihoods() -> None:
    results = weighted()
    notes = " ".join(profile_chart(results).foot)
    assert "by Q-profile" in notes


def test_no_likelihood_no_profile() -> None:
    with pytest.raises(NotDrawn, match="maximises no likelihood") as error:
        profile_chart(analysed(model="common"))
    assert "glmm" in error.value.instead


def test_a_funnel_has_its_caution_on_it_and_more_below_ten_cohorts() -> None:
    few, many = funnel_chart(analysed()), funnel_chart(analysed(many_rows(12)))
    assert many.caution == MISLEADS
    assert "fewer than 10 cohorts (7 here)" in few.caution
    assert radial_chart(analysed()).caution == few.caution


@pytest.mark.parametrize("measure", ["PLO", "PAS", "PFT", "PR", "PLN"])
def test_funnel_ticks_read_in_per_cent_on_every_scale(measure: str) -> None:
    chart = funnel_chart(analysed(model="inverse-variance", measure=measure))
    panel = chart.panels[0]
    assert all(0 <= float(text) <= 100 for _, text in panel.x.ticks)
    assert len(panel.x.ticks) > 2
    assert panel.y.low > panel.y.high == 0
    assert "PLO" not in chart.alt


def test_a_line_of_the_radial_plot_ends_at_the_rate_of_its_slope() -> None:
    chart = radial_chart(weighted())
    panel = chart.panels[0]
    (line,) = marks(chart, Line, "primary")
    assert panel.right is not None
    rates = {text: at for at, text in panel.right.ticks}
    # On the logit scale 50% is the level line, whose height is 0.
    assert rates["50"] == approx(0.0, abs=1e-9)
    slope = line.y[1] / line.x[1]
    assert slope == approx(weighted().result.pooled.estimate_transformed)


def test_the_baujat_plot_has_the_places_of_the_diagnostics() -> None:
    chart = baujat_chart(weighted())
    furthest = max(marks(chart, Dot), key=lambda dot: dot.x)
    assert furthest.label == "Anlotinib + TQB2450 2024"
    assert (furthest.x, furthest.y) == approx((3.39, 2.90), abs=0.01)  # metafor: baujat(r)


def test_the_bubbles_lie_at_their_moderator_and_the_line_is_the_regressions() -> None:
    rows = many_rows(12)
    years = [2010.0 + i for i in range(12)]
    events, n = [row[1] for row in rows], [row[2] for row in rows]
    result = pool(events, n, study=[row[0] for row in rows], moderators={"year": years})
    asked = Regressed(
        label="By year", moderators=("year",), result=result, values=tuple({"year": y} for y in years)
    )
    chart = bubble_chart(replace(analysed(rows), regressions=(asked,)))
    assert [dot.x for dot in marks(chart, Dot)] == years
    assert result.regression is not None
    (line,) = marks(chart, Line)
    assert line.y == tuple(row.estimate for row in result.regression.predictions)
    assert "at 2010, " in chart.alt


def test_without_a_regression_there_are_no_bubbles() -> None:
    with pytest.raises(NotDrawn, match="regression"):
        bubble_chart(analysed())


def test_drapery_has_a_curve_for_each_cohort_and_for_the_pooled_rate() -> None:
    results = analysed()
    chart = drapery_chart(results)
    assert [line.detail for line in marks(chart, Line)] == [row[0] for row in SEVEN] + ["Pooled rate"]
    (ahead,) = marks(chart, Area)
    assert ahead.x == (results.result.pooled.prediction_low, results.result.pooled.prediction_high)


def test_gosh_draws_the_subsets_that_the_results_hold() -> None:
    results = weighted()
    cohorts = checked([row[1] for row in SEVEN], [row[2] for row in SEVEN], study=[row[0] for row in SEVEN])
    kept = told(gosh(cohorts, choose(model="common")), cohorts, seed=1)
    stored = replace(results, result=replace(results.result, gosh=kept))
    assert gosh_chart(stored).panels != gosh_chart(results).panels
    (cells,) = marks(gosh_chart(results), Cells)
    assert max(max(row) for row in cells.shade) == 5
    assert "120 subsets (all) of 7 cohorts" in gosh_chart(results).alt


def test_the_posterior_prints_its_medians_and_priors() -> None:
    results = analysed(model="bayesian")
    chart = posterior_chart(results)
    assert len(chart.panels) == 3
    pooled = results.result.pooled
    assert marks(chart, Line, "primary")[0].x[0] == approx(pooled.estimate)
    assert "half-normal(1)" in chart.foot[0]
    assert "another model" not in " ".join(chart.foot)
    assert "another model" in " ".join(posterior_chart(analysed()).foot)


def test_an_orchard_has_a_row_for_each_subgroup_and_no_rate_for_few() -> None:
    results = analysed(many_rows(12))
    chart = orchard_chart(results)
    assert len(chart.panels[0].y.ticks) == 4
    diamonds = [dot for dot in marks(chart, Dot) if dot.shape == "diamond"]
    assert [dot.x for dot in diamonds] == [results.result.pooled.estimate]
    dots = [dot for dot in marks(chart, Dot) if dot.shape == "circle"]
    assert len(dots) == 24


def test_the_rate_over_time_goes_by_the_years_of_the_studies() -> None:
    results = analysed()
    plot = cumulative_plot(results)
    years = [int(row.cells[0].rsplit(" ", 1)[1]) for row in plot.rows]
    assert years == sorted(years)
    assert [row.mark is not None for row in plot.rows] == [True, False, False, False, True, True, True]
    assert plot.alt.endswith(".")
    whole = pool([row[1] for row in SEVEN], [row[2] for row in SEVEN]).pooled
    assert plot.rows[-1].mark is not None
    assert plot.rows[-1].mark.estimate == approx(whole.estimate)


def test_a_cohort_without_a_year_is_named() -> None:
    results = analysed()
    unknown = replace(results.cohorts[2], year="NR")
    with pytest.raises(NotDrawn, match="Wilky 2019 has no year"):
        cumulative_plot(replace(results, cohorts=(*results.cohorts[:2], unknown, *results.cohorts[3:])))


@pytest.mark.parametrize(
    ("draw", "least"),
    [
        (influence_chart, 3),
        (baujat_chart, 3),
        (gosh_chart, 3),
        (funnel_chart, 2),
        (radial_chart, 2),
        (posterior_chart, 2),
        (cumulative_plot, 2),
    ],
)
def test_too_few_cohorts_are_refused_with_what_would_do(draw, least: int) -> None:
    with pytest.raises(NotDrawn, match=f"at least {least} cohorts") as error:
        draw(analysed(SEVEN[: least - 1]))
    assert "review plot forest" in error.value.instead
    draw(analysed(SEVEN[:least]))


def test_scales_have_round_ticks_whatever_they_hold() -> None:
    assert number_scale("a", [0.0, 0.0]).high > 0
    assert [text for _, text in number_scale("a", [0.0, 4e-5], floor_at=0).ticks][-1] == "0.00004"
    assert [text for _, text in patients_scale([1, 12000]).ticks][-1] == "10 000"
