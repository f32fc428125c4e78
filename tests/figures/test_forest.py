"""What a forest plot shows, as data: texts, marks, rules for few cohorts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import Results
from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestPlot, ForestRow, Reference, RowKind
from review.figures.forest_columns import COLUMNS
from tests.samples import SEVEN, many_rows, sample_results


def rows_of(plot: ForestPlot, kind: RowKind) -> list[ForestRow]:
    return [row for row in plot.rows if row.kind == kind]


def with_heterogeneity(results: Results, **changes: float | None) -> Results:
    heterogeneity = replace(results.result.heterogeneity, **changes)  # type: ignore[arg-type]
    return replace(results, result=replace(results.result, heterogeneity=heterogeneity))


def with_weights(results: Results) -> Results:
    weights = [5.0, 10.0, 15.0, 20.0, 10.0, 20.0, 20.0]
    studies = tuple(
        replace(rate, weight=weight) for rate, weight in zip(results.result.studies, weights, strict=True)
    )
    return replace(results, result=replace(results.result, studies=studies))


def test_a_cohort_shows_counts_rate_and_interval_in_columns_of_their_own() -> None:
    plot = forest_plot(sample_results(subgroups=False))
    chen = dict(zip((column.title for column in plot.columns), plot.rows[0].cells, strict=True))
    assert chen["Cohort"] == "Chen 2023"
    assert chen["n/N"] == "19/52"
    assert chen["Rate, %"] == "36.5"
    assert chen["95% CI"].count("–") == 1


def test_assessor_and_confirmation_stand_in_the_plot_and_the_unknown_is_said() -> None:
    plot = forest_plot(sample_results(subgroups=False))
    titles = [column.title for column in plot.columns]
    assert titles[1:3] == ["Assessor", "Confirmed"]
    assert plot.rows[1].cells[1:3] == ("central", "not stated")
    assert plot.rows[2].cells[1:3] == ("not stated", "no")


@pytest.mark.parametrize("code", ["", "UNCLEAR", "NR", "unclear"])
def test_a_missing_code_is_never_read_as_the_usual_value(code: str) -> None:
    results = sample_results(subgroups=False)
    first = replace(results.cohorts[0], assessor=code, confirmed=code)
    plot = forest_plot(
        replace(results, cohorts=(first, *results.cohorts[1:])), columns=("cohort", "assessor", "assessment")
    )
    assert plot.rows[0].cells == ("Chen 2023", "not stated", "not stated")


@pytest.mark.parametrize(
    ("assessor", "confirmed", "told"),
    [
        ("central", "yes", "central, confirmed"),
        ("investigator", "no", "investigator, unconfirmed"),
        ("central", "UNCLEAR", "central, confirmation not stated"),
        ("", "mixed", "assessor not stated, partly confirmed"),
    ],
)
def test_assessor_and_confirmation_can_stand_in_one_column(assessor: str, confirmed: str, told: str) -> None:
    results = sample_results(subgroups=False)
    first = replace(results.cohorts[0], assessor=assessor, confirmed=confirmed)
    plot = forest_plot(
        replace(results, cohorts=(first, *results.cohorts[1:])), columns=("cohort", "assessment")
    )
    assert plot.rows[0].cells[1] == told


@pytest.mark.parametrize("key", COLUMNS)
def test_every_column_can_be_asked_for(key: str) -> None:
    keys = ("cohort",) if key == "cohort" else ("cohort", key)
    plot = forest_plot(sample_results(), columns=keys)
    assert [column.key for column in plot.columns] == list(keys)


def test_an_unknown_column_is_an_error_that_lists_the_right_ones() -> None:
    with pytest.raises(ValueError, match=r"cohort, assessor, .* got 'asessor'"):
        forest_plot(sample_results(), columns=("cohort", "asessor"))


def test_the_cohort_comes_first() -> None:
    with pytest.raises(ValueError, match="'cohort' is wanted first"):
        forest_plot(sample_results(), columns=("counts", "cohort"))


def test_areas_follow_the_patients_where_the_model_has_no_weights_and_the_foot_says_so() -> None:
    plot = forest_plot(sample_results(subgroups=False))
    areas = [row.mark.area for row in rows_of(plot, "cohort") if row.mark]
    assert areas == pytest.approx([n / 52 for _, _, n, _ in SEVEN])
    assert "number of patients (the model has no weights)" in " ".join(plot.foot)


def test_areas_follow_the_weights_where_there_are_some_and_they_stand_in_a_column() -> None:
    plot = forest_plot(with_weights(sample_results(subgroups=False)))
    areas = [row.mark.area for row in rows_of(plot, "cohort") if row.mark]
    assert areas == pytest.approx([0.25, 0.5, 0.75, 1, 0.5, 1, 1])
    assert plot.columns[-1].title == "Weight, %"
    assert plot.rows[0].cells[-1] == "5.0"
    assert "the weight in the model" in " ".join(plot.foot)


def test_a_square_too_small_to_be_seen_is_enlarged_and_the_foot_says_so() -> None:
    rows = (("Small 2020", 1, 3, None), ("Large 2021", 400, 1000, None))
    plot = forest_plot(sample_results(rows, subgroups=False))
    assert plot.rows[0].mark is not None
    assert plot.rows[0].mark.area == pytest.approx(1 / 50)
    assert "enlarged" in " ".join(plot.foot)


def test_subgroups_have_their_cohorts_their_subtotal_and_their_heterogeneity() -> None:
    plot = forest_plot(sample_results(many_rows(15)))
    kinds = [row.kind for row in plot.rows]
    assert kinds == (["header", *["cohort"] * 5, "subtotal", "text", "spacer"] * 3) + ["total", "prediction"]
    assert rows_of(plot, "text")[0].cells[0].startswith("τ² = 0.52 (95% CI 0.020–3.10); likelihood-ratio χ²")


def test_a_cohort_without_a_subgroup_is_shown_under_not_stated() -> None:
    results = sample_results(many_rows(15))
    first = replace(results.result.studies[0], subgroup=None)
    plot = forest_plot(
        replace(results, result=replace(results.result, studies=(first, *results.result.studies[1:])))
    )
    assert rows_of(plot, "header")[-1].cells == ("Not stated",)
    assert len(rows_of(plot, "cohort")) == 15


def test_the_total_says_that_it_is_secondary_where_subgroups_come_first() -> None:
    plot = forest_plot(sample_results(many_rows(15)))
    total = rows_of(plot, "total")[0]
    assert total.cells[0] == "All subgroups, 15 cohorts (secondary)"
    assert total.mark is not None
    assert total.mark.rank == "secondary"
    assert {row.mark.rank for row in rows_of(plot, "subtotal") if row.mark} == {"primary"}
    assert plot.pooled is None


def test_the_total_leads_where_subgroups_do_not_come_first() -> None:
    results = sample_results(many_rows(15))
    plot = forest_plot(replace(results, analysis=replace(results.analysis, subgroups_primary=False)))
    total = rows_of(plot, "total")[0]
    assert total.cells[0] == "Pooled, 15 cohorts"
    assert total.strong
    assert {row.mark.rank for row in rows_of(plot, "subtotal") if row.mark} == {"secondary"}
    assert plot.pooled == results.result.pooled.estimate


@pytest.mark.parametrize("k", [2, 3, 4])
def test_fewer_than_five_cohorts_get_their_numbers_and_no_diamond(k: int) -> None:
    plot = forest_plot(sample_results(many_rows(k), subgroups=False))
    total = rows_of(plot, "total")[0]
    assert total.mark is None
    assert "–" in total.cells[-1]
    assert all(row.mark is None for row in rows_of(plot, "prediction"))
    assert plot.pooled is None
    what = "rate is" if k == 2 else "rate and its prediction interval are"
    assert f"Fewer than 5 cohorts: the pooled {what} printed and not drawn." in plot.foot
    assert "not drawn" in plot.alt


@pytest.mark.parametrize("k", [2, 3, 4])
def test_few_cohorts_get_a_diamond_where_the_analysis_asks_for_it(k: int) -> None:
    plot = forest_plot(sample_results(many_rows(k), subgroups=False), diamond_for_few=True)
    assert rows_of(plot, "total")[0].mark is not None
    assert "not drawn" not in plot.alt
    assert not any("not drawn" in line for line in plot.foot)


def test_five_cohorts_get_a_diamond() -> None:
    assert rows_of(forest_plot(sample_results(many_rows(5), subgroups=False)), "total")[0].mark is not None


def test_one_cohort_is_shown_and_nothing_is_pooled() -> None:
    plot = forest_plot(sample_results(many_rows(1), subgroups=False))
    assert [row.kind for row in plot.rows] == ["cohort"]
    assert plot.foot[0] == "One cohort: nothing is pooled; cohort 95% CI: Clopper-Pearson (exact)."
    assert "nothing is pooled" in plot.alt


def test_a_subgroup_of_one_has_no_subtotal() -> None:
    plot = forest_plot(sample_results())
    after_xie = plot.rows[[row.cells[:1] for row in plot.rows].index(("Xie 2023",)) + 1]
    assert after_xie.kind == "spacer"
    assert "+other: 1 cohort, 2 of 6." in plot.alt


def test_the_prediction_interval_is_a_bar_in_a_row_of_its_own() -> None:
    plot = forest_plot(sample_results(subgroups=False))
    row = rows_of(plot, "prediction")[0]
    assert row.mark is not None
    assert row.mark.shape == "bar"
    assert row.mark.estimate is None
    assert row.cells[0] == "95% prediction interval"


def test_where_tau2_is_zero_the_prediction_interval_stands_beside_what_tau2_may_be() -> None:
    plot = forest_plot(with_heterogeneity(sample_results(subgroups=False), tau2=0.0, tau2_ci_low=0.0))
    assert rows_of(plot, "prediction")
    assert any("τ² up to 3.10 agrees with the data" in line for line in plot.foot)
    assert plot.alt.endswith("τ² up to 3.10 agrees with the data.")


def test_where_tau2_is_zero_and_nothing_bounds_it_the_prediction_interval_is_not_shown() -> None:
    results = with_heterogeneity(
        sample_results(subgroups=False), tau2=0.0, tau2_ci_low=None, tau2_ci_high=None
    )
    plot = forest_plot(results)
    assert not rows_of(plot, "prediction")
    assert any("it is not shown" in line for line in plot.foot)
    assert "prediction" not in plot.alt


@pytest.mark.parametrize(
    ("model", "measure", "median"),
    [("glmm", "PLO", True), ("inverse-variance", "PAS", True), ("inverse-variance", "PR", False),
     ("beta-binomial", "PLO", False), ("common", "PLO", False)],
)  # fmt: skip
def test_a_pooled_rate_is_called_a_median_where_it_is_one(model: str, measure: str, median: bool) -> None:
    results = sample_results(subgroups=False)
    choice = replace(results.result.model, model=model, measure=measure)
    foot = " ".join(forest_plot(replace(results, result=replace(results.result, model=choice))).foot)
    assert ("the median over cohorts" in foot) is median


def test_the_foot_names_every_choice_of_the_model() -> None:
    foot = " ".join(forest_plot(sample_results()).foot)
    for words in (
        "GLMM", "τ² by ML", "pooled 95% CI: t with k − 1", "interval, t with k − 1", "Clopper-Pearson",
    ):  # fmt: skip
        assert words in foot


def test_the_foot_tells_heterogeneity_and_the_test_of_subgroups() -> None:
    foot = forest_plot(sample_results()).foot
    assert foot[0] == (
        "Heterogeneity: τ² = 0.52 (95% CI 0.020–3.10); likelihood-ratio χ² = 18.92, df = 6, p = 0.004."
    )
    assert foot[1] == "Subgroup differences: Q = 7.31, df = 2, p = 0.026; separate τ²."


def test_a_pooled_rate_that_cannot_be_computed_is_said_and_not_drawn() -> None:
    results = sample_results(subgroups=False)
    nothing = replace(results.result.pooled, estimate=None, ci_low=None, ci_high=None, prediction_low=None)
    plot = forest_plot(replace(results, result=replace(results.result, pooled=nothing)))
    total = rows_of(plot, "total")[0]
    assert total.mark is None
    assert total.cells[-2:] == ("–", "not estimable")
    assert "not estimable" in plot.alt


def test_the_text_alternative_says_what_the_figure_shows() -> None:
    alt = forest_plot(sample_results(subgroups=False)).alt
    assert alt == (
        "Forest plot of the objective response rate in 7 cohorts: 74 of 159 patients. "
        "Rates of single cohorts run from 18.2% to 82.1%. "
        "The pooled rate is 46.6% (95% CI 38.8–54.3%). "
        "The 95% prediction interval is 23.3–69.8%."
    )


def test_every_row_with_a_mark_says_in_words_what_it_shows() -> None:
    plot = forest_plot(sample_results())
    assert all(row.description for row in plot.rows if row.mark)
    assert rows_of(plot, "cohort")[0].description == (
        "Chen 2023: 19 of 52, 36.5% (95% CI 19.7–53.4%); assessor investigator; confirmed yes"
    )


def test_cohorts_that_are_not_those_that_were_pooled_are_an_error() -> None:
    results = sample_results(subgroups=False)
    wrong = replace(results.cohorts[0], events=18)
    with pytest.raises(ValueError, match="18/52 entered, 19/52 was pooled"):
        forest_plot(replace(results, cohorts=(wrong, *results.cohorts[1:])))
    with pytest.raises(ValueError, match="6 cohorts entered, 7 were pooled"):
        forest_plot(replace(results, cohorts=results.cohorts[1:]))


def test_an_interval_of_another_level_is_titled_by_it() -> None:
    results = sample_results(subgroups=False)
    model = replace(results.result.model, level=0.9)
    plot = forest_plot(replace(results, result=replace(results.result, model=model)))
    assert "90% CI" in [column.title for column in plot.columns]
    assert "90% CI" in plot.alt
    assert "95%" not in " ".join(plot.foot) + plot.alt


def test_a_reference_lies_on_the_axis() -> None:
    rows = tuple((f"Cohort {i}", 1, 50, None) for i in range(6))
    plot = forest_plot(
        sample_results(rows, subgroups=False), reference=Reference(value=0.55, label="historical")
    )
    assert plot.axis.high >= 0.55


def asked(results: Results, **spec: object) -> Results:
    return replace(results, spec={**results.spec, "figure": spec})


def test_the_analysis_file_chooses_the_fields_that_stand_beside_the_cohort() -> None:
    results = sample_results(subgroups=False)
    cohorts = tuple(replace(cohort, columns={"phase": "2", "line": "UNCLEAR"}) for cohort in results.cohorts)
    plot = forest_plot(asked(replace(results, cohorts=cohorts), columns=["phase", "line"]))
    assert [column.title for column in plot.columns] == [
        "Cohort",
        "Phase",
        "Line",
        "n/N",
        "Rate, %",
        "95% CI",
    ]
    assert plot.rows[0].cells[1:3] == ("2", "not stated")


def test_the_analysis_file_asks_for_a_diamond_of_few() -> None:
    results = sample_results(many_rows(3), subgroups=False)
    assert rows_of(forest_plot(asked(results, diamond=True)), "total")[0].mark is not None
    assert rows_of(forest_plot(asked(results, diamond=False)), "total")[0].mark is None


def test_the_analysis_file_gives_the_reference_rate() -> None:
    plot = forest_plot(asked(sample_results(), reference_rate=0.15))
    assert plot.reference == Reference(value=0.15, label="Reference 15%")
    assert forest_plot(asked(sample_results(), reference_rate=None)).reference is None


def test_two_groupings_of_one_analysis_are_two_figures() -> None:
    results = sample_results()
    other = replace(results, analysis=replace(results.analysis, subgroup_by="line"))
    assert forest_plot(results).name != forest_plot(other).name
