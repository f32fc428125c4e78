"""``review extract``."""

from __future__ import annotations

from pathlib import Path

import click


@click.group(epilog="Example: review extract form --reviewer anna")
def extract() -> None:
    """Make extraction workbooks."""


@extract.command(epilog="Example: review extract form --blank -o form.xlsx")
@click.option("--reviewer", default="", help="Whose workbook it is; it names the file.")
@click.option("--blank", is_flag=True, help="Without studies; needs no workspace.")
@click.option(
    "--migrate",
    metavar="OLD.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Move a workbook to the form as it is now, into a new file; no column is dropped.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.pass_obj
def form(start: Path, reviewer: str, blank: bool, migrate: Path | None, output: Path | None) -> None:
    """Write an extraction workbook with the included studies in it.

    Without -o it stands in extraction_forms/extraction/ of the workspace. A file that exists is never
    overwritten.
    """
    from review.workflow.forms import write_form

    if migrate is not None:
        _migrate(start, start / migrate, start / output if output else None)
        return
    path, studies = write_form(
        start, reviewer=reviewer, blank=blank, output=start / output if output else None
    )
    click.echo(f"{path}: {f'{studies} studies in it' if studies else 'blank'}")
    click.echo("Fill in one row per study, report, cohort and response (rows 1-3 explain each column), then:")
    click.echo(f"  review validate {path}" if blank else "  review run")


def _migrate(start: Path, old: Path, output: Path | None) -> None:
    from review.workflow.forms import migrate

    done = migrate(start, old, output)
    click.echo(f"{done.path}: {done.rows} rows from {old}, which is left as it was")
    for what, columns in (("new", done.added), ("no longer in the form, kept", done.orphans)):
        if columns:
            click.echo(f"  {what}: {', '.join(columns)}")
