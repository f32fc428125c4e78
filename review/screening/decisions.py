"""Decisions of reviewers, read from the rows of their workbooks.

A decision belongs to a reviewer, a stage and a record, and keeps the version of the criteria that it was
made under and the cell that it stands in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from review.document import did_you_mean
from review.problems import Place, Problem, Severity
from review.screening.filled import NOWHERE, FilledRow, FilledSheet
from review.screening.plan import (
    CHOICES,
    ONGOING,
    Choice,
    ScreeningPlan,
    Stage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one reviewer, or the adjudication, decided on one record at one stage."""

    record_id: str
    stage: Stage
    reviewer: str
    choice: Choice
    reason: str = ""
    duplicate_of: str = ""
    note: str = ""
    version: str = "1"
    adjudicated: bool = False
    pilot: bool = False
    place: Place = NOWHERE

    @property
    def content(self) -> tuple[str, str, str]:
        """What was decided, without who and where."""
        return self.choice, self.reason, self.duplicate_of


def read_decisions(
    sheets: Iterable[FilledSheet], plan: ScreeningPlan, records: Collection[str]
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Decisions of all workbooks, one per reviewer, stage and record, and what is wrong with them.

    A row whose decision is wrong or blank gives none. Where a reviewer decided twice on a record, the
    decision under the newer criteria counts; two that differ under the same criteria are an error, and
    neither counts.

    Parameters
    ----------
    records
        Ids of the records that were imported.

    Examples
    --------
    >>> row = FilledRow({"record_id": "r1", "decision": "inclde"}, {"decision": "B8"})
    >>> sheet = FilledSheet(file="a.xlsx", sheet="Screening", stage="title-abstract", reviewer="anna",
    ...                     rows=(row,))
    >>> decisions, problems = read_decisions([sheet], ScreeningPlan(), {"r1"})
    >>> decisions, problems[0].message, problems[0].fix
    ((), "'inclde' is no decision", "did you mean 'include'?")
    """
    problems: list[Problem] = []
    found: dict[tuple[Stage, str, bool, str], list[Decision]] = {}
    for sheet in sorted(sheets, key=lambda one: (one.stage, one.reviewer, one.part)):
        read = [_RowOfDecision(sheet, row, plan, problems).read(records) for row in sheet.rows]
        there = [decision for decision in read if decision]
        for decision in there:
            who = "" if decision.adjudicated else decision.reviewer
            key = (decision.stage, who, decision.adjudicated, decision.record_id)
            found.setdefault(key, []).append(decision)
        if there and not plan.knows(sheet.reviewer) and not sheet.adjudication:
            problems.append(_of_a_stranger(sheet, len(there), plan))
    kept = [_latest(same, plan, problems) for same in found.values()]
    return tuple(decision for decision in kept if decision), tuple(problems)


def _of_a_stranger(sheet: FilledSheet, decisions: int, plan: ScreeningPlan) -> Problem:
    """The error for decisions of somebody whom the report would not name among the reviewers."""
    name = f"'{sheet.reviewer}'" if sheet.reviewer else "somebody without a name"
    return Problem(
        "SCR28", "error", Place(sheet.file, sheet.sheet),
        f"{decisions:,} decision{'' if decisions == 1 else 's'} of {name}, who is not among the reviewers of "
        f"review.toml ({', '.join(plan.reviewers)})",
        sheet.reviewer,
        "add the name to reviewers there if this person screened; move the workbook to another folder if the "
        "decisions shall not count",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _RowOfDecision:
    """One row being read."""

    sheet: FilledSheet
    row: FilledRow
    plan: ScreeningPlan
    problems: list[Problem]

    def wrong(self, rule: str, column: str, message: str, fix: str, severity: Severity = "error") -> None:
        place = self.sheet.place(self.row, column)
        self.problems.append(Problem(rule, severity, place, message, self.row.text(column), fix))

    def read(self, records: Collection[str]) -> Decision | None:
        record_id, said = self.row.text("record_id"), self.row.text("decision")
        if not said:
            if self.row.text("reason"):
                fix = f"choose one of: {', '.join(CHOICES)}"
                self.wrong("SCR01", "decision", "a reason, but no decision", fix)
            return None
        if record_id not in records:
            message = f"there is no record '{record_id}'" if record_id else "a decision without a record"
            self.wrong("SCR03", "record_id", message, "copy the id from extraction_forms/search/records.csv")
            return None
        choice = cast(Choice, said.casefold())
        if choice not in CHOICES:
            self.wrong("SCR01", "decision", f"'{said}' is no decision", did_you_mean(said, CHOICES))
            return None
        if choice == "duplicate" and not self._original_is_right(record_id, records):
            return None
        reason = self._reason(choice)
        if reason is None:
            return None
        return Decision(
            record_id=record_id,
            stage=self.sheet.stage,
            reviewer=self.sheet.reviewer,
            choice=choice,
            reason=reason,
            duplicate_of=self.row.text("duplicate_of") if choice == "duplicate" else "",
            note=self.row.text("note"),
            version=self.row.text("criteria") or "1",
            adjudicated=self.sheet.adjudication,
            pilot=self.sheet.pilot,
            place=self.sheet.place(self.row, "decision"),
        )

    def _original_is_right(self, record_id: str, records: Collection[str]) -> bool:
        original = self.row.text("duplicate_of")
        if original and original != record_id and original in records:
            return True
        message = (
            "a duplicate, but not of which record" if not original
            else "a duplicate of itself" if original == record_id
            else f"there is no record '{original}'"
        )  # fmt: skip
        self.wrong("SCR05", "duplicate_of", message, "write the id of the record that it repeats")
        return False

    def _reason(self, choice: Choice) -> str | None:
        """The reason as review.toml writes it, empty where none is needed, None where it is wrong."""
        said, reasons = self.row.text("reason"), self.plan.reasons
        if choice in ("include", "duplicate"):
            return ""
        if choice == "unclear":
            return ONGOING if said.casefold() == ONGOING else ""
        if not said:
            if self.sheet.stage == "title-abstract":
                return ""
            fix = f"choose the first that applies: {'; '.join(reasons)}"
            self.wrong("SCR02", "reason", "a report is excluded without a reason", fix)
            return None
        reason = {known.casefold(): known for known in reasons}.get(said.casefold())
        if reason is None:
            fix = did_you_mean(said, reasons) if reasons else "list it in exclusion_reasons of review.toml"
            self.wrong("SCR02", "reason", f"'{said}' is no reason of review.toml", fix)
            return None
        return reason


def _latest(same: list[Decision], plan: ScreeningPlan, problems: list[Problem]) -> Decision | None:
    """The decision that counts of those that one reviewer made on one record."""
    current = [decision for decision in same if decision.version == plan.version]
    last = (current or same)[-1]
    rivals = [decision for decision in same if decision.version == last.version]
    if len({decision.content for decision in rivals}) > 1:
        first = next(decision for decision in rivals if decision.content != last.content)
        who = "the adjudication" if last.adjudicated else last.reviewer
        problems.append(
            Problem(
                "SCR04",
                "error",
                last.place,
                f"{who} decided twice: {last.choice} here, {first.choice} at {first.place}",
                last.choice,
                "make both the same, or blank one of them",
            )
        )
        return None
    return last
