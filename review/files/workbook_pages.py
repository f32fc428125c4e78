"""The sheets of a workbook that people read and do not fill in: README, Codebook, the lists of words."""

from __future__ import annotations

from math import ceil
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from review.extraction.form import FIELD_TYPES, MISSING_CODES, Field, Form, Sheet
from review.files.workbook_layout import FONT, MISSING, NEEDED

#: How a form is filled in, for forms that do not say it themselves.
GUIDE = (
    ("1. Studies", "One row per investigation. Its reports and cohorts go into the next two sheets."),
    ("2. Then from left to right", "Each sheet picks from the ids of the sheets before it."),
    ("As printed", "Type numbers as the report prints them, with their decimals: 34.40 stays 34.40."),
    ("One thing per cell", "12, never 12 (40%); what else there is to say goes into the note."),
    ("Where it stands", "Page, table or figure, so that somebody else finds the number."),
    ("A blank", "means: not yet looked up. If you looked and found nothing, write a code."),
)


def add_readme(book: Any, form: Form, title: str) -> None:
    """How the workbook is filled in, its codes and colours."""
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
        *([("row", form.flat.name, form.flat.help)] if form.flat else []),
        ("row", "Codebook", "Every field with its type, the words allowed and its codes."),
    ]
    for at, (kind, left, right) in enumerate(lines, start=1):
        a, b = page.cell(at, 1, left), page.cell(at, 2, right or None)
        a.font = Font(name=FONT, size=10, bold=True)
        b.font = Font(name=FONT, size=10)
        a.alignment = b.alignment = Alignment(vertical="top", wrap_text=kind == "row")
        if kind == "title":
            a.font = Font(name=FONT, size=16, bold=True, color=NEEDED)
            page.row_dimensions[at].height = 26
        elif kind == "plain":
            a.font = Font(name=FONT, size=10, color="5B6675")
        elif kind == "head":
            a.font = Font(name=FONT, size=12, bold=True, color=NEEDED)
            a.alignment = Alignment(vertical="bottom")
            page.row_dimensions[at].height = 28
        elif kind == "needed":
            a.fill, a.font = (
                PatternFill("solid", start_color=NEEDED),
                Font(name=FONT, size=10, color="FFFFFF"),
            )
        elif kind == "pink":
            a.fill, a.font = PatternFill("solid", start_color=MISSING), Font(name=FONT, size=10)
        if kind == "row" and len(right) > 118:
            page.row_dimensions[at].height = 13.5 * ceil(len(right) / 118)
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True


def add_codebook(book: Any, form: Form) -> None:
    """Every field with its type, the words allowed and its codes."""
    page = book.create_sheet("Codebook")
    headings = ("Sheet", "Field", "Label", "Type", "Unit", "Needed", "Allowed", "Codes", "Help")
    widths = (12, 20, 22, 34, 10, 9, 52, 18, 60)
    for number, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = page.cell(1, number, heading)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=NEEDED)
        cell.alignment = Alignment(vertical="center")
        page.column_dimensions[get_column_letter(number)].width = width
    at = 1
    for sheet in form.sheets:
        for field in sheet.fields:
            at += 1
            cells = codebook_row(sheet, field)
            for number, text in enumerate(cells, start=1):
                cell = page.cell(at, number, text or None)
                cell.font = Font(name=FONT, size=10)
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
    elif field.holds_number:
        allowed = limits_words(field)
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


def limits_words(field: Field) -> str:
    """The limits of a number in words.

    >>> limits_words(Field(name="age", label="Age", type="number", minimum=0.0, maximum=110.0))
    '0 to 110'
    >>> limits_words(Field(name="dose", label="Dose", type="number", minimum=0.0))
    '0 or more'
    """
    low, high = field.minimum, field.maximum
    if low is not None and high is not None:
        return f"{low:g} to {high:g}"
    if low is not None:
        return f"{low:g} or more"
    return "" if high is None else f"at most {high:g}"


def add_lists(book: Any, form: Form) -> None:
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


def list_column(form: Form, sheet: Sheet, field: Field) -> tuple[str, int]:
    """Where the words of a choice stand on the hidden sheet: the column's letters, and how many words."""
    fields = _choice_fields(form)
    same = [number for number, (_, one) in enumerate(fields, start=1) if one.choices == field.choices]
    number = fields.index((sheet, field)) + 1 if (sheet, field) in fields else same[0]
    return get_column_letter(number), len(_words(field))
