"""The profile likelihood of the spread between cohorts and of the pooled rate, with the interval's cut."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import equation, level_name, number, per_cent, per_cent_range, variance
from review.figures.chart import Chart, Dot, Key, Line, Mark, Panel, Rule, Scale
from review.figures.not_drawn import NotDrawn
from review.figures.pooled_again import counts_of, first_words, title_of
from review.figures.scales import number_scale, rate_scale
from review.pooling.cohorts import checked
from review.pooling.profile_curves import NoLikelihood, ProfileCurve, profile_curves

#: What the spread is called on an axis.
SPREADS: Mapping[str, str] = {
    "tau2": "τ², variance of the log odds",
    "overdispersion": "ρ, overdispersion",
}

#: The likelihood is followed down to so many times the cut.
_DEPTH = 2.5


def profile_chart(results: Results) -> Chart:
    """Return the profile of each parameter that the model's likelihood has.

    Raises
    ------
    NotDrawn
        A model that maximises no likelihood, or counts to which none is fitted.
    """
    events, n, study = counts_of(results)
    try:
        curves = profile_curves(checked(events, n, study=study), results.result.model)
    except NoLikelihood as error:
        raise NotDrawn(error.why, error.instead) from error
    return Chart(
        name=f"{results.analysis.name}-profile",
        title=title_of(results, "profile likelihood"),
        panels=tuple(_panel(results, curve) for curve in curves),
        height=190.0,
        columns=len(curves),
        narrowest=180.0,
        key=(
            Key(label="Profile", role="cohort", looks="line"),
            Key(label="Estimate", role="primary", looks="diamond"),
            Key(
                label=f"Cut of the {level_name(results.result.model.level)} interval",
                role="primary",
                looks="line",
                dash="4 3",
            ),
        ),
        foot=first_words(*_foot(results, curves)),
        alt=_alternative(results, curves),
    )


def _panel(results: Results, curve: ProfileCurve) -> Panel:
    lowest = _DEPTH * curve.cut
    inside = [at for at, drop in zip(curve.at, curve.drop, strict=True) if drop >= lowest]
    if curve.of == "rate":
        name = outcome_of(results.analysis.outcome).rate
        x = rate_scale(f"Pooled {name}, %", inside)
    else:
        # On another scale than the logit τ² is the variance of something else.
        label = (
            SPREADS[curve.of] if results.result.model.measure == "PLO" else "τ², on the scale of the model"
        )
        x = number_scale(label, inside, floor_at=0.0)
    return Panel(
        x=x,
        y=Scale(
            label=f"Log-likelihood below its maximum ({curve.method})",
            low=lowest,
            high=0.15,
            ticks=tuple((-float(i), number(-i, 0)) for i in range(int(-lowest) + 1)),
        ),
        marks=tuple(_marks(curve)),
    )


def _marks(curve: ProfileCurve) -> Iterator[Mark]:
    yield Rule(axis="y", at=curve.cut, role="primary", width=0.9, dash="4 3")
    ends = (curve.low, *(() if curve.high is None else (curve.high,)))
    for end in ends:
        drop = _height(curve, end)
        yield Line(x=(end, end), y=(_DEPTH * curve.cut, drop), role="primary", width=0.9)
    yield Line(x=curve.at, y=curve.drop, role="cohort", width=1.6)
    yield Dot(
        x=curve.estimate,
        y=0.0,
        detail=f"Estimate {_value(curve, curve.estimate)}",
        role="primary",
        shape="diamond",
    )


def _height(curve: ProfileCurve, end: float) -> float:
    """How high the curve is at an end of its interval: on the cut, or above it at a border."""
    known = dict(zip(curve.at, curve.drop, strict=True))
    return known.get(end, curve.cut)


def _value(curve: ProfileCurve, value: float) -> str:
    return f"{per_cent(value)}%" if curve.of == "rate" else variance(value)


def _interval(curve: ProfileCurve) -> str:
    if curve.of == "rate":
        return f"{per_cent_range(curve.low, curve.high)}%"
    return f"{variance(curve.low)}–{'∞' if curve.high is None else variance(curve.high)}"


def _foot(results: Results, curves: tuple[ProfileCurve, ...]) -> Iterator[str]:
    model, heterogeneity = results.result.model, results.result.heterogeneity
    level = level_name(model.level)
    if any(curve.of == "rate" for curve in curves) and model.ci not in ("profile",):
        pooled = results.result.pooled
        yield (
            f"the interval printed with the pooled rate (ci = {model.ci}) is another: "
            f"{per_cent_range(pooled.ci_low, pooled.ci_high)}%"
        )
    for curve in curves:
        low, high = heterogeneity.tau2_ci_low, heterogeneity.tau2_ci_high
        if (
            curve.of == "tau2"
            and model.model == "inverse-variance"
            and model.ci != "profile"
            and low is not None
        ):
            end = "∞" if high is None else variance(high)
            yield f"the {level} interval printed with τ² is by Q-profile: {variance(low)}–{end}"
        if curve.high is None:
            yield "the likelihood never comes down to the cut on the right: the interval has no upper end"


def _alternative(results: Results, curves: tuple[ProfileCurve, ...]) -> str:
    level = level_name(results.result.model.level)
    names = {"tau2": "τ²", "overdispersion": "ρ", "rate": "Pooled rate"}
    told = [
        f"{equation(names[curve.of], _value(curve, curve.estimate))}, where the likelihood is highest; it "
        f"falls to the cut of the {level} interval, {number(-curve.cut, 2)} below, at {_interval(curve)}"
        for curve in curves
    ]
    return f"Profile likelihood ({curves[0].method}) of {results.result.k} cohorts. {'. '.join(told)}."
