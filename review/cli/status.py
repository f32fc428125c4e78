"""``review status``."""

from __future__ import annotations

import click


@click.command(epilog="Example: review -C mine status")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--quiet", is_flag=True, help="The next command only.")
@click.pass_context
def status(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Show where the review stands and what to type next."""
    from review.cli.printing import print_json
    from review.workflow.status import status as look

    found = look(ctx.obj)
    if as_json:
        print_json(found.to_dict())
    elif quiet:
        click.echo(found.next_command)
    else:
        click.echo(click.style(found.title, bold=True))
        width = max(len(stage.name) for stage in found.stages)
        for stage in found.stages:
            mark = click.style("done", fg="green") if stage.done else click.style("open", fg="yellow")
            click.echo(
                f"  {stage.name:<{width}}  {mark}  {stage.state}{f' ({stage.by})' if stage.by else ''}"
                f"{f'  → {stage.command}' if stage.command else ''}"
            )
        click.echo(f"\nNext: {found.next_command}    {found.why}")
