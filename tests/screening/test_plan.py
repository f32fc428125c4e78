from __future__ import annotations

from typing import Any

import pytest

from review.document import Table
from review.problems import Problem
from review.screening.plan import ScreeningPlan, forbids_exclusion, read_plan, says_overlap


def read(values: dict[str, Any], **given: Any) -> tuple[ScreeningPlan, list[Problem]]:
    problems: list[Problem] = []
    table = Table(values, "review.toml", problems, ("screening",))
    plan = read_plan(table, **given)
    table.finish()
    return plan, problems


@pytest.mark.parametrize(
    ("reviewers", "needed"), [((), 1), (("anna",), 1), (("a", "b"), 2), (("a", "b", "c"), 2)]
)
def test_two_decide_on_each_record_where_there_are_two(reviewers: tuple[str, ...], needed: int) -> None:
    plan, problems = read({}, reviewers=reviewers)
    assert (plan.per_record, problems) == (needed, [])


def test_more_reviewers_per_record_than_there_are_is_an_error() -> None:
    _, (problem,) = read({"reviewers_per_record": 3}, reviewers=("a", "b"))
    assert problem.message == "3 reviewers per record, but 2 are named"


def test_a_source_that_review_toml_does_not_name_is_an_error() -> None:
    _, (problem,) = read({"once": ["Citation serching"]}, sources=("PubMed", "Citation searching"))
    assert (problem.rule, str(problem.place)) == ("TOML04", "review.toml · screening.once")


def test_a_key_that_is_not_one_is_named() -> None:
    _, (problem,) = read({"criteria_verison": "2"})
    assert problem.fix == "did you mean 'criteria_version'?"


def test_reasons_rank_in_their_order_and_strangers_last() -> None:
    plan = ScreeningPlan(reasons=("a", "b"))
    assert [plan.rank(reason) for reason in ("a", "b", "z")] == [0, 1, 2]


@pytest.mark.parametrize("reason", ["no usable data", "No data for response", "insufficient data reported"])
def test_reasons_about_the_numbers_of_a_report_are_known(reason: str) -> None:
    assert forbids_exclusion(reason)


@pytest.mark.parametrize("reason", ["wrong population", "no results", "cohort too small"])
def test_other_reasons_are_left_alone(reason: str) -> None:
    assert not forbids_exclusion(reason)
    assert not says_overlap(reason)
