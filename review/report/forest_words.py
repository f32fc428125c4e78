"""The forest plot in the report: its caption, and its text alternative."""

from __future__ import annotations

from dataclasses import replace

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name
from review.report.blocks import FigureBlock, FigureOf, refer, words
from review.report.characteristics import TABLE as CHARACTERISTICS_TABLE
from review.report.numbers import count, interval, percent
from review.report.rate_words import interval_name, rate_with_interval
from review.report.vocabulary import grouping

FOREST = "figure-forest"

#: A text alternative that names each cohort is read out whole; above this many it points to the table.
NAMED_IN_ALT = 12


def forest_figure(results: Results, *, anchor: str = FOREST) -> FigureBlock:
    """Return the forest plot of the results as they are grouped."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    level = level_name(result.model.level)
    text = f"Forest plot: {outcome.rate} of each cohort (square) with its {level} interval"
    if result.subgroups:
        text += f", by {grouping(results.analysis.subgroup_by) or 'group'}"
    if result.k > 1:
        text += f"; pooled rates with their {interval_name(result.model)}, where drawn, are diamonds"
    # Two drawings on one page need names of their own, for the style rules inside them.
    named = replace(results, analysis=replace(results.analysis, name=f"{results.analysis.name}-{anchor}"))
    return FigureBlock(
        anchor=anchor,
        caption=words(f"{text}. ", refer(CHARACTERISTICS_TABLE), " gives the same numbers as text."),
        alt=forest_alt(results),
        figure=FigureOf("forest", named),
    )


def forest_alt(results: Results) -> str:
    """Return what the forest plot shows, for those who do not see it."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    text = f"Forest plot of the {outcome.rate} in {count(result.k, 'cohort')}."
    if result.k <= NAMED_IN_ALT:
        rows = "; ".join(
            f"{study.study} {percent(study.proportion)} ({interval(study.ci_low, study.ci_high)})"
            for study in result.studies
        )
        text += f" {rows}."
    else:
        text += " The table of the cohorts gives the rate and interval of each."
    if result.k < 2:
        return text
    for group in result.subgroups or ():
        text += f" {group.subgroup}: {rate_with_interval(group.pooled, result.model)}."
    return f"{text} All together: {rate_with_interval(result.pooled, result.model)}."
