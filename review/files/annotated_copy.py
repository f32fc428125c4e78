"""A copy of a workbook with every problem as a comment beside its cell; the person's file is not touched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from review.files.placing import free_name, put_into_place
from review.files.workbook_layout import FONT, NEEDED, SEVERITY_COLOURS, row_height
from review.files.workbook_writer import workbook_bytes
from review.files.workspace import ANNOTATED
from review.problems import SEVERITIES, Problem

PROBLEMS = "Problems"

_HEADINGS = (
    ("Severity", 11),
    ("Rule", 10),
    ("Sheet", 13),
    ("Cell", 8),
    ("Row", 28),
    ("Problem", 70),
    ("Fix", 60),
)


def write_annotated_copy(path: Path, problems: Sequence[Problem]) -> Path:
    """Write a copy beside a workbook, with comments, coloured cells and a sheet of all problems.

    Returns
    -------
    Path
        The copy: ``NAME-annotated.xlsx``, or the next free name.
    """
    book = load_workbook(path)
    by_cell: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.place.sheet in book.sheetnames and problem.place.cell:
            by_cell.setdefault((problem.place.sheet, problem.place.cell), []).append(problem)
    for (sheet, address), found in by_cell.items():
        _annotate(book[sheet][address], found)
    _list(book, sorted(problems, key=lambda problem: SEVERITIES.index(problem.severity)))
    copy = free_name(path.with_name(f"{path.stem}{ANNOTATED}{path.suffix}"))
    put_into_place(copy, workbook_bytes(book))
    return copy


def _annotate(cell: Any, found: Sequence[Problem]) -> None:
    texts = [cell.comment.text] if cell.comment else []
    for problem in found:
        fix = f"\n→ {problem.fix}" if problem.fix else ""
        texts.append(f"{problem.rule} {problem.severity}: {problem.message}{fix}")
    comment = Comment("\n\n".join(texts), "review validate")
    comment.width, comment.height = 420, 60 + 18 * sum(1 + len(text) // 60 for text in texts)
    cell.comment = comment
    worst = min((problem.severity for problem in found), key=SEVERITIES.index)
    cell.fill = PatternFill("solid", start_color=SEVERITY_COLOURS[worst])


def _list(book: Any, problems: Sequence[Problem]) -> None:
    page = book.create_sheet(PROBLEMS, index=0)
    for number, (heading, width) in enumerate(_HEADINGS, start=1):
        cell = page.cell(1, number, heading)
        cell.font = Font(name=FONT, size=11, bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=NEEDED)
        page.column_dimensions[cell.column_letter].width = width
    for at, problem in enumerate(problems, start=2):
        place = problem.place
        texts = (
            problem.severity,
            problem.rule,
            place.sheet,
            place.cell,
            place.row,
            problem.message,
            problem.fix,
        )
        for number, text in enumerate(texts, start=1):
            cell = page.cell(at, number)
            if text:
                cell.value = text
                cell.data_type = "s"
            cell.font = Font(name=FONT, size=10)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
        page.cell(at, 1).fill = PatternFill("solid", start_color=SEVERITY_COLOURS[problem.severity])
        if place.cell and place.sheet in book.sheetnames:
            page.cell(at, 4).hyperlink = f"#'{place.sheet}'!{place.cell}"
            page.cell(at, 4).font = Font(name=FONT, size=10, color="0B5394", underline="single")
        widths = [width for _, width in _HEADINGS]
        page.row_dimensions[at].height = row_height(zip(texts, widths, strict=True))
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:G{len(problems) + 1}"
    book.active = 0
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == page.title
