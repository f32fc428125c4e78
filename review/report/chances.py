"""Chances that the analysis file asks for: of exceeding a rate that matters, and in a next trial."""

from __future__ import annotations

from itertools import accumulate

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, number
from review.pooling.results import NextTrial, PoolResult
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    strong,
    words,
)
from review.report.numbers import count, percent
from review.report.plots import posterior_figure
from review.report.references import cite

TABLE = "table-next-trial"

#: How many rows tell the distribution of responders in a next trial: every tenth of its patients.
STEPS = 10


def chances_section(results: Results) -> Section | None:
    """Return the chances that were asked for; None where none was."""
    result = results.result
    blocks: list[Block] = []
    if result.threshold is not None:
        blocks.append(Paragraph(_threshold(result)))
    if result.next_trial is not None:
        blocks += [Paragraph(_next_trial(result.next_trial, results)), _table(result.next_trial, results)]
    if not blocks:
        return None
    scale = result.model.tau_prior if result.model.tau_prior and result.model.measure == "PLO" else 1.0
    how = words(
        "These chances come from a Bayesian logit-binomial model of the same cohorts, whatever the model of "
        f"the pooled rate: normal log odds, with a half-normal({scale:g}) prior on their standard deviation "
        "τ ",
        cite("higgins2009"),
        ". They hold for cohorts of the same kind, and cannot mend what the cohorts lack.",
    )
    drawn = result.k > 1 and result.model.model != "bayesian"
    figures = (posterior_figure(results),) if drawn else ()
    return Section("chances", "Chances", (*blocks, *figures, Paragraph(how, "small")))


def _threshold(result: PoolResult) -> Inline:
    above = result.threshold
    assert above is not None
    p0 = percent(above.p0)
    return words(
        strong(f"A rate of {p0}. "),
        f"The chance that the pooled rate exceeds {p0} is {chance(above.pooled_above)}. The chance that the "
        f"true rate of a further cohort does is {chance(above.new_study_above)}.",
    )


def _next_trial(trial: NextTrial, results: Results) -> Inline:
    outcome = outcome_of(results.analysis.outcome)
    level = level_name(results.result.model.level)
    return words(
        strong("A next trial. "),
        f"Of {count(trial.n, 'patient')} in a further cohort of this kind, {trial.low} to {trial.high} "
        f"can be expected to have {outcome.event} ({level} predictive interval). The chance that nobody "
        f"has is {chance(trial.probabilities[0])}. ",
        refer(TABLE),
        " gives the chances in between.",
    )


def _table(trial: NextTrial, results: Results) -> TableBlock:
    at_least = [*reversed([*accumulate(reversed(trial.probabilities))])]
    shown = sorted({round(trial.n * step / STEPS) for step in range(STEPS + 1)} - {0})
    rows = tuple(
        TableRow((Cell(words(f"{responders} or more")), Cell(words(chance(at_least[responders])))))
        for responders in shown
    )
    had = outcome_of(results.analysis.outcome).had
    return TableBlock(
        anchor=TABLE,
        caption=words(
            f"How many of {count(trial.n, 'patient')} in a further cohort: the chance of each number."
        ),
        columns=(Column(f"Patients who {had}"), Column("Chance", "right")),
        groups=(RowGroup("", rows),),
    )


def chance(p: float) -> str:
    """Write a probability: per cent, and never as certain.

    >>> chance(0.9437), chance(0.99996), chance(0.0002)
    ('94%', 'above 99.9%', 'below 0.1%')
    """
    if p > 0.999:
        return "above 99.9%"
    if p < 0.001:
        return "below 0.1%"
    return f"{number(100 * p, 1 if not 0.01 <= p < 0.99 else 0)}%"
