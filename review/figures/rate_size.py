"""Rate against number of patients, with what chance alone would allow about the pooled rate."""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name, per_cent, sentence
from review.figures.chart import Area, Chart, Dot, Key, Line, Mark, Panel, Rule
from review.figures.few_cohorts import fewest_drawn
from review.figures.forest_rows import rate_with_interval
from review.figures.pooled_again import named, title_of
from review.figures.scales import patients_scale, rate_scale
from review.pooling.control_limits import ControlLimits, control_limits
from review.pooling.results import StudyRate


def rate_size_chart(results: Results) -> Chart:
    """Return each cohort's rate against its patients, the pooled rate, and exact binomial limits about it.

    Fewer cohorts than are pooled in figures have no line and no limits.
    """
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    rate = result.pooled.estimate if result.k >= fewest_drawn(results, None) else None
    sizes = [row.n for row in result.studies]
    x = patients_scale(sizes)
    limits = () if rate is None else control_limits(rate, max(1, round(x.low)), round(x.high))
    return Chart(
        name=f"{results.analysis.name}-rate-size",
        title=title_of(results, "rate against number of patients"),
        panels=(
            Panel(
                x=x,
                y=rate_scale(f"{sentence(outcome.rate)}, %", _heights(result.studies, limits)),
                marks=tuple(_marks(results, rate, limits)),
            ),
        ),
        height=250.0,
        key=tuple(_key(results, rate, limits)),
        foot=tuple(_foot(rate, limits)),
        alt=_alternative(results, rate, limits),
    )


def _heights(rows: tuple[StudyRate, ...], limits: tuple[ControlLimits, ...]) -> list[float]:
    return [*(row.proportion for row in rows), *(end for band in limits for end in band.high)]


def _marks(results: Results, rate: float | None, limits: tuple[ControlLimits, ...]) -> Iterator[Mark]:
    pooled = results.result.pooled
    for band, role in zip(reversed(limits), ("band-wide", "band"), strict=False):
        yield Area(x=tuple(map(float, band.n)), low=band.low, high=band.high, role=role)
    for band in limits:
        for ends in (band.low, band.high):
            dash = "" if band is limits[0] else "3 2"
            yield Line(x=tuple(map(float, band.n)), y=ends, role="rule", width=0.8, dash=dash)
    if rate is not None:
        yield Rule(axis="y", at=rate, role="primary", width=1.4)
        for end in (pooled.ci_low, pooled.ci_high):
            if end is not None:
                yield Rule(axis="y", at=end, role="primary", width=0.8, dash="4 3")
    for row in results.result.studies:
        yield Dot(
            x=float(row.n),
            y=row.proportion,
            label=row.study,
            detail=f"{row.study}: {row.events}/{row.n}, {per_cent(row.proportion)}%",
            must=bool(limits) and rate is not None and not limits[0].holds(row.events, row.n, rate),
        )


def _key(results: Results, rate: float | None, limits: tuple[ControlLimits, ...]) -> Iterator[Key]:
    yield Key(label="Cohort", role="cohort", looks="dot")
    if rate is not None:
        yield Key(label="Pooled rate", role="primary", looks="line")
        yield Key(
            label=f"its {level_name(results.result.model.level)} CI", role="primary", looks="line", dash="4 3"
        )
        for band, role in zip(limits, ("band", "band-wide"), strict=False):
            yield Key(label=f"{level_name(band.level)} limits", role=role, looks="area")


def _foot(rate: float | None, limits: tuple[ControlLimits, ...]) -> Iterator[str]:
    if rate is None:
        yield "Too few cohorts for a pooled rate in a figure: no limits are drawn."
    else:
        levels = " and ".join(level_name(band.level) for band in limits)
        yield (
            f"Limits: where {levels} of cohorts would lie if all had the pooled rate (exact binomial). "
            "Cohorts outside them differ by more than chance, or in whom they treated."
        )


def _alternative(results: Results, rate: float | None, limits: tuple[ControlLimits, ...]) -> str:
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    sizes = [row.n for row in result.studies]
    rates = [row.proportion for row in result.studies]
    cohorts = "1 cohort" if result.k == 1 else f"{result.k} cohorts"
    parts = [
        f"{sentence(outcome.rate)} of {cohorts} against their patients: {min(sizes)} to {max(sizes)} "
        f"patients, rates {per_cent(min(rates))}% to {per_cent(max(rates))}%"
    ]
    if rate is not None:
        parts.append(f"Pooled: {rate_with_interval(result.pooled, result.model.level)}")
        for band in limits:
            outside = [
                f"{row.study} ({per_cent(row.proportion)}% of {row.n})"
                for row in result.studies
                if not band.holds(row.events, row.n, rate)
            ]
            parts.append(
                f"Outside the {level_name(band.level)} limits about it: {len(outside)} of {result.k}"
                + (f" ({named(outside)})" if outside else "")
            )
    return ". ".join(parts) + "."
