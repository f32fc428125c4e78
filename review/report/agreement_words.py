"""The same cohorts under other models: how far the rate depends on the choice, and what that is worth."""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, sentence
from review.pooling.agreement import KINDS, caution_of, rate_of
from review.pooling.exact_rates import exact_rate
from review.pooling.results import Agreement, Pooled
from review.report.blocks import (
    Block,
    Cell,
    Column,
    FigureBlock,
    FigureOf,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.numbers import count, points
from review.report.rate_words import rate_in_cell, rate_name

TABLE = "table-models"
FIGURE = "figure-models"


def agreement_section(results: Results) -> Section | None:
    """Return the rate under each model, and the verdict; None where the models were not compared."""
    result = results.result
    if not result.agreement:
        return None
    drawn = result.k >= FEWEST_POOLED
    blocks: list[Block] = [
        Paragraph(
            words(
                result.verdict or "",
                " ",
                refer(TABLE),
                " gives each of them",
                *((", and ", refer(FIGURE), " draws them") if drawn else ()),
                ". Some models estimate the median rate and some the mean: part of a "
                "difference is what they estimate, and not how.",
            )
        ),
        _table(results),
    ]
    if drawn:
        blocks.append(_figure(results))
    return Section("agreement", "Beside the chosen model", tuple(blocks))


def _table(results: Results) -> TableBlock:
    result = results.result
    chosen = TableRow(
        (
            Cell(words("Chosen model")),
            Cell(words(rate_name(result.model, result.pooled.exact).name)),
            Cell(words(rate_in_cell(result.pooled))),
            Cell(words("–")),
        ),
        stressed=True,
    )
    cautions = [
        words(f"{sentence(row.label)}: {caution[:1].lower()}{caution[1:]}")
        for row in result.agreement or ()
        if (caution := caution_of(row.model))
    ]
    return TableBlock(
        anchor=TABLE,
        caption=words(
            f"The {outcome_of(results.analysis.outcome).rate} of the same {count(result.k, 'cohort')} under "
            "other models, and its distance from the chosen one in percentage points."
        ),
        columns=(
            Column("Model", share=2.0),
            Column("What is estimated", share=1.6),
            Column(f"Pooled rate ({level_name(result.model.level)} interval)", "right", share=1.5),
            Column("Distance", "right", share=0),
        ),
        groups=(
            RowGroup("", (chosen,)),
            *(
                RowGroup(
                    title, tuple(_row(results, row) for row in result.agreement or () if row.kind == kind)
                )
                for kind, title in KINDS.items()
            ),
        ),
        notes=(words("Models for comparison are those of older reviews; they are not advised."), *cautions),
    )


def _pooled(row: Agreement) -> Pooled:
    return Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=row.exact)


def _row(results: Results, row: Agreement) -> TableRow:
    main = results.result.pooled.estimate
    known = row.estimate is not None and main is not None
    instead = exact_rate(row.exact)
    return TableRow(
        (
            Cell(words(sentence(row.label))),
            Cell(words(rate_of(row.model) if instead is None else instead.rate.name)),
            Cell(words(rate_in_cell(_pooled(row)))),
            Cell(words(points((row.estimate or 0.0) - (main or 0.0)) if known else "–")),
        )
    )


def _figure(results: Results) -> FigureBlock:
    result = results.result
    rates = "; ".join(
        f"{sentence(row.label)}: {rate_in_cell(_pooled(row))}" for row in result.agreement or ()
    )
    return FigureBlock(
        anchor=FIGURE,
        caption=words(
            "The pooled rate under the chosen model and under others. ",
            refer(TABLE),
            " gives the same numbers as text.",
        ),
        alt=f"Pooled rates with their intervals. Chosen model: {rate_in_cell(result.pooled)}. {rates}.",
        figure=FigureOf("agreement", results),
    )
