"""``review validate``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: review validate extraction_forms/extraction/consensus.xlsx --json")
@click.argument("workbooks", nargs=-1, metavar="[WORKBOOK]...", type=click.Path(path_type=Path))
@click.option("--annotate", is_flag=True, help="Write a commented copy beside each workbook.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, each problem singly.")
@click.option("--quiet", is_flag=True, help="Only the exit code and errors.")
@click.pass_context
def validate(
    ctx: click.Context, workbooks: tuple[Path, ...], annotate: bool, as_json: bool, quiet: bool
) -> None:
    """Check workbooks, or without arguments the whole workspace.

    Every problem is named with its rule, sheet, cell and row, what was found and how to mend it. A
    workbook alone needs no workspace. Exit code 1 means that there is an error.
    """
    from review.cli.printing import counted, print_json, print_problems, problems_document
    from review.cli.progress import progress_bar
    from review.workflow.workbook_checks import annotate as annotated
    from review.workflow.workbook_checks import validate_workbooks

    start: Path = ctx.obj
    with progress_bar("Checking", of="", hidden=quiet or as_json) as progress:
        if workbooks:
            problems = validate_workbooks(start, [start / one for one in workbooks], progress=progress)
        else:
            from review.workflow.checks import validate_workspace

            problems = validate_workspace(start, progress=progress)
    copies = annotated(start, [start / one for one in workbooks], problems) if annotate else ()
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        print_json(problems_document(problems))
    elif quiet:
        print_problems(errors)
    else:
        print_problems(problems)
        click.echo(("\n" if problems else "") + counted(problems))
    for copy in copies:
        click.echo(f"{copy}: the problems beside their cells", err=as_json or quiet)
    ctx.exit(1 if errors else 0)
