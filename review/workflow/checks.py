"""``review validate``: workbooks by themselves, or a whole workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from review.analysis.select import select
from review.analysis.transfer import transfer_problems
from review.extraction.overlap import overlaps
from review.files.bias_files import read_bias_workbook, tool_of
from review.files.workbook_reader import read_extraction
from review.files.workspace import Workspace
from review.problems import Problem
from review.screening.ledger import Ledger
from review.workflow.flow import selection_of
from review.workflow.letters import letter_problems, workbook_letter_problems
from review.workflow.opening import OpenReview, form_at, open_review
from review.workflow.screening import open_screening


def validate_workbooks(start: Path, paths: Sequence[Path]) -> tuple[Problem, ...]:
    """Check workbooks by themselves; the form is the workspace's, or the one that ships."""
    form = form_at(start)
    problems: list[Problem] = []
    for path in paths:
        tool = tool_of(path)
        if tool is None:
            dataset = read_extraction(path, form)
            problems += (*dataset.problems, *workbook_letter_problems(dataset))
        else:
            assessment, wrong = read_bias_workbook(path, tool, file=path.as_posix())
            problems += (*wrong, *workbook_letter_problems(assessment))
    return tuple(problems)


def validate_workspace(start: Path) -> tuple[Problem, ...]:
    """Check the whole workspace: protocol, analyses, the workbook, and what each analysis would pool."""
    opened = open_review(start)
    problems = list(opened.problems)
    if opened.dataset:
        pairs = overlaps(opened.dataset)
        for spec in opened.specs.values():
            problems += select(opened.dataset, spec, pairs).problems
    if not opened.workspace.records.is_file():
        return (*problems, *letter_problems(opened))
    screening = open_screening(opened)
    letters = letter_problems(replace(opened, selection=selection_of(screening)))
    return (*problems, *letters, *_screening(opened, screening.ledger))


def _screening(opened: OpenReview, ledger: Ledger) -> tuple[Problem, ...]:
    """What is wrong with the screening, and what was lost on the way to the consensus.

    What is merely not done yet is no problem of the data: `review status` and `review prisma` tell it.
    """
    workbook = opened.workspace.workbook()
    complete = workbook is not None and workbook.stem == "consensus"
    lost = transfer_problems(ledger, opened.dataset) if opened.dataset and complete else ()
    return (*ledger.problems, *lost)


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
