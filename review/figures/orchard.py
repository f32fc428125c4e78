"""Orchard plot: the cohorts as a swarm, and the pooled rate with its interval and the prediction interval."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, per_cent, per_cent_range, sentence
from review.figures.chart import Chart, Dot, Key, Line, Mark, Panel, Rule, Scale
from review.figures.few_cohorts import fewest_drawn, shown_prediction
from review.figures.forest_rows import rate_with_interval
from review.figures.pooled_again import first_words, title_of
from review.figures.scales import rate_scale
from review.pooling.results import Heterogeneity, Pooled, StudyRate

ALL = "All cohorts"

#: Points that a row of the swarm takes.
ROW = 84.0

#: How far along the axis two dots of one height must be apart, and how far dots are moved up or down.
_APART = 0.03
_STEP = 0.13
_HEIGHTS = (0.0, -_STEP, _STEP, -2 * _STEP, 2 * _STEP)
#: The swarm stands a little above its row, and what was pooled a little below.
_ABOVE, _BELOW = -0.12, 0.32


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    studies: tuple[StudyRate, ...]
    pooled: Pooled
    heterogeneity: Heterogeneity


def orchard_chart(results: Results) -> Chart:
    """Return one row for each subgroup and one for all cohorts."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    rows = _rows(results)
    fewest = fewest_drawn(results, None)
    marks: list[Mark] = []
    for at, row in enumerate(rows):
        marks += _marks(results, row, float(at), fewest)
    if len(rows) > 1 and result.k >= fewest and result.pooled.estimate is not None:
        marks.insert(0, Rule(axis="x", at=result.pooled.estimate, role="pooled-line", width=0.8, dash="3 2"))
    largest, level = max(study.n for study in result.studies), level_name(result.model.level)
    return Chart(
        name=f"{results.analysis.name}-orchard",
        title=title_of(results, "orchard plot"),
        panels=(
            Panel(
                x=rate_scale(
                    f"{sentence(outcome.rate)}, %",
                    [study.proportion for study in result.studies]
                    + [row.pooled.prediction_high or 0.0 for row in rows if len(row.studies) >= fewest],
                ),
                y=Scale(
                    label="",
                    low=len(rows) - 0.5,
                    high=-0.5,
                    ticks=tuple(
                        (float(i), f"{row.name} (k = {len(row.studies)})") for i, row in enumerate(rows)
                    ),
                ),
                marks=tuple(marks),
                rows=True,
            ),
        ),
        height=ROW * len(rows),
        key=(
            Key(label=f"Cohort (area: patients, up to {largest})", role="cohort", looks="dot"),
            Key(label=f"Pooled rate, {level} CI", role="primary", looks="diamond"),
            Key(label=f"{level} prediction interval", role="primary", looks="line"),
        ),
        foot=first_words(
            f"a row of fewer than {fewest} cohorts has no pooled rate"
            if any(len(row.studies) < fewest for row in rows)
            else ""
        ),
        alt=_alternative(results, rows, fewest),
    )


def _rows(results: Results) -> tuple[_Row, ...]:
    result = results.result
    groups = tuple(
        _Row(
            group.subgroup,
            tuple(study for study in result.studies if study.subgroup == group.subgroup),
            group.pooled,
            group.heterogeneity,
        )
        for group in result.subgroups or ()
    )
    every = _Row(ALL, result.studies, result.pooled, result.heterogeneity)
    return (*groups, every) if len(groups) > 1 else (every,)


def _marks(results: Results, row: _Row, at: float, fewest: int) -> Iterator[Mark]:
    largest = max(study.n for study in results.result.studies)
    for study, shift in zip(row.studies, swarm([study.proportion for study in row.studies]), strict=True):
        yield Dot(
            x=study.proportion,
            y=at + _ABOVE + shift,
            size=0.5 + 4.0 * study.n / largest,
            detail=f"{study.study}: {study.events}/{study.n}, {per_cent(study.proportion)}%",
        )
    pooled = row.pooled
    if len(row.studies) < fewest or pooled.estimate is None:
        return
    at += _BELOW
    prediction = shown_prediction(pooled, row.heterogeneity)
    if prediction:
        yield Line(x=prediction, y=(at, at), role="primary", width=1.0)
    if pooled.ci_low is not None and pooled.ci_high is not None:
        yield Line(x=(pooled.ci_low, pooled.ci_high), y=(at, at), role="primary", width=3.2)
    yield Dot(
        x=pooled.estimate,
        y=at,
        size=2.4,
        role="primary",
        shape="diamond",
        detail=f"{row.name}: {rate_with_interval(pooled, results.result.model.level)}",
    )


def swarm(rates: Sequence[float]) -> tuple[float, ...]:
    """Return how far each dot is moved up or down so that dots of like rates lie beside each other.

    >>> swarm([0.2, 0.5, 0.201]) == (0.0, 0.0, -0.13)
    True
    """
    placed: list[tuple[float, float]] = []
    shifts = [0.0] * len(rates)
    for i in sorted(range(len(rates)), key=lambda i: (rates[i], i)):
        # Where every height is taken, the one whose nearest dot is furthest.
        free = max(
            _HEIGHTS,
            key=lambda shift: min((_APART, *(abs(x - rates[i]) for x, y in placed if y == shift))),
        )
        shifts[i] = free
        placed.append((rates[i], free))
    return tuple(shifts)


def _alternative(results: Results, rows: tuple[_Row, ...], fewest: int) -> str:
    level = results.result.model.level
    told = []
    for row in rows:
        rates = [study.proportion for study in row.studies]
        said = f"{row.name}: {len(rates)} with rates from {per_cent(min(rates))}% to {per_cent(max(rates))}%"
        if len(rates) >= fewest:
            said += f", pooled {rate_with_interval(row.pooled, level)}"
            prediction = shown_prediction(row.pooled, row.heterogeneity)
            if prediction:
                said += f", {level_name(level)} prediction interval {per_cent_range(*prediction)}%"
        told.append(said)
    return f"{sentence(outcome_of(results.analysis.outcome).rate)} of each cohort. {'. '.join(told)}."
