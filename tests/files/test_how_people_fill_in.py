"""Workbooks as people leave them: nothing of what they did is lost, or read as something else."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from review.extraction.contents import STRUCK, contents
from review.extraction.dataset import Dataset
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction, read_workbook
from review.files.workbook_writer import write_extraction_workbook
from tests.outside_programs import needs

FORM = shipped_form()
COUNTED = {"n_evaluable": 20, "cr": 1, "pr": 4, "sd": 10, "pd": 5, "responders": 5, "orr_pct": "25"}
ASSESSED = {"timepoint": "best", "criteria": "RECIST 1.1", "assessor": "central", "confirmed": "yes"}
ROWS: Mapping[str, list[dict[str, Any]]] = {
    "Studies": [{"study_id": f"s{i}", "first_author": "Müller-Šarić 孙"} for i in range(3)],
    "Reports": [{"report_id": f"s{i}", "study_id": f"s{i}", "source_tier": "abstract"} for i in range(3)],
    "Cohorts": [
        {"cohort_id": f"c{i}", "study_id": f"s{i}", "histology": "ASPS", "combination_class": "monotherapy"}
        for i in range(3)
    ],
    "Responses": [
        {"cohort_id": f"c{i}", "report_id": f"s{i}", **ASSESSED, **COUNTED, "note": "typed by hand"}
        for i in range(3)
    ],
}
FIELDS = [column.name for column in FORM["Responses"].fields]


class Filled:
    """A workbook of three cohorts, to be changed as people do."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "filled.xlsx"
        write_extraction_workbook(self.path, FORM, rows=ROWS)
        self.book: Any = load_workbook(self.path)
        self.page: Any = self.book["Responses"]
        self.columns = {cell.value: cell.column for cell in self.page[1]}

    def cell(self, row: int, field: str) -> Any:
        return self.page.cell(row, self.columns[field])

    def read(self) -> Dataset:
        self.book.save(self.path)
        return read_extraction(self.path, FORM)

    def found(self) -> list[tuple[str, str, str]]:
        problems = self.read().problems
        return [(one.rule, one.place.sheet, one.place.cell) for one in problems if one.rule != "BLANK01"]

    def responders(self) -> list[object]:
        return [
            one.row.value("responders") for _, cohort in self.read().cohorts() for one in cohort.responses
        ]


@pytest.fixture
def filled(tmp_path: Path) -> Filled:
    return Filled(tmp_path)


def run(text: str, **font: Any) -> TextBlock:
    return TextBlock(InlineFont(**font), text)


def test_a_workbook_as_it_was_written_is_in_order(filled: Filled) -> None:
    assert (filled.found(), filled.responders()) == ([], [5, 5, 5])


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (CellRichText("5", run("1", vertAlign="superscript")), "5[raised: 1]"),
        (CellRichText(run("6", strike=True), "5"), "[struck through: 6]5"),
        (CellRichText("5", run("2", vertAlign="subscript")), "5[lowered: 2]"),
    ],
)
def test_a_number_with_a_raised_or_struck_part_is_no_number(
    typed: CellRichText, told: str, filled: Filled
) -> None:
    filled.cell(4, "responders").value = typed
    (problem,) = filled.read().problems
    assert (problem.rule, problem.severity, problem.message) == (
        "CELL18",
        "error",
        f"responders: holds {told}",
    )
    assert filled.responders() == [None, 5, 5]


def test_bold_parts_and_raised_letters_of_texts_are_read_as_they_stand(filled: Filled) -> None:
    filled.cell(4, "responders").value = CellRichText(run("5", b=True), run(" ", i=True))
    filled.cell(4, "note").value = CellRichText("see ", run("a", vertAlign="superscript"))
    filled.cell(1, "cohort_id").value = CellRichText(run("cohort", b=True), "_id")
    assert (filled.found(), filled.responders()) == ([], [5, 5, 5])
    assert next(filled.read().cohorts())[1].responses[0].row.text("note") == "see a"


def test_a_raised_part_is_still_named_in_a_migrated_workbook(filled: Filled) -> None:
    filled.cell(4, "responders").value = CellRichText("5", run("1", vertAlign="superscript"))
    filled.book.save(filled.path)
    held = contents(read_workbook(filled.path), FORM)
    assert held.rows["Responses"][0].texts["responders"] == "5[raised: 1]"


def test_what_is_struck_through_is_a_warning_and_a_comment_in_a_migrated_workbook(filled: Filled) -> None:
    filled.cell(4, "responders").font = Font(strike=True)
    assert filled.found() == [("CELL17", "Responses", filled.cell(4, "responders").coordinate)]
    assert filled.responders() == [5, 5, 5]
    held = contents(read_workbook(filled.path), FORM)
    assert held.rows["Responses"][0].comments == {"responders": STRUCK}


@pytest.mark.parametrize(
    "looks",
    [
        {"fill": PatternFill("solid", start_color="FFFF00")},
        {"font": Font(color="FF0000")},
        {"font": Font(color="FFFFFF")},
    ],
)
def test_colour_is_said_not_to_be_read(looks: dict[str, Any], filled: Filled) -> None:
    for name, value in looks.items():
        setattr(filled.cell(5, "responders"), name, value)
    (problem,) = filled.read().problems
    at = filled.cell(5, "responders").coordinate
    assert (problem.rule, problem.place.cell) == ("SHEET11", at)
    assert f"coloured by hand: {at}; colour is not read" in problem.message


@pytest.mark.parametrize(
    ("value", "shown", "told"),
    [(0.25, "# ?/?", "fraction"), (0.25, "?/20", "fraction"), (25000, "#,##0,", "thousands")],
)
def test_a_number_that_is_shown_as_another_one_is_not_read(
    value: float, shown: str, told: str, filled: Filled
) -> None:
    filled.cell(4, "orr_pct").value, filled.cell(4, "orr_pct").number_format = value, shown
    (problem,) = filled.read().problems
    assert (problem.rule, problem.severity) == ("CELL01", "error")
    assert told in problem.message


@pytest.mark.parametrize("shown", ["0.0", "#,##0", "#,##0.00", "General", "@", '0" patients"', "0_);(0)"])
def test_usual_formats_of_numbers_change_nothing(shown: str, filled: Filled) -> None:
    filled.cell(4, "orr_pct").value, filled.cell(4, "orr_pct").number_format = 25, shown
    filled.cell(4, "responders").value, filled.cell(4, "responders").number_format = 5, shown
    assert (filled.found(), filled.responders()) == ([], [5, 5, 5])


def add_title(filled: Filled) -> None:
    filled.page.insert_rows(1)
    filled.page["A1"] = "Our extraction, as of May"


def sort_with_the_header(filled: Filled) -> None:
    rows = [[cell.value for cell in row] for row in filled.page.iter_rows(min_row=1, max_row=6)]
    for at, row in enumerate([*rows[3:], *rows[:3]], start=1):
        for number, value in enumerate(row, start=1):
            filled.page.cell(at, number).value = value


@pytest.mark.parametrize(("change", "row"), [(add_title, 2), (sort_with_the_header, 4)])
def test_names_that_moved_are_one_problem_and_not_forty(
    change: Callable[[Filled], None], row: int, filled: Filled
) -> None:
    change(filled)
    assert filled.found() == [("SHEET12", "Responses", f"A{row}")]


@pytest.mark.parametrize(("first", "rows"), [(3, 1), (2, 2)])
def test_data_where_labels_and_help_were_deleted_are_named(first: int, rows: int, filled: Filled) -> None:
    filled.page.delete_rows(first, rows)
    assert [rule for rule, *_ in filled.found()] == ["SHEET05"] * rows


def test_a_copy_of_a_sheet_is_named_and_the_sheet_itself_is_read(filled: Filled) -> None:
    filled.book.copy_worksheet(filled.page)
    assert filled.found() == [("SHEET08", "Responses Copy", "")]
    assert filled.responders() == [5, 5, 5]


def test_a_renamed_column_is_named_with_what_was_meant(filled: Filled) -> None:
    filled.cell(1, "responders").value = "Responders (n)"
    problems = [one for one in filled.read().problems if one.rule == "SHEET03"]
    assert [one.fix for one in problems] == ["did you mean 'responders'?"]


def test_rows_in_another_order_with_gaps_between_them_are_the_same_rows(filled: Filled) -> None:
    rows = [[cell.value for cell in row] for row in filled.page.iter_rows(min_row=4, max_row=6)]
    filled.page.delete_rows(4, 3)
    for at, row in zip((9, 5, 7), rows, strict=True):
        for number, value in enumerate(row, start=1):
            filled.page.cell(at, number).value = value
    assert (filled.found(), filled.responders()) == ([], [5, 5, 5])


def test_columns_in_another_order_are_the_same_columns(filled: Filled) -> None:
    a, b = filled.columns["cr"], filled.columns["pd"]
    for at in range(1, 7):
        one, other = filled.page.cell(at, a), filled.page.cell(at, b)
        one.value, other.value = other.value, one.value
    assert (filled.found(), filled.responders()) == ([], [5, 5, 5])


@pytest.mark.parametrize("text", ["Total", "* by central review"])
def test_a_total_or_a_footnote_below_the_table_is_no_cohort(text: str, filled: Filled) -> None:
    filled.cell(8, "cohort_id").value = text
    filled.cell(8, "responders").value = "15"
    assert {rule for rule, *_ in filled.found()} <= {"REF01", "KEY01", "CELL12", "DEN01"}
    assert filled.responders() == [5, 5, 5]


def test_a_letter_of_another_alphabet_is_another_id(filled: Filled) -> None:
    filled.book["Cohorts"]["A5"] = "\N{CYRILLIC SMALL LETTER ES}1"
    assert "REF01" in [rule for rule, *_ in filled.found()]


def test_a_hard_space_behind_an_id_is_nothing(filled: Filled) -> None:
    filled.cell(5, "cohort_id").value = "c1\N{NO-BREAK SPACE}"
    assert (filled.found(), filled.responders()) == ([], [5, 5, 5])


@needs("LibreOffice")
def test_a_round_over_libreoffice_loses_nothing(filled: Filled, tmp_path: Path) -> None:
    filled.cell(5, "note").value = "two\nlines, ≥ 30%, a 'quote' and 1/5"
    filled.book.save(filled.path)
    before = read_workbook(filled.path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind, source in (("ods", filled.path), ("xlsx", tmp_path / "ods" / "filled.ods")):
        command = [
            "soffice",
            "--headless",
            profile,
            "--convert-to",
            kind,
            "--outdir",
            tmp_path / kind,
            source,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
    after = read_workbook(tmp_path / "xlsx" / "filled.xlsx", file=before.file)
    for name, rows in contents(before, FORM).rows.items():
        again = contents(after, FORM).rows[name]
        assert [(row.texts, row.comments) for row in rows] == [(row.texts, row.comments) for row in again]
    assert read_extraction(tmp_path / "xlsx" / "filled.xlsx", FORM).problems == ()
