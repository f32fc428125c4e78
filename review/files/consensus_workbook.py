"""The consensus workbook: an extraction workbook like any other, with what two extractors read differently.

Three sheets stand behind those of the form. Disagreements has one line for each cell that needs a decision,
or was worded differently; Comparison lists what only one of the two extracted; Agreement says how far they
agreed, field by field. Cells without a decision are blank and amber in their own sheet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from review.extraction.field_agreement import AGREEMENT, AGREEMENT_COLUMNS, ExtractorAgreement
from review.extraction.filled import FIRST_DATA_ROW
from review.extraction.form import Form
from review.extraction.reconcile import Reconciliation
from review.extraction.reconcile_rows import label_of
from review.extraction.settling import COLUMNS, COMPARISON, DISAGREEMENTS, NEED_DECISION, Difference
from review.files.workbook_layout import FONT, LINE, MISSING, NEEDED, OPEN_COLOUR, PALE, USUAL, row_height
from review.files.workbook_writer import columns_of, extraction_book, workbook_bytes

#: Label, help and width of each column of the sheets Disagreements and Comparison.
_HEADERS: Mapping[str, tuple[str, str, float]] = {
    "sheet": ("Sheet", "The sheet of the cell.", 13),
    "row": ("Row", "The ids of its row; ? stands for anything.", 44),
    "field": ("Field", "The field of the cell.", 19),
    "status": ("What it is", "Lines that are disagreed or edited need a decision; others may have one.", 17),
    "first": ("", "What this extractor wrote.", 34),
    "second": ("", "What this extractor wrote.", 34),
    "before": ("Consensus before", "What the consensus said when it was made anew.", 20),
    "decision": ("Decision", "The value that counts: choose one of the two, or type another.", 24),
    "who": ("Who", "Who decided.", 14),
    "why": ("Why", "The reason, with page or table.", 44),
}
_TYPED = ("decision", "who", "why")
_AGREEMENT_HEADERS: Mapping[str, tuple[str, str, float]] = {
    "sheet": ("Sheet", "", 13),
    "field": ("Field", "Texts are left out: their wording always differs.", 22),
    "both": ("Both", "Cells that both filled, in rows that both have.", 12),
    "agreed": ("Alike", "Those of them with the same value.", 12),
    "raw": ("Raw", "Share of cells alike.", 12),
    "kappa": ("Kappa", "Cohen's; blank where it is not defined.", 12),
    "pabak": ("PABAK", "Kappa as if all values were equally frequent.", 14),
    "ac1": ("AC1", "Gwet's; steady where one value is rare.", 12),
    "only_first": ("", "Cells that only this extractor filled.", 16),
    "only_second": ("", "Cells that only this extractor filled.", 16),
}


def consensus_workbook(found: Reconciliation, form: Form, *, title: str = "") -> bytes:
    """The bytes of the consensus workbook.

    Parameters
    ----------
    title
        What the workbook is for.
    """
    book = extraction_book(form, found.consensus, title=title)
    first, second = found.agreement.first, found.agreement.second
    decide = [one for one in found.differences if one.status in NEED_DECISION]
    others = [one for one in found.differences if one not in decide and not _is_lone(one)]
    lone = [one for one in found.differences if _is_lone(one)]
    _differences(book, DISAGREEMENTS, [*decide, *others], (first, second), typed=True)
    _differences(book, COMPARISON, lone, (first, second), typed=False)
    _agreement(book, found.agreement)
    _colour_open_cells(book, form, found)
    readme = book["README"]
    at = readme.max_row + 2
    readme.cell(at, 1, "Consensus").font = Font(name=FONT, size=12, bold=True, color=NEEDED)
    for name, text in (
        (
            DISAGREEMENTS,
            f"Cells that {first} and {second} filled differently. Type decision, who and why there.",
        ),
        ("amber cell", f"Waits for a decision in {DISAGREEMENTS}; no number is computed from it until then."),
        (COMPARISON, "Cells and rows that one of the two has and the other has not."),
        (AGREEMENT, "How far the two agreed before anything was decided."),
    ):
        at += 1
        readme.cell(at, 1, name).font = Font(name=FONT, size=10, bold=True)
        readme.cell(at, 2, text).font = Font(name=FONT, size=10)
        if name == "amber cell":
            readme.cell(at, 1).fill = PatternFill("solid", start_color=OPEN_COLOUR)
    return workbook_bytes(book)


def _is_lone(one: Difference) -> bool:
    typed = any(getattr(one, column) for column in _TYPED)
    return one.status.startswith(("only in", "row only in")) and not typed


def _differences(
    book: Any, name: str, listed: Sequence[Difference], names: tuple[str, str], *, typed: bool
) -> None:
    columns = [column for column in COLUMNS if typed or column not in _TYPED]
    page = book.create_sheet(name, index=book.sheetnames.index("Codebook"))
    _headers(page, {column: _HEADERS[column] for column in columns}, {"first": names[0], "second": names[1]})
    for at, one in enumerate(listed, start=FIRST_DATA_ROW):
        texts = {column: getattr(one, column) for column in columns}
        for number, column in enumerate(columns, start=1):
            cell = page.cell(at, number)
            if texts[column]:
                cell.value = texts[column]
                cell.data_type = "s"
            _as_line(cell, typed=column in _TYPED)
        page.row_dimensions[at].height = row_height((texts[c], _HEADERS[c][2]) for c in columns)
    end, last = get_column_letter(len(columns)), max(FIRST_DATA_ROW, FIRST_DATA_ROW + len(listed) - 1)
    page.auto_filter.ref = f"A{FIRST_DATA_ROW - 1}:{end}{last}"
    page.freeze_panes = f"D{FIRST_DATA_ROW}"
    if typed:
        _help_deciding(page, last)
    page.protection.sheet = True
    for freedom in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(page.protection, freedom, False)  # False: not forbidden
    page.page_setup.orientation = "landscape"
    page.print_title_rows = "1:2"


def _help_deciding(page: Any, last: int) -> None:
    """Offer the two values where a decision is typed, and colour what waits for one."""
    letters = {column: get_column_letter(number) for number, column in enumerate(COLUMNS, start=1)}
    at = FIRST_DATA_ROW
    cells = f"{letters['decision']}{at}:{letters['decision']}{last}"
    rule = DataValidation(
        type="list", formula1=f"${letters['first']}{at}:${letters['second']}{at}", allow_blank=True
    )
    rule.showErrorMessage, rule.errorStyle, rule.errorTitle = True, "information", "Decision"
    rule.error = "Neither of the two values. Keep it all the same?"
    page.add_data_validation(rule)
    rule.add(cells)
    waits = " , ".join(f'${letters["status"]}{at}="{status}"' for status in NEED_DECISION)
    amber = PatternFill("solid", start_color=OPEN_COLOUR, end_color=OPEN_COLOUR)
    pink = PatternFill("solid", start_color=MISSING, end_color=MISSING)
    blank = f'${letters["decision"]}{at}=""'
    page.conditional_formatting.add(cells, FormulaRule(formula=[f"AND({blank},OR({waits}))"], fill=amber))
    signed = f"{letters['who']}{at}:{letters['why']}{last}"
    lacks = f'AND(NOT({blank}),{letters["who"]}{at}="")'
    page.conditional_formatting.add(signed, FormulaRule(formula=[lacks], fill=pink))


def _agreement(book: Any, agreement: ExtractorAgreement) -> None:
    page = book.create_sheet(AGREEMENT, index=book.sheetnames.index("Codebook"))
    names = {"only_first": agreement.first, "only_second": agreement.second}
    _headers(page, {column: _AGREEMENT_HEADERS[column] for column in AGREEMENT_COLUMNS}, names)
    for at, field in enumerate(agreement.fields, start=FIRST_DATA_ROW):
        shares = field.coefficients
        for number, column in enumerate(AGREEMENT_COLUMNS, start=1):
            is_share = column in ("raw", "kappa", "pabak", "ac1")
            cell = page.cell(at, number, getattr(shares if is_share else field, column))
            _as_line(cell, typed=False)
            cell.number_format = "0.00" if is_share else "General"
    page.freeze_panes = f"C{FIRST_DATA_ROW}"
    page.protection.sheet = True


def _headers(page: Any, headers: Mapping[str, tuple[str, str, float]], names: Mapping[str, str]) -> None:
    for number, (name, (label, help_, width)) in enumerate(headers.items(), start=1):
        top, middle, below = (page.cell(row, number) for row in (1, 2, 3))
        typed = name in _TYPED
        top.value, middle.value, below.value = name, names.get(name, label), help_ or None
        top.font = Font(name=FONT, size=8, color="5B6675")
        middle.font = Font(name=FONT, size=11, bold=True, color="FFFFFF" if typed else "1B2430")
        middle.fill = PatternFill("solid", start_color=NEEDED if typed else USUAL)
        below.font = Font(name=FONT, size=8, color="3D4757")
        below.fill, below.border = PatternFill("solid", start_color=PALE), Border(bottom=LINE)
        middle.alignment = below.alignment = Alignment(vertical="top", wrap_text=True)
        page.column_dimensions[get_column_letter(number)].width = width
    page.row_dimensions[3].height = 50


def _as_line(cell: Any, *, typed: bool) -> None:
    cell.font = Font(name=FONT, size=10)
    cell.number_format = "@"
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.protection = Protection(locked=not typed)


def _colour_open_cells(book: Any, form: Form, found: Reconciliation) -> None:
    """Amber in the data sheets; a new consensus is coloured anew."""
    for sheet in form.sheets:
        rows = found.consensus.rows[sheet.name]
        at = {label_of(sheet, row.texts): i for i, row in enumerate(rows, start=FIRST_DATA_ROW)}
        orphans = found.consensus.orphans.get(sheet.name, ())
        names = [column.name for column in columns_of(form, sheet, orphans)]
        for one in found.open:
            if one.sheet != sheet.name or one.row not in at:
                continue
            cell = book[sheet.name].cell(at[one.row], names.index(one.field) + 1)
            cell.fill = PatternFill("solid", start_color=OPEN_COLOUR)
            cell.number_format, cell.protection = "@", Protection(locked=False)
