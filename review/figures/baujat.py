"""Baujat plot: what each cohort adds to heterogeneity, against how far it moves the pooled value."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import number
from review.figures.chart import Chart, Dot, Panel
from review.figures.not_drawn import NotDrawn
from review.figures.pooled_again import counts_of, first_words, need, title_of, weighted
from review.figures.scales import number_scale
from review.pooling.cohorts import BadCounts, checked
from review.pooling.influence import influence


def baujat_chart(results: Results) -> Chart:
    """Return the Baujat plot.

    Raises
    ------
    NotDrawn
        Fewer than three cohorts.
    """
    need(results, 3, "a Baujat plot")
    choice, lent = weighted(results)
    events, n, study = counts_of(results)
    try:
        rows = influence(checked(events, n, study=study), choice)
    except BadCounts as error:
        raise NotDrawn("influence cannot be computed", str(error)) from error
    known = [
        (row.study, row.baujat_x, row.baujat_y)
        for row in rows
        if row.baujat_x is not None and row.baujat_y is not None
    ]
    furthest = sorted(known, key=lambda row: -(row[1] + row[2]))[: max(3, len(known) // 4)]
    most_x, most_y = max(known, key=lambda row: row[1]), max(known, key=lambda row: row[2])
    return Chart(
        name=f"{results.analysis.name}-baujat",
        title=title_of(results, "Baujat plot"),
        panels=(
            Panel(
                x=number_scale(
                    "Squared distance from the pooled value", [x for _, x, _ in known], floor_at=0.0
                ),
                y=number_scale("Squared move of the pooled value", [y for *_, y in known], floor_at=0.0),
                marks=tuple(
                    Dot(
                        x=x,
                        y=y,
                        label=name,
                        detail=f"{name}: {number(x, 2)} and {number(y, 2)}",
                        must=(name, x, y) in furthest,
                    )
                    for name, x, y in known
                ),
            ),
        ),
        height=240.0,
        foot=first_words(
            "across: squared distance of a cohort from the pooled value, in units of its variance and τ²; "
            "up: squared change of the pooled value when it is left out, in units of the variance without it "
            "(Baujat et al. 2002)",
            lent,
        ),
        alt=(
            f"Baujat plot of {len(known)} cohorts. Furthest from the pooled value: {most_x[0]} "
            f"({number(most_x[1], 2)}). Moves the pooled value most: {most_y[0]} ({number(most_y[2], 2)})."
        ),
    )
