"""The rates by subgroup: the table, and what the test of differences says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from review.analysis.results import Results
from review.analysis.wording import level_name, number, p_value
from review.pooling.exact_rates import exact_rate
from review.pooling.results import Heterogeneity, Pooled, PoolResult, Subgroup
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.forest_words import FOREST, forest_figure
from review.report.heterogeneity_words import RARE, tau2_text
from review.report.numbers import capital, count, interval, listing, percent, sentence
from review.report.rate_words import interval_name, rate_in_cell, rate_name, shown_prediction
from review.report.vocabulary import grouping

RATES_TABLE = "table-rates"

#: The notes that a group has one cohort, and that no test of differences could be made.
_ALONE, _NO_TEST = "POOL17", "POOL18"


def classes_section(results: Results, *, further: bool = False) -> Section | None:
    """Return the rates by subgroup; None where there are none.

    Parameters
    ----------
    results
        The results in the grouping that is to be told.
    further
        Whether this is another grouping than that of the main figure, and brings a figure of its own.

    """
    result = results.result
    if not result.subgroups:
        return None
    by = grouping(results.analysis.subgroup_by) or "group"
    suffix = f"-{results.analysis.subgroup_by.replace('_', '-')}" if further else ""
    table = f"{RATES_TABLE}{suffix}"
    shown = (" and ", refer(f"{FOREST}{suffix}"), " give") if further else (" gives",)
    blocks: list[Block] = [
        Paragraph(
            words(
                refer(table),
                *shown,
                f" the rate by {by}. Which patients were in which {by} was not decided at random. A "
                "difference may come from the patients, from the centres or from the way in which response "
                "was assessed, and is not the effect of the treatment alone.",
            )
        ),
        _rates(result, by, table),
    ]
    if further:
        blocks.append(forest_figure(results, anchor=f"{FOREST}{suffix}"))
    test = _test_of_differences(result, by)
    if test:
        blocks.append(Paragraph(words(test)))
    if further:
        blocks += [Paragraph(words(text), "small") for text in told_notes(result)]
    return Section(f"results-classes{suffix}", f"By {by}", tuple(blocks))


def _rates(result: PoolResult, by: str, anchor: str) -> TableBlock:
    level = level_name(result.model.level)
    means = any(group.pooled.marginal_mean is not None for group in result.subgroups or ())
    columns = (
        Column(capital(by), share=1.5),
        Column("Cohorts", "right", share=0),
        Column("Responders / patients", "right", share=0),
        Column(f"Pooled rate ({interval_name(result.model)})", "right", share=1.6),
        *((Column("Marginal mean", "right", share=0),) if means else ()),
        Column(f"{level} prediction interval", "right", share=1.1),
        Column("τ² (CI)", "right", share=1.1),
    )

    def row(label: str, group: Subgroup | PoolResult, *, stressed: bool) -> TableRow:
        return TableRow(
            (
                Cell(words(label)),
                Cell(words(str(group.k))),
                Cell(words(f"{group.events} / {group.n}")),
                Cell(words(rate_in_cell(group.pooled))),
                *((Cell(words(_mean(group.pooled))),) if means else ()),
                Cell(words(_prediction(group.pooled, group.heterogeneity, group.k))),
                Cell(words(tau2_text(group.heterogeneity) if group.k > 1 else "–")),
            ),
            stressed,
        )

    rows = tuple(row(group.subgroup, group, stressed=False) for group in result.subgroups or ())
    return TableBlock(
        anchor=anchor,
        caption=words(f"Rates by {by}, and over all cohorts."),
        columns=columns,
        groups=(RowGroup("", (*rows, row("All cohorts", result, stressed=True))),),
        notes=(
            words(
                f"The pooled rate is the {rate_name(result.model, result.pooled.exact).name}; a single "
                "cohort has its exact interval. A dash: not given, because there are fewer than three "
                "cohorts, because the spread is estimated as zero, or because the model has none."
            ),
            *(words(text) for text in groups_without_model(result)),
        ),
    )


def groups_without_model(result: PoolResult) -> Iterator[str]:
    """Say of each subgroup that no model could be fitted to what its rate is."""
    for group in result.subgroups or ():
        instead = exact_rate(group.pooled.exact)
        if instead is not None:
            yield (
                f"{group.subgroup}: the {instead.rate.name}, with its exact binomial interval. "
                f"{instead.rate.meaning}"
            )


def told_notes(result: PoolResult) -> Iterator[str]:
    """Give the notes to a result as sentences: groups of one cohort in one, and none that is told above."""
    alone = [group.subgroup for group in result.subgroups or () if group.k == 1]
    untested = result.subgroup_test is not None and result.subgroup_test.q is None
    for rule, notes in groupby(result.notes, key=lambda note: note.rule):
        if rule == _ALONE and len(alone) > 1:
            yield (
                f"{capital(count(len(alone), 'group'))} have one cohort each, and nothing was pooled in "
                f"them: {listing(alone)}."
            )
        elif rule != _NO_TEST or not untested:
            yield from (sentence(note.message) for note in notes)


def _mean(pooled: Pooled) -> str:
    return "–" if pooled.marginal_mean is None or pooled.exact else percent(pooled.marginal_mean)


def _prediction(pooled: Pooled, heterogeneity: Heterogeneity, k: int) -> str:
    shown = shown_prediction(pooled, heterogeneity, k)
    return interval(*shown) if shown else "–"


def _test_of_differences(result: PoolResult, by: str) -> str:
    test = result.subgroup_test
    if test is None:
        return ""
    if test.q is None:
        return " ".join(sentence(note.message) for note in result.notes if note.rule == _NO_TEST)
    text = (
        f"Do the groups differ? Q = {number(test.q, 2)} on {count(test.df, 'degree')} of freedom, "
        f"{p_value(test.p)}, with "
        + ("a spread of its own in each group." if test.tau2 == "separate" else "one spread for all groups.")
    )
    if test.p is None:
        return text
    if test.p < RARE:
        return f"{text} Chance alone would rarely give differences as large as these between the groups."
    return f"{text} That shows no difference by {by}, and does not show that there is none."
