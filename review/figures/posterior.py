"""The posterior of a Bayesian model: of the pooled rate, of a new cohort's rate, and of the spread."""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, number, per_cent, per_cent_range
from review.figures.chart import Area, Chart, Key, Line, Mark, Panel, Scale
from review.figures.pooled_again import counts_of, first_words, need, title_of
from review.figures.scales import number_scale, rate_scale
from review.pooling.cohorts import checked
from review.pooling.posterior_curves import PosteriorCurve, posterior_curves


def posterior_chart(results: Results) -> Chart:
    """Return the three densities, each with its median and interval, whatever the model of the analysis.

    Raises
    ------
    NotDrawn
        Fewer than two cohorts.
    """
    need(results, 2, "a posterior of how far cohorts differ")
    events, n, study = counts_of(results)
    level = results.result.model.level
    found = posterior_curves(checked(events, n, study=study), level=level)
    priors = found.priors
    note = (
        ""
        if results.result.model.model == "bayesian"
        else "the pooled rate of this analysis is by another model; this one is Bayesian, of the same cohorts"
    )
    outcome = outcome_of(results.analysis.outcome).rate
    return Chart(
        name=f"{results.analysis.name}-posterior",
        title=title_of(results, "posterior"),
        panels=tuple(_panel(curve, outcome) for curve in found.curves),
        height=150.0,
        columns=3,
        narrowest=145.0,
        key=(
            Key(label="Density", role="cohort", looks="line"),
            Key(label=f"{level_name(level)} interval", role="band", looks="area"),
            Key(label="Median", role="primary", looks="line"),
        ),
        foot=first_words(
            f"logit-binomial model; priors: τ half-normal({priors.tau_scale:g}), pooled log odds "
            f"normal({priors.mu_mean:g}, {priors.mu_sd:g})",
            note,
        ),
        alt=_alternative(found.curves, level, len(study)),
    )


def _panel(curve: PosteriorCurve, outcome: str) -> Panel:
    titles = {
        "rate": f"Pooled {outcome}, %",
        "new": "Rate of a new cohort, %",
        "tau": "τ, spread of the log odds",
    }
    x = (
        number_scale(titles[curve.of], [curve.at[-1]], floor_at=0.0)
        if curve.of == "tau"
        else rate_scale(titles[curve.of], [1.0])
    )
    top = 1.05 * max(curve.density)
    return Panel(x=x, y=Scale(label="Density", low=0.0, high=top, ticks=()), marks=tuple(_marks(curve, top)))


def _marks(curve: PosteriorCurve, top: float) -> Iterator[Mark]:
    inside = [
        (at, density)
        for at, density in zip(curve.at, curve.density, strict=True)
        if curve.low <= at <= curve.high
    ]
    if inside:
        x, y = zip(*inside, strict=True)
        yield Area(x=x, low=(0.0,) * len(x), high=y, role="band")
    yield Line(x=(curve.median, curve.median), y=(0.0, top), role="primary", width=1.2)
    yield Line(x=curve.at, y=curve.density, role="cohort", width=1.4)


def _alternative(curves: tuple[PosteriorCurve, ...], level: float, k: int) -> str:
    names = {"rate": "Pooled rate", "new": "Rate of a new cohort", "tau": "τ"}
    told = []
    for curve in curves:
        if curve.of == "tau":
            value, ends = number(curve.median, 2), f"{number(curve.low, 2)}–{number(curve.high, 2)}"
        else:
            value, ends = f"{per_cent(curve.median)}%", f"{per_cent_range(curve.low, curve.high)}%"
        told.append(f"{names[curve.of]}: median {value}, {level_name(level)} interval {ends}")
    return f"Posterior densities of a Bayesian model of {k} cohorts. {'. '.join(told)}."
