"""``review dedupe``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from review.workflow.deduplicating import Deduplicated

_LAST = "the last run"


@click.command(epilog="Example: review dedupe --data records.csv --id record_id --json")
@click.option(
    "--data",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Any table of records instead of the workspace; nothing is written.",
)
@click.option("--id", "id_column", metavar="COL", help="The column of --data that holds the ids.")
@click.option(
    "--undo",
    is_flag=False,
    flag_value=_LAST,
    metavar="[RECORD_ID]",
    help="Take back the links of the last run; with a record_id, take that record out for good.",
)
@click.option(
    "--on-disk/--in-memory",
    default=None,
    help="Where records are compared that share a key: on disk with DuckDB, which takes far less memory, "
    "or in memory; the pairs are the same. On disk from 250,000 records on, where DuckDB is installed.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="Machine-readable: clusters, queue and related reports."
)
@click.option("--quiet", is_flag=True, help="Only the exit code and errors.")
@click.pass_context
def dedupe(
    ctx: click.Context, data: Path | None, id_column: str | None, undo: str | None, on_disk: bool | None,
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Link duplicate records; put the doubtful pairs into a workbook.

    Nothing is deleted: links stand in extraction_forms/search/duplicates.csv, each with its reason. Where
    the program is in doubt, it asks in extraction_forms/search/doubtful.xlsx: fill in same, related or
    different, and run it again. An erratum, a reply, a part, an abstract and its paper are related reports,
    never duplicates.
    """
    from review.cli.printing import print_json, print_problems
    from review.cli.progress import progress_bar
    from review.workflow.deduplicating import dedupe_table, dedupe_workspace

    if bool(data) != bool(id_column):
        raise click.UsageError("--data and --id go together: the table, and its column of ids")
    if undo is not None:
        if data:
            raise click.UsageError("--undo takes back links of the workspace; --data writes none")
        _undo(ctx, undo, as_json=as_json, quiet=quiet)
        return
    with progress_bar("Comparing records", of="", hidden=quiet or as_json) as progress:
        if data and id_column:
            path: Path = ctx.obj / data
            result = dedupe_table(path, path.as_posix(), id_column, on_disk=on_disk, progress=progress)
        else:
            result = dedupe_workspace(ctx.obj, on_disk=on_disk, progress=progress)
    errors = [problem for problem in result.problems if problem.severity == "error"]
    if as_json:
        print_json(result.to_dict())
    elif quiet:
        print_problems(errors, err=True)
    else:
        _print(result)
        print_problems(result.problems)
    ctx.exit(1 if errors else 0)


def _print(result: Deduplicated) -> None:
    left = result.records - result.repeated
    click.echo(
        f"{_many(result.records, 'record')}: {result.repeated:,} repeating another, {left:,} left to screen"
    )
    for number, one, what in (
        (result.new, "link", "new"),
        (len(result.related), "pair", "of related reports"),
        (len(result.queue), "pair", "in doubt"),
    ):
        if number:
            click.echo(f"  {_many(number, one)} {what}")
    for name, number in result.waiting:
        click.echo(f"\nDecide on {_many(number, 'pair')} in {name} (column decision), then: review dedupe")


def _many(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _undo(ctx: click.Context, undo: str, *, as_json: bool, quiet: bool) -> None:
    from review.cli.printing import print_json
    from review.workflow.deduplicating import undo_last, undo_record

    if undo == _LAST:
        number, shown = undo_last(ctx.obj)
        said = f"{_many(number, 'link')} of the last run taken back"
    else:
        number, shown = undo_record(ctx.obj, undo)
        said = f"{undo} is apart from {_many(number, 'other record')} now"
    if as_json:
        print_json({"schema": 1, "file": shown, "taken_back": number})
    elif not quiet:
        click.echo(f"{said}: {shown}")
