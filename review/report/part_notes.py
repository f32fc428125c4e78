"""What every part beside the pooled rate says of itself: its model, and the notes that belong to it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from review.analysis.results import Results
from review.analysis.wording import NOT_ESTIMABLE, model_words, number, p_value, variance
from review.pooling.results import Pooled, PoolResult
from review.report.blocks import Block, Cell, Paragraph, words
from review.report.numbers import sentence
from review.report.rate_words import rate_in_cell


def part_notes(result: PoolResult, rules: Collection[str], *, about: str = "") -> tuple[Block, ...]:
    """Return the notes of those rules, one paragraph each.

    Parameters
    ----------
    about
        Keep those only that begin with this name: POOL20 and POOL21 name the part that they are of.
    """
    return tuple(
        Paragraph(words(sentence(note.message)), "small")
        for note in result.notes
        if note.rule in rules and note.message.startswith(about)
    )


def under_another_model(results: Results) -> str:
    """Say under which model a part stands that needs a weighted mean; empty where it is the main one."""
    if results.weighted_mean is None:
        return ""
    return (
        "The model of the analysis is no weighted mean of the cohorts, and this part needs one. It was made "
        f"under another: {model_words(results.weighted_mean.model)}."
    )


def rate_cell(row: Any) -> Cell:
    """Return the cell of a row that has a rate with its interval."""
    exact = getattr(row, "exact", None)
    pooled = Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=exact)
    return Cell(words(rate_in_cell(pooled)))


def number_cell(value: float | None, digits: int = 2) -> Cell:
    """Return the cell of a number that may not exist."""
    return Cell(words("–" if value is None else number(value, digits)))


def variance_cell(value: float | None) -> Cell:
    """Return the cell of a variance that may not exist."""
    return Cell(words("–" if value is None else variance(value)))


def p_cell(p: float | None) -> Cell:
    """Return the cell of a p value.

    >>> p_cell(0.03).text[0].text, p_cell(0.0001).text[0].text
    ('0.030', '< 0.001')
    """
    return Cell(words(NOT_ESTIMABLE if p is None else p_value(p).removeprefix("p ").removeprefix("= ")))
