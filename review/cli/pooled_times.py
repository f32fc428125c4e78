"""Pooled medians and landmark rates on the terminal."""

from __future__ import annotations

import click

from review.analysis.time_words import (
    interval_words,
    time_with_interval,
    times_model_words,
    value_words,
)
from review.analysis.wording import NOT_ESTIMABLE, level_name, variance
from review.cli.printing import print_table
from review.pooling.time_results import PooledTimes


def print_times(result: PooledTimes, *, quiet: bool) -> None:
    """The pooled value and what belongs beside it, for people."""
    outcome, level = result.outcome, level_name(result.model.level)
    pooled = result.pooled
    name = "pooled median" if outcome == "median" else "pooled rate at the landmark"
    click.echo(f"  {name} of {pooled.k} cohorts: {time_with_interval(pooled, outcome, level)}, approximate")
    if quiet:
        return
    if pooled.prediction_low is not None:
        ends = interval_words(pooled.prediction_low, pooled.prediction_high, outcome)
        click.echo(f"  a new cohort: {ends} ({level} prediction interval)")
    if result.median_of_medians:
        beside = result.median_of_medians
        click.echo(f"  median of {beside.k} medians: {time_with_interval(beside, outcome, level)}")
    if pooled.k > 1:
        spread = NOT_ESTIMABLE if pooled.tau2 is None else variance(pooled.tau2)
        click.echo(f"  τ² {spread} on the {result.model.scale} scale; I² = {pooled.i2:.0f}%")
    click.echo(f"  {times_model_words(result.model)}\n")
    rows = [
        [
            row.study,
            "not reached" if row.not_reached else value_words(row.value, outcome),
            interval_words(row.low, row.high, outcome),
            "yes" if row.study in pooled.used else "no",
        ]
        for row in result.cohorts
    ]
    shown = f"reported {level_name(result.model.interval_level)} CI"
    print_table(["cohort", outcome, shown, "pooled"], rows, right=frozenset({1, 2}))
    for note in pooled.notes:
        click.echo(f"  {note.rule} {note.severity}: {note.message}")
