"""Whether the model of an analysis can give the parts that its file asks for.

What it cannot give is an error before anything is pooled, with the dotted path of the key and the models
that can.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from review.analysis.model_options import ModelOptions, changed_model, choice_of
from review.analysis.parts_spec import RegressionSpec
from review.document import Table
from review.pooling.choices import MODELS, Model
from review.pooling.options import TIME_INTERVAL_CODES, TIME_OPTIONS, wrong_options
from review.pooling.results import ModelChoice

if TYPE_CHECKING:
    from review.analysis.spec import AnalysisSpec

_SEE = "see: review pool --help"


def check_parts(top: Table, spec: AnalysisSpec) -> None:
    """Report every part that the model written there cannot give."""
    parts, choice = spec.parts, choice_of(spec.model)
    if choice is None:
        return
    _check_subgroups(top, spec)
    for index, regression in enumerate(parts.regressions):
        _check_regression(top, f"regression[{index}]", regression, spec)
    if parts.rate_test is not None and choice.ci == "posterior":
        fix = "ask for the chance that the rate exceeds it: [threshold] p0 = …"
        top.report("TOML04", "rate_test", f"model '{choice.model}' makes no test", fix=fix)
    if parts.shrunken_rates and choice.model != "glmm":
        said = f"shrunken rates are those of model glmm, not of '{choice.model}'"
        top.report("TOML04", "shrunken_rates", said, fix="leave it out, or choose model = glmm")
    if parts.weighted_mean:
        _check_weighted_mean(top, spec, choice)
    for index, time in enumerate(parts.times):
        _check_times(top, f"time_to_event[{index}].model", time.model)


def weighted_options(spec: AnalysisSpec) -> ModelOptions:
    """The options of the parts that need a weighted mean, where the model of the analysis is none.

    The scale and the level are those of the analysis; the rest is what ``[weighted_mean]`` says.
    """
    kept = {name: value for name, value in spec.model.items() if name in ("measure", "level", "study_ci")}
    return {**kept, "model": "inverse-variance", **spec.parts.weighted_mean}


def _able(can: Callable[[Model], object]) -> str:
    return " or ".join(model.code for model in MODELS.values() if can(model))


def _check_subgroups(top: Table, spec: AnalysisSpec) -> None:
    if spec.subgroup_tau2 != "common":
        return
    if not spec.subgroup_by:
        top.report("TOML04", "subgroups.tau2", "one τ² for all subgroups, and no subgroups", fix="add by = …")
    models = {"subgroups.tau2": spec.model}
    for index, change in enumerate(spec.sensitivity):
        if change.model:
            models[f"sensitivity[{index}].model"] = changed_model(spec.model, change.model)
    for key, options in models.items():
        chosen = choice_of(options)
        if chosen is None:
            continue
        if MODELS[chosen.model].group_means is None or chosen.tau2 is None:
            able = _able(lambda model: model.group_means and (model.tau2 or model.fixed_tau2))
            top.report(
                "TOML04",
                key,
                f"one τ² for all subgroups (subgroups.tau2) is not offered for '{chosen.model}'",
                fix=f"leave subgroups.tau2 out, or choose model = {able}",
            )
        elif chosen.model == "glmm" and chosen.ci not in ("t", "wald"):
            said = f"ci '{chosen.ci}' is not offered with one τ² for all subgroups (subgroups.tau2)"
            top.report("TOML04", key, said, fix="choose ci = t or wald")


def _check_regression(top: Table, key: str, regression: RegressionSpec, spec: AnalysisSpec) -> None:
    options = changed_model(spec.model, regression.model)
    chosen = choice_of(options)
    if chosen is None:
        top.report("TOML04", f"{key}.model", wrong_options(options), fix=_SEE)
        return
    model, own = MODELS[chosen.model], "give this regression a model of its own, model = { model = … }: "
    if model.regress is None:
        said = f"meta-regression is not offered for model '{chosen.model}'"
        top.report("TOML04", f"{key}.model", said, fix=own + _able(lambda entry: entry.regress))
    elif regression.permutations is not None and not model.weighted_mean:
        said = f"permutation tests are not offered for model '{chosen.model}'"
        fix = own + _able(lambda entry: entry.weighted_mean)
        top.report("TOML04", f"{key}.permutations", said, fix=fix)
    elif chosen.model == "glmm" and chosen.ci not in ("t", "wald"):
        said = f"ci '{chosen.ci}' is not offered for the coefficients of a regression"
        top.report("TOML04", f"{key}.model", said, fix='write model = { ci = "t" } in this regression')


def _check_weighted_mean(top: Table, spec: AnalysisSpec, choice: ModelChoice) -> None:
    options = weighted_options(spec)
    chosen = choice_of(options)
    if MODELS[choice.model].weighted_mean:
        fix = "leave [weighted_mean] out: its parts take the model of [model]"
        top.report("TOML04", "weighted_mean", f"model '{choice.model}' is a weighted mean itself", fix=fix)
    elif not spec.parts.weighted:
        said = "no part that needs a weighted mean is asked for"
        fix = "leave it out, or ask for influence, gosh, trim_and_fill or rate_test.permutations"
        top.report("TOML04", "weighted_mean", said, fix=fix)
    elif chosen is None:
        top.report("TOML04", "weighted_mean", wrong_options(options), fix=_SEE)
    elif not MODELS[chosen.model].weighted_mean:
        said, fix = f"model '{chosen.model}' is no weighted mean", _able(lambda model: model.weighted_mean)
        top.report("TOML04", "weighted_mean.model", said, found=chosen.model, fix=f"choose {fix}")


def _check_times(top: Table, key: str, options: ModelOptions) -> None:
    for name in options:
        if name not in TIME_OPTIONS:
            said = f"'{name}' does not go with medians and landmark rates"
            top.report("TOML04", f"{key}.{name}", said, fix=f"they take: {', '.join(TIME_OPTIONS)}")
    full = {"model": "inverse-variance", **options}
    chosen = choice_of(full)
    if chosen is None:
        top.report("TOML04", key, wrong_options(full), fix=_SEE)
    elif not MODELS[chosen.model].weighted_mean or chosen.ci not in TIME_INTERVAL_CODES:
        top.report(
            "TOML04",
            key,
            "medians and landmark rates are pooled by inverse variance",
            fix=f"model = inverse-variance or common, ci = one of {', '.join(TIME_INTERVAL_CODES)}",
        )
