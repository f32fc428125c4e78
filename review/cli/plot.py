"""``review plot``."""

from __future__ import annotations

from pathlib import Path

import click

from review.analysis.figure_spec import EXTRAS, changed
from review.analysis.layouts import LAYOUTS

#: Keys of `review.render.drawings.DRAWINGS`, repeated so that help starts at once; a test keeps them equal.
KINDS = (
    "forest",
    "sensitivity",
    "agreement",
    "leave-one-out",
    "composition",
    "pictogram",
    "outcomes",
    "risk-of-bias",
)


@click.command(epilog="Example: review plot forest asps_orr -o forest.pdf")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("analysis")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE; its ending decides: svg, pdf, png, eps.",
)
@click.option(
    "--layout", type=click.Choice(tuple(LAYOUTS)), help="How a forest plot is set, instead of figure.layout."
)
@click.option(
    "--show",
    type=click.Choice(tuple(EXTRAS)),
    multiple=True,
    help="What a forest plot shows beside the rates, as in [figure].",
)
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
@click.pass_context
def plot(
    ctx: click.Context,
    kind: str,
    analysis: str,
    output: Path | None,
    layout: str | None,
    show: tuple[str, ...],
    quiet: bool,
) -> None:
    """Draw one figure of an analysis."""
    from review.cli.printing import print_problems
    from review.cli.report import warn_of_letters
    from review.figures.not_drawn import NotDrawn
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of
    from review.workflow.reporting import write_plot

    opened = open_review(ctx.obj)
    ((spec, results, problems),) = results_of(opened, (analysis,), figure=changed(layout, show))
    if results is None:
        click.echo(f"{spec.name}: cannot be pooled", err=True)
        print_problems([p for p in problems if p.severity == "error"], err=True)
        ctx.exit(1)
    warn_of_letters(opened)
    try:
        written = write_plot(opened, kind, results, ctx.obj / output if output else None)
    except NotDrawn as error:
        click.echo(f"{spec.name}: no {kind} is drawn: {error.why}\n  instead: {error.instead}", err=True)
        ctx.exit(1)
    if not quiet:
        click.echo(written.shown)
