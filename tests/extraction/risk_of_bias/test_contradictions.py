"""Judgements against the extraction, against each other and against their tool."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.extraction.check import read_dataset
from review.extraction.dataset import Dataset
from review.extraction.risk_of_bias.contradictions import asked_in_vain, bias_problems
from review.problems import Problem
from tests.extraction.risk_of_bias.workbooks import assessed
from tests.extraction.workbooks import FORM, one_cohort

COHORT = "sun2022_sts"
GOOD_STUDY = {"timing": "prospective", "enrolment": "consecutive"}
GOOD = {"n_evaluable": "32", "responders": "11", "assessor": "central"}


def extracted(
    response: Mapping[str, object] | None = None,
    *,
    study: Mapping[str, object] | None = None,
    cohort: Mapping[str, object] | None = None,
    survival: Mapping[str, object] | None = None,
) -> Dataset:
    book = one_cohort(
        {**GOOD, **(response or {})},
        study={**GOOD_STUDY, **(study or {})},
        cohort=cohort,
        survival=survival or {"endpoint": "follow-up", "median_months": "12"},
    )
    return read_dataset(book, FORM)


def problems(
    judged: Mapping[str, str], dataset: Dataset, *, tool: str = "minors", support: str = "p. 3"
) -> list[Problem]:
    """All that is wrong but for what is not assessed."""
    assessment = assessed(tool, {COHORT: judged}, support=support)
    return [one for one in bias_problems([assessment], dataset, ()) if one.rule != "BIAS06"]


@pytest.mark.parametrize(
    ("item", "changes", "rule", "why"),
    [
        ("M3", {"study": {"timing": "retrospective"}}, "BIAS01", "the study is entered as retrospective"),
        ("M2", {"study": {"enrolment": "convenience"}}, "BIAS02", "enrolment is entered as convenience"),
        ("M2", {"study": {"enrolment": None}}, "BIAS02", "how patients were enrolled is not entered"),
        ("M4", {"response": {"criteria": "NR"}}, "BIAS02", "no criteria of response are entered"),
        (
            "M5",
            {"response": {"assessor": "investigator"}},
            "BIAS02",
            "response was assessed by the investigators",
        ),
        (
            "M6",
            {"survival": {"endpoint": "PFS", "median_months": "3"}},
            "BIAS02",
            "no median follow-up is entered",
        ),
        ("M7", {"cohort": {"n_enrolled": "34"}}, "BIAS02", "2 of 34 enrolled (6%) were not evaluable"),
    ],
)
def test_a_full_score_that_the_extraction_does_not_carry_is_found(
    item: str, changes: Mapping[str, Mapping[str, object]], rule: str, why: str
) -> None:
    (problem,) = problems({item: "2"}, extracted(**changes))  # type: ignore[arg-type]
    assert problem.rule == rule
    assert problem.message.endswith(f"judged 2, but {why}")
    assert problem.place.sheet == "Judgements"
    assert problems({item: "1"}, extracted(**changes)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize("number", range(1, 9))
def test_a_full_score_that_the_extraction_carries_is_let_pass(number: int) -> None:
    assert problems({f"M{number}": "2"}, extracted(cohort={"n_enrolled": "33"})) == []


def test_more_lost_than_a_full_score_allows_is_an_error() -> None:
    (problem,) = problems({"M7": "2"}, extracted(cohort={"n_enrolled": "32", "n_lost": "3"}))
    assert problem.rule == "BIAS01"
    assert problem.message.endswith("3 of 32 patients (9%) are entered as lost")


def test_a_size_that_was_not_planned_contradicts_a_full_score() -> None:
    (problem,) = problems({"M8": "2"}, extracted(study={"sample_size_planned": "no"}))
    assert (problem.rule, problem.severity) == ("BIAS01", "error")
    assert problems({"M8": "2"}, extracted(study={"sample_size_planned": "yes"})) == []


def test_a_whole_better_than_its_worst_domain_is_an_error() -> None:
    found = problems({"D2": "serious", "overall": "moderate"}, extracted(), tool="robins_i")
    assert [problem.rule for problem in found] == ["BIAS05", "BIAS03"]
    assert found[1].message == "the whole is judged moderate, but its items allow serious at best"
    worse = problems({"D2": "serious", "overall": "critical"}, extracted(), tool="robins_i")
    assert [problem.rule for problem in worse] == ["BIAS05"]


def test_a_certainty_above_its_downgrades_is_an_error() -> None:
    assessment = assessed("grade_proportion", {"asps_orr": {"G1": "serious", "overall": "low"}})
    found = [one.rule for one in bias_problems([assessment], extracted(), ("asps_orr",))]
    assert found == ["BIAS03", "BIAS06"]


def test_a_tool_that_wants_a_comparator_is_warned_of() -> None:
    (problem,) = problems({}, extracted(), tool="robins_i")
    assert (problem.rule, problem.severity) == ("BIAS05", "warning")
    assert "MINORS" in problem.fix


def test_two_tools_that_answer_one_question_in_opposite_ways_are_found() -> None:
    minors = assessed("minors", {COHORT: {"M2": "0"}})
    jbi = assessed("jbi_case_series", {COHORT: {"J4": "yes"}})
    found = [one for one in bias_problems([minors, jbi], extracted(), ()) if one.rule == "BIAS04"]
    assert [problem.message for problem in found] == [
        f"{COHORT}: J4 of jbi_case_series is judged yes, M2 of minors the opposite"
    ]


def test_a_judgement_without_support_is_found() -> None:
    (problem,) = problems({"M1": "1"}, extracted(), support="")
    assert (problem.rule, problem.message) == ("BIAS08", "M1 is judged 1, and nothing says why")


def test_what_is_not_assessed_is_counted_in_one_note() -> None:
    assessment = assessed("minors", {COHORT: {"M1": "1"}})
    (note,) = bias_problems([assessment], extracted(), ())
    assert (note.rule, note.severity) == ("BIAS06", "note")
    assert note.message == "7 of 8 judgements with minors are not assessed"


def test_a_judgement_of_nobody_is_an_error_with_the_nearest_name() -> None:
    assessment = assessed("minors", {"sun2022_st": {"M1": "1"}})
    (problem,) = [one for one in bias_problems([assessment], extracted(), ()) if one.rule == "BIAS07"]
    assert COHORT in problem.fix


def test_lights_that_nobody_has_given_are_a_warning_with_the_way_to_them() -> None:
    minors = assessed("minors", {COHORT: {}})
    assert asked_in_vain("a.toml", "minors", [minors]) == ()
    assert asked_in_vain("a.toml", "", []) == ()
    (problem,) = asked_in_vain("a.toml", "minors", [])
    assert (problem.rule, problem.fix) == ("BIAS10", "make one: review rob form minors")
    (near,) = asked_in_vain("a.toml", "minor", [minors])
    assert "minors" in near.fix
