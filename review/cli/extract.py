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
    if done.path.parent.resolve() == old.resolve().parent:
        click.echo(f"Next: move {old.name} to another folder, and rename {done.path.name} to {old.name}")


@extract.command(epilog="Example: review extract queries --letters")
@click.option("--letters", is_flag=True, help="Also write a letter for each study, as text.")
@click.option(
    "--enter",
    "answered",
    metavar="QUERIES.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Instead: write a new extraction workbook with the answers as a source of their own.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write.")
@click.pass_obj
def queries(start: Path, letters: bool, answered: Path | None, output: Path | None) -> None:
    """Write the questions that only the authors of a study can answer.

    They are drawn from what the checks found in the reports. Type sent, answer and who into the workbook; it
    is never written over, and what stands there is kept when the questions are drawn anew.
    """
    from review.files.workspace import Workspace
    from review.workflow.querying import ask, enter

    output = start / output if output else None
    shown = Workspace.find(start).shown
    if answered is not None:
        done = enter(start, start / answered, output)
        click.echo(
            f"{shown(done.path)}: answers entered {len(done.entered)}, as rows of reports of their own"
        )
        for query in done.left:
            click.echo(f"  to be typed by hand: {query.sheet} {query.row} {query.field} = {query.answer}")
        return
    asked = ask(start, output, letters=letters)
    waiting = sum(not query.answer for query in asked.queries)
    studies = len({query.study_id for query in asked.queries})
    click.echo(
        f"{shown(asked.path)}: questions {len(asked.queries)}, studies {studies}, unanswered {waiting}"
    )
    for path in asked.letters:
        click.echo(f"  {shown(path)}")
