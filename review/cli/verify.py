"""``review verify``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from review.workflow.verifying import Difference, Verified

#: Of the differences of one analysis, how many are printed for people.
LISTED = 10


@click.command(epilog="Example: review verify asps_orr --json")
@click.argument("analyses", nargs=-1, metavar="[ANALYSIS]...")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: every difference.")
@click.option("--quiet", is_flag=True, help="Only what differs.")
@click.pass_context
def verify(ctx: click.Context, analyses: tuple[str, ...], as_json: bool, quiet: bool) -> None:
    """Compute each analysis again and compare with its results.json; with R present, with metafor too.

    Exit code 1 means that something differs.
    """
    from review.cli.printing import print_json
    from review.cli.progress import counted_off, progress_bar
    from review.workflow.flow import with_selection
    from review.workflow.opening import open_review
    from review.workflow.verifying import verify as verify_analyses

    with progress_bar("Computing again", of="analyses", hidden=quiet or as_json) as progress:
        opened = with_selection(open_review(ctx.obj))
        count = len(analyses) or len(opened.specs)
        found = list(counted_off(verify_analyses(opened, analyses), count, progress))
    for verified in found:
        if not as_json and not (quiet and verified.ok):
            _print(verified)
    if as_json:
        documents = [{**asdict(verified), "ok": verified.ok} for verified in found]
        print_json({"schema": 1, "ok": all(verified.ok for verified in found), "analyses": documents})
    ctx.exit(0 if all(verified.ok for verified in found) else 1)


def _print(verified: Verified) -> None:
    mark = click.style("agrees", fg="green") if verified.ok else click.style("differs", fg="red")
    if verified.why_not:
        mark = click.style("not verified", fg="red")
    click.echo(f"{click.style(verified.analysis, bold=True)}: {mark}")
    if verified.why_not:
        click.echo(f"  {verified.why_not}")
        return
    click.echo(f"  computed again: {_count(verified.compared, verified.differences)}")
    _list(verified.differences, "now")
    for path in verified.changed_inputs:
        click.echo(f"  {path} is not the file that the report was made from")
    if verified.without_metafor:
        click.echo(f"  metafor: not compared; {verified.without_metafor}")
    else:
        click.echo(f"  metafor: {_count(verified.in_metafor, verified.metafor_differences)}")
        _list(verified.metafor_differences, "metafor")


def _count(compared: int, differences: tuple[Difference, ...]) -> str:
    if not differences:
        return "the one value agrees" if compared == 1 else f"all {compared:,} values agree"
    return f"{len(differences):,} of {compared:,} values differ"


def _list(differences: tuple[Difference, ...], other: str) -> None:
    for difference in differences[:LISTED]:
        click.echo(f"    {difference.path}: reported {difference.reported}, {other} {difference.found}")
    if len(differences) > LISTED:
        click.echo(f"    and {len(differences) - LISTED:,} more (--json lists them)")
