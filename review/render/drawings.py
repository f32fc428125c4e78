"""Which drawing belongs to a figure of a report.

To add a figure, add its drawing under its name to `DRAWINGS`; every renderer then knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from review.analysis.results import Results
from review.figures.forest import forest_plot
from review.figures.prisma import prisma_diagram
from review.render.forest import forest_svg
from review.render.prisma import prisma_svg
from review.report.blocks import FigureOf


def _forest(results: Results) -> str:
    return forest_svg(forest_plot(results), embed_font=False)


def _prisma(results: Results) -> str:
    if results.selection is None or results.selection.flow is None:
        raise ValueError("The flow diagram needs the counts of the selection, and these results have none.")
    return prisma_svg(prisma_diagram(results.selection.flow), embed_font=False)


DRAWINGS: Mapping[str, Callable[[Results], str]] = {"forest": _forest, "prisma": _prisma}


def draw(figure: object) -> str:
    """Return the SVG of a figure.

    Raises
    ------
    ValueError
        A figure that no drawing is known for.

    Examples
    --------
    >>> draw("<svg xmlns='http://www.w3.org/2000/svg'/>")[:4]
    '<svg'

    """
    if isinstance(figure, str):
        return figure
    if isinstance(figure, FigureOf):
        if figure.name not in DRAWINGS:
            known = ", ".join(sorted(DRAWINGS)) or "none"
            raise ValueError(f"No drawing is known for the figure {figure.name!r}. Known: {known}.")
        return DRAWINGS[figure.name](figure.results)
    raise ValueError(f"A figure is an SVG text or a FigureOf. Got {type(figure).__name__} instead.")
