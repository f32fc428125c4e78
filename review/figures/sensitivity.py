"""The main analysis and its sensitivity analyses in one picture: pooled rates only, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results, Sensitivity
from review.analysis.wording import equation, level_name, model_words, sentence, variance
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.figures.forest_columns import COLUMNS
from review.figures.forest_rows import Scheme, pooled_row, rate_with_interval
from review.figures.not_drawn import NotDrawn
from review.pooling.results import ModelChoice, PoolResult

MAIN = "Main analysis"
NOT_MADE = "not made"

COHORTS = Column(key="k", title="Cohorts", side="left", right=True)
TAU2 = Column(key="tau2", title="τ²", side="right", right=True)


def sensitivity_plot(results: Results, *, diamond_for_few: bool | None = None) -> ForestPlot:
    """Return the pooled rate of the main analysis and of each sensitivity analysis, one below the other.

    Parameters
    ----------
    results
        The analysis with its sensitivity analyses.
    diamond_for_few
        As in `review.figures.forest.forest_plot`.

    Raises
    ------
    NotDrawn
        The analysis names no sensitivity analysis.
    """
    if not results.sensitivity:
        raise NotDrawn(
            "the analysis names no sensitivity analysis",
            "add a [[sensitivity]] to its file (docs/analyses.md)",
        )
    level = results.result.model.level
    scheme = Scheme(
        columns=(
            Column(key="label", title="Analysis", side="left"),
            COHORTS,
            COLUMNS["counts"],
            COLUMNS["rate"],
            replace(COLUMNS["interval"], title=f"{level_name(level)} CI"),
            TAU2,
        ),
        level=level,
        fewest=fewest_drawn(results, diamond_for_few),
    )
    main = _row(scheme, MAIN, results.result, results.result)
    rows = (main, *(_analysis_row(scheme, analysis, results.result) for analysis in results.sensitivity))
    values = [end for row in rows if row.mark for end in (row.mark.low, row.mark.high)]
    return ForestPlot(
        name=f"{results.analysis.name}-sensitivity",
        title=f"{results.analysis.title}: sensitivity analyses",
        columns=tuple(scheme.columns),
        rows=rows,
        axis=per_cent_axis(f"Pooled {outcome_of(results.analysis.outcome).rate}, %", values),
        foot=tuple(_foot(results, scheme.fewest)),
        alt=_alternative(results),
        pooled=results.result.pooled.estimate if main.mark else None,
    )


def _analysis_row(scheme: Scheme, analysis: Sensitivity, main: PoolResult) -> ForestRow:
    if analysis.result is None:
        return _not_made(scheme, analysis)
    return _row(scheme, sentence(analysis.label), analysis.result, main)


def _row(scheme: Scheme, label: str, result: PoolResult, main: PoolResult) -> ForestRow:
    tau2 = result.heterogeneity.tau2
    # On another scale τ² is another quantity: in one column the two would be compared.
    comparable = result.k > 1 and result.model.measure == main.model.measure
    return pooled_row(
        scheme,
        "subtotal",
        label,
        result.pooled,
        k=result.k,
        events=result.events,
        n=result.n,
        rank="primary" if result is main else "secondary",
        more={"k": str(result.k), "tau2": variance(tau2) if tau2 is not None and comparable else "–"},
    )


def _not_made(scheme: Scheme, analysis: Sensitivity) -> ForestRow:
    label = sentence(analysis.label)
    return ForestRow(
        kind="subtotal",
        cells=scheme.cells({"label": label, "interval": NOT_MADE}),
        description=f"{label}: {NOT_MADE}",
    )


def _foot(results: Results, fewest: int) -> Iterator[str]:
    main = results.result
    made = [main, *(analysis.result for analysis in results.sensitivity if analysis.result)]
    if any(1 < result.k < fewest for result in made):
        yield f"Fewer than {FEWEST_POOLED} cohorts: the pooled rate is printed and not drawn."
    yield f"Model, where no other is named: {model_words(main.model, exact=main.pooled.exact)}."
    for analysis in results.sensitivity:
        made_as = None if analysis.result is None else _made_as(analysis.result)
        if analysis.result is not None and made_as != _made_as(main):
            own = _own_tau2(analysis.result, main)
            model = model_words(analysis.result.model, exact=analysis.result.pooled.exact)
            yield f"{sentence(analysis.label)}: {model}{own}."
        if analysis.why_not:
            what = f"{NOT_MADE}, " if analysis.result is None else ""
            yield f"{sentence(analysis.label)}: {what}{_first(analysis.why_not)}."


def _made_as(result: PoolResult) -> tuple[ModelChoice, str | None]:
    return result.model, result.pooled.exact


def _own_tau2(result: PoolResult, main: PoolResult) -> str:
    tau2 = result.heterogeneity.tau2
    if tau2 is None or result.k == 1 or result.model.measure == main.model.measure:
        return ""
    return f"; on this scale {equation('τ²', variance(tau2))}"


def _first(reasons: str) -> str:
    """The first reason, and how many more there are: the report has all of them."""
    first, *others = reasons.split("; ")
    return f"{first} (and {len(others)} more)" if others else first


def _alternative(results: Results) -> str:
    level = results.result.model.level
    parts = [f"{MAIN}: {rate_with_interval(results.result.pooled, level)}"]
    for analysis in results.sensitivity:
        told = NOT_MADE if analysis.result is None else rate_with_interval(analysis.result.pooled, level)
        parts.append(f"{sentence(analysis.label)}: {told}")
    count = len(results.sensitivity)
    many = "1 sensitivity analysis" if count == 1 else f"{count} sensitivity analyses"
    rate = outcome_of(results.analysis.outcome).rate
    return f"Pooled {rate} of the main analysis and of {many}. {'. '.join(parts)}."
