"""Cohorts that did not enter and are shown all the same: their rates as they would have entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from review.analysis.counting import Out, counts_of
from review.analysis.figure_spec import ALL
from review.analysis.results import CohortExcluded, ExcludedRate
from review.analysis.select import response_of
from review.analysis.spec import AnalysisSpec
from review.extraction.dataset import Dataset
from review.pooling.pool import pool
from review.pooling.results import ModelChoice


def excluded_rates(
    dataset: Dataset, spec: AnalysisSpec, excluded: Sequence[CohortExcluded], choice: ModelChoice
) -> tuple[ExcludedRate, ...]:
    """Return the cohorts that ``figure.excluded`` names, by id, stage or ``all``.

    A cohort has a rate where its counts can be read under the analysis's own rules and no error bars them.
    """
    asked = set(spec.figure.excluded)
    cohorts = {cohort.cohort_id: cohort for _, cohort in dataset.cohorts()}
    barred = dataset.barred()
    found = []
    for one in excluded:
        if not asked & {ALL, one.stage, one.cohort_id}:
            continue
        shown = ExcludedRate(cohort_id=one.cohort_id, label=one.label, stage=one.stage, reason=one.reason)
        cohort = cohorts.get(one.cohort_id)
        if cohort is None or one.stage == "data":
            found.append(shown)
            continue
        try:
            events, n, numbers, _ = counts_of(spec, cohort, response_of(spec, cohort, True), barred)
        except Out as out:
            found.append(replace(shown, why_not=out.reason))
            continue
        (rate,) = pool([events], [n], study=[one.label], study_ci=choice.study_ci, level=choice.level).studies
        found.append(replace(shown, rate=rate, numbers=numbers))
    return tuple(found)
