"""A workbook says from which version of the form it was made."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.extraction.cells import Cell, SheetCells, WorkbookCells
from tests.extraction.workbooks import FORM, one_cohort, problems


def made_from(form: str, version: int) -> WorkbookCells:
    book = one_cohort({"n_evaluable": "32", "responders": "11"})
    line = f"Response in single-arm studies, form {form} version {version}"
    readme = SheetCells(name="README", rows={1: {1: Cell("My review", "A1")}, 2: {1: Cell(line, "A2")}})
    return replace(book, file="my forms/anna.xlsx", sheets=(readme, *book.sheets))


def test_a_workbook_of_the_version_at_hand_is_in_order() -> None:
    assert problems(made_from(FORM.name, FORM.version)) == ()


@pytest.mark.parametrize(
    ("form", "version", "fix"),
    [
        ("single_arm_response", 1, "review extract form --migrate 'my forms/anna.xlsx'"),
        ("single_arm_response", 99, "install the version of review"),
        ("two_arms", 1, "name the form two_arms in review.toml"),
    ],
)
def test_another_version_is_named_with_the_way_out(form: str, version: int, fix: str) -> None:
    (problem,) = problems(made_from(form, version))
    assert (problem.rule, problem.severity, problem.place.cell) == ("FORM02", "warning", "A2")
    assert problem.message == (
        f"made from the form {form} version {version}, read with single_arm_response version {FORM.version}"
    )
    assert fix in problem.fix


def test_a_workbook_without_a_sheet_readme_is_read_without_a_word() -> None:
    assert problems(one_cohort({"n_evaluable": "32", "responders": "11"})) == ()
