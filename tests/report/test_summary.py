"""The first page: it answers, with an interval, and says what the evidence is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import MissingEvidence, Results
from review.pooling.results import Heterogeneity
from review.problems import Place, Problem
from review.report.blocks import Callout, KeyFigures
from review.report.compose import compose
from review.report.plain_text import to_text
from review.report.summary import answer, key_figures, summary
from tests.samples import SEVEN, many_rows, sample_results


def first_page(results: Results) -> str:
    return to_text(compose(results)).split("\n# How the evidence was found")[0]


def with_heterogeneity(results: Results, heterogeneity: Heterogeneity) -> Results:
    return replace(results, result=replace(results.result, heterogeneity=heterogeneity))


def test_seven_cohorts_are_answered_with_a_rate_and_its_interval() -> None:
    assert answer(sample_results(subgroups=False)) == (
        "Pooled over seven cohorts with 159 patients, the objective response rate is 46.6% "
        "(95% CI 38.8–54.3%)."
    )


def test_the_rate_is_named_a_median_and_the_mean_is_named_where_patients_are_counted() -> None:
    page = first_page(sample_results(subgroups=False))
    assert "median rate, expit(μ)" in page
    assert "Of 100 patients treated in cohorts of this kind, about 47" in page
    assert "marginal mean, the average over cohorts: 47.0%" in page


def test_where_the_classes_come_first_the_answer_gives_each_and_the_whole_is_secondary() -> None:
    results = sample_results()
    assert answer(results).startswith("By combination class, the objective response rate is 37.8%")
    assert "(one cohort)" in answer(results)
    page = first_page(results)
    assert "All together, secondary." in page
    assert "was not decided at random" in page
    assert "pooled objective response rate" not in page


def test_many_classes_are_summed_up_by_the_lowest_and_the_highest() -> None:
    rows = [(f"Cohort {i}", i + 1, 20, f"group {i % 6}") for i in range(12)]
    text = answer(sample_results(rows))
    assert text.startswith("Over six combination classes, the objective response rate runs from ")
    assert "% (95% CI 8.2–33.3%) for group 0" in text and text.endswith("for group 5.")


def test_a_single_cohort_is_not_called_pooled() -> None:
    results = sample_results(SEVEN[:1], subgroups=False)
    assert answer(results).startswith(
        "One cohort entered and nothing was pooled: 19 of 52 patients responded"
    )
    page = first_page(results)
    assert "prediction interval" not in page
    assert "marginal mean" not in page
    assert not any(isinstance(block, KeyFigures) for block in summary(results).blocks)


@pytest.mark.parametrize("k", [2, 3, 4])
def test_few_cohorts_are_named_one_by_one(k: int) -> None:
    page = first_page(sample_results(SEVEN[:k], subgroups=False))
    assert "Read the cohorts one by one." in page
    for name, x, n, _ in SEVEN[:k]:
        assert f"{name} {x}/{n}" in page


def test_two_cohorts_have_no_prediction_interval() -> None:
    page = first_page(sample_results(SEVEN[:2], subgroups=False))
    assert "Two cohorts cannot show how far cohorts differ" in page


def test_no_cohort_is_said_and_nothing_else_is_claimed() -> None:
    results = sample_results(SEVEN[:1], subgroups=False)
    empty = replace(
        results, cohorts=(), sensitivity=(), result=replace(results.result, k=0, events=0, n=0, studies=())
    )
    assert answer(empty) == "No cohort entered this analysis, so there is no rate to report."
    assert "Figure 1" not in to_text(compose(empty))


def test_a_rate_that_could_not_be_computed_is_said_to_be_so() -> None:
    results = sample_results(subgroups=False)
    pooled = replace(results.result.pooled, estimate=None, ci_low=None, ci_high=None)
    lost = replace(results, result=replace(results.result, pooled=pooled))
    assert answer(lost) == "No pooled objective response rate could be computed from seven cohorts."
    assert "not estimable" in to_text(compose(lost))


def test_the_prediction_interval_is_told_in_plain_words() -> None:
    page = first_page(sample_results(subgroups=False))
    assert (
        "In a further cohort of the same kind, the true objective response rate may lie anywhere from "
        "23.3% to 69.8% (95% prediction interval, approximate)." in page
    )


def test_a_spread_estimated_as_zero_prints_no_interval_that_reassures() -> None:
    results = sample_results(subgroups=False)
    page = first_page(with_heterogeneity(results, Heterogeneity(tau2=0.0)))
    assert "falsely reassure, so none is given" in page
    assert "95% prediction interval |" not in page and "| 95% prediction interval" not in page


def test_a_spread_estimated_as_zero_stands_beside_the_upper_end_of_its_interval() -> None:
    results = sample_results(subgroups=False)
    page = first_page(with_heterogeneity(results, Heterogeneity(tau2=0.0, tau2_ci_low=0.0, tau2_ci_high=1.2)))
    assert "a τ² of up to 1.20 agrees with the data" in page
    assert "| 95% prediction interval" not in page


def test_an_analysis_without_a_prediction_interval_says_so() -> None:
    results = sample_results(subgroups=False)
    model = replace(results.result.model, prediction="none")
    page = first_page(replace(results, result=replace(results.result, model=model)))
    assert "The analysis asked for no prediction interval." in page


def test_the_common_effect_model_says_what_it_assumes() -> None:
    results = sample_results(subgroups=False)
    model = replace(results.result.model, model="common", prediction="none", tau2=None)
    page = first_page(replace(results, result=replace(results.result, model=model)))
    assert "common rate" in page
    assert "assumes that all cohorts share one true rate" in page


def test_few_cohorts_are_headed_by_what_was_counted_and_many_by_the_pooled_rate() -> None:
    def values(results: Results) -> list[str]:
        return [figure.value for figure in key_figures(results)]

    assert values(sample_results(SEVEN[:4], subgroups=False)) == ["47 of 114", "41.3%"]
    assert values(sample_results(subgroups=False)) == ["46.6%", "23.3–69.8%", "74 of 159"]
    assert values(sample_results()) == ["43 of 114", "29 of 39", "2 of 6"]
    assert values(sample_results(many_rows(60))) == ["45.1%", "53.1%", "44.6%"]


def test_whether_an_open_error_concerns_a_pooled_cohort_stands_on_the_first_page() -> None:
    results = sample_results()
    assert "No error or warning stands in a row of a cohort that entered." in first_page(results)
    place = replace(results.problems[0].place, row="cohort_0")
    touched = replace(results, problems=(replace(results.problems[0], place=place),))
    assert "One error stands in rows of cohorts that entered: cohort_0." in first_page(touched)


def test_what_the_evidence_is_not_stands_on_the_first_page() -> None:
    results = sample_results()
    callouts = [block for block in summary(results).blocks if isinstance(block, Callout)]
    assert [callout.title for callout in callouts][:2] == [
        "What this evidence is not",
        "Evidence that is known to exist and could not be read",
    ]
    page = first_page(results)
    for statement in (*results.review.statements, results.review.extraction):
        assert statement in page


def test_every_missing_result_is_named_on_the_first_page() -> None:
    results = sample_results()
    missing = tuple(MissingEvidence(subject=f"study {i}", missing="counts") for i in range(22))
    page = first_page(replace(results, review=replace(results.review, missing_evidence=missing)))
    assert all(f"study {i}" in page for i in range(22))


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        ("before", "planned before the data were seen."),
        ("after", "defined after the data were seen: its result is exploratory."),
        ("", "is not stated."),
    ],
)
def test_when_the_analysis_was_planned_stands_on_the_first_page(planned: str, said: str) -> None:
    results = sample_results()
    assert said in first_page(replace(results, analysis=replace(results.analysis, planned=planned)))


def test_sixty_cohorts_fit_the_same_sentences() -> None:
    text = answer(sample_results(many_rows(60), subgroups=False))
    assert text.startswith("Pooled over 60 cohorts with 1,197 patients")


def test_of_many_rows_with_open_problems_the_first_are_named() -> None:
    results = sample_results(many_rows(12), subgroups=False)
    problems = tuple(
        Problem("SUM02", "error", Place("a.xlsx", "Responses", f"K{i}", f"cohort_{i}"), "does not add up")
        for i in range(12)
    )
    page = first_page(replace(results, problems=problems))
    assert "cohort_0, cohort_1, cohort_2, cohort_3 and 8 more" in page
