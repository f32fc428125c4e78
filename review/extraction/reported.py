"""The response numbers of one row, and which of them the row itself corroborates.

A count is corroborated where the printed percentage or the printed interval follows from it: two numbers
that were typed apart and agree. Rules that find numbers in conflict use this to name the one that is off.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from review.extraction.audit.intervals import Method, first_fit
from review.extraction.audit.percentages import (
    attainable_counts,
    decimals_of,
    exact_percent,
    other_rounding,
    rounds_to,
)
from review.extraction.dataset import Entry, Row

#: The fields of response categories that the denominator divides into, beside ``other`` and ``ne``.
CATEGORIES = ("cr", "pr", "sd", "pd", "non_cr_non_pd")


@dataclass(frozen=True)
class ReportedRate:
    """A count and its denominator, with the percentage and the interval printed beside them.

    Parameters
    ----------
    name
        What the percentage is called: ORR, DCR.
    count, n
        None where unknown.
    percent, low, high, level
        The entries, in per cent; None where the form has no such field.
    """

    name: str
    count: int | None
    n: int | None
    percent: Entry
    low: Entry | None = None
    high: Entry | None = None
    level: Entry | None = None

    @property
    def printed(self) -> float | None:
        """The percentage as a number."""
        return _number(self.percent)

    @property
    def ends(self) -> tuple[float, float] | None:
        """The interval in per cent; None unless both ends are there."""
        low, high = _number(self.low), _number(self.high)
        return None if low is None or high is None else (low, high)

    @property
    def stated_level(self) -> float | None:
        """The confidence level in per cent; None where it is not stated."""
        return _number(self.level)

    @cached_property
    def percent_fits(self) -> bool:
        """Whether the percentage follows from count and denominator."""
        return (
            self.count is not None
            and bool(self.n)
            and self.printed is not None
            and rounds_to(self.count, self.n or 1, self.printed, decimals_of(self.percent.printed))
        )

    @cached_property
    def attainable(self) -> tuple[int, ...]:
        """Every count that would print as the percentage; empty without one."""
        if not self.n or self.printed is None:
            return ()
        return attainable_counts(self.n, self.printed, decimals_of(self.percent.printed))

    @property
    def out_of_order(self) -> str:
        """What is out of order among estimate and interval; empty if nothing is."""
        if self.ends is None:
            return ""
        low, high = self.ends
        if low > high:
            return f"{self.name} interval runs from {low:g} to {high:g}"
        if self.printed is not None and not low <= self.printed <= high:
            assert self.low is not None and self.high is not None
            ends = f"{self.low.printed} to {self.high.printed}"
            return f"{self.name} {self.printed:g}% lies outside its interval {ends}"
        return ""

    @cached_property
    def interval_method(self) -> tuple[Method, float] | None:
        """The method and level that give the interval: at the stated level, else at a usual one."""
        if self.count is None:
            return None
        return self.method_for(self.count)

    @cached_property
    def corroborated(self) -> bool:
        """Whether the percentage or the interval follows from count and denominator."""
        return self.percent_fits or self.interval_method is not None

    def method_for(self, count: int, *, level: float | None = None) -> tuple[Method, float] | None:
        """The method and level that would give the interval from another count."""
        if self.ends is None or not self.n or not 0 <= count <= self.n:
            return None
        assert self.low is not None and self.high is not None
        decimals = (decimals_of(self.low.printed), decimals_of(self.high.printed))
        return first_fit(count, self.n, *self.ends, level=level or self.stated_level, decimals=decimals)


@dataclass(frozen=True)
class ReportedResponse:
    """The response numbers of a row of the sheet Responses."""

    row: Row
    cohort: Row | None

    @cached_property
    def n(self) -> int | None:
        """Evaluable patients."""
        return self.row.count("n_evaluable")

    @cached_property
    def responders(self) -> int | None:
        """CR + PR: as printed, else the sum."""
        printed = self.row.count("responders")
        return self.sum_of_two if printed is None else printed

    @cached_property
    def sum_of_two(self) -> int | None:
        """CR + PR where both are given."""
        cr, pr = self.row.count("cr"), self.row.count("pr")
        return None if cr is None or pr is None else cr + pr

    @cached_property
    def orr(self) -> ReportedRate:
        """The response rate, counted by the printed number of responders, else by CR + PR."""
        return self.orr_of(self.responders)

    def orr_of(self, count: int | None) -> ReportedRate:
        """The response rate, counted by some number of responders."""
        return self._rate("ORR", count, "orr")

    @cached_property
    def dcr(self) -> ReportedRate:
        """The disease control rate, counted by responders, SD and non-CR/non-PD."""
        return self._rate("DCR", self.controlled, "dcr")

    @cached_property
    def controlled(self) -> int | None:
        """Patients with controlled disease; None without responders or SD."""
        sd = self.row.count("sd")
        if sd is None or self.responders is None:
            return None
        return self.responders + sd + (self.row.count("non_cr_non_pd") or 0)

    @cached_property
    def enrolled(self) -> int | None:
        """Patients enrolled in the cohort."""
        return self.cohort.count("n_enrolled") if self.cohort else None

    @cached_property
    def treated(self) -> int | None:
        """Patients treated in the cohort."""
        return self.cohort.count("n_treated") if self.cohort else None

    def explanation(self, rate: ReportedRate) -> str:
        """How else a percentage may have come from its count; empty if in no known way."""
        if rate.count is None or not rate.n or rate.printed is None or rate.count > rate.n:
            return ""
        decimals = decimals_of(rate.percent.printed)
        ways = [other_rounding(rate.count, rate.n, rate.printed, decimals)]
        for name, n in (("enrolled", self.enrolled), ("treated", self.treated)):
            if n and n != rate.n and rate.count <= n and rounds_to(rate.count, n, rate.printed, decimals):
                ways.append(f"{rate.count} of {n} {name} ({exact_percent(rate.count, n)})")
                break
        return ", or ".join(way for way in ways if way)

    @property
    def n_corroborated(self) -> bool:
        """Whether a printed percentage or interval follows from a count and this denominator."""
        return self.orr.corroborated or self.dcr.corroborated

    def cells(self, *fields: str) -> tuple[str, ...]:
        """The addresses of the filled cells among some fields."""
        return tuple(
            entry.place.cell
            for field in fields
            if (entry := self.row.entries.get(field)) is not None and entry.value is not None
        )

    def _rate(self, name: str, count: int | None, prefix: str) -> ReportedRate:
        entries = self.row.entries
        nothing = Entry(None, "", self.row.entries["cohort_id"].place)
        return ReportedRate(
            name=name,
            count=count,
            n=self.n,
            percent=entries.get(f"{prefix}_pct", nothing),
            low=entries.get(f"{prefix}_ci_low"),
            high=entries.get(f"{prefix}_ci_high"),
            level=entries.get("orr_ci_level"),
        )


def _number(entry: Entry | None) -> float | None:
    value = None if entry is None else entry.value
    return float(value) if isinstance(value, int | float) else None
