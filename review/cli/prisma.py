"""``review prisma``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: review prisma -o flow.pdf")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE; its ending decides: svg, pdf, eps, png, tiff, or csv for the R package PRISMA2020.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: every count, and what is wrong.")
@click.option("--quiet", is_flag=True, help="Errors only.")
@click.pass_context
def prisma(ctx: click.Context, output: Path | None, as_json: bool, quiet: bool) -> None:
    """Draw the PRISMA 2020 flow diagram.

    Its counts are derived from the records and the decisions on them. While records are unscreened, or a
    sum does not close, it is refused and the reason is named (exit code 1). Without -o it stands in
    reports/prisma.svg.
    """
    from review.cli.printing import print_json, print_problems
    from review.workflow.flow import flow_of, write_prisma
    from review.workflow.opening import open_review
    from review.workflow.screening import open_screening

    screening = open_screening(open_review(ctx.obj))
    flow, problems = flow_of(screening)
    errors = [problem for problem in problems if problem.severity == "error"]
    shown = ""
    if not errors:
        path = ctx.obj / output if output else screening.opened.workspace.root / "reports" / "prisma.svg"
        shown = write_prisma(screening, flow, path)
    if as_json:
        from review.screening.prisma_table import prisma_document

        print_json(
            {
                **prisma_document(None if errors else flow),
                "file": shown or None,
                "problems": [p.to_dict() for p in problems],
            }
        )
    else:
        print_problems(errors if quiet else problems, err=True)
        if errors:
            click.echo("no flow diagram: the counts are not complete", err=True)
        elif not quiet:
            reports = f"{flow.new_reports:,} report{'' if flow.new_reports == 1 else 's'}"
            studies = f"{flow.new_studies:,} {'study' if flow.new_studies == 1 else 'studies'}"
            click.echo(f"{flow.records_screened:,} records screened, {reports} of {studies} included")
            click.echo(shown)
    ctx.exit(1 if errors else 0)
