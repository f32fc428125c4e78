"""``review init``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog='Example: review init mine --title "Sunitinib in chordoma"')
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", default="", help="Title of the review.")
@click.pass_obj
def init(start: Path, folder: Path, title: str) -> None:
    """Make an empty workspace in DIR.

    Nothing that stands there is overwritten.
    """
    from review.workflow.forms import init_workspace

    made = init_workspace(start / folder, title)
    click.echo(f"A workspace in {folder}:")
    for path, purpose in made:
        click.echo(f"  {path:<28} {purpose}")
    click.echo("\nNext:")
    click.echo(f"  cd {folder}")
    click.echo("  review extract form    a workbook to fill in")
    click.echo("  review run             checks, pooled rate, forest plot and report")
