"""A form changes after data were entered: the workbook moves into a new file, whole."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from tests.cli.test_story import fill, review, three_cohorts

AT = "extraction_forms/extraction/extraction.xlsx"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    review("init", str(folder))
    review("-C", str(folder), "extract", "form")
    fill(folder / AT, **three_cohorts())
    return folder


def extend(folder: Path) -> None:
    (folder / "form.toml").write_text(
        '[[sheet]]\nname = "Cohorts"\n[[sheet.field]]\nname = "n_tfe3"\ntype = "count"\n', encoding="utf-8"
    )
    protocol = folder / "review.toml"
    text = protocol.read_text(encoding="utf-8")
    assert "[extraction]" in text
    protocol.write_text(
        text.replace("[extraction]", '[extraction]\nown_fields = "form.toml"'), encoding="utf-8"
    )


def migrate(folder: Path, old: str = AT, expect: int = 0) -> str:
    return review("-C", str(folder), "extract", "form", "--migrate", old, expect=expect).output


def column(page: object, name: str) -> int:
    return next(cell.column for cell in page[1] if cell.value == name)  # type: ignore[index]


def test_a_new_field_becomes_a_column_and_every_cell_is_still_there(mine: Path) -> None:
    extend(mine)
    old = (mine / AT).read_bytes()
    printed = migrate(mine)
    assert "new: Cohorts.n_tfe3" in printed
    assert (mine / AT).read_bytes() == old
    book = openpyxl.load_workbook((mine / AT).with_name("extraction-migrated.xlsx"))
    page = book["Cohorts"]
    assert [page.cell(at, column(page, "cohort_id")).value for at in (4, 5, 6)] == [
        "chen_asps", "shi_asps", "blay_asps",
    ]  # fmt: skip
    assert page.cell(1, column(page, "n_tfe3")).value == "n_tfe3"
    page = book["Responses"]
    assert [page.cell(at, column(page, "responders")).value for at in (4, 5, 6)] == ["19", "14", "8"]


def test_a_column_that_left_the_form_is_kept_and_comments_too(mine: Path) -> None:
    extend(mine)
    migrate(mine)
    wider = (mine / AT).with_name("extraction-migrated.xlsx")
    book = openpyxl.load_workbook(wider)
    page = book["Cohorts"]
    page.cell(4, column(page, "n_tfe3"), "49")
    page.cell(4, 1).comment = Comment("see the appendix", "anna")
    book.create_sheet("Mine")["B2"] = "a thought"
    book.save(wider)
    (mine / "form.toml").write_text("", encoding="utf-8")
    assert "no longer in the form, kept: Cohorts.n_tfe3" in migrate(mine, str(wider))
    book = openpyxl.load_workbook(wider.with_name("extraction-migrated-migrated.xlsx"))
    page = book["Cohorts"]
    assert page.cell(4, column(page, "n_tfe3")).value == "49"
    assert page.cell(4, 1).comment.text == "see the appendix"
    assert book["Mine"]["B2"].value == "a thought"


def test_a_row_typed_over_the_help_must_be_moved_first(mine: Path) -> None:
    book = openpyxl.load_workbook(mine / AT)
    page = book["Responses"]
    page.cell(3, column(page, "n_evaluable"), 12)
    book.save(mine / AT)
    assert "move the row to row 4" in migrate(mine, expect=2)


def test_comments_are_notes_of_the_checks(mine: Path) -> None:
    book = openpyxl.load_workbook(mine / AT)
    book["Responses"]["A4"].comment = Comment("typo in the paper?", "anna")
    book.save(mine / AT)
    printed = review("-C", str(mine), "validate").output
    assert "CELL16 note: comment: typo in the paper?" in printed


def test_what_it_says_next_leads_to_a_workspace_that_validates(mine: Path) -> None:
    extend(mine)
    printed = migrate(mine)
    both = review("-C", str(mine), "validate", expect=2)
    assert "extraction-migrated.xlsx was made from extraction.xlsx" in both.output
    assert "reconcile" not in both.output
    assert "Next: move extraction.xlsx to another folder, and rename extraction-migrated.xlsx" in printed
    (mine / AT).rename(mine / "extraction.xlsx")
    (mine / AT).with_name("extraction-migrated.xlsx").rename(mine / AT)
    review("-C", str(mine), "validate")
