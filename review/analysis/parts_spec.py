"""What an analysis file asks for beside the pooled rate, each part a key or a table of its own.

To add a part, add a field to `PartsSpec`, read it in `read_parts`, and compute it in
`review/analysis/parts.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from review.analysis.model_options import ModelOptions, change_of
from review.document import Table, did_you_mean
from review.pooling.options import (
    DEPENDENCE_CODES,
    LEAST_SUBSETS,
    MOST_ARRANGEMENTS,
    MOST_SUBSETS,
    TRIM_AND_FILL_CODES,
)

#: What happens to a cohort whose moderator is not known.
MISSING_MODERATOR = ("refuse", "leave out")
#: Arrangements of a permutation test, and subsets, unless others are asked for.
ARRANGEMENTS, SUBSETS = 5000, 10_000
#: Fields of a landmark rate: its months.
_LANDMARK = re.compile(r"rate_(\d+)m_pct")

#: Fields of a form by name, with the words that each allows; none where it takes any.
FieldWords = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionSpec:
    """One meta-regression: fields of the form, or interactions of two (``year:line``)."""

    label: str
    moderators: tuple[str, ...]
    missing: str = "refuse"
    permutations: int | None = None
    model: ModelOptions = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that are named, each once."""
        return tuple(dict.fromkeys(part for name in self.moderators for part in name.split(":")))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterSpec:
    """Which cohorts belong to one trial, and how that is allowed for."""

    by: str
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallStudySpec:
    """Tests of small-study effects; `force` makes them below ten cohorts too."""

    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimAndFillSpec:
    """Trim and fill by these estimators; `force` makes it below ten cohorts too."""

    estimators: tuple[str, ...] = TRIM_AND_FILL_CODES
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoshSpec:
    """Subsets of the cohorts; `subsets` are drawn where there are too many to take all."""

    subsets: int = SUBSETS


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTestSpec:
    """A test of the pooled rate against a stated one."""

    rate: float
    permutations: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeSpec:
    """Medians of an endpoint, or with `landmark_months` its rates at that time."""

    endpoint: str
    landmark_months: int | None = None
    model: ModelOptions = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSpec:
    """Everything that is asked for beside the pooled rate; None or empty where it is not.

    ``seed`` is that of everything that is drawn: subsets, and arrangements of permutation tests.
    """

    regressions: tuple[RegressionSpec, ...] = ()
    cluster: ClusterSpec | None = None
    cumulative: str = ""
    influence: bool = False
    gosh: GoshSpec | None = None
    small_study: SmallStudySpec | None = None
    trim_and_fill: TrimAndFillSpec | None = None
    rate_test: RateTestSpec | None = None
    shrunken_rates: bool = False
    weighted_mean: ModelOptions = field(default_factory=dict)
    times: tuple[TimeSpec, ...] = ()
    seed: int = 1

    @property
    def weighted(self) -> bool:
        """Whether a part is asked for that only a weighted mean can give."""
        permuted = self.rate_test is not None and self.rate_test.permutations is not None
        return self.influence or self.gosh is not None or self.trim_and_fill is not None or permuted

    @property
    def draws(self) -> bool:
        """Whether something may be drawn at random, so that the seed matters."""
        permuted = self.rate_test is not None and self.rate_test.permutations is not None
        return self.gosh is not None or permuted or any(one.permutations for one in self.regressions)


def read_parts(top: Table, fields: FieldWords, survival: FieldWords) -> PartsSpec:
    """Read the parts of an analysis file; `survival` are the form's fields of times to an event."""
    cluster, cumulative = top.table("cluster"), top.table("cumulative")
    rate_test = top.table("rate_test")
    spec = PartsSpec(
        regressions=tuple(_regression(table, fields) for table in top.tables("regression")),
        cluster=_cluster(cluster, fields) if top.has("cluster") else None,
        cumulative=_field(cumulative, "by", fields) if top.has("cumulative") else "",
        influence=top.boolean("influence"),
        gosh=_gosh(top.table("gosh")) if top.has("gosh") else None,
        small_study=_small_study(top.table("small_study")) if top.has("small_study") else None,
        trim_and_fill=_trim_and_fill(top.table("trim_and_fill")) if top.has("trim_and_fill") else None,
        rate_test=_rate_test(rate_test) if top.has("rate_test") else None,
        shrunken_rates=top.boolean("shrunken_rates"),
        weighted_mean=change_of(top.table("weighted_mean")),
        times=tuple(_times(table, survival) for table in top.tables("time_to_event")),
        seed=_seed(top),
    )
    cumulative.finish()
    return spec


def rate(table: Table, key: str, *, required: bool = False) -> float | None:
    """A rate between 0 and 1, both left out."""
    if required and not table.has(key):
        table.report("TOML03", key, f"'{key}' is missing", fix=f"add {key} = 0.20 for 20%")
    value = table.number(key)
    if value is not None and not 0 < value < 1:
        table.report("TOML04", key, f"'{key}' must lie between 0 and 1", found=value, fix="20% is 0.20")
        return None
    return value


def _regression(table: Table, fields: FieldWords) -> RegressionSpec:
    named = table.texts("moderators", required=True)
    for name in named:
        for part in name.split(":"):
            if part not in fields:
                table.report(
                    "TOML04",
                    "moderators",
                    f"'{part}' is not a field of the form",
                    fix=did_you_mean(part, fields),
                )
            elif ":" in name and part not in named:
                table.report(
                    "TOML04", "moderators", f"'{part}' of '{name}' is not named on its own",
                    fix=f"add '{part}' to moderators",
                )  # fmt: skip
    if not named and table.has("moderators"):
        table.report("TOML03", "moderators", "no moderator is named", fix="name fields of the form")
    spec = RegressionSpec(
        label=table.text("label") or ", ".join(name.replace("_", " ").replace(":", " × ") for name in named),
        moderators=named,
        missing=table.text("missing", "refuse", choices=MISSING_MODERATOR),
        permutations=_arrangements(table),
        model=change_of(table.table("model")),
    )
    table.finish()
    return spec


def _cluster(table: Table, fields: FieldWords) -> ClusterSpec:
    methods = table.texts("methods")
    for method in methods:
        if method not in DEPENDENCE_CODES:
            table.report(
                "TOML04", "methods", f"'{method}' is not allowed for methods", found=method,
                fix=did_you_mean(method, DEPENDENCE_CODES),
            )  # fmt: skip
    spec = ClusterSpec(by=_field(table, "by", fields), methods=methods)
    table.finish()
    return spec


def _small_study(table: Table) -> SmallStudySpec:
    spec = SmallStudySpec(force=table.boolean("force"))
    table.finish()
    return spec


def _trim_and_fill(table: Table) -> TrimAndFillSpec:
    estimators = table.texts("estimators", TRIM_AND_FILL_CODES)
    for estimator in estimators:
        if estimator not in TRIM_AND_FILL_CODES:
            table.report(
                "TOML04", "estimators", f"'{estimator}' is not allowed for estimators", found=estimator,
                fix=did_you_mean(estimator, TRIM_AND_FILL_CODES),
            )  # fmt: skip
    spec = TrimAndFillSpec(estimators=estimators or TRIM_AND_FILL_CODES, force=table.boolean("force"))
    table.finish()
    return spec


def _gosh(table: Table) -> GoshSpec:
    subsets = table.integer("subsets", SUBSETS) or 0
    if not LEAST_SUBSETS <= subsets <= MOST_SUBSETS:
        table.report(
            "TOML04", "subsets", f"'subsets' lies between {LEAST_SUBSETS} and {MOST_SUBSETS}", found=subsets,
            fix=f"write {SUBSETS}, or leave it out",
        )  # fmt: skip
    spec = GoshSpec(subsets=subsets)
    table.finish()
    return spec


def _rate_test(table: Table) -> RateTestSpec | None:
    stated = rate(table, "rate", required=True)
    permutations = _arrangements(table)
    table.finish()
    return None if stated is None else RateTestSpec(rate=stated, permutations=permutations)


def _times(table: Table, survival: FieldWords) -> TimeSpec:
    endpoint = table.text("endpoint", required=True)
    months = table.integer("landmark_months")
    known = sorted(int(found.group(1)) for name in survival if (found := _LANDMARK.fullmatch(name)))
    if months is not None and months not in known:
        there = ", ".join(map(str, known)) or "none"
        table.report(
            "TOML04", "landmark_months", f"the form has no field for the rate at {months} months",
            found=months,
            fix=f"there are fields for: {there}; a workspace can add rate_{months}m_pct, rate_{months}m_low "
            f"and rate_{months}m_high to the sheet Survival (docs/forms.md)",
        )  # fmt: skip
    spec = TimeSpec(endpoint=endpoint, landmark_months=months, model=change_of(table.table("model")))
    table.finish()
    return spec


def _field(table: Table, key: str, fields: FieldWords) -> str:
    name = table.text(key, required=True)
    if name and name not in fields:
        table.report("TOML04", key, f"'{name}' is not a field of the form", fix=did_you_mean(name, fields))
    return name


def _arrangements(table: Table) -> int | None:
    given = table.integer("permutations")
    if given is not None and not 1 < given <= MOST_ARRANGEMENTS:
        table.report(
            "TOML04", "permutations", f"'permutations' lies between 2 and {MOST_ARRANGEMENTS}", found=given,
            fix=f"write how many arrangements, such as {ARRANGEMENTS}",
        )  # fmt: skip
        return None
    return given


def _seed(top: Table) -> int:
    seed = top.integer("seed", 1)
    return 1 if seed is None else seed
