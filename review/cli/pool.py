"""``review pool``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from review.pooling.options import OPTIONS, wrong_options


def model_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a model, with the codes that each allows."""
    for option in reversed(tuple(OPTIONS.values())):
        kind: Any = click.Choice(option.choices) if option.choices else float
        flag = f"--{option.name.replace('_', '-')}"
        command = click.option(flag, option.name, type=kind, help=option.help)(command)
    return command


@click.command(epilog="Example: review pool --data trials.csv --events responders --total n --study trial")
@click.argument("analyses", nargs=-1, metavar="[ANALYSIS]...")
@click.option(
    "--data", type=click.Path(path_type=Path), help="A table instead: .csv or .xlsx, one row per cohort."
)
@click.option("--events", metavar="COL", help="Column of responders.")
@click.option("--total", metavar="COL", help="Column of patients.")
@click.option("--study", metavar="COL", help="Column that names the cohorts.")
@click.option("--subgroup", metavar="COL", help="Column of subgroups.")
@click.option(
    "--moderator",
    "moderators",
    metavar="COL",
    multiple=True,
    help="Column of a moderator, of numbers or words; repeatable. A:B is the interaction of two.",
)
@click.option("--cluster", metavar="COL", help="Column of trials, where a trial has several cohorts.")
@model_options
@click.option("--leave-one-out", is_flag=True, help="Pool without each cohort in turn.")
@click.option("--cumulative", metavar="COL", help="Pool the first, the first two ..., in the order of COL.")
@click.option("--influence", is_flag=True, help="Deletion diagnostics of each cohort.")
@click.option("--small-study", is_flag=True, help="Tests of small-study effects; refused below 10 cohorts.")
@click.option("--agreement", is_flag=True, help="The same data under nine models.")
@click.option("--threshold", type=float, metavar="P0", help="Probability that the rate exceeds P0.")
@click.option("--next-trial", type=int, metavar="N", help="Responders to expect among N patients.")
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
    asked = {name: value for name, value in given.items() if value not in (None, False, ())}
    if data is None:
        if asked:
            flag = next(iter(asked)).replace("_", "-").replace("moderators", "moderator")
            raise click.UsageError(
                f"--{flag} goes with --data FILE; the model of an analysis stands in [model] of its file"
            )
        ctx.exit(_pool_analyses(ctx.obj, analyses, as_json=as_json, quiet=quiet))
    if analyses:
        raise click.UsageError("name an analysis or --data FILE, not both")
    if "events" not in asked or "total" not in asked:
        raise click.UsageError("--data needs --events COL and --total COL")
    ctx.exit(_pool_table(ctx.obj / data, asked, as_json=as_json, quiet=quiet))


#: Options that name a column of the table; the others are arguments of `review.pool`.
_COLUMNS = ("events", "total", "study", "subgroup", "cluster", "cumulative", "moderators")


def _pool_table(path: Path, asked: dict[str, Any], *, as_json: bool, quiet: bool) -> int:
    from review.cli.pooled import print_pooled
    from review.cli.printing import print_json, print_problems
    from review.pooling.choices import UnknownChoice
    from review.pooling.cohorts import BadCounts
    from review.pooling.design import BadModerators
    from review.workflow.pooling import TableColumns, pool_table

    columns = TableColumns(**{name: asked.pop(name) for name in _COLUMNS if name in asked})
    if wrong := wrong_options({name: asked[name] for name in OPTIONS if name in asked}):
        raise click.UsageError(wrong)
    try:
        result, problems = pool_table(path, columns, asked)
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
    from review.cli.printing import print_json, print_left_out, print_problems
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of

    opened = open_review(start)
    documents, failed = {}, 0
    for spec, results, problems in results_of(opened, names):
        if results is None:
            click.echo(f"{spec.name}: cannot be pooled", err=True)
            print_problems([p for p in problems if p.severity == "error"], err=True)
            failed += 1
            continue
        documents[spec.name] = results.to_json()
        if not as_json:
            click.echo(click.style(f"{spec.name}: {spec.title}", bold=True))
            print_pooled(results.result, quiet=quiet)
            print_left_out(results)
            click.echo("")
    if as_json and documents:
        print_json(
            next(iter(documents.values())) if len(documents) == 1 else {"schema": 1, "analyses": documents}
        )
    return 1 if failed else 0
