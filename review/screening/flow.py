"""The counts of the PRISMA 2020 flow diagram (Page et al. 2021), derived from the ledger, never typed.

Records come by databases and registers, or by other methods; the template has boxes for duplicates and for
screening in the first column only. What drops out of the second before a report is sought is kept here
(`other_already_found`, `other_records_excluded`), so that its sums can be checked as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.screening.ledger import Fate, Ledger, Standing
from review.screening.plan import ScreeningPlan

#: Kinds of source of the first column of the diagram; all others are other methods.
DATABASES_AND_REGISTERS = ("database", "register")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """Records identified from one source."""

    name: str
    kind: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCount:
    """Reports excluded for one reason."""

    reason: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """One column of the diagram from retrieval on; the unit is the report."""

    sought: int
    not_retrieved: int
    assessed: int
    excluded: tuple[ReasonCount, ...]
    awaiting: int
    ongoing: int
    included: int

    @property
    def excluded_total(self) -> int:
        """Reports excluded, all reasons together."""
        return sum(reason.n for reason in self.excluded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """What the previous version of the review included, and what of it no longer is."""

    studies: int
    reports: int
    withdrawn_studies: int = 0
    withdrawn_reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Synthesis:
    """A meta-analysis, and how many studies are in it."""

    name: str
    studies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Every count of the diagram; the names are those of the PRISMA2020 package where it has one.

    Parameters
    ----------
    sources
        One per source, whatever its kind.
    records_excluded_automation
        Of `records_excluded`, those that tools alone excluded.
    other
        The second column; None where nothing was searched but databases and registers.
    other_already_found, other_records_excluded
        Records of other methods that were duplicates, and that title and abstract ruled out.
    new_studies, new_reports
        Studies included now and not before, and their reports.
    new_reports_of_previous
        Reports included now of studies that the previous version had.
    previous
        None in a new review.
    total_studies, total_reports
        With those of the previous version.
    syntheses
        Meta-analyses to show in the diagram; the template has none.
    """

    sources: tuple[SourceCount, ...]
    duplicates: int
    excluded_automatic: int
    excluded_other: int
    records_screened: int
    records_excluded: int
    records_excluded_automation: int
    databases: Reports
    other: Reports | None
    other_already_found: int
    other_records_excluded: int
    new_studies: int
    new_reports: int
    new_reports_of_previous: int
    previous: Previous | None
    total_studies: int
    total_reports: int
    syntheses: tuple[Synthesis, ...] = ()

    def identified(self, *kinds: str) -> int:
        """Records identified from sources of those kinds."""
        return sum(source.n for source in self.sources if source.kind in kinds)

    @property
    def database_results(self) -> int:
        """Records from databases and from registers."""
        return self.identified(*DATABASES_AND_REGISTERS)

    @property
    def other_results(self) -> int:
        """Records from other methods."""
        return sum(source.n for source in self.sources) - self.database_results

    @property
    def removed(self) -> int:
        """Records of the first column that were removed before screening."""
        return self.duplicates + self.excluded_automatic + self.excluded_other


def derive(ledger: Ledger, *, syntheses: Sequence[Synthesis] = ()) -> Flow:
    """Count the ledger.

    The counts say nothing while records are unscreened: `review.screening.identities.flow_problems` says
    whether they may be drawn.

    Parameters
    ----------
    syntheses
        Meta-analyses to show in the diagram.

    Examples
    --------
    >>> from review.screening.ledger import keep_ledger
    >>> from review.screening.records import Record
    >>> records = [Record(record_id=i, source="PubMed", kind="database", file="a", line=1) for i in "abc"]
    >>> flow = derive(keep_ledger(records, plan=ScreeningPlan(), duplicates={"c": "a"}))
    >>> flow.identified("database"), flow.duplicates, flow.records_screened
    (3, 1, 2)
    """
    first = [one for one in ledger.standings if one.record.kind in DATABASES_AND_REGISTERS]
    second = [one for one in ledger.standings if one.record.kind not in DATABASES_AND_REGISTERS]
    included = [one for one in ledger.standings if one.fate == "included"]
    before = {report.study_id for report in ledger.previous}
    new = [one for one in included if one.study_id not in before]
    new_studies = len({one.study_id for one in new if one.study_id})
    previous = _previous(ledger)
    old_studies = previous.studies - previous.withdrawn_studies if previous else 0
    old_reports = previous.reports - previous.withdrawn_reports if previous else 0
    return Flow(
        sources=_sources(ledger),
        duplicates=_count(first, "duplicate"),
        excluded_automatic=_count(first, "removed by automation"),
        excluded_other=_count(first, "removed for another reason"),
        records_screened=sum(one.title_abstract is not None and one.fate != "duplicate" for one in first),
        records_excluded=_count(first, "excluded"),
        records_excluded_automation=sum(one.by_automation for one in first),
        databases=_reports(first, ledger.plan),
        other=_reports(second, ledger.plan) if second else None,
        other_already_found=_count(second, "duplicate"),
        other_records_excluded=_count(
            second, "excluded", "removed by automation", "removed for another reason"
        ),
        new_studies=new_studies,
        new_reports=len(new),
        new_reports_of_previous=len(included) - len(new),
        previous=previous,
        total_studies=old_studies + new_studies,
        total_reports=old_reports + len(included),
        syntheses=tuple(syntheses),
    )


def _count(standings: Sequence[Standing], *fates: Fate) -> int:
    return sum(standing.fate in fates for standing in standings)


def _sources(ledger: Ledger) -> tuple[SourceCount, ...]:
    counts: dict[tuple[str, str], int] = {}
    for standing in ledger.standings:
        key = (standing.record.source, standing.record.kind)
        counts[key] = counts.get(key, 0) + 1
    return tuple(SourceCount(name=name, kind=kind, n=n) for (name, kind), n in counts.items())


def _reports(standings: Sequence[Standing], plan: ScreeningPlan) -> Reports:
    sought = [one for one in standings if one.sought]
    excluded = [one.reason for one in sought if one.fate == "report excluded"]
    reasons = sorted(dict.fromkeys(excluded), key=plan.rank)
    return Reports(
        sought=len(sought),
        not_retrieved=_count(sought, "not retrieved"),
        assessed=sum(one.full_text is not None for one in sought),
        excluded=tuple(ReasonCount(reason=reason, n=excluded.count(reason)) for reason in reasons),
        awaiting=_count(sought, "awaiting classification"),
        ongoing=_count(sought, "ongoing"),
        included=_count(sought, "included"),
    )


def _previous(ledger: Ledger) -> Previous | None:
    if not ledger.previous:
        return None
    studies = {report.study_id for report in ledger.previous}
    kept = {report.study_id for report in ledger.previous if not report.withdrawn}
    return Previous(
        studies=len(studies),
        reports=len(ledger.previous),
        withdrawn_studies=len(studies - kept),
        withdrawn_reports=sum(bool(report.withdrawn) for report in ledger.previous),
    )
