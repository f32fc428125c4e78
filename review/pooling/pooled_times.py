"""Medians or landmark rates of a table or an analysis, pooled, with the median of medians beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from review.pooling.choices import MODELS, UnknownChoice, choose, known
from review.pooling.options import TIME_INTERVAL_CODES
from review.pooling.time_results import PooledTimes, TimeOfCohort, TimesModel
from review.pooling.time_to_event import (
    BadTimes,
    median_of_medians,
    pool_landmark,
    pool_medians,
)

#: What can be pooled, with the scale on which it is done.
TIME_OUTCOMES = {"median": "log", "landmark": "complementary log-log"}


def pool_times(
    value: Sequence[float | None],
    low: Sequence[float | None],
    high: Sequence[float | None],
    *,
    outcome: str = "median",
    study: Sequence[Any] | None = None,
    model: str = "inverse-variance",
    tau2: str | None = None,
    ci: str | None = None,
    prediction: str | None = "V",
    level: float = 0.95,
    interval_level: float = 0.95,
) -> PooledTimes:
    """Pool medians or landmark rates that single arms report with their intervals.

    Parameters
    ----------
    value, low, high
        Each cohort's median, or rate (0–1) at the landmark, and its interval. None where it is not
        reported, infinity where a median or an end of its interval was not reached.
    outcome
        ``median`` or ``landmark``.
    study
        Names of the cohorts; "cohort 1", "cohort 2" … unless given.
    model, tau2, ci, prediction, level
        As in `review.pool`; the model is inverse-variance or common.
    interval_level
        Coverage of the reported intervals.

    Raises
    ------
    BadTimes
        For a value that cannot be, with the cohort.
    UnknownChoice
        For a code that does not exist, or that is not offered here.

    Examples
    --------
    >>> from math import inf
    >>> found = pool_times([5.5, 7.1, 4.2, inf], [4.1, 5.0, 2.9, 8.0], [7.4, 10.1, inf, inf])
    >>> found.pooled.k, round(found.pooled.estimate, 1), found.median_of_medians.estimate
    (3, 5.5, 6.3)
    """
    known("outcome", outcome, TIME_OUTCOMES)
    if not MODELS[known("model", model, MODELS)].weighted_mean:
        offered = ", ".join(entry.code for entry in MODELS.values() if entry.weighted_mean)
        raise UnknownChoice(f"model {model!r} pools counts; medians and landmark rates need one of {offered}")
    choice = choose(model=model, tau2=tau2, ci=ci, prediction=prediction, level=level)
    known("ci of medians and landmark rates", choice.ci, TIME_INTERVAL_CODES)
    if not 0 < interval_level < 1:
        raise UnknownChoice(
            "interval_level, the coverage of the reported intervals, lies between 0 and 1; got "
            f"{interval_level!r}"
        )
    if not value:
        raise BadTimes("there is no cohort to pool")
    names = [f"cohort {i + 1}" for i in range(len(value))] if study is None else [str(name) for name in study]
    pool = pool_medians if outcome == "median" else pool_landmark
    if outcome == "landmark" and any(number is not None and math.isinf(number) for number in value):
        raise BadTimes("a rate at a landmark cannot be infinite: None stands for one that is not reported")
    pooled = pool(
        [_finite(number) for number in value],
        [_finite(number) for number in low],
        [_finite(number) for number in high],
        study=names,
        interval_level=interval_level,
        choice=choice,
    )
    reported = [i for i, number in enumerate(value) if number is not None and not math.isnan(number)]
    return PooledTimes(
        outcome=outcome,
        model=TimesModel(
            model=choice.model,
            scale=TIME_OUTCOMES[outcome],
            tau2=choice.tau2,
            ci=choice.ci,
            prediction=choice.prediction,
            level=choice.level,
            interval_level=interval_level,
        ),
        pooled=pooled,
        cohorts=tuple(
            TimeOfCohort(
                study=name,
                value=_finite(value[i]),
                low=_finite(low[i]),
                high=_finite(high[i]),
                not_reached=value[i] == math.inf,
            )
            for i, name in enumerate(names)
        ),
        median_of_medians=median_of_medians(
            [_finite(value[i]) for i in reported], study=[names[i] for i in reported], level=choice.level
        )
        if outcome == "median" and reported
        else None,
    )


def _finite(number: float | None) -> float | None:
    return float(number) if number is not None and math.isfinite(number) else None
