"""Records, decisions and ledgers built from plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from review.problems import Place
from review.screening.decisions import Decision
from review.screening.ledger import Ledger, PreviousReport, Removal, keep_ledger
from review.screening.plan import Choice, ScreeningPlan, Stage
from review.screening.records import Record
from review.screening.sought import SoughtReport

REASONS = ("wrong population", "wrong intervention", "no results")

#: One reviewer, three reasons; most tests need no more.
ALONE = ScreeningPlan(reviewers=("anna",), reasons=REASONS)
PAIR = ScreeningPlan(reviewers=("anna", "ben"), reasons=REASONS, per_record=2)

TA: Stage = "title-abstract"
FT: Stage = "full-text"


def record(record_id: str, *, kind: str = "database", source: str = "PubMed", **fields: str) -> Record:
    return Record(record_id=record_id, source=source, kind=kind, file="search/a.nbib", line=1, **fields)


def records(ids: str, **same: str) -> list[Record]:
    """One record per word."""
    return [record(record_id, **same) for record_id in ids.split()]


def said(
    record_id: str,
    words: str,
    *,
    who: str = "anna",
    stage: Stage = TA,
    reason: str = "",
    of: str = "",
    **more: object,
) -> Decision:
    return Decision(
        record_id=record_id, stage=stage, reviewer=who, choice=cast(Choice, words), reason=reason,
        duplicate_of=of,
        place=Place(f"{stage}_{who}.xlsx", "Screening", f"B{len(record_id)}", record_id),
        **more,  # type: ignore[arg-type]
    )  # fmt: skip


def sought(record_id: str, **fields: object) -> SoughtReport:
    place = Place("extraction_forms/screening/reports.xlsx", "Reports", "A6", record_id)
    return SoughtReport(record_id=record_id, place=place, **fields)  # type: ignore[arg-type]


def ledger(
    rows: Iterable[Record],
    decisions: Iterable[Decision] = (),
    *,
    plan: ScreeningPlan = ALONE,
    reports: Iterable[SoughtReport] = (),
    duplicates: Mapping[str, str] | None = None,
    removed: Iterable[Removal] = (),
    previous: Iterable[PreviousReport] = (),
) -> Ledger:
    return keep_ledger(
        list(rows),
        plan=plan,
        decisions=decisions,
        sought={one.record_id: one for one in reports},
        duplicates=duplicates,
        removed={one.record_id: one for one in removed},
        previous=previous,
    )


def small_review() -> Ledger:
    """Ten records of both columns, every fate but removal once at least, one study with two reports."""
    rows = [
        *records("r1 r2 r3 r4 r5 r6"),
        record("r7", kind="register", source="ClinicalTrials.gov", title="A registered trial"),
        *records("w1 w2", kind="website", source="News"),
        record("c1", kind="citation", source="Citation searching"),
    ]
    on = [said(one, "include") for one in ("r1", "r2", "r3", "r4", "w1", "c1")]
    out = [said("r5", "exclude", reason="wrong population"), said("r7", "exclude", reason="no results")]
    full = [
        said("r1", "include", stage=FT),
        said("r2", "include", stage=FT),
        said("r3", "exclude", stage=FT, reason="wrong intervention"),
        said("w1", "include", stage=FT),
        said("c1", "unclear", stage=FT, note="counts not seen"),
    ]
    twice = [said("w2", "duplicate", of="w1")]
    return ledger(
        rows,
        [*on, *out, *twice, *full],
        duplicates={"r6": "r1"},
        reports=[
            sought("r1", study_id="chen2023", role="primary", obtained="yes"),
            sought("r2", study_id="chen2023", role="update", obtained="yes"),
            sought("r4", obtained="no", why_not="the library does not hold it"),
            sought("w1", study_id="shi2020", role="primary"),
        ],
    )
