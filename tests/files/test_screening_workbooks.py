"""Screening workbooks: what a reviewer meets in them, and that everything comes back as it was."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from review.files.screening_forms import adjudication_form, reports_form, screening_form
from review.files.screening_reader import read_screening_workbook
from review.files.screening_workbook import LONGEST_TEXT, FormTable, workbook_bytes
from review.problems import Problem
from review.screening.filled import FilledSheet
from review.screening.ledger import Standing
from review.screening.plan import ScreeningPlan
from review.screening.settling import settle
from tests.screened import FT, TA, record, said

PLAN = ScreeningPlan(
    reviewers=("anna", "ben"),
    reasons=("wrong population, or mixed", "no results"),
    criteria=("Population: advanced sarcoma", "Treatment: an inhibitor of PD-1"),
    version="2",
    per_record=2,
    wanted=("sarcoma",),
    unwanted=("mice",),
)


def standing(record_id: str = "R007", **fields: str) -> Standing:
    given = {
        "title": "Pembrolizumab in sarcomas",
        "abstract": "Not in mice.",
        "journal": "J Test",
        "year": "2020",
    }
    return Standing(record=record(record_id, **{**given, **fields}), fate="open")


def form(*standings: Standing, stage: Any = TA, **more: Any) -> FormTable:
    return screening_form(stage, "anna", standings or (standing(),), PLAN, review="A review", **more)


def opened(table: FormTable) -> Any:
    return load_workbook(io.BytesIO(workbook_bytes(table)), rich_text=True)


def header(page: Any) -> dict[str, int]:
    return {cell.value: cell.column for cell in page[4] if cell.value}


def write(path: Path, table: FormTable, fill: Callable[[Any, dict[str, int]], None] | None = None) -> Path:
    book = load_workbook(io.BytesIO(workbook_bytes(table)))
    page = book[table.sheet]
    if fill:
        fill(page, header(page))
    book.save(path)
    return path


def read(path: Path) -> FilledSheet:
    found = read_screening_workbook(path, file=path.name)
    assert isinstance(found, FilledSheet), found
    return found


def test_criteria_title_and_progress_stand_above_the_table_and_stay_in_view() -> None:
    page = opened(form(standing("R1"), standing("R2")))["Screening"]
    assert page["A1"].value == "A review · screening on title and abstract · anna"
    assert page["A2"].value.startswith('=COUNTA(B6:B7)&" of 2 done"')
    assert "advanced sarcoma" in page["A3"].value and "PD-1" in page["A3"].value
    assert page.freeze_panes == "D6"


def test_a_reviewer_sees_what_is_needed_to_decide_and_nothing_of_the_others() -> None:
    page = opened(form())["Screening"]
    assert set(header(page)) == {
        "record_id", "decision", "reason", "title", "abstract", "authors", "journal", "year", "link",
        "duplicate_of", "note", "criteria",
    }  # fmt: skip
    text = " ".join(str(cell.value) for sheet in opened(form()) for row in sheet.iter_rows() for cell in row)
    assert "ben" not in text.split()


def test_drop_downs_hold_the_decisions_and_the_reasons_even_with_a_comma() -> None:
    book = opened(form(stage=FT))
    page, lists = book["Screening"], book["Lists"]
    rules = {str(rule.sqref): rule for rule in page.data_validations.dataValidation}
    assert set(rules) == {"B6", "C6"}
    words = {
        name: [cell.value for cell in lists[letter] if cell.value][1:]
        for name, letter in (("d", "B"), ("r", "C"))
    }
    assert words["d"] == ["include", "exclude", "unclear", "duplicate"]
    assert words["r"] == ["wrong population, or mixed", "no results", "ongoing study"]
    assert lists.sheet_state == "hidden"


def test_only_what_is_filled_in_is_unlocked_and_it_is_text() -> None:
    page = opened(form())["Screening"]
    assert page.protection.sheet
    names = header(page)
    free = {name for name, column in names.items() if not page.cell(6, column).protection.locked}
    assert free == {"decision", "reason", "duplicate_of", "note"}
    assert all(page.cell(6, column).number_format == "@" for column in names.values())


def test_words_looked_for_are_marked() -> None:
    page = opened(form())["Screening"]
    names = header(page)
    marked = [
        str(piece)
        for piece in page.cell(6, names["title"]).value
        if getattr(piece, "font", None) and piece.font.b
    ]
    assert marked == ["sarcomas"]
    assert str(page.cell(6, names["title"]).value) == "Pembrolizumab in sarcomas"


def test_what_an_export_holds_cannot_harm_the_workbook() -> None:
    rows = [
        standing("R1", title="=HYPERLINK(1)", abstract="a\x00b\x0bc"),
        standing("R2", abstract="x" * 40_000, title="#N/A"),
    ]
    page = opened(form(*rows))["Screening"]
    names = header(page)
    assert page.cell(6, names["title"]).data_type == "s"
    assert page.cell(6, names["abstract"]).value == "abc"
    assert page.cell(7, names["title"]).value == "#N/A"
    assert page.cell(7, names["title"]).data_type == "s"
    assert len(page.cell(7, names["abstract"]).value) == LONGEST_TEXT


def test_long_criteria_leave_room_for_the_table_and_stand_complete_in_their_own_sheet() -> None:
    plan = replace(PLAN, criteria=tuple(f"Criterion {i}: " + "words " * 30 for i in range(20)))
    book = opened(screening_form(TA, "anna", [standing()], plan, review="A review"))
    assert book["Screening"].row_dimensions[3].height < 130
    assert "sheet Criteria" in book["Screening"]["A3"].value
    assert book["Criteria"].max_row == 20


def test_the_second_workbook_is_the_same_bytes() -> None:
    assert workbook_bytes(form()) == workbook_bytes(form())


def test_decisions_come_back_with_their_cells(tmp_path: Path) -> None:
    def fill(page: Any, names: dict[str, int]) -> None:
        page.cell(6, names["decision"]).value = " Exclude\u00a0"
        page.cell(6, names["reason"]).value = "no results"
        page.cell(6, names["note"]).value = 12.0

    found = read(write(tmp_path / "a.xlsx", form(part=3, pilot=True), fill))
    assert (found.stage, found.reviewer, found.part, found.pilot) == ("title-abstract", "anna", 3, True)
    (row,) = found.rows
    assert [row.text(name) for name in ("record_id", "decision", "note", "criteria")] == [
        "R007",
        "Exclude",
        "12",
        "2",
    ]
    assert str(found.place(row, "decision")) == "a.xlsx · Screening!B6 · R007"


def test_a_workbook_that_was_sorted_and_has_a_column_moved_is_read_all_the_same(tmp_path: Path) -> None:
    def fill(page: Any, names: dict[str, int]) -> None:
        page.insert_cols(2)
        page.cell(6, names["decision"] + 1).value = "include"

    found = read(write(tmp_path / "a.xlsx", form(standing("R1"), standing("R2")), fill))
    assert [(row.text("record_id"), row.text("decision")) for row in found.rows] == [
        ("R1", "include"),
        ("R2", ""),
    ]


def test_a_renamed_file_keeps_its_reviewer(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", form())
    assert read((tmp_path / "a.xlsx").rename(tmp_path / "copy of ben.xlsx")).reviewer == "anna"


def test_the_adjudication_shows_what_each_said_and_reads_back_as_final(tmp_path: Path) -> None:
    decisions = [
        said("R007", "include"),
        said("R007", "exclude", who="ben", reason="no results", note="a protocol"),
    ]
    verdict = settle("R007", TA, decisions, PLAN, needed=2)
    table = adjudication_form(TA, [(standing(), verdict)], PLAN, review="A review", part=1)
    page = opened(table)["Screening"]
    labels = [cell.value for cell in page[5]]
    assert [page.cell(6, labels.index(name) + 1).value for name in ("anna", "ben")] == [
        "include", "exclude (no results): a protocol",
    ]  # fmt: skip
    assert read(write(tmp_path / "a.xlsx", table)).adjudication


def test_the_table_of_reports_reads_back_with_what_was_known(tmp_path: Path) -> None:
    table = reports_form(
        [standing()],
        ("primary", "update"),
        review="A review",
        part=1,
        known={"R007": {"study_id": "chen2023"}},
    )
    found = read(write(tmp_path / "reports.xlsx", table))
    assert found.reports
    assert found.rows[0].text("study_id") == "chen2023"


def test_a_workbook_of_something_else_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"] = "shopping"
    book.save(tmp_path / "x.xlsx")
    found = read_screening_workbook(tmp_path / "x.xlsx", file="x.xlsx")
    assert isinstance(found, Problem)
    assert found.rule == "SCR16"


@pytest.mark.parametrize("lost", ["Screening", "record_id", "reviewer"])
def test_a_workbook_that_lost_a_part_is_named(tmp_path: Path, lost: str) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(form())))
    if lost == "Screening":
        book["Screening"].title = "Sheet1"
    elif lost == "record_id":
        book["Screening"]["A4"] = "id"
    else:
        cell = next(cell for cell in book["README"]["A"] if cell.value == "reviewer")
        book["README"].cell(cell.row, 2).value = None
    book.save(tmp_path / "x.xlsx")
    found = read_screening_workbook(tmp_path / "x.xlsx", file="x.xlsx")
    assert isinstance(found, Problem)
    assert (found.rule, found.severity) == ("SCR16", "error")
