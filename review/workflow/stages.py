"""The stages from search to flow diagram, as ``review status`` tells them."""

from __future__ import annotations

from dataclasses import dataclass

from review.problems import UnreadableFile, count_by_severity
from review.screening.ledger import Ledger
from review.screening.progress import StageProgress, progress
from review.workflow.flow import flow_of
from review.workflow.opening import OpenReview
from review.workflow.screening import OpenScreening, open_screening


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
    """From search to flow diagram; none where nothing was imported."""
    if not opened.workspace.records.is_file():
        return ()
    try:
        screening = open_screening(opened)
    except UnreadableFile as error:
        return (Stage("screening", f"cannot be read: {error}", False, command="review status"),)
    ledger = screening.ledger
    first, second = progress(ledger)
    stages = [_search(screening), _duplicates(screening), _screened(first)]
    if any(one.sought for one in ledger.standings):
        stages += [_reports(ledger), _screened(second)]
    return (*stages, _flow(screening))


def _search(screening: OpenScreening) -> Stage:
    records = screening.ledger.standings
    sources = {one.record.source for one in records}
    exports = f" in {len(screening.searches)} exports" if screening.searches else ""
    state = f"{len(records):,} records{exports} of {len(sources)} source{'' if len(sources) == 1 else 's'}"
    command = "" if records else "review import FILE --source NAME"
    return Stage("search", state, bool(records), command=command)


def _duplicates(screening: OpenScreening) -> Stage:
    found = len(screening.ledger.of_fate("duplicate"))
    ran = screening.opened.workspace.duplicates.is_file()
    by_hand = any(one.choice == "duplicate" for one in screening.ledger.decisions)
    if ran or by_hand:
        return Stage("duplicates", f"{found:,} records repeat another", True)
    return Stage("duplicates", "not looked for yet", False, command="review dedupe")


def _screened(stage: StageProgress) -> Stage:
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
        behind = min(stage.reviewers, key=lambda one: one.decided, default=None)
        name = behind.reviewer if behind else "NAME"
        quoted = f'"{name}"' if " " in name else name
        command = f"review screen form {stage.stage} --reviewer {quoted}"
    return Stage(stage.stage, ", ".join(parts), stage.done, by, command)


def _reports(ledger: Ledger) -> Stage:
    sought = [one for one in ledger.standings if one.sought]
    listed = [one for one in sought if one.report]
    missing = ledger.of_fate("not retrieved")
    lost = [one for one in ledger.of_fate("included") if not one.study_id]
    studies = {one.study_id for one in ledger.of_fate("included") if one.study_id}
    state = f"{len(sought):,} sought, {len(missing)} not retrieved; {len(studies)} studies"
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
    return Stage("flow diagram", f"{flow.new_reports} reports of {flow.new_studies} studies included", True)
