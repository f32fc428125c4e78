"""Questions to authors on the command line."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_story import fill, review, three_cohorts


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    review("init", str(folder), "--title", "Checkpoint inhibitors")
    review("-C", str(folder), "extract", "form")
    fill(folder / "extraction_forms/extraction/extraction.xlsx", **three_cohorts(responders="NR"))
    return folder


def test_questions_letters_and_answers(mine: Path) -> None:
    printed = review("-C", str(mine), "extract", "queries", "--letters").output
    assert "questions 1, studies 1, unanswered 1" in printed
    path = mine / "extraction_forms/queries.xlsx"
    letter = (mine / "extraction_forms/letters/blay.txt").read_text(encoding="utf-8")
    assert "How many patients had a complete or partial response?" in letter
    book = openpyxl.load_workbook(path)
    page = book["Queries"]
    columns = {cell.value: cell.column for cell in page[1]}
    page.cell(4, columns["answer"], "8")
    book.save(path)
    before = path.read_bytes()
    assert "unanswered 0" in review("-C", str(mine), "extract", "queries").output
    assert path.read_bytes() == before
    printed = review("-C", str(mine), "extract", "queries", "--enter", "extraction_forms/queries.xlsx").output
    assert "answers entered 1" in printed
    made = openpyxl.load_workbook(mine / "extraction_forms/extraction-with-answers.xlsx")
    columns = {cell.value: cell.column for cell in made["Responses"][1]}
    row = {name: made["Responses"].cell(7, column).value for name, column in columns.items()}
    assert (row["cohort_id"], row["report_id"], row["responders"]) == ("blay_asps", "blay_authors", "8")
    review("-C", str(mine), "validate", "extraction_forms/extraction-with-answers.xlsx")


def test_without_an_answer_nothing_is_entered(mine: Path) -> None:
    review("-C", str(mine), "extract", "queries")
    result = review(
        "-C", str(mine), "extract", "queries", "--enter", "extraction_forms/queries.xlsx", expect=2
    )
    assert "holds no answer" in result.output
