"""The forest plot of one analysis, as data.

Its parts are in `review/figures/forest_anatomy.py`, its columns in `review/figures/forest_columns.py`,
what is printed below it and read instead of it in `review/figures/forest_notes.py`, rows that it has on
request in `review/figures/forest_extras.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from review.analysis.asked import asked_figure, layout_of
from review.analysis.figure_spec import FigureSpec
from review.analysis.outcomes import outcome_of
from review.analysis.results import CohortUsed, Results
from review.analysis.wording import (
    NOT_STATED,
    cohorts,
    heterogeneity_words,
    level_name,
    number,
    sentence,
)
from review.figures.axis import per_cent_axis
from review.figures.composition import composition_key, with_composition
from review.figures.few_cohorts import fewest_drawn, shown_prediction
from review.figures.forest_anatomy import ForestPlot, ForestRow, Mark, Rank, Reference
from review.figures.forest_bias import bias_columns
from review.figures.forest_columns import CohortColumn, chosen_columns, counts
from review.figures.forest_extras import excluded_rows, model_rows, shrunken_mark
from review.figures.forest_notes import alternative, foot
from review.figures.forest_rows import Scheme, cohort_row, pooled_row, prediction_row, square_size
from review.pooling.results import StudyRate


def forest_plot(
    results: Results,
    *,
    columns: Sequence[str] | None = None,
    diamond_for_few: bool | None = None,
    reference: Reference | None = None,
    axis_ends: tuple[float, float] | None = None,
    figure: FigureSpec | None = None,
) -> ForestPlot:
    """Return the forest plot of one analysis.

    Parameters
    ----------
    results
        The analysis; every number and every name is read from it.
    columns
        Keys of `COLUMNS` or fields of the form in their order, ``cohort`` first; by default those of the
        layout, with the fields that the analysis file asks for, and the weight where the model has one.
    diamond_for_few
        Draw pooled rates of two to four cohorts as well; by default as the analysis file says.
    reference
        A rate to be marked by a line with its label; by default that of the analysis file.
    axis_ends
        Ends of the axis as proportions; an interval that leaves it ends in an arrow head.
    figure
        Layout and what is shown beside the rates; by default as the analysis file says.

    Raises
    ------
    ValueError
        An unknown column or layout, columns that do not begin with the cohort, cohorts whose counts are
        not those that were pooled, or another model that the results do not hold.
    """
    result = results.result
    figure = figure or asked_figure(results)
    layout = layout_of(figure.layout)
    reference = reference or _asked_reference(figure)
    chosen = (*chosen_columns(results, figure, layout, columns), *bias_columns(results))
    shown = [one.rate for one in results.excluded_rates if one.rate]
    scheme = Scheme(
        columns=chosen,
        level=result.model.level,
        fewest=fewest_drawn(results, diamond_for_few),
        largest=max((square_size(rate) for rate in result.studies), default=1.0),
        layout=layout,
    )
    rows = (
        *_rows(results, scheme, chosen, figure),
        *model_rows(results, scheme, figure),
        *excluded_rows(
            results, scheme, largest_n=max((rate.n for rate in (*result.studies, *shown)), default=1)
        ),
    )
    leading = any(row.kind == "total" and row.strong for row in rows)
    rate = sentence(outcome_of(results.analysis.outcome).rate)
    plot = ForestPlot(
        name="-".join(part for part in (results.analysis.name, results.analysis.subgroup_by) if part),
        title=f"{results.analysis.title}: forest plot",
        columns=chosen,
        rows=rows,
        axis=per_cent_axis(f"{rate}, %", _ends(rows, reference), ends=axis_ends, numerals=layout.numerals),
        foot=tuple(foot(results, fewest=scheme.fewest, layout=layout, figure=figure)),
        alt=alternative(results, fewest=scheme.fewest, figure=figure),
        pooled=result.pooled.estimate if leading else None,
        reference=reference,
        style=layout.style,
        over_plot=layout.over_plot.format(rate=rate, level=level_name(result.model.level)),
    )
    if not figure.composition:
        return plot
    return replace(
        plot,
        rows=with_composition(results, rows),
        panel="Best responses, %",
        key=composition_key(results),
    )


def _ends(rows: Sequence[ForestRow], reference: Reference | None) -> list[float]:
    """Every value that the axis should hold."""
    marks: list[Mark] = [mark for row in rows for mark in (row.mark, row.second) if mark]
    return [
        *(end for mark in marks for end in (mark.low, mark.high)),
        *([reference.value] if reference else []),
    ]


def _asked_reference(figure: FigureSpec) -> Reference | None:
    rate = figure.reference_rate
    if rate is None:
        return None
    label = figure.reference_label or f"Reference {number(100 * rate, 0)}%"
    return Reference(value=rate, label=label)


def _rows(
    results: Results, scheme: Scheme, columns: Sequence[CohortColumn], figure: FigureSpec
) -> Iterator[ForestRow]:
    result, layout = results.result, scheme.layout
    level = level_name(result.model.level)
    pairs = _paired(results)
    subgroups = result.subgroups or ()
    first = bool(subgroups) and results.analysis.subgroups_primary
    ranks: tuple[Rank, Rank] = ("primary", "secondary") if first else ("secondary", "primary")

    def one(cohort: CohortUsed, rate: StudyRate, *, indented: bool) -> ForestRow:
        row = cohort_row(scheme, columns, cohort, rate, indented=indented)
        return replace(row, second=shrunken_mark(results, rate)) if figure.shrunken else row

    for subgroup in subgroups:
        yield ForestRow(kind="header", cells=(subgroup.subgroup,))
        for cohort, rate in pairs:
            if rate.subgroup == subgroup.subgroup:
                yield one(cohort, rate, indented=True)
        if subgroup.k > 1:
            yield pooled_row(
                scheme,
                "subtotal",
                layout.subtotal.format(cohorts=cohorts(subgroup.k), level=level),
                subgroup.pooled,
                k=subgroup.k,
                events=subgroup.events,
                n=subgroup.n,
                rank=ranks[0],
                indented=True,
            )
            words = heterogeneity_words(subgroup.heterogeneity, result.model)
            if words:
                yield ForestRow(kind="text", cells=(layout.numerals.text(words),), indented=True)
        yield ForestRow(kind="spacer")

    named = {subgroup.subgroup for subgroup in subgroups}
    rest = [pair for pair in pairs if pair[1].subgroup not in named]
    if subgroups and rest:
        yield ForestRow(kind="header", cells=(sentence(NOT_STATED),))
    for cohort, rate in rest:
        yield one(cohort, rate, indented=bool(subgroups))
    if subgroups and rest:
        yield ForestRow(kind="spacer")

    if result.k > 1:
        total = layout.total.format(cohorts=cohorts(result.k), level=level)
        label = f"All subgroups, {cohorts(result.k)} (secondary)" if first else total
        yield pooled_row(
            scheme,
            "total",
            label,
            result.pooled,
            k=result.k,
            events=result.events,
            n=result.n,
            rank=ranks[1],
        )
        ends = shown_prediction(result.pooled, result.heterogeneity)
        if ends is not None:
            yield prediction_row(scheme, ends, k=result.k, rank=ranks[1])
        words = heterogeneity_words(result.heterogeneity, result.model)
        if words and layout.heterogeneity == "row":
            yield ForestRow(kind="text", cells=(f"Heterogeneity: {layout.numerals.text(words)}",))


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
                f"{cohort.cohort_id}: {counts(cohort.events, cohort.n)} entered, "
                f"{counts(rate.events, rate.n)} was pooled"
            )
    return pairs
