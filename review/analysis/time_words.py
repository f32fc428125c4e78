"""Medians and landmark rates as people read them: one wording for terminal and report."""

from __future__ import annotations

from review.analysis.wording import NOT_ESTIMABLE, level_name, number, per_cent, per_cent_range
from review.pooling.choices import MODELS
from review.pooling.time_results import PooledTime, TimesModel


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


def times_model_words(model: TimesModel) -> str:
    """Every choice that moved a number, by the name that its registry gives it.

    >>> print(times_model_words(TimesModel(
    ...     model="inverse-variance", scale="log", tau2="REML", ci="HK", prediction="V", level=0.9,
    ...     interval_level=0.95)))
    random-effects model, inverse variance on the log scale; τ² by REML; pooled 90% CI: Hartung-Knapp; \
90% approximate prediction interval, t with k − 1; standard errors from the reported 95% intervals
    """
    # The registries import numpy, which commands that only print numbers do without.
    from review.pooling.pooled_intervals import POOLED_INTERVALS
    from review.pooling.prediction import PREDICTIONS

    level = level_name(model.level)
    parts = [f"{MODELS[model.model].label} on the {model.scale} scale"]
    if model.tau2:
        parts.append(f"τ² by {model.tau2}")
    parts.append(f"pooled {level} CI: {POOLED_INTERVALS[model.ci].label}")
    if model.prediction != "none":
        parts.append(f"{level} {PREDICTIONS[model.prediction].label}")
    return "; ".join(
        [*parts, f"standard errors from the reported {level_name(model.interval_level)} intervals"]
    )
