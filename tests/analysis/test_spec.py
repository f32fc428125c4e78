from __future__ import annotations

from typing import Any

import pytest

from review.analysis.spec import AnalysisSpec, read_spec
from review.problems import Problem

FIELDS = {
    "histology": ("ASPS", "UPS"),
    "combination_class": ("monotherapy", "+TKI"),
    "source_tier": ("full text", "press"),
    "criteria": (),
}
LEAST = {"title": "A", "question": "?", "planned": "after"}


def read(**document: Any) -> tuple[AnalysisSpec, tuple[Problem, ...]]:
    return read_spec("a", "analyses/a.toml", {**LEAST, **document}, fields=FIELDS)


def test_the_least_analysis_has_the_defaults_of_the_field() -> None:
    spec, problems = read()
    assert problems == ()
    assert (spec.outcome, spec.denominator, spec.timepoint, spec.min_n) == ("ORR", "evaluable", "best", 1)


def test_an_unknown_key_names_the_nearest_one_and_its_dotted_path() -> None:
    _, (problem,) = read(cohorts={"min_N": 5})
    assert (problem.rule, problem.place.cell, problem.fix) == (
        "TOML01",
        "cohorts.min_N",
        "did you mean 'min_n'?",
    )


def test_an_analysis_must_say_whether_it_was_planned_before_the_data_were_seen() -> None:
    _, problems = read_spec("a", "analyses/a.toml", {"title": "A", "question": "?"}, fields=FIELDS)
    assert [problem.place.cell for problem in problems] == ["planned"]


def test_a_wrong_code_of_a_model_is_never_another_model() -> None:
    _, (problem,) = read(model={"model": "glm"})
    assert (problem.rule, problem.place.cell) == ("TOML04", "model.model")
    assert "glmm" in problem.fix


def test_a_filter_on_a_field_that_the_form_has_not_is_an_error() -> None:
    _, (problem,) = read(cohorts={"where": {"histologie": "ASPS"}})
    assert (problem.place.cell, problem.fix) == ("cohorts.where.histologie", "did you mean 'histology'?")


def test_leaving_out_needs_a_reason() -> None:
    _, (problem,) = read(cohorts={"leave_out": {"chen": " "}})
    assert problem.place.cell == "cohorts.leave_out.chen"


def test_a_sensitivity_analysis_changes_only_what_it_names() -> None:
    spec, problems = read(
        cohorts={"leave_out": {"fda": "the same trial", "old": "an earlier report"}},
        sensitivity=[{"name": "central", "label": "Central review", "replace": {"chen": "fda"}}],
    )
    changed = spec.with_change(spec.sensitivity[0])
    assert problems == ()
    assert changed.leave_out == {"old": "an earlier report", "chen": "replaced by fda"}
    assert changed.add == ("fda",)
    assert (changed.denominator, changed.model) == (spec.denominator, spec.model)


def test_the_chances_that_a_file_asks_for_are_read() -> None:
    spec, problems = read(threshold={"p0": 0.15}, next_trial={"n": 30})
    assert (spec.threshold, spec.next_trial, problems) == (0.15, 30, ())


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"threshold": {"p0": 15}}, "threshold.p0"),
        ({"threshold": {"p": 0.15}}, "threshold.p"),
        ({"next_trial": {"n": 0}}, "next_trial.n"),
        ({"next_trial": {"n": 2.5}}, "next_trial.n"),
        ({"next_trial": {"n": 10_001}}, "next_trial.n"),
    ],
)
def test_a_chance_that_cannot_be_computed_is_an_error_at_its_key(
    document: dict[str, Any], place: str
) -> None:
    _, (problem,) = read(**document)
    assert (problem.severity, problem.place.cell) == ("error", place)


def test_a_misspelt_key_of_a_sensitivity_analysis_is_found() -> None:
    _, (problem,) = read(sensitivity=[{"name": "x", "label": "X", "denominater": "enrolled"}])
    assert problem.place.cell == "sensitivity[0].denominater"


def test_a_reference_rate_is_a_proportion() -> None:
    _, (problem,) = read(figure={"reference_rate": 20})
    assert problem.fix == "20% is 0.20"


def test_a_misspelled_value_of_a_filter_is_found_with_the_nearest_one() -> None:
    _, problems = read(
        cohorts={"where": {"histology": ["ASPS", "UPSS"]}, "without": {"source_tier": "ful text"}},
        responses={"prefer": {"criteria": ["any words"]}},
        sensitivity=[{"name": "x", "label": "X", "without": {"source_tier": "pres"}}],
    )
    assert [(problem.rule, problem.place.cell) for problem in problems] == [
        ("TOML04", "cohorts.where.histology"),
        ("TOML04", "cohorts.without.source_tier"),
        ("TOML04", "sensitivity[0].without.source_tier"),
    ]
    assert "full text" in problems[1].fix


def test_a_filter_may_ask_for_what_is_not_known() -> None:
    assert read(cohorts={"without": {"source_tier": ["UNCLEAR", "press"]}})[1] == ()


@pytest.mark.parametrize(
    ("model", "what"),
    [
        ({"ci": "HK"}, "use ci = t"),
        ({"tau2": "DL"}, "leave tau2 out"),
        ({"level": 95}, "0.95"),
        ({"add": 1}, "no continuity correction"),
        ({"model": "common", "prediction": "V"}, "no prediction interval"),
    ],
)
def test_codes_that_do_not_go_together_are_found_before_anything_is_pooled(
    model: dict[str, Any], what: str
) -> None:
    _, (problem,) = read(model=model)
    assert (problem.rule, problem.place.cell) == ("TOML04", "model")
    assert what in problem.message
    _, (problem,) = read(sensitivity=[{"name": "x", "label": "X", "model": model}])
    assert problem.place.cell.startswith("sensitivity[0].model")


def test_another_model_in_a_sensitivity_analysis_begins_with_its_own_defaults() -> None:
    spec, problems = read(
        model={"ci": "profile", "level": 0.9},
        sensitivity=[{"name": "x", "label": "X", "model": {"model": "common"}}],
    )
    assert problems == ()
    assert spec.with_change(spec.sensitivity[0]).model == {"model": "common", "level": 0.9}


def test_two_sensitivity_analyses_of_one_name_are_refused() -> None:
    twice = [{"name": "x", "label": "X"}, {"name": "x", "label": "Y"}]
    assert "named 'x'" in read(sensitivity=twice)[1][0].message


def test_an_empty_title_is_missing() -> None:
    assert [problem.rule for problem in read(title=" ")[1]] == ["TOML03"]
