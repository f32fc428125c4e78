"""How reports came into the review, as one frozen value for the words, tables and figure of the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from review.screening.filled import FilledSheet
from review.screening.flow import Flow, derive
from review.screening.identities import flow_problems
from review.screening.ledger import Fate, Ledger, Standing
from review.screening.plan import STAGES, Stage
from review.screening.progress import progress
from review.screening.records import Record
from review.screening.unfound import Unfound, unfound

#: Words of the reason for which a record of a register is left out that has no results yet.
_NO_RESULTS = ("no results", "ongoing", "protocol")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedSearch:
    """One export of one source, as PRISMA-S asks for it.

    Parameters
    ----------
    searched
        The date of the search, ISO 8601; empty where it is not known.
    hits
        How many records the source said it found; None where it was not noted.
    records
        How many were read from the export.
    """

    file: str
    sha256: str
    source: str
    kind: str
    searched: str
    hits: int | None
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedReport:
    """A report, and what became of it.

    Parameters
    ----------
    why
        The reason for which it was excluded, or why it was not read.
    source, record_id
        Where it leads back to in the ledger.
    """

    record_id: str
    title: str
    authors: str = ""
    year: str = ""
    journal: str = ""
    link: str = ""
    source: str = ""
    why: str = ""
    note: str = ""
    study_id: str = ""
    role: str = ""
    fate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAgreement:
    """Agreement of two reviewers at one stage, before adjudication."""

    stage: Stage
    first: str
    second: str
    both: int
    records: int
    disagreements: int
    raw: float | None
    kappa: float | None
    pabak: float | None
    ac1: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCount:
    """How the records of one stage were decided on: by how many people, and how it was settled."""

    stage: Stage
    records: int
    by_one: int
    by_agreement: int
    by_order_of_reasons: int
    by_adjudication: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOrder:
    """A reviewer who read records in order of relevance: in how many workbooks, the last learnt from what."""

    reviewer: str
    workbooks: int
    trained_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """All that the report says of the selection.

    Parameters
    ----------
    flow
        None where it must not be drawn; `why_no_flow` then says why.
    excluded
        Reports excluded at full text, by the order of reasons.
    unread
        Reports that exist and were not read or could not be classified, with what is missing of each.
    several
        Reports of the studies that have more than one, by study.
    orders, unfound
        Who read records in order of relevance, and what can be said of those that are unread.
    """

    flow: Flow | None
    why_no_flow: tuple[str, ...] = ()
    searches: tuple[LoggedSearch, ...] = ()
    stages: tuple[StageCount, ...] = ()
    agreement: tuple[PairAgreement, ...] = ()
    excluded: tuple[CitedReport, ...] = ()
    unread: tuple[CitedReport, ...] = ()
    several: tuple[CitedReport, ...] = ()
    orders: tuple[ReadingOrder, ...] = ()
    unfound: tuple[Unfound, ...] = ()


def selection(
    ledger: Ledger, searches: Iterable[LoggedSearch] = (), sheets: Sequence[FilledSheet] = ()
) -> Selection:
    """Gather it from the ledger.

    Parameters
    ----------
    searches
        The search log, one row per export.
    sheets
        The screening workbooks, for the order in which records were read.

    Examples
    --------
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.plan import ScreeningPlan
    >>> record = Record(record_id="r1", source="PubMed", kind="database", file="a.nbib", line=1)
    >>> found = selection(keep_ledger([record], plan=ScreeningPlan()))
    >>> found.flow, found.why_no_flow
    (None, ('1 record: not screened yet',))
    """
    plan = ledger.plan
    flow = derive(ledger)
    errors = [p for p in (*ledger.problems, *ledger.unfinished()) if p.severity == "error"]
    errors = errors or [p for p in flow_problems(flow, ledger) if p.severity == "error"]
    why: dict[str, int] = {}
    for problem in errors:
        why[problem.message] = why.get(problem.message, 0) + 1
    excluded = sorted(ledger.of_fate("report excluded"), key=lambda one: plan.rank(one.reason))
    return Selection(
        flow=None if errors else flow,
        why_no_flow=tuple(f"{n} record{'' if n == 1 else 's'}: {words}" for words, n in why.items()),
        searches=tuple(searches),
        stages=tuple(_stage(ledger, stage) for stage in STAGES),
        agreement=tuple(
            PairAgreement(
                stage=pair.stage, first=pair.first, second=pair.second, both=pair.both, records=pair.records,
                disagreements=len(pair.disagreements), raw=pair.coefficients.raw,
                kappa=pair.coefficients.kappa, pabak=pair.coefficients.pabak, ac1=pair.coefficients.ac1,
            )
            for stage in progress(ledger)
            for pair in stage.agreement
        ),
        excluded=tuple(_cited(one, one.reason) for one in excluded),
        unread=_unread(ledger),
        several=_several(ledger),
        orders=_orders(sheets),
        unfound=unfound(ledger, sheets),
    )  # fmt: skip


def _stage(ledger: Ledger, stage: Stage) -> StageCount:
    verdicts = [v for one in ledger.to_screen(stage) if (v := ledger.verdict(one, stage))]

    def by(*ways: str) -> int:
        return sum(verdict.settled_by in ways for verdict in verdicts)

    return StageCount(
        stage=stage,
        records=len(verdicts),
        by_one=sum(len(verdict.decisions) == 1 for verdict in verdicts),
        by_agreement=by("agreement", "one reviewer"),
        by_order_of_reasons=by("order of reasons"),
        by_adjudication=by("adjudication"),
    )


def _orders(sheets: Iterable[FilledSheet]) -> tuple[ReadingOrder, ...]:
    by_reviewer: dict[str, list[FilledSheet]] = {}
    for sheet in sheets:
        if sheet.ordered:
            by_reviewer.setdefault(sheet.reviewer, []).append(sheet)
    return tuple(
        ReadingOrder(
            reviewer=reviewer, workbooks=len(own), trained_on=max(own, key=lambda one: one.part).ordered
        )
        for reviewer, own in sorted(by_reviewer.items())
    )


def _unread(ledger: Ledger) -> tuple[CitedReport, ...]:
    """What is known to exist and was not read: the more that is known of it, the earlier it stands."""
    fates: tuple[Fate, ...] = ("not retrieved", "awaiting classification", "ongoing")
    found = [
        _cited(one, one.reason if fate == "not retrieved" else one.note)
        for fate in fates
        for one in ledger.of_fate(fate)
    ]
    registered = [
        _cited(one, "registered; no results found", fate="no results")
        for one in ledger.of_fate("excluded", "report excluded")
        if one.reason.casefold() in _NO_RESULTS and _is_registration(one.record)
    ]
    return (*found, *registered)


def _is_registration(record: Record) -> bool:
    return record.kind == "register" or "register" in record.journal.casefold() or bool(record.registry_ids)


def _several(ledger: Ledger) -> tuple[CitedReport, ...]:
    """Every report of the included studies that have more than one, in the order of studies."""
    by_study: dict[str, list[Standing]] = {}
    for one in ledger.standings:
        if one.study_id and one.fate != "duplicate":
            by_study.setdefault(one.study_id, []).append(one)
    return tuple(
        _cited(one, one.reason)
        for _, reports in sorted(by_study.items())
        if len(reports) > 1 and any(report.fate == "included" for report in reports)
        for one in sorted(reports, key=lambda report: report.fate != "included")
    )


def _cited(one: Standing, why: str, fate: str = "") -> CitedReport:
    record = one.record
    return CitedReport(
        record_id=record.record_id,
        title=record.title,
        authors=record.authors,
        year=record.year,
        journal=record.journal,
        link=link_of(record),
        source=record.source,
        why=why,
        note=one.note,
        study_id=one.study_id,
        role=one.report.role if one.report else "",
        fate=fate or one.fate,
    )


def link_of(record: Record) -> str:
    """Where a record leads to: by its DOI, else its PubMed number, else its address.

    >>> link_of(Record(record_id="r", source="s", kind="database", file="f", line=1, pmid="37672694"))
    'https://pubmed.ncbi.nlm.nih.gov/37672694/'
    """
    if record.doi:
        return f"https://doi.org/{record.doi}"
    if record.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"
    return record.url
