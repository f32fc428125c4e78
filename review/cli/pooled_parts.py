"""The parts of a pooled result that were asked for, each as a table or a sentence on the terminal.

To show another part, add a function that prints it and name it in `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import click

from review.analysis.wording import NOT_ESTIMABLE, number, p_value, per_cent, per_cent_range
from review.cli.printing import print_table
from review.pooling.exact_rates import exact_rate
from review.pooling.results import PoolResult

Printer = Callable[[PoolResult, str], None]


def print_parts(result: PoolResult, level: str, *, only: Collection[str] = ()) -> None:
    """Every part that was asked for, or those named, under its heading."""
    for name, (heading, printer) in PARTS.items():
        if getattr(result, name) is not None and (not only or name in only):
            click.echo(f"\n  {click.style(heading, bold=True)}")
            printer(result, level)


def _value(value: float | None, digits: int = 3) -> str:
    return NOT_ESTIMABLE if value is None else number(value, digits)


def _rate_table(rows: Sequence[Any], columns: Mapping[str, Callable[[Any], str]], level: str) -> None:
    """A table with the rate and interval of each row after the named columns."""
    header = [*columns, "%", f"{level} CI"]
    cells = [
        [
            *(column(row) for column in columns.values()),
            per_cent(row.estimate),
            f"{per_cent_range(row.ci_low, row.ci_high)}{_instead(row)}",
        ]
        for row in rows
    ]
    print_table(header, cells, right=frozenset(range(1, len(header))))


def _instead(row: Any) -> str:
    """What the rate of a row is of, where no model was fitted."""
    instead = exact_rate(getattr(row, "exact", None))
    return f"; {instead.short}" if instead else ""


def _regression(result: PoolResult, level: str) -> None:
    found = result.regression
    assert found is not None
    header = ["coefficient", "estimate", "se", f"{level} CI", "p"]
    rows = [
        [
            c.name,
            _value(c.estimate),
            _value(c.se),
            f"{_value(c.ci_low)} to {_value(c.ci_high)}",
            NOT_ESTIMABLE if c.p is None else p_value(c.p).removeprefix("p ").removeprefix("= "),
        ]
        for c in found.coefficients
    ]
    print_table(header, rows, right=frozenset({1, 2, 3, 4}))
    r2 = "" if found.r2 is None else f"; R² = {number(found.r2, 1)}%"
    df = found.qm_df if isinstance(found.qm_df, int) else ", ".join(map(str, found.qm_df))
    click.echo(f"  moderators: {_value(found.qm)} on {df} df, {p_value(found.qm_p)}{r2}")
    click.echo(f"  what is left: QE = {_value(found.qe)} on {found.qe_df} df, {p_value(found.qe_p)}")


def _leave_one_out(result: PoolResult, level: str) -> None:
    columns = {"without": lambda row: row.omitted, "tau²": lambda row: _value(row.tau2)}
    _rate_table(result.leave_one_out or (), columns, level)


def _cumulative(result: PoolResult, level: str) -> None:
    columns = {
        "added": lambda row: row.added,
        "k": lambda row: str(row.k),
        "tau²": lambda row: _value(row.tau2),
    }
    _rate_table(result.cumulative or (), columns, level)


def _influence(result: PoolResult, level: str) -> None:  # noqa: ARG001
    fields = ("rstudent", "dffits", "cook_d", "cov_r", "hat")
    rows = [[row.study, *(_value(getattr(row, f)) for f in fields)] for row in result.influence or ()]
    print_table(["cohort", *fields], rows, right=frozenset(range(1, 6)))


def _small_study(result: PoolResult, level: str) -> None:  # noqa: ARG001
    for test in result.small_study or ():
        if test.allowed:
            click.echo(f"  {test.label}: {_value(test.statistic)}, {p_value(test.p)}. {test.caution}")
        else:
            click.echo(f"  {test.label}: not made ({test.why_not})")


def _trim_and_fill(result: PoolResult, level: str) -> None:
    columns = {
        "estimator": lambda row: row.estimator,
        "side": lambda row: row.side,
        "filled in": lambda row: str(row.filled),
    }
    _rate_table(result.trim_and_fill or (), columns, level)
    for caution in dict.fromkeys(row.caution for row in result.trim_and_fill or ()):
        click.echo(f"  {caution}")


def _gosh(result: PoolResult, level: str) -> None:  # noqa: ARG001
    found = result.gosh
    assert found is not None
    which = "all subsets" if found.complete else f"drawn subsets, seed {found.seed}"
    click.echo(
        f"  {found.subsets} {which}: {per_cent(found.low)}% to {per_cent(found.high)}%, middle half "
        f"{per_cent_range(found.quartiles[0], found.quartiles[2])}%"
    )
    rows = [[row.study, per_cent(row.median_with), per_cent(row.median_without)] for row in found.cohorts]
    print_table(["cohort", "median with, %", "without, %"], rows, right=frozenset({1, 2}))


def _permutation(result: PoolResult, level: str) -> None:  # noqa: ARG001
    found = result.permutation
    assert found is not None
    which = "all" if found.exact else f"drawn, seed {found.seed}"
    for name, p in zip(found.names, found.p, strict=True):
        click.echo(f"  {name}: {p_value(p)} ({found.arrangements} arrangements, {which})")


def _rate_test(result: PoolResult, level: str) -> None:  # noqa: ARG001
    found = result.rate_test
    assert found is not None
    which = "z" if found.df is None else f"t({found.df})"
    click.echo(f"  Against {per_cent(found.p0)}%: {which} = {_value(found.statistic)}, {p_value(found.p)}")


def _shrunken_rates(result: PoolResult, level: str) -> None:
    columns = {"cohort": lambda row: row.study, "observed, %": lambda row: per_cent(row.proportion)}
    _rate_table(result.shrunken_rates or (), columns, level)


def _agreement(result: PoolResult, level: str) -> None:
    from review.pooling.agreement import caution_of

    _rate_table(result.agreement or (), {"model": lambda row: row.label}, level)
    for row in result.agreement or ():
        if caution := caution_of(row.model):
            click.echo(f"  {row.label} is not advised: {caution[:1].lower()}{caution[1:]}")
    if result.verdict:
        click.echo(f"  {result.verdict}")


def _dependence(result: PoolResult, level: str) -> None:
    columns = {"method": lambda row: row.label, "trials": lambda row: str(row.trials)}
    _rate_table(result.dependence or (), columns, level)


def _threshold(result: PoolResult, level: str) -> None:  # noqa: ARG001
    found = result.threshold
    assert found is not None
    click.echo(
        f"  The rate exceeds {per_cent(found.p0)}% with probability {_value(found.pooled_above)}; "
        f"that of a further cohort with {_value(found.new_study_above)}."
    )


def _next_trial(result: PoolResult, level: str) -> None:
    found = result.next_trial
    assert found is not None
    click.echo(
        f"  Of {found.n} patients {found.low} to {found.high} will respond ({level} predictive interval)."
    )


PARTS: Mapping[str, tuple[str, Printer]] = {
    "regression": ("Meta-regression", _regression),
    "permutation": ("Permutation test", _permutation),
    "dependence": ("Several cohorts of one trial", _dependence),
    "leave_one_out": ("Leave one out", _leave_one_out),
    "cumulative": ("Cumulative", _cumulative),
    "influence": ("Influence", _influence),
    "gosh": ("Subsets of the cohorts (GOSH)", _gosh),
    "small_study": ("Small-study effects", _small_study),
    "trim_and_fill": ("Trim and fill", _trim_and_fill),
    "agreement": ("The same data under nine models", _agreement),
    "threshold": ("Threshold", _threshold),
    "rate_test": ("Test against a reference rate", _rate_test),
    "shrunken_rates": ("Rates drawn towards the pooled rate", _shrunken_rates),
    "next_trial": ("Next trial", _next_trial),
}
