"""The audit of everything that was reported: one value for the report and for ``review audit``."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from review.extraction.audit.medians import MedianAudit, median_audit
from review.extraction.audit.parts import PART_FINDINGS, PartsAudit, parts_audits
from review.extraction.audit.rates import RateAudit, Standing, rate_audit, worst
from review.extraction.dataset import Dataset
from review.extraction.reported import ReportedResponse


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseAudit:
    """One response row: whose it is, where it stands, and what was found of its rates."""

    cohort_id: str
    report_id: str
    row: int
    responders: int | None
    n: int | None
    derived: bool
    rates: tuple[RateAudit, ...]

    @property
    def standing(self) -> Standing:
        """The finding that decides."""
        return worst(*(rate.standing for rate in self.rates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many response rows have numbers that agree, should be looked at, contradict, cannot be checked."""

    agrees: int = 0
    look: int = 0
    contradicts: int = 0
    unchecked: int = 0

    @property
    def rows(self) -> int:
        """All of them."""
        return self.agrees + self.look + self.contradicts + self.unchecked


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """Every response row, every median and every cohort with its parts; `others` counts rows not listed."""

    responses: tuple[ResponseAudit, ...] = ()
    medians: tuple[MedianAudit, ...] = ()
    parts: tuple[PartsAudit, ...] = ()
    others: Counts = Counts()

    def of_cohorts(self, cohorts: Collection[str]) -> Audit:
        """The audit of some cohorts; the response rows of the others are counted."""
        return Audit(
            responses=tuple(one for one in self.responses if one.cohort_id in cohorts),
            medians=tuple(one for one in self.medians if one.cohort_id in cohorts),
            parts=tuple(
                one
                for one in self.parts
                if one.whole.cohort_id in cohorts or any(part.cohort_id in cohorts for part in one.parts)
            ),
            others=counted(one for one in self.responses if one.cohort_id not in cohorts),
        )

    @property
    def contradictions(self) -> int:
        """How many response rows, medians and wholes contradict themselves."""
        standings = [
            *(one.standing for one in self.responses),
            *(one.standing for one in self.medians),
            *(PART_FINDINGS[one.finding].standing for one in self.parts),
        ]
        return standings.count("contradicts")


def counted(responses: Iterable[ResponseAudit]) -> Counts:
    """How the rows stand, counted."""
    standings = [one.standing for one in responses]
    return Counts(
        agrees=standings.count("agrees"),
        look=standings.count("look"),
        contradicts=standings.count("contradicts"),
        unchecked=standings.count("unchecked"),
    )


def audit(dataset: Dataset) -> Audit:
    """The audit of a whole workbook, in its order."""
    rows = [(cohort.row, response.row) for _, cohort in dataset.cohorts() for response in cohort.responses]
    medians = [row for _, cohort in dataset.cohorts() for row in cohort.survival]
    return Audit(
        responses=tuple(response_audit(ReportedResponse(response, cohort)) for cohort, response in rows),
        medians=tuple(median_audit(row) for row in medians),
        parts=parts_audits(rows),
    )


def response_audit(reported: ReportedResponse) -> ResponseAudit:
    """The audit of one response row."""
    audits = (rate_audit(reported, rate) for rate in (reported.orr, reported.dcr))
    return ResponseAudit(
        cohort_id=reported.row.text("cohort_id"),
        report_id=reported.row.text("report_id"),
        row=reported.row.number,
        responders=reported.responders,
        n=reported.n,
        derived=reported.row.value("responders_derived") == "yes",
        rates=tuple(one for one in audits if one is not None),
    )
