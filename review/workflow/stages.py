"""The stages from search to flow diagram, as ``review status`` tells them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from review.files.doubtful_workbook import read_doubtful
from review.problems import UnreadableFile, count_by_severity
from review.screening.ledger import Ledger
from review.screening.progress import StageProgress, progress
from review.workflow.flow import flow_of
from review.workflow.opening import OpenReview
from review.workflow.reviewer_forms import without_a_form
from review.workflow.screening import OpenScreening, open_screening

#: What a search begins with.
IMPORT = "review import FILE --source NAME"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the work.

    Parameters
    ----------
    state
        What is there.
    by
        Who did how much of it; empty where that is not kept.
    command
        What to type next for it; empty where nothing is left to do.
    """

    name: str
    state: str
    done: bool
    by: str = ""
    command: str = ""


def stages_before_extraction(opened: OpenReview) -> tuple[Stage, ...]:
    """From search to flow diagram; of a review that began with the extraction, none of them."""
    if not opened.workspace.records.is_file():
        begun = opened.dataset is not None and any(opened.dataset.cohorts())
        return () if begun else (Stage("search", "nothing imported", False, command=IMPORT),)
    try:
        screening = open_screening(opened)
    except UnreadableFile as error:
        return (Stage("screening", f"cannot be read: {error}", False, command="review status"),)
    ledger = screening.ledger
    if not ledger.standings:
        return (_search(screening),)
    first, second = progress(ledger)
    stages = [_search(screening), _duplicates(screening), _screened(screening, first)]
    if any(one.sought for one in ledger.standings):
        stages += [_reports(ledger), _screened(screening, second)]
    return (*stages, _flow(screening))


def _search(screening: OpenScreening) -> Stage:
    records = screening.ledger.standings
    sources = {one.record.source for one in records}
    exports = f" in {len(screening.searches)} exports" if screening.searches else ""
    state = f"{len(records):,} records{exports} of {len(sources)} source{'' if len(sources) == 1 else 's'}"
    return Stage("search", state, bool(records), command="" if records else IMPORT)


def _duplicates(screening: OpenScreening) -> Stage:
    workspace = screening.opened.workspace
    found = len(screening.ledger.of_fate("duplicate"))
    by_hand = any(one.choice == "duplicate" for one in screening.ledger.decisions)
    if not (workspace.duplicates.is_file() or by_hand):
        return Stage("duplicates", "not looked for yet", False, command="review dedupe")
    unseen = screening.not_deduplicated
    if unseen:
        state = f"{found:,} records repeat another; not looked for among {unseen:,} imported since"
        return Stage("duplicates", state, False, command="review dedupe")
    words = [
        words for path in workspace.doubtful_workbooks() if (words := _waiting(path, workspace.shown(path)))
    ]
    state = f"{found:,} records repeat another{''.join(words)}"
    return Stage("duplicates", state, True, command="review dedupe" if words else "")


def _waiting(path: Path, shown: str) -> str:
    """How many pairs of a workbook wait for a person, in words; empty where none does."""
    try:
        answered, asked, _ = read_doubtful(path, shown)
    except UnreadableFile as error:
        return f"; cannot be read: {error}"
    left = len(asked) - len(answered)
    return f"; {left:,} pair{'' if left == 1 else 's'} in doubt in {shown}" if left > 0 else ""


def _screened(screening: OpenScreening, stage: StageProgress) -> Stage:
    parts = [f"{stage.settled:,} of {stage.records:,} settled"]
    parts += [f"{len(stage.conflicts)} in conflict"] if stage.conflicts else []
    older = sum(one.older for one in stage.reviewers)
    parts += [f"{older} decided under older criteria"] if older else []
    by = ", ".join(f"{one.reviewer} {one.decided:,}" for one in stage.reviewers)
    if stage.done:
        command = ""
    elif stage.conflicts and not stage.unscreened and not stage.incomplete:
        command = f"review screen conflicts {stage.stage}"
    else:
        wanting = [one for one in stage.reviewers if without_a_form(screening, stage.stage, one.reviewer)]
        behind = min(wanting, key=lambda one: one.decided, default=None)
        name = behind.reviewer if behind else "NAME"
        quoted = f'"{name}"' if " " in name else name
        command = f"review screen form {stage.stage} --reviewer {quoted}"
        if stage.reviewers and not behind:
            parts += ["the rest stands in the workbooks, to be filled in"]
            command = "review screen status"
    return Stage(stage.stage, ", ".join(parts), stage.done, by, command)


def _reports(ledger: Ledger) -> Stage:
    sought = [one for one in ledger.standings if one.sought]
    listed = [one for one in sought if one.report]
    missing = ledger.of_fate("not retrieved")
    lost = [one for one in ledger.of_fate("included") if not one.study_id]
    studies = {one.study_id for one in ledger.of_fate("included") if one.study_id}
    in_studies = f"{len(studies)} {'study' if len(studies) == 1 else 'studies'}"
    state = f"{len(sought):,} sought, {len(missing)} not retrieved; {in_studies}"
    if len(listed) < len(sought):
        left = len(sought) - len(listed)
        return Stage("reports", f"{state}; {left} in no table yet", False, command="review screen reports")
    if lost:
        return Stage("reports", f"{state}; {len(lost)} included reports without a study", False,
                     command="review prisma")  # fmt: skip
    return Stage("reports", state, True)


def _flow(screening: OpenScreening) -> Stage:
    flow, problems = flow_of(screening)
    errors = count_by_severity(problems)["error"]
    if errors:
        return Stage("flow diagram", f"{errors} thing{'' if errors == 1 else 's'} in the way", False,
                     command="review prisma")  # fmt: skip
    reports = f"{flow.new_reports:,} report{'' if flow.new_reports == 1 else 's'}"
    studies = f"{flow.new_studies:,} {'study' if flow.new_studies == 1 else 'studies'}"
    return Stage("flow diagram", f"{reports} of {studies} included", True)
