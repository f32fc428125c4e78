"""What stands in each workbook of the screening: its columns, its rows, what it says to who opens it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review.files.screening_workbook import FormColumn, FormTable
from review.screening.decisions import Decision
from review.screening.ledger import Standing
from review.screening.plan import CHOICES, ONGOING, ScreeningPlan, Stage
from review.screening.records import Record
from review.screening.selection import link_of
from review.screening.settling import Verdict
from review.screening.sought import OBTAINED

SCREENING_SHEET = "Screening"
REPORTS_SHEET = "Reports"

#: The fact of a workbook that says what its order of relevance was learnt from.
ORDERED = "order of relevance"

STAGE_WORDS: Mapping[Stage, str] = {"title-abstract": "title and abstract", "full-text": "full text"}

_RECORD_ID = FormColumn(name="record_id", label="Record", width=12)
_TITLE = FormColumn(name="title", label="Title", width=44, marks=True)
_ABSTRACT = FormColumn(name="abstract", label="Abstract", width=78, marks=True)
_FACTS = (
    FormColumn(name="authors", label="Authors", width=22),
    FormColumn(name="journal", label="Journal", width=20),
    FormColumn(name="year", label="Year", width=7),
    FormColumn(name="link", label="Where it is", width=26),
)
_DUPLICATE_OF = FormColumn(
    name="duplicate_of", label="Duplicate of", width=13, entry=True, needed_when='{decision}="duplicate"'
)
_NOTE = FormColumn(name="note", label="Note", width=34, entry=True)
_CRITERIA = FormColumn(name="criteria", label="Criteria", width=9)

_HOW = {
    "title-abstract": (
        ("include", "It meets the criteria, or may: its full text will be read."),
        ("unclear", "You cannot tell from title and abstract: its full text will be read as well."),
        ("exclude", "It surely does not meet the criteria. A reason is welcome, not needed."),
        ("duplicate", "It repeats another record: write that record's id under Duplicate of."),
    ),
    "full-text": (
        ("include", "The report meets the criteria."),
        ("exclude", "It does not: choose the first reason of the list that applies, and only that one."),
        ("unclear", "It cannot be decided: it awaits classification. Say in the note what is missing."),
        (f"unclear, {ONGOING}", "The study has not ended: choose that reason beside unclear."),
        ("duplicate", "It repeats another record: write that record's id under Duplicate of."),
        ("No usable numbers", "is no reason to exclude: choose unclear; it is named as missing evidence."),
        ("Same patients elsewhere", "is no reason to exclude: include it; reports.xlsx names the other."),
    ),
}  # fmt: skip

_ALONE = (
    "Work alone", "Decide by yourself; the others have workbooks of their own, and you see none of theirs."
)  # fmt: skip

_ORDERED_WORDS = (
    "In order of relevance", "The likeliest stand first, as a model learnt from decisions so far. It "
    "excludes nothing: every record that is left stands here. Records of earlier workbooks that you have "
    "not decided on stand here again; decide on them in one of the two.",
)  # fmt: skip
_DRAWN_WORDS = (
    "A sample", "Drawn by chance from the unread records, to estimate how many of those would go on. "
    "Decide on every one of them: the estimate needs all.",
)  # fmt: skip


def screening_form(
    stage: Stage,
    reviewer: str,
    standings: Sequence[Standing],
    plan: ScreeningPlan,
    *,
    review: str,
    part: int = 1,
    pilot: bool = False,
    ordered: str = "",
    drawn_from: Sequence[str] = (),
    filled: Mapping[str, Mapping[str, str]] | None = None,
) -> FormTable:
    """A reviewer's workbook: records without a decision, and nothing of the other reviewers.

    Parameters
    ----------
    ordered
        What their order of relevance was learnt from; empty where they stand as they were imported.
    drawn_from
        Ids of the records that they were drawn from by chance; empty where they were not.
    filled
        What is filled in already, by record and column.
    """
    decision, reason = _decision_columns(plan, stage)
    kind = " · pilot" if pilot else " · sample" if drawn_from else " · in order of relevance" * bool(ordered)
    return FormTable(
        sheet=SCREENING_SHEET,
        title=f"{review} · screening on {STAGE_WORDS[stage]} · {reviewer}{kind}",
        facts={
            **_facts("screening", stage, reviewer, plan, part, pilot=pilot),
            **({ORDERED: ordered} if ordered else {}),
        },
        instructions=(
            _ALONE,
            *_HOW[stage],
            *((_ORDERED_WORDS,) if ordered else ()),
            *((_DRAWN_WORDS,) if drawn_from else ()),
        ),
        columns=(_RECORD_ID, decision, reason, _TITLE, _ABSTRACT, *_FACTS, _DUPLICATE_OF, _NOTE, _CRITERIA),
        rows=[
            {
                **_record(one.record),
                "criteria": plan.version,
                **(filled or {}).get(one.record.record_id, {}),
            }
            for one in standings
        ],
        done="decision",
        frozen=3,
        criteria=_criteria(plan),
        wanted=plan.wanted,
        unwanted=plan.unwanted,
        drawn_from=drawn_from,
    )


def adjudication_form(
    stage: Stage,
    conflicts: Sequence[tuple[Standing, Verdict]],
    plan: ScreeningPlan,
    *,
    review: str,
    part: int,
) -> FormTable:
    """The workbook in which conflicts are settled: what each reviewer said, and a final decision."""
    decision, reason = _decision_columns(plan, stage)
    reviewers = sorted({said.reviewer for _, verdict in conflicts for said in verdict.decisions})
    says = tuple(
        FormColumn(name=f"says_{at}", label=name, width=26) for at, name in enumerate(reviewers, start=1)
    )
    rows = []
    for standing, verdict in conflicts:
        said = {one.reviewer: _said(one) for one in verdict.decisions}
        heard = {column.name: said.get(column.label, "not yet") for column in says}
        rows.append({**_record(standing.record), **heard, "criteria": plan.version})
    return FormTable(
        sheet=SCREENING_SHEET,
        title=f"{review} · conflicts on {STAGE_WORDS[stage]}",
        facts=_facts("adjudication", stage, "", plan, part),
        instructions=(
            ("Settle together", "What stands here is final and wins over what the reviewers said."),
            *_HOW[stage],
        ),
        columns=(
            _RECORD_ID, decision, reason, *says, _TITLE, _ABSTRACT, *_FACTS, _DUPLICATE_OF, _NOTE, _CRITERIA,
        ),
        rows=rows,
        done="decision",
        frozen=3,
        criteria=_criteria(plan),
        wanted=plan.wanted,
        unwanted=plan.unwanted,
    )  # fmt: skip


def reports_form(
    standings: Sequence[Standing],
    roles: Sequence[str],
    *,
    review: str,
    part: int,
    known: Mapping[str, Mapping[str, str]] | None = None,
) -> FormTable:
    """The reports sought: retrieval log and grouping into studies, one for the whole team.

    Parameters
    ----------
    roles
        Words for what a report is to its study.
    known
        What is known already, by record and column.
    """
    return FormTable(
        sheet=REPORTS_SHEET,
        title=f"{review} · reports sought for retrieval",
        facts={"kind": "reports", "stage": "full-text", "part": str(part)},
        instructions=(
            ("Obtained", "yes or no. A report that was not obtained needs the reason; it is not assessed."),
            ("Asked on, asked where", "The retrieval log: the date, and the library, author or site asked."),
            (
                "Study",
                "An id without spaces, such as chen2023. Reports of one study have the same id: one "
                "registration number is one study. Every included report needs it.",
            ),
            ("Role", "What the report is to its study: primary, interim, update and so on."),
            (
                "Overlaps with",
                "Studies or reports that may count the same patients, separated by ;. They are linked here, "
                "not excluded: the analysis pools each patient once.",
            ),
        ),
        columns=(
            _RECORD_ID,
            _TITLE,
            FormColumn(name="obtained", label="Obtained", width=11, choices=OBTAINED, entry=True),
            FormColumn(
                name="why_not", label="Why not", width=30, entry=True, needed_when='{obtained}="no"'
            ),
            FormColumn(name="study_id", label="Study", width=20, entry=True),
            FormColumn(
                name="role", label="Role", width=13, choices=tuple(roles), entry=True,
                needed_when='{study_id}<>""',
            ),
            FormColumn(name="overlaps_with", label="Overlaps with", width=22, entry=True),
            FormColumn(name="asked_on", label="Asked on", width=12, entry=True),
            FormColumn(name="asked_where", label="Asked where", width=24, entry=True),
            _NOTE,
            *_FACTS,
        ),
        rows=[
            {**_record(one.record), **(known or {}).get(one.record.record_id, {})} for one in standings
        ],
        done="obtained",
        frozen=2,
    )  # fmt: skip


def _decision_columns(plan: ScreeningPlan, stage: Stage) -> tuple[FormColumn, FormColumn]:
    reasons = (*plan.reasons, *((ONGOING,) if stage == "full-text" else ()))
    return (
        FormColumn(name="decision", label="Decision", width=12, choices=CHOICES, entry=True),
        FormColumn(
            name="reason", label="Reason", width=22, choices=reasons, entry=True,
            needed_when='{decision}="exclude"' if stage == "full-text" else "",
        ),
    )  # fmt: skip


def _record(record: Record) -> dict[str, str]:
    return {
        "record_id": record.record_id,
        "title": record.title,
        "abstract": record.abstract,
        "authors": record.authors,
        "journal": record.journal,
        "year": record.year,
        "link": link_of(record),
    }


def _said(decision: Decision) -> str:
    """A decision in one cell: exclude (wrong population), a duplicate of r7; what was noted with it."""
    words: str = decision.choice
    if decision.reason:
        words += f" ({decision.reason})"
    if decision.duplicate_of:
        words += f" of {decision.duplicate_of}"
    return f"{words}: {decision.note}" if decision.note else words


def _criteria(plan: ScreeningPlan) -> tuple[str, ...]:
    return tuple(f"• {text}" for text in plan.criteria)


def _facts(
    kind: str, stage: Stage, reviewer: str, plan: ScreeningPlan, part: int, *, pilot: bool = False
) -> dict[str, str]:
    return {
        "kind": kind,
        "stage": stage,
        **({"reviewer": reviewer} if reviewer else {}),
        "criteria version": plan.version,
        "part": str(part),
        **({"pilot": "yes"} if pilot else {}),
    }
