"""``review pool``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from review.pooling.options import OPTIONS


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
@click.option("--events", metavar="COL", help="With --data: the column of responders.")
@click.option("--total", metavar="COL", help="With --data: the column of patients.")
@click.option("--study", metavar="COL", default="", help="With --data: the column that names the cohorts.")
@click.option("--subgroup", metavar="COL", default="", help="With --data: the column of subgroups.")
@model_options
@click.option("--json", "as_json", is_flag=True, help="Machine-readable on standard output.")
@click.option("--quiet", is_flag=True, help="The pooled rate only.")
@click.pass_context
def pool(
    ctx: click.Context,
    /,
    analyses: tuple[str, ...],
    data: Path | None,
    events: str | None,
    total: str | None,
    study: str,
    subgroup: str,
    as_json: bool,
    quiet: bool,
    **given: Any,
) -> None:
    """Pool an analysis of the workspace (all of them by default), or with --data any table of counts.

    ANALYSIS is the name of a file in analyses/, whose model is used as it is written there.
    """
    options = {name: value for name, value in given.items() if value is not None}
    if data is None:
        if given_for_table := [
            name
            for name, value in (
                ("--events", events),
                ("--total", total),
                ("--study", study),
                ("--subgroup", subgroup),
            )
            if value
        ]:
            raise click.UsageError(f"{given_for_table[0]} goes with --data FILE")
        if options:
            flag = next(iter(options)).replace("_", "-")
            raise click.UsageError(
                f"--{flag} goes with --data FILE; for an analysis write it in [model] of its file"
            )
        ctx.exit(_pool_analyses(ctx.obj, analyses, as_json=as_json, quiet=quiet))
    if analyses:
        raise click.UsageError("name an analysis or --data FILE, not both")
    if not events or not total:
        raise click.UsageError("--data needs --events COL and --total COL")
    path: Path = ctx.obj / data
    ctx.exit(_pool_table(path, events, total, study, subgroup, options, as_json=as_json, quiet=quiet))


def _pool_table(
    path: Path,
    events: str,
    total: str,
    study: str,
    subgroup: str,
    options: dict[str, Any],
    *,
    as_json: bool,
    quiet: bool,
) -> int:
    from review.cli.pooled import print_pooled
    from review.cli.printing import print_json, print_problems
    from review.pooling.choices import UnknownChoice
    from review.workflow.pooling import pool_table

    try:
        result, problems = pool_table(
            path, events=events, total=total, study=study, subgroup=subgroup, options=options
        )
    except UnknownChoice as error:
        raise click.UsageError(str(error)) from None
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
    from review.cli.printing import print_json, print_problems
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
            click.echo("")
    if as_json and documents:
        print_json(
            next(iter(documents.values())) if len(documents) == 1 else {"schema": 1, "analyses": documents}
        )
    return 1 if failed else 0
