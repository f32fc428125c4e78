"""The workbook that reviewers fill in, made from a form; with rows in it that are already known.

Row 1 holds the names by which columns are matched, row 2 labels, row 3 help; data begin in row 4. Entry
columns are formatted as Text, so that no program turns 1/5 into a date or 007 into 7. Names, labels and
help are locked without a password; everything else may be filled, resized, sorted and filtered.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from review import archive
from review.extraction.cells import SheetCells
from review.extraction.contents import Contents, RowContents
from review.extraction.filled import FIRST_DATA_ROW, LABEL_COLUMN
from review.extraction.form import Field, Form, Sheet
from review.files.placing import put_into_place
from review.files.workbook_layout import (
    FONT,
    LINE,
    MISSING,
    NEEDED,
    PALE,
    USUAL,
    column_width,
    help_height,
    help_text,
    row_height,
    wraps,
)  # fmt: skip
from review.files.workbook_pages import add_codebook, add_lists, add_readme, list_column

Value = str | int | float | Sequence[str] | None
Rows = Mapping[str, Sequence[Mapping[str, Value]]]

#: Rows that have drop-downs in an empty form. LibreOffice cuts rules on empty rows at row 1001.
ROWS_WITH_CHOICES = 997

#: Rows below those that are filled which show labels beside ids.
ROWS_WITH_LABELS = 200

#: Width of the columns that show labels, and of those that the form does not know.
LABEL_WIDTH = 26

#: Rows that drop-downs and labels look through.
LONGEST_SHEET = 9999

#: Letters that a cell can hold; openpyxl cuts off what is longer.
LONGEST_TEXT = 32767

#: Every workbook bears this time: when it was made would make two equal workbooks differ.
_STAMP = datetime(2000, 1, 1)


def write_extraction_workbook(
    path: Path, form: Form, *, rows: Rows | None = None, title: str = "", overwrite: bool = False
) -> None:
    """Write the workbook of a form.

    Parameters
    ----------
    rows
        Rows that are already known, by sheet: each maps fields to values, of which numbers are written as
        the text that was printed. Fields that are not named stay blank.
    title
        What the workbook is for, such as the review's title and the extractor.
    overwrite
        Whether a file that stands at `path` may be replaced. A workbook that people fill in never is.

    Raises
    ------
    FileExistsError
        If a file stands there and may not be replaced.
    ValueError
        If `rows` names a sheet or field that the form lacks, or has a text longer than a cell can hold.
    """
    content = extraction_workbook(form, rows=rows, title=title)
    put_into_place(path, content, overwrite=overwrite)


def extraction_workbook(form: Form, *, rows: Rows | None = None, title: str = "") -> bytes:
    """The bytes of a form's workbook; see `write_extraction_workbook`."""
    rows = rows or {}
    for name, filled in rows.items():
        known = {field.name for field in form[name].fields} if name in form else set()
        strangers = {field for row in filled for field in row} - known
        if name not in form or strangers:
            raise ValueError(f"the form has no {name} {', '.join(sorted(strangers))}".rstrip())
    held = {
        name: tuple(RowContents(0, {field: as_text(value) for field, value in row.items()}) for row in filled)
        for name, filled in rows.items()
    }
    return workbook_bytes(extraction_book(form, Contents(held), title=title))


def extraction_book(form: Form, held: Contents, *, title: str = "") -> Any:
    """A form's workbook, open: with rows in it, columns and sheets that the form does not know, comments."""
    book = Workbook()
    book.remove(book.active)
    add_readme(book, form, title)
    for sheet in form.sheets:
        _entry_sheet(book, form, sheet, held)
    if form.flat:
        _entry_sheet(book, form, form.flat, held)
    add_codebook(book, form)
    add_lists(book, form)
    for cells in held.other_sheets:
        _other_sheet(book, cells)
    book.active = book.sheetnames.index(form.sheets[0].name) if any(held.rows.values()) else 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == book.active.title
    return book


class Column(NamedTuple):
    """A column of an entry sheet: of a field, of the label of one, or of neither (the form forgot it)."""

    name: str
    field: Field | None = None
    labels: Field | None = None


def columns_of(form: Form, sheet: Sheet, orphans: Sequence[str] = ()) -> tuple[Column, ...]:
    """The columns of a sheet in their order: beside the id of another sheet's row the label of that row."""
    found = []
    for field in sheet.fields:
        found.append(Column(field.name, field))
        if field.type == "ref" and len(field.references) == 1 and form[field.references[0]].named_by:
            found.append(Column(f"{LABEL_COLUMN}{field.name}", labels=field))
    return (*found, *(Column(name) for name in orphans))


def _letters(form: Form, sheet: Sheet) -> dict[str, str]:
    return {
        column.name: get_column_letter(number)
        for number, column in enumerate(columns_of(form, sheet), start=1)
    }


def _entry_sheet(book: Any, form: Form, sheet: Sheet, held: Contents) -> None:
    page = book.create_sheet(sheet.name)
    rows = held.rows.get(sheet.name, ())
    columns = columns_of(form, sheet, held.orphans.get(sheet.name, ()))
    last = max(FIRST_DATA_ROW + len(rows) + 99, FIRST_DATA_ROW + ROWS_WITH_CHOICES - 1)
    for number, column in enumerate(columns, start=1):
        letters = get_column_letter(number)
        shape = page.column_dimensions[letters]
        if column.field:
            _header(page, number, column.field)
            shape.width = column_width(column.field)
            _choices(page, form, sheet, column.field, f"{letters}{FIRST_DATA_ROW}:{letters}{last}")
        else:
            _plain_header(page, number, column)
            shape.width = LABEL_WIDTH
        _as_entry(shape, column)
    for at, row in enumerate(rows, start=FIRST_DATA_ROW):
        _fill_row(page, at, sheet.name, columns, row)
    _show_labels(page, form, columns, FIRST_DATA_ROW + len(rows) + ROWS_WITH_LABELS)
    beyond = get_column_letter(len(columns) + 1)
    rest = page.column_dimensions[beyond]
    # A row can only be deleted on a protected sheet if none of its cells is locked, to the last column.
    rest.min, rest.max, rest.width = len(columns) + 1, 16384, 12
    rest.protection = Protection(locked=False)
    end = get_column_letter(len(columns))
    page.row_dimensions[3].height = max(help_height(field) for field in sheet.fields)
    page.freeze_panes = f"B{FIRST_DATA_ROW}"
    page.auto_filter.ref = f"A{FIRST_DATA_ROW - 1}:{end}{last}"
    _mark_what_is_needed(page, form, sheet, end, last)
    _protect(page)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.print_title_rows, page.print_title_cols = "1:2", "A:A"


def _fill_row(page: Any, at: int, sheet: str, columns: Sequence[Column], row: RowContents) -> None:
    for number, column in enumerate(columns, start=1):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", row.texts.get(column.name, ""))
        if len(text) > LONGEST_TEXT:
            raise ValueError(f"{sheet} row {at}: {column.name} is longer than {LONGEST_TEXT} letters")
        if text or column.name in row.comments:
            cell = page.cell(at, number)
            _styled(page, cell, column)
            if text:
                cell.value = text
                cell.data_type = "s"  # openpyxl would read "=…" as a formula and "#N/A" as an error
            if column.name in row.comments:
                cell.comment = Comment(ILLEGAL_CHARACTERS_RE.sub(" ", row.comments[column.name]), "review")
    wrapped = [
        (row.texts.get(column.name, ""), column_width(column.field))
        for column in columns
        if column.field and wraps(column.field)
    ]
    page.row_dimensions[at].height = row_height(wrapped)


def _show_labels(page: Any, form: Form, columns: Sequence[Column], last: int) -> None:
    """Formulas that show the label of the row that an id names; nothing reads them."""
    for number, column in enumerate(columns, start=1):
        if column.labels is None:
            continue
        target = form[column.labels.references[0]]
        letters = _letters(form, target)
        area = f"{FIRST_DATA_ROW}:${{}}${FIRST_DATA_ROW + LONGEST_SHEET}"
        keys = f"{target.name}!${letters[target.key]}$" + area.format(letters[target.key])
        parts = [f"{target.name}!${letters[name]}$" + area.format(letters[name]) for name in target.named_by]
        for at in range(FIRST_DATA_ROW, last):
            match = f"MATCH({get_column_letter(number - 1)}{at},{keys},0)"
            shown = '&" "&'.join(f"INDEX({part},{match})" for part in parts)
            _styled(page, page.cell(at, number, f'=IFERROR({shown}&"","")'), column)


def _other_sheet(book: Any, cells: SheetCells) -> None:
    """A sheet that the form does not know, as it was but for its looks."""
    page = book.create_sheet(cells.name)
    page.sheet_state = "hidden" if cells.hidden else "visible"
    for at, row in cells.rows.items():
        for number, held in row.items():
            cell = page.cell(at, number, held.formula or held.value)
            cell.number_format = held.number_format
            if not held.formula and isinstance(held.value, str):
                cell.data_type = "e" if held.kind == "error" else "s"
    for (at, number), text in cells.comments.items():
        page.cell(at, number).comment = Comment(text, "review")
    for area in cells.merged:
        page.merge_cells(area)


def _header(page: Any, number: int, field: Field) -> None:
    needed = field.required
    fill = PatternFill("solid", start_color=NEEDED if needed else USUAL)
    colour = "FFFFFF" if needed else "1B2430"
    name, label, help_ = (page.cell(row, number) for row in (1, 2, 3))
    name.value, label.value, help_.value = field.name, field.label, help_text(field)
    name.font = Font(name=FONT, size=8, color="5B6675")
    label.font = Font(name=FONT, size=11, bold=True, color=colour)
    label.fill = fill
    help_.font = Font(name=FONT, size=8, color="3D4757")
    help_.fill = PatternFill("solid", start_color=PALE)
    help_.border = Border(bottom=LINE)
    name.alignment = Alignment(vertical="center")
    label.alignment = Alignment(vertical="center", wrap_text=True)
    help_.alignment = Alignment(vertical="top", wrap_text=True)


def _plain_header(page: Any, number: int, column: Column) -> None:
    """The header of a column that no field has: a label, or what somebody added."""
    name, label, help_ = (page.cell(row, number) for row in (1, 2, 3))
    name.value = column.name
    label.value = f"({column.labels.label})" if column.labels else column.name
    help_.value = "Shows itself; nothing to fill in." if column.labels else "Not in the form: kept, not read."
    name.font = Font(name=FONT, size=8, color="5B6675")
    label.font = Font(name=FONT, size=11, italic=True, color="5B6675")
    help_.font = Font(name=FONT, size=8, color="3D4757")
    help_.fill, help_.border = PatternFill("solid", start_color=PALE), Border(bottom=LINE)
    label.alignment = help_.alignment = Alignment(vertical="top", wrap_text=True)


def _as_entry(cell: Any, column: Column) -> None:
    """The format of what people fill in: Text, free to write; of a label: smaller, in grey."""
    cell.protection = Protection(locked=False)
    if column.labels:
        cell.font = Font(name=FONT, size=9, italic=True, color="5B6675")
        cell.alignment = Alignment(vertical="top")
        return
    cell.number_format = "@"
    cell.font = Font(name=FONT, size=10)
    field = column.field
    cell.alignment = Alignment(
        vertical="top",
        wrap_text=field is None or wraps(field),
        horizontal="right" if field is not None and field.holds_number else "left",
        indent=1 if field is not None and field.holds_number else 0,
    )


def _styled(page: Any, cell: Any, column: Column) -> None:
    """The format of an entry, looked up but for the first cell of a column: setting it takes long."""
    above = page._cells.get((cell.row - 1, cell.column))
    if above is not None and cell.row > FIRST_DATA_ROW:
        cell._style = copy(above._style)
    else:
        _as_entry(cell, column)


def _choices(page: Any, form: Form, sheet: Sheet, field: Field, cells: str) -> None:
    if field.type == "choice":
        letters, length = list_column(form, sheet, field)
        rule = DataValidation(
            type="list", formula1=f"Lists!${letters}$2:${letters}${length + 1}", allow_blank=True
        )
        rule.error = f"Choose from the list: {', '.join(field.choices)}"[:250]
        if field.pattern or field.open:
            rule.errorStyle = "information"
            rule.error = f"{field.choices[0]}, or such as {field.example}" if field.pattern else rule.error
    elif field.type == "ref" and len(field.references) == 1:
        target = form[field.references[0]]
        at = _letters(form, target)[target.key]
        start = f"{target.name}!${at}${FIRST_DATA_ROW}"
        filled = f"COUNTA({target.name}!${at}${FIRST_DATA_ROW}:${at}${FIRST_DATA_ROW + LONGEST_SHEET})"
        rule = DataValidation(
            type="list", formula1=f"OFFSET({start},0,0,MAX(1,{filled}),1)", allow_blank=True
        )
        rule.errorStyle = "warning"
        rule.error = f"No row of the sheet {target.name} has this {target.key} yet. Keep it all the same?"
    else:
        return
    rule.showErrorMessage = True
    rule.errorTitle = field.label
    page.add_data_validation(rule)
    rule.add(cells)


def _mark_what_is_needed(page: Any, form: Form, sheet: Sheet, end: str, last: int) -> None:
    """Colour a needed cell that is blank while its row is not, and a key that stands twice."""
    pink = PatternFill("solid", start_color=MISSING, end_color=MISSING)
    at = _letters(form, sheet)
    # Not COUNTA: a label's formula that shows nothing counts there as filled.
    row = f"SUMPRODUCT(--(LEN($A{FIRST_DATA_ROW}:${end}{FIRST_DATA_ROW})>0))"
    for field in sheet.fields:
        if not field.required:
            continue
        letters = at[field.name]
        cells = f"{letters}{FIRST_DATA_ROW}:{letters}{last}"
        first = f"${letters}{FIRST_DATA_ROW}"
        broken = f'AND({first}="",{row}>0)'
        if field.name == sheet.key:
            whole = f"${letters}${FIRST_DATA_ROW}:${letters}${last}"
            broken = f"OR({broken},COUNTIF({whole},{first})>1)"
        page.conditional_formatting.add(cells, FormulaRule(formula=[broken], fill=pink))


def _protect(page: Any) -> None:
    protection = page.protection
    protection.sheet = True
    for freedom in (
        "formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows", "insertHyperlinks", "sort",
        "autoFilter",
    ):  # fmt: skip
        setattr(protection, freedom, False)  # False: not forbidden


def as_text(value: Value) -> str:
    """A value as the text that stands in its cell.

    >>> as_text(("NCT1", "NCT2")), as_text(16.25), as_text(19), as_text(None)
    ('NCT1; NCT2', '16.25', '19', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return repr(value)
    return "; ".join(value)


def workbook_bytes(book: Any) -> bytes:
    """The workbook's bytes, the same on every day: openpyxl writes the time of saving into two places."""
    book.properties.creator = "review"
    book.properties.created = _STAMP
    saved = io.BytesIO()
    book.save(saved)
    return archive.without_clock(saved.getvalue(), _with_fixed_time)


def _with_fixed_time(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    stamp = _STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
