"""Drapery plot: which rates each cohort and the pooled rate are compatible with, at every level at once."""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, number, per_cent, sentence
from review.figures.chart import Area, Chart, Key, Line, Mark, Panel, Rule, Scale
from review.figures.few_cohorts import fewest_drawn, shown_prediction
from review.figures.forest_rows import rate_with_interval
from review.figures.not_drawn import NotDrawn
from review.figures.pooled_again import counts_of, first_words, title_of
from review.figures.scales import rate_scale
from review.pooling.cohorts import checked
from review.pooling.p_value_curves import NoPValues, cohort_curves, pooled_curve

#: More curves than this are drawn lighter.
MANY = 15


def drapery_chart(results: Results) -> Chart:
    """Return the p-value function of each cohort and of the pooled rate, and the prediction interval.

    Raises
    ------
    NotDrawn
        A pooled interval that is not made of a standard error.
    """
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    events, n, study = counts_of(results)
    cohorts = checked(events, n, study=study)
    try:
        drawn = result.k >= fewest_drawn(results, None)
        pooled = pooled_curve(result.pooled, result.model, cohorts) if drawn else None
    except NoPValues as error:
        raise NotDrawn(f"{error.why}, so it has no p-value function", error.instead) from error
    prediction = shown_prediction(result.pooled, result.heterogeneity) if pooled else None
    marks: list[Mark] = []
    if prediction:
        marks.append(Area(x=prediction, low=(0.0, 0.0), high=(1.0, 1.0), role="band"))
    level = 1 - result.model.level
    marks.append(Rule(axis="y", at=level, role="reference", width=0.8, dash="4 3"))
    for name, curve in zip(study, cohort_curves(cohorts), strict=True):
        marks.append(Line(x=curve.rate, y=curve.p, role=thread(result.k), width=0.7, detail=name))
    if pooled:
        marks.append(Line(x=pooled.rate, y=pooled.p, role="primary", width=2.0, detail="Pooled rate"))
    return Chart(
        name=f"{results.analysis.name}-drapery",
        title=title_of(results, "drapery plot"),
        panels=(
            Panel(
                x=rate_scale(f"{sentence(outcome.rate)}, %", [1.0]),
                y=Scale(
                    label="p of each rate",
                    low=0.0,
                    high=1.02,
                    ticks=tuple((p, number(p, 2)) for p in (0.0, level, 0.25, 0.5, 0.75, 1.0)),
                ),
                marks=tuple(marks),
            ),
        ),
        height=240.0,
        key=tuple(_key(results, pooled is not None, prediction is not None)),
        foot=first_words(
            f"where a curve lies above {number(level, 2)} the rate is inside the "
            f"{level_name(result.model.level)} interval; cohorts: exact binomial, as Clopper-Pearson",
            "" if pooled else "too few cohorts for a pooled rate in a figure",
        ),
        alt=_alternative(results, prediction),
    )


def thread(k: int) -> str:
    """The role of a cohort's curve: lighter where many would hide the pooled one."""
    return "cohort" if k <= MANY else "shade-3"


def _key(results: Results, pooled: bool, prediction: bool) -> Iterator[Key]:
    yield Key(label="Cohort", role=thread(results.result.k), looks="line")
    if pooled:
        yield Key(label="Pooled rate", role="primary", looks="line")
    if prediction:
        yield Key(
            label=f"{level_name(results.result.model.level)} prediction interval", role="band", looks="area"
        )


def _alternative(results: Results, prediction: tuple[float, float] | None) -> str:
    result = results.result
    rates = [row.proportion for row in result.studies]
    ahead = (
        f" The prediction interval is {per_cent(prediction[0])}% to {per_cent(prediction[1])}%."
        if prediction
        else ""
    )
    return (
        f"P-value functions of {result.k} cohorts, which peak at rates from {per_cent(min(rates))}% to "
        f"{per_cent(max(rates))}%. Pooled: {rate_with_interval(result.pooled, result.model.level)}.{ahead}"
    )
