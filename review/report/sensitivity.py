"""The named sensitivity analyses: what was changed, what came out, how far the rate moved."""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results, Sensitivity
from review.analysis.wording import NOT_ESTIMABLE
from review.pooling.results import Pooled, PoolResult, Subgroup
from review.report.blocks import (
    Block,
    BulletList,
    Cell,
    Column,
    FigureBlock,
    FigureOf,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    Span,
    TableBlock,
    TableRow,
    code,
    refer,
    strong,
    words,
)
from review.report.numbers import capital, count, percent, points
from review.report.rate_words import interval_name, rate_in_cell, rate_with_interval
from review.report.summary import classes_first
from review.report.vocabulary import grouping

TABLE = "table-sensitivity"
FIGURE = "figure-sensitivity"

_MAIN = "Main analysis"


def sensitivity_section(results: Results) -> Section:
    """Return the sensitivity analyses and what moved."""
    title = "Sensitivity analyses"
    if not results.sensitivity:
        text = "No sensitivity analysis is named in the analysis file."
        return Section("sensitivity", title, (Paragraph(words(text)),))
    one, rate = len(results.sensitivity) == 1, outcome_of(results.analysis.outcome).rate
    figure = _figure(results)
    drawn: tuple[str | Span, ...] = (
        (", and ", refer(FIGURE), " draws the rates over all cohorts") if figure else ()
    )
    blocks: list[Block] = [
        Paragraph(
            words(
                f"{capital(count(len(results.sensitivity), 'sensitivity analysis', 'sensitivity analyses'))} "
                f"{'repeats' if one else 'repeat'} the calculation with one choice changed. ",
                refer(TABLE),
                f" sets {'it' if one else 'them'} beside the main analysis",
                *drawn,
                ". ",
                _what_moved(results),
            )
        ),
        comparison(
            results,
            results.sensitivity,
            anchor=TABLE,
            caption=f"Sensitivity analyses: {rate}, and its change in percentage points.",
        ),
        *figure,
        BulletList(tuple(_description(analysis) for analysis in results.sensitivity)),
    ]
    return Section("sensitivity", title, tuple(blocks))


def _figure(results: Results) -> tuple[FigureBlock, ...]:
    """Return the picture of several analyses, unless the rates in it are of too few cohorts to be drawn."""
    made = [analysis for analysis in results.sensitivity if analysis.result]
    if len(made) < 2 or results.result.k < FEWEST_POOLED:
        return ()
    rates = "; ".join(
        f"{analysis.label}: {rate_with_interval(analysis.result.pooled, analysis.result.model)}"
        for analysis in made
        if analysis.result
    )
    main = rate_with_interval(results.result.pooled, results.result.model)
    return (
        FigureBlock(
            anchor=FIGURE,
            caption=words(
                "The pooled rate over all cohorts in the main analysis and in each sensitivity analysis. ",
                refer(TABLE),
                " gives the same numbers as text.",
            ),
            alt=f"Pooled rates with their intervals. Main analysis: {main}. {rates}.",
            figure=FigureOf("sensitivity", results),
        ),
    )


def _description(analysis: Sensitivity) -> Inline:
    parts: list[str | Inline] = [words(strong(f"{analysis.label}."))]
    if analysis.change:
        parts.append(f" Changed: {analysis.change.removesuffix('.')}.")
    for verb, cohorts in (("Entered", analysis.entered), ("Left", analysis.left)):
        if cohorts:
            named = [words(f"{cohort.label} ", code(cohort.cohort_id), "; ") for cohort in cohorts]
            parts += [f" {verb}: ", *named[:-1], named[-1][:-1], "."]
    if analysis.result is None:
        parts.append(f" It could not be made: {analysis.why_not or 'no reason is recorded'}.")
    elif analysis.why_not:
        parts.append(f" It {analysis.why_not}.")
    return words(*parts)


def _what_moved(results: Results) -> str:
    main = results.result.pooled.estimate
    made = [(analysis.label, analysis.result) for analysis in results.sensitivity if analysis.result]
    rates = [(label, result.pooled.estimate) for label, result in made if result.pooled.estimate is not None]
    if main is None or not rates:
        return ""
    whole = "rate over all cohorts" if classes_first(results) else outcome_of(results.analysis.outcome).rate
    label, rate = max(rates, key=lambda pair: abs(pair[1] - main))
    if points(rate - main) == "0.0":
        return f"None of them moved the {whole} by as much as a tenth of a percentage point."
    if len(rates) == 1:
        return f"It moved the {whole} from {percent(main)} to {percent(rate)}."
    low, high = min(value for _, value in rates), max(value for _, value in rates)
    return (
        f"The {whole} is {percent(main)} in the main analysis and lies between {percent(low)} and "
        f"{percent(high)} in these; it moved furthest, to {percent(rate)}, under “{label}”."
    )


def comparison(
    results: Results,
    analyses: Sequence[Sensitivity],
    *,
    anchor: str,
    caption: str,
    by_class: bool = True,
) -> TableBlock:
    """Return the main analysis above its repetitions; for each class where classes come first."""
    return TableBlock(
        anchor=anchor,
        caption=words(caption),
        columns=(
            Column("Analysis", share=2.4),
            Column("Cohorts", "right", share=0),
            Column("Responders / patients", "right", share=0),
            Column(f"Pooled rate ({interval_name(results.result.model)})", "right", share=1.7),
            Column("Change", "right", share=0),
        ),
        groups=_groups(results, analyses, by_class=by_class),
    )


def _groups(results: Results, analyses: Sequence[Sensitivity], *, by_class: bool) -> tuple[RowGroup, ...]:
    whole = RowGroup(
        "",
        (
            _row(_MAIN, results.result, None, stressed=True),
            *(_row(each.label, each.result, results.result) for each in analyses),
        ),
    )
    classes = classes_first(results) if by_class else ()
    if not classes or not any(each.result and each.result.subgroups for each in analyses):
        return (whole,)
    by = grouping(results.analysis.subgroup_by)
    return (
        *(_class_group(analyses, main) for main in classes),
        RowGroup(f"Every {by} together (secondary)", whole.rows),
    )


def _class_group(analyses: Sequence[Sensitivity], main: Subgroup) -> RowGroup:
    rows = [_row(_MAIN, main, None, stressed=True)]
    for analysis in analyses:
        if analysis.result is None or not analysis.result.subgroups:
            continue
        same = [group for group in analysis.result.subgroups if group.subgroup == main.subgroup]
        rows.append(_row(analysis.label, same[0] if same else None, main))
    return RowGroup(main.subgroup, tuple(rows))


def _row(
    label: str,
    pooled: PoolResult | Subgroup | None,
    main: PoolResult | Subgroup | None,
    *,
    stressed: bool = False,
) -> TableRow:
    if pooled is None:
        cells = [Cell(words(text)) for text in (label, "0", "–", NOT_ESTIMABLE, "–")]
        return TableRow(tuple(cells), stressed)
    return TableRow(
        (
            Cell(words(label)),
            Cell(words(str(pooled.k))),
            Cell(words(f"{pooled.events} / {pooled.n}")),
            Cell(words(rate_in_cell(pooled.pooled))),
            Cell(words(_change(pooled.pooled, main))),
        ),
        stressed,
    )


def _change(pooled: Pooled, main: PoolResult | Subgroup | None) -> str:
    if main is None or pooled.estimate is None or main.pooled.estimate is None:
        return "–"
    return points(pooled.estimate - main.pooled.estimate)
