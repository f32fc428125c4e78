"""What each cohort does to the pooled value: eight measures of influence, one row for each cohort."""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.results import Results
from review.analysis.wording import number
from review.figures.chart import Chart, Dot, Key, Mark, Panel, Rule, Scale
from review.figures.not_drawn import NotDrawn
from review.figures.pooled_again import counts_of, first_words, named, need, title_of, weighted
from review.figures.scales import number_scale
from review.pooling.cohorts import BadCounts, checked
from review.pooling.influence_panel import InfluenceMeasure, InfluencePanel, influence_panel

#: Points from one row to the next, and for many rows, whose panels then stand in one row of the page.
ROW, MANY_ROW, MANY = 11.5, 10.0, 15


def influence_chart(results: Results) -> Chart:
    """Return the panels of metafor's plot of influence, turned so that cohorts are rows with their names.

    Raises
    ------
    NotDrawn
        Fewer than three cohorts.
    """
    need(results, 3, "an influence plot")
    choice, lent = weighted(results)
    events, n, study = counts_of(results)
    try:
        panel = influence_panel(checked(events, n, study=study), choice)
    except BadCounts as error:
        raise NotDrawn("influence cannot be computed", str(error)) from error
    k = len(study)
    rows = Scale(
        label="", low=k - 0.5, high=-0.5, ticks=tuple((float(i), name) for i, name in enumerate(study))
    )
    return Chart(
        name=f"{results.analysis.name}-influence",
        title=title_of(results, "influence of each cohort"),
        panels=tuple(
            Panel(
                title=measure.code,
                x=_scale(measure, 2 if k > MANY else 3),
                y=rows,
                marks=tuple(_marks(measure, panel)),
                rows=True,
            )
            for measure in panel.measures
        ),
        height=max(3, k) * (MANY_ROW if k > MANY else ROW),
        columns=len(panel.measures) if k > MANY else 4,
        narrowest=33.0 if k > MANY else 56.0,
        key=(
            Key(label="Cohort", role="cohort", looks="dot"),
            Key(label="Influential cohort", role="primary", looks="diamond"),
            Key(label="All cohorts, or no influence", role="rule", looks="line"),
            Key(label="Limit", role="secondary", looks="line", dash="3 2"),
        ),
        foot=first_words(
            lent,
            "measures, by metafor's names: " + "; ".join(f"{m.code}, {m.label}" for m in panel.measures),
            "influential: beyond the limit of DFFITS, of Cook's distance or of the hat value, or moving the "
            "pooled value by more than one standard error (Viechtbauer and Cheung 2010)",
        ),
        alt=_alternative(panel),
    )


def _scale(measure: InfluenceMeasure, most: int) -> Scale:
    known = [value for value in measure.values if value is not None]
    return number_scale("", [*known, measure.usual, *measure.limits], most=most)


def _marks(measure: InfluenceMeasure, panel: InfluencePanel) -> Iterator[Mark]:
    yield Rule(axis="x", at=measure.usual, role="rule")
    for limit in measure.limits:
        yield Rule(axis="x", at=limit, role="secondary", dash="3 2")
    for row, (study, value) in enumerate(zip(panel.study, measure.values, strict=True)):
        if value is not None:
            stands_out = panel.influential[row]
            yield Dot(
                x=value,
                y=float(row),
                detail=f"{study}: {measure.label} {number(value, 2)}",
                role="primary" if stands_out else "cohort",
                shape="diamond" if stands_out else "circle",
            )


def _alternative(panel: InfluencePanel) -> str:
    influential = [name for name, yes in zip(panel.study, panel.influential, strict=True) if yes]
    extremes = []
    for measure in panel.measures:
        known = [
            (abs(value - measure.usual), value, study)
            for study, value in zip(panel.study, measure.values, strict=True)
            if value is not None
        ]
        if known:
            _, value, study = max(known)
            usual = number(measure.usual, 2)
            extremes.append(f"{measure.label}: {number(value, 2)} for {study}, furthest from {usual}")
    return (
        f"Influence of {len(panel.study)} cohorts by {len(panel.measures)} measures. Influential: "
        f"{len(influential)} of {len(panel.study)}"
        + (f" ({named(influential)})" if influential else "")
        + f". {'. '.join(extremes)}."
    )
