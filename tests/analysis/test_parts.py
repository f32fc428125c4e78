"""The parts of an analysis, from the workbook's cohorts to Results and back from their JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from review.analysis.analyse import analyse
from review.analysis.results import Results, ReviewInfo
from review.analysis.spec import read_spec
from review.pooling.pool import pool
from review.problems import Problem
from tests.extracted import dataset

REVIEW = ReviewInfo(title="A review", question="?")
FIELDS = dict.fromkeys(("year", "line", "study_id", "combination_class", "label", "n_enrolled"), ())
SURVIVAL = dict.fromkeys(("endpoint", "rate_6m_pct"), ())
ROWS = (
    ("chen", 19, 52, 2023, "first", "monotherapy"),
    ("shi", 14, 37, 2020, "first", "monotherapy"),
    ("wilky", 6, 11, 2019, "pretreated", "+TKI"),
    ("blay", 8, 14, 2023, "pretreated", "monotherapy"),
    ("anlo", 23, 28, 2024, "first", "+TKI"),
    ("xie", 2, 6, 2022, None, "+TKI"),
    ("tan", 2, 11, 2022, "pretreated", "monotherapy"),
)
COHORTS: tuple[dict[str, Any], ...] = tuple(
    {
        "cohort_id": name, "responders": x, "n_evaluable": n, "year": year, "line": line,
        "combination_class": regimen,
    }
    for name, x, n, year, line, regimen in ROWS
)  # fmt: skip
X, N = [row[1] for row in ROWS], [row[2] for row in ROWS]


def made(*cohorts: dict[str, Any], **document: Any) -> tuple[Results | None, tuple[Problem, ...]]:
    spec, wrong = read_spec(
        "a",
        "analyses/a.toml",
        {"title": "A", "question": "?", "planned": "after", **document},
        fields=FIELDS,
        survival=SURVIVAL,
    )
    assert wrong == ()
    return analyse(dataset(*(cohorts or COHORTS)), spec, REVIEW)


def results(*cohorts: dict[str, Any], **document: Any) -> Results:
    found, problems = made(*cohorts, **document)
    assert found is not None, problems
    assert Results.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False))) == found
    return found


def refusal(*cohorts: dict[str, Any], **document: Any) -> Problem:
    found, problems = made(*cohorts, **document)
    assert found is None
    (problem,) = [problem for problem in problems if problem.severity == "error"]
    assert problem.rule == "ANA06"
    return problem


def test_what_is_not_asked_for_is_absent_from_the_json() -> None:
    document = results().to_json()
    asked = {"regressions", "weighted_mean", "times", "common_tau2", "dependence", "gosh", "cumulative"}
    assert not asked & set(document)
    assert not {"regression", "cluster", "gosh", "seed"} & set(document["spec"])


def test_a_moderator_of_numbers_and_one_of_words() -> None:
    found = results(regression=[{"moderators": ["year"]}, {"moderators": ["combination_class", "year"]}])
    year, both = found.regressions
    assert year.result.regression == pool(X, N, moderators={"year": [row[3] for row in ROWS]}).regression
    assert year.values[0] == {"year": 2023.0}
    names = [row.name for row in both.result.regression.coefficients]  # type: ignore[union-attr]
    assert names == ["intercept", "combination_class=monotherapy", "year"]
    assert found.result.regression is None
    assert found.spec["regression"][0]["moderators"] == ["year"]  # type: ignore[index]


def test_a_cohort_whose_moderator_is_not_known_is_named_and_left_out_only_when_that_is_said() -> None:
    problem = refusal(regression=[{"moderators": ["line"]}])
    assert problem.place.cell == "regression[0].moderators"
    assert "xie: line" in problem.message
    (found,) = results(regression=[{"moderators": ["line"], "missing": "leave out"}]).regressions
    assert [cohort.cohort_id for cohort in found.left_out] == ["xie"]
    assert found.result.k == 6
    assert len(found.values) == 6


def test_an_interaction_and_a_permutation_test_under_a_model_of_its_own() -> None:
    weighted = {"model": "inverse-variance", "tau2": "DL"}
    (found,) = results(
        regression=[
            {
                "moderators": ["combination_class", "year", "combination_class:year"], "permutations": 60,
                "model": weighted,
            }
        ],
        seed=3,
    ).regressions  # fmt: skip
    assert found.result.model.tau2 == "DL"
    assert found.result.permutation is not None
    assert (len(found.result.permutation.names), found.result.permutation.seed) == (3, 3)


def test_moderators_that_cannot_be_used_are_an_error_with_their_place() -> None:
    problem = refusal(
        regression=[{"moderators": ["year"]}, {"moderators": ["label"], "missing": "leave out"}]
    )
    assert problem.place.cell == "regression[1]"


def test_trials_are_named_as_people_know_them_and_left_out_whole() -> None:
    parts = [{**COHORTS[0], "study_id": "trial"}, {**COHORTS[1], "study_id": "trial"}, *COHORTS[2:]]
    found = results(
        *parts, cohorts={"overlap_accepted": "two arms"}, cluster={"by": "study_id", "methods": ["cr2"]}
    ).result
    assert [row.method for row in found.dependence or ()] == ["independent", "cr2"]
    assert [row.trials for row in found.dependence or ()] == [6, 6]
    assert "Trial 2023" in {row.omitted for row in found.leave_one_out or ()}
    assert len(found.leave_one_out or ()) == 6


def test_two_trials_of_one_name_stay_two() -> None:
    twins = [
        {**COHORTS[0], "study_id": "a2023", "first_author": "Ng A"},
        {**COHORTS[1], "study_id": "b2023", "first_author": "Ng B", "year": 2023},
        {**COHORTS[2], "study_id": "b2023", "first_author": "Ng B", "year": 2023},
        *COHORTS[3:],
    ]
    found = results(*twins, cluster={"by": "study_id"}).result
    assert {"Ng 2023 (a2023)", "Ng 2023 (b2023)"} <= {row.omitted for row in found.leave_one_out or ()}


def test_cohorts_are_added_in_the_order_of_a_field() -> None:
    rows = results(cumulative={"by": "year"}).result.cumulative or ()
    assert (
        rows
        == pool(
            X, N, study=[r.study for r in results().result.studies], cumulative=[r[3] for r in ROWS]
        ).cumulative
    )
    problem = refusal(*COHORTS[:3], {**COHORTS[3], "year": "NR"}, cumulative={"by": "year"})
    assert (problem.place.cell, "Studies!" in problem.message) == ("cumulative.by", True)


def test_what_needs_a_weighted_mean_is_made_under_one_that_is_named() -> None:
    asked = {
        "influence": True, "gosh": {}, "trim_and_fill": {"estimators": ["R0"], "force": True},
        "rate_test": {"rate": 0.2, "permutations": 200},
    }  # fmt: skip
    found = results(**asked)
    weighted = pool(X, N, model="inverse-variance", influence=True, gosh=True)
    assert found.weighted_mean is not None
    assert found.weighted_mean.model == weighted.model
    assert [row.cook_d for row in found.weighted.influence or ()] == [
        row.cook_d for row in weighted.influence or ()
    ]
    assert found.weighted.gosh is not None and weighted.gosh is not None
    assert found.weighted.gosh.estimate == weighted.gosh.estimate
    assert [row.estimator for row in found.weighted.trim_and_fill or ()] == ["R0"]
    assert found.weighted.permutation is not None
    assert found.result.rate_test == pool(X, N, reference_rate=0.2).rate_test
    assert found.result.influence is None
    arcsine = results(**asked, weighted_mean={"measure": "PAS", "tau2": "DL"}).weighted_mean
    assert arcsine is not None
    assert (arcsine.model.measure, arcsine.model.tau2) == ("PAS", "DL")


def test_a_weighted_mean_gives_these_parts_itself() -> None:
    found = results(model={"model": "inverse-variance"}, influence=True, gosh={})
    assert found.weighted_mean is None
    assert found.weighted is found.result
    assert found.result.influence and found.result.gosh


def test_small_study_tests_are_refused_below_ten_cohorts_unless_forced() -> None:
    refused, forced = (results(small_study=how).result.small_study or () for how in ({}, {"force": True}))
    assert not any(test.allowed for test in refused)
    assert any(test.allowed for test in forced)


def test_subgroups_share_tau2_in_the_main_and_in_every_sensitivity_analysis() -> None:
    found = results(
        subgroups={"by": "combination_class", "tau2": "common"},
        sensitivity=[{"name": "s", "label": "S", "drop": ["xie"]}],
    )
    tests = [found.result.subgroup_test, found.sensitivity[0].result.subgroup_test]  # type: ignore[union-attr]
    assert [test.tau2 for test in tests if test] == ["common", "common"]
    assert found.common_tau2 is None


def test_a_sensitivity_analysis_that_cannot_be_made_says_why() -> None:
    few = results(
        subgroups={"by": "combination_class", "tau2": "common"},
        sensitivity=[{"name": "s", "label": "S", "drop": ["shi", "wilky", "blay", "xie", "tan"]}],
    )
    assert "more cohorts than subgroups" in few.sensitivity[0].why_not


def test_groups_of_few_cohorts_have_a_rate_with_one_tau2_beside_them() -> None:
    found = results(subgroups={"by": "combination_class"}).common_tau2
    assert found is not None
    regimens = [row[5] for row in ROWS]
    shared = pool(X, N, subgroup=regimens, subgroup_tau2="common").subgroups or ()
    estimates = {group.subgroup: group.pooled.estimate for group in shared}
    assert {row.of: row.pooled.estimate for row in found.rows} == pytest.approx(estimates)
    assert found.tau2 == pytest.approx(shared[0].heterogeneity.tau2)


@pytest.mark.parametrize("model", ["bayesian", "bayesian-normal", "common"])
def test_a_model_with_a_prior_or_without_tau2_has_none_beside(model: str) -> None:
    assert results(model={"model": model}, subgroups={"by": "combination_class"}).common_tau2 is None


def test_the_beta_binomial_model_borrows_the_glmm_for_it() -> None:
    found = results(model={"model": "beta-binomial"}, subgroups={"by": "combination_class"}).common_tau2
    assert found is not None and {row.model.model for row in found.rows} == {"glmm"}


def test_where_no_common_tau2_can_be_fitted_the_reason_is_kept() -> None:
    none = [
        {**cohort, "responders": 0} if cohort["combination_class"] == "+TKI" else cohort for cohort in COHORTS
    ]
    found = results(*none, subgroups={"by": "combination_class"}).common_tau2
    assert found is not None
    assert found.rows == ()
    assert "no finite coefficient" in found.why_not


def test_uncorrected_zeros_on_a_scale_that_needs_it_are_an_error_and_no_crash() -> None:
    zero = [{**COHORTS[0], "responders": 0}, *COHORTS[1:]]
    problem = refusal(*zero, model={"model": "common", "to": "none"})
    assert (problem.place.cell, "glmm" in problem.message) == ("model", True)


PFS = (
    {
        "median_months": 5.5, "ci_low": 4.1, "ci_high": 7.4,
        "rate_6m_pct": 45.0, "rate_6m_low": 30.0, "rate_6m_high": 59.0,
    },
    {"median_months": 7.1, "ci_low": 5.0, "ci_high": "NREACHED"},
    {"median_months": "NREACHED", "ci_low": 9.0},
    {"median_months": "NR"},
)  # fmt: skip


def with_times(*times: Any) -> list[dict[str, Any]]:
    return [
        {**cohort, "survival": [facts] if facts else ()}
        for cohort, facts in zip(COHORTS, (*times, *[None] * 7), strict=False)
    ]


def test_medians_are_pooled_and_every_cohort_without_one_is_named_with_the_reason() -> None:
    (found,) = results(*with_times(*PFS), time_to_event=[{"endpoint": "PFS"}]).times
    assert found.result is not None
    assert found.result.pooled.k == 2
    assert [(row.cohort_id, row.value, row.not_reached, row.cell) for row in found.cohorts] == [
        ("chen", 5.5, False, "D4"), ("shi", 7.1, False, "D5"), ("wilky", None, True, "D6"),
    ]  # fmt: skip
    reasons = {row.cohort_id: row.reason for row in found.left_out}
    assert reasons["blay"] == "not reported (NR in Survival!D7)"
    assert reasons["anlo"] == "no row of PFS"
    assert len(found.cohorts) + len(found.left_out) == 7


def test_landmark_rates_are_read_as_per_cent() -> None:
    (found,) = results(*with_times(*PFS), time_to_event=[{"endpoint": "PFS", "landmark_months": 6}]).times
    assert found.result is not None
    assert (found.result.outcome, found.result.pooled.estimate) == ("landmark", pytest.approx(0.45))
    assert found.cohorts[0].cell == "H4"


def test_an_endpoint_that_nobody_reports_has_no_number() -> None:
    (found,) = results(*with_times(*PFS), time_to_event=[{"endpoint": "OS"}]).times
    assert found.result is None
    assert len(found.left_out) == 7


def test_two_rows_of_an_endpoint_are_not_chosen_from_in_silence() -> None:
    twice = [{**COHORTS[0], "survival": [{**PFS[0], "report_id": r} for r in ("a", "b")]}, *COHORTS[1:]]
    (found,) = results(*twice, time_to_event=[{"endpoint": "pfs"}]).times
    assert "rows 4, 5 of Survival all fit" in found.left_out[0].reason
    own = [{**COHORTS[0], "survival": [PFS[0], {**PFS[1], "report_id": "b"}]}, *COHORTS[1:]]
    (found,) = results(*own, time_to_event=[{"endpoint": "PFS"}]).times
    assert found.cohorts[0].value == 5.5


def test_a_median_outside_its_interval_is_an_error_with_its_cohort() -> None:
    problem = refusal(*with_times({**PFS[0], "ci_high": 5.0}), time_to_event=[{"endpoint": "PFS"}])
    assert (problem.place.cell, "Chen" in problem.message) == ("time_to_event[0]", True)
