"""``review validate WORKBOOK``: workbooks by themselves, and commented copies of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from review.extraction.form import Form
from review.files.bias_files import read_bias_workbook, tool_of
from review.files.collector import without_collection
from review.files.workbook_reader import read_extraction
from review.files.workspace import Workspace
from review.problems import Problem
from review.progress import Progress
from review.workflow.form_in_use import form_at
from review.workflow.letters import workbook_letter_problems


def validate_workbooks(
    start: Path, paths: Sequence[Path], *, progress: Progress | None = None
) -> tuple[Problem, ...]:
    """Check workbooks by themselves; the form is the workspace's, or the one that ships.

    `progress` is called with how many workbooks were checked, and of how many.
    """
    form = form_at(start)
    problems: list[Problem] = []
    for number, path in enumerate(paths, start=1):
        # Until the workbook is let go: the collector would first look through all of it.
        with without_collection():
            problems += _problems_in(path, form)
        if progress:
            progress(number, len(paths))
    return tuple(problems)


def _problems_in(path: Path, form: Form) -> tuple[Problem, ...]:
    tool = tool_of(path)
    if tool is None:
        dataset = read_extraction(path, form)
        return (*dataset.problems, *workbook_letter_problems(dataset))
    assessment, wrong = read_bias_workbook(path, tool, file=path.as_posix())
    return (*wrong, *workbook_letter_problems(assessment))


def annotate(start: Path, paths: Sequence[Path], problems: Sequence[Problem]) -> tuple[Path, ...]:
    """Write a commented copy beside each workbook, of the workspace's own where none is named."""
    from review.files.annotated_copy import write_annotated_copy

    if paths:
        files = {path: path.as_posix() for path in paths}
    else:
        workspace = Workspace.find(start)
        workbook = workspace.workbook()
        files = {workbook: workspace.shown(workbook)} if workbook else {}
    return tuple(
        write_annotated_copy(path, [problem for problem in problems if problem.place.file == file])
        for path, file in files.items()
    )
