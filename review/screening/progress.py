"""How far the screening has come: by stage, by reviewer, and how far the reviewers agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from review.problems import Problem
from review.screening.agreement import Agreement, agreements
from review.screening.decisions import Decision
from review.screening.ledger import Ledger
from review.screening.plan import STAGES, Stage
from review.screening.settling import Verdict
from review.screening.unfound import Unfound


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerProgress:
    """What one reviewer has decided at a stage; `older` of it under criteria that have changed since.

    ``left`` counts records that still need a reviewer and have not had this one.
    """

    reviewer: str
    decided: int
    left: int
    older: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StageProgress:
    """One stage.

    Parameters
    ----------
    records
        Those to be decided on: duplicates and removed records left out.
    unscreened, incomplete, conflicts, settled
        Decided on by nobody, by too few, by reviewers who do not agree, and done.
    agreement, pilot
        Per pair of reviewers, before adjudication; over all records, and over the pilot sample alone.
    """

    stage: Stage
    records: int
    unscreened: int
    incomplete: int
    conflicts: tuple[str, ...]
    settled: int
    reviewers: tuple[ReviewerProgress, ...]
    agreement: tuple[Agreement, ...]
    pilot: tuple[Agreement, ...]

    @property
    def done(self) -> bool:
        """Whether a decision stands for every record; never for a stage without records."""
        return self.records > 0 and self.settled == self.records


def progress(ledger: Ledger) -> tuple[StageProgress, ...]:
    """Both stages, in their order.

    Examples
    --------
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> [stage.done for stage in progress(keep_ledger([], plan=ScreeningPlan()))]
    [False, False]
    """
    return tuple(_stage(ledger, stage) for stage in STAGES)


def progress_document(
    stages: Sequence[StageProgress], problems: Sequence[Problem], estimates: Sequence[Unfound] = ()
) -> dict[str, object]:
    """The object of ``review screen status --json``."""
    return {
        "schema": 1,
        "stages": [
            {
                "stage": stage.stage,
                "records": stage.records,
                "settled": stage.settled,
                "unscreened": stage.unscreened,
                "incomplete": stage.incomplete,
                "conflicts": list(stage.conflicts),
                "done": stage.done,
                "reviewers": [
                    {"reviewer": one.reviewer, "decided": one.decided, "left": one.left, "older": one.older}
                    for one in stage.reviewers
                ],
                "agreement": [_agreement(pair) for pair in stage.agreement],
                "pilot": [_agreement(pair) for pair in stage.pilot],
            }
            for stage in stages
        ],
        "unfound": [one.to_dict() for one in estimates],
        "problems": [problem.to_dict() for problem in problems],
    }


def pilot_sample(records: Sequence[str], n: int, stage: Stage) -> tuple[str, ...]:
    """`n` of the records, the same for every reviewer and on every machine.

    Drawn by the hash of stage and id: as good as by chance, and nobody can choose it.

    Examples
    --------
    >>> first, second = (pilot_sample(ids, 2, "full-text") for ids in (["a", "b", "c"], ["c", "b", "a"]))
    >>> set(first) == set(second)
    True
    """
    return _drawn(records, n, stage)


def chance_sample(records: Sequence[str], n: int) -> tuple[str, ...]:
    """`n` of the records, drawn as the pilot is but not the same.

    >>> ids = [f"r{i}" for i in range(50)]
    >>> chance_sample(ids, 5) == pilot_sample(ids, 5, "title-abstract")
    False
    """
    return _drawn(records, n, "sample of the unread")


def _drawn(records: Sequence[str], n: int, of: str) -> tuple[str, ...]:
    drawn = set(sorted(records, key=lambda one: sha256(f"{of} {one}".encode()).digest())[:n])
    return tuple(record_id for record_id in records if record_id in drawn)


def _stage(ledger: Ledger, stage: Stage) -> StageProgress:
    standings = ledger.to_screen(stage)
    verdicts = [verdict for one in standings if (verdict := ledger.verdict(one, stage))]
    ids = [verdict.record_id for verdict in verdicts]
    alive = set(ids)
    decisions = [
        one for one in ledger.decisions
        if one.stage == stage and not one.adjudicated and one.record_id in alive
    ]  # fmt: skip
    return StageProgress(
        stage=stage,
        records=len(standings),
        unscreened=_count(verdicts, "unscreened"),
        incomplete=_count(verdicts, "incomplete"),
        conflicts=tuple(verdict.record_id for verdict in verdicts if verdict.state == "conflict"),
        settled=sum(verdict.settled for verdict in verdicts),
        reviewers=_reviewers(ledger, decisions, verdicts),
        agreement=agreements(decisions, stage, ids),
        pilot=_pilot(decisions, stage),
    )


def _agreement(pair: Agreement) -> dict[str, object]:
    found = pair.coefficients
    return {
        "first": pair.first,
        "second": pair.second,
        "records": pair.records,
        "both": pair.both,
        "coverage": pair.coverage,
        "raw": found.raw,
        "kappa": found.kappa,
        "pabak": found.pabak,
        "ac1": found.ac1,
        "classes": list(pair.classes),
        "table": [list(row) for row in pair.table],
        "disagreements": list(pair.disagreements),
    }


def _count(verdicts: Sequence[Verdict], state: str) -> int:
    return sum(verdict.state == state for verdict in verdicts)


def _reviewers(
    ledger: Ledger, decisions: Sequence[Decision], verdicts: Sequence[Verdict]
) -> tuple[ReviewerProgress, ...]:
    waiting = {one.record_id for one in verdicts if one.state in ("unscreened", "incomplete")}
    names = dict.fromkeys((*ledger.plan.reviewers, *sorted({one.reviewer for one in decisions})))
    found = []
    for name in names:
        own = [one for one in decisions if one.reviewer == name]
        older = sum(one.version != ledger.plan.version for one in own)
        left = len(waiting - {one.record_id for one in own})
        found.append(ReviewerProgress(reviewer=name, decided=len(own), left=left, older=older))
    return tuple(found)


def _pilot(decisions: Sequence[Decision], stage: Stage) -> tuple[Agreement, ...]:
    sample = [one for one in decisions if one.pilot]
    return agreements(sample, stage, (one.record_id for one in sample))
