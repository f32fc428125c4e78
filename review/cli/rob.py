"""``review rob``."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(epilog="Example: review rob form minors --reviewer anna")
def rob() -> None:
    """Judge the risk of bias of the cohorts."""


@rob.command(epilog="Example: review rob tools")
def tools() -> None:
    """List the tools, with what each judges and its cautions."""
    from review.workflow.risk_of_bias import tools_listed

    for name, title, cautions in tools_listed():
        click.echo(f"{click.style(name, bold=True)}: {title}")
        for caution in cautions:
            click.echo(f"  {caution}")


@rob.command(epilog="Example: review rob form minors --reviewer anna")
@click.argument("tool")
@click.option("--reviewer", default="", help="Whose workbook it is; it names the file.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.pass_obj
def form(start: Path, tool: str, reviewer: str, output: Path | None) -> None:
    """Write a workbook in which a reviewer judges every cohort with TOOL.

    It has a row for each item and each cohort that enters an analysis (or each analysis, for a tool that
    judges those). Without -o it stands in extraction_forms/risk_of_bias/ as TOOL_REVIEWER.xlsx. A file that
    exists is never overwritten.
    """
    from review.workflow.risk_of_bias import write_bias_form

    path, subjects, unit = write_bias_form(
        start, tool, reviewer=reviewer, output=start / output if output else None
    )
    many = "analyses" if unit == "analysis" else f"{unit}s"
    click.echo(f"{path}: {subjects} {unit if subjects == 1 else many} to judge")
    click.echo("Fill in judgement, support and where it stands; a blank stays not assessed. Then:")
    click.echo("  review validate")
