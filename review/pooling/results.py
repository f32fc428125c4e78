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
    """Every choice that moved a number, in full; ``tau_prior`` is there for Bayesian models alone."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"tau_prior"})

    model: str
    measure: str
    tau2: str | None
    ci: str
    prediction: str
    study_ci: str
    level: float
    add: float | None
    to: str | None
    tau_prior: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """The pooled rate (proportions) and its form on the transformed scale.

    ``exact`` is the code of the note that says why no model was fitted and what is given instead
    (`review.pooling.exact_rates`); None where the numbers are the model's.
    """

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"exact"})

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
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """How far the cohorts differ.

    ``i2`` and ``h2`` come from Q; ``i2_tau2`` is the share that tau² has of the variance of a typical cohort
    (metafor's I²), with its ends taken from the interval of tau².
    """

    absent_when_none: ClassVar[frozenset[str]] = frozenset(
        {
            "i2_tau2", "i2_tau2_ci_low", "i2_tau2_ci_high", "q_wald", "q_wald_p",
            "overdispersion", "overdispersion_ci_low", "overdispersion_ci_high",
        }
    )  # fmt: skip

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
    overdispersion: float | None = None
    overdispersion_ci_low: float | None = None
    overdispersion_ci_high: float | None = None


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
class Coefficient:
    """One coefficient of a meta-regression, on the transformed scale; ``df`` None is a normal reference."""

    name: str
    estimate: float
    se: float
    ci_low: float
    ci_high: float
    p: float | None
    df: float | None = None
    vif: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionPrediction:
    """The rate that a meta-regression expects at stated values of the moderators."""

    moderators: dict[str, float | str]
    estimate: float
    ci_low: float
    ci_high: float
    prediction_low: float | None
    prediction_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A meta-regression; ``qm`` is F, with a pair of degrees of freedom, where ``ci`` rests on t."""

    coefficients: tuple[Coefficient, ...]
    tau2: float | None
    qm: float | None
    qm_df: int | tuple[int, int]
    qm_p: float | None
    qe: float
    qe_df: int
    qe_p: float | None
    r2: float | None
    predictions: tuple[RegressionPrediction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The pooled rate without one cohort (or one trial); ``exact`` as in `Pooled`."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"exact"})

    omitted: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    tau2: float | None
    i2: float | None
    q: float | None
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulated:
    """The pooled rate once one more cohort is in; ``exact`` as in `Pooled`."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"exact"})

    added: str
    k: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    tau2: float | None
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """What one cohort does to the pooled value; ``baujat_x`` and ``baujat_y`` are its place in that plot."""

    study: str
    rstudent: float | None
    dffits: float | None
    cook_d: float | None
    cov_r: float | None
    hat: float
    baujat_x: float | None
    baujat_y: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallStudyTest:
    """One test of small-study effects; without numbers where it is not allowed."""

    test: str
    label: str
    statistic: float | None
    df: float | None
    p: float | None
    allowed: bool
    why_not: str
    caution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimAndFill:
    """The pooled rate once the cohorts that the method takes to be missing are filled in."""

    estimator: str
    side: str
    filled: int
    estimate: float
    ci_low: float
    ci_high: float
    caution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The rate under one model; ``kind`` is ``defensible`` or ``comparison``, ``exact`` as in `Pooled`."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"exact"})

    model: str
    label: str
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    kind: str
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """The pooled rate when cohorts of one trial are taken as dependent; ``exact`` as in `Pooled`."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"exact"})

    method: str
    label: str
    trials: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    df: float | None = None
    tau2_between: float | None = None
    tau2_within: float | None = None
    exact: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The chance that the pooled rate, and that a further cohort's rate, exceeds ``p0``."""

    p0: float
    pooled_above: float
    new_study_above: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTest:
    """Test whether the pooled rate is ``p0``, on the transformed scale; ``df`` None is a normal reference."""

    p0: float
    statistic: float
    df: int | None
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PermutationTest:
    """Two-sided p of each tested coefficient, and how many arrangements it rests on.

    ``seed`` is that of the drawing; None, and absent, where all arrangements were made.
    """

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"seed"})

    names: tuple[str, ...]
    p: tuple[float, ...]
    arrangements: int
    exact: bool
    seed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrunkenRate:
    """A cohort's rate drawn towards the pooled rate, as far as its patients are few."""

    study: str
    proportion: float
    estimate: float
    ci_low: float
    ci_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GoshCohort:
    """What one cohort does to the subsets: the median rate of those with it and of those without it."""

    study: str
    median_with: float
    median_without: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gosh:
    """The pooled rate and I² of subsets of the cohorts, one entry each.

    ``members`` names the cohorts of each subset as a hexadecimal number: bit i is set where cohort i
    (from 0, in the order of ``studies``) is in. ``complete`` says whether these are all subsets of at least
    two cohorts; else ``seed`` is that of the drawing. ``quartiles`` are of the rate.
    """

    absent_when_none: ClassVar[frozenset[str]] = frozenset({"seed"})

    subsets: int
    complete: bool
    seed: int | None = None
    low: float
    quartiles: tuple[float, ...]
    high: float
    cohorts: tuple[GoshCohort, ...]
    estimate: tuple[float, ...]
    i2: tuple[float, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextTrial:
    """Responders among ``n`` patients of a further cohort: interval, and the chance of 0, 1, … n."""

    n: int
    low: int
    high: int
    probabilities: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A sentence that belongs beside the numbers."""

    rule: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolResult:
    """Everything that one pooling gives; `to_dict` is the JSON of ``review pool --json``."""

    absent_when_none: ClassVar[frozenset[str]] = frozenset(
        {
            "subgroups", "subgroup_test", "regression", "leave_one_out", "cumulative", "influence",
            "small_study", "trim_and_fill", "agreement", "verdict", "dependence", "threshold", "rate_test",
            "permutation", "next_trial", "gosh", "shrunken_rates",
        }
    )  # fmt: skip

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
    regression: Regression | None = None
    leave_one_out: tuple[LeftOut, ...] | None = None
    cumulative: tuple[Cumulated, ...] | None = None
    influence: tuple[Influence, ...] | None = None
    small_study: tuple[SmallStudyTest, ...] | None = None
    trim_and_fill: tuple[TrimAndFill, ...] | None = None
    agreement: tuple[Agreement, ...] | None = None
    verdict: str | None = None
    dependence: tuple[Dependence, ...] | None = None
    threshold: Threshold | None = None
    rate_test: RateTest | None = None
    permutation: PermutationTest | None = None
    next_trial: NextTrial | None = None
    gosh: Gosh | None = None
    shrunken_rates: tuple[ShrunkenRate, ...] | None = None
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
