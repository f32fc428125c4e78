"""What a workbook holds as text, so that a new one can hold it too."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from review.extraction.contents import contents
from review.files.workbook_reader import read_workbook
from review.files.workbook_writer import extraction_book, workbook_bytes, write_extraction_workbook
from tests.extraction.workbooks import FORM


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "a.xlsx"
    rows = {
        "Cohorts": [{"cohort_id": "sun2022_sts", "study_id": "sun2022"}],
        "Studies": [{"study_id": "sun2022"}],
    }
    write_extraction_workbook(made, FORM, rows=rows)
    return made


def test_labels_that_show_themselves_are_not_carried(path: Path) -> None:
    held = contents(read_workbook(path), FORM)
    assert held.orphans["Cohorts"] == ()
    assert held.rows["Cohorts"][0].texts == {"cohort_id": "sun2022_sts", "study_id": "sun2022"}


def test_what_was_typed_over_a_label_is_carried(path: Path) -> None:
    book = load_workbook(path)
    book["Cohorts"]["C4"] = "mine"
    book.save(path)
    assert contents(read_workbook(path), FORM).orphans["Cohorts"] == ("typed over label of study_id",)


def test_a_cell_shown_as_a_percentage_is_carried_as_what_it_shows(path: Path) -> None:
    book = load_workbook(path)
    page = book["Responses"]
    column = next(cell.column for cell in page[1] if cell.value == "orr_pct")
    page.cell(4, column, 0.25).number_format = "0%"
    book.save(path)
    assert contents(read_workbook(path), FORM).rows["Responses"][0].texts == {"orr_pct": "25"}


def test_a_workbook_written_from_contents_holds_the_same_contents(path: Path, tmp_path: Path) -> None:
    book = load_workbook(path)
    page = book["Studies"]
    page.cell(1, 40, "colour")
    page.cell(4, 40, "red")
    page.cell(6, 41, "beyond")
    page["A4"].comment = Comment("odd", "anna")
    page["C9"].comment = Comment("on a blank cell", "anna")
    mine = book.create_sheet("Mine")
    mine["A1"], mine["B2"], mine["C3"] = "text", 7, "=1+1"
    book.save(path)
    once = contents(read_workbook(path), FORM)
    again = tmp_path / "b.xlsx"
    again.write_bytes(workbook_bytes(extraction_book(FORM, once)))
    twice = contents(read_workbook(again), FORM)
    assert once.orphans == twice.orphans
    assert [row.texts for row in once.rows["Studies"]] == [row.texts for row in twice.rows["Studies"]]
    assert [row.comments for row in once.rows["Studies"]] == [row.comments for row in twice.rows["Studies"]]
    assert [sheet.name for sheet in twice.other_sheets] == ["Mine"]
    mine_again = [cell for row in twice.other_sheets[0].rows.values() for cell in row.values()]
    assert {cell.formula or cell.value for cell in mine_again} == {"text", 7, "=1+1"}
