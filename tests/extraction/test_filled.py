"""Sheets and columns are found by name; what stands where the form has no place for it is reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.extraction.cells import Cell, SheetCells, WorkbookCells, column_letters
from review.extraction.filled import fill
from tests.extraction.workbooks import (
    COMPLETE,
    FORM,
    cell,
    codes,
    one_cohort,
    problems,
    sheet_cells,
    workbook,
)


def with_sheet(book: WorkbookCells, sheet: SheetCells) -> WorkbookCells:
    return replace(book, sheets=tuple(sheet if one.name == sheet.name else one for one in book.sheets))


def responses(book: WorkbookCells) -> SheetCells:
    found = book.sheet("Responses")
    assert found is not None
    return found


def with_cell(sheet: SheetCells, address: tuple[int, int], value: object) -> SheetCells:
    row, column = address
    rows = {number: dict(filled) for number, filled in sheet.rows.items()}
    rows.setdefault(row, {})[column] = cell(value, f"{column_letters(column)}{row}")
    return replace(sheet, rows=rows)


GOOD = one_cohort({"n_evaluable": "32", "responders": "11"})


def test_a_filled_form_without_a_fault_has_no_problem() -> None:
    assert problems(GOOD) == ()


def test_columns_are_matched_by_name_in_any_order() -> None:
    columns = [field.name for field in FORM["Responses"].fields][::-1]
    row = {
        "cohort_id": "sun2022_sts", "report_id": "sun2022", "timepoint": "best", "criteria": "RECIST 1.1",
        "assessor": "central", "confirmed": "no", "n_evaluable": "32", "responders": "11",
    }  # fmt: skip
    book = with_sheet(GOOD, sheet_cells("Responses", columns, [row]))
    filled, found = fill(book, FORM)
    assert found == ()
    entry = filled.sheet("Responses")[0]["n_evaluable"]
    assert (entry.value, entry.place.cell) == (32, f"{column_letters(columns.index('n_evaluable') + 1)}4")


def test_a_header_with_spaces_or_capitals_is_the_same_name() -> None:
    sheet = with_cell(responses(GOOD), (1, 7), " N_Evaluable ")
    assert codes(with_sheet(GOOD, sheet)) == []


def test_a_misspelled_header_is_an_error_that_names_the_one_meant() -> None:
    found = problems(with_sheet(GOOD, with_cell(responses(GOOD), (1, 5), "asessor")))
    assert [(one.rule, one.place.cell, one.fix) for one in found if one.rule == "SHEET03"] == [
        ("SHEET03", "E1", "did you mean 'assessor'?")
    ]


def test_two_columns_with_one_name_are_both_left_unread() -> None:
    sheet = with_cell(responses(GOOD), (1, 27), "Responders")
    filled, found = fill(with_sheet(GOOD, sheet), FORM)
    assert [(one.rule, one.place.cell) for one in found] == [("SHEET04", "AA1")]
    assert filled.sheet("Responses")[0].value("responders") is None


def test_a_missing_key_column_is_an_error_and_a_missing_optional_column_a_note() -> None:
    columns = [field.name for field in FORM["Responses"].fields]
    without_n = sheet_cells("Responses", [name for name in columns if name != "n_evaluable"], [])
    assert [(one.rule, one.severity) for one in problems(with_sheet(GOOD, without_n))] == [
        ("SHEET02", "error")
    ]
    without_note = sheet_cells("Responses", [name for name in columns if name != "note"], [])
    assert [(one.rule, one.severity) for one in problems(with_sheet(GOOD, without_note))] == [
        ("SHEET10", "note")
    ]


def test_a_workbook_may_lack_the_columns_that_came_later() -> None:
    columns = [field.name for field in FORM["Studies"].fields if not field.optional]
    assert columns[-1] == "notes"
    assert codes(with_sheet(GOOD, sheet_cells("Studies", columns, [{"study_id": "sun2022"}]))) == []


def test_a_filled_column_of_ones_own_is_a_warning() -> None:
    sheet = with_cell(with_cell(responses(GOOD), (1, 27), "colour"), (4, 27), "blue")
    assert [(one.rule, one.place.cell) for one in problems(with_sheet(GOOD, sheet))] == [("SHEET08", "AA1")]


def test_a_value_beyond_the_named_columns_is_a_warning_with_its_cell() -> None:
    sheet = with_cell(responses(GOOD), (4, 40), "33")
    assert [(one.rule, one.place.cell) for one in problems(with_sheet(GOOD, sheet))] == [("SHEET09", "AN4")]


@pytest.mark.parametrize("row", [2, 3])
def test_a_cohort_typed_above_the_first_data_row_is_an_error(row: int) -> None:
    sheet = with_cell(with_cell(responses(GOOD), (row, 1), "sun2022_sts"), (row, 7), "32")
    assert [(one.rule, one.place.cell) for one in problems(with_sheet(GOOD, sheet))] == [
        ("SHEET05", f"A{row}")
    ]


def test_an_id_typed_above_the_first_data_row_is_an_error_where_another_sheet_names_it() -> None:
    studies = GOOD.sheet("Studies")
    assert studies is not None
    sheet = with_cell(studies, (3, 1), "sun2022")
    assert codes(with_sheet(GOOD, sheet)) == ["SHEET05"]


def test_labels_and_help_of_any_wording_are_no_data() -> None:
    sheet = responses(GOOD)
    for number, field in enumerate(FORM["Responses"].fields, start=1):
        sheet = with_cell(
            with_cell(sheet, (2, number), field.label), (3, number), f"What is {field.name}? 2 words"
        )
    assert codes(with_sheet(GOOD, sheet)) == []


@pytest.mark.parametrize("name", ["Studies", "Reports", "Survival"])
def test_labels_and_help_of_ones_own_are_no_data_where_any_words_may_stand(name: str) -> None:
    sheet = GOOD.sheet(name)
    assert sheet is not None
    for number, field in enumerate(FORM[name].fields, start=1):
        sheet = with_cell(with_cell(sheet, (2, number), field.name), (3, number), "help")
    assert codes(with_sheet(GOOD, sheet)) == []


def test_a_word_of_an_open_list_above_the_first_data_row_is_data() -> None:
    studies = GOOD.sheet("Studies")
    assert studies is not None
    column = [field.name for field in FORM["Studies"].fields].index("phase") + 1
    assert codes(with_sheet(GOOD, with_cell(studies, (3, column), "1B/2"))) == ["SHEET05"]


def test_a_denominator_without_its_column_is_one_problem_however_many_rows() -> None:
    columns = [field.name for field in FORM["Responses"].fields if field.name != "n_evaluable"]
    row = {"cohort_id": "sun2022_sts", "report_id": "sun2022", **COMPLETE, "cr": "1"}
    sheet = sheet_cells("Responses", columns, [row, {**row, "timepoint": "week 12"}])
    assert codes(with_sheet(GOOD, sheet)) == ["SHEET02"]


def test_rows_after_a_gap_are_read() -> None:
    sheet = responses(GOOD)
    moved = replace(sheet, rows={1: sheet.rows[1], 50: dict(sheet.rows[4])})
    filled, _ = fill(with_sheet(GOOD, moved), FORM)
    assert [row.number for row in filled.sheet("Responses")] == [50]


def test_a_row_of_spaces_is_no_row() -> None:
    filled, found = fill(with_sheet(GOOD, with_cell(responses(GOOD), (9, 3), "  ")), FORM)
    assert (len(filled.sheet("Responses")), found) == (1, ())


def test_merged_cells_among_the_data_are_an_error_and_above_them_are_not() -> None:
    sheet = replace(responses(GOOD), merged=("A4:A6", "A2:C2"))
    assert [(one.rule, one.place.cell) for one in problems(with_sheet(GOOD, sheet))] == [("SHEET06", "A4")]


@pytest.mark.parametrize(
    "hiding",
    [{"hidden": True}, {"hidden_rows": (4,)}, {"hidden_columns": ("H",)}, {"filtered": True}],
)
def test_what_is_hidden_is_read_with_a_warning(hiding: dict[str, object]) -> None:
    sheet = replace(responses(GOOD), **hiding)  # type: ignore[arg-type]
    found = problems(with_sheet(GOOD, sheet))
    assert [(one.rule, one.severity) for one in found] == [("SHEET07", "warning")]


def test_a_missing_sheet_is_an_error_if_nothing_can_be_pooled_without_it() -> None:
    without = replace(GOOD, sheets=tuple(one for one in GOOD.sheets if one.name != "Cohorts"))
    assert "SHEET01" in codes(without)
    without = replace(GOOD, sheets=tuple(one for one in GOOD.sheets if one.name != "Safety"))
    assert codes(without) == ["SHEET10"]


def test_a_sheet_that_the_form_does_not_know_is_a_warning_that_names_the_one_meant() -> None:
    stranger = SheetCells(name="Cohort", rows={4: {1: Cell("x", "A4")}})
    found = problems(replace(GOOD, sheets=(*GOOD.sheets, stranger)))
    assert [(one.rule, one.fix) for one in found] == [("SHEET08", "did you mean 'Cohorts'?")]


def test_sheets_for_people_hold_no_data() -> None:
    readme = SheetCells(name="README", rows={1: {1: Cell("Read me", "A1")}})
    assert codes(replace(GOOD, sheets=(readme, *GOOD.sheets))) == []


def test_an_empty_workbook_has_no_problem() -> None:
    assert codes(workbook()) == []


def test_a_column_of_ones_own_that_is_empty_is_let_pass() -> None:
    assert codes(with_sheet(GOOD, with_cell(responses(GOOD), (1, 27), "colour"))) == []
