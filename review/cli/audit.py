"""``review audit``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: review audit extraction_forms/extraction/consensus.xlsx --json")
@click.argument("workbook", required=False, metavar="[WORKBOOK]", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, every row.")
@click.option("--quiet", is_flag=True, help="Only what contradicts itself, and the exit code.")
@click.pass_context
def audit(ctx: click.Context, workbook: Path | None, as_json: bool, quiet: bool) -> None:
    """Check every printed rate of a workbook against its counts.

    For each response row: which counts would print as the percentage at that n, and every method and
    level (80, 90, 92, 95, 99%) that gives the interval. Then medians against their intervals, and parts
    against the whole. Without WORKBOOK, the workbook that the analyses read. Exit code 1 means that
    numbers contradict each other.
    """
    from review.cli.printing import print_json, print_table
    from review.workflow.auditing import audit_document, audit_tables, audit_workbook

    found = audit_workbook(ctx.obj, ctx.obj / workbook if workbook else None)
    if as_json:
        print_json(audit_document(found))
    elif not found.responses:
        click.echo("no response row yet")
    else:
        for title, header, rows in audit_tables(found, only_contradictions=quiet):
            click.echo(click.style(title, bold=True))
            print_table(header, rows, right=frozenset())
            click.echo()
    ctx.exit(1 if found.contradictions else 0)
