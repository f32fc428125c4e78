"""The rows that every forest plot is made of: a cohort, a pooled rate, a prediction interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review.analysis.layouts import LAYOUTS, Layout
from review.analysis.numerals import Numerals
from review.analysis.results import CohortUsed
from review.analysis.wording import NOT_ESTIMABLE, level_name, per_cent, per_cent_range
from review.figures.forest_anatomy import Column, ForestRow, Mark, Rank, RowKind
from review.figures.forest_columns import CohortColumn, counts
from review.pooling.exact_rates import exact_rate
from review.pooling.results import Pooled, StudyRate

#: The smallest square, as a share of the area of the largest; below it a square cannot be seen.
SMALLEST_AREA = 1 / 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What all rows of a plot need to know.

    ``fewest`` cohorts are needed for a pooled rate to be drawn; ``largest`` is the weight (or, in a model
    without weights, the number of patients) of the largest square; ``layout`` says how numbers are written.
    """

    columns: Sequence[Column]
    level: float
    fewest: int
    largest: float = 1.0
    layout: Layout = LAYOUTS["review"]

    def cells(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Cells of a row that is no cohort; the first column holds its label, whatever its key."""
        rest = tuple(values.get(column.key, "") for column in self.columns[1:])
        return (values["label"], *rest)


def square_size(rate: StudyRate) -> float:
    """What the area of a square stands for: the weight, or patients where the model has no weights."""
    return rate.n if rate.weight is None else rate.weight


def cohort_row(
    scheme: Scheme,
    columns: Sequence[CohortColumn],
    cohort: CohortUsed,
    rate: StudyRate,
    *,
    indented: bool = False,
) -> ForestRow:
    """The row of one cohort; its description says what its cells say."""
    told = [
        f"{cohort.label}: {rate.events} of {rate.n}, {per_cent(rate.proportion)}% "
        f"({level_name(scheme.level)} CI {per_cent_range(rate.ci_low, rate.ci_high)}%)"
    ]
    numerals = scheme.layout.numerals
    told += [
        f"{column.title.lower()} {column.cell(cohort, rate, numerals)}" for column in columns if column.quiet
    ]
    if rate.weight is not None:
        told.append(f"weight {rate.weight:.1f}%")
    return ForestRow(
        kind="cohort",
        cells=tuple(column.cell(cohort, rate, numerals) for column in columns),
        mark=Mark(
            shape="square",
            rank="cohort",
            estimate=rate.proportion,
            low=rate.ci_low,
            high=rate.ci_high,
            area=max(square_size(rate) / scheme.largest, SMALLEST_AREA),
        ),
        description="; ".join(told),
        indented=indented,
        cohort_id=cohort.cohort_id,
    )


def pooled_row(
    scheme: Scheme,
    kind: RowKind,
    label: str,
    pooled: Pooled,
    *,
    k: int,
    events: int,
    n: int,
    rank: Rank,
    indented: bool = False,
    more: Mapping[str, str] | None = None,
) -> ForestRow:
    """The row of one pooled rate; ``more`` holds the cells of further columns by their keys."""
    mark, instead = None, exact_rate(pooled.exact)
    shown = f"{label} ({instead.short})" if instead else label
    counts_cohorts = instead is not None and instead.of_cohorts  # the axis is of rates of patients
    if (
        pooled.estimate is not None
        and pooled.ci_low is not None
        and pooled.ci_high is not None
        and not counts_cohorts
    ):
        if k >= scheme.fewest:
            mark = Mark(
                shape="diamond", rank=rank, estimate=pooled.estimate, low=pooled.ci_low, high=pooled.ci_high
            )
        elif k == 1:
            mark = Mark(
                shape="square",
                rank="cohort",
                estimate=pooled.estimate,
                low=pooled.ci_low,
                high=pooled.ci_high,
            )
    numerals, ends = scheme.layout.numerals, (pooled.ci_low, pooled.ci_high)
    values = {
        "label": shown,
        "counts": counts(events, n),
        "events": str(events),
        "total": str(n),
        "rate": "–" if pooled.estimate is None else numerals.rate(pooled.estimate),
        "interval": numerals.interval(*ends),
        "effect": numerals.effect(pooled.estimate, *ends),
    }
    return ForestRow(
        kind=kind,
        cells=scheme.cells({**values, **(more or {})}),
        mark=mark,
        description=f"{label}: {events} of {n}, {rate_with_interval(pooled, scheme.level)}",
        indented=indented,
        strong=rank == "primary" and mark is not None,
    )


def prediction_row(scheme: Scheme, ends: tuple[float, float], *, k: int, rank: Rank) -> ForestRow:
    """The row of a prediction interval: a capped bar."""
    label = f"{level_name(scheme.level)} prediction interval"
    mark = Mark(shape="bar", rank=rank, low=ends[0], high=ends[1]) if k >= scheme.fewest else None
    return ForestRow(
        kind="prediction",
        cells=scheme.cells({"label": label, **_in_either(scheme.layout.numerals, ends)}),
        mark=mark,
        description=f"{label}: {per_cent_range(*ends)}%",
    )


def _in_either(numerals: Numerals, ends: tuple[float, float]) -> Mapping[str, str]:
    """An interval without a rate, for whichever column of intervals there is."""
    told = numerals.interval(*ends)
    return {"interval": told, "effect": f"{numerals.brackets[0]}{told}{numerals.brackets[1]}"}


def rate_with_interval(pooled: Pooled, level: float) -> str:
    """A pooled rate in a sentence.

    >>> rate_with_interval(Pooled(estimate=0.468, ci_low=0.278, ci_high=0.668), 0.95)
    '46.8% (95% CI 27.8–66.8%)'
    """
    if pooled.estimate is None:
        return NOT_ESTIMABLE
    interval = per_cent_range(pooled.ci_low, pooled.ci_high)
    instead = exact_rate(pooled.exact)
    of = f"; {instead.short}" if instead else ""
    return f"{per_cent(pooled.estimate)}% ({level_name(level)} CI {interval}%{of})"
