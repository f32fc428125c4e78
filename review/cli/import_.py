"""``review import``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click


@click.command(
    name="import",
    epilog="Example: review import pubmed.nbib --source PubMed --hits 312 --searched 2026-01-31",
)
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(path_type=Path),
)
@click.option("--source", required=True, help="Name of the source, such as PubMed or Embase (Ovid).")
@click.option(
    "--kind",
    type=click.Choice(["database", "register", "website", "organisation", "citation"]),
    default="database",
    show_default=True,
    help="What kind of source it is; it decides the box of the flow diagram.",
)
@click.option("--hits", type=click.IntRange(min=0), help="How many records the source says that it found.")
@click.option(
    "--searched", type=click.DateTime(formats=["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="Day of the search."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="COLUMN=HEADING",
    help="For a table with other headings: which of them holds title, authors, year, journal, … Repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, each problem singly.")
@click.option("--quiet", is_flag=True, help="Only the exit code and errors.")
@click.pass_context
def import_(
    ctx: click.Context,
    files: tuple[Path, ...],
    source: str,
    kind: str,
    hits: int | None,
    searched: datetime | None,
    columns: tuple[str, ...],
    as_json: bool,
    quiet: bool,
) -> None:
    """Read search exports into the ledger of records.

    RIS, MEDLINE (nbib), EndNote XML and ENW, BibTeX, Web of Science, RefWorks, Embase, Ovid, Cochrane,
    ProQuest, EBSCO, Europe PMC, CSV, TSV, XLSX, JSON, and the tables of trial registers; the content
    decides which. Each file is kept unchanged in
    extraction_forms/search/, and its records are added to records.csv there; a record that the same source
    has brought before keeps its id and is not added again. Exit code 1 means that a record could not be read.
    """
    from review.cli.printing import print_json, print_problems, print_table
    from review.cli.progress import progress_bar
    from review.workflow.importing import import_exports

    if not source.strip():
        raise click.UsageError("--source: a name is wanted, such as --source PubMed")
    for one in columns:
        if not all(part.strip() for part in one.partition("=")):
            raise click.UsageError(
                f"--column {one}: wants a column and a heading, as in --column title=Titel"
            )
    named = {one.partition("=")[0].strip(): one.partition("=")[2] for one in columns}
    with progress_bar("Reading records", hidden=quiet or as_json) as progress:
        result = import_exports(
            ctx.obj, tuple(ctx.obj / file for file in files), source=source.strip(), kind=kind, hits=hits,
            searched=searched.strftime("%Y-%m-%d") if searched else "", progress=progress, columns=named,
        )  # fmt: skip
    problems = result.all_problems
    errors = [problem for problem in problems if problem.severity == "error"]
    if as_json:
        print_json(result.to_dict())
    elif quiet:
        print_problems(errors, err=True)
    else:
        print_table(
            ("file", "format", "records", "new", "without"),
            [
                (file.file, file.format, str(file.records), str(file.new),
                 ", ".join(f"{column} {n}" for column, n in file.without))
                for file in result.files
            ],
            right=frozenset({2, 3}),
        )  # fmt: skip
        if problems:
            click.echo()
            print_problems(problems)
        click.echo("\nNext, when all sources are in: review dedupe")
    ctx.exit(1 if errors else 0)
