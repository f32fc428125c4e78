"""What an analysis has beside its pooled result: parts under another model, regressions, times."""

from __future__ import annotations

import click

from review.analysis.results import Results
from review.analysis.wording import model_words
from review.cli.pooled_parts import print_parts
from review.cli.pooled_times import print_times

#: Parts that a weighted mean gives in the place of the model of the analysis, and the notes that are theirs.
_WEIGHTED = ("permutation", "influence", "gosh", "trim_and_fill")
_THEIR_NOTES = ("POOL20", "POOL30", "POOL32")


def print_beside(results: Results) -> None:
    """Every part that stands beside the pooled result, under its heading."""
    weighted = results.weighted_mean
    if weighted:
        _heading("Under a weighted mean", model_words(weighted.model))
        print_parts(weighted, f"{100 * weighted.model.level:g}%", only=_WEIGHTED)
        for note in weighted.notes:
            if note.rule in _THEIR_NOTES:
                click.echo(f"  {note.rule} {note.severity}: {note.message}")
    for regressed in results.regressions:
        made = regressed.result
        _heading(f"Meta-regression on {regressed.label}", f"{made.k} cohorts; {model_words(made.model)}")
        print_parts(made, f"{100 * made.model.level:g}%", only=("regression", "permutation"))
        for cohort in regressed.left_out:
            click.echo(f"  left out, a moderator is not known: {cohort.label}")
        for note in made.notes:
            if note.rule in ("POOL22", "POOL27", "POOL28", "POOL32"):
                click.echo(f"  {note.rule} {note.severity}: {note.message}")
    for found in results.times:
        months = found.landmark_months
        what = f"Median {found.endpoint}" if months is None else f"{found.endpoint} at {months} months"
        _heading(what, "approximate")
        if found.result:
            print_times(found.result, quiet=False)
        else:
            click.echo("  no cohort that entered gives a usable number")
        for without in found.left_out:
            click.echo(f"  left out: {without.label}: {without.reason}")


def _heading(title: str, said: str) -> None:
    click.echo(f"\n  {click.style(title, bold=True)} ({said})")
