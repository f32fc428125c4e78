"""The numbers that pooling gives back: frozen dataclasses of Python numbers, no arrays.

Attribute names equal the keys of the JSON that ``review pool --json`` prints and that
``reports/<analysis>/results.json`` holds. A part that was not asked for is None here and absent there;
a number that cannot be computed is None here and null there, with a note that says why. Proportions
are 0–1, I² is 0–100, intervals are (low, high).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar

SCHEMA = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Every choice that moved a number, in full."""

    model: str
    measure: str
    tau2: str | None
    ci: str
    prediction: str
    study_ci: str
    level: float
    add: float | None
    to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The pooled rate (proportions) and its form on the transformed scale."""

    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    prediction_low: float | None = None
    prediction_high: float | None = None
    marginal_mean: float | None = None
    estimate_transformed: float | None = None
    se_transformed: float | None = None
    ci_low_transformed: float | None = None
    ci_high_transformed: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """How far the cohorts differ.

    ``i2`` and ``h2`` come from Q; ``i2_tau2`` is the share that tau² has of the variance of a typical cohort
    (metafor's I²), with its ends taken from the interval of tau².
    """

    absent_when_none: ClassVar[frozenset[str]] = frozenset(
        {"i2_tau2", "i2_tau2_ci_low", "i2_tau2_ci_high", "q_wald", "q_wald_p"}
    )

    tau2: float | None = None
    tau2_ci_low: float | None = None
    tau2_ci_high: float | None = None
    i2: float | None = None
    i2_ci_low: float | None = None
    i2_ci_high: float | None = None
    h2: float | None = None
    q: float | None = None
    q_df: int | None = None
    q_p: float | None = None
    q_wald: float | None = None
    q_wald_p: float | None = None
    i2_tau2: float | None = None
    i2_tau2_ci_low: float | None = None
    i2_tau2_ci_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRate:
    """One cohort: its counts, its rate with interval, its weight in per cent."""

    study: str
    events: int
    n: int
    proportion: float
    ci_low: float
    ci_high: float
    weight: float | None
    subgroup: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """One subgroup, pooled on its own."""

    subgroup: str
    k: int
    events: int
    n: int
    pooled: Pooled
    heterogeneity: Heterogeneity


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupTest:
    """Test of subgroup differences; ``tau2`` is ``separate`` or ``common``."""

    q: float | None
    df: int
    p: float | None
    tau2: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence that belongs beside the numbers."""

    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolResult:
    """Everything that one pooling gives; `to_dict` is the JSON of ``review pool --json``."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"subgroups", "subgroup_test"})

    schema: int = SCHEMA
    model: ModelChoice
    k: int
    events: int
    n: int
    pooled: Pooled
    heterogeneity: Heterogeneity
    studies: tuple[StudyRate, ...]
    subgroups: tuple[Subgroup, ...] | None = None
    subgroup_test: SubgroupTest | None = None
    notes: tuple[Note, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain dicts, lists and numbers, ready for ``json.dumps``."""
        document: dict[str, Any] = as_json(self)
        return document


def as_json(value: Any) -> Any:
    """Return a dataclass as nested dicts and lists, without the parts that were not asked for.

    Fields named in a class's ``absent_when_none`` are left out where they are None; every other None
    is kept as null.
    """
    if is_dataclass(value) and not isinstance(value, type):
        optional: frozenset[str] = getattr(value, "absent_when_none", frozenset())
        return {
            field.name: as_json(getattr(value, field.name))
            for field in fields(value)
            if not (field.name in optional and getattr(value, field.name) is None)
        }
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    return value
