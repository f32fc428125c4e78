"""The workbook of questions to authors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter

from review.extraction.filled import FIRST_DATA_ROW
from review.extraction.queries import QUERIES, QUERY_COLUMNS, TYPED, Query
from review.files.workbook_layout import FONT, LINE, NEEDED, PALE, USUAL, row_height
from review.files.workbook_writer import workbook_bytes

#: Label, help and width of each column.
_HEADERS = {
    "study_id": ("Study", "", 22),
    "sheet": ("Sheet", "Where the number stands.", 13),
    "row": ("Row", "Its cohort or study.", 26),
    "field": ("Field", "", 16),
    "cell": ("Cell", "When the question was drawn.", 8),
    "about": ("What was found", "The rule and what it says.", 48),
    "question": ("Question", "May be reworded; it is kept as it stands.", 48),
    "sent": ("Sent", "When, such as 2026-03-14.", 13),
    "answer": ("Answer", "The value alone, as it would stand in the cell.", 16),
    "answered": ("Answered", "When.", 13),
    "who": ("Who", "Who answered.", 22),
}


def query_workbook(queries: Sequence[Query]) -> bytes:
    """The bytes of the workbook of questions to authors."""
    book = Workbook()
    page = book.active
    page.title = QUERIES
    for number, name in enumerate(QUERY_COLUMNS, start=1):
        _header(page, number, name)
    for at, query in enumerate(queries, start=FIRST_DATA_ROW):
        texts = {name: getattr(query, name) for name in QUERY_COLUMNS}
        for number, name in enumerate(QUERY_COLUMNS, start=1):
            cell = page.cell(at, number)
            if texts[name]:
                cell.value = texts[name]
                cell.data_type = "s"
            cell.number_format = "@"
            cell.font = Font(name=FONT, size=10)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.protection = Protection(locked=name not in TYPED)
        page.row_dimensions[at].height = row_height((texts[n], _HEADERS[n][2]) for n in QUERY_COLUMNS)
    page.freeze_panes = f"B{FIRST_DATA_ROW}"
    last = max(FIRST_DATA_ROW, FIRST_DATA_ROW + len(queries) - 1)
    page.auto_filter.ref = f"A{FIRST_DATA_ROW - 1}:{get_column_letter(len(QUERY_COLUMNS))}{last}"
    page.protection.sheet = True
    for freedom in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(page.protection, freedom, False)  # False: not forbidden
    page.page_setup.orientation = "landscape"
    return workbook_bytes(book)


def _header(page: Any, number: int, name: str) -> None:
    label, help_, width = _HEADERS[name]
    top, middle, below = (page.cell(row, number) for row in (1, 2, 3))
    top.value, middle.value, below.value = name, label, help_ or None
    typed = name in TYPED
    top.font = Font(name=FONT, size=8, color="5B6675")
    middle.font = Font(name=FONT, size=11, bold=True, color="FFFFFF" if typed else "1B2430")
    middle.fill = PatternFill("solid", start_color=NEEDED if typed else USUAL)
    below.font = Font(name=FONT, size=8, color="3D4757")
    below.fill, below.border = PatternFill("solid", start_color=PALE), Border(bottom=LINE)
    below.alignment = Alignment(vertical="top", wrap_text=True)
    page.column_dimensions[get_column_letter(number)].width = width
    page.row_dimensions[3].height = 36
