"""Medians and landmark rates as people read them: one wording for terminal and report."""

from __future__ import annotations

from review.analysis.wording import NOT_ESTIMABLE, number, per_cent, per_cent_range
from review.pooling.time_results import PooledTime


def value_words(value: float | None, outcome: str) -> str:
    """A median as a number, a rate in per cent; "–" where there is none.

    >>> value_words(7.64, "median"), value_words(0.455, "landmark"), value_words(None, "median")
    ('7.6', '45.5%', '–')
    """
    if value is None:
        return "–"
    return number(value) if outcome == "median" else f"{per_cent(value)}%"


def interval_words(low: float | None, high: float | None, outcome: str) -> str:
    """An interval; an end that is not there is told.

    >>> interval_words(4.1, 10.14, "median"), interval_words(4.1, None, "median")
    ('4.1–10.1', '4.1 to –')
    >>> interval_words(0.3, 0.59, "landmark")
    '30.0–59.0%'
    """
    if low is None and high is None:
        return "–"
    if low is None or high is None:
        return f"{value_words(low, outcome)} to {value_words(high, outcome)}"
    return f"{number(low)}–{number(high)}" if outcome == "median" else f"{per_cent_range(low, high)}%"


def time_with_interval(pooled: PooledTime, outcome: str, level: str) -> str:
    """Return ``5.5 (95% CI 2.9–10.3)``.

    >>> time_with_interval(PooledTime(k=2, estimate=5.54, ci_low=2.9, ci_high=None), "median", "95%")
    '5.5 (95% CI 2.9 to –)'
    """
    if pooled.estimate is None:
        return NOT_ESTIMABLE
    if pooled.ci_low is None and pooled.ci_high is None:
        return f"{value_words(pooled.estimate, outcome)} (no interval)"
    ends = interval_words(pooled.ci_low, pooled.ci_high, outcome)
    return f"{value_words(pooled.estimate, outcome)} ({level} CI {ends})"
