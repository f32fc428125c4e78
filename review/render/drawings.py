"""Which drawing belongs to a figure of a report.

To add a figure, add its drawing under its name to `DRAWINGS`; every renderer then knows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from review.analysis.results import Results
from review.figures.agreement import agreement_plot
from review.figures.composition import composition_plot
from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestPlot
from review.figures.leave_one_out import leave_one_out_plot
from review.figures.outcome_board import outcome_board
from review.figures.pictogram import pictogram
from review.figures.prisma import prisma_diagram
from review.figures.sensitivity import sensitivity_plot
from review.figures.traffic_lights import TrafficLights, traffic_lights
from review.render.drawable import drawable_texts
from review.render.forest import forest_pages, forest_svg
from review.render.outcome_board import outcome_board_pages, outcome_board_svg
from review.render.pictogram import pictogram_svg
from review.render.prisma import prisma_svg
from review.render.traffic_lights import traffic_lights_pages, traffic_lights_svg
from review.report.blocks import FigureOf
from review.screening.flow import Flow

#: Fields of a plot that nobody reads: a page finds rows by them.
NOT_DRAWN = frozenset({"cohort_id"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a figure is drawn: whole for a screen, and for paper on pages of up to so many points.

    Each takes last whether the font is embedded, as a file of its own needs it.
    """

    whole: Callable[[Results, bool], str]
    pages: Callable[[Results, float, bool], tuple[str, ...]]


def _rows(plot: Callable[[Results], ForestPlot]) -> Drawing:
    return Drawing(
        whole=lambda results, embed_font: forest_svg(
            drawable_texts(plot(results), keep=NOT_DRAWN), embed_font=embed_font
        ),
        pages=lambda results, tallest, embed_font: forest_pages(
            drawable_texts(plot(results), keep=NOT_DRAWN), tallest=tallest, embed_font=embed_font
        ),
    )


def _lights(results: Results) -> tuple[TrafficLights, ...]:
    return tuple(traffic_lights(results, bias) for bias in results.risk_of_bias)


def _composition(results: Results) -> ForestPlot:
    return composition_plot(forest_plot(results), results)


DRAWINGS: Mapping[str, Drawing] = {
    "agreement": _rows(agreement_plot),
    "composition": _rows(_composition),
    "forest": _rows(forest_plot),
    "leave-one-out": _rows(leave_one_out_plot),
    "outcomes": Drawing(
        whole=lambda results, embed_font: outcome_board_svg(
            drawable_texts(outcome_board(results)), embed_font=embed_font
        ),
        pages=lambda results, tallest, embed_font: outcome_board_pages(
            drawable_texts(outcome_board(results)), tallest=tallest, embed_font=embed_font
        ),
    ),
    "pictogram": Drawing(
        whole=lambda results, embed_font: pictogram_svg(
            drawable_texts(pictogram(results)), embed_font=embed_font
        ),
        pages=lambda results, _, embed_font: (
            pictogram_svg(drawable_texts(pictogram(results)), embed_font=embed_font),
        ),
    ),
    "risk-of-bias": Drawing(
        whole=lambda results, embed_font: traffic_lights_svg(_lights(results), embed_font=embed_font),
        pages=lambda results, tallest, embed_font: traffic_lights_pages(
            _lights(results), tallest=tallest, embed_font=embed_font
        ),
    ),
    "sensitivity": _rows(sensitivity_plot),
}


def flow_svg(flow: Flow, *, embed_font: bool) -> str:
    """Return the SVG of a flow diagram."""
    return prisma_svg(drawable_texts(prisma_diagram(flow)), embed_font=embed_font)


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
    if isinstance(figure, str):
        return figure
    if isinstance(figure, Flow):
        return flow_svg(figure, embed_font=False)
    return _drawing(_known(figure)).whole(_known(figure).results, False)


def draw_pages(figure: object, *, tallest: float) -> tuple[str, ...]:
    """Return the SVG of a figure for paper, on pages of up to `tallest` points where it can be divided."""
    if isinstance(figure, str | Flow):
        return (draw(figure),)
    return _drawing(_known(figure)).pages(_known(figure).results, tallest, False)


def _drawing(figure: FigureOf) -> Drawing:
    if figure.name not in DRAWINGS:
        raise ValueError(
            f"No drawing is known for the figure {figure.name!r}. Known: {', '.join(sorted(DRAWINGS))}."
        )
    return DRAWINGS[figure.name]


def _known(figure: object) -> FigureOf:
    if isinstance(figure, FigureOf):
        return figure
    raise ValueError(f"A figure is an SVG text, a FigureOf or a Flow. Got {type(figure).__name__} instead.")
