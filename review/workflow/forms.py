"""``review init`` and ``review extract form``: what people get to fill in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from review.extraction.cells import WorkbookCells
from review.extraction.contents import contents
from review.extraction.filled import SHEETS_MADE_ANEW, fill
from review.files.form_files import shipped_form
from review.files.new_workspace import write_new_workspace
from review.files.placing import free_name, put_into_place
from review.files.workbook_reader import read_workbook
from review.files.workspace import MIGRATED
from review.problems import UnreadableFile
from review.screening.included import included_rows
from review.workflow.form_in_use import form_at
from review.workflow.opening import OpenReview, open_review
from review.workflow.screening import open_screening

#: What may stand in the name of a workbook: no folder, and nothing that a system refuses.
_IN_FILE_NAMES = re.compile(r"[\w][\w \-.]*")


def init_workspace(root: Path, title: str) -> list[tuple[str, str]]:
    """Make an empty workspace; (path, purpose) of what stands in it."""
    return write_new_workspace(root, title)


def write_form(start: Path, *, reviewer: str, blank: bool, output: Path | None) -> tuple[str, int]:
    """Write an extraction workbook; its path as people write it, and how many studies stand in it.

    Raises
    ------
    UnreadableFile
        Where the file exists: what a person may have filled in is never overwritten.
    """
    from review.files.workbook_writer import write_extraction_workbook

    if output and output.suffix.lower() != ".xlsx":
        raise UnreadableFile(f"{output}: an extraction form is a workbook; end its name in .xlsx")
    if reviewer and not _IN_FILE_NAMES.fullmatch(reviewer):
        raise UnreadableFile(
            f"--reviewer {reviewer}: letters, digits, spaces, - and _ only; it names the file"
        )
    if blank:
        path = output or start / "extraction.xlsx"
        write_extraction_workbook(path, shipped_form())
        return path.as_posix(), 0
    opened = open_review(start)
    path = output or opened.workspace.extraction / f"{reviewer or 'extraction'}.xlsx"
    rows = _study_rows(opened) if opened.dataset else _screened_rows(opened)
    write_extraction_workbook(path, opened.form, rows=rows)
    return opened.workspace.shown(path), len(rows.get("Studies", ()))


def _screened_rows(opened: OpenReview) -> dict[str, list[dict[str, str]]]:
    """The studies that the screening included, where there was one."""
    if not opened.workspace.records.is_file():
        return {}
    rows = included_rows(open_screening(opened).ledger)
    return rows if rows["Studies"] else {}


@dataclass(frozen=True, slots=True)
class Migrated:
    """A workbook moved to the form as it is now.

    Parameters
    ----------
    path
        The new file; the old one is left as it was.
    added, orphans
        Columns that the form has and the old workbook had not, and the other way round, as ``Sheet.column``;
        whole sheets by their names.
    """

    path: Path
    rows: int
    added: tuple[str, ...]
    orphans: tuple[str, ...]


def migrate(start: Path, old: Path, output: Path | None) -> Migrated:
    """Move what a workbook holds into a new workbook of the form as it is now; no column is dropped.

    Raises
    ------
    UnreadableFile
        Where data stand above the first data row, which a new workbook has no place for; or where what was
        written does not read back as it was.
    FileExistsError
        Where `output` exists.
    """
    from review.files.workbook_writer import extraction_book, workbook_bytes

    form = form_at(start)
    book = read_workbook(old)
    above = [one for one in fill(book, form, settled=False)[1] if one.rule == "SHEET05"]
    if above:
        raise UnreadableFile(f"{above[0].place}: {above[0].message}; {above[0].fix}")
    held = contents(book, form, made_by_us=SHEETS_MADE_ANEW)
    path = output or free_name(old.with_name(f"{old.stem}{MIGRATED}{old.suffix}"))
    put_into_place(path, workbook_bytes(extraction_book(form, held, title=_title(book) or form.title)))
    back = contents(read_workbook(path), form, made_by_us=SHEETS_MADE_ANEW)
    for name, rows in held.rows.items():
        if [(row.texts, row.comments) for row in rows] != [
            (row.texts, row.comments) for row in back.rows[name]
        ]:
            raise UnreadableFile(
                f"{path}: sheet {name} does not read back as in {old}; keep the old workbook"
            )
    before = {
        f"{sheet.name}.{str(cell.value).strip().casefold()}"
        for sheet in book.sheets
        for cell in sheet.rows.get(1, {}).values()
    }
    there = {sheet.name for sheet in book.sheets}
    fields = [
        f"{sheet.name}.{field.name}" for sheet in form.sheets if sheet.name in there for field in sheet.fields
    ]
    return Migrated(
        path=path,
        rows=sum(map(len, held.rows.values())),
        added=(
            *(name for name in fields if name not in before),
            *(f"the sheet {sheet.name}" for sheet in form.sheets if sheet.name not in there),
        ),
        orphans=tuple(f"{sheet}.{name}" for sheet, names in held.orphans.items() for name in names),
    )


def _title(book: WorkbookCells) -> str:
    """What the sheet README of a workbook calls it; empty where it has none."""
    readme = book.sheet("README")
    first = readme.rows.get(1, {}).get(1) if readme else None
    return first.value if first is not None and isinstance(first.value, str) else ""


def _study_rows(opened: OpenReview) -> dict[str, list[dict[str, str]]]:
    """The studies and reports that the workbook at hand names, for another extractor: keys, no results."""
    assert opened.dataset is not None
    studies = [study for study in opened.dataset.studies if study.row.value("included") != "no"]
    of_study = ("study_id", "first_author", "year", "title", "registry_ids", "included")
    of_report = ("report_id", "study_id", "role", "report_type", "citation", "doi", "pmid", "url")
    return {
        "Studies": [
            {name: study.row.text(name) for name in of_study}
            for study in studies
        ],
        "Reports": [
            {name: report.row.text(name) for name in of_report}
            for study in studies
            for report in study.reports
        ],
    }  # fmt: skip
