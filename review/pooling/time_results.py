"""The numbers that pooling medians and landmark rates gives back: frozen dataclasses, no arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from review.pooling.results import SCHEMA, Note, as_json


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledTime:
    """A pooled median (in the unit of the data) or a pooled landmark rate (0–1).

    `tau2` is on the scale on which it was pooled: logarithm of the median, complementary log-log of the
    rate. A number that cannot be computed is None, with a note.
    """

    k: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    prediction_low: float | None = None
    prediction_high: float | None = None
    tau2: float | None = None
    tau2_ci_low: float | None = None
    tau2_ci_high: float | None = None
    i2: float | None = None
    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    used: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesModel:
    """Every choice that moved a number; `interval_level` is the coverage of the reported intervals."""

    model: str
    scale: str
    tau2: str | None
    ci: str
    prediction: str
    level: float
    interval_level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfCohort:
    """What one cohort reports; ``not_reached`` is a median that was not, others that are None are unknown."""

    study: str
    value: float | None
    low: float | None
    high: float | None
    not_reached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledTimes:
    """Pooled medians (in the unit of the data) or landmark rates (0–1): an approximation.

    ``median_of_medians`` counts cohorts whose median was not reached, which the pooled median cannot; None,
    and absent, for landmark rates.
    """

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"median_of_medians"})

    schema: int = SCHEMA
    outcome: str
    model: TimesModel
    pooled: PooledTime
    cohorts: tuple[TimeOfCohort, ...]
    median_of_medians: PooledTime | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain dicts, lists and numbers, ready for ``json.dumps``."""
        document: dict[str, Any] = as_json(self)
        return document
