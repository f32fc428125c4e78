"""``review reconcile``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command(epilog="Example: review reconcile anna.xlsx ben.xlsx -o consensus.xlsx")
@click.argument("first", metavar="A.xlsx", type=click.Path(path_type=Path))
@click.argument("second", metavar="B.xlsx", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="CONSENSUS.xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The consensus to write; one that stands there is read for its decisions and never written over.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--quiet", is_flag=True, help="Only the exit code and errors.")
@click.pass_context
def reconcile(
    ctx: click.Context, first: Path, second: Path, output: Path, as_json: bool, quiet: bool
) -> None:
    """Compare two extraction workbooks cell by cell and write their consensus.

    Rows are brought together by their ids. What both say alike stands in the consensus; what only one of
    them has stands there too and is listed; where they disagree the cell stays open until decision, who and
    why are typed into the sheet Disagreements. Exit code 1 means that a workbook must be mended first.
    """
    from review.cli.printing import print_json, print_problems, print_table
    from review.workflow.reconciling import reconcile_workbooks

    start: Path = ctx.obj
    done = reconcile_workbooks(start, start / first, start / second, start / output)
    if done.found is None or done.path is None:
        if as_json:
            print_json({"schema": 1, "ok": False, "problems": [one.to_dict() for one in done.problems]})
        else:
            print_problems(done.problems)
            click.echo("Nothing was written: mend this first, or cells would be compared that do not match.")
        ctx.exit(1)
    found, agreement = done.found, done.found.agreement
    counts = {
        "agreed": found.agreed,
        "disagreed": found.count("disagreed", "edited"),
        "open": len(found.open),
        "reworded": found.count("reworded"),
        f"only in {agreement.first}": found.count(f"only in {agreement.first}"),
        f"only in {agreement.second}": found.count(f"only in {agreement.second}"),
        f"rows only in {agreement.first}": found.count(f"row only in {agreement.first}"),
        f"rows only in {agreement.second}": found.count(f"row only in {agreement.second}"),
    }
    if as_json:
        print_json({"schema": 1, "ok": True, **found.to_dict(), "file": done.path.as_posix()})
        return
    if quiet:
        return
    print_table(("cells", ""), [(name, str(n)) for name, n in counts.items()], right=frozenset({1}))
    if agreement.raw is not None:
        alike = f"{agreement.agreed} of {agreement.both} cells that both filled are alike"
        click.echo(f"\n{alike} ({100 * agreement.raw:.1f}%), texts left out; see the sheet Agreement.")
    click.echo(f"\n{done.path}: written")
    if done.kept:
        click.echo(
            f"{done.kept}: left as it is; its decisions stand in the new one, "
            f"which is read when it has the name {done.kept.name}"
        )
    if found.open:
        click.echo("\nNext: type decision, who and why into the sheet Disagreements, then: review validate")
