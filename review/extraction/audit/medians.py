"""Whether a median lies within its interval."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import inf

from review.extraction.audit.rates import Standing
from review.extraction.dataset import Row

#: Fields of a rate at a landmark: Survival has those of 6 and 12 months, a workspace may add others.
LANDMARK_RATE = re.compile(r"rate_(\d+)m_pct")


@dataclass(frozen=True, slots=True, kw_only=True)
class MedianAudit:
    """A median time with its interval, in months as printed, and whether the three are in order.

    Parameters
    ----------
    in_order
        None where fewer than two of the three are given, so that nothing can be checked.
    """

    cohort_id: str
    report_id: str
    endpoint: str
    cell: str
    median: str
    low: str
    high: str
    in_order: bool | None

    @property
    def standing(self) -> Standing:
        """How the finding stands."""
        if self.in_order is None:
            return "unchecked"
        return "agrees" if self.in_order else "contradicts"


def in_order(row: Row) -> bool | None:
    """Whether lower end, median and upper end of a row of Survival rise; None where two are missing.

    What was not reached lies beyond every number of months.
    """
    entries = (row[name] for name in ("ci_low", "median_months", "ci_high"))
    values = [inf if entry.missing == "NREACHED" else entry.value for entry in entries]
    given = [float(value) for value in values if isinstance(value, int | float)]
    return given == sorted(given) if len(given) > 1 else None


def landmark_in_order(row: Row, months: str) -> bool | None:
    """The same for the rate at that many months."""
    names = (f"rate_{months}m_{part}" for part in ("low", "pct", "high"))
    given = [float(value) for name in names if isinstance(value := row.value(name), int | float)]
    return given == sorted(given) if len(given) > 1 else None


def median_audit(row: Row) -> MedianAudit:
    """The audit of one row of Survival."""
    place = row["median_months"].place
    return MedianAudit(
        cohort_id=row.text("cohort_id"),
        report_id=row.text("report_id"),
        endpoint=row.text("endpoint"),
        cell=f"{place.sheet}!{place.cell}",
        median=row["median_months"].printed,
        low=row["ci_low"].printed,
        high=row["ci_high"].printed,
        in_order=in_order(row),
    )
