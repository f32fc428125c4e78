"""Workbooks built from plain rows, for tests: cells as the reader would give them, without a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from review.extraction.cells import Cell, CellKind, SheetCells, WorkbookCells, column_letters
from review.extraction.check import check
from review.extraction.filled import FIRST_DATA_ROW
from review.extraction.form import Form
from review.files.form_files import shipped_form
from review.problems import Problem

FORM = shipped_form()
FILE = "extraction/consensus.xlsx"

Rows = Sequence[Mapping[str, object]]


def cell(value: object, address: str) -> Cell:
    """A cell of that value; a Cell is taken as it is, at that address."""
    if isinstance(value, Cell):
        return value._replace(address=address)
    kind: CellKind = "text"
    if isinstance(value, bool):
        kind = "boolean"
    elif isinstance(value, int | float):
        kind = "number"
    elif isinstance(value, date):
        kind = "date"
    return Cell(value, address, kind)  # type: ignore[arg-type]


def sheet_cells(name: str, columns: Sequence[str], rows: Rows) -> SheetCells:
    cells = {1: {i: Cell(column, f"{column_letters(i)}1") for i, column in enumerate(columns, start=1)}}
    for at, row in enumerate(rows, start=FIRST_DATA_ROW):
        filled = {
            columns.index(field) + 1: cell(value, f"{column_letters(columns.index(field) + 1)}{at}")
            for field, value in row.items()
            if value is not None
        }
        if filled:
            cells[at] = filled
    return SheetCells(name=name, rows=cells)


def workbook(form: Form = FORM, **sheets: Rows) -> WorkbookCells:
    """A workbook with every sheet of the form; those that are not named are empty."""
    return WorkbookCells(
        file=FILE,
        sheets=tuple(
            sheet_cells(sheet.name, [field.name for field in sheet.fields], sheets.get(sheet.name, ()))
            for sheet in form.sheets
        ),
    )


COMPLETE = {
    "timepoint": "best",
    "criteria": "RECIST 1.1",
    "assessor": "investigator",
    "confirmed": "yes",
    "responders": "NR",
    "sd_min_weeks": "NR",
}


def one_cohort(
    response: Mapping[str, object] | None = None,
    *,
    study: Mapping[str, object] | None = None,
    report: Mapping[str, object] | None = None,
    cohort: Mapping[str, object] | None = None,
    survival: Mapping[str, object] | None = None,
    safety: Mapping[str, object] | None = None,
    patients: Mapping[str, object] | None = None,
) -> WorkbookCells:
    """A workbook without a problem, of one study, report, cohort and response row, with changes."""
    ids = {"cohort_id": "sun2022_sts", "report_id": "sun2022"}
    return workbook(
        Studies=[{"study_id": "sun2022", **(study or {})}],
        Reports=[
            {"report_id": "sun2022", "study_id": "sun2022", "source_tier": "abstract", **(report or {})}
        ],
        Cohorts=[
            {
                "cohort_id": "sun2022_sts",
                "study_id": "sun2022",
                "histology": "STS mixed",
                "combination_class": "+TKI",
                **(cohort or {}),
            }
        ],
        Responses=[{**ids, **COMPLETE, **(response or {})}] if response is not None else [],
        Survival=[{**ids, "endpoint": "PFS", **survival}] if survival is not None else [],
        Safety=[{**ids, "event": "grade 3 or higher", **safety}] if safety is not None else [],
        Patients=[{**ids, **patients}] if patients is not None else [],
    )


def problems(book: WorkbookCells, form: Form = FORM) -> tuple[Problem, ...]:
    return check(book, form)


def codes(book: WorkbookCells, form: Form = FORM) -> list[str]:
    return [problem.rule for problem in check(book, form)]


def only_problem(book: WorkbookCells, form: Form = FORM) -> Problem:
    """The one problem of a workbook."""
    found = check(book, form)
    assert len(found) == 1, "\n".join(map(str, found)) or "no problem"
    return found[0]
