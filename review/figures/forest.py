"""The forest plot as data: every text as it is printed, every mark as proportions, nothing drawn.

`forest_plot` lays out one analysis, `review/figures/sensitivity.py` several pooled results in the same
form; `review/render/forest.py` draws both. Columns are in `review/figures/forest_columns.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from review.analysis.results import CohortUsed, Results
from review.analysis.wording import (
    NOT_ESTIMABLE,
    NOT_STATED,
    cohorts,
    heterogeneity_words,
    level_name,
    model_words,
    number,
    outcome_name,
    p_value,
    per_cent,
    per_cent_range,
    rate_name,
    variance,
)
from review.figures.axis import Axis, per_cent_axis
from review.figures.forest_columns import COLUMNS, Column, counts
from review.pooling.results import Heterogeneity, Pooled, PoolResult, StudyRate

RowKind = Literal["header", "cohort", "subtotal", "total", "prediction", "spacer", "text"]
Shape = Literal["square", "diamond", "bar"]
Rank = Literal["cohort", "primary", "secondary"]

#: Below this many cohorts the pooled rate is printed and not drawn, unless the analysis asks for it: a
#: t interval on so few says almost nothing, and a diamond hides that (docs/methods.md, few cohorts).
FEWEST_DRAWN = 5

#: τ² up to here was estimated 0: on no scale would a standard deviation of 0.001 be seen.
TAU2_ZERO = 1e-6

#: The smallest square, as a share of the area of the largest; below it a square cannot be seen.
SMALLEST_AREA = 1 / 50

DEFAULT_COLUMNS = ("cohort", "assessor", "confirmed", "counts", "rate", "interval", "weight")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is drawn in a row: proportions on the axis.

    ``area`` is the share of the area of the largest square; ``rank`` says what stands out: the answer
    to the question is primary.
    """

    shape: Shape
    rank: Rank
    low: float
    high: float
    estimate: float | None = None
    area: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One row: its cells in the order of the plot's columns, its mark, one sentence for a reader's ear."""

    kind: RowKind
    cells: tuple[str, ...] = ()
    mark: Mark | None = None
    description: str = ""
    indented: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A rate to compare with, such as that of a historical control."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestPlot:
    """A forest plot, complete.

    A row of kind ``text`` or ``header`` has one cell, which spans the columns left of the plot.
    ``pooled`` is where the dashed line stands: none where the total is not drawn or is secondary. ``foot`` is printed below, ``alt`` is read instead.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[ForestRow, ...]
    axis: Axis
    foot: tuple[str, ...]
    alt: str
    pooled: float | None = None
    reference: Reference | None = None


def forest_plot(
    results: Results,
    *,
    columns: Sequence[str] | None = None,
    diamond_for_few: bool = False,
    reference: Reference | None = None,
    axis_ends: tuple[float, float] | None = None,
) -> ForestPlot:
    """Return the forest plot of one analysis.

    Parameters
    ----------
    columns
        Keys of `COLUMNS` in their order; by default cohort, assessor, confirmation, counts, rate,
        interval, and the weight where the model has one.
    diamond_for_few
        Draw pooled rates of two to four cohorts as well: only where the analysis file asks for it.
    reference
        A rate to be marked by a dotted line with its label.
    axis_ends
        Ends of the axis as proportions; an interval that leaves it ends in an arrow head.

    Raises
    ------
    ValueError
        An unknown column, or cohorts whose counts are not those that were pooled.
    """
    layout = _Layout(
        results=results,
        columns=_chosen(columns, results.result),
        fewest=2 if diamond_for_few else FEWEST_DRAWN,
        largest=_largest(results.result),
    )
    rows = tuple(layout.rows())
    drawn = [row for row in rows if row.kind == "total" and row.mark]
    values = [end for row in rows if row.mark for end in (row.mark.low, row.mark.high)]
    title = f"{results.analysis.title}: forest plot"
    return ForestPlot(
        name=results.analysis.name,
        title=title,
        columns=layout.columns,
        rows=rows,
        axis=per_cent_axis(
            f"{_capital(rate_name(results.analysis.outcome))}, %",
            [*values, *([reference.value] if reference else [])],
            ends=axis_ends,
        ),
        foot=tuple(layout.foot()),
        alt=_alternative(results, fewest=layout.fewest),
        pooled=results.result.pooled.estimate if drawn and drawn[0].strong else None,
        reference=reference,
    )


def _chosen(keys: Sequence[str] | None, result: PoolResult) -> tuple[Column, ...]:
    weighted = any(rate.weight is not None for rate in result.studies)
    keys = keys or [key for key in DEFAULT_COLUMNS if weighted or key != "weight"]
    unknown = [key for key in keys if key not in COLUMNS]
    if unknown:
        raise ValueError(f"columns: one of {', '.join(COLUMNS)} is wanted, got {unknown[0]!r}")
    interval = COLUMNS["interval"]
    titled = replace(interval, title=f"{level_name(result.model.level)} CI")
    return tuple(titled if key == interval.key else COLUMNS[key] for key in keys)


def _largest(result: PoolResult) -> float:
    return max((_size(rate) for rate in result.studies), default=1.0)


def _size(rate: StudyRate) -> float:
    return rate.n if rate.weight is None else rate.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """The rows and the foot of one analysis, with what all of them need to know."""

    results: Results
    columns: tuple[Column, ...]
    fewest: int
    largest: float

    @property
    def _ranks(self) -> tuple[Rank, Rank]:
        """Rank of a subtotal and of the total: where subgroups come first, the total is secondary."""
        return ("primary", "secondary") if self._subgroups_first else ("secondary", "primary")

    @property
    def _subgroups_first(self) -> bool:
        return bool(self.results.result.subgroups) and self.results.analysis.subgroups_primary

    def rows(self) -> Iterator[ForestRow]:
        result = self.results.result
        pairs = _paired(self.results)
        if not result.subgroups:
            yield from (self._cohort(cohort, rate) for cohort, rate in pairs)
        else:
            for subgroup in result.subgroups:
                yield ForestRow(kind="header", cells=(subgroup.subgroup,))
                members = [pair for pair in pairs if pair[1].subgroup == subgroup.subgroup]
                yield from (self._cohort(cohort, rate, indented=True) for cohort, rate in members)
                if subgroup.k > 1:
                    yield self._pooled(
                        "subtotal",
                        f"Subtotal, {cohorts(subgroup.k)}",
                        (subgroup.k, subgroup.events, subgroup.n),
                        subgroup.pooled,
                    )
                    words = heterogeneity_words(subgroup.heterogeneity, result.model)
                    if words:
                        yield ForestRow(kind="text", cells=(words,), indented=True)
                yield ForestRow(kind="spacer")
            named = {subgroup.subgroup for subgroup in result.subgroups}
            rest = [pair for pair in pairs if pair[1].subgroup not in named]
            if rest:
                yield ForestRow(kind="header", cells=(f"{_capital(NOT_STATED)}",))
                yield from (self._cohort(cohort, rate, indented=True) for cohort, rate in rest)
                yield ForestRow(kind="spacer")
        if result.k > 1:
            yield from self._summary(result)

    def _summary(self, result: PoolResult) -> Iterator[ForestRow]:
        label = f"Pooled, {cohorts(result.k)}"
        if self._subgroups_first:
            label = f"All subgroups, {cohorts(result.k)} (secondary)"
        yield self._pooled("total", label, (result.k, result.events, result.n), result.pooled)
        low, high = result.pooled.prediction_low, result.pooled.prediction_high
        if low is None or high is None or self._prediction_misleads(result.heterogeneity):
            return
        name = f"{level_name(result.model.level)} prediction interval"
        values = {"cohort": name, "interval": per_cent_range(low, high)}
        yield ForestRow(
            kind="prediction",
            cells=self._cells(values),
            mark=Mark(shape="bar", rank=self._ranks[1], low=low, high=high)
            if result.k >= self.fewest
            else None,
            description=f"{name}: {per_cent_range(low, high)}%",
        )

    @staticmethod
    def _prediction_misleads(heterogeneity: Heterogeneity) -> bool:
        """Whether τ² was estimated 0 and nothing says how large it may be."""
        zero = heterogeneity.tau2 is not None and heterogeneity.tau2 <= TAU2_ZERO
        return zero and heterogeneity.tau2_ci_high is None

    def _cohort(self, cohort: CohortUsed, rate: StudyRate, *, indented: bool = False) -> ForestRow:
        level = level_name(self.results.result.model.level)
        interval = f"{level} CI {per_cent_range(rate.ci_low, rate.ci_high)}%"
        told = (
            f"{column.title.lower()} {column.cell(cohort, rate)}"
            for column in self.columns
            if column.quiet or (column.key == "weight" and rate.weight is not None)
        )
        return ForestRow(
            kind="cohort",
            cells=tuple(column.cell(cohort, rate) for column in self.columns),
            mark=Mark(
                shape="square",
                rank="cohort",
                estimate=rate.proportion,
                low=rate.ci_low,
                high=rate.ci_high,
                area=max(_size(rate) / self.largest, SMALLEST_AREA),
            ),
            description="; ".join(
                (
                    f"{cohort.label}: {rate.events} of {rate.n}, {per_cent(rate.proportion)}% ({interval})",
                    *told,
                )
            ),
            indented=indented,
        )

    def _pooled(self, kind: RowKind, label: str, numbers: tuple[int, int, int], pooled: Pooled) -> ForestRow:
        k, events, n = numbers
        rank = self._ranks[kind == "total"]
        known = pooled.estimate is not None and pooled.ci_low is not None and pooled.ci_high is not None
        interval = per_cent_range(pooled.ci_low, pooled.ci_high)
        values = {
            "cohort": label,
            "counts": counts(events, n),
            "rate": per_cent(pooled.estimate) if known else "–",
            "interval": interval,
        }
        mark = None
        if known and k >= self.fewest:
            assert pooled.ci_low is not None and pooled.ci_high is not None
            mark = Mark(
                shape="diamond", rank=rank, estimate=pooled.estimate, low=pooled.ci_low, high=pooled.ci_high
            )
        level = level_name(self.results.result.model.level)
        said = f"{per_cent(pooled.estimate)}% ({level} CI {interval}%)" if known else NOT_ESTIMABLE
        return ForestRow(
            kind=kind,
            cells=self._cells(values),
            mark=mark,
            description=f"{label}: {events} of {n}, pooled rate {said}",
            indented=kind == "subtotal",
            strong=rank == "primary" and mark is not None,
        )

    def _cells(self, values: dict[str, str]) -> tuple[str, ...]:
        """Cells of a row that is no cohort; the first column always holds its label."""
        label = values["cohort"]
        rest = tuple(values.get(column.key, "") for column in self.columns[1:])
        return (label, *rest)

    def foot(self) -> Iterator[str]:
        result = self.results.result
        if result.k == 1:
            yield "One cohort: nothing is pooled."
        words = heterogeneity_words(result.heterogeneity, result.model)
        if words and result.k > 1:
            yield f"Heterogeneity: {words}."
        test = result.subgroup_test
        if test is not None and test.q is not None and test.df:
            yield (
                f"Subgroup differences: Q = {number(test.q, 2)}, df = {test.df}, {p_value(test.p)}; "
                f"{test.tau2} τ²."
            )
        yield from self._cautions(result)
        yield f"Model: {model_words(result.model)}."
        yield self._key(result)

    def _cautions(self, result: PoolResult) -> Iterator[str]:
        few = [group.k for group in result.subgroups or () if 1 < group.k < self.fewest]
        if few or 1 < result.k < self.fewest:
            yield (f"Pooled rates of fewer than {FEWEST_DRAWN} cohorts are printed and not drawn.")
        heterogeneity = result.heterogeneity
        zero = heterogeneity.tau2 is not None and heterogeneity.tau2 <= TAU2_ZERO
        if not zero or result.pooled.prediction_low is None or result.k == 1:
            return
        if heterogeneity.tau2_ci_high is None:
            yield (
                "τ² is estimated 0; the prediction interval would equal that of the mean and "
                "reassure falsely, so it is not shown."
            )
        else:
            yield (
                "τ² is estimated 0, so the prediction interval says no more than that of the mean; "
                f"values of τ² up to {variance(heterogeneity.tau2_ci_high)} agree with the data."
            )

    def _key(self, result: PoolResult) -> str:
        weighted = any(rate.weight is not None for rate in result.studies)
        of = "the weight in the model" if weighted else "the number of patients (the model has no weights)"
        parts = [f"Area of a square: {of}"]
        if any(_size(rate) < SMALLEST_AREA * self.largest for rate in result.studies):
            parts.append("the smallest are enlarged to be seen")
        analysis = self.results.analysis
        parts.append(f"n/N: patients with {outcome_name(analysis.outcome)} / {analysis.denominator} patients")
        if result.k > 1 and result.model.model in {"glmm", "bayesian"}:
            parts.append("the pooled rate is the median over cohorts")
        return "; ".join(parts) + "."


def _paired(results: Results) -> list[tuple[CohortUsed, StudyRate]]:
    """Each cohort with the rate that was pooled from it; both stand in the same order."""
    if len(results.cohorts) != len(results.result.studies):
        raise ValueError(
            f"{results.analysis.name}: {len(results.cohorts)} cohorts entered, "
            f"{len(results.result.studies)} were pooled"
        )
    pairs = list(zip(results.cohorts, results.result.studies, strict=True))
    for cohort, rate in pairs:
        if (cohort.events, cohort.n) != (rate.events, rate.n):
            raise ValueError(
                f"{cohort.cohort_id}: {counts(cohort.events, cohort.n)} was extracted, "
                f"{counts(rate.events, rate.n)} was pooled"
            )
    return pairs


def _alternative(results: Results, *, fewest: int) -> str:
    """One paragraph that says what the figure shows."""
    result, level = results.result, level_name(results.result.model.level)
    rate = rate_name(results.analysis.outcome)
    sentences = [f"Forest plot of the {rate} in {cohorts(result.k)}: {result.events} of {result.n} patients."]
    rates = [rate.proportion for rate in result.studies]
    if result.k == 1:
        only = result.studies[0]
        sentences.append(
            f"The rate is {per_cent(only.proportion)}% "
            f"({level} CI {per_cent_range(only.ci_low, only.ci_high)}%); nothing is pooled."
        )
        return " ".join(sentences)
    sentences.append(f"Rates of single cohorts run from {per_cent(min(rates))}% to {per_cent(max(rates))}%.")
    for subgroup in result.subgroups or ():
        pooled = subgroup.pooled
        sentences.append(
            f"{subgroup.subgroup}, {cohorts(subgroup.k)}: {_said(pooled, level)}"
            f"{', not drawn' if 1 < subgroup.k < fewest else ''}."
        )
    first = results.analysis.subgroups_primary and result.subgroups
    sentences.append(
        f"The pooled rate{' of all subgroups, which is secondary,' if first else ''} "
        f"is {_said(result.pooled, level)}"
        f"{'; it is not drawn, because the cohorts are few' if result.k < fewest else ''}."
    )
    low, high = result.pooled.prediction_low, result.pooled.prediction_high
    if low is not None and high is not None and not _Layout._prediction_misleads(result.heterogeneity):
        sentences.append(f"The {level} prediction interval is {per_cent_range(low, high)}%.")
    return " ".join(sentences)


def _said(pooled: Pooled, level: str) -> str:
    if pooled.estimate is None:
        return NOT_ESTIMABLE
    return f"{per_cent(pooled.estimate)}% ({level} CI {per_cent_range(pooled.ci_low, pooled.ci_high)}%)"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
