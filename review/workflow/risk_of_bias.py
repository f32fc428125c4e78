"""``review rob``, and the judgements of a workspace."""

from __future__ import annotations

from pathlib import Path

from review.analysis.labels import cohort_name
from review.analysis.select import select
from review.extraction.overlap import overlaps
from review.extraction.risk_of_bias.judgements import tool_form, tool_rows
from review.files.bias_files import shipped_tool, tool_names
from review.files.workbook_writer import write_extraction_workbook
from review.workflow.opening import OpenReview, open_review


def tools_listed() -> list[tuple[str, str, tuple[str, ...]]]:
    """Name, title and cautions of every tool."""
    return [(name, shipped_tool(name).title, shipped_tool(name).cautions) for name in tool_names()]


def write_bias_form(start: Path, name: str, *, reviewer: str, output: Path | None) -> tuple[str, int, str]:
    """Write the workbook of a tool: its path as people write it, how much is to be judged, and of what.

    Raises
    ------
    UnreadableFile
        Where there is no such tool or no workspace.
    FileExistsError
        Where the file exists: what a person may have filled in is never overwritten.
    """
    tool = shipped_tool(name)
    opened = open_review(start)
    if tool.unit == "cohort":
        subjects = _cohorts(opened)
    else:
        subjects = [(spec.name, spec.title) for spec in opened.specs.values()]
    stem = f"{name}_{reviewer}" if reviewer else name
    path = output or opened.workspace.risk_of_bias / f"{stem}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    title = f"{tool.title}{f': {reviewer}' if reviewer else ''}"
    write_extraction_workbook(path, tool_form(tool), rows=tool_rows(tool, subjects), title=title)
    return opened.workspace.shown(path), len(subjects), tool.unit


def _cohorts(opened: OpenReview) -> list[tuple[str, str]]:
    """The cohorts that enter an analysis, or all where none does, as (id, name).

    A cohort that an error keeps out enters once it is mended, and is judged with the others.
    """
    if opened.dataset is None:
        return []
    pairs = overlaps(opened.dataset)
    selections = [select(opened.dataset, spec, pairs) for spec in opened.specs.values()]
    entered = {item.cohort.cohort_id for selection in selections for item in selection.entered}
    wrong = {problem.place.row for problem in opened.dataset.problems if problem.severity == "error"}
    entered |= {
        item.cohort_id
        for selection in selections
        for item in selection.excluded
        if entered and item.stage == "data" and item.cohort_id in wrong
    }
    return [
        (cohort.cohort_id, cohort_name(study, cohort))
        for study, cohort in opened.dataset.cohorts()
        if not entered or cohort.cohort_id in entered
    ]
