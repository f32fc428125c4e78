"""Workbooks from disk: nothing interpreted, nothing dropped."""

from __future__ import annotations

import gc
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.table import Table

from review.extraction.cells import Cell, SheetCells
from review.extraction.check import read_dataset
from review.files.form_files import shipped_form
from review.files.workbook_reader import read_extraction, read_workbook
from review.files.workbook_writer import write_extraction_workbook
from review.problems import UnreadableFile


@pytest.fixture
def book() -> Any:
    return Workbook()


def read(book: Any, folder: Path) -> SheetCells:
    """The first sheet, after a round over the disk."""
    path = folder / "filled.xlsx"
    book.save(path)
    return read_workbook(path).sheets[0]


def cell(sheet: SheetCells, row: int = 1, column: int = 1) -> Cell:
    return sheet.rows[row][column]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("12", "text"),
        ("NA", "text"),
        ("None", "text"),
        ("007", "text"),
        (12, "number"),
        (0.25, "number"),
        (True, "boolean"),
        (datetime(2026, 5, 11), "date"),
        ("#DIV/0!", "error"),
    ],
)
def test_a_value_keeps_its_kind(typed: Any, kind: str, book: Any, tmp_path: Path) -> None:
    book.active["A1"] = typed
    found = cell(read(book, tmp_path))
    assert (found.value, found.kind, found.address) == (typed, kind, "A1")


def test_a_number_keeps_the_format_in_which_it_is_shown(book: Any, tmp_path: Path) -> None:
    book.active["A1"] = 0.25
    book.active["A1"].number_format = "0%"
    assert cell(read(book, tmp_path)).number_format == "0%"


def test_a_formula_that_no_program_has_computed_is_no_blank(book: Any, tmp_path: Path) -> None:
    book.active["A1"] = "=11+16"
    found = cell(read(book, tmp_path))
    assert (found.value, found.kind, found.formula) == (None, "uncomputed", "=11+16")


def test_a_formula_is_read_with_the_value_that_it_last_gave(book: Any, tmp_path: Path) -> None:
    book.active["A1"] = "=11+16"
    book.active["A2"] = "=1/0"
    path = tmp_path / "written.xlsx"
    book.save(path)
    computed = tmp_path / "computed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(computed, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            content = content.replace(b"<f>11+16</f><v", b"<f>11+16</f><v>27</v><x")
            content = content.replace(
                b'<c r="A2"><f>1/0</f><v', b'<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v><x'
            )
            target.writestr(
                part, content.replace(b"<x></v>", b"").replace(b"<x />", b"").replace(b"<x/>", b"")
            )
    sheet = read_workbook(computed).sheets[0]
    assert cell(sheet)[:4] == (27, "A1", "number", "=11+16")
    assert cell(sheet, 2).kind == "error"


def test_merged_cells_are_known_and_only_the_first_has_a_value(book: Any, tmp_path: Path) -> None:
    book.active["A4"] = "sun2022"
    book.active.merge_cells("A4:A6")
    sheet = read(book, tmp_path)
    assert (sheet.merged, sorted(sheet.rows)) == (("A4:A6",), [4])


def test_hidden_rows_and_columns_that_hold_something_are_known(book: Any, tmp_path: Path) -> None:
    book.active["B4"] = 1
    book.active["C5"] = 1
    book.active.row_dimensions[5].hidden = True
    book.active.row_dimensions[9].hidden = True
    book.active.column_dimensions["B"].hidden = True
    sheet = read(book, tmp_path)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ((5,), ("B",))


def test_a_filter_that_is_set_is_known_and_one_that_only_stands_ready_is_not(
    book: Any, tmp_path: Path
) -> None:
    book.active["A1"] = "x"
    book.active.auto_filter.ref = "A1:B9"
    assert not read(book, tmp_path).filtered
    book.active.auto_filter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["x"])))
    assert read(book, tmp_path).filtered


def test_a_filter_of_a_table_is_known(book: Any, tmp_path: Path) -> None:
    for at, row in enumerate([("a", "b"), (1, 2)], start=1):
        book.active.cell(at, 1, row[0])
        book.active.cell(at, 2, row[1])
    table = Table(displayName="t", ref="A1:B2")
    table._initialise_columns()
    table.autoFilter.filterColumn.append(FilterColumn(colId=0, filters=Filters(filter=["1"])))
    book.active.add_table(table)
    assert read(book, tmp_path).filtered


def test_a_hidden_sheet_is_read_and_called_hidden(book: Any, tmp_path: Path) -> None:
    book.create_sheet("second")["A1"] = 1
    book["second"].sheet_state = "veryHidden"
    path = tmp_path / "filled.xlsx"
    book.save(path)
    sheet = read_workbook(path).sheets[1]
    assert (sheet.name, sheet.hidden, cell(sheet).value) == ("second", True, 1)


def test_dates_counted_from_1904_are_the_same_days(book: Any, tmp_path: Path) -> None:
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime(2026, 5, 11)
    path = tmp_path / "filled.xlsx"
    book.save(path)
    cells = read_workbook(path)
    assert cells.dates_from_1904
    assert cell(cells.sheets[0]).value == datetime(2026, 5, 11)


def test_a_value_in_the_last_cell_of_a_sheet_costs_nothing(book: Any, tmp_path: Path) -> None:
    book.active["XFD1048576"] = "far"
    sheet = read(book, tmp_path)
    assert cell(sheet, 1048576, 16384) == Cell("far", "XFD1048576")


def test_formatted_cells_without_a_value_are_not_there(book: Any, tmp_path: Path) -> None:
    book.active["A1"] = "x"
    book.active["A900"].number_format = "@"
    assert sorted(read(book, tmp_path).rows) == [1]


def test_a_workbook_of_charts_only_has_no_cells(book: Any, tmp_path: Path) -> None:
    book.create_chartsheet("chart").add_chart(BarChart())
    book.remove(book.active)
    path = tmp_path / "charts.xlsx"
    book.save(path)
    with pytest.raises(UnreadableFile, match="without a sheet of cells"):
        read_workbook(path)


def test_the_file_is_named_as_people_write_it(book: Any, tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    book.save(path)
    assert read_workbook(path, file="extraction/filled.xlsx").file == "extraction/filled.xlsx"
    assert read_workbook(path).file == path.as_posix()


def test_reading_leaves_the_garbage_collector_as_it_was(book: Any, tmp_path: Path) -> None:
    read(book, tmp_path)
    assert gc.isenabled()
    gc.disable()
    try:
        read(book, tmp_path)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_reviewers_workbook_is_never_written_to(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    write_extraction_workbook(path, shipped_form())
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    read_extraction(path, shipped_form())
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [one.name for one in tmp_path.iterdir()] == ["filled.xlsx"]


def test_reading_and_checking_at_once_gives_the_same_dataset(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    rows = {"Studies": [{"study_id": "s1"}], "Cohorts": [{"cohort_id": "c1", "study_id": "s9"}]}
    write_extraction_workbook(path, shipped_form(), rows=rows)
    expected = read_dataset(read_workbook(path, file="a.xlsx"), shipped_form())
    assert read_extraction(path, shipped_form(), file="a.xlsx") == expected
    assert expected.problems
