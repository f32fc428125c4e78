"""Results with everything that a forest plot can show on request, built from plain rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from review.analysis.results import (
    CohortUsed,
    ExcludedRate,
    MarginalMean,
    OutcomeFound,
    Results,
    TracedNumber,
)
from review.pooling.results import Agreement, LeftOut, ShrunkenRate, StudyRate
from tests.samples import SEVEN, Row, sample_results

Parts = Mapping[str, int | None]

#: All parts told; responders only; PD not told; two patients not evaluable, counted apart.
TOLD: Sequence[Parts] = (
    {"cr": 1, "pr": 18, "sd": 28, "pd": 5, "ne": None, "other": None},
    {"cr": None, "pr": None, "sd": None, "pd": None, "ne": None, "other": None},
    {"cr": 0, "pr": 6, "sd": 3, "pd": None, "ne": None, "other": None},
    {"cr": 2, "pr": 6, "sd": 4, "pd": 2, "ne": 2, "other": 0},
)


def traced(counts: Parts) -> tuple[TracedNumber, ...]:
    return tuple(
        TracedNumber(field=field, value=value, file="c.xlsx", sheet="Responses", cell="K4")
        for field, value in counts.items()
    )


def with_parts(cohort: CohortUsed, parts: Parts) -> CohortUsed:
    return replace(
        cohort,
        responses=traced({"n_evaluable": cohort.n, "responders": cohort.events, **parts}),
    )


def seven_with_parts() -> Results:
    """The first four of the seven tell what `TOLD` says, the others nothing."""
    results = sample_results(SEVEN, subgroups=False)
    given = [*TOLD, *[{}] * 3]
    cohorts = (with_parts(cohort, parts) for cohort, parts in zip(results.cohorts, given, strict=True))
    return replace(results, cohorts=tuple(cohorts))


def split_evenly(cohort: CohortUsed, at: int) -> CohortUsed:
    """Parts that add up; every third cohort tells nothing but its responders."""
    x, n = cohort.events, cohort.n
    if at % 3 == 2:
        return with_parts(cohort, {})
    rest = n - x
    return with_parts(
        cohort, {"cr": x // 3, "pr": x - x // 3, "sd": rest // 2, "pd": rest - rest // 2, "ne": at % 2}
    )


def full_results(rows: Sequence[Row], *, subgroups: bool, weights: bool = True) -> Results:
    """Results with weights, other models, shrunken rates, cohorts left out, best responses and outcomes."""
    results = sample_results(rows, subgroups=subgroups)
    result = results.result
    studies = tuple(replace(one, weight=100 / len(rows) if weights else None) for one in result.studies)
    excluded = StudyRate(study="", events=37, n=68, proportion=0.544, ci_low=0.42, ci_high=0.66, weight=None)
    return replace(
        results,
        cohorts=tuple(
            replace(split_evenly(cohort, at), outcomes=outcomes(cohort, at))
            for at, cohort in enumerate(results.cohorts)
        ),
        marginal=MarginalMean(estimate=0.471, low=0.298, high=0.652, how="ends averaged over cohorts"),
        result=replace(
            result,
            studies=studies,
            agreement=tuple(
                Agreement(model=code, label=label, estimate=0.4, ci_low=0.3, ci_high=0.6, kind="defensible")
                for code, label in (("glmm", "GLMM, t"), ("beta-binomial", "beta-binomial"))
            ),
            leave_one_out=tuple(
                LeftOut(omitted=one.study, estimate=0.4, ci_low=0.3, ci_high=0.5, tau2=0.5, i2=None, q=None)
                for one in studies
            )
            if len(rows) > 2
            else None,
            shrunken_rates=tuple(
                ShrunkenRate(
                    study=one.study,
                    proportion=one.proportion,
                    estimate=0.5 * one.proportion + 0.2,
                    ci_low=0.4 * one.proportion + 0.1,
                    ci_high=min(1.0, 0.5 * one.proportion + 0.4),
                )
                for one in studies
            ),
        ),
        excluded_rates=(
            ExcludedRate(
                cohort_id="hindi2023_asps",
                label="Hindi 2023: registry",
                stage="overlap",
                reason="a registry that may hold patients of Chen 2023, Wilky 2019 and Blay 2023",
                rate=replace(excluded, study="Hindi 2023: registry"),
            ),
            ExcludedRate(
                cohort_id="sun2022", label="Sun 2022", stage="data", reason="SUM02 stands in Responses!K14"
            ),
        ),
    )


def outcomes(cohort: CohortUsed, at: int) -> tuple[OutcomeFound, ...]:
    severe = (
        OutcomeFound(code="G3", events=3) if at % 2 else OutcomeFound(code="G3", events=8, n=cohort.n + 8)
    )
    pfs = (
        OutcomeFound(code="PFS", median=20.8, low=5.0, high=31.0)
        if at % 3
        else OutcomeFound(code="PFS", missing="not extracted")
    )
    return (
        OutcomeFound(code="ORR", events=cohort.events, n=cohort.n),
        OutcomeFound(code="DCR", percent=86.5, n=cohort.n),
        severe,
        pfs,
    )
