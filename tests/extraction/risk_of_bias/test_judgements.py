"""Judgements read from a workbook, and the whole that they make."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from review.extraction.risk_of_bias.judgements import light_words, read_assessment
from review.files.bias_files import shipped_tool
from tests.extraction.risk_of_bias.workbooks import assessed, workbook

ALL_TWO = {f"M{number}": "2" for number in range(1, 9)}


def test_points_are_added_up_where_every_item_was_judged() -> None:
    assessment = assessed("minors", {"chen": {**ALL_TWO, "M5": "1", "M8": "0"}})
    assert assessment.whole("chen").text == "13 / 16"
    assert assessment.light("chen", "M5") == "some"


def test_a_blank_is_not_assessed_and_never_zero() -> None:
    assessment = assessed("minors", {"chen": {"M1": "2"}, "shi": {}})
    assert assessment.light("chen", "M2") == "not assessed"
    assert assessment.whole("chen").text == "1 of 8 assessed"
    assert (assessment.whole("shi").text, assessment.whole("shi").light) == ("", "not assessed")


def test_a_cohort_that_is_not_in_the_workbook_is_not_assessed() -> None:
    assert assessed("minors", {"chen": ALL_TWO}).light("other", "M1") == "not assessed"


def test_a_judged_whole_is_that_of_the_assessor() -> None:
    whole = assessed("jbi_case_series", {"chen": {"J1": "yes", "overall": "include"}}).whole("chen")
    assert (whole.text, whole.light) == ("include", "low")


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ({"D1": "low", "D2": "moderate"}, "moderate"),
        ({"D1": "serious", "D2": "moderate"}, "serious"),
        ({"D1": "critical"}, "critical"),
        ({"D1": "no information", "D2": "low"}, "low"),
    ],
)
def test_the_worst_domain_limits_the_whole(judged: Mapping[str, str], expected: str) -> None:
    best = assessed("robins_i", {"chen": judged}).expected("chen")
    assert best is not None and best.code == expected


@pytest.mark.parametrize(
    ("judged", "expected"),
    [
        ({"G1": "not serious"}, "low"),
        ({"G1": "serious"}, "very low"),
        ({"G1": "very serious", "G2": "very serious"}, "very low"),
        ({"G5": "cannot be assessed"}, "low"),
    ],
)
def test_certainty_starts_at_low_and_goes_down_to_very_low(judged: Mapping[str, str], expected: str) -> None:
    best = assessed("grade_proportion", {"asps_orr": judged}).expected("asps_orr")
    assert best is not None and best.code == expected


def test_a_word_that_is_no_judgement_is_an_error_at_its_cell() -> None:
    tool = shipped_tool("minors")
    assessment, problems = read_assessment(workbook(tool, {"chen": {"M1": "3"}}), tool)
    assert [(problem.rule, problem.place.cell) for problem in problems] == [("CELL09", "E4")]
    assert assessment.light("chen", "M1") == "not assessed"


def test_one_item_judged_twice_is_an_error() -> None:
    tool = shipped_tool("minors")
    book = workbook(tool, {"chen": {"M1": "2"}})
    rows = dict(book.sheets[0].rows)
    rows[20] = rows[4]
    from dataclasses import replace

    twice = replace(book, sheets=(replace(book.sheets[0], rows=rows),))
    _, problems = read_assessment(twice, tool)
    assert "KEY03" in [problem.rule for problem in problems]


def test_every_light_has_words() -> None:
    assert light_words("critical") == "critical risk of bias"
