"""The parts beside the pooled rate, as R: meta-regressions, cohorts of one trial, times to an event.

Each number is printed under its path in ``results.json``, as those of the pooled rate are. What metafor does
not compute, or draws at random, is named in a comment: nothing is missing in silence.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from review.analysis.results import CohortUsed, Regressed, Results, TimeToEvent
from review.export import r_part_templates as templates
from review.export.r_words import BACK, REACH, TESTS, one_line, quoted, vector
from review.pooling.results import Dependence, ModelChoice
from review.pooling.time_results import TimesModel
from review.pooling.weighted_mean_choice import as_weighted_mean

#: What stands in the results and is not in the script, and what does it in R.
ELSEWHERE: Mapping[str, tuple[Callable[[Results], object], str]] = {
    "groupings": (lambda r: r.groupings, "other groupings of the cohorts; change dat$subgroup"),
    "sensitivity": (
        lambda r: r.sensitivity or r.others.denominators or r.others.readings,
        "sensitivity analyses, other denominators and readings of response; change the data above",
    ),
    "agreement": (lambda r: r.result.agreement, "the rate under other models; change the call above"),
    "cumulative": (lambda r: r.result.cumulative, "the rate over time; cumul() for a weighted mean"),
    "influence": (lambda r: r.weighted.influence, "influence of single cohorts; influence()"),
    "gosh": (lambda r: r.weighted.gosh, "subsets of the cohorts; gosh()"),
    "small_study": (lambda r: r.result.small_study, "tests of small-study effects; regtest(), ranktest()"),
    "trim_and_fill": (lambda r: r.weighted.trim_and_fill, "trim and fill; trimfill()"),
    "rate_test": (
        lambda r: r.result.rate_test,
        "the test against a stated rate: the pooled value less that of the rate, by its standard error",
    ),
    "permutation": (
        lambda r: r.weighted.permutation or any(one.result.permutation for one in r.regressions),
        "permutation tests; permutest(), whose arrangements are drawn otherwise",
    ),
    "shrunken_rates": (
        lambda r: r.result.shrunken_rates,
        "rates drawn towards the pooled rate; blup() for a weighted mean, lme4::ranef() for a GLMM",
    ),
    "threshold": (
        lambda r: r.result.threshold or r.result.next_trial or r.beside,
        "the chance that a rate is exceeded, a next trial, and the estimate beside few cohorts: these are "
        "Bayesian, and metafor fits no Bayesian model (bayesmeta and brms do)",
    ),
}

#: Fields of the form that results hold of each cohort under the same name.
OF_A_COHORT = (
    "study_id", "report_id", "histology", "regimen", "combination_class", "line", "assessor", "confirmed",
    "criteria", "timepoint", "citation", "year", "source_tier", "verified", "source_location",
)  # fmt: skip


def r_parts(results: Results, *, pooled: bool) -> Iterator[str]:
    """Yield the lines for the parts that the results hold.

    Parameters
    ----------
    pooled
        Whether the script defines ``pooled_of``, the model of the analysis.
    """
    if results.regressions or results.result.dependence or results.times:
        yield templates.HEAD
    for position, regressed in enumerate(results.regressions):
        yield from _regression(regressed, position)
    yield from _dependence(results, pooled=pooled)
    for position, time in enumerate(results.times):
        yield from _time(time, position)
    missing = [said for there, said in ELSEWHERE.values() if there(results)]
    if missing:
        yield "\n# Not in this script, and in results.json:\n"
        yield "".join(f"# - {said}.\n" for said in missing)


def _regression(regressed: Regressed, position: int) -> Iterator[str]:
    result, choice = regressed.result, regressed.result.model
    names = [name for name in regressed.moderators if ":" not in name]
    values = {name: [row[name] for row in regressed.values] for name in names}
    glmm = choice.model == "glmm"
    method = "EE" if choice.tau2 is None else choice.tau2
    yield templates.MODERATORS.format(
        label=one_line(regressed.label),
        study=vector(study.study for study in result.studies),
        xi=vector(study.events for study in result.studies),
        ni=vector(study.n for study in result.studies),
        values=",\n  ".join(f"{quoted(name)} = {vector(texts)}" for name, texts in values.items()),
        columns=",\n  ".join(_columns(values, regressed.moderators)),
    )
    yield (templates.GLMM_REGRESSION if glmm else templates.REGRESSION).format(
        level=choice.level, test=TESTS.get(choice.ci, "z"), method=method, **_scale(choice)
    )
    path = f"regressions[{position}].result.regression."
    spread = "" if choice.tau2 is None else f'say("{path}tau2", fit$tau2)\n'
    if spread and not glmm:  # of a GLMM the digits of lme4 do not carry a share of what is left
        spread += templates.REGRESSION_SHARE.format(path=path)
    left = "deviance(fixed)" if glmm else "fit$QE"
    yield templates.COEFFICIENTS.format(path=path, level=choice.level, qe=left, spread=spread)


def _columns(values: Mapping[str, Sequence[float | str]], moderators: Sequence[str]) -> Iterator[str]:
    """The columns of the design, named and ordered as `review.pooling.design` does."""
    blocks: dict[str, dict[str, str]] = {}
    for name, found in values.items():
        at = f"moderators[[{quoted(name)}]]"
        if all(isinstance(value, float | int) for value in found):
            blocks[name] = {name: at}
        else:
            _, *levels = sorted({str(value) for value in found})
            blocks[name] = {f"{name}={level}": f"({at} == {quoted(level)})" for level in levels}
    for block in blocks.values():
        yield from (f"{quoted(name)} = 1 * {column}" for name, column in block.items())
    for interaction in (name.split(":") for name in moderators if ":" in name):
        for parts in itertools.product(*(blocks[name].items() for name in interaction)):
            columns = " * ".join(column for _, column in parts)
            yield f"{quoted(':'.join(name for name, _ in parts))} = {columns}"


def _dependence(results: Results, *, pooled: bool) -> Iterator[str]:
    rows, choice = results.result.dependence, results.result.model
    if not rows:
        return
    asked = results.spec.get("cluster")
    by = str(asked.get("by", "")) if isinstance(asked, dict) else ""
    trials = [_field(cohort, by) for cohort in results.cohorts]
    if not all(trials) or len(set(trials)) != rows[0].trials:
        yield f"\n# Cohorts of one trial: results.json does not hold {by or 'the trial'} of each cohort.\n"
        return
    mean = as_weighted_mean(choice)
    yield templates.TRIALS.format(
        by=by, trial=vector(trials), level=choice.level, back=BACK[choice.measure], **_scale(mean)
    )
    for position, row in enumerate(rows):
        yield _allowing(row, f"dependence[{position}].", mean, pooled=pooled)


def _allowing(row: Dependence, path: str, mean: ModelChoice, *, pooled: bool) -> str:
    """The lines of one way to allow for cohorts of one trial."""
    method = "EE" if mean.tau2 is None else mean.tau2
    if row.method == "sum-to-trial":
        if row.exact or not pooled:
            return "\n# Cohorts summed to trials: metafor has no such model, or none was fitted.\n"
        return templates.SUMMED.format(path=path)
    if row.method.startswith("three-level"):
        ml = row.method.endswith("ML") or mean.tau2 == "ML"
        return templates.THREE_LEVELS.format(path=path, method="ML" if ml else "REML")
    if row.method == "cr2":
        return templates.ROBUST.format(path=path, method=method)
    return templates.INDEPENDENT.format(path=path, method=method)


def _field(cohort: CohortUsed, name: str) -> str:
    """A field of a cohort as the results hold it; empty where they do not."""
    if name in OF_A_COHORT:
        return str(getattr(cohort, name))
    return {**cohort.patients, **cohort.columns}.get(name, "")


def _time(found: TimeToEvent, position: int) -> Iterator[str]:
    if found.result is None:
        yield f"\n# {one_line(found.endpoint)}: no cohort gives a usable number.\n"
        return
    model, path = found.result.model, f"times[{position}].result."
    months = found.landmark_months
    median = found.result.outcome == "median"
    yield templates.TIMES.format(
        what=f"Median {one_line(found.endpoint)}"
        if median
        else f"{one_line(found.endpoint)} at {months} months",
        study=vector(row.label for row in found.cohorts),
        value=vector(math.inf if row.not_reached else row.value for row in found.cohorts),
        low=vector(row.low for row in found.cohorts),
        high=vector(row.high for row in found.cohorts),
        scale="log(v)" if median else "log(-log(v))",
        back="exp(t)" if median else "exp(-exp(t))",
        level=model.level,
        interval_level=model.interval_level,
        test=TESTS.get(model.ci, "z"),
        method="EE" if model.tau2 is None else model.tau2,
        path=f"{path}pooled.",
        prediction=_times_prediction(model, path),
        spread="" if model.tau2 is None else templates.TIMES_SPREAD.format(path=f"{path}pooled."),
    )
    if found.result.median_of_medians:
        yield templates.MEDIAN_OF_MEDIANS.format(path=f"{path}median_of_medians.")


def _times_prediction(model: TimesModel, path: str) -> str:
    if model.prediction not in REACH:
        return ""
    method = "EE" if model.tau2 is None else model.tau2
    scaled = f'part_of(yi, vi, "{method}", "knha", {model.level})$se'
    return templates.TIMES_PREDICTION.format(
        path=f"{path}pooled.",
        reach=REACH[model.prediction],
        se=scaled if model.prediction == "HK" else "fit$se",
    )


def _scale(choice: ModelChoice) -> dict[str, object]:
    return {
        "measure": choice.measure,
        "add": 0 if choice.add is None else choice.add,
        "to": choice.to or "none",
    }
