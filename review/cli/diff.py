"""``review diff``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from review.analysis.changes import AnalysisChanges, RateThen
    from review.extraction.changes import WorkbookChanges

#: Of the changes of one kind, how many are printed for people.
LISTED = 40

_COLOURS = {"added": "green", "entered": "green", "removed": "red", "left": "red", "changed": "yellow"}


@click.command(epilog="Example: review diff last_year.xlsx extraction_forms/extraction/consensus.xlsx")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--all", "every", is_flag=True, help="List every change, however many there are.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: every change.")
@click.option("--quiet", is_flag=True, help="Only what it did to the pooled rates.")
@click.pass_context
def diff(ctx: click.Context, old: Path, new: Path, every: bool, as_json: bool, quiet: bool) -> None:
    """Show what changed between two versions, cell by cell, and what it did to the pooled rates.

    OLD and NEW are two extraction workbooks, two results.json files, two tables of records, or two
    workspaces. Rows are brought together by their ids, so that sorting a sheet changes nothing. Two
    workbooks are pooled by the analyses of the workspace that you are in. Exit code 1 means that an
    analysis cannot be made from one of them.
    """
    from review.cli.printing import print_json
    from review.cli.progress import progress_bar
    from review.workflow.comparing import compare

    start: Path = ctx.obj
    with progress_bar("Comparing", of="", hidden=quiet or as_json) as progress:
        found = compare(start, start / old, start / new, progress=progress)
    if as_json:
        print_json(found.to_dict())
    else:
        most = None if every else LISTED
        if not quiet:
            _print_changes("", found.data, most)
            _print_changes("records: ", found.records, most)
        for one in found.analyses:
            _print_analysis(one, most)
        if found.without_rates and not quiet:
            click.echo(f"Pooled rates: not compared; {found.without_rates}.")
        if not found.any:
            click.echo("Nothing changed.")
    ctx.exit(1 if found.failed else 0)


def _print_changes(what: str, changes: WorkbookChanges, most: int | None) -> None:
    if not changes.any:
        return
    lines = [f"{_kind(one.kind)}  row {one.row}  ({one.sheet}!{one.cell})" for one in changes.rows] + [
        f"{_kind(one.kind)}  {one.row} · {one.field}: {_said(one.old)} → {_said(one.new)}"
        f"  ({one.sheet}!{one.new_cell or one.old_cell})"
        for one in changes.cells
    ]
    rows, cells = _counted(len(changes.rows), "row"), _counted(len(changes.cells), "cell")
    click.echo(click.style(f"{what}{rows} added or removed, {cells} changed", bold=True))
    _print_lines(lines, most)
    click.echo("")


def _print_analysis(one: AnalysisChanges, most: int | None) -> None:
    if one.why_not:
        click.echo(click.style(f"{one.analysis}: not compared", bold=True))
        click.echo(f"  {one.why_not}\n")
        return
    if not one.any:
        click.echo(f"{click.style(one.analysis, bold=True)}: nothing changed")
        return
    click.echo(click.style(one.analysis, bold=True))
    for rate in one.rates:
        if not rate.changed:
            continue
        moved = "" if rate.moved is None else f"  ({100 * rate.moved:+.1f} percentage points)"
        click.echo(f"  {rate.of or 'all cohorts'}: {_rate(rate.old)} → {_rate(rate.new)}{moved}")
    lines = []
    for cohort in one.cohorts:
        why = f"  {cohort.why}" if cohort.why else ""
        lines.append(f"{_kind(cohort.kind)}  {cohort.label} ({cohort.cohort_id}) {cohort.counts}{why}")
        for field in cohort.fields:
            cell = field.new_cell or field.old_cell
            at = f"  ({cell})" if cell else ""
            lines.append(f"    {field.field}: {_said(field.old)} → {_said(field.new)}{at}")
    lines += [f"setting {one.field}: {_said(one.old)} → {_said(one.new)}" for one in one.settings]
    _print_lines(lines, most)
    click.echo("")


def _print_lines(lines: list[str], most: int | None) -> None:
    for line in lines[:most]:
        click.echo(f"  {line}")
    if most is not None and len(lines) > most:
        click.echo(f"  and {len(lines) - most:,} more (--all lists them)")


def _rate(rate: RateThen | None) -> str:
    from review.analysis.wording import per_cent, per_cent_range

    if rate is None:
        return "none"
    if rate.estimate is None:
        return f"not estimable, k = {rate.k}"
    ends = f" ({per_cent_range(rate.ci_low, rate.ci_high)})" if rate.ci_low is not None else ""
    return f"{per_cent(rate.estimate)}%{ends}, k = {rate.k}, {rate.events}/{rate.n}"


def _kind(kind: str) -> str:
    return click.style(kind, fg=_COLOURS[kind])


def _said(text: str) -> str:
    return text if text else "blank"


def _counted(n: int, noun: str) -> str:
    return f"{n or 'no'} {noun}{'' if n == 1 else 's'}"
