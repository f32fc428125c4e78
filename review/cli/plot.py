"""``review plot``."""

from __future__ import annotations

from pathlib import Path

import click

from review.document import did_you_mean
from review.render.drawings import DRAWINGS
from review.render.widths import COLUMNS, width_in_points

#: Pixels per inch that a picture may have: from a slide to line art in print.
_PIXELS = click.IntRange(72, 1200)


class Kind(click.ParamType[str]):
    """A figure by the name that `DRAWINGS` gives it."""

    name = "kind"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, or fail with the nearest one and all of them."""
        if value in DRAWINGS:
            return value
        if value == "prisma":
            self.fail(
                "the flow diagram is of the review, not of an analysis: review prisma -o FILE", param, ctx
            )
        known = ", ".join(DRAWINGS)
        asked = did_you_mean(value, DRAWINGS, otherwise="see:")
        return self.fail(f"no figure is called '{value}'; {asked} Figures: {known}.", param, ctx)


class Width(click.ParamType[float]):
    """A width by the name of a journal's column, or in millimetres; in points from here on."""

    name = "width"

    def convert(self, value: str | float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the width in points, or fail with those that there are."""
        try:
            return value if isinstance(value, float) else width_in_points(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def _list() -> str:
    """The kinds with what they show; the mark keeps click from filling the lines."""
    widest = max(map(len, DRAWINGS))
    rows = "\n".join(f"  {name:<{widest}}  {drawing.label}" for name, drawing in DRAWINGS.items())
    return f"Draw one figure of an analysis. KIND is one of:\n\n\b\n{rows}\n\ndocs/gallery.md shows each."


@click.command(help=_list(), epilog="Example: review plot forest asps_orr -o forest.pdf")
@click.argument("kind", type=Kind())
@click.argument("analysis")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="FILE; its ending decides: svg, pdf, eps, png, tiff.",
)
@click.option(
    "--width",
    type=Width(),
    metavar=f"[{'|'.join(COLUMNS)}|MM]",
    help="Columns of a journal page (90, 140, 190 mm), or millimetres.",
)
@click.option("--dpi", type=_PIXELS, default=300, show_default=True, help="Pixels per inch of png and tiff.")
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
@click.pass_context
def plot(
    ctx: click.Context,
    kind: str,
    analysis: str,
    output: Path | None,
    width: float | None,
    dpi: int,
    quiet: bool,
) -> None:
    """Draw one figure of an analysis."""
    from review.cli.printing import print_problems
    from review.cli.report import warn_of_letters
    from review.figures.not_drawn import NotDrawn
    from review.workflow.figures import write_plot
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of

    opened = open_review(ctx.obj)
    ((spec, results, problems),) = results_of(opened, (analysis,))
    if results is None:
        click.echo(f"{spec.name}: cannot be pooled", err=True)
        print_problems([p for p in problems if p.severity == "error"], err=True)
        ctx.exit(1)
    warn_of_letters(opened)
    try:
        written = write_plot(
            opened, kind, results, ctx.obj / output if output else None, width=width, ppi=float(dpi)
        )
    except NotDrawn as error:
        click.echo(f"{spec.name}: no {kind} is drawn: {error.why}\n  instead: {error.instead}", err=True)
        ctx.exit(1)
    if written.caution:
        click.echo(f"{written.shown}: {written.caution}", err=True)
    if not quiet:
        click.echo(written.shown)
