"""``review export``."""

from __future__ import annotations

from pathlib import Path

import click

#: Keys of `review.workflow.exporting.EXPORTS`, repeated so that help starts at once; a test keeps them equal.
TOOLS = ("r", "stata", "csv", "json", "bibtex")


@click.command(epilog="Example: review export asps_orr --to r -o asps.R && Rscript asps.R")
@click.argument("analysis")
@click.option("--to", "tool", required=True, type=click.Choice(TOOLS), help="The tool that it is for.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE to write; by default one in reports/ANALYSIS/.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
@click.pass_context
def export(
    ctx: click.Context, analysis: str, tool: str, output: Path | None, as_json: bool, quiet: bool
) -> None:
    """Write an analysis for another tool.

    r: a script that needs R with metafor and prints the same numbers. stata: a do-file. csv: the
    cohorts, each number with its cell. json: all of results.json. bibtex: the reports that were read.
    """
    from review.cli.printing import print_json, print_problems
    from review.workflow.exporting import write_export
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of

    opened = open_review(ctx.obj)
    ((spec, results, problems),) = results_of(opened, (analysis,))
    if results is None:
        click.echo(f"{spec.name}: cannot be pooled", err=True)
        print_problems([p for p in problems if p.severity == "error"], err=True)
        ctx.exit(1)
    written = write_export(opened, tool, results, ctx.obj / output if output else None)
    if as_json:
        print_json({"schema": 1, "analysis": spec.name, "files": [written.shown]})
    elif not quiet:
        click.echo(written.shown)
