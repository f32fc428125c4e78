"""What an analysis file asks for beside the pooled rate, computed from the cohorts that entered.

Parts that every model gives are arguments of the main `pool` (`main_options`). Those that need a weighted
mean are made under one (`weighted_mean`) where the model of the analysis is none. Regressions and times have
cohorts of their own: those of which moderator or median is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from review.analysis.entered import Entered, row_of, rows_of
from review.analysis.labels import study_label
from review.analysis.model_options import changed_model
from review.analysis.parts_check import weighted_options
from review.analysis.parts_spec import RegressionSpec
from review.analysis.results import CohortName, Regressed
from review.analysis.spec import AnalysisSpec
from review.analysis.table import numbers_or_texts
from review.pooling.choices import MODELS, UnknownChoice, choose
from review.pooling.cohorts import BadCounts
from review.pooling.design import BadModerators
from review.pooling.pool import pool
from review.pooling.results import PoolResult
from review.problems import Place, Problem

#: Why a part of these data cannot be made: what `pool` raises.
REFUSALS = (BadCounts, BadModerators, UnknownChoice)


class CannotMake(ValueError):
    """A part that these data do not allow; the problem says which, why, and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def main_options(spec: AnalysisSpec, entered: Sequence[Entered]) -> dict[str, Any]:
    """The arguments of the main `pool` that the parts ask for.

    Raises
    ------
    CannotMake
        Where the trial of a cohort, or the value to order it by, is not known.
    """
    parts = spec.parts
    options: dict[str, Any] = {"shrunken_rates": parts.shrunken_rates or spec.figure.shrunken}
    if parts.cluster:
        options["cluster"] = _trials(spec, entered, parts.cluster.by)
        options["dependence"] = parts.cluster.methods
    if parts.cumulative:
        values = _known(spec, entered, parts.cumulative, "cumulative.by")
        options["cumulative"] = numbers_or_texts(values)
    if parts.small_study:
        options["small_study"] = "force" if parts.small_study.force else True
    if parts.rate_test:
        options["reference_rate"] = parts.rate_test.rate
    if MODELS[choose(**spec.model).model].weighted_mean:
        options |= _weighted_options(spec)
    return options


def weighted_mean(spec: AnalysisSpec, entered: Sequence[Entered], names: Sequence[str]) -> PoolResult | None:
    """The parts that need a weighted mean, where the model of the analysis is none; None where none is asked.

    Raises
    ------
    CannotMake
        Where these counts have no usable effect on the scale asked for.
    """
    if not spec.parts.weighted or MODELS[choose(**spec.model).model].weighted_mean:
        return None
    try:
        return pool(
            [item.events for item in entered],
            [item.n for item in entered],
            study=names,
            **weighted_options(spec),
            **_weighted_options(spec),
        )
    except REFUSALS as error:
        raise _cannot(spec, "weighted_mean", error) from error


def regressions(
    spec: AnalysisSpec, entered: Sequence[Entered], names: Sequence[str]
) -> tuple[Regressed, ...]:
    """Each meta-regression on the cohorts whose moderators are known.

    Raises
    ------
    CannotMake
        Where a moderator is not known and no cohort may be left out for it, or cannot be used.
    """
    return tuple(
        _regressed(spec, asked, f"regression[{i}]", entered, names)
        for i, asked in enumerate(spec.parts.regressions)
    )


def _regressed(
    spec: AnalysisSpec, asked: RegressionSpec, key: str, entered: Sequence[Entered], names: Sequence[str]
) -> Regressed:
    texts = {field: [item.text(field) for item in entered] for field in asked.fields}
    unknown = {i: [field for field in texts if not texts[field][i]] for i in range(len(entered))}
    kept = [i for i, fields in unknown.items() if not fields]
    out = [i for i in unknown if i not in kept]
    if out and asked.missing == "refuse":
        which = "; ".join(f"{entered[i].cohort.cohort_id}: {', '.join(unknown[i])}" for i in out)
        raise CannotMake(
            Problem(
                "ANA06", "error", Place(spec.file, cell=f"{key}.moderators"),
                f"a moderator is not known of {len(out)} of {len(entered)} cohorts: {which}", which,
                'fill it in, or write missing = "leave out" in this regression',
            )
        )  # fmt: skip
    values = {field: numbers_or_texts([texts[field][i] for i in kept]) for field in texts}
    moderators = {name: None if ":" in name else values[name] for name in asked.moderators}
    try:
        result = pool(
            [entered[i].events for i in kept],
            [entered[i].n for i in kept],
            study=[names[i] for i in kept],
            moderators=moderators,
            permutations=asked.permutations,
            seed=spec.parts.seed,
            **changed_model(spec.model, asked.model),
        )
    except REFUSALS as error:
        raise _cannot(spec, key, error) from error
    return Regressed(
        label=asked.label,
        moderators=asked.moderators,
        result=result,
        values=tuple({field: values[field][j] for field in values} for j in range(len(kept))),
        left_out=tuple(CohortName(entered[i].cohort.cohort_id, names[i]) for i in out),
    )


def _weighted_options(spec: AnalysisSpec) -> dict[str, Any]:
    parts = spec.parts
    options: dict[str, Any] = {"influence": parts.influence, "seed": parts.seed}
    if parts.gosh:
        options["gosh"] = parts.gosh.subsets
    if parts.trim_and_fill:
        options["trim_and_fill"] = parts.trim_and_fill.estimators
        options["force"] = parts.trim_and_fill.force
    if parts.rate_test and parts.rate_test.permutations is not None:
        options |= {
            "reference_rate": parts.rate_test.rate,
            "permutations": parts.rate_test.permutations,
        }
    return options


def _trials(spec: AnalysisSpec, entered: Sequence[Entered], by: str) -> list[str]:
    """The trial of each cohort as people know it; with its own text where two have one name."""
    texts = _known(spec, entered, by, "cluster.by")
    if by != "study_id":
        return texts
    labels = {text: study_label(item.study) for text, item in zip(texts, entered, strict=True)}
    shared = Counter(labels.values())
    return [labels[text] if shared[labels[text]] == 1 else f"{labels[text]} ({text})" for text in texts]


def _known(spec: AnalysisSpec, entered: Sequence[Entered], field: str, key: str) -> list[str]:
    texts = [item.text(field) for item in entered]
    blank = [item for item, text in zip(entered, texts, strict=True) if not text]
    if blank:
        which = ", ".join(f"{item.cohort.cohort_id}{_cell(item, field)}" for item in blank)
        raise CannotMake(
            Problem(
                "ANA06", "error", Place(spec.file, cell=key),
                f"{field} is not known of {which}", "blank", "fill it in, or take this part out",
            )
        )  # fmt: skip
    return texts


def _cell(item: Entered, field: str) -> str:
    row = row_of(field, rows_of(item.study, item.cohort, item.response, item.report))
    return f" ({row[field].place.sheet}!{row[field].place.cell})" if row else ""


def _cannot(spec: AnalysisSpec, key: str, error: Exception) -> CannotMake:
    return CannotMake(
        Problem(
            "ANA06", "error", Place(spec.file, cell=key), str(error), "",
            "change this part of the analysis file, or leave it out",
        )
    )  # fmt: skip
