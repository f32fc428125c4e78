"""The main analysis and its sensitivity analyses in one picture: pooled rates only, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from review.analysis.results import Results, Sensitivity
from review.analysis.wording import level_name, model_words, rate_name, sentence, variance
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import FEWEST_DRAWN, fewest_drawn
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.figures.forest_columns import COLUMNS
from review.figures.forest_rows import Scheme, pooled_row, rate_with_interval
from review.pooling.results import PoolResult

MAIN = "Main analysis"

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
    ValueError
        The analysis names no sensitivity analysis.
    """
    if not results.sensitivity:
        raise ValueError(f"{results.analysis.name}: the analysis names no sensitivity analysis")
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
    main = _row(scheme, MAIN, results.result, main=True)
    rows = (main, *(row for analysis in results.sensitivity for row in _rows(results, scheme, analysis)))
    values = [end for row in rows if row.mark for end in (row.mark.low, row.mark.high)]
    return ForestPlot(
        name=f"{results.analysis.name}-sensitivity",
        title=f"{results.analysis.title}: sensitivity analyses",
        columns=tuple(scheme.columns),
        rows=rows,
        axis=per_cent_axis(f"Pooled {rate_name(results.analysis.outcome)}, %", values),
        foot=tuple(_foot(results, scheme.fewest)),
        alt=_alternative(results),
        pooled=results.result.pooled.estimate if main.mark else None,
    )


def _rows(results: Results, scheme: Scheme, analysis: Sensitivity) -> Iterator[ForestRow]:
    label = sentence(analysis.label)
    if analysis.result is None:
        yield ForestRow(kind="header", cells=(label,))
    else:
        yield _row(scheme, label, analysis.result, main=False)
    told = [analysis.change, f"not made: {analysis.why_not}" if analysis.result is None else analysis.why_not]
    if analysis.result is not None and analysis.result.model != results.result.model:
        told.append(model_words(analysis.result.model))
    words = "; ".join(part for part in told if part)
    if words:
        yield ForestRow(kind="text", cells=(words,))


def _row(scheme: Scheme, label: str, result: PoolResult, *, main: bool) -> ForestRow:
    tau2 = result.heterogeneity.tau2
    return pooled_row(
        scheme,
        "subtotal",
        label,
        result.pooled,
        k=result.k,
        events=result.events,
        n=result.n,
        rank="primary" if main else "secondary",
        more={"k": str(result.k), "tau2": "–" if tau2 is None or result.k == 1 else variance(tau2)},
    )


def _foot(results: Results, fewest: int) -> Iterator[str]:
    made = [results.result, *(analysis.result for analysis in results.sensitivity if analysis.result)]
    if any(1 < result.k < fewest for result in made):
        yield f"Pooled rates of fewer than {FEWEST_DRAWN} cohorts are printed and not drawn."
    yield f"Model, unless a row names its own: {model_words(results.result.model)}."


def _alternative(results: Results) -> str:
    level = results.result.model.level
    parts = [f"{MAIN}: {rate_with_interval(results.result.pooled, level)}"]
    for analysis in results.sensitivity:
        told = "not made" if analysis.result is None else rate_with_interval(analysis.result.pooled, level)
        parts.append(f"{sentence(analysis.label)}: {told}")
    count = len(results.sensitivity)
    many = "1 sensitivity analysis" if count == 1 else f"{count} sensitivity analyses"
    rate = rate_name(results.analysis.outcome)
    return f"Pooled {rate} of the main analysis and of {many}. {'. '.join(parts)}."
