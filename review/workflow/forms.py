"""``review init`` and ``review extract form``: what people get to fill in."""

from __future__ import annotations

import re
from pathlib import Path

from review.files.form_files import shipped_form
from review.files.new_workspace import write_new_workspace
from review.problems import UnreadableFile
from review.screening.included import included_rows
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
