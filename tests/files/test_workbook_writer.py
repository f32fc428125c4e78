"""The workbook that reviewers fill in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from review.extraction.check import check
from review.extraction.form import extend_form
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_workbook
from review.files.workbook_writer import as_text, extraction_workbook, write_extraction_workbook

FORM = shipped_form()

ROWS: Mapping[str, list[dict[str, Any]]] = {
    "Studies": [{"study_id": "sun2022", "registry_ids": ("NCT00000001", "ChiCTR2"), "year": 2022}],
    "Reports": [{"report_id": "sun2022", "study_id": "sun2022", "pmid": "0036", "source_tier": "abstract"}],
    "Cohorts": [
        {"cohort_id": "sun2022_sts", "study_id": "sun2022", "histology": "UPS", "combination_class": "+TKI"},
    ],
    "Responses": [
        {
            "cohort_id": "sun2022_sts", "report_id": "sun2022", "timepoint": "best", "criteria": "UNCLEAR",
            "assessor": "UNCLEAR", "confirmed": "UNCLEAR", "n_evaluable": 32, "responders": 8,
            "orr_pct": "25.00", "note": "=1+1 is text",
        }
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("blank") / "blank.xlsx"
    write_extraction_workbook(path, FORM)
    return load_workbook(path)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "filled.xlsx"
    write_extraction_workbook(path, FORM, rows=ROWS)
    return path


def letters_of(page: Any, name: str) -> str:
    """The column of that name."""
    return str(next(cell.column_letter for cell in page[1] if cell.value == name))


def test_rows_1_to_3_hold_names_labels_and_help(blank: Any) -> None:
    for sheet in FORM.sheets:
        page = blank[sheet.name]
        names = [cell.value for cell in page[1] if cell.value and not cell.value.startswith("label of ")]
        assert names == [field.name for field in sheet.fields]
        for field in sheet.fields:
            at = letters_of(page, field.name)
            assert page[f"{at}2"].value == field.label
            assert page[f"{at}3"].value.startswith(field.help)


def test_beside_an_id_stands_a_formula_that_shows_whose_it_is(blank: Any) -> None:
    page = blank["Responses"]
    assert [page[f"{letters}1"].value for letters in "ABCD"] == [
        "cohort_id", "label of cohort_id", "report_id", "label of report_id",
    ]  # fmt: skip
    label = letters_of(blank["Cohorts"], "label")
    assert page["B4"].value.startswith(f"=IFERROR(INDEX(Cohorts!${label}$4:${label}$")
    assert "MATCH(A4,Cohorts!$A$4:" in page["B4"].value


def test_labels_are_passed_over_when_a_workbook_is_read(filled: Path) -> None:
    sheet = read_workbook(filled).sheet("Responses")
    assert sheet is not None
    assert 2 not in sheet.rows[4]
    assert sheet.rows.keys() == {1, 2, 3, 4}


def test_what_somebody_types_over_a_label_is_reported(filled: Path) -> None:
    book = load_workbook(filled)
    book["Responses"]["B4"] = "mine"
    book.save(filled)
    (problem,) = check(read_workbook(filled), FORM)
    assert (problem.rule, problem.place.cell) == ("SHEET08", "B1")


def test_a_row_is_as_high_as_its_longest_text(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    rows = {"Studies": [{"study_id": "a", "notes": "word " * 60}, {"study_id": "b", "notes": "short"}]}
    write_extraction_workbook(path, FORM, rows=rows)
    heights = [load_workbook(path)["Studies"].row_dimensions[at].height for at in (4, 5)]
    assert heights == [13.5 * 7 + 3, 13.5 + 3]  # 300 letters in a column of 48


def test_a_blank_workbook_passes_every_check(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_extraction_workbook(path, FORM)
    assert check(read_workbook(path), FORM) == ()


def test_known_rows_are_read_back_as_they_were_printed(filled: Path) -> None:
    book = read_workbook(filled)
    for name, rows in ROWS.items():
        sheet = book.sheet(name)
        assert sheet is not None
        names = {number: str(cell.value) for number, cell in sheet.rows[1].items()}
        back = [
            {names[number]: cell.value for number, cell in row.items()}
            for at, row in sheet.rows.items()
            if at > 3
        ]
        assert back == [{field: as_text(value) for field, value in row.items()} for row in rows]
        assert {cell.kind for at, row in sheet.rows.items() if at > 3 for cell in row.values()} == {"text"}
    assert check(book, FORM) == ()


@settings(max_examples=12, deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=60
    )
)
def test_any_text_comes_back_letter_by_letter(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("text") / "a.xlsx"
    write_extraction_workbook(path, FORM, rows={"Studies": [{"study_id": "s", "notes": text}]})
    sheet = read_workbook(path).sheet("Studies")
    assert sheet is not None
    assert sheet.rows[4][16].value == text


def test_a_letter_that_no_spreadsheet_can_hold_becomes_a_space(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_extraction_workbook(path, FORM, rows={"Studies": [{"study_id": "s", "notes": "a\x0bb\nc"}]})
    assert load_workbook(path)["Studies"]["P4"].value == "a b\nc"


def test_a_text_that_a_cell_would_cut_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="32767"):
        write_extraction_workbook(
            tmp_path / "a.xlsx", FORM, rows={"Studies": [{"study_id": "s", "notes": "x" * 32768}]}
        )


def test_the_same_rows_give_the_same_bytes() -> None:
    assert extraction_workbook(FORM, rows=ROWS) == extraction_workbook(FORM, rows=ROWS)


def test_the_workbook_bears_no_time_of_its_own(filled: Path) -> None:
    properties = load_workbook(filled).properties
    assert (properties.created.year, properties.modified.year) == (2000, 2000)


def test_entry_columns_are_text_and_free_and_headings_are_locked(blank: Any) -> None:
    for sheet in FORM.sheets:
        page = blank[sheet.name]
        assert page.protection.sheet
        assert not page.protection.password
        for column in page.column_dimensions.values():
            assert not column.protection.locked
        for field in sheet.fields:
            letters = letters_of(page, field.name)
            assert page.column_dimensions[letters].number_format == "@"
            assert all(page[f"{letters}{row}"].protection.locked for row in (1, 2, 3))


def test_people_may_sort_filter_resize_and_delete_rows_on_a_protected_sheet(blank: Any) -> None:
    protection = blank["Responses"].protection
    for freedom in ("sort", "autoFilter", "formatColumns", "formatRows", "deleteRows", "insertRows"):
        assert getattr(protection, freedom) is False, freedom


def test_headings_stay_in_sight(blank: Any) -> None:
    assert {blank[sheet.name].freeze_panes for sheet in FORM.sheets} == {"B4"}


def words_of(book: Any, formula: str) -> list[str]:
    """The words that a drop-down takes from the sheet Lists."""
    column, first, last = re.fullmatch(r"Lists!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", formula).groups()  # type: ignore[union-attr]
    return [book["Lists"][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]


def rule_of(page: Any, cell: str) -> Any:
    return next(rule for rule in page.data_validations.dataValidation if cell in rule.sqref)


@pytest.mark.parametrize(
    ("sheet", "field"),
    [(sheet.name, field.name) for sheet in FORM.sheets for field in sheet.fields if field.type == "choice"],
)
def test_a_choice_has_a_drop_down_of_its_words_and_codes(sheet: str, field: str, blank: Any) -> None:
    page = blank[sheet]
    rule = rule_of(page, f"{letters_of(page, field)}4")
    described = FORM[sheet][field]
    assert words_of(blank, rule.formula1) == [*described.choices, *described.missing]


def test_the_lists_of_words_are_hidden(blank: Any) -> None:
    assert blank["Lists"].sheet_state == "hidden"


def test_ids_are_picked_from_the_sheet_in_which_they_stand(blank: Any) -> None:
    rule = rule_of(blank["Responses"], "A4")
    assert rule.formula1.startswith("OFFSET(Cohorts!$A$4,0,0,")
    assert rule.errorStyle == "warning"


def test_a_word_of_ones_own_may_be_typed_where_the_choice_is_open(blank: Any) -> None:
    assert rule_of(blank["Studies"], "G4").errorStyle == "information"


def test_a_landmark_may_be_typed_over_the_drop_down(blank: Any) -> None:
    assert (
        rule_of(blank["Responses"], f"{letters_of(blank['Responses'], 'timepoint')}4").errorStyle
        == "information"
    )


def test_the_codebook_has_a_row_for_every_field(blank: Any) -> None:
    rows = [tuple(cell.value for cell in row[:2]) for row in blank["Codebook"].iter_rows(min_row=2)]
    assert rows == [(sheet.name, field.name) for sheet in FORM.sheets for field in sheet.fields]


def test_what_a_workspace_adds_stands_in_the_workbook(tmp_path: Path) -> None:
    addition = {"sheet": [{"name": "Cohorts", "field": [{"name": "n_tfe3", "type": "count"}]}]}
    wider, _ = extend_form(FORM, addition, file="form.toml")
    path = tmp_path / "wider.xlsx"
    write_extraction_workbook(path, wider)
    assert [cell.value for cell in load_workbook(path)["Cohorts"][1]][-1] == "n_tfe3"


def test_a_workbook_that_stands_there_is_not_written_over(filled: Path) -> None:
    before = filled.read_bytes()
    with pytest.raises(FileExistsError, match="stands there already"):
        write_extraction_workbook(filled, FORM)
    assert filled.read_bytes() == before
    write_extraction_workbook(filled, FORM, overwrite=True)
    assert filled.read_bytes() != before


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"Cohort": [{}]}, "the form has no Cohort"),
        ({"Cohorts": [{"colour": "x"}]}, "the form has no Cohorts colour"),
    ],
)
def test_rows_that_the_form_has_no_place_for_are_refused(
    rows: dict[str, list[dict[str, str]]], message: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=message):
        write_extraction_workbook(tmp_path / "a.xlsx", FORM, rows=rows)
    assert list(tmp_path.iterdir()) == []
