"""``review screen``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from review.screening.plan import STAGES, Stage

if TYPE_CHECKING:
    from review.screening.agreement import Agreement
    from review.screening.progress import StageProgress
    from review.workflow.screening import MadeForm, OpenScreening

#: Of the records that two reviewers see differently, how many are listed.
LISTED = 12


@click.group(epilog="Example: review screen form title-abstract --reviewer anna")
def screen() -> None:
    """Screen records and reports: workbooks, conflicts, progress."""


@screen.command(epilog="Example: review screen form title-abstract --reviewer anna --pilot 30")
@click.argument("stage", type=click.Choice(STAGES))
@click.option("--reviewer", required=True, metavar="NAME", help="Whose workbook it is.")
@click.option("--pilot", type=click.IntRange(min=1), metavar="N", help="Only N records, the same for all.")
@click.option("--again", is_flag=True, help="What was decided under criteria that have changed since.")
@click.option(
    "--order",
    type=click.Choice(["import", "relevance"]),
    default="import",
    show_default=True,
    help="relevance: all that is left, the likeliest first, as learnt from the decisions so far.",
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only N records drawn by chance from the unread ones, to estimate what is still unfound.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="The path only.")
@click.pass_context
def form(
    ctx: click.Context,
    stage: Stage,
    reviewer: str,
    pilot: int | None,
    again: bool,
    order: str,
    sample: int | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write a reviewer's screening workbook.

    It holds the records that the reviewer has not been given yet, and nothing of the other reviewers.
    Called again after another import, it writes a second workbook with the new records only: a workbook
    that a person fills in is never touched, and every decision in it stays.

    With --order relevance it holds all that is left, undecided records of earlier workbooks among them. The
    order excludes nothing.
    """
    from review.cli.progress import progress_bar
    from review.workflow.reviewer_forms import WantedForm, make_form

    if bool(pilot) + again + bool(sample) + (order == "relevance") > 1:
        raise click.UsageError("--pilot, --again, --sample and --order relevance go one at a time")
    wanted = WantedForm(pilot=pilot or 0, again=again, by_relevance=order == "relevance", sample=sample or 0)
    screening = _open(ctx)
    with progress_bar("Writing the workbook", hidden=quiet or as_json) as progress:
        made = make_form(screening, stage, reviewer, wanted=wanted, progress=progress)
    _tell(made, "record", f"every record that {reviewer} can screen", as_json=as_json, quiet=quiet)


@screen.command(epilog="Example: review screen export --reviewer anna -o asreview.csv")
@click.option("--reviewer", required=True, metavar="NAME", help="Whose decisions go with it as labels.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to; ends in .csv or .ris.",
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="The path only.")
@click.pass_context
def export(ctx: click.Context, reviewer: str, output: Path, as_json: bool, quiet: bool) -> None:
    """Write the records to screen for ASReview, versions 1 and 2.

    Labels are what the reviewer decided and what is settled; records that are open to the reviewer have none.
    """
    from review.cli.printing import print_json
    from review.workflow.asreview import export_for_asreview

    shown, records, labelled = export_for_asreview(_open(ctx), reviewer, ctx.obj / output)
    if as_json:
        print_json({"schema": 1, "file": shown, "records": records, "labelled": labelled})
    elif quiet:
        click.echo(shown)
    else:
        click.echo(f"{shown}: {records:,} records, {labelled:,} with a label")


@screen.command(epilog="Example: review screen labels asreview_dataset.csv --reviewer anna")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reviewer", required=True, metavar="NAME", help="Who gave the labels.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable, each problem singly.")
@click.option("--quiet", is_flag=True, help="The path of the workbook, and errors.")
@click.pass_context
def labels(ctx: click.Context, file: Path, reviewer: str, as_json: bool, quiet: bool) -> None:
    """Read labels back from ASReview (its CSV, XLSX or RIS).

    They go into a new screening workbook of the reviewer, as decisions on title and abstract. No decision
    that stands is overridden: where a label says otherwise, the record is named and left as it is.
    """
    from review.cli.printing import print_json, print_problems
    from review.workflow.asreview import import_labels

    read = import_labels(_open(ctx), reviewer, ctx.obj / file)
    errors = [problem for problem in read.problems if problem.severity == "error"]
    if as_json:
        print_json(
            {"schema": 1, "file": read.made.shown or None, "added": read.made.added, "same": read.same,
             "unlabelled": read.unlabelled, "problems": [problem.to_dict() for problem in read.problems]}
        )  # fmt: skip
    else:
        _tell(read.made, "label", "every label of the file", as_json=False, quiet=quiet)
        if not quiet:
            click.echo(f"  {read.same} say what was decided before, {read.unlabelled} rows have no label")
        print_problems(errors if quiet else read.problems, err=True)
    ctx.exit(1 if errors else 0)


@screen.command(epilog="Example: review screen conflicts title-abstract")
@click.argument("stage", type=click.Choice(STAGES))
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="The path only.")
@click.pass_context
def conflicts(ctx: click.Context, stage: Stage, as_json: bool, quiet: bool) -> None:
    """Write a workbook in which conflicts are settled.

    Two exclusions for different reasons are none: the order of reasons in review.toml settles them.
    """
    from review.workflow.screening import make_conflicts

    made = make_conflicts(_open(ctx), stage)
    _tell(made, "conflict", "every conflict", as_json=as_json, quiet=quiet)


@screen.command(epilog="Example: review screen reports")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable: what was written.")
@click.option("--quiet", is_flag=True, help="The path only.")
@click.pass_context
def reports(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Write the table of reports sought: the retrieval log, and which study each report belongs to."""
    from review.workflow.screening import make_reports

    _tell(make_reports(_open(ctx)), "report", "every report sought", as_json=as_json, quiet=quiet)


@screen.command(epilog="Example: review screen status --json")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
@click.option("--quiet", is_flag=True, help="One line per stage.")
@click.pass_context
def status(ctx: click.Context, as_json: bool, quiet: bool) -> None:
    """Show how far the screening is, and how far the reviewers agree.

    Agreement is computed per pair of reviewers, before adjudication, on the records that both decided on
    and that are no duplicates.
    """
    from review.cli.printing import print_json, print_problems
    from review.screening.progress import progress, progress_document
    from review.screening.unfound import unfound

    screening = _open(ctx)
    stages = progress(screening.ledger)
    estimates = unfound(screening.ledger, screening.sheets)
    if as_json:
        print_json(progress_document(stages, screening.ledger.problems, estimates))
        return
    for stage in stages:
        click.echo(click.style(_headline(stage), bold=True))
        if not quiet:
            _print_stage(stage)
            for one in estimates if stage.stage == "title-abstract" else ():
                click.echo(f"  still unfound: {one.statement}")
    if not quiet:
        print_problems(screening.ledger.problems, err=True)


def _open(ctx: click.Context) -> OpenScreening:
    from review.workflow.opening import open_review
    from review.workflow.screening import open_screening

    return open_screening(open_review(ctx.obj))


def _tell(made: MadeForm, what: str, all_of_them: str, *, as_json: bool, quiet: bool) -> None:
    from review.cli.printing import print_json

    if as_json:
        ordered = made.ordered
        trained = {"sent_on": ordered.sent_on, "excluded": ordered.excluded} if ordered else None
        print_json(
            {"schema": 1, "file": made.shown or None, "added": made.added, "before": made.before,
             "trained_on": trained}
        )  # fmt: skip
    elif not made.shown:
        if not quiet:
            click.echo(f"nothing new: {all_of_them} stands in a workbook already")
    elif quiet:
        click.echo(made.shown)
    else:
        beside = (
            f" (beside {made.before} in earlier workbooks, which stay as they are)" if made.before else ""
        )
        click.echo(f"{made.shown}: {made.added} {what}{'' if made.added == 1 else 's'}{beside}")
        if made.ordered:
            click.echo(f"  in order of relevance, learnt from {made.ordered.trained_on}")
            if made.ordered.weak:
                from review.screening.relevance import FEW

                click.echo(f"  that is little to learn from: below {FEW} of either kind expect a poor order")


def _headline(stage: StageProgress) -> str:
    if not stage.records:
        return f"{stage.stage}: nothing to screen yet"
    parts = [f"{stage.settled} of {stage.records} settled"]
    parts += [
        f"{n} {words}"
        for n, words in (
            (stage.unscreened, "not screened"),
            (stage.incomplete, "need another reviewer"),
            (len(stage.conflicts), "in conflict"),
        )
        if n
    ]
    return f"{stage.stage}: {', '.join(parts)}"


def _print_stage(stage: StageProgress) -> None:
    from review.cli.printing import print_table

    if stage.reviewers and stage.records:
        rows = [
            [one.reviewer, str(one.decided), str(one.left), str(one.older) if one.older else ""]
            for one in stage.reviewers
        ]
        print_table(["reviewer", "decided", "left", "older criteria"], rows, right=frozenset({1, 2, 3}))
    for name, pairs in (("agreement", stage.agreement), ("pilot", stage.pilot)):
        for pair in pairs:
            _print_agreement(name, pair)
    if stage.conflicts:
        click.echo(f"  conflicts: review screen conflicts {stage.stage}")


def _print_agreement(name: str, pair: Agreement) -> None:
    found = pair.coefficients
    numbers = [
        f"{label} {value:.2f}" if value is not None else f"{label} not estimable"
        for label, value in (("kappa", found.kappa), ("PABAK", found.pabak), ("AC1", found.ac1))
    ]
    raw = f"{100 * (found.raw or 0):.1f}%"
    click.echo(
        f"  {name} of {pair.first} and {pair.second}: {raw} of {pair.both} records that both decided on "
        f"(of {pair.records}); {', '.join(numbers)}"
    )
    if pair.disagreements:
        shown = ", ".join(pair.disagreements[:LISTED])
        more = len(pair.disagreements) - LISTED
        click.echo(f"    to discuss: {shown}{f' and {more} more' if more > 0 else ''}")
