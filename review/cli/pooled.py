"""A pooled result on the terminal."""

from __future__ import annotations

import click

from review.analysis.few_cohorts import beside_few, common_tau2
from review.analysis.wording import heterogeneity_words, model_words, p_value, per_cent, per_cent_range
from review.cli.pooled_parts import print_parts
from review.cli.printing import print_table
from review.pooling.exact_rates import exact_rate
from review.pooling.results import Pooled, PoolResult


def print_pooled(result: PoolResult, *, quiet: bool) -> None:
    """The pooled rate and what belongs beside it, for people."""
    level = f"{100 * result.model.level:g}%"
    pooled = result.pooled
    cohorts = f"{result.k} cohort{'' if result.k == 1 else 's'}"
    click.echo(f"  {result.events} of {result.n} patients in {cohorts}: {rate(pooled, level)}")
    if quiet:
        return
    if pooled.prediction_low is not None:
        ends = per_cent_range(pooled.prediction_low, pooled.prediction_high)
        click.echo(f"  a new cohort: {ends}% ({level} prediction interval)")
    for beside in beside_few(result):
        where = f"{beside.of}, Bayesian" if beside.of else "Bayesian, beside it"
        click.echo(f"  {where}: {rate(beside.pooled, level)}")
    shared = common_tau2(result)
    for beside in shared.rows if shared else ():
        click.echo(f"  {beside.of}, {beside.how}: {rate(beside.pooled, level)}")
    if shared and shared.why_not:
        click.echo(f"  one τ² for all subgroups: none ({shared.why_not})")
    if words := heterogeneity_words(result.heterogeneity, result.model):
        click.echo(f"  {words}")
    click.echo(f"  {model_words(result.model, exact=pooled.exact)}\n")
    _print_cohorts(result, level)
    sharing = (
        " (one τ² for all subgroups)"
        if result.subgroup_test and result.subgroup_test.tau2 == "common"
        else ""
    )
    for group in result.subgroups or ():
        click.echo(
            f"  {group.subgroup}: {group.events} of {group.n} in {group.k}: {rate(group.pooled, level)}"
        )
    if result.subgroup_test and result.subgroup_test.q is not None:
        test = result.subgroup_test
        click.echo(f"  subgroup differences: Q = {test.q:.2f}, df = {test.df}, {p_value(test.p)}{sharing}")
    print_parts(result, level)
    for note in result.notes:
        click.echo(f"  {note.rule} {note.severity}: {note.message}")


def rate(pooled: Pooled, level: str) -> str:
    """The pooled rate with its interval, and what it is of where no model was fitted."""
    instead = exact_rate(pooled.exact)
    of = f"; {instead.short}" if instead else ""
    return f"{per_cent(pooled.estimate)}% ({level} CI {per_cent_range(pooled.ci_low, pooled.ci_high)}{of})"


def _print_cohorts(result: PoolResult, level: str) -> None:
    header = ["cohort", "events", "n", "%", f"{level} CI", "weight"]
    rows = [
        [
            row.study,
            str(row.events),
            str(row.n),
            per_cent(row.proportion),
            per_cent_range(row.ci_low, row.ci_high),
            "" if row.weight is None else f"{row.weight:.1f}%",
        ]
        for row in result.studies
    ]
    if not any(row[-1] for row in rows):
        header, rows = header[:-1], [row[:-1] for row in rows]
    print_table(header, rows, right=frozenset({1, 2, 3, 4, 5}))
