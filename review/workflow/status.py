"""``review status``: where the review stands, and what to type next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from review.analysis.wording import cohorts
from review.extraction.dataset import Dataset
from review.files.results_file import is_up_to_date
from review.problems import count_by_severity
from review.workflow.opening import OpenReview, open_review
from review.workflow.stages import Stage, stages_before_extraction


@dataclass(frozen=True, slots=True)
class Status:
    """Every stage, and the next command."""

    title: str
    stages: tuple[Stage, ...]
    next_command: str
    why: str

    def to_dict(self) -> dict[str, object]:
        """The object of ``review status --json``."""
        return {
            "schema": 1,
            "title": self.title,
            "stages": [
                {"stage": s.name, "state": s.state, "done": s.done, "by": s.by, "command": s.command}
                for s in self.stages
            ],
            "next": {"command": self.next_command, "why": self.why},
        }


def status(start: Path) -> Status:
    """Look at a workspace without changing anything in it."""
    opened = open_review(start)
    extraction, data = _extraction(opened), opened.dataset
    checks = _checks(opened)
    analyses = [_analysis(opened, name) for name in opened.specs]
    before = stages_before_extraction(opened)
    command, why = _next(opened, analyses, before)
    no_analysis = Stage("analyses", "none in analyses/", False)
    stages = (*before, extraction, *([checks] if data else []), *(analyses or [no_analysis]))
    return Status(opened.protocol.info.title, stages, command, why)


def extracted(dataset: Dataset) -> str:
    """How much a workbook holds.

    >>> extracted(Dataset(()))
    '0 studies, 0 cohorts'
    """
    n = len(dataset.studies)
    studies = "1 study" if n == 1 else f"{n} studies"
    return f"{studies}, {cohorts(sum(1 for _ in dataset.cohorts()))}"


def _extraction(opened: OpenReview) -> Stage:
    if opened.dataset is None:
        return Stage("extraction", "no workbook yet", False, command="review extract form")
    workbook = opened.workspace.workbook()
    assert workbook is not None
    shown = opened.workspace.shown(workbook)
    begun = any(opened.dataset.cohorts())
    not_by = {workbook, *opened.workspace.made_since(workbook)}
    by = ", ".join(path.stem for path in opened.workspace.extraction_workbooks() if path not in not_by)
    command = "" if begun else "review validate"
    return Stage("extraction", f"{shown}: {extracted(opened.dataset)}", begun, by, command)


def _checks(opened: OpenReview) -> Stage:
    counts = count_by_severity(opened.problems)
    state = ", ".join(f"{n} {severity}{'' if n == 1 else 's'}" for severity, n in counts.items())
    return Stage("checks", state, counts["error"] == 0, command="review validate" if counts["error"] else "")


def _analysis(opened: OpenReview, name: str) -> Stage:
    results = opened.workspace.reports(name) / "results.json"
    report = opened.workspace.reports(name) / "report.html"
    if opened.errors_in(opened.specs[name].file):
        return Stage(name, "its file has errors", False, command="review validate")
    if not results.exists():
        return Stage(name, "not pooled yet", False, command="review run")
    if not report.exists():
        return Stage(name, "pooled; no report on this machine", False, command="review run")
    if not is_up_to_date(opened.workspace.reports(name), opened.workspace.root, opened.input_hashes(name)):
        state = f"{opened.workspace.shown(report)} is not of the files as they are now"
        return Stage(name, state, False, command="review run")
    return Stage(name, opened.workspace.shown(report), True)


def _next(opened: OpenReview, analyses: Sequence[Stage], before: Sequence[Stage]) -> tuple[str, str]:
    # Who knows the studies already may begin with the extraction.
    for stage in before if opened.workspace.records.is_file() else ():
        if not stage.done:
            return stage.command, f"{stage.name}: {stage.state}"
    if opened.dataset is None:
        return "review extract form", "makes a workbook to fill in"
    if not _has_counts(opened.dataset):
        workbook = opened.workspace.workbook()
        assert workbook is not None
        return "review validate", f"after filling in {opened.workspace.shown(workbook)}"
    if not all(stage.done for stage in analyses):
        return "review run", "checks, pools and reports everything"
    if count_by_severity(opened.problems)["error"]:
        return "review validate", "shows the errors and how to mend each"
    return "review run", "everything is up to date; run it again after any change"


def _has_counts(dataset: Dataset) -> bool:
    return any(cohort.responses for _, cohort in dataset.cohorts())
