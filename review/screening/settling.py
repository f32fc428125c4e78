"""From the decisions of several reviewers to the one that stands, or to why none does yet.

At `title-abstract`, ``include`` and ``unclear`` both send a record on: in doubt the full text is read. At
`full-text`, ``unclear`` by all means that the report awaits classification. Two exclusions for different
reasons are no conflict: the reason that stands first in review.toml is the one counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from review.screening.decisions import Decision
from review.screening.plan import ScreeningPlan, Stage

State = Literal["include", "exclude", "unclear", "duplicate", "unscreened", "incomplete", "conflict"]
SettledBy = Literal["", "one reviewer", "agreement", "order of reasons", "adjudication"]

#: States that are not settled: with one of these there is no flow diagram.
OPEN: tuple[State, ...] = ("unscreened", "incomplete", "conflict")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What stands for one record at one stage.

    Parameters
    ----------
    settled_by
        How: by the only reviewer needed, by agreement, by the order of reasons, or by adjudication.
    decisions
        Those of the reviewers, in the order of their names; the adjudication is not among them.
    note
        What was noted with the decision that stands.
    """

    record_id: str
    stage: Stage
    state: State
    reason: str = ""
    duplicate_of: str = ""
    settled_by: SettledBy = ""
    decisions: tuple[Decision, ...] = ()
    note: str = ""

    @property
    def settled(self) -> bool:
        """Whether a decision stands."""
        return self.state not in OPEN


def settle(
    record_id: str, stage: Stage, decisions: Sequence[Decision], plan: ScreeningPlan, *, needed: int
) -> Verdict:
    """What stands for a record, given all decisions on it at that stage.

    Parameters
    ----------
    decisions
        Those of reviewers and, where there is one, that of the adjudication, which wins.
    needed
        How many reviewers must have decided.

    Examples
    --------
    >>> plan = ScreeningPlan(reasons=("wrong population", "no results"))
    >>> def said(who, reason):
    ...     return Decision(record_id="r1", stage="full-text", reviewer=who, choice="exclude", reason=reason)
    >>> verdict = settle("r1", "full-text", [said("anna", "no results"), said("ben", "wrong population")],
    ...                  plan, needed=2)
    >>> verdict.state, verdict.reason, verdict.settled_by
    ('exclude', 'wrong population', 'order of reasons')
    """
    by_reviewers = tuple(sorted((d for d in decisions if not d.adjudicated), key=lambda d: d.reviewer))

    def verdict(state: State, by: SettledBy = "", of: Decision | None = None) -> Verdict:
        return Verdict(
            record_id=record_id, stage=stage, state=state, settled_by=by, decisions=by_reviewers,
            reason=of.reason if of else "", duplicate_of=of.duplicate_of if of else "",
            note=of.note if of else "",
        )  # fmt: skip

    final = next((decision for decision in decisions if decision.adjudicated), None)
    if final:
        return verdict(meant(final), "adjudication", final)
    if len(by_reviewers) < needed:
        return verdict("incomplete" if by_reviewers else "unscreened")
    states = {meant(decision) for decision in by_reviewers}
    if len(states) > 1 or len({d.duplicate_of for d in by_reviewers}) > 1:
        return verdict("conflict")
    first = min(by_reviewers, key=lambda decision: (plan.rank(decision.reason), not decision.reason))
    reasons = {decision.reason for decision in by_reviewers}
    if states == {"unclear"} and len(reasons) > 1:
        return verdict("conflict")
    by: SettledBy = (
        "one reviewer" if len(by_reviewers) == 1
        else "order of reasons" if states == {"exclude"} and len(reasons) > 1
        else "agreement"
    )  # fmt: skip
    return verdict(states.pop(), by, first)


def meant(decision: Decision) -> State:
    """What a decision comes to: in doubt on title and abstract, a record goes on."""
    if decision.stage == "title-abstract" and decision.choice == "unclear":
        return "include"
    return decision.choice
