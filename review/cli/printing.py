"""How commands print: problems grouped for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from review.problems import SEVERITIES, Problem, count_by_severity

if TYPE_CHECKING:
    from review.analysis.results import Results

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}

#: Of the cohorts that dropped out, how many are listed before "and 12 more".
LISTED = 6


def print_json(document: Any) -> None:
    """One JSON document on standard output, and nothing else there."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False))


def problems_document(problems: Sequence[Problem]) -> dict[str, Any]:
    """The object of ``review validate --json``: every problem singly."""
    counts = count_by_severity(problems)
    return {
        "schema": 1,
        "ok": counts["error"] == 0,
        "counts": counts,
        "problems": [problem.to_dict() for problem in problems],
    }


def counted(problems: Sequence[Problem]) -> str:
    """How many problems there are, in words.

    >>> counted([])
    'no errors, no warnings, no notes'
    """
    counts = count_by_severity(problems)
    parts = []
    for severity in SEVERITIES:
        n = counts[severity]
        parts.append(f"{n or 'no'} {severity}{'' if n == 1 else 's'}")
    return ", ".join(parts)


def print_problems(problems: Sequence[Problem], *, err: bool = False) -> None:
    """Errors first; alike problems (one rule, one message, one fix) together with their cells."""
    from review.extraction.check import group

    for alike in group(problems):
        click.echo(alike.where, err=err)
        rule = click.style(f"{alike.rule} {alike.severity}", fg=_COLOURS[alike.severity])
        click.echo(f"  {rule}: {alike.message}", err=err)
        if alike.fix:
            click.echo(f"  fix: {alike.fix}", err=err)


def print_left_out(results: Results) -> None:
    """The cohorts that dropped out though nobody asked for it: their data or their links cannot be used."""
    dropped = [item for item in results.excluded if item.stage in ("data", "overlap")]
    if dropped:
        cohorts = "1 cohort" if len(dropped) == 1 else f"{len(dropped)} cohorts"
        click.echo(f"  {cohorts} left out for what the workbook holds:")
        for item in dropped[:LISTED]:
            click.echo(f"    {item.cohort_id}: {item.reason}")
        if len(dropped) > LISTED:
            click.echo(f"    and {len(dropped) - LISTED} more; the report lists them all")


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], *, right: frozenset[int]) -> None:
    """Columns with two spaces between; those in `right` are right-aligned."""
    cells = [tuple(header), *(tuple(row) for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    for row in cells:
        line = "  ".join(
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        click.echo(f"  {line}".rstrip())
