"""Which drawing belongs to a figure of a report.

To add a figure, add its drawing under its name to `DRAWINGS`; every renderer then knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review.analysis.results import Results
from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestPlot
from review.figures.prisma import prisma_diagram
from review.figures.sensitivity import sensitivity_plot
from review.render.forest import forest_pages, forest_svg
from review.render.prisma import prisma_svg
from review.report.blocks import FigureOf


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a figure is drawn: whole for a screen, and for paper on pages of up to so many points."""

    whole: Callable[[Results], str]
    pages: Callable[[Results, float], tuple[str, ...]]


def _rows(plot: Callable[[Results], ForestPlot]) -> Drawing:
    return Drawing(
        whole=lambda results: forest_svg(plot(results), embed_font=False),
        pages=lambda results, tallest: forest_pages(plot(results), tallest=tallest, embed_font=False),
    )


def _prisma(results: Results) -> str:
    if results.selection is None or results.selection.flow is None:
        raise ValueError("The flow diagram needs the counts of the selection, and these results have none.")
    return prisma_svg(prisma_diagram(results.selection.flow), embed_font=False)


DRAWINGS: Mapping[str, Drawing] = {
    "forest": _rows(forest_plot),
    "sensitivity": _rows(sensitivity_plot),
    "prisma": Drawing(whole=_prisma, pages=lambda results, _: (_prisma(results),)),
}


def draw(figure: object) -> str:
    """Return the SVG of a figure, whole.

    Raises
    ------
    ValueError
        A figure that no drawing is known for.

    Examples
    --------
    >>> draw("<svg xmlns='http://www.w3.org/2000/svg'/>")[:4]
    '<svg'

    """
    return figure if isinstance(figure, str) else _drawing(_known(figure)).whole(_known(figure).results)


def draw_pages(figure: object, *, tallest: float) -> tuple[str, ...]:
    """Return the SVG of a figure for paper, on pages of up to `tallest` points where it can be divided."""
    if isinstance(figure, str):
        return (figure,)
    return _drawing(_known(figure)).pages(_known(figure).results, tallest)


def _drawing(figure: FigureOf) -> Drawing:
    if figure.name not in DRAWINGS:
        raise ValueError(
            f"No drawing is known for the figure {figure.name!r}. Known: {', '.join(sorted(DRAWINGS))}."
        )
    return DRAWINGS[figure.name]


def _known(figure: object) -> FigureOf:
    if isinstance(figure, FigureOf):
        return figure
    raise ValueError(f"A figure is an SVG text or a FigureOf. Got {type(figure).__name__} instead.")
