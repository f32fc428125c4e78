"""What is printed for people: alike problems together with their cells, one thing in the singular."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from review.cli.printing import print_problems
from review.problems import Place, Problem
from tests.cli.test_story import fill, filled, mine, review, three_cohorts

__all__ = ("filled", "mine")


def problem(sheet: str, cell: str, row: str = "") -> Problem:
    return Problem("BLANK01", "note", Place("a.xlsx", sheet, cell, row), "not yet extracted: criteria")


def test_alike_problems_of_two_sheets_are_not_mixed(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([problem("Cohorts", "D4", "a"), problem("Cohorts", "D5", "b"), problem("Responses", "D4")])
    first, _, second, _ = capsys.readouterr().out.splitlines()
    assert first == "a.xlsx · Cohorts!D4 (a), D5 (b)"
    assert second == "a.xlsx · Responses!D4"


def test_of_many_cells_the_first_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([problem("Cohorts", f"D{row}") for row in range(4, 24)])
    assert "Cohorts!D4, D5, D6, D7, D8, D9 and 14 more\n" in capsys.readouterr().out


def without_column(folder: Path, name: str) -> None:
    workbook = folder / "extraction_forms/extraction/extraction.xlsx"
    book = openpyxl.load_workbook(workbook)
    for cell in book["Responses"][1]:
        if cell.value == name:
            cell.value = None
    book.save(workbook)


def test_rows_without_a_cell_are_named_by_their_names(capsys: pytest.CaptureFixture[str]) -> None:
    print_problems([problem("Responses", "", row=row) for row in ("chen_asps", "shi_asps")])
    assert "a.xlsx · Responses · chen_asps, shi_asps\n" in capsys.readouterr().out


def test_a_missing_column_is_one_problem_and_not_one_of_each_row(filled: Path) -> None:
    without_column(filled, "n_evaluable")
    output = review("-C", str(filled), "validate", expect=1).output
    assert output.count("SHEET02 error: row 1 names no column n_evaluable") == 1
    assert "DEN01" not in output


def test_an_analysis_that_nobody_enters_says_why_with_counts(filled: Path) -> None:
    without_column(filled, "n_evaluable")
    output = review("-C", str(filled), "pool", expect=1).output
    assert "ANA03 error: no cohort enters this analysis: n evaluable is blank (3 cohorts)" in output


def test_one_study_with_one_cohort_is_in_the_singular(mine: Path) -> None:
    review("-C", str(mine), "extract", "form")
    sheets = {sheet: rows[:1] for sheet, rows in three_cohorts().items()}
    fill(mine / "extraction_forms/extraction/extraction.xlsx", **sheets)
    assert "1 study, 1 cohort\n" in review("-C", str(mine), "run").output
    assert "1 study, 1 cohort" in review("-C", str(mine), "status").output
