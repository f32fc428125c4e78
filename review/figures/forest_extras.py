"""Rows and marks that a forest plot has on request: other models, cohorts left out, shrunken rates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from review.analysis.figure_spec import ALL, FigureSpec
from review.analysis.results import ExcludedRate, Results
from review.analysis.wording import level_name, per_cent, per_cent_range, sentence
from review.figures.forest_anatomy import ForestRow, Mark
from review.figures.forest_rows import SMALLEST_AREA, Scheme, pooled_row, rate_with_interval
from review.pooling.agreement import caution_of
from review.pooling.results import Pooled, StudyRate

#: What stands over rows of the same cohorts under other models, and over cohorts in no pooled rate.
OTHER_MODELS = "The same cohorts under other models"
NOT_POOLED = "Shown, in no pooled rate"


class OtherModel(NamedTuple):
    """Another model of the same cohorts; ``caution`` says why one of older reviews is not advised."""

    label: str
    pooled: Pooled
    caution: str = ""


def other_models(results: Results, figure: FigureSpec) -> tuple[OtherModel, ...]:
    """Return each model that the figure asks for, in its order.

    Raises
    ------
    ValueError
        A model that the results do not hold, with those that they do.
    """
    agreed = {
        row.model: OtherModel(
            sentence(row.label),
            Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=row.exact),
            caution_of(row.model),
        )
        for row in results.result.agreement or ()
    }
    changed = {
        change.name: OtherModel(sentence(change.label), change.result.pooled)
        for change in results.sensitivity
        if change.result is not None
    }
    names = [name for asked in figure.models for name in (agreed if asked == ALL else (asked,))]
    for name in names:
        if results.result.k > 1 and name not in agreed and name not in changed:
            raise ValueError(f"models: one of {', '.join([*agreed, *changed])} is wanted, got {name!r}")
    known = {**changed, **agreed}
    return tuple(known[name] for name in dict.fromkeys(names) if name in known)


def model_rows(results: Results, scheme: Scheme, figure: FigureSpec) -> Iterator[ForestRow]:
    """Return a diamond for each other model, and below one of older reviews why it is not advised."""
    models, result = other_models(results, figure), results.result
    if not models:
        return
    yield ForestRow(kind="spacer")
    yield ForestRow(kind="header", cells=(OTHER_MODELS,))
    for label, pooled, caution in models:
        row = pooled_row(
            scheme,
            "subtotal",
            label,
            pooled,
            k=result.k,
            events=result.events,
            n=result.n,
            rank="secondary",
            indented=True,
        )
        # The counts are those of the pooled rate above: once is enough.
        cells = tuple(
            "" if column.key in {"counts", "events", "total"} else cell
            for column, cell in zip(scheme.columns, row.cells, strict=True)
        )
        told = f"{label}: {rate_with_interval(pooled, scheme.level)}"
        yield replace(row, cells=cells, description=f"{told}, not advised" if caution else told)
        yield from caution_row(caution)


def caution_row(caution: str) -> Iterator[ForestRow]:
    """Return the line below a model that is not advised; none where nothing speaks against it."""
    if caution:
        yield ForestRow(
            kind="text", cells=(f"Not advised: {caution[:1].lower()}{caution[1:]}",), indented=True
        )


def excluded_rows(results: Results, scheme: Scheme, *, largest_n: int) -> Iterator[ForestRow]:
    """Return a grey row for each cohort that did not enter and is shown, with the reason below it."""
    if not results.excluded_rates:
        return
    yield ForestRow(kind="spacer")
    yield ForestRow(kind="header", cells=(NOT_POOLED,))
    for one in results.excluded_rates:
        yield _excluded_row(one, scheme, largest_n)
        yield ForestRow(kind="text", cells=(sentence(one.reason),), indented=True)


def _excluded_row(one: ExcludedRate, scheme: Scheme, largest_n: int) -> ForestRow:
    rate, numerals = one.rate, scheme.layout.numerals
    if rate is None:
        why = one.why_not or one.reason
        return ForestRow(
            kind="cohort",
            cells=scheme.cells({"label": one.label}),
            description=f"{one.label}: in no pooled rate, {one.reason}; no rate is shown, {why}",
            indented=True,
            quiet=True,
        )
    ends = (rate.ci_low, rate.ci_high)
    return ForestRow(
        kind="cohort",
        cells=scheme.cells(
            {
                "label": one.label,
                "counts": f"{rate.events}/{rate.n}",
                "events": str(rate.events),
                "total": str(rate.n),
                "rate": numerals.rate(rate.proportion),
                "interval": numerals.interval(*ends),
                "effect": numerals.effect(rate.proportion, *ends),
            }
        ),
        mark=Mark(
            shape="square",
            rank="excluded",
            estimate=rate.proportion,
            low=rate.ci_low,
            high=rate.ci_high,
            area=max(rate.n / largest_n, SMALLEST_AREA),
        ),
        description=f"{_told(one.label, rate, scheme)}; in no pooled rate: {one.reason}",
        indented=True,
        quiet=True,
    )


def excluded_sentence(excluded: Sequence[ExcludedRate], level: float) -> str:
    """Say which cohorts are shown in grey; empty where none is.

    >>> excluded_sentence([], 0.95)
    ''
    """
    if not excluded:
        return ""
    told = [
        f"{one.label} {one.rate.events} of {one.rate.n}, {per_cent(one.rate.proportion)}% "
        f"({level_name(level)} CI {per_cent_range(one.rate.ci_low, one.rate.ci_high)}%)"
        if one.rate
        else f"{one.label} without a rate"
        for one in excluded
    ]
    return f"Shown in grey and in no pooled rate: {'; '.join(told)}."


def shrunken_mark(results: Results, rate: StudyRate) -> Mark | None:
    """Return the mark of a cohort's shrunken rate."""
    found = [one for one in results.result.shrunken_rates or () if one.study == rate.study]
    if not found:
        return None
    (one,) = found
    return Mark(shape="dot", rank="secondary", estimate=one.estimate, low=one.ci_low, high=one.ci_high)


def _told(label: str, rate: StudyRate, scheme: Scheme) -> str:
    ends = per_cent_range(rate.ci_low, rate.ci_high)
    return (
        f"{label}: {rate.events} of {rate.n}, {per_cent(rate.proportion)}% "
        f"({level_name(scheme.level)} CI {ends}%)"
    )
