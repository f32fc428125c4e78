"""The workbook that reviewers fill in, made from a form; with rows in it that are already known.

Row 1 holds the names by which columns are matched, row 2 labels, row 3 help; data begin in row 4. Entry
columns are formatted as Text, so that no program turns 1/5 into a date or 007 into 7. Names, labels and
help are locked without a password; everything else may be filled, resized, sorted and filtered.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from review import archive
from review.extraction.filled import FIRST_DATA_ROW
from review.extraction.form import FIELD_TYPES, MISSING_CODES, Field, Form, Sheet
from review.files.placing import put_into_place

Value = str | int | float | Sequence[str] | None
Rows = Mapping[str, Sequence[Mapping[str, Value]]]

#: Rows that have drop-downs in an empty form. LibreOffice cuts rules on empty rows at row 1001.
ROWS_WITH_CHOICES = 997

#: Letters that a cell can hold; openpyxl cuts off what is longer.
LONGEST_TEXT = 32767

#: Every workbook bears this time: when it was made would make two equal workbooks differ.
_STAMP = datetime(2000, 1, 1)

_FONT = "Calibri"
_NEEDED, _USUAL, _PALE, _MISSING = "1F3A5F", "E3E8EF", "F6F7F9", "FBDAD7"
_LINE = Side(style="thin", color="B8C0CC")

#: How a form is filled in, for forms that do not say it themselves.
GUIDE = (
    ("1. Studies", "One row per investigation. Its reports and cohorts go into the next two sheets."),
    ("2. Then from left to right", "Each sheet picks from the ids of the sheets before it."),
    ("As printed", "Type numbers as the report prints them, with their decimals: 34.40 stays 34.40."),
    ("One thing per cell", "12, never 12 (40%); what else there is to say goes into the note."),
    ("Where it stands", "Page, table or figure, so that somebody else finds the number."),
    ("A blank", "means: not yet looked up. If you looked and found nothing, write a code."),
)

#: Letters of help text that fit into one unit of column width, at the size in which help is set.
_LETTERS_PER_WIDTH = 1.25


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
    book = Workbook()
    book.remove(book.active)
    _readme(book, form, title)
    for sheet in form.sheets:
        _entry_sheet(book, form, sheet, rows.get(sheet.name, ()))
    _codebook(book, form)
    _lists(book, form)
    book.active = book.sheetnames.index(form.sheets[0].name) if rows else 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == book.active.title
    return without_clock(book)


def _entry_sheet(book: Any, form: Form, sheet: Sheet, rows: Sequence[Mapping[str, Value]]) -> None:
    page = book.create_sheet(sheet.name)
    last = max(FIRST_DATA_ROW + len(rows) + 99, FIRST_DATA_ROW + ROWS_WITH_CHOICES - 1)
    for number, field in enumerate(sheet.fields, start=1):
        letters = get_column_letter(number)
        _header(page, number, field)
        column = page.column_dimensions[letters]
        column.width = _width(field)
        _as_entry(column, field)
        _choices(page, form, sheet, field, f"{letters}{FIRST_DATA_ROW}:{letters}{last}")
    for at, row in enumerate(rows, start=FIRST_DATA_ROW):
        for number, field in enumerate(sheet.fields, start=1):
            text = ILLEGAL_CHARACTERS_RE.sub(" ", as_text(row.get(field.name)))
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"{sheet.name} row {at}: {field.name} is longer than {LONGEST_TEXT} letters")
            if text:
                cell = page.cell(at, number)
                _as_entry(cell, field)
                cell.value = text
                cell.data_type = "s"  # openpyxl would read "=…" as a formula and "#N/A" as an error
        lines = max(
            (
                ceil(1.1 * len(as_text(row.get(field.name))) / _width(field))
                for field in sheet.fields
                if _width(field) >= 26
            ),
            default=1,
        )
        if lines > 1:  # a program that opens the file does not make a wrapped row higher by itself
            page.row_dimensions[at].height = 13.5 * lines
    beyond = get_column_letter(len(sheet.fields) + 1)
    rest = page.column_dimensions[beyond]
    # A row can only be deleted on a protected sheet if none of its cells is locked, to the last column.
    rest.min, rest.max, rest.width = len(sheet.fields) + 1, 16384, 12
    rest.protection = Protection(locked=False)
    end = get_column_letter(len(sheet.fields))
    page.row_dimensions[3].height = max(_help_height(field) for field in sheet.fields)
    page.freeze_panes = f"B{FIRST_DATA_ROW}"
    page.auto_filter.ref = f"A{FIRST_DATA_ROW - 1}:{end}{last}"
    _mark_what_is_needed(page, sheet, end, last)
    _protect(page)
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.print_title_rows, page.print_title_cols = "1:2", "A:A"


def _header(page: Any, number: int, field: Field) -> None:
    needed = field.required
    fill = PatternFill("solid", start_color=_NEEDED if needed else _USUAL)
    colour = "FFFFFF" if needed else "1B2430"
    name, label, help_ = (page.cell(row, number) for row in (1, 2, 3))
    name.value, label.value, help_.value = field.name, field.label, _help(field)
    name.font = Font(name=_FONT, size=8, color="5B6675")
    label.font = Font(name=_FONT, size=11, bold=True, color=colour)
    label.fill = fill
    help_.font = Font(name=_FONT, size=8, color="3D4757")
    help_.fill = PatternFill("solid", start_color=_PALE)
    help_.border = Border(bottom=_LINE)
    name.alignment = Alignment(vertical="center")
    label.alignment = Alignment(vertical="center", wrap_text=True)
    help_.alignment = Alignment(vertical="top", wrap_text=True)


def _as_entry(cell: Any, field: Field) -> None:
    """The format of what people fill in: Text, free to write."""
    cell.number_format = "@"
    cell.protection = Protection(locked=False)
    cell.font = Font(name=_FONT, size=10)
    cell.alignment = Alignment(
        vertical="top",
        wrap_text=_width(field) >= 26,
        horizontal="right" if field.holds_number else "left",
    )


def _choices(page: Any, form: Form, sheet: Sheet, field: Field, cells: str) -> None:
    if field.type == "choice":
        letters, length = _list_column(form, sheet, field)
        rule = DataValidation(
            type="list", formula1=f"Lists!${letters}$2:${letters}${length + 1}", allow_blank=True
        )
        rule.error = f"Choose from the list: {', '.join(field.choices)}"[:250]
        if field.pattern or field.open:
            rule.errorStyle = "information"
            rule.error = f"{field.choices[0]}, or such as {field.example}" if field.pattern else rule.error
    elif field.type == "ref" and len(field.references) == 1:
        target = form[field.references[0]]
        at = get_column_letter([one.name for one in target.fields].index(target.key) + 1)
        start = f"{target.name}!${at}${FIRST_DATA_ROW}"
        filled = f"COUNTA({target.name}!${at}${FIRST_DATA_ROW}:${at}${FIRST_DATA_ROW + 9999})"
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


def _mark_what_is_needed(page: Any, sheet: Sheet, end: str, last: int) -> None:
    """Colour a needed cell that is blank while its row is not, and a key that stands twice."""
    pink = PatternFill("solid", start_color=_MISSING, end_color=_MISSING)
    for number, field in enumerate(sheet.fields, start=1):
        if not field.required:
            continue
        letters = get_column_letter(number)
        cells = f"{letters}{FIRST_DATA_ROW}:{letters}{last}"
        first = f"${letters}{FIRST_DATA_ROW}"
        broken = f'AND({first}="",COUNTA($A{FIRST_DATA_ROW}:${end}{FIRST_DATA_ROW})>0)'
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


def _readme(book: Any, form: Form, title: str) -> None:
    page = book.create_sheet("README")
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 26
    page.column_dimensions["B"].width = 92
    lines: list[tuple[str, str, str]] = [
        ("title", title or form.title, ""),
        ("plain", f"{form.title}, form {form.name} version {form.version}", ""),
        ("head", "How to fill it in", ""),
        *(("row", *step) for step in form.guide or GUIDE),
        ("row", "Check it", "review validate, followed by the name of this file"),
        ("head", "Codes for what is missing", ""),
        *(("row", code, meaning) for code, meaning in MISSING_CODES.items()),
        ("head", "Colours", ""),
        ("needed", "dark heading", "needed in every row that is begun"),
        ("pink", "pink cell", "needed and blank, or an id that stands twice"),
        ("head", "Sheets", ""),
        *(("row", sheet.name, sheet.help) for sheet in form.sheets),
        ("row", "Codebook", "Every field with its type, the words allowed and its codes."),
    ]
    for at, (kind, left, right) in enumerate(lines, start=1):
        a, b = page.cell(at, 1, left), page.cell(at, 2, right or None)
        a.font = Font(name=_FONT, size=10, bold=True)
        b.font = Font(name=_FONT, size=10)
        a.alignment = b.alignment = Alignment(vertical="top", wrap_text=kind == "row")
        if kind == "title":
            a.font = Font(name=_FONT, size=16, bold=True, color=_NEEDED)
            page.row_dimensions[at].height = 26
        elif kind == "plain":
            a.font = Font(name=_FONT, size=10, color="5B6675")
        elif kind == "head":
            a.font = Font(name=_FONT, size=12, bold=True, color=_NEEDED)
            a.alignment = Alignment(vertical="bottom")
            page.row_dimensions[at].height = 28
        elif kind == "needed":
            a.fill, a.font = (
                PatternFill("solid", start_color=_NEEDED),
                Font(name=_FONT, size=10, color="FFFFFF"),
            )
        elif kind == "pink":
            a.fill, a.font = PatternFill("solid", start_color=_MISSING), Font(name=_FONT, size=10)
        if kind == "row" and len(right) > 118:
            page.row_dimensions[at].height = 13.5 * ceil(len(right) / 118)
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def _codebook(book: Any, form: Form) -> None:
    page = book.create_sheet("Codebook")
    headings = ("Sheet", "Field", "Label", "Type", "Unit", "Needed", "Allowed", "Codes", "Help")
    widths = (12, 20, 22, 34, 10, 9, 52, 18, 60)
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = page.cell(1, number, heading)
        cell.font = Font(name=_FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=_NEEDED)
        cell.alignment = Alignment(vertical="center")
        page.column_dimensions[get_column_letter(number)].width = width
    at = 1
    for sheet in form.sheets:
        for field in sheet.fields:
            at += 1
            cells = codebook_row(sheet, field)
            for number, text in enumerate(cells, start=1):
                cell = page.cell(at, number, text or None)
                cell.font = Font(name=_FONT, size=10)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                cell.border = Border(bottom=Side(style="hair", color="B8C0CC"))
            needed = (ceil(len(text) / (width * 1.05)) for text, width in zip(cells, widths, strict=True))
            page.row_dimensions[at].height = 13.5 * max(1, *needed)
    page.freeze_panes = "C2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{at}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"


def codebook_row(sheet: Sheet, field: Field) -> tuple[str, ...]:
    """What the codebook says of a field: sheet, name, label, type, unit, needed, allowed, codes, help."""
    allowed = "; ".join((*field.choices, *((f"or such as {field.example}",) if field.pattern else ())))
    if field.open:
        allowed += "; or another word"
    if field.references:
        allowed = "ids of " + ", ".join(field.references)
    elif field.holds_number and field.maximum is not None:
        allowed = f"{field.minimum:g} to {field.maximum:g}"
    return (
        sheet.name,
        field.name,
        field.label,
        FIELD_TYPES[field.type],
        field.unit,
        "yes" if field.required else "",
        allowed,
        "" if field.required else ", ".join(field.missing),
        field.help,
    )


def _lists(book: Any, form: Form) -> None:
    """Write the hidden sheet of the words in drop-downs; a list in the rule itself ends at 255 letters."""
    page = book.create_sheet("Lists")
    for number, (sheet, field) in enumerate(_choice_fields(form), start=1):
        page.cell(1, number, f"{sheet.name}.{field.name}")
        for at, word in enumerate(_words(field), start=2):
            page.cell(at, number, word).number_format = "@"
    page.sheet_state = "hidden"


def _choice_fields(form: Form) -> list[tuple[Sheet, Field]]:
    return [(sheet, field) for sheet in form.sheets for field in sheet.fields if field.type == "choice"]


def _words(field: Field) -> tuple[str, ...]:
    return field.choices if field.required else (*field.choices, *field.missing)


def _list_column(form: Form, sheet: Sheet, field: Field) -> tuple[str, int]:
    number = _choice_fields(form).index((sheet, field)) + 1
    return get_column_letter(number), len(_words(field))


def _help(field: Field) -> str:
    return (
        f"{field.help} ({field.unit})" if field.unit and field.unit not in field.help.lower() else field.help
    )


def _width(field: Field) -> float:
    usual = {
        "id": 24,
        "ref": 24,
        "count": 11,
        "percent": 10,
        "months": 10,
        "date": 16,
        "choice": 17,
        "list": 22,
    }.get(field.type, 19)
    return float(field.width or max(usual, 0.9 * len(field.name) + 3))


def _help_height(field: Field) -> float:
    lines, room = 1, _width(field) * _LETTERS_PER_WIDTH
    used = 0.0
    for word in _help(field).split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0.0
        used += len(word) + (1 if used else 0)
    return 11.5 * lines + 16  # the filter button takes the last line


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


def without_clock(book: Any) -> bytes:
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
