"""The pooled rate without each cohort in turn: one row for each cohort that was left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from review.analysis.asked import asked_figure, layout_of
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import cohorts, equation, model_words, variance
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.figures.forest_columns import COLUMNS, rate_columns
from review.figures.forest_rows import Scheme, pooled_row, rate_with_interval
from review.figures.not_drawn import NotDrawn
from review.pooling.results import LeftOut, Pooled

COHORTS = Column(key="k", title="Cohorts", side="left", right=True)
TAU2 = Column(key="tau2", title="τ²", side="right", right=True)


def leave_one_out_plot(results: Results, *, diamond_for_few: bool | None = None) -> ForestPlot:
    """Return the pooled rate without each cohort, with that of all cohorts below.

    Raises
    ------
    NotDrawn
        There are fewer than three cohorts, so that nothing was left out.
    """
    rows = results.result.leave_one_out
    if not rows:
        raise NotDrawn(
            f"leaving out each cohort in turn needs three; there {_are(results.result.k)}",
            "review plot forest shows the cohorts",
        )
    result = results.result
    counted = len(rows) == result.k
    scheme = _scheme(results, diamond_for_few, counted=counted)
    if counted:
        # One row for each cohort, in the order of the cohorts.
        drawn = [
            _step(
                scheme,
                row,
                k=result.k - 1,
                events=result.events - rate.events,
                n=result.n - rate.n,
            )
            for row, rate in zip(rows, result.studies, strict=True)
        ]
    else:
        # Trials were left out with all their cohorts: at least as many cohorts stay as trials do. How many
        # cohorts and patients stay is not in the results, and there is no column for it.
        drawn = [_step(scheme, row, k=len(rows) - 1, events=0, n=0) for row in rows]
    return _plot(results, scheme, drawn)


def _are(k: int) -> str:
    return "is 1" if k == 1 else f"are {k}"


def _rate(results: Results) -> str:
    return outcome_of(results.analysis.outcome).rate


def _scheme(results: Results, diamond_for_few: bool | None, *, counted: bool) -> Scheme:
    layout = layout_of(asked_figure(results).layout)
    return Scheme(
        columns=(
            Column(key="label", title="Left out", side="left"),
            *((COHORTS, COLUMNS["counts"]) if counted else ()),
            *rate_columns(results, layout),
            TAU2,
        ),
        level=results.result.model.level,
        fewest=fewest_drawn(results, diamond_for_few),
        layout=layout,
    )


def _step(scheme: Scheme, left_out: LeftOut, *, k: int, events: int, n: int) -> ForestRow:
    pooled = Pooled(
        estimate=left_out.estimate, ci_low=left_out.ci_low, ci_high=left_out.ci_high, exact=left_out.exact
    )
    label, tau2 = f"Without {left_out.omitted}", _tau2(left_out.tau2, scheme)
    row = pooled_row(
        scheme,
        "subtotal",
        label,
        pooled,
        k=k,
        events=events,
        n=n,
        rank="secondary",
        more={"k": str(k), "tau2": tau2},
    )
    told = f"; {equation('τ²', variance(left_out.tau2))}" if left_out.tau2 is not None else ""
    return replace(row, description=f"{label}: {rate_with_interval(pooled, scheme.level)}{told}")


def _plot(results: Results, scheme: Scheme, drawn: Iterable[ForestRow]) -> ForestPlot:
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
        name=f"{results.analysis.name}-leave-one-out",
        title=f"{results.analysis.title}: each cohort left out in turn",
        columns=tuple(scheme.columns),
        rows=rows,
        axis=per_cent_axis(f"Pooled {_rate(results)}, %", values, numerals=scheme.layout.numerals),
        foot=tuple(_foot(results, rows)),
        alt=f"Pooled {_rate(results)} without each of {cohorts(result.k)} in turn. {told}.",
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
    if len(result.leave_one_out or ()) == result.k:
        outcome = outcome_of(results.analysis.outcome)
        yield f"n/N: patients with {outcome.name} / {results.analysis.denominator} patients."
    else:
        yield f"All: {result.events} of {result.n} patients. Each trial is left out with all its cohorts."
