"""One analysis from beginning to end: choose the cohorts, pool them, repeat under each named change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from review.analysis.best_responses import best_responses
from review.analysis.entered import Entered, described_in
from review.analysis.few_cohorts import beside_few, common_tau2
from review.analysis.labels import cohort_labels, cohort_name, naming_notes
from review.analysis.layouts import PLOT_COLUMNS
from review.analysis.model_options import ModelOptions
from review.analysis.other_assessments import (
    counts_by_denominator,
    other_denominators,
    other_readings,
)
from review.analysis.outcome_board import outcomes_found
from review.analysis.outcomes import DENOMINATORS
from review.analysis.parts import REFUSALS, CannotMake, main_options, regressions, weighted_mean
from review.analysis.results import (
    AnalysisInfo,
    CohortName,
    CohortUsed,
    Grouping,
    MarginalMean,
    OtherAssessments,
    Results,
    ReviewInfo,
    Sensitivity,
)
from review.analysis.select import Selection, select
from review.analysis.shared_patients import shared_patients
from review.analysis.shown_excluded import excluded_rates
from review.analysis.spec import PLANNED, AnalysisSpec, SensitivitySpec
from review.analysis.times import time_to_event
from review.analysis.wording import cohorts, model_words
from review.extraction.audit.audit import audit
from review.extraction.dataset import Dataset
from review.extraction.overlap import Overlap, overlaps
from review.pooling.choices import choose
from review.pooling.pool import pool
from review.pooling.results import PoolResult, as_json
from review.problems import Place, Problem

#: Parts whose key in the file is another than the name of their field.
_KEYS = {"regressions": "regression", "times": "time_to_event"}

#: Of the reasons why no cohort enters, how many are told.
REASONS_TOLD = 4

#: Where a reason names a cell: reasons that differ in nothing else are one reason.
_CELL = re.compile(r" stands in \w+![A-Z]*\d*| \(\w+![A-Z]*\d*\)")


def analyse(
    dataset: Dataset, spec: AnalysisSpec, review: ReviewInfo
) -> tuple[Results | None, tuple[Problem, ...]]:
    """Pool what the analysis file asks for.

    Returns
    -------
    results, problems
        Results are None where the analysis cannot be made; the errors among the problems say why.
    """
    pairs = overlaps(dataset)
    selection = select(dataset, spec, pairs)
    problems = list(selection.problems)
    if not selection.entered:
        problems.append(_nobody(dataset, spec, selection))
    if any(problem.severity == "error" for problem in problems):
        return None, tuple(problems)

    labels = _labels(selection)
    try:
        results = _pooled_by_field(selection, spec, labels)
        (first_field, ordered, result), *others = results
        names = [labels[item.cohort.cohort_id] for item in ordered]
        weighted = weighted_mean(spec, ordered, names)
        regressed = regressions(spec, ordered, names)
        barred = dataset.barred()
        times = tuple(
            time_to_event(
                asked,
                ordered,
                names,
                barred,
                level=result.model.level,
                place=Place(spec.file, cell=f"time_to_event[{i}]"),
            )
            for i, asked in enumerate(spec.parts.times)
        )
    except CannotMake as error:
        return None, (*problems, error.problem)
    counts = counts_by_denominator(dataset, spec, ordered, labels)
    called = {cohort.cohort_id: cohort_name(study, cohort) for study, cohort in dataset.cohorts()} | labels
    return Results(
        analysis=AnalysisInfo(
            name=spec.name,
            title=spec.title,
            question=spec.question,
            planned=PLANNED[spec.planned],
            denominator=spec.denominator,
            outcome=spec.outcome,
            subgroup_by=first_field,
            subgroups_primary=spec.subgroups_primary,
            notes=spec.notes,
        ),
        review=review,
        spec={**_asked(spec), "model": as_json(result.model)},
        result=result,
        cohorts=tuple(_used(item, labels, spec, review, first_field, barred) for item in ordered),
        excluded=selection.excluded,
        excluded_rates=excluded_rates(dataset, spec, selection.excluded, result.model),
        marginal=_marginal(result),
        sensitivity=tuple(
            _sensitivity(dataset, spec, change, selection, pairs, called) for change in spec.sensitivity
        ),
        problems=(*selection.problems, *dataset.problems),
        extractors=dataset.agreement,
        beside=beside_few(result),
        common_tau2=common_tau2(result),
        regressions=regressed,
        weighted_mean=weighted,
        times=times,
        others=OtherAssessments(
            denominators=tuple(
                _sensitivity(dataset, spec, change, selection, pairs, called, main_result=result)
                for change in other_denominators(spec, counts)
            ),
            cohorts=counts,
            readings=tuple(
                _sensitivity(dataset, spec, change, selection, pairs, called, main_result=result)
                for change in other_readings(dataset, spec, pairs)
            ),
        ),
        shared_patients=shared_patients(selection, spec, pairs, labels),
        audit=audit(dataset).of_cohorts(frozenset(_ids(selection))),
        groupings=tuple(
            Grouping(
                by=field,
                result=pooled,
                cohorts=tuple(_used(item, labels, spec, review, field, barred) for item in order),
            )
            for field, order, pooled in others
        ),
    ), tuple(problems)


def _pooled_by_field(
    selection: Selection, spec: AnalysisSpec, labels: Mapping[str, str]
) -> list[tuple[str, tuple[Entered, ...], PoolResult]]:
    """The cohorts pooled in each grouping, the first with everything that is asked for beside it.

    Raises
    ------
    CannotMake
        Where the data do not allow what is asked for.
    """
    results = []
    for field in (fields := spec.subgroup_by or ("",)):
        ordered = _ordered(selection.entered, spec, field)
        first = field == fields[0]
        beside = {**_asked_beside(spec, len(ordered)), **main_options(spec, ordered)} if first else {}
        try:
            results.append((field, ordered, _pool(ordered, labels, spec, field, **beside)))
        except REFUSALS as error:
            raise CannotMake(
                Problem(
                    "ANA06", "error", Place(spec.file, cell="model"), str(error), "",
                    "change the model, or the part of the analysis file that the message names",
                )
            ) from error  # fmt: skip
    return results


def _asked(spec: AnalysisSpec) -> dict[str, Any]:
    """The file as it was read, every default written out; of parts those that are asked for."""
    document: dict[str, Any] = as_json(spec)
    parts = document.pop("parts")
    document |= {_KEYS.get(name, name): value for name, value in parts.items() if value and name != "seed"}
    return {**document, "seed": spec.parts.seed} if spec.parts.draws else document


def _nobody(dataset: Dataset, spec: AnalysisSpec, selection: Selection) -> Problem:
    """The error for an analysis without a cohort: an empty workbook, or reasons that apply to every one."""
    empty = not any(dataset.cohorts())
    why = f"no cohort enters this analysis: {_why_not(selection)}".removesuffix(": ")
    message = "the workbook holds no cohort yet" if empty else why
    fix = (
        "fill in the sheets Studies, Reports, Cohorts and Responses"
        if empty
        else "compare [cohorts] and [responses] of this file with what the workbook holds"
    )
    return Problem("ANA03", "error", Place(spec.file, cell="cohorts"), message, "0 cohorts", fix)


def _why_not(selection: Selection) -> str:
    """The most frequent reasons, each with its number of cohorts."""
    counted = Counter(item.kind or _CELL.sub("", item.reason) for item in selection.excluded)
    told = [f"{reason} ({cohorts(n)})" for reason, n in counted.most_common(REASONS_TOLD)]
    others = counted.total() - sum(n for _, n in counted.most_common(REASONS_TOLD))
    return "; ".join([*told, f"another reason ({cohorts(others)})"] if others else told)


def _labels(selection: Selection) -> dict[str, str]:
    entered = [(item.study, item.cohort) for item in selection.entered]
    read_in = [item.response.report_id for item in selection.entered]
    return {
        cohort.cohort_id: label
        for (_, cohort), label in zip(entered, cohort_labels(entered, read_in), strict=True)
    }


def _group(item: Entered, spec: AnalysisSpec, field: str) -> str:
    value = item.text(field) or "not stated"
    return spec.subgroup_labels.get(value, value)


def _ordered(entered: Sequence[Entered], spec: AnalysisSpec, field: str) -> tuple[Entered, ...]:
    """Cohorts of one subgroup together; subgroups in the order of the labels, else of the workbook."""
    if not field:
        return tuple(entered)
    order = [*spec.subgroup_labels.values(), *(_group(item, spec, field) for item in entered)]
    return tuple(sorted(entered, key=lambda item: order.index(_group(item, spec, field))))


def _pool(
    entered: Sequence[Entered], labels: Mapping[str, str], spec: AnalysisSpec, field: str, **beside: Any
) -> PoolResult:
    return pool(
        [item.events for item in entered],
        [item.n for item in entered],
        study=[labels[item.cohort.cohort_id] for item in entered],
        subgroup=[_group(item, spec, field) for item in entered] if field else None,
        subgroup_tau2=spec.subgroup_tau2 if field else "separate",
        **spec.model,
        **beside,
    )


def _asked_beside(spec: AnalysisSpec, k: int) -> dict[str, Any]:
    """What is computed beside the rate of the main analysis, and nowhere else: the options of `pool`."""
    return {
        "agreement": k > 1,
        "leave_one_out": k > 2,
        "threshold": spec.threshold,
        "next_trial": spec.next_trial,
    }


def _marginal(result: PoolResult) -> MarginalMean | None:
    from review.pooling.marginal_mean import marginal_interval

    ends = marginal_interval(result.pooled, result.heterogeneity, result.model)
    if ends is None or result.pooled.marginal_mean is None or result.k < 2:
        return None
    how = (
        "the ends of the interval of the pooled rate, averaged over cohorts at the estimated τ²"
        if result.model.model == "glmm"
        else "that of the pooled rate, which is the mean"
    )
    return MarginalMean(estimate=result.pooled.marginal_mean, low=ends[0], high=ends[1], how=how)


def _used(
    item: Entered,
    labels: Mapping[str, str],
    spec: AnalysisSpec,
    review: ReviewInfo,
    field: str,
    barred: Mapping[tuple[str, str, str], Problem],
) -> CohortUsed:
    described = described_in(item.cohort, item.response.report_id)
    return CohortUsed(
        cohort_id=item.cohort.cohort_id,
        study_id=item.study.study_id,
        report_id=item.response.report_id,
        label=labels[item.cohort.cohort_id],
        events=item.events,
        n=item.n,
        subgroup=_group(item, spec, field) if field else None,
        histology=item.text("histology"),
        regimen=item.text("regimen"),
        combination_class=item.text("combination_class"),
        line=item.text("line"),
        assessor=item.text("assessor"),
        confirmed=item.text("confirmed"),
        criteria=item.text("criteria"),
        timepoint=item.text("timepoint"),
        citation=item.text("citation"),
        year=item.text("year"),
        source_tier=item.text("source_tier"),
        verified=item.text("verified"),
        source_location=item.text("source_location"),
        source_url=item.text("source_url") or item.text("url"),
        numbers=item.numbers,
        notes=(*item.notes, *naming_notes(item.study, item.response.report_id)),
        n_enrolled=item.cohort.row.count("n_enrolled"),
        columns={
            column: item.text(column)
            for column in (*spec.figure.columns, *review.own_fields)
            if column not in PLOT_COLUMNS
        },
        responses=best_responses(item.response, barred),
        outcomes=outcomes_found(item, barred),
        patients={name: described.text(name) for name in described.entries if described.text(name)}
        if described
        else {},
    )


def _sensitivity(
    dataset: Dataset,
    spec: AnalysisSpec,
    change: SensitivitySpec,
    main: Selection,
    pairs: tuple[Overlap, ...],
    names: Mapping[str, str],
    *,
    main_result: PoolResult | None = None,
) -> Sensitivity:
    changed = spec.with_change(change)
    selection = select(dataset, changed, pairs)
    before, after = _ids(main), _ids(selection)
    described = Sensitivity(
        name=change.name,
        label=change.label,
        change=_words(change, changed.model, names, entering=after, there=before),
        result=None,
        entered=tuple(CohortName(cohort, names[cohort]) for cohort in after if cohort not in before),
        left=tuple(CohortName(cohort, names[cohort]) for cohort in before if cohort not in after),
    )
    errors = [problem for problem in selection.problems if problem.severity == "error"]
    if errors:
        return replace(described, why_not="; ".join(problem.message for problem in errors))
    if not selection.entered:
        return replace(described, why_not="no cohort is left")
    field = spec.subgroup_by[0] if spec.subgroup_by else ""
    same = [(item.cohort.cohort_id, item.events, item.n) for item in selection.entered] == [
        (item.cohort.cohort_id, item.events, item.n) for item in main.entered
    ]
    try:
        result = (
            main_result
            if same and main_result
            else _pool(_ordered(selection.entered, changed, field), _labels(selection), changed, field)
        )
    except REFUSALS as error:
        return replace(described, why_not=str(error))
    if same and not change.model:
        return replace(described, result=result, why_not="changes nothing here: the same cohorts and counts")
    return replace(described, result=result)


def _ids(selection: Selection) -> tuple[str, ...]:
    return tuple(item.cohort.cohort_id for item in selection.entered)


def _words(
    change: SensitivitySpec,
    options: ModelOptions,
    names: Mapping[str, str],
    *,
    entering: Sequence[str],
    there: Sequence[str],
) -> str:
    """What a sensitivity analysis changes, from its own keys, and which of its cohorts change nothing."""
    parts = [
        f"{names.get(cohort, cohort)} was to be brought in and does not enter"
        for cohort in change.entering
        if cohort not in entering
    ]
    parts += [
        f"{names.get(cohort, cohort)} was to be left out and is not in the main analysis"
        for cohort in (*change.drop, *change.replace)
        if cohort not in there
    ]
    for field, values in change.where.items():
        parts.append(f"only cohorts whose {field.replace('_', ' ')} is {' or '.join(values)}")
    for field, values in change.without.items():
        parts.append(f"without cohorts whose {field.replace('_', ' ')} is {' or '.join(values)}")
    if change.denominator:
        kept = "; evaluable where not reported" if change.denominator_missing == "evaluable" else ""
        parts.append(f"of {DENOMINATORS[change.denominator].patients}{kept}")
    if change.model:
        parts.append(model_words(choose(**options)))
    if change.take:
        parts.append(f"of reports on the same patients is taken: {', '.join(change.take)}")
    if change.overlap_accepted:
        parts.append(f"overlap accepted: {change.overlap_accepted}")
    return "; ".join(parts)
