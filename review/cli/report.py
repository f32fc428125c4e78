"""``review report``, and the loop over analyses that it shares with ``review run``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from review.analysis.results import Results
    from review.problems import Problem
    from review.progress import Progress
    from review.workflow.opening import OpenReview
    from review.workflow.reporting import Written

KINDS = ("html", "pdf", "docx")


@click.command(epilog="Example: review report asps_orr --to pdf")
@click.argument("analyses", nargs=-1, metavar="[ANALYSIS]...")
@click.option(
    "--to", "kinds", multiple=True, type=click.Choice(KINDS), help="Repeatable; all of them by default."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="Errors only.")
@click.pass_context
def report(
    ctx: click.Context, analyses: tuple[str, ...], kinds: tuple[str, ...], as_json: bool, quiet: bool
) -> None:
    """Write the report of each analysis (all by default) into reports/ANALYSIS/."""
    from review.workflow.opening import open_review

    opened = open_review(ctx.obj)
    ctx.exit(report_all(opened, analyses, kinds or KINDS, as_json=as_json, quiet=quiet))


def warn_of_letters(opened: OpenReview) -> None:
    """One line on standard error where drawings and the PDF cannot show a text as it was typed."""
    from review.workflow.letters import letter_problems, letters_line

    if line := letters_line(letter_problems(opened)):
        click.echo(line, err=True)


def report_all(
    opened: OpenReview, names: Sequence[str], kinds: Sequence[str], *, as_json: bool, quiet: bool
) -> int:
    """Pool and report; print one line per analysis and per file; 1 if an analysis cannot be made."""
    from review.cli.printing import print_json
    from review.cli.progress import progress_bar
    from review.files.collector import without_collection
    from review.render.fonts import MissingCharacter
    from review.render.typst_compiler import TypstFailure
    from review.workflow.flow import with_selection
    from review.workflow.pooling import results_of
    from review.workflow.reporting import write_outputs

    opened = with_selection(opened)
    warn_of_letters(opened)
    failed: list[str] = []
    documents: list[dict[str, Any]] = []
    said: list[Callable[[], None]] = []  # printed when the bar is gone
    count = len(names) or len(opened.specs)
    with progress_bar("Pooling and writing", of="", hidden=quiet or as_json) as progress:
        for number, (spec, results, problems) in enumerate(results_of(opened, names), start=1):
            if results is None:
                failed.append(spec.name)
                said.append(partial(_say_unmade, spec.name, problems))
                continue
            try:
                with without_collection():
                    told = _within(progress, number - 1, count)
                    written = write_outputs(opened, results, kinds, progress=told)
            except (MissingCharacter, TypstFailure) as error:
                failed.append(spec.name)
                why = f"{spec.name}: cannot be set: {' '.join(str(error).split())}"
                said.append(partial(click.echo, why, err=True))
                continue
            documents.append({"analysis": spec.name, "files": [item.shown for item in written]})
            if not (as_json or quiet):
                said.append(partial(_say_made, results, written))
            if progress:
                progress(number, count)
    for say in said:
        say()
    if as_json:
        print_json({"schema": 1, "reports": documents, "failed": failed})
    return 1 if failed else 0


def _within(progress: Progress | None, before: int, count: int) -> Progress | None:
    """The progress of one analysis as a part of all of them, behind those that are done."""
    return (lambda done, of: progress(before * of + done, count * of)) if progress else None


def _say_unmade(name: str, problems: Sequence[Problem]) -> None:
    from review.cli.printing import print_problems

    click.echo(f"{name}: cannot be made", err=True)
    print_problems([p for p in problems if p.severity == "error"], err=True)


def _say_made(results: Results, written: Sequence[Written]) -> None:
    from review.cli.pooled import rate
    from review.cli.printing import print_left_out

    result = results.result
    click.echo(
        f"{click.style(results.analysis.name, bold=True)}: {result.events} of {result.n} patients, "
        f"{result.k} cohort{'' if result.k == 1 else 's'}: "
        f"{rate(result.pooled, f'{100 * result.model.level:g}%')}"
    )
    print_left_out(results)
    for item in written:
        if item.path.stem == "report":
            click.echo(f"  {item.shown}")
