"""A reported rate, audited: whether the percentage follows from the counts, what gives the interval.

Every response row is looked at in the same way, whether or not a rule complains of it, so that a reader
sees how much of what was extracted could be checked at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from review.extraction.audit.intervals import USUAL_LEVELS, methods_that_fit
from review.extraction.audit.percentages import decimals_of
from review.extraction.dataset import Entry
from review.extraction.reported import ReportedRate, ReportedResponse
from review.problems import Place

#: How a finding stands: the numbers agree, a person should look, they contradict each other, nothing to say.
Standing = Literal["agrees", "look", "contradicts", "unchecked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the audit can say of one number, and how it stands."""

    code: str
    label: str
    standing: Standing


FINDINGS: Mapping[str, Finding] = {
    finding.code: finding
    for finding in (
        Finding("follows", "follows from the count", "agrees"),
        Finding("rounded otherwise", "follows if rounded or counted otherwise", "look"),
        Finding("does not follow", "does not follow from the count", "contradicts"),
        Finding("not attainable", "no count gives it", "contradicts"),
        Finding("one count", "one count only gives it", "agrees"),
        Finding("several counts", "several counts give it", "look"),
        Finding("no percentage", "not printed", "unchecked"),
        Finding("no denominator", "no denominator to check it with", "unchecked"),
        Finding("fits", "a method gives it", "agrees"),
        Finding("fits another level", "it is one of another level than stated", "look"),
        Finding("no method", "no method gives it", "look"),
        Finding("out of order", "the estimate lies outside it", "contradicts"),
        Finding("no count", "no count to check it with", "unchecked"),
        Finding("no interval", "not printed", "unchecked"),
    )
}

#: From what decides most to what decides least, when several findings are summed up in one.
_STANDINGS: tuple[Standing, ...] = ("contradicts", "look", "agrees", "unchecked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A method and a level, in per cent, that give the printed interval."""

    method: str
    label: str
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateAudit:
    """What was found of one reported rate.

    Parameters
    ----------
    name
        ORR or DCR.
    cell
        Where the percentage stands, else the lower end of the interval.
    percent, low, high, level
        As they were printed; empty where they were not.
    percent_finding, interval_finding
        Codes of `FINDINGS`.
    explanation
        How else the percentage may have come from the count; empty in the usual case.
    counts
        Every count that prints as the percentage at that n; where none of these is the count, and the
        interval fits some of them only, those.
    fits
        Every method and level that gives the interval of the count; where none is given, of the only one
        that prints as the percentage.
    """

    name: str
    cell: str
    count: int | None
    n: int | None
    percent: str
    low: str
    high: str
    level: str
    percent_finding: str
    interval_finding: str
    explanation: str = ""
    counts: tuple[int, ...] = ()
    fits: tuple[Fit, ...] = ()

    @property
    def standing(self) -> Standing:
        """The finding that decides."""
        return worst(
            FINDINGS[self.percent_finding].standing,
            FINDINGS[self.interval_finding].standing,
        )


def worst(*standings: Standing) -> Standing:
    """The standing that decides among several.

    >>> worst("agrees", "unchecked"), worst("agrees", "look"), worst()
    ('agrees', 'look', 'unchecked')
    """
    return next((one for one in _STANDINGS if one in standings), "unchecked")


def rate_audit(reported: ReportedResponse, rate: ReportedRate) -> RateAudit | None:
    """The audit of one rate of a response row; None where neither percentage nor interval is printed."""
    if rate.printed is None and rate.ends is None:
        return None
    derived = reported.row.value("responders_derived") == "yes" and rate.name == "ORR"
    counts = rate.attainable
    if derived or rate.count is None:
        likely = tuple(count for count in counts if _fits(rate, count))
        counts = likely or counts
    count = counts[0] if rate.count is None and len(counts) == 1 else rate.count
    fits = _fits(rate, count)
    explanation = "" if rate.percent_fits else reported.explanation(rate)
    place = _place(rate)
    return RateAudit(
        name=rate.name,
        cell=f"{place.sheet}!{place.cell}",
        count=rate.count,
        n=rate.n,
        percent=_printed(rate.percent),
        low=_printed(rate.low),
        high=_printed(rate.high),
        level=_printed(rate.level) if rate.ends else "",
        percent_finding=_percent_finding(rate, counts, derived=derived, explained=bool(explanation)),
        interval_finding=_interval_finding(rate, count, fits),
        explanation=explanation,
        counts=counts,
        fits=fits,
    )


def _percent_finding(rate: ReportedRate, counts: tuple[int, ...], *, derived: bool, explained: bool) -> str:
    if rate.printed is None:
        return "no percentage"
    if not rate.n:
        return "no denominator"
    if not rate.attainable and not explained:
        return "not attainable"
    if rate.count is None or (derived and rate.percent_fits):
        return "one count" if len(counts) == 1 else "several counts"
    if rate.percent_fits:
        return "follows"
    return "rounded otherwise" if explained else "does not follow"


def _interval_finding(rate: ReportedRate, count: int | None, fits: tuple[Fit, ...]) -> str:
    if rate.ends is None:
        return "no interval"
    if rate.out_of_order:
        return "out of order"
    if count is None or not rate.n or count > rate.n:
        return "no count"
    if not fits:
        return "no method"
    stated = rate.stated_level
    return "fits" if stated is None or any(fit.level == stated for fit in fits) else "fits another level"


def _fits(rate: ReportedRate, count: int | None) -> tuple[Fit, ...]:
    """Every method at the stated level and at each usual one."""
    if rate.ends is None or count is None or not rate.n or not 0 <= count <= rate.n:
        return ()
    decimals = (decimals_of(_printed(rate.low)), decimals_of(_printed(rate.high)))
    levels = dict.fromkeys((rate.stated_level or USUAL_LEVELS[0], *USUAL_LEVELS))
    return tuple(
        Fit(method=method.code, label=method.label, level=level)
        for level in levels
        for method in methods_that_fit(count, rate.n, *rate.ends, level=level, decimals=decimals)
    )


def _printed(entry: Entry | None) -> str:
    return entry.printed if entry is not None and entry.value is not None else ""


def _place(rate: ReportedRate) -> Place:
    if rate.printed is None and rate.low is not None:
        return rate.low.place
    return rate.percent.place
