"""Where every record stands: one fate each, from which all counts of the flow diagram are derived.

Nothing is deleted on the way: a duplicate keeps the record that it repeats, an excluded report its reason
and, where it has one, its study.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from review.problems import Place, Problem
from review.screening.decisions import Decision
from review.screening.plan import ONGOING, STAGES, ScreeningPlan, Stage, forbids_exclusion, says_overlap
from review.screening.records import Record
from review.screening.set_aside import set_aside
from review.screening.settling import State, Verdict, settle
from review.screening.sought import SoughtReport

Fate = Literal[
    "duplicate",
    "removed by automation",
    "removed for another reason",
    "excluded",
    "not retrieved",
    "report excluded",
    "awaiting classification",
    "ongoing",
    "included",
    "open",
]
FATES: tuple[Fate, ...] = get_args(Fate)

#: Fates of records whose report was sought for retrieval.
SOUGHT: tuple[Fate, ...] = (
    "not retrieved", "report excluded", "awaiting classification", "ongoing", "included",
)  # fmt: skip

#: Where problems of no single workbook are shown.
FOLDER = "extraction_forms/screening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A record removed before screening for another cause than being a duplicate."""

    record_id: str
    by_automation: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousReport:
    """A report that the previous version of the review included; `withdrawn` says why it no longer is."""

    study_id: str
    report: str = ""
    withdrawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One record and its fate.

    Parameters
    ----------
    duplicate_of
        The record that it repeats, at the end of the chain.
    by_automation
        Whether tools alone excluded it on title and abstract.
    """

    record: Record
    fate: Fate
    reason: str = ""
    note: str = ""
    duplicate_of: str = ""
    by_automation: bool = False
    title_abstract: Verdict | None = None
    full_text: Verdict | None = None
    report: SoughtReport | None = None

    @property
    def study_id(self) -> str:
        """The study that the report belongs to; empty where none was named."""
        return self.report.study_id if self.report else ""

    @property
    def sought(self) -> bool:
        """Whether the record went on to the full text."""
        return self.fate in SOUGHT or (self.fate == "open" and self.full_text is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every record with its fate, and what is wrong.

    Parameters
    ----------
    problems
        What is wrong with the decisions. What is merely not done yet is in `unfinished`.
    """

    plan: ScreeningPlan
    standings: tuple[Standing, ...]
    decisions: tuple[Decision, ...] = ()
    previous: tuple[PreviousReport, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of_fate(self, *fates: Fate) -> tuple[Standing, ...]:
        """The records of those fates, in the order of import."""
        return tuple(standing for standing in self.standings if standing.fate in fates)

    def to_screen(self, stage: Stage) -> tuple[Standing, ...]:
        """The records that reviewers decide on at a stage: not removed, no duplicates, at `full-text` sought.

        A report that could not be obtained is not decided on.
        """
        if stage == "title-abstract":
            return tuple(
                standing for standing in self.standings
                if not standing.fate.startswith("removed") and standing.fate != "duplicate"
            )  # fmt: skip
        return tuple(one for one in self.standings if one.sought and one.fate != "not retrieved")

    def verdict(self, standing: Standing, stage: Stage) -> Verdict | None:
        """What stands for a record at a stage; None where it was not to be decided on."""
        return standing.title_abstract if stage == "title-abstract" else standing.full_text

    def unfinished(self) -> tuple[Problem, ...]:
        """What bars a flow diagram because it is not done yet."""
        found = []
        for standing in self.standings:
            verdict = standing.full_text or standing.title_abstract
            if standing.fate == "open" and verdict and not verdict.settled:
                rule, message, fix = _open_words(verdict, self.plan.needed(standing.record.source))
                place = Place(FOLDER, verdict.stage, standing.record.record_id)
                found.append(Problem(rule, "error", place, message, verdict.state, fix))
            elif standing.fate == "included" and not standing.study_id:
                nowhere = Place(f"{FOLDER}/reports.xlsx", "Reports", row=standing.record.record_id)
                place = standing.report.place if standing.report else nowhere
                fix = "write its study_id in reports.xlsx, which review screen reports makes"
                message = "an included report that belongs to no study yet"
                found.append(Problem("SCR13", "error", place, message, "", fix))
        return tuple(found)


def keep_ledger(
    records: Sequence[Record],
    *,
    plan: ScreeningPlan,
    decisions: Iterable[Decision] = (),
    sought: Mapping[str, SoughtReport] | None = None,
    duplicates: Mapping[str, str] | None = None,
    removed: Mapping[str, Removal] | None = None,
    previous: Iterable[PreviousReport] = (),
    problems: Iterable[Problem] = (),
) -> Ledger:
    """Give every record its fate.

    Parameters
    ----------
    decisions
        One per reviewer, stage and record, and those of the adjudication (`read_decisions`).
    sought
        The reports sought, by record (`read_sought`).
    duplicates
        What deduplication found: the record that each repeats.
    removed
        Records removed before screening for other causes.
    problems
        What was wrong with the workbooks.

    Examples
    --------
    >>> records = [Record(record_id=f"r{i}", source="PubMed", kind="database", file="a.nbib", line=i)
    ...            for i in (1, 2)]
    >>> no = Decision(record_id="r1", stage="title-abstract", reviewer="anna", choice="exclude")
    >>> ledger = keep_ledger(records, plan=ScreeningPlan(), decisions=[no], duplicates={"r2": "r1"})
    >>> [standing.fate for standing in ledger.standings]
    ['excluded', 'duplicate']
    """
    decided = tuple(decisions)
    by_record: dict[tuple[str, Stage], list[Decision]] = {}
    for decision in decided:
        by_record.setdefault((decision.record_id, decision.stage), []).append(decision)
    found = list(problems)
    gone = removed or {}
    linked = _with_the_screened_one([record.record_id for record in records], duplicates or {}, decided)
    standings = []
    for record in records:
        record_id = record.record_id
        if record_id in linked:
            standings.append(Standing(record=record, fate="duplicate", duplicate_of=linked[record_id]))
            continue
        if removal := gone.get(record_id):
            fate: Fate = "removed by automation" if removal.by_automation else "removed for another reason"
            standings.append(Standing(record=record, fate=fate, reason=removal.reason))
            continue
        needed = plan.needed(record.source)
        first, second = (
            settle(record_id, stage, by_record.get((record_id, stage), ()), plan, needed=needed)
            for stage in STAGES
        )
        standings.append(_standing(record, first, second, (sought or {}).get(record_id), plan, found))
    followed = _followed(standings, found)
    found += (*_forbidden_reasons(plan), *_overlaps(followed))
    found += (*_under_older_criteria(decided, followed, plan), *set_aside(followed, decided))
    return Ledger(
        plan=plan, standings=followed, decisions=decided, previous=tuple(previous), problems=tuple(found)
    )


def _with_the_screened_one(
    record_ids: Sequence[str], duplicates: Mapping[str, str], decisions: Sequence[Decision]
) -> dict[str, str]:
    """Of records that repeat each other let the one stay that was screened, whichever came first.

    Deduplication keeps the first record of a cluster. Where it is run after the screening has begun, the
    decisions may stand on another one; they must not be lost.
    """
    screened = {decision.record_id for decision in decisions if decision.choice != "duplicate"}
    clusters: dict[str, list[str]] = {}
    for record_id in record_ids:
        if record_id in duplicates:
            clusters.setdefault(duplicates[record_id], []).append(record_id)
    linked: dict[str, str] = {}
    for original, others in clusters.items():
        members = [original, *others]
        stays = next((member for member in members if member in screened), original)
        linked |= {member: stays for member in members if member != stays}
    return linked


def _standing(
    record: Record,
    first: Verdict,
    second: Verdict,
    report: SoughtReport | None,
    plan: ScreeningPlan,
    problems: list[Problem],
) -> Standing:
    def standing(fate: Fate, of: Verdict) -> Standing:
        return Standing(
            record=record, fate=fate, reason=of.reason, note=of.note, duplicate_of=of.duplicate_of,
            report=report,
            title_abstract=first, full_text=second if of is second else None,
            by_automation=fate == "excluded" and _by_tools_alone(first, plan),
        )  # fmt: skip

    if not first.settled:
        return standing("open", first)
    if first.state != "include":
        return standing("duplicate" if first.state == "duplicate" else "excluded", first)
    if report and report.obtained == "no":
        if second.decisions or second.settled:
            problems.append(
                Problem(
                    "SCR11",
                    "error",
                    report.place,
                    "not obtained, and yet decided on",
                    "no",
                    "change obtained to yes, or blank the decisions on its full text",
                )
            )
        return Standing(
            record=record, fate="not retrieved", reason=report.why_not, title_abstract=first, report=report
        )
    fates: Mapping[State, Fate] = {
        "include": "included",
        "exclude": "report excluded",
        "duplicate": "duplicate",
        "unclear": "ongoing" if second.reason == ONGOING else "awaiting classification",
    }
    return standing(fates.get(second.state, "open"), second)


def _by_tools_alone(verdict: Verdict, plan: ScreeningPlan) -> bool:
    return (
        bool(verdict.decisions)
        and verdict.settled_by != "adjudication"
        and all(decision.reviewer in plan.automation for decision in verdict.decisions)
    )


def _followed(standings: Sequence[Standing], problems: list[Problem]) -> tuple[Standing, ...]:
    """Let every duplicate name the record at the end of its chain; report chains that never end."""
    originals = {one.record.record_id: one.duplicate_of for one in standings if one.fate == "duplicate"}
    followed = []
    for standing in standings:
        if standing.fate == "duplicate":
            seen, at = {standing.record.record_id}, standing.duplicate_of
            while at in originals and at not in seen:
                seen.add(at)
                at = originals[at]
            if at in seen:
                problems.append(
                    Problem(
                        "SCR18",
                        "error",
                        Place(FOLDER, cell=standing.record.record_id),
                        f"duplicates in a circle: {' → '.join(sorted(seen))}",
                        standing.duplicate_of,
                        "one of them must stay: blank its duplicate_of",
                    )
                )
            else:
                standing = replace(standing, duplicate_of=at)
        followed.append(standing)
    return tuple(followed)


def _forbidden_reasons(plan: ScreeningPlan) -> list[Problem]:
    return [
        Problem(
            "SCR14", "warning", Place("review.toml", cell="exclusion_reasons"),
            f"'{reason}': a study is not excluded because its report has no usable numbers", reason,
            "take it out; choose unclear for such a report: it awaits classification",
        )
        for reason in plan.reasons
        if forbids_exclusion(reason)
    ]  # fmt: skip


def _overlaps(standings: Sequence[Standing]) -> list[Problem]:
    """Reports excluded since their patients are counted elsewhere: a link to the other, not a reason."""
    found = []
    for one in standings:
        if one.fate != "report excluded" or not says_overlap(one.reason) or one.full_text is None:
            continue
        linked = one.report.overlaps_with if one.report else ()
        place = one.report.place if one.report else Place(FOLDER, "full-text", one.record.record_id)
        if linked:
            message = f"excluded as its patients are counted in {', '.join(linked)}, to which it is linked"
            found.append(Problem("SCR21", "note", place, message, one.reason))
        else:
            fix = "include it, and name the other report or study in overlaps_with of reports.xlsx"
            message = "patients that are counted elsewhere are no reason to exclude a report"
            found.append(Problem("SCR15", "warning", place, message, one.reason, fix))
    return found


def _under_older_criteria(
    decisions: Sequence[Decision], standings: Sequence[Standing], plan: ScreeningPlan
) -> list[Problem]:
    """Warn of decisions, still in force, that were made before the criteria changed."""
    alive = {
        one.record.record_id
        for one in standings
        if one.fate != "duplicate" and not one.fate.startswith("removed")
    }
    return [
        Problem(
            "SCR09", "warning", decision.place,
            f"decided under criteria version {decision.version}; they are at version {plan.version} now",
            decision.version, f"screen it again: review screen form {decision.stage} --reviewer "
            f"{decision.reviewer or 'NAME'} --again",
        )
        for decision in decisions
        if decision.version != plan.version and decision.record_id in alive
    ]  # fmt: skip


def _open_words(verdict: Verdict, needed: int) -> tuple[str, str, str]:
    done = len(verdict.decisions)
    if verdict.state == "conflict":
        return "SCR08", "the reviewers do not agree", f"review screen conflicts {verdict.stage}"
    form = f"review screen form {verdict.stage} --reviewer NAME"
    if verdict.state == "incomplete":
        return "SCR07", f"decided by {done} of {needed} reviewers", form
    what = (
        "not screened yet"
        if verdict.stage == "title-abstract"
        else "neither assessed nor noted as not obtained"
    )
    return "SCR06", what, form
