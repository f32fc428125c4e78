"""``review pool``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from review.cli.sections import SectionedCommand
from review.pooling.options import (
    DEPENDENCE_CODES,
    MOST_PATIENTS,
    OPTIONS,
    SUBGROUP_TAU2_CODES,
    wrong_options,
)

#: Options by heading of the help.
SECTIONS = {
    "The table": ("data", "events", "total", "study"),
    "Model": tuple(OPTIONS),
    "Subgroups and moderators": (
        "subgroup", "subgroup_tau2", "moderators", "permutations", "cluster", "dependence",
    ),
    "Sensitivity": ("leave_one_out", "cumulative", "influence", "gosh", "subsets", "agreement"),
    "Small-study effects": ("small_study", "trim_and_fill", "force"),
    "Chances and single cohorts": ("threshold", "reference_rate", "next_trial", "shrunken_rates"),
    "Medians and landmark rates, in the place of counts (approximate)": (
        "median", "median_low", "median_high", "landmark", "landmark_low", "landmark_high",
        "interval_level",
    ),
}  # fmt: skip

#: A rate that is asked for.
RATE = click.FloatRange(0, 1, min_open=True, max_open=True)


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a model, with the codes that each allows."""
    for option in reversed(tuple(OPTIONS.values())):
        kind: Any = click.Choice(option.choices) if option.choices else float
        flag = f"--{option.name.replace('_', '-')}"
        command = click.option(flag, option.name, type=kind, help=option.help)(command)
    return command


@click.command(
    cls=SectionedCommand,
    sections=SECTIONS,
    epilog="Example: review pool --data trials.csv --events responders --total n --study trial",
)
@click.argument("analyses", nargs=-1, metavar="[ANALYSIS]...")
@click.option(
    "--data", type=click.Path(path_type=Path), help="A table instead: .csv or .xlsx, one row per cohort."
)
@click.option("--events", metavar="COL", help="Column of responders.")
@click.option("--total", metavar="COL", help="Column of patients.")
@click.option("--study", metavar="COL", help="Column that names the cohorts.")
@model_options
@click.option("--subgroup", metavar="COL", help="Column of subgroups.")
@click.option(
    "--subgroup-tau2",
    type=click.Choice(SUBGROUP_TAU2_CODES),
    help="Variance between cohorts: of each subgroup its own, or one for all. Default: separate.",
)
@click.option(
    "--moderator",
    "moderators",
    metavar="COL",
    multiple=True,
    help="Column of a moderator, of numbers or words; repeatable. A:B is the interaction of two.",
)
@click.option(
    "--permutations",
    type=click.IntRange(min=2),
    metavar="N",
    help="Permutation test by up to N arrangements: of the slopes of the moderators, else of the pooled rate "
    "against --reference-rate. For inverse-variance and common.",
)
@click.option("--cluster", metavar="COL", help="Column of trials, where a trial has several cohorts.")
@click.option(
    "--dependence",
    type=click.Choice(DEPENDENCE_CODES),
    multiple=True,
    help="How to allow for cohorts of one trial; repeatable. Default: cr2, three-level, sum-to-trial.",
)
@click.option(
    "--leave-one-out", is_flag=True, help="Pool without each cohort in turn; with --cluster, each trial."
)
@click.option("--cumulative", metavar="COL", help="Pool the first, the first two ..., in the order of COL.")
@click.option(
    "--influence", is_flag=True, help="Deletion diagnostics of each cohort. For inverse-variance and common."
)
@click.option(
    "--gosh",
    is_flag=True,
    help="Rate and I² of all subsets of the cohorts; beyond 15 cohorts of drawn ones. For inverse-variance "
    "and common.",
)
@click.option("--subsets", type=click.IntRange(min=1), metavar="N", help="How many. Default: 10000.")
@click.option("--agreement", is_flag=True, help="The same data under nine models.")
@click.option("--small-study", is_flag=True, help="Tests of small-study effects; refused below 10 cohorts.")
@click.option(
    "--trim-and-fill",
    is_flag=True,
    help="The rate with missing cohorts filled in, by L0 and R0; refused below 10 cohorts. For "
    "inverse-variance and common.",
)
@click.option("--force", is_flag=True, help="Make these two below 10 cohorts too.")
@click.option("--threshold", type=RATE, metavar="P0", help="Probability that the rate exceeds P0.")
@click.option("--reference-rate", type=RATE, metavar="P0", help="Test of the pooled rate against P0.")
@click.option(
    "--next-trial",
    type=click.IntRange(1, MOST_PATIENTS),
    metavar="N",
    help="Responders to expect among N patients.",
)
@click.option(
    "--shrunken-rates", is_flag=True, help="Rate of each cohort drawn towards the pooled rate. For glmm."
)
@click.option("--median", metavar="COL", help="Column of medians; NREACHED where one was not reached.")
@click.option("--median-low", metavar="COL", help="Column of the lower end of its interval.")
@click.option("--median-high", metavar="COL", help="Column of the upper end of its interval.")
@click.option("--landmark", metavar="COL", help="Column of rates at one time, such as PFS at 6 months.")
@click.option("--landmark-low", metavar="COL", help="Column of the lower end of its interval.")
@click.option("--landmark-high", metavar="COL", help="Column of the upper end of its interval.")
@click.option(
    "--interval-level", type=RATE, metavar="LEVEL", help="Coverage of the reported intervals. Default: 0.95."
)
@click.option("--seed", type=click.IntRange(min=0), help="Seed of what is drawn. Default: 1.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable on standard output.")
@click.option("--quiet", is_flag=True, help="The pooled rate only.")
@click.pass_context
def pool(
    ctx: click.Context,
    /,
    analyses: tuple[str, ...],
    data: Path | None,
    as_json: bool,
    quiet: bool,
    **given: Any,
) -> None:
    """Pool an analysis of the workspace (all of them by default), or with --data any table of counts.

    ANALYSIS is the name of a file in analyses/, whose model is used as it is written there; every option
    but --json and --quiet goes with --data.
    """
    # by identity: 0 equals False, and --add 0 is something else than no --add
    asked = {
        name: value
        for name, value in given.items()
        if value is not None and value is not False and value != ()
    }
    if data is None:
        if asked:
            raise click.UsageError(
                f"{_flag(next(iter(asked)))} goes with --data FILE; what an analysis asks for stands in its "
                "file (docs/analyses.md)"
            )
        ctx.exit(_pool_analyses(ctx.obj, analyses, as_json=as_json, quiet=quiet))
    if analyses:
        raise click.UsageError("name an analysis or --data FILE, not both")
    if asked.keys() & set(TIMES):
        ctx.exit(_pool_times(ctx.obj / data, asked, as_json=as_json, quiet=quiet))
    if "events" not in asked or "total" not in asked:
        raise click.UsageError(
            "--data needs --events COL and --total COL (or --median COL, or --landmark COL)"
        )
    for option, others in NEEDS.items():
        if option in asked and not asked.keys() & set(others):
            raise click.UsageError(f"{_flag(option)} goes with {' or '.join(map(_flag, others))}")
    ctx.exit(_pool_table(ctx.obj / data, asked, as_json=as_json, quiet=quiet))


#: Options that name a column of the table; the others are arguments of `review.pool`.
_COLUMNS = ("events", "total", "study", "subgroup", "cluster", "cumulative", "moderators")

#: Options that mean nothing without one of others.
NEEDS = {
    "subgroup_tau2": ("subgroup",),
    "dependence": ("cluster",),
    "subsets": ("gosh",),
    "force": ("small_study", "trim_and_fill"),
    "seed": ("gosh", "permutations"),
    "permutations": ("moderators", "reference_rate", "threshold"),
    "interval_level": ("median", "landmark"),
}

#: Options that ask for medians or landmark rates, with what else goes with them.
TIMES = ("median", "median_low", "median_high", "landmark", "landmark_low", "landmark_high")
_OF_TIMES = ("study", "model", "tau2", "ci", "prediction", "level", "interval_level")


def _flag(name: str) -> str:
    return f"--{name.removesuffix('s') if name == 'moderators' else name.replace('_', '-')}"


def _pool_times(path: Path, asked: dict[str, Any], *, as_json: bool, quiet: bool) -> int:
    from review.cli.pooled_times import print_times
    from review.cli.printing import print_json, print_problems
    from review.pooling.choices import UnknownChoice
    from review.pooling.time_to_event import BadTimes
    from review.workflow.time_to_event import TimeColumns, pool_times_table

    outcome = "median" if asked.keys() & set(TIMES[:3]) else "landmark"
    columns = tuple(asked.pop(name, None) for name in (outcome, f"{outcome}_low", f"{outcome}_high"))
    if None in columns:
        flag = _flag(outcome)
        raise click.UsageError(f"{flag} COL needs {flag}-low COL and {flag}-high COL: its interval weighs it")
    for name in asked:
        if name not in _OF_TIMES:
            raise click.UsageError(f"{_flag(name)} does not go with {_flag(outcome)}: leave one of them out")
    value, low, high = columns
    study = asked.pop("study", "")
    try:
        result, problems = pool_times_table(
            path, TimeColumns(outcome=outcome, value=value, low=low, high=high, study=study), asked
        )
    except UnknownChoice as error:
        raise click.UsageError(str(error)) from None
    except BadTimes as error:
        click.echo(f"review: {path}: {error}", err=True)
        return 1
    print_problems(problems, err=True)
    if result is None:
        return 1
    if as_json:
        print_json(result.to_dict())
    else:
        print_times(result, quiet=quiet)
    return 0


def _pool_table(path: Path, asked: dict[str, Any], *, as_json: bool, quiet: bool) -> int:
    from review.cli.pooled import print_pooled
    from review.cli.printing import print_json, print_problems
    from review.cli.progress import progress_bar
    from review.pooling.choices import UnknownChoice
    from review.pooling.cohorts import BadCounts
    from review.pooling.design import BadModerators
    from review.workflow.pooling import TableColumns, pool_table

    columns = TableColumns(**{name: asked.pop(name) for name in _COLUMNS if name in asked})
    if "subsets" in asked:
        asked["gosh"] = asked.pop("subsets")
    if wrong := wrong_options({name: asked[name] for name in OPTIONS if name in asked}):
        raise click.UsageError(wrong)
    try:
        with progress_bar("Pooling", of="", hidden=quiet or as_json, after=1.0) as progress:
            result, problems = pool_table(path, columns, {**asked, "progress": progress})
    except UnknownChoice as error:
        raise click.UsageError(str(error)) from None
    except (BadCounts, BadModerators) as error:
        click.echo(f"review: {path}: {error}", err=True)
        return 1
    print_problems(problems, err=True)
    if result is None:
        return 1
    if as_json:
        print_json(result.to_dict())
    else:
        print_pooled(result, quiet=quiet)
    return 0


def _pool_analyses(start: Path, names: tuple[str, ...], *, as_json: bool, quiet: bool) -> int:
    from review.cli.pooled import print_pooled
    from review.cli.pooled_beside import print_beside
    from review.cli.printing import print_json, print_left_out, print_problems
    from review.cli.progress import counted_off, progress_bar
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of

    documents, failed = {}, 0
    with progress_bar("Pooling", of="analyses", hidden=quiet or as_json) as progress:
        opened = open_review(start)
        pooled = list(counted_off(results_of(opened, names), len(names) or len(opened.specs), progress))
    for spec, results, problems in pooled:
        if results is None:
            click.echo(f"{spec.name}: cannot be pooled", err=True)
            print_problems([p for p in problems if p.severity == "error"], err=True)
            failed += 1
            continue
        documents[spec.name] = results.to_json()
        if not as_json:
            click.echo(click.style(f"{spec.name}: {spec.title}", bold=True))
            print_pooled(results.result, quiet=quiet)
            if not quiet:
                print_beside(results)
            print_left_out(results)
            click.echo("")
    if as_json and documents:
        print_json(
            next(iter(documents.values())) if len(documents) == 1 else {"schema": 1, "analyses": documents}
        )
    return 1 if failed else 0
