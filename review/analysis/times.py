"""Medians or landmark rates of the cohorts that entered an analysis, from the sheet Survival."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from review.analysis.entered import Entered
from review.analysis.parts import CannotMake
from review.analysis.parts_spec import TimeSpec
from review.analysis.results import NoTime, TimeToEvent, TimeUsed
from review.extraction.dataset import Row
from review.pooling.choices import UnknownChoice
from review.pooling.pooled_times import pool_times
from review.pooling.time_to_event import BadTimes
from review.problems import Place, Problem


class _NoTime(ValueError):
    """Why a cohort has no usable number of the endpoint."""


def time_to_event(
    asked: TimeSpec,
    entered: Sequence[Entered],
    names: Sequence[str],
    barred: Mapping[tuple[str, str, str], Problem],
    *,
    level: float,
    place: Place,
) -> TimeToEvent:
    """Pool one endpoint.

    Parameters
    ----------
    barred
        Cells that an error bars (`review.extraction.dataset.Dataset.barred`).
    level
        Of all intervals of the analysis.
    place
        Of the request in the analysis file.

    Raises
    ------
    CannotMake
        For numbers that cannot be, and for a model that is not offered.
    """
    used, left_out = [], []
    for item, name in zip(entered, names, strict=True):
        try:
            used.append(_used(asked, item, name, barred))
        except _NoTime as why:
            left_out.append(NoTime(cohort_id=item.cohort.cohort_id, label=name, reason=str(why)))
    result = None
    if used:
        try:
            result = pool_times(
                [math.inf if row.not_reached else row.value for row in used],
                [row.low for row in used],
                [row.high for row in used],
                outcome="median" if asked.landmark_months is None else "landmark",
                study=[row.label for row in used],
                level=level,
                **asked.model,
            )
        except (BadTimes, UnknownChoice) as error:
            fix = "mend the row of the sheet Survival, or change this part of the analysis file"
            raise CannotMake(Problem("ANA06", "error", place, str(error), "", fix)) from error
    return TimeToEvent(
        endpoint=asked.endpoint,
        landmark_months=asked.landmark_months,
        result=result,
        cohorts=tuple(used),
        left_out=tuple(left_out),
    )


def _used(
    asked: TimeSpec, item: Entered, name: str, barred: Mapping[tuple[str, str, str], Problem]
) -> TimeUsed:
    row = _row(asked, item)
    months = asked.landmark_months
    fields = (
        ("median_months", "ci_low", "ci_high")
        if months is None
        else tuple(f"rate_{months}m_{part}" for part in ("pct", "low", "high"))
    )
    for field in fields:
        place = row[field].place
        error = barred.get((place.file, place.sheet, place.cell))
        if error:
            raise _NoTime(f"{error.rule} stands in {place.sheet}!{place.cell}: {error.message}")
    value, low, high = (_number(row, field, asked) for field in fields)
    entry = row[fields[0]]
    if value is None and entry.missing != "NREACHED":
        raise _NoTime(f"not reported ({entry.missing or 'blank'} in {entry.place.sheet}!{entry.place.cell})")
    return TimeUsed(
        cohort_id=item.cohort.cohort_id,
        label=name,
        value=value,
        low=low,
        high=high,
        not_reached=entry.missing == "NREACHED",
        report_id=row.text("report_id"),
        sheet=entry.place.sheet,
        cell=entry.place.cell,
        source_location=row.text("source_location"),
    )


def _row(asked: TimeSpec, item: Entered) -> Row:
    """The row of the endpoint: of the report that the response was read in, else the only one there is."""
    rows = [
        row for row in item.cohort.survival if row.text("endpoint").casefold() == asked.endpoint.casefold()
    ]
    if not rows:
        raise _NoTime(f"no row of {asked.endpoint}")
    same = [row for row in rows if row.text("report_id") == item.response.report_id]
    chosen = same or rows
    if len(chosen) > 1:
        which = ", ".join(str(row.number) for row in chosen)
        raise _NoTime(
            f"rows {which} of {rows[0].sheet} all fit, and none is of the report of the response: keep one"
        )
    return chosen[0]


def _number(row: Row, field: str, asked: TimeSpec) -> float | None:
    value = row.value(field)
    if not isinstance(value, int | float):
        return None
    return float(value) if asked.landmark_months is None else float(value) / 100
