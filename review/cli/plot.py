"""``review plot``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from review.cli.pool import model_options
from review.cli.sections import SectionedCommand
from review.document import did_you_mean
from review.pooling.options import OPTIONS, wrong_options
from review.render.drawings import DRAWINGS
from review.render.widths import COLUMNS, width_in_points

if TYPE_CHECKING:
    from review.analysis.results import Results

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


#: Options by heading of the help.
SECTIONS = {
    "The file": ("output", "width", "dpi"),
    "A table, in the place of an analysis": (
        "data", "events", "total", "study", "subgroup", "moderators", "cumulative",
    ),
    "Model of the table": tuple(OPTIONS),
}  # fmt: skip

#: Options that name a column of the table; the others are arguments of `review.pool`.
_COLUMNS = ("events", "total", "study", "subgroup", "moderators", "cumulative")


#: Results, the folder of their figures, and how people write a path.
_Found: TypeAlias = "tuple[Results, Path, Callable[[Path], str]]"


def _list() -> str:
    """The kinds with what they are called; the mark keeps click from filling the lines."""
    widest = max(map(len, DRAWINGS))
    rows = "\n".join(f"  {name:<{widest}}  {drawing.label}" for name, drawing in DRAWINGS.items())
    return (
        "Draw one figure of an analysis, or with --data of any table of counts.\n\n"
        f"KIND is one of:\n\n\b\n{rows}\n\ndocs/gallery.md shows each. The model of an "
        "analysis stands in its file."
    )


@click.command(
    cls=SectionedCommand,
    sections=SECTIONS,
    help=_list(),
    epilog="Example: review plot forest asps_orr -o forest.pdf",
)
@click.argument("kind", type=Kind())
@click.argument("analysis", required=False)
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
@click.option("--data", type=click.Path(path_type=Path), help="A table: .csv or .xlsx, one row per cohort.")
@click.option("--events", metavar="COL", help="Column of responders.")
@click.option("--total", metavar="COL", help="Column of patients.")
@click.option("--study", metavar="COL", help="Column that names the cohorts.")
@click.option("--subgroup", metavar="COL", help="Column of subgroups.")
@click.option(
    "--moderator", "moderators", metavar="COL", multiple=True, help="Column of a moderator; repeatable."
)
@click.option("--cumulative", metavar="COL", help="Column that orders the cohorts, such as the year.")
@model_options
@click.option("--quiet", is_flag=True, help="Nothing on standard output.")
@click.pass_context
def plot(
    ctx: click.Context,
    /,
    kind: str,
    analysis: str | None,
    output: Path | None,
    width: float | None,
    dpi: int,
    data: Path | None,
    quiet: bool,
    **given: Any,
) -> None:
    """Draw one figure."""
    from review.figures.not_drawn import NotDrawn
    from review.workflow.figures import write_plot

    asked = {name: value for name, value in given.items() if value not in (None, ())}
    if (analysis is None) is (data is None):
        raise click.UsageError("name an analysis, or --data FILE with --events COL and --total COL")
    if data is None and asked:
        flag = f"--{next(iter(asked)).replace('_', '-')}".replace("--moderators", "--moderator")
        raise click.UsageError(
            f"{flag} goes with --data FILE; what an analysis asks for stands in its file (docs/analyses.md)"
        )
    results, folder, shown = _analysis(ctx, analysis) if data is None else _table(ctx, ctx.obj / data, asked)
    path = ctx.obj / output if output else folder / f"{kind}.svg"
    try:
        caution = write_plot(path, kind, results, width=width, ppi=float(dpi))
    except NotDrawn as error:
        click.echo(
            f"{results.analysis.name}: no {kind} is drawn: {error.why}\n  instead: {error.instead}", err=True
        )
        ctx.exit(1)
    if caution:
        click.echo(f"{shown(path)}: {caution}", err=True)
    if not quiet:
        click.echo(shown(path))


def _analysis(ctx: click.Context, name: str | None) -> _Found:
    """An analysis of the workspace, the folder of its figures, and how people write a path there."""
    from review.cli.printing import print_problems
    from review.cli.report import warn_of_letters
    from review.workflow.opening import open_review
    from review.workflow.pooling import results_of

    opened = open_review(ctx.obj)
    ((spec, results, problems),) = results_of(opened, (name or "",))
    if results is None:
        click.echo(f"{spec.name}: cannot be pooled", err=True)
        print_problems([p for p in problems if p.severity == "error"], err=True)
        return ctx.exit(1)
    warn_of_letters(opened)
    return results, opened.workspace.reports(results.analysis.name) / "figures", opened.workspace.shown


def _table(ctx: click.Context, path: Path, asked: dict[str, Any]) -> _Found:
    """A table of counts as results, with the folder of the table for its figures."""
    from review.cli.printing import print_problems
    from review.pooling.choices import UnknownChoice
    from review.pooling.cohorts import BadCounts
    from review.pooling.design import BadModerators
    from review.workflow.pooling import TableColumns, table_for_figures

    if "events" not in asked or "total" not in asked:
        raise click.UsageError("--data needs --events COL and --total COL")
    columns = TableColumns(**{name: asked.pop(name) for name in _COLUMNS if name in asked})
    if wrong := wrong_options(asked):
        raise click.UsageError(wrong)
    try:
        results, problems = table_for_figures(path, columns, asked)
    except UnknownChoice as error:
        raise click.UsageError(str(error)) from None
    except (BadCounts, BadModerators) as error:
        click.echo(f"review: {path}: {error}", err=True)
        return ctx.exit(1)
    print_problems(problems, err=True)
    if results is None:
        return ctx.exit(1)
    return results, path.parent, Path.as_posix
