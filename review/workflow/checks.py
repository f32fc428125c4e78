"""``review validate``: a whole workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from review.analysis.select import select
from review.analysis.transfer import transfer_problems
from review.extraction.overlap import overlaps
from review.problems import Problem
from review.progress import Progress
from review.screening.ledger import Ledger
from review.workflow.flow import selection_of
from review.workflow.letters import letter_problems
from review.workflow.opening import OpenReview, open_review
from review.workflow.screening import open_screening

#: Parts of the work that are told: reading, what would be pooled, screening, letters.
_PARTS = 4


def validate_workspace(start: Path, *, progress: Progress | None = None) -> tuple[Problem, ...]:
    """Check the whole workspace: protocol, analyses, the workbook, and what each analysis would pool.

    `progress` is called with how many parts of the work are done, and of how many.
    """
    tell = progress or (lambda _done, _of: None)
    opened = open_review(start)
    tell(1, _PARTS)
    problems = list(opened.problems)
    if opened.dataset:
        pairs = overlaps(opened.dataset)
        for spec in opened.specs.values():
            problems += select(opened.dataset, spec, pairs).problems
    tell(2, _PARTS)
    if not opened.workspace.records.is_file():
        return (*problems, *letter_problems(opened))
    screening = open_screening(opened)
    tell(3, _PARTS)
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
