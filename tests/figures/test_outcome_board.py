"""The outcome board: what was extracted, and why a blank is one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import OutcomeFound, Results
from review.figures.not_drawn import NotDrawn
from review.figures.outcome_board import BoardCell, outcome_board
from tests.samples import sample_results


def with_outcomes(*found: OutcomeFound) -> Results:
    results = sample_results(subgroups=False)
    first = replace(results.cohorts[0], outcomes=found)
    return replace(results, cohorts=(first, *results.cohorts[1:]))


def cell(one: OutcomeFound) -> BoardCell:
    return outcome_board(with_outcomes(one)).rows[0].cells[("ORR", "DCR", "G3", "PFS").index(one.code)]


@pytest.mark.parametrize(
    ("found", "text"),
    [
        (OutcomeFound(code="ORR", events=19, n=52), "19/52 (37%)"),
        (OutcomeFound(code="DCR", percent=86.5, n=37), "86.5%"),
        (OutcomeFound(code="G3", events=3), "3 patients"),
        (OutcomeFound(code="PFS", median=20.8), "20.8"),
        (OutcomeFound(code="PFS", median=6.9, low=5.0), "6.9 (from 5.0)"),
        (OutcomeFound(code="PFS", median=6.9, low=5.0, high=9.1), "6.9 (5.0–9.1)"),
        (OutcomeFound(code="PFS", missing="not reached"), "not reached"),
    ],
)
def test_a_cell_says_what_stands_in_the_workbook(found: OutcomeFound, text: str) -> None:
    assert cell(found).text == text


def test_a_count_without_its_patients_has_no_bar() -> None:
    assert cell(OutcomeFound(code="G3", events=3)).share is None


def test_a_blank_is_not_extracted_and_not_zero() -> None:
    board = outcome_board(with_outcomes(OutcomeFound(code="ORR", events=19, n=52)))
    blank = board.rows[0].cells[1]
    assert (blank.text, blank.missing, blank.share) == ("not extracted", True, None)
    assert "Known of 7 cohorts: Objective response 1; Disease control 0" in board.foot[1]
    assert "Chen 2023: Objective response 19/52 (37%); Disease control not extracted" in board.alt


def test_results_without_outcomes_have_no_board() -> None:
    with pytest.raises(NotDrawn, match="no outcomes"):
        outcome_board(sample_results())
