"""The screening workbooks of one reviewer: what goes into the next one, and in what order."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from review.document import did_you_mean
from review.files.placing import put_into_place
from review.problems import UnreadableFile
from review.progress import Progress
from review.screening.filled import FilledSheet
from review.screening.ledger import Ledger, Standing
from review.screening.plan import Stage
from review.screening.progress import chance_sample, pilot_sample
from review.screening.relevance import Ranked, rank, sent_on
from review.workflow.screening import MadeForm, OpenScreening, free_name_of_series, ids_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedForm:
    """Which records a reviewer's workbook holds, and in what order.

    Parameters
    ----------
    pilot
        Only that many records, the same for every reviewer.
    again
        Instead, the records that the reviewer decided on under criteria that have changed since.
    by_relevance
        All that the reviewer has not decided on, those of earlier workbooks among them, the likeliest first.
    sample
        Only that many records, drawn by chance from those that nobody has decided on.
    """

    pilot: int = 0
    again: bool = False
    by_relevance: bool = False
    sample: int = 0


#: What the reviewer has not been given yet, as it was imported.
THE_REST = WantedForm()


def make_form(
    screening: OpenScreening,
    stage: Stage,
    reviewer: str,
    *,
    wanted: WantedForm = THE_REST,
    progress: Progress | None = None,
) -> MadeForm:
    """Put what a reviewer has not seen yet into a new workbook, beside those that are there.

    A workbook that a person fills in is never written to: new records come in a workbook of their own,
    and every decision stays where it was made.

    Parameters
    ----------
    progress
        Called with how many rows were written, and of how many.

    Raises
    ------
    UnreadableFile
        Where the review has no such reviewer, or there is too little to learn an order from.
    """
    from review.files.screening_forms import screening_form
    from review.files.screening_workbook import workbook_bytes

    plan = screening.ledger.plan
    known_reviewer(screening, reviewer)
    if stage == "full-text" and (wanted.by_relevance or wanted.sample):
        raise UnreadableFile(
            "--order and --sample are for title-abstract; every report that was obtained is read in full"
        )
    own = workbooks_of(screening, stage, reviewer)
    # What is to be decided on again is given once under each version of the criteria.
    seen = ids_of(own, criteria=plan.version if wanted.again else "")
    drawn_from: tuple[str, ...] = ()
    if wanted.sample:
        chosen, drawn_from = _chance_sample(screening, wanted.sample, own)
        rows = _undecided(screening, stage, reviewer, chosen)
    else:
        rows = _left(screening, stage, reviewer, wanted, seen)
    if not rows:
        return MadeForm(shown="", added=0, before=len(seen))
    ordered = _ranked(screening, rows, reviewer) if wanted.by_relevance else None
    path, part = free_place(screening, stage, reviewer, own)
    table = screening_form(
        stage,
        reviewer,
        ordered.standings if ordered else rows,
        plan,
        review=screening.opened.protocol.info.title,
        part=part,
        pilot=bool(wanted.pilot),
        ordered=ordered.trained_on if ordered else "",
        drawn_from=drawn_from,
    )
    put_into_place(path, workbook_bytes(table, progress=progress))
    return MadeForm(
        shown=screening.opened.workspace.shown(path), added=len(rows), before=len(seen), part=part,
        ordered=ordered,
    )  # fmt: skip


def known_reviewer(screening: OpenScreening, reviewer: str) -> None:
    """Refuse a name that review.toml does not know.

    Raises
    ------
    UnreadableFile
        Where the review has no such reviewer; the nearest is named.
    """
    plan = screening.ledger.plan
    if not reviewer.strip():
        raise UnreadableFile("--reviewer: a name is wanted, such as --reviewer anna")
    if plan.reviewers and reviewer not in plan.reviewers:
        near = did_you_mean(reviewer, plan.reviewers)
        raise UnreadableFile(f"review.toml: names no reviewer '{reviewer}'; {near}")


def without_a_form(screening: OpenScreening, stage: Stage, reviewer: str) -> bool:
    """Whether a reviewer has still to be given records of a stage."""
    seen = ids_of(workbooks_of(screening, stage, reviewer))
    return bool(_left(screening, stage, reviewer, THE_REST, seen))


def workbooks_of(screening: OpenScreening, stage: Stage, reviewer: str) -> list[FilledSheet]:
    """The workbooks of one reviewer at a stage."""
    return [
        one for one in screening.sheets
        if one.stage == stage and one.reviewer == reviewer and not (one.adjudication or one.reports)
    ]  # fmt: skip


def _left(
    screening: OpenScreening, stage: Stage, reviewer: str, wanted: WantedForm, seen: set[str]
) -> list[Standing]:
    """What goes into the next workbook, in the order of import."""
    ledger = screening.ledger
    decided = [one for one in ledger.decisions if one.stage == stage and one.reviewer == reviewer]
    older = {one.record_id for one in decided if one.version != ledger.plan.version}
    done = {one.record_id for one in decided}

    def fits(record_id: str) -> bool:
        if wanted.again:
            return record_id in older and record_id not in seen
        return record_id not in (done if wanted.by_relevance else seen)

    found = [
        one for one in ledger.to_screen(stage)
        if fits(one.record.record_id) and not _decided_elsewhere(ledger, one, stage, reviewer)
    ]  # fmt: skip
    if wanted.by_relevance:
        # What is settled (by adjudication) needs this reviewer no more.
        found = [one for one in found if not (one.title_abstract and one.title_abstract.settled)]
    if wanted.pilot:
        sample = _sample(screening, stage, wanted.pilot)
        found = [one for one in found if one.record.record_id in sample]
    return found


def _undecided(
    screening: OpenScreening, stage: Stage, reviewer: str, chosen: Collection[str]
) -> list[Standing]:
    done = {
        one.record_id for one in screening.ledger.decisions
        if one.stage == stage and one.reviewer == reviewer
    }  # fmt: skip
    return [
        one for one in screening.ledger.to_screen(stage)
        if one.record.record_id in chosen and one.record.record_id not in done
    ]  # fmt: skip


def _chance_sample(
    screening: OpenScreening, n: int, own: Sequence[FilledSheet]
) -> tuple[set[str], tuple[str, ...]]:
    """The sample, and what it was drawn from: the one that another reviewer was given, else a new one."""
    mine = [one.drawn_from for one in own]
    for sheet in screening.sheets:
        if sheet.drawn_from and sheet.drawn_from not in mine:
            same = [one for one in screening.sheets if one.drawn_from == sheet.drawn_from]
            return ids_of(same), sheet.drawn_from
    read = sent_on(screening.ledger)
    twice = ids_of(one for one in own if one.drawn_from)
    pool = tuple(
        one.record.record_id for one in screening.ledger.to_screen("title-abstract")
        if one.record.record_id not in read
    )  # fmt: skip
    if twice & set(pool):
        names = ", ".join(one.file for one in own if one.drawn_from and ids_of([one]) & set(pool))
        raise UnreadableFile(f"{names}: a sample that is not decided on yet; decide on all of it first")
    return set(chance_sample(pool, n)), pool


def _ranked(screening: OpenScreening, rows: Sequence[Standing], reviewer: str) -> Ranked:
    from review.screening.relevance_model import relevance

    return rank(rows, screening.ledger, reviewer, relevance)


def free_place(
    screening: OpenScreening, stage: Stage, reviewer: str, own: Sequence[FilledSheet]
) -> tuple[Path, int]:
    """Where the next workbook of a reviewer goes, and its number."""
    return free_name_of_series(screening, f"{stage}_{_slug(reviewer)}", own)


def _decided_elsewhere(ledger: Ledger, standing: Standing, stage: Stage, reviewer: str) -> bool:
    """Whether a record that one reviewer screens has its reviewer already."""
    if ledger.plan.needed(standing.record.source) > 1 or len(ledger.plan.reviewers) < 2:
        return False
    verdict = ledger.verdict(standing, stage)
    return bool(verdict) and any(one.reviewer != reviewer for one in (verdict.decisions if verdict else ()))


def _sample(screening: OpenScreening, stage: Stage, n: int) -> set[str]:
    """The pilot's records: those of the pilot workbooks that are there, else a new sample."""
    pilots = ids_of(one for one in screening.sheets if one.stage == stage and one.pilot)
    if pilots:
        return pilots
    ids: Sequence[str] = [one.record.record_id for one in screening.ledger.to_screen(stage)]
    return set(pilot_sample(ids, n, stage))


def _slug(name: str) -> str:
    """A name as part of a file's name: ``pass 1`` becomes pass-1.

    >>> _slug("pass 1"), _slug("Ngô/Đỗ")
    ('pass-1', 'Ngô-Đỗ')
    """
    return re.sub(r"[^\w.]+", "-", name.strip()).strip("-.") or "reviewer"
