"""Bubble plot: rates against a moderator, with the line of the meta-regression, in per cent."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import equation, level_name, p_value, per_cent, per_cent_range, sentence
from review.figures.chart import Area, Chart, Dot, Key, Line, Mark, Panel, Scale
from review.figures.not_drawn import NotDrawn
from review.figures.pooled_again import first_words, title_of
from review.figures.scales import number_scale, rate_scale
from review.pooling.results import Regression, RegressionPrediction, StudyRate


def bubble_chart(results: Results) -> Chart:
    """Return each cohort at its value of the moderator, and the rate that the regression expects there.

    Raises
    ------
    NotDrawn
        An analysis without a meta-regression, or with several moderators, of which no plane is drawn.
    """
    regression = results.result.regression
    if regression is None:
        raise NotDrawn(
            "a bubble plot shows a meta-regression, and this analysis has none",
            "name a moderator in the analysis file (docs/analyses.md); review plot orchard shows subgroups",
        )
    if not regression.predictions:
        raise NotDrawn(
            "with several moderators there is no one line to draw",
            "name one of them alone; the table of coefficients has all",
        )
    name = next(iter(regression.predictions[0].moderators))
    values = moderator_values(results, name)
    levels = _levels(regression, name)
    places = [float(levels.index(value)) if levels else float(value) for value in values]
    return Chart(
        name=f"{results.analysis.name}-bubble",
        title=title_of(results, f"rate against {_words(name)}"),
        panels=(
            Panel(
                x=_moderator_scale(name, levels, places),
                y=rate_scale(f"{sentence(outcome_of(results.analysis.outcome).rate)}, %", [1.0]),
                marks=(
                    *_expected(regression, name, levels),
                    *_bubbles(results.result.studies, places, values, name),
                ),
            ),
        ),
        height=250.0,
        key=tuple(_key(results, regression)),
        foot=first_words(*_foot(results, regression)),
        alt=_alternative(results, regression, name),
    )


def moderator_values(results: Results, name: str) -> tuple[float | str, ...]:
    """Return the value of a moderator for each cohort: a number where all are numbers.

    Raises
    ------
    NotDrawn
        Values that the results do not hold.
    """
    found = []
    for cohort in results.cohorts:
        value = cohort.columns.get(name, getattr(cohort, name, None))
        if value is None or len(results.cohorts) != results.result.k:
            raise NotDrawn(
                f"the values of {name} are not with the results", f'add "{name}" to columns under [figure]'
            )
        found.append(str(value))
    try:
        return tuple(float(value) for value in found)
    except ValueError:
        return tuple(found)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _levels(regression: Regression, name: str) -> list[float | str]:
    values = [row.moderators[name] for row in regression.predictions]
    return values if any(isinstance(value, str) for value in values) else []


def _moderator_scale(name: str, levels: list[float | str], places: list[float]) -> Scale:
    label = sentence(_words(name))
    if levels:
        ticks = tuple((float(i), str(level)) for i, level in enumerate(levels))
        return Scale(label=label, low=-0.6, high=len(levels) - 0.4, ticks=ticks)
    scale = number_scale(label, places)
    room = 0.04 * (scale.high - scale.low)
    return Scale(label=label, low=scale.low - room, high=scale.high + room, ticks=scale.ticks)


def _expected(regression: Regression, name: str, levels: list[float | str]) -> Iterator[Mark]:
    rows = regression.predictions
    if levels:
        for at, row in enumerate(rows):
            yield from _level(float(at), row)
        return
    x = tuple(float(row.moderators[name]) for row in rows)
    if all(row.prediction_low is not None for row in rows):
        yield Area(
            x=x,
            low=tuple(row.prediction_low or 0.0 for row in rows),
            high=tuple(row.prediction_high or 0.0 for row in rows),
            role="band-wide",
        )
    yield Area(x=x, low=tuple(r.ci_low for r in rows), high=tuple(r.ci_high for r in rows), role="band")
    yield Line(x=x, y=tuple(row.estimate for row in rows), role="primary", width=1.6)


def _level(at: float, row: RegressionPrediction) -> Iterator[Mark]:
    if row.prediction_low is not None and row.prediction_high is not None:
        yield Line(x=(at, at), y=(row.prediction_low, row.prediction_high), role="primary", width=1.0)
    yield Line(x=(at, at), y=(row.ci_low, row.ci_high), role="primary", width=3.0)
    yield Dot(
        x=at,
        y=row.estimate,
        size=2.2,
        role="primary",
        shape="diamond",
        detail=f"Expected: {per_cent(row.estimate)}% ({per_cent_range(row.ci_low, row.ci_high)}%)",
    )


def _bubbles(
    studies: tuple[StudyRate, ...], places: list[float], values: tuple[float | str, ...], name: str
) -> Iterator[Dot]:
    largest = max(row.n for row in studies)
    for row, at, value in zip(studies, places, values, strict=True):
        shown = f"{value:g}" if isinstance(value, float) else value
        yield Dot(
            x=at if not isinstance(value, str) else at - 0.2,
            y=row.proportion,
            size=0.4 + 8.0 * row.n / largest,
            label=row.study,
            detail=f"{row.study}: {_words(name)} {shown}, {row.events}/{row.n}, {per_cent(row.proportion)}%",
            must=row.n >= largest / sqrt(2),
        )


def _key(results: Results, regression: Regression) -> Iterator[Key]:
    level = level_name(results.result.model.level)
    yield Key(label="Cohort (area: patients)", role="cohort", looks="dot")
    yield Key(label="Expected rate", role="primary", looks="line")
    yield Key(label=f"its {level} CI", role="band", looks="area")
    if regression.predictions[0].prediction_low is not None:
        yield Key(label=f"{level} prediction interval", role="band-wide", looks="area")


def _foot(results: Results, regression: Regression) -> Iterator[str]:
    if regression.qm_p is not None:
        yield f"test of the moderator: {p_value(regression.qm_p)}; {results.result.k} cohorts"
    yield "cohorts differ in more than this moderator: a slope is no effect of it"


def _alternative(results: Results, regression: Regression, name: str) -> str:
    rows = regression.predictions
    ends = (rows[0], rows[-1]) if len(rows) > 6 else rows
    told = "; ".join(
        f"at {equation(_words(name), _number(row.moderators[name]))}, {per_cent(row.estimate)}% "
        f"({per_cent_range(row.ci_low, row.ci_high)}%)"
        for row in ends
    )
    tested = f" Test of the moderator: {p_value(regression.qm_p)}." if regression.qm_p is not None else ""
    return (
        f"Rates of {results.result.k} cohorts against {_words(name)}. "
        f"Expected by the meta-regression: {told}.{tested}"
    )


def _number(value: float | str) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
