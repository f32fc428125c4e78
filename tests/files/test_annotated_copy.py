"""The commented copy of a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from review.files.annotated_copy import write_annotated_copy
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction
from review.files.workbook_writer import write_extraction_workbook
from tests.cli.test_story import review

FORM = shipped_form()


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A workbook with 12 responders of 11 in its first response row."""
    path = tmp_path / "anna.xlsx"
    ids = {"cohort_id": "c", "report_id": "r"}
    write_extraction_workbook(
        path,
        FORM,
        rows={
            "Studies": [{"study_id": "s"}],
            "Reports": [{"report_id": "r", "study_id": "s"}],
            "Cohorts": [{"cohort_id": "c", "study_id": "s"}],
            "Responses": [{**ids, "timepoint": "best", "n_evaluable": 11, "responders": 12}],
        },
    )
    return path


def annotated(path: Path) -> Path:
    return write_annotated_copy(path, read_extraction(path, FORM).problems)


def test_the_problem_stands_beside_its_cell_and_the_file_is_not_touched(wrong: Path) -> None:
    before = wrong.read_bytes()
    copy = annotated(wrong)
    assert (copy.name, wrong.read_bytes()) == ("anna-annotated.xlsx", before)
    page = openpyxl.load_workbook(copy)["Responses"]
    column = next(cell.column for cell in page[1] if cell.value == "responders")
    cell = page.cell(4, column)
    assert cell.comment.text.startswith("SUM04 error: responders is 12, but n_evaluable is 11")
    assert cell.value == "12"
    assert cell.fill.start_color.rgb == "00F4B6B0"


def test_all_problems_are_listed_with_links_errors_first(wrong: Path) -> None:
    page = openpyxl.load_workbook(annotated(wrong))["Problems"]
    assert [cell.value for cell in page[2]][:2] == ["error", "SUM04"]
    assert page["D2"].hyperlink.location or page["D2"].hyperlink.target
    assert page.max_row == 1 + len(read_extraction(wrong, FORM).problems)


def test_a_comment_that_stood_there_is_kept(wrong: Path) -> None:
    book = openpyxl.load_workbook(wrong)
    page = book["Responses"]
    column = next(cell.column for cell in page[1] if cell.value == "responders")
    page.cell(4, column).comment = Comment("sic!", "anna")
    book.save(wrong)
    page = openpyxl.load_workbook(annotated(wrong))["Responses"]
    assert page.cell(4, column).comment.text.startswith("sic!")


def test_the_copy_of_a_copy_s_name_is_never_written_over(wrong: Path) -> None:
    assert [annotated(wrong).name for _ in range(2)] == ["anna-annotated.xlsx", "anna-annotated-2.xlsx"]


def test_the_command_names_the_copy(wrong: Path) -> None:
    printed = review("validate", str(wrong), "--annotate", expect=1).output
    assert "anna-annotated.xlsx: the problems beside their cells" in printed


def test_a_commented_copy_is_not_taken_for_another_extractor_s_workbook(wrong: Path, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    review("init", str(folder))
    place = folder / "extraction_forms" / "extraction"
    place.mkdir(parents=True, exist_ok=True)
    wrong.rename(place / "anna.xlsx")
    review("-C", str(folder), "validate", "--annotate", expect=1)
    assert len(list(place.glob("*.xlsx"))) == 2
    review("-C", str(folder), "validate", expect=1)
