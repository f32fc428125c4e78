"""Which drawing belongs to a figure: the one registry of what `review plot` draws and a report may show.

To add a figure, write what it shows as data in `review/figures/`, and name it in `DRAWINGS`: commands, help,
report, gallery and tests take it from there. A figure made of panels (`review.figures.chart`) needs no
drawing of its own. Everything is imported when it is drawn, so that help, which lists the kinds, comes at
once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from review.analysis.results import Results
    from review.figures.chart import Chart
    from review.figures.forest_anatomy import ForestPlot
    from review.figures.traffic_lights import TrafficLights
    from review.report.blocks import FigureOf
    from review.screening.flow import Flow

#: What a figure shows, before it is drawn.
Shown = TypeVar("Shown")

#: Figures, page, PDF and Word are made side by side: who comes second finds what the first has made.
_ONE_AT_A_TIME = RLock()

#: Fields of a plot that nobody reads: a page finds rows by them.
NOT_DRAWN = frozenset({"cohort_id"})


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a figure is drawn: whole for a screen, and for paper on pages of up to so many points.

    Each takes last whether the font is embedded, as a file of its own needs it.

    Parameters
    ----------
    label
        What the figure is called.
    shows
        What a reader learns from it, in a sentence.
    at_width
        The figure drawn anew for a page of so many points, its letters as large as ever; None for drawings
        whose columns of text ask for their own width, and which are scaled.
    """

    whole: Callable[[Results, bool], str]
    pages: Callable[[Results, float, bool], tuple[str, ...]]
    label: str = ""
    shows: str = ""
    at_width: Callable[[Results, bool, float], str] | None = None


def _rows(label: str, shows: str, load: Callable[[], Callable[[Results], ForestPlot]]) -> Drawing:
    """A figure that is drawn as a forest plot is."""

    def whole(results: Results, embed_font: bool) -> str:
        from review.render.forest import forest_svg

        return forest_svg(_drawable(load, results), embed_font=embed_font)

    def pages(results: Results, tallest: float, embed_font: bool) -> tuple[str, ...]:
        from review.render.forest import forest_pages

        return forest_pages(_drawable(load, results), tallest=tallest, embed_font=embed_font)

    return Drawing(whole, pages, label, shows)


@dataclass(frozen=True, slots=True, eq=False)
class _Itself:
    """Results as a key of a cache: equal to themselves only, so that nothing large is compared."""

    results: Results

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.results is self.results

    def __hash__(self) -> int:
        return id(self.results)


def _drawable(load: Callable[[], Callable[[Results], Shown]], results: Results) -> Shown:
    with _ONE_AT_A_TIME:
        return cast("Shown", _computed(load, _Itself(results)))


@functools.lru_cache(maxsize=32)
def _computed(load: Callable[[], Callable[[Results], Shown]], itself: _Itself) -> Shown:
    """What a figure shows, which page, PDF, Word and files each draw, computed once."""
    from review.render.drawable import drawable_texts

    return drawable_texts(load()(itself.results), keep=NOT_DRAWN)


@functools.lru_cache(maxsize=64)
def _on_pages(name: str, itself: _Itself, tallest: float) -> tuple[str, ...]:
    """The pages of a figure, which PDF and Word both show, drawn once."""
    return DRAWINGS[name].pages(itself.results, tallest, False)


def _chart(label: str, shows: str, load: Callable[[], Callable[[Results], Chart]]) -> Drawing:
    """A figure made of panels, drawn with matplotlib and seaborn."""

    def whole(results: Results, embed_font: bool) -> str:
        from review.render.chart import chart_svg

        return chart_svg(_drawable(load, results), embed_font=embed_font)

    def at_width(results: Results, embed_font: bool, width: float) -> str:
        from review.render.chart import chart_svg

        return chart_svg(_drawable(load, results), embed_font=embed_font, width=width)

    def pages(results: Results, tallest: float, embed_font: bool) -> tuple[str, ...]:
        from review.render.chart_pages import chart_pages

        return chart_pages(_drawable(load, results), tallest=tallest, embed_font=embed_font)

    return Drawing(whole, pages, label, shows, at_width)


def _lights(results: Results) -> tuple[TrafficLights, ...]:
    from review.figures.not_drawn import NotDrawn
    from review.figures.traffic_lights import traffic_lights

    if not results.risk_of_bias:
        raise NotDrawn(
            "no risk of bias was judged",
            "make a workbook with: review rob form, and fill it in (docs/risk_of_bias.md)",
        )
    return tuple(traffic_lights(results, bias) for bias in results.risk_of_bias)


def _lights_whole(results: Results, embed_font: bool) -> str:
    from review.render.traffic_lights import traffic_lights_svg

    return traffic_lights_svg(_lights(results), embed_font=embed_font)


def _lights_pages(results: Results, tallest: float, embed_font: bool) -> tuple[str, ...]:
    from review.render.traffic_lights import traffic_lights_pages

    return traffic_lights_pages(_lights(results), tallest=tallest, embed_font=embed_font)


def _forest() -> Callable[[Results], ForestPlot]:
    from review.figures.forest import forest_plot

    return forest_plot


def _leave_one_out() -> Callable[[Results], ForestPlot]:
    from review.figures.leave_one_out import leave_one_out_plot

    return leave_one_out_plot


def _composition() -> Callable[[Results], ForestPlot]:
    from review.figures.composition import composition_plot
    from review.figures.forest import forest_plot

    return lambda results: composition_plot(forest_plot(results), results)


def _people(results: Results, embed_font: bool) -> str:
    from review.figures.pictogram import pictogram
    from review.render.drawable import drawable_texts
    from review.render.pictogram import pictogram_svg

    return pictogram_svg(drawable_texts(pictogram(results)), embed_font=embed_font)


def _board(results: Results, embed_font: bool) -> str:
    from review.figures.outcome_board import outcome_board
    from review.render.drawable import drawable_texts
    from review.render.outcome_board import outcome_board_svg

    return outcome_board_svg(drawable_texts(outcome_board(results)), embed_font=embed_font)


def _board_pages(results: Results, tallest: float, embed_font: bool) -> tuple[str, ...]:
    from review.figures.outcome_board import outcome_board
    from review.render.drawable import drawable_texts
    from review.render.outcome_board import outcome_board_pages

    return outcome_board_pages(drawable_texts(outcome_board(results)), tallest=tallest, embed_font=embed_font)


def _sensitivity() -> Callable[[Results], ForestPlot]:
    from review.figures.sensitivity import sensitivity_plot

    return sensitivity_plot


def _agreement() -> Callable[[Results], ForestPlot]:
    from review.figures.agreement import agreement_plot

    return agreement_plot


def _cumulative() -> Callable[[Results], ForestPlot]:
    from review.figures.cumulative import cumulative_plot

    return cumulative_plot


def _rate_size() -> Callable[[Results], Chart]:
    from review.figures.rate_size import rate_size_chart

    return rate_size_chart


def _influence() -> Callable[[Results], Chart]:
    from review.figures.influence import influence_chart

    return influence_chart


def _profile() -> Callable[[Results], Chart]:
    from review.figures.profile import profile_chart

    return profile_chart


def _posterior() -> Callable[[Results], Chart]:
    from review.figures.posterior import posterior_chart

    return posterior_chart


def _bubble() -> Callable[[Results], Chart]:
    from review.figures.bubble import bubble_chart

    return bubble_chart


def _orchard() -> Callable[[Results], Chart]:
    from review.figures.orchard import orchard_chart

    return orchard_chart


def _drapery() -> Callable[[Results], Chart]:
    from review.figures.drapery import drapery_chart

    return drapery_chart


def _baujat() -> Callable[[Results], Chart]:
    from review.figures.baujat import baujat_chart

    return baujat_chart


def _gosh() -> Callable[[Results], Chart]:
    from review.figures.gosh import gosh_chart

    return gosh_chart


def _funnel() -> Callable[[Results], Chart]:
    from review.figures.funnel import funnel_chart

    return funnel_chart


def _radial() -> Callable[[Results], Chart]:
    from review.figures.funnel import radial_chart

    return radial_chart


DRAWINGS: Mapping[str, Drawing] = {
    "forest": _rows("Forest plot", "Each cohort's counts and rate, and what was pooled of them.", _forest),
    "sensitivity": _rows(
        "Sensitivity analyses", "Whether the pooled rate holds when a choice is made otherwise.", _sensitivity
    ),
    "agreement": _rows(
        "Agreement of models", "Whether the pooled rate holds under other models.", _agreement
    ),
    "leave-one-out": _rows(
        "Each cohort left out", "Whether one cohort carries the pooled rate.", _leave_one_out
    ),
    "composition": _rows(
        "Best responses",
        "How the patients of each cohort divide up: CR, PR, SD, PD, NE, and what is not reported.",
        _composition,
    ),
    "pictogram": Drawing(
        _people,
        lambda results, _, embed_font: (_people(results, embed_font),),
        "Of 100 patients",
        "How many of 100 patients can be expected to have the outcome, in words for patients.",
    ),
    "outcomes": Drawing(
        _board,
        _board_pages,
        "Outcome board",
        "Response, disease control, adverse events and progression-free survival of each cohort.",
    ),
    "cumulative": _rows(
        "Pooled rate over time",
        "How the pooled rate moved and narrowed as cohorts were reported.",
        _cumulative,
    ),
    "risk-of-bias": Drawing(
        _lights_whole,
        _lights_pages,
        "Risk of bias",
        "A light for each judgement, and how the lights divide up at each item.",
    ),
    "rate-size": _chart(
        "Rate against number of patients",
        "Whether small cohorts report other rates than large ones, and which lie beyond what chance allows.",
        _rate_size,
    ),
    "influence": _chart(
        "Influence", "What each cohort does to the pooled rate, by eight measures.", _influence
    ),
    "profile": _chart(
        "Profile likelihood",
        "How well the cohorts tell their spread and the pooled rate, and where the intervals end.",
        _profile,
    ),
    "posterior": _chart(
        "Posterior",
        "What a Bayesian model holds of the pooled rate, of a new cohort's rate, and of the spread.",
        _posterior,
    ),
    "bubble": _chart(
        "Bubble plot", "How the rate depends on a moderator, with the line of the regression.", _bubble
    ),
    "orchard": _chart(
        "Orchard plot", "The cohorts as a swarm beside the pooled rate and the prediction interval.", _orchard
    ),
    "drapery": _chart(
        "Drapery plot",
        "Which rates each cohort and the pooled rate are compatible with, at every level.",
        _drapery,
    ),
    "baujat": _chart(
        "Baujat plot",
        "Which cohorts make the heterogeneity, and which of them move the pooled rate.",
        _baujat,
    ),
    "gosh": _chart("GOSH plot", "Whether subsets of the cohorts fall into groups of different rates.", _gosh),
    "funnel": _chart(
        "Funnel plot", "Rates against standard errors; misleads for proportions, and says so.", _funnel
    ),
    "radial": _chart("Radial plot", "The same cohorts as slopes of lines from 0 (Galbraith).", _radial),
}


def flow_svg(flow: Flow, *, embed_font: bool) -> str:
    """Return the SVG of a flow diagram."""
    from review.figures.prisma import prisma_diagram
    from review.render.drawable import drawable_texts
    from review.render.prisma import prisma_svg

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
    from review.screening.flow import Flow

    if isinstance(figure, str):
        return figure
    if isinstance(figure, Flow):
        return flow_svg(figure, embed_font=False)
    known = _known(figure)
    return DRAWINGS[known.name].whole(known.results, False)


def draw_pages(figure: object, *, tallest: float) -> tuple[str, ...]:
    """Return the SVG of a figure for paper, on pages of up to `tallest` points where it can be divided."""
    from review.screening.flow import Flow

    if isinstance(figure, str | Flow):
        return (draw(figure),)
    known = _known(figure)
    with _ONE_AT_A_TIME:
        return _on_pages(known.name, _Itself(known.results), tallest)


def _known(figure: Any) -> FigureOf:
    from review.report.blocks import FigureOf

    if not isinstance(figure, FigureOf):
        raise ValueError(
            f"A figure is an SVG text, a FigureOf or a Flow. Got {type(figure).__name__} instead."
        )
    if figure.name not in DRAWINGS:
        raise ValueError(
            f"No drawing is known for the figure {figure.name!r}. Known: {', '.join(sorted(DRAWINGS))}."
        )
    return figure
