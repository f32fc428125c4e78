"""``review run``: the main job."""

from __future__ import annotations

import click


@click.command(epilog="Example: review run")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="Errors only.")
@click.pass_context
def run(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Validate the workspace, pool every analysis and write every report.

    Exit code 1 means that an analysis cannot be made; problems that stay open stand in the report.
    """
    from review.cli.printing import counted
    from review.cli.report import KINDS, report_all
    from review.workflow.opening import open_review
    from review.workflow.status import extracted

    opened = open_review(ctx.obj)
    if not (as_json or quiet):
        workbook = opened.workspace.workbook()
        if workbook and opened.dataset:
            click.echo(f"{opened.workspace.shown(workbook)}: {extracted(opened.dataset)}")
        click.echo(
            f"checks: {counted(opened.problems)}"
            + (" (review validate lists them)" if opened.problems else "")
        )
    ctx.exit(report_all(opened, (), KINDS, as_json=as_json, quiet=quiet))
