"""Workbooks of the screening: a reviewer's form, the adjudication, the reports sought.

All three are one table: facts of the record, which are locked, and columns to fill in. Above it stand what
the workbook is for, how far it is done, and the criteria; the whole stays in view while the table moves.
Entry columns are Text, so that no program turns what is typed into a date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from review.files.workbook_writer import workbook_bytes as without_clock
from review.progress import Progress
from review.screening.highlights import Mark, marked

_FONT = "Calibri"
_DARK, _ENTRY, _FACT, _MISSING = "1F3A5F", "FFF7E0", "F1F3F6", "FBDAD7"
#: Marked words differ in weight and line, not in colour alone.
_MARKS: Mapping[Mark, InlineFont] = {
    "": InlineFont(rFont=_FONT, sz=10),
    "wanted": InlineFont(rFont=_FONT, sz=10, b=True, color="1A6B34"),
    "unwanted": InlineFont(rFont=_FONT, sz=10, b=True, u="single", color="A32A12"),
}

#: The sheet that lists what a sample was drawn from.
DRAWN_FROM_SHEET = "Drawn from"

#: Rows between two reports of progress.
_STEP = 200

#: What a cell can hold; Excel calls a file with more damaged.
LONGEST_TEXT = 32_767
#: Height of a row in points, so that one abstract never fills the screen.
TALLEST_ROW = 190.0
#: Criteria above the table may take this many lines; they stand complete in a sheet of their own.
CRITERIA_LINES = 9

#: What XML cannot hold; exports do.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """One column: its name in row 1 of the table, its label, and what may be filled in.

    Parameters
    ----------
    choices
        A drop-down; other words are refused.
    entry
        Whether people fill it in; other columns are locked.
    marks
        Whether words looked for are marked in it.
    needed_when
        A formula over the row's cells, written as ``{decision}="exclude"``: where it holds, a blank cell
        turns pink.
    """

    name: str
    label: str
    width: float
    choices: tuple[str, ...] = ()
    entry: bool = False
    marks: bool = False
    needed_when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """A whole workbook.

    Parameters
    ----------
    facts
        What the program must know to read it back: stage, reviewer and so on.
    done
        The column that is counted as done.
    frozen
        How many columns stay in view.
    drawn_from
        Ids of the records that the rows were drawn from by chance, kept in a sheet of their own.
    """

    sheet: str
    title: str
    facts: Mapping[str, str]
    instructions: Sequence[tuple[str, str]]
    columns: tuple[FormColumn, ...]
    rows: Sequence[Mapping[str, str]]
    done: str
    frozen: int
    criteria: Sequence[str] = ()
    wanted: Sequence[str] = ()
    unwanted: Sequence[str] = ()
    drawn_from: Sequence[str] = ()


def workbook_bytes(table: FormTable, *, progress: Progress | None = None) -> bytes:
    """The workbook; the same bytes for the same table.

    Parameters
    ----------
    progress
        Called with how many rows were written, and of how many.
    """
    book = Workbook()
    page = book.active
    page.title = table.sheet
    lists = book.create_sheet("Lists")
    first = _above(page, table)
    letters = {column.name: get_column_letter(at) for at, column in enumerate(table.columns, start=1)}
    last = first + max(len(table.rows), 1) - 1
    for at, column in enumerate(table.columns, start=1):
        _column(page, lists, column, at, first, last, letters)
    looks = [_look(page.cell(first, at), column) for at, column in enumerate(table.columns, start=1)]
    for number, row in enumerate(table.rows, start=first):
        _row(page, table, number, row, looks)
        if progress and number % _STEP == 0:
            progress(number - first + 1, len(table.rows))
    _finish(page, table, first, last)
    _readme(book, table)
    _criteria_sheet(book, table)
    _drawn_from_sheet(book, table)
    lists.sheet_state = "hidden"
    book.move_sheet(lists, len(book.sheetnames))
    content: bytes = without_clock(book)
    return content


def _above(page: Any, table: FormTable) -> int:
    """What stands over the table; the number of the first row of data."""
    end = get_column_letter(len(table.columns))
    page["A1"] = _clean(table.title)
    page["A1"].font = Font(name=_FONT, size=14, bold=True, color=_DARK)
    page.row_dimensions[1].height = 22
    lines = [line for text in table.criteria for line in _lines(text, 150)]
    if len(lines) > CRITERIA_LINES:
        lines = [*lines[: CRITERIA_LINES - 1], "… all criteria stand in the sheet Criteria"]
    if lines:
        page["A3"] = _clean("\n".join(lines))
        page.merge_cells(f"A3:{end}3")
        page["A3"].alignment = Alignment(wrap_text=True, vertical="top")
        page["A3"].font = Font(name=_FONT, size=9, color="3D4757")
        page.row_dimensions[3].height = 12.5 * len(lines) + 4
    header = 4
    first = header + 2
    at = [column.name for column in table.columns].index(table.done) + 1
    cells = f"{get_column_letter(at)}{first}:{get_column_letter(at)}{first + max(len(table.rows), 1) - 1}"
    counts = "".join(
        f'&" · {choice} "&COUNTIF({cells},"{choice}")' for choice in table.columns[at - 1].choices
    )
    page["A2"] = f'=COUNTA({cells})&" of {len(table.rows)} done"{counts}'
    page["A2"].font = Font(name=_FONT, size=10, bold=True, color="1A6B34")
    for number, column in enumerate(table.columns, start=1):
        name, label = page.cell(header, number, column.name), page.cell(header + 1, number, column.label)
        name.font = Font(name=_FONT, size=8, color="5B6675")
        label.font = Font(name=_FONT, size=11, bold=True, color="FFFFFF" if column.entry else "1B2430")
        label.fill = PatternFill("solid", start_color=_DARK if column.entry else "E3E8EF")
        label.alignment = Alignment(vertical="center", wrap_text=True)
    return first


def _column(
    page: Any, lists: Any, column: FormColumn, at: int, first: int, last: int, letters: Mapping[str, str]
) -> None:
    letter = get_column_letter(at)
    page.column_dimensions[letter].width = column.width
    cells = f"{letter}{first}:{letter}{last}"
    if column.choices:
        lists.cell(1, at, column.name)
        for number, word in enumerate(column.choices, start=2):
            lists.cell(number, at, word).number_format = "@"
        rule = DataValidation(
            type="list", formula1=f"Lists!${letter}$2:${letter}${len(column.choices) + 1}", allow_blank=True
        )
        rule.showErrorMessage = True
        rule.errorTitle = column.label
        rule.error = f"Choose from the list: {', '.join(column.choices)}"[:250]
        page.add_data_validation(rule)
        rule.add(cells)
    if column.needed_when:
        names = {name: f"${other}{first}" for name, other in letters.items()}
        formula = f'AND(${letter}{first}="",{column.needed_when.format(**names)})'
        pink = PatternFill("solid", start_color=_MISSING, end_color=_MISSING)
        page.conditional_formatting.add(cells, FormulaRule(formula=[formula], fill=pink))


def _look(cell: Any, column: FormColumn) -> Any:
    """The look of a column's cells: set once and copied, since openpyxl takes long to compare styles."""
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.font = Font(name=_FONT, size=10)
    cell.border = Border(bottom=Side(style="hair", color="B8C0CC"))
    cell.protection = Protection(locked=not column.entry)
    cell.fill = PatternFill("solid", start_color=_ENTRY if column.entry else "FFFFFF")
    return cell._style


def _row(page: Any, table: FormTable, number: int, row: Mapping[str, str], looks: Sequence[Any]) -> None:
    height = 15.0
    for at, column in enumerate(table.columns, start=1):
        cell = page.cell(number, at)
        cell._style = copy(looks[at - 1])
        text = _clean(row.get(column.name, ""))
        height = max(height, 13.0 * len(_lines(text, column.width * 1.12)) + 3)
        if not text:
            continue
        pieces = marked(text, table.wanted, table.unwanted) if column.marks else ()
        if any(mark for _, mark in pieces):
            cell.value = CellRichText(*(TextBlock(_MARKS[mark], piece) for piece, mark in pieces))
        else:
            cell.value = text
            cell.data_type = "s"  # openpyxl would read "=…" as a formula and "#N/A" as an error
    page.row_dimensions[number].height = min(height, TALLEST_ROW)


def _finish(page: Any, table: FormTable, first: int, last: int) -> None:
    end = get_column_letter(len(table.columns))
    page.freeze_panes = f"{get_column_letter(table.frozen + 1)}{first}"
    page.auto_filter.ref = f"A{first - 1}:{end}{last}"
    page.protection.sheet = True
    for freedom in ("formatCells", "formatColumns", "formatRows", "autoFilter", "sort"):
        setattr(page.protection, freedom, False)  # False: not forbidden
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = f"{first - 1}:{first - 1}"
    page.sheet_view.zoomScale = 100


def _readme(book: Any, table: FormTable) -> None:
    page = book.create_sheet("README")
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 24
    page.column_dimensions["B"].width = 100
    lines = [
        (table.title, ""),
        *table.instructions,
        ("About this file", "The program reads it by these words."),
    ]
    for number, (left, right) in enumerate([*lines, *table.facts.items()], start=1):
        for at, text in ((1, left), (2, right)):
            cell = page.cell(number, at)
            cell.value, cell.data_type = _clean(text) or None, "s"
            cell.font = Font(name=_FONT, size=14 if number == 1 else 10, bold=at == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=at == 2)
        page.row_dimensions[number].height = 22 if number == 1 else 14.0 * ceil(max(len(right), 1) / 105)
    page.protection.sheet = True


def _criteria_sheet(book: Any, table: FormTable) -> None:
    if not table.criteria:
        return
    page = book.create_sheet("Criteria")
    page.column_dimensions["A"].width = 120
    for number, text in enumerate(table.criteria, start=1):
        cell = page.cell(number, 1, _clean(text))
        cell.data_type = "s"
        cell.font = Font(name=_FONT, size=11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    page.protection.sheet = True


def _drawn_from_sheet(book: Any, table: FormTable) -> None:
    """The records that a sample was drawn from: without them nobody could say later what it speaks for."""
    if not table.drawn_from:
        return
    page = book.create_sheet(DRAWN_FROM_SHEET)
    page.column_dimensions["A"].width = 20
    for number, record_id in enumerate(("record_id", *table.drawn_from), start=1):
        cell = page.cell(number, 1, record_id)
        cell.data_type = "s"
    page.protection.sheet = True


def _lines(text: str, width: float) -> list[str]:
    """Lines of about that many letters, broken at spaces."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def _clean(text: str) -> str:
    """What a cell can hold: no control characters, and no more than fits; a cut is shown by an ellipsis."""
    text = _FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"
