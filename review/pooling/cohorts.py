"""The cohorts that are pooled: counts that have been checked, with the names that people know them by."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.pooling.measures import MEASURES
from review.pooling.results import ModelChoice

Array = NDArray[np.float64]

#: More patients than there are people: a typing error, or a number of another kind. Near 2^53, where floats
#: no longer hold every whole number, rounding would decide on intervals.
LARGEST_COUNT = 10_000_000_000

#: What a cohort without a subgroup is shown under.
NOT_STATED = "not stated"


class BadCounts(ValueError):
    """Counts that cannot be pooled.

    Attributes
    ----------
    position
        Of the first faulty cohort, from 0; None where the fault is not of one cohort.
    study
        Its name; empty where there is none.
    """

    def __init__(self, message: str, position: int | None = None, study: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.study = study


@dataclass(frozen=True, slots=True)
class Cohorts:
    """k cohorts; `subgroup` is None where none was asked for."""

    study: tuple[str, ...]
    x: Array
    n: Array
    subgroup: tuple[str, ...] | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The subgroups, in the order of their first cohort."""
        return tuple(dict.fromkeys(self.subgroup or ()))

    def membership(self) -> Array:
        """Return 1 where a cohort (row) is of a subgroup (column of `groups`), else 0."""
        return np.array([[float(name == group) for group in self.groups] for name in self.subgroup or ()])

    def of(self, subgroup: str) -> Cohorts:
        """Return the cohorts of one subgroup."""
        assert self.subgroup is not None
        kept = [i for i, name in enumerate(self.subgroup) if name == subgroup]
        return Cohorts(tuple(self.study[i] for i in kept), self.x[kept], self.n[kept])


def checked(
    events: Sequence[Any],
    total: Sequence[Any],
    *,
    study: Sequence[Any] | None = None,
    subgroup: Sequence[Any] | None = None,
) -> Cohorts:
    """Return the cohorts, or raise for the first count that cannot be one.

    Parameters
    ----------
    events, total
        Responders and patients; whole numbers with ``0 <= events <= total`` and ``total >= 1``.
    study
        Names; "cohort 1", "cohort 2" … unless given.

    Raises
    ------
    BadCounts
        With the position and the name of the cohort, and what was found.

    Examples
    --------
    >>> checked([3, 9], [10, 8])
    Traceback (most recent call last):
    review.pooling.cohorts.BadCounts: cohort 2: 9 responders of 8 patients; one of the two is wrong
    """
    rows = {"events": list(events), "total": list(total)}
    k = len(rows["events"])
    for name, column in (("total", total), ("study", study), ("subgroup", subgroup)):
        if column is not None and len(column) != k:
            raise BadCounts(
                f"events has {k} values and {name} has {len(column)}; give one of each per cohort"
            )
    if k == 0:
        raise BadCounts("there is no cohort to pool")
    names = (
        tuple(f"cohort {i + 1}" for i in range(k)) if study is None else tuple(str(name) for name in study)
    )
    x = np.array([_count(value, "responders", i, names[i]) for i, value in enumerate(rows["events"])])
    n = np.array([_count(value, "patients", i, names[i]) for i, value in enumerate(rows["total"])])
    for i in range(k):
        if n[i] == 0:
            raise BadCounts(f"{names[i]}: no patients (n = 0); leave this cohort out", i, names[i])
        if x[i] > n[i]:
            raise BadCounts(
                f"{names[i]}: {x[i]:.0f} responders of {n[i]:.0f} patients; one of the two is wrong",
                i,
                names[i],
            )
    groups = None if subgroup is None else tuple(_label(value) for value in subgroup)
    return Cohorts(names, x, n, groups)


def refuse_infinite_effects(cohorts: Cohorts, choice: ModelChoice) -> None:
    """Raise BadCounts where a rate of 0 or 1 would enter uncorrected on a scale that needs a correction."""
    if choice.add is None or choice.to is None or (choice.to != "none" and choice.add > 0):
        return
    for i, (x, n) in enumerate(zip(cohorts.x, cohorts.n, strict=True)):
        if x in (0, n):
            label = MEASURES[choice.measure].label
            raise BadCounts(
                f"{cohorts.study[i]}: {x:.0f} of {n:.0f} has no usable {label} without a continuity "
                f"correction (add = {choice.add:g}, to = {choice.to}); use to = only0 with add = 0.5, or "
                "model = glmm",
                i,
                cohorts.study[i],
            )


def is_blank(value: Any) -> bool:
    """Whether nothing stands there: None, NaN, or text without a letter.

    >>> is_blank(" "), is_blank(0)
    (True, False)
    """
    return value is None or (isinstance(value, float) and math.isnan(value)) or not str(value).strip()


def is_number(text: str) -> bool:
    """Whether a text is a number, with a decimal point or comma.

    >>> is_number("2,5"), is_number("2020 to 2021")
    (True, False)
    """
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _label(value: Any) -> str:
    return NOT_STATED if is_blank(value) else str(value)


def _count(value: Any, what: str, position: int, study: str) -> float:
    """Return a whole number, or raise saying what stood there."""
    if isinstance(value, (bool, np.bool_, str, bytes)):
        raise BadCounts(f"{study}: {what} is {value!r}, which is not a number", position, study)
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise BadCounts(f"{study}: {what} is {value!r}, which is not a number", position, study) from error
    if math.isnan(number):
        raise BadCounts(f"{study}: {what} is missing; leave this cohort out or fill it in", position, study)
    if not number.is_integer():
        raise BadCounts(f"{study}: {what} is {value!r}; a count is a whole number", position, study)
    if number > LARGEST_COUNT:
        raise BadCounts(f"{study}: {what} is {value!r}; there are not so many people", position, study)
    if number < 0:
        raise BadCounts(f"{study}: {what} is {value!r}; a count is never negative", position, study)
    return number
