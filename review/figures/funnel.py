"""Funnel plot with contours about the pooled value, and the radial plot of the same cohorts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, number, per_cent, sentence
from review.figures.chart import Area, Chart, Dot, Key, Line, Mark, Panel, Rule, Scale
from review.figures.pooled_again import counts_of, first_words, named, need, title_of, weighted
from review.figures.scales import number_scale
from review.pooling.cohorts import checked
from review.pooling.funnel_points import LEVELS, FunnelPoints, funnel_points
from review.pooling.measures import MEASURES
from review.pooling.rate_scale import place_of_rate, rate_ticks
from review.pooling.small_study import FEWEST_COHORTS

#: What must be said wherever the shape of such a plot is looked at.
MISLEADS = (
    "Misleads for proportions: the standard error depends on the rate itself, so the funnel leans although "
    "nothing is missing (Hunter et al. 2014, doi:10.1016/j.jclinepi.2014.03.003). Look at rate against "
    "number of patients instead (review plot rate-size)."
)

_ROLES = ("band-narrow", "band", "band-wide")


def caution(k: int) -> str:
    """What keeps the shape of a funnel from misleading: always that it leans, and below ten cohorts more.

    >>> caution(12) == MISLEADS, "fewer than 10" in caution(7)
    (True, True)
    """
    few = (
        f" With fewer than {FEWEST_COHORTS} cohorts ({k} here) its shape cannot be told from chance at all."
        if k < FEWEST_COHORTS
        else ""
    )
    return MISLEADS + few


def funnel_chart(results: Results) -> Chart:
    """Return effects against standard errors, with the regions that chance alone would fill.

    Raises
    ------
    NotDrawn
        Fewer than two cohorts.
    """
    need(results, 2, "a funnel plot")
    points, note = _points(results)
    deepest = max(points.se)
    y = number_scale(f"Standard error ({_scale_name(points)})", [0.0, deepest], floor_at=0.0)
    widest = points.reach[-1] * y.high
    places = [*points.effect, points.centre - widest, points.centre + widest]
    return Chart(
        name=f"{results.analysis.name}-funnel",
        title=title_of(results, "funnel plot"),
        panels=(
            Panel(
                x=_effect_scale(results, points, min(places), max(places)),
                y=Scale(label=y.label, low=y.high, high=0.0, ticks=y.ticks),
                marks=tuple(_funnel_marks(results, points, y.high)),
            ),
        ),
        height=250.0,
        key=(
            Key(label="Cohort", role="cohort", looks="dot"),
            Key(label="Pooled rate", role="primary", looks="line"),
            *(
                Key(label=f"{level_name(level)} region", role=role, looks="area")
                for level, role in zip(LEVELS, _ROLES, strict=True)
            ),
        ),
        caution=caution(len(points.effect)),
        foot=first_words(
            "regions: where cohorts of that precision would lie if all had the pooled rate; they do not "
            "allow for τ²",
            note,
        ),
        alt=_funnel_alternative(results, points),
    )


def radial_chart(results: Results) -> Chart:
    """Return the radial (Galbraith) plot: the slope of a line from 0 to a cohort is the cohort's effect.

    Raises
    ------
    NotDrawn
        Fewer than two cohorts.
    """
    need(results, 2, "a radial plot")
    points, note = _points(results)
    xs, ys = zip(*points.radial, strict=True)
    x = number_scale("1 / √(standard error² + τ²)", [0.0, max(xs)], floor_at=0.0)
    z = points.reach[1]
    ends = [points.centre * at + side for at in (0.0, x.high) for side in (-z, z)]
    y = number_scale(f"Effect ({_scale_name(points)}) / √(standard error² + τ²)", [*ys, *ends])
    slopes = rate_ticks(points.choice.measure, y.low / x.high, y.high / x.high, points.typical_n)
    return Chart(
        name=f"{results.analysis.name}-radial",
        title=title_of(results, "radial plot"),
        panels=(
            Panel(
                x=x,
                y=y,
                marks=tuple(_radial_marks(results, points, x.high)),
                right=Scale(
                    label="Rate, %",
                    low=y.low,
                    high=y.high,
                    ticks=tuple(
                        (slope * x.high, per_cent(rate, 0 if rate >= 0.01 else 1)) for slope, rate in slopes
                    ),
                ),
            ),
        ),
        height=250.0,
        key=(
            Key(label="Cohort", role="cohort", looks="dot"),
            Key(label="Pooled rate", role="primary", looks="line"),
            Key(label=f"{level_name(LEVELS[1])} band", role="band", looks="area"),
        ),
        caution=caution(len(points.effect)),
        foot=first_words(
            "a line from 0 through a cohort meets the right edge at the rate of the cohort", note
        ),
        alt=_radial_alternative(results, points),
    )


def _points(results: Results) -> tuple[FunnelPoints, str]:
    choice, lent = weighted(results)
    events, n, study = counts_of(results)
    return funnel_points(checked(events, n, study=study), choice), lent


def _scale_name(points: FunnelPoints) -> str:
    return MEASURES[points.choice.measure].label


def _rate(points: FunnelPoints, effect: float) -> float:
    return float(MEASURES[points.choice.measure].proportion(effect, points.typical_n) or 0.0)


def _effect_scale(results: Results, points: FunnelPoints, low: float, high: float) -> Scale:
    name = sentence(outcome_of(results.analysis.outcome).rate)
    ticks = rate_ticks(points.choice.measure, low, high, points.typical_n)
    measure = points.choice.measure
    # On scales that end, what lies beyond the last rate is no place for a tick or a cohort.
    if measure in ("PAS", "PFT", "PR"):
        ends = place_of_rate(measure, 0.0, points.typical_n), place_of_rate(measure, 1.0, points.typical_n)
        low, high = max(low, min(ends)), min(high, max(ends))
    return Scale(
        label=f"{name}, % (spaced as {_scale_name(points)})",
        low=low,
        high=high,
        ticks=tuple((place, per_cent(rate, 0 if 0.01 <= rate <= 0.99 else 1)) for place, rate in ticks),
    )


def _cohorts(
    results: Results, places: Sequence[tuple[float, float]], outside: Sequence[str]
) -> Iterator[Dot]:
    for row, (x, y) in zip(results.result.studies, places, strict=True):
        yield Dot(
            x=x,
            y=y,
            label=row.study,
            detail=f"{row.study}: {row.events}/{row.n}, {per_cent(row.proportion)}%",
            must=row.study in outside,
        )


def _outside_funnel(results: Results, points: FunnelPoints) -> list[str]:
    return [
        row.study
        for row, effect, se in zip(results.result.studies, points.effect, points.se, strict=True)
        if abs(effect - points.centre) > points.reach[1] * se
    ]


def _outside_radial(results: Results, points: FunnelPoints) -> list[str]:
    return [
        row.study
        for row, (x, y) in zip(results.result.studies, points.radial, strict=True)
        if abs(y - points.centre * x) > points.reach[1]
    ]


def _funnel_marks(results: Results, points: FunnelPoints, deepest: float) -> Iterator[Mark]:
    for reach, role in zip(reversed(points.reach), reversed(_ROLES), strict=True):
        wide = reach * deepest
        yield Area(
            x=(0.0, deepest),
            low=(points.centre, points.centre - wide),
            high=(points.centre, points.centre + wide),
            role=role,
            turned=True,
        )
    yield Rule(axis="x", at=points.centre, role="primary", width=1.4)
    yield from _cohorts(
        results, tuple(zip(points.effect, points.se, strict=True)), _outside_funnel(results, points)
    )


def _radial_marks(results: Results, points: FunnelPoints, furthest: float) -> Iterator[Mark]:
    z, end = points.reach[1], points.centre * furthest
    yield Area(x=(0.0, furthest), low=(-z, end - z), high=(z, end + z), role="band")
    yield Line(x=(0.0, furthest), y=(0.0, end), role="primary", width=1.4)
    yield from _cohorts(results, points.radial, _outside_radial(results, points))


def _funnel_alternative(results: Results, points: FunnelPoints) -> str:
    outside = _outside_funnel(results, points)
    return (
        f"Funnel plot of {len(points.effect)} cohorts about a pooled rate of "
        f"{per_cent(_rate(points, points.centre))}%: standard errors ({_scale_name(points)}) from "
        f"{number(min(points.se), 2)} to {number(max(points.se), 2)}. Outside the {level_name(LEVELS[1])} "
        "region: "
        f"{len(outside)} of {len(points.effect)}" + (f" ({named(outside)})" if outside else "") + "."
    )


def _radial_alternative(results: Results, points: FunnelPoints) -> str:
    outside = _outside_radial(results, points)
    precise = max(
        zip((x for x, _ in points.radial), (row.study for row in results.result.studies), strict=True)
    )
    return (
        f"Radial plot of {len(points.effect)} cohorts about a pooled rate of "
        f"{per_cent(_rate(points, points.centre))}%. Outside the {level_name(LEVELS[1])} band: "
        f"{len(outside)} of {len(points.effect)}"
        + (f" ({named(outside)})" if outside else "")
        + f". The most precise is {precise[1]}."
    )
