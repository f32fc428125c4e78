"""The pooled rate without each cohort in turn, and as cohorts come in: forest plots of pooled rates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import cohorts, equation, level_name, model_words, variance
from review.figures.asked import asked_figure, layout_of
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.figures.forest_columns import COLUMNS, rate_columns
from review.figures.forest_rows import Scheme, pooled_row, rate_with_interval
from review.pooling.results import Pooled

COHORTS = Column(key="k", title="Cohorts", side="left", right=True)
TAU2 = Column(key="tau2", title="τ²", side="right", right=True)


def leave_one_out_plot(results: Results, *, diamond_for_few: bool | None = None) -> ForestPlot:
    """Return the pooled rate without each cohort, with that of all cohorts below.

    Raises
    ------
    ValueError
        There are fewer than three cohorts, so that nothing was left out.
    """
    rows = results.result.leave_one_out
    if not rows:
        raise ValueError(
            f"{results.analysis.name}: no cohort was left out in turn, which needs three cohorts; "
            f"there are {results.result.k}"
        )
    scheme = _scheme(results, "Left out", diamond_for_few)
    counts = {rate.study: (rate.events, rate.n) for rate in results.result.studies}
    drawn = [
        _step(
            scheme,
            f"Without {row.omitted}",
            Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=row.exact),
            k=results.result.k - 1,
            events=results.result.events - counts[row.omitted][0],
            n=results.result.n - counts[row.omitted][1],
            tau2=row.tau2,
        )
        for row in rows
    ]
    what = f"Pooled {_rate(results)} without each of {cohorts(results.result.k)} in turn"
    return _plot(results, scheme, drawn, "leave-one-out", "each cohort left out in turn", what)


def cumulative_plot(results: Results, *, diamond_for_few: bool | None = None) -> ForestPlot:
    """Return the pooled rate as cohorts come in, in the order that the analysis asks for.

    Raises
    ------
    ValueError
        The results hold no cumulative pooling, with the cohort whose place in the order is not known.
    """
    rows, order = results.result.cumulative, asked_figure(results).order_by
    words = order.replace("_", " ")
    if not rows:
        lost = [one.label for one in results.cohorts if not _place(results, one.cohort_id, order)]
        why = (
            f"{words} is not known of {', '.join(lost)}: fill it in, or name another field in figure.order_by"
            if lost
            else "it was not asked for: write cumulative = true in [figure]"
        )
        raise ValueError(f"{results.analysis.name}: cohorts were not pooled one after the other; {why}")
    scheme = _scheme(results, f"Added, by {words}", diamond_for_few)
    counts = {rate.study: (rate.events, rate.n) for rate in results.result.studies}
    places = {one.label: _place(results, one.cohort_id, order) for one in results.cohorts}
    drawn, events, n = [], 0, 0
    for row in rows:
        events, n = events + counts[row.added][0], n + counts[row.added][1]
        place = places[row.added]
        label = row.added if place in row.added else f"{row.added} ({place})"
        drawn.append(
            _step(
                scheme,
                f"+ {label}" if row.k > 1 else label,
                Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high),
                k=row.k,
                events=events,
                n=n,
                tau2=row.tau2,
            )
        )
    what = f"Pooled {_rate(results)} as {cohorts(len(rows))} come in by {words}"
    return _plot(results, scheme, drawn, "cumulative", f"cumulative, by {words}", what)


def _place(results: Results, cohort_id: str, order: str) -> str:
    cohort = next(one for one in results.cohorts if one.cohort_id == cohort_id)
    return cohort.columns.get(order, str(getattr(cohort, order, "") or ""))


def _rate(results: Results) -> str:
    return outcome_of(results.analysis.outcome).rate


def _scheme(results: Results, title: str, diamond_for_few: bool | None) -> Scheme:
    layout = layout_of(asked_figure(results).layout)
    return Scheme(
        columns=(
            Column(key="label", title=title, side="left"),
            COHORTS,
            COLUMNS["counts"],
            *rate_columns(results, layout),
            TAU2,
        ),
        level=results.result.model.level,
        fewest=fewest_drawn(results, diamond_for_few),
        layout=layout,
    )


def _step(
    scheme: Scheme, label: str, pooled: Pooled, *, k: int, events: int, n: int, tau2: float | None
) -> ForestRow:
    shown = scheme.layout.numerals.text(variance(tau2)) if tau2 is not None and k > 1 else "–"
    row = pooled_row(
        scheme,
        "subtotal",
        label,
        pooled,
        k=k,
        events=events,
        n=n,
        rank="secondary",
        more={"k": str(k), "tau2": shown},
    )
    told = f"; {equation('τ²', variance(tau2))}" if tau2 is not None and k > 1 else ""
    return replace(row, description=f"{label}: {rate_with_interval(pooled, scheme.level)}{told}")


def _plot(
    results: Results, scheme: Scheme, drawn: Iterable[ForestRow], name: str, title: str, what: str
) -> ForestPlot:
    result = results.result
    whole = pooled_row(
        scheme,
        "total",
        f"All, {cohorts(result.k)}",
        result.pooled,
        k=result.k,
        events=result.events,
        n=result.n,
        rank="primary",
        more={"k": str(result.k), "tau2": _tau2(result.heterogeneity.tau2, scheme)},
    )
    rows = (*drawn, whole)
    values = [end for row in rows if row.mark for end in (row.mark.low, row.mark.high)]
    told = ". ".join(row.description for row in rows)
    return ForestPlot(
        name=f"{results.analysis.name}-{name}",
        title=f"{results.analysis.title}: {title}",
        columns=tuple(scheme.columns),
        rows=rows,
        axis=per_cent_axis(f"Pooled {_rate(results)}, %", values, numerals=scheme.layout.numerals),
        foot=tuple(_foot(results, rows)),
        alt=f"{what} ({level_name(scheme.level)} CI). {told}.",
        pooled=result.pooled.estimate if whole.mark else None,
        style=scheme.layout.style,
    )


def _tau2(tau2: float | None, scheme: Scheme) -> str:
    return "–" if tau2 is None else scheme.layout.numerals.text(variance(tau2))


def _foot(results: Results, rows: Iterable[ForestRow]) -> Iterator[str]:
    if any(row.mark is None for row in rows):
        yield "A rate without a diamond: too few cohorts for it to be drawn, or it cannot be computed."
    result = results.result
    yield f"Model: {model_words(result.model, exact=result.pooled.exact)}."
    outcome = outcome_of(results.analysis.outcome)
    yield f"n/N: patients with {outcome.name} / {results.analysis.denominator} patients."
