"""The pooled rate as cohorts were reported, one after the other: one row for each cohort that came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, model_words, per_cent, variance
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow
from review.figures.forest_columns import COLUMNS
from review.figures.forest_rows import Scheme, pooled_row, rate_with_interval
from review.figures.not_drawn import NotDrawn
from review.figures.pooled_again import counts_of, need, title_of
from review.pooling.cohorts import checked
from review.pooling.cumulative import cumulative
from review.pooling.results import Cumulated, Pooled

ADDED = Column(key="label", title="Cohort added", side="left")
COHORTS = Column(key="k", title="Cohorts", side="left", right=True)
TAU2 = Column(key="tau2", title="τ²", side="right", right=True)


def cumulative_plot(results: Results) -> ForestPlot:
    """Return the pooled rate after each cohort, in the order that the analysis asks for, else by year.

    Raises
    ------
    NotDrawn
        Fewer than two cohorts, or a cohort whose year is not known.
    """
    need(results, 2, "a cumulative plot")
    result, level = results.result, results.result.model.level
    rows = result.cumulative or _by_year(results)
    scheme = Scheme(
        columns=(
            ADDED,
            COHORTS,
            COLUMNS["rate"],
            replace(COLUMNS["interval"], title=f"{level_name(level)} CI"),
            TAU2,
        ),
        level=level,
        fewest=fewest_drawn(results, None),
    )
    drawn = tuple(_rows(results, rows, scheme))
    values = [end for row in drawn if row.mark for end in (row.mark.low, row.mark.high)]
    rate = outcome_of(results.analysis.outcome).rate
    return ForestPlot(
        name=f"{results.analysis.name}-cumulative",
        title=title_of(results, "pooled rate over time"),
        columns=tuple(scheme.columns),
        rows=drawn,
        axis=per_cent_axis(f"Pooled {rate}, %", values),
        foot=tuple(_foot(results, scheme.fewest)),
        alt=_alternative(results, rows),
        pooled=result.pooled.estimate if drawn[-1].mark else None,
    )


def _by_year(results: Results) -> tuple[Cumulated, ...]:
    years = [cohort.year for cohort in results.cohorts]
    unknown = [cohort.label for cohort in results.cohorts if not cohort.year.isdigit()]
    if unknown or len(years) != results.result.k:
        who = f"{unknown[0]} has no year" if unknown else "the cohorts have no years"
        raise NotDrawn(f"the order in time is not known, since {who}", "fill in the year of its study")
    events, n, study = counts_of(results)
    return cumulative(checked(events, n, study=study), results.result.model, by=[int(year) for year in years])


def _pooled(row: Cumulated) -> Pooled:
    return Pooled(estimate=row.estimate, ci_low=row.ci_low, ci_high=row.ci_high, exact=row.exact)


def _rows(results: Results, rows: tuple[Cumulated, ...], scheme: Scheme) -> Iterator[ForestRow]:
    patients = {row.study: (row.events, row.n) for row in results.result.studies}
    events = n = 0
    for row in rows:
        more = patients.get(row.added, (0, 0))
        events, n = events + more[0], n + more[1]
        yield pooled_row(
            scheme,
            "subtotal",
            row.added,
            _pooled(row),
            k=row.k,
            events=events,
            n=n,
            rank="primary" if row.k == len(rows) else "secondary",
            more={"k": str(row.k), "tau2": "–" if row.tau2 is None or row.k == 1 else variance(row.tau2)},
        )


def _foot(results: Results, fewest: int) -> Iterator[str]:
    yield f"Model: {model_words(results.result.model, exact=results.result.pooled.exact)}."
    yield f"Rows of fewer than {fewest} cohorts are printed and not drawn."
    if results.result.cumulative is None:
        yield "Cohorts in the order of the years of their studies."


def _alternative(results: Results, rows: tuple[Cumulated, ...]) -> str:
    level = results.result.model.level
    known = [row.estimate for row in rows if row.estimate is not None]
    first = f"{rows[0].added} alone: {rate_with_interval(_pooled(rows[0]), level)}"
    whole = rate_with_interval(_pooled(rows[-1]), level)
    last = f"with all {len(rows)} cohorts, {rows[-1].added} the last: {whole}"
    later = [row.estimate for row in rows if row.estimate is not None and row.k > len(rows) // 2]
    settled = (
        f" Over the later half it lies from {per_cent(min(later))}% to {per_cent(max(later))}%."
        if later and len(known) > 3
        else ""
    )
    return f"Pooled rate as cohorts are added. {first}; {last}.{settled}"
