"""The same cohorts under other models in one picture: pooled rates only, one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from review.analysis.asked import asked_figure, layout_of
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import cohorts, model_words, sentence
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.figures.forest_columns import rate_columns
from review.figures.forest_extras import caution_row
from review.figures.forest_rows import Scheme, pooled_row, rate_with_interval
from review.figures.not_drawn import NotDrawn
from review.pooling.agreement import KINDS, caution_of
from review.pooling.results import Agreement, Pooled

CHOSEN = "Chosen model"


def agreement_plot(results: Results, *, diamond_for_few: bool | None = None) -> ForestPlot:
    """Return the pooled rate of the chosen model and of those beside it, one below the other.

    Parameters
    ----------
    results
        An analysis whose result holds the agreement of models.
    diamond_for_few
        As in `review.figures.forest.forest_plot`.

    Raises
    ------
    NotDrawn
        The result holds no agreement of models, as with fewer than two cohorts.
    """
    rows = results.result.agreement
    if not rows:
        raise NotDrawn(
            "there is no agreement of models, which needs two cohorts", "review plot forest shows the cohort"
        )
    level = results.result.model.level
    layout = layout_of(asked_figure(results).layout)
    scheme = Scheme(
        columns=(
            Column(key="label", title="Model", side="left"),
            *rate_columns(results, layout),
        ),
        level=level,
        fewest=fewest_drawn(results, diamond_for_few),
        layout=layout,
    )
    drawn = tuple(_rows(results, rows, scheme))
    values = [end for row in drawn if row.mark for end in (row.mark.low, row.mark.high)]
    rate = outcome_of(results.analysis.outcome).rate
    k = cohorts(results.result.k)
    told = ". ".join(row.description for row in drawn if row.description)
    return ForestPlot(
        name=f"{results.analysis.name}-agreement",
        title=f"{results.analysis.title}: other models",
        columns=tuple(scheme.columns),
        style=layout.style,
        rows=drawn,
        axis=per_cent_axis(f"Pooled {rate}, %", values, numerals=layout.numerals),
        foot=(
            f"{CHOSEN}: {model_words(results.result.model, exact=results.result.pooled.exact)}.",
            f"{sentence(k)} under every model.",
        ),
        alt=f"Pooled {rate} of {k} under the chosen model and {len(rows)} others. {told}.",
        pooled=results.result.pooled.estimate if drawn[0].mark else None,
    )


def _rows(results: Results, rows: tuple[Agreement, ...], scheme: Scheme) -> Iterator[ForestRow]:
    result = results.result
    yield pooled_row(
        scheme,
        "subtotal",
        CHOSEN,
        result.pooled,
        k=result.k,
        events=result.events,
        n=result.n,
        rank="primary",
    )
    for kind, title in KINDS.items():
        yield ForestRow(kind="spacer")
        yield ForestRow(kind="header", cells=(title,))
        for row in rows:
            if row.kind == kind:
                pooled = Pooled(
                    estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=row.exact
                )
                drawn = pooled_row(
                    scheme,
                    "subtotal",
                    sentence(row.label),
                    pooled,
                    k=result.k,
                    events=result.events,
                    n=result.n,
                    rank="secondary",
                    indented=True,
                )
                told = f"{sentence(row.label)}: {rate_with_interval(pooled, scheme.level)}"
                caution = caution_of(row.model)
                yield replace(drawn, description=f"{told}, not advised" if caution else told)
                yield from caution_row(caution)
