"""Pool the response rates of single-arm cohorts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from review.pooling.agreement import agreement as compare_models
from review.pooling.choices import MODELS, UnknownChoice, choose
from review.pooling.cohorts import Cohorts, checked, refuse_infinite_effects
from review.pooling.cumulative import cumulative as cumulated
from review.pooling.dependence import dependence, trials_of
from review.pooling.design import design
from review.pooling.fit import Fit, fit_cohorts
from review.pooling.influence import FEWEST_COHORTS as FEWEST_FOR_INFLUENCE
from review.pooling.influence import influence as measure_influence
from review.pooling.leave_one_out import leave_one_out as pool_without_each
from review.pooling.notes import note
from review.pooling.permutation import permute_rate, permute_slopes
from review.pooling.rate_test import against_rate
from review.pooling.remarks import remarks
from review.pooling.results import (
    Dependence,
    ModelChoice,
    NextTrial,
    Note,
    PermutationTest,
    PoolResult,
    Regression,
    StudyRate,
    Threshold,
)
from review.pooling.small_study import FEWEST_COHORTS as FEWEST_FOR_TESTS
from review.pooling.small_study import small_study_tests
from review.pooling.study_intervals import study_interval
from review.pooling.subgroups import pool_subgroups
from review.pooling.trim_and_fill import trim_and_fill as fill

#: Below this many trials the robust variance is rough (Tipton 2015).
FEWEST_TRIALS = 10


def pool(
    events: Sequence[Any],
    total: Sequence[Any],
    *,
    model: str = "glmm",
    measure: str = "PLO",
    tau2: str | None = None,
    ci: str | None = None,
    prediction: str | None = "V",
    study_ci: str = "clopper-pearson",
    level: float = 0.95,
    add: float = 0.5,
    to: str = "only0",
    study: Sequence[Any] | None = None,
    subgroup: Sequence[Any] | None = None,
    subgroup_tau2: str = "separate",
    moderators: Mapping[str, Sequence[Any] | None] | None = None,
    cluster: Sequence[Any] | None = None,
    leave_one_out: bool = False,
    cumulative: Sequence[Any] | None = None,
    influence: bool = False,
    small_study: bool | str = False,
    trim_and_fill: bool = False,
    agreement: bool = False,
    threshold: float | None = None,
    next_trial: int | None = None,
    permutations: int | None = None,
) -> PoolResult:
    """Pool the rates ``events / total`` of k cohorts.

    Parameters
    ----------
    events, total
        Responders and patients of each cohort.
    model, measure, tau2, ci, prediction, study_ci
        Codes, as ``review pool --help`` lists them; None is the default of the model.
    level
        Coverage of all intervals.
    add, to
        Continuity correction, for models and measures that need one.
    study
        Names of the cohorts.
    subgroup
        A label per cohort: each subgroup is pooled, and their differences tested.
    subgroup_tau2
        ``separate`` or ``common``.
    moderators
        Values per name, one per cohort: numbers, or text for a factor. The name ``a:b`` with None is the
        interaction of two others.
    cluster
        The trial of each cohort: beside the pooled rate, three that allow for cohorts of one trial.
    leave_one_out
        Pool without each cohort in turn, or without each trial where `cluster` is given.
    cumulative
        A value per cohort, such as the year: pool the first, the first two, and so on.
    influence
        Deletion diagnostics of each cohort, for models that are weighted means.
    small_study
        Tests of small-study effects; ``"force"`` makes them below ten cohorts too.
    trim_and_fill
        The rate with mirror images filled in; needs as many cohorts as the tests.
    agreement
        The rate under five defensible models and four of old papers, with a verdict.
    threshold
        A rate: how probable it is that the pooled rate, and that of a further cohort, exceeds it, and a
        test of the pooled rate against it.
    next_trial
        A number of patients: how many of them will respond in a further cohort.
    permutations
        How many arrangements a permutation test may make: of the slopes where there are `moderators`,
        else of the pooled rate against `threshold`.

    Returns
    -------
    PoolResult
        Rates are 0–1, I² is 0–100.

    Raises
    ------
    BadCounts
        For counts that cannot be pooled, with position and name.
    BadModerators
        For moderators that cannot be used, with the cohort or the columns.
    UnknownChoice
        For a code that does not exist or does not go with the model.

    Examples
    --------
    >>> result = pool([19, 14, 8, 2], [52, 37, 14, 11], model="inverse-variance", tau2="DL", ci="wald")
    >>> f"{result.pooled.estimate:.1%} ({result.pooled.ci_low:.1%} to {result.pooled.ci_high:.1%})"
    '38.3% (28.2% to 49.5%)'
    """
    choice = choose(
        model=model, measure=measure, tau2=tau2, ci=ci, prediction=prediction, study_ci=study_ci,
        level=level, add=add, to=to,
    )  # fmt: skip
    cohorts = checked(events, total, study=study, subgroup=subgroup)
    refuse_infinite_effects(cohorts, choice)
    regression, regression_notes = _regress(cohorts, choice, moderators)
    fit = fit_cohorts(cohorts.x, cohorts.n, choice)
    notes = [*remarks(cohorts, fit, choice), *fit.notes, *regression_notes]
    subgroups, test = None, None
    if cohorts.subgroup is not None:
        subgroups, test, subgroup_notes = pool_subgroups(cohorts, choice, tau2=subgroup_tau2)
        notes += subgroup_notes
    trials = None if cluster is None else trials_of(cohorts, cluster)
    dependent, dependence_notes = _allow_for_trials(cohorts, choice, trials)
    notes += dependence_notes
    left_out, influential = None, None
    if leave_one_out and _enough(cohorts, 2, "Leaving one cohort out", notes):
        left_out = pool_without_each(cohorts, choice, trials=trials)
    if influence and not MODELS[choice.model].weighted_mean:
        notes.append(note("POOL21", part="Influence", model=choice.model))
    elif influence and _enough(cohorts, FEWEST_FOR_INFLUENCE, "Influence", notes):
        influential = measure_influence(cohorts, choice)
    filled, forced = None, _forced(small_study)
    if trim_and_fill and not MODELS[choice.model].weighted_mean:
        notes.append(note("POOL21", part="Trim and fill", model=choice.model))
    elif trim_and_fill and _enough(cohorts, 3 if forced else FEWEST_FOR_TESTS, "Trim and fill", notes):
        filled = fill(cohorts, choice)
    agreeing, verdict = None, None
    if agreement and _enough(cohorts, 2, "Agreement of models", notes):
        agreeing, verdict = compare_models(cohorts, level=choice.level)
    return PoolResult(
        model=choice,
        k=cohorts.x.size,
        events=int(cohorts.x.sum()),
        n=int(cohorts.n.sum()),
        pooled=fit.pooled,
        heterogeneity=fit.heterogeneity,
        studies=_studies(cohorts, fit, choice),
        subgroups=subgroups,
        subgroup_test=test,
        regression=regression,
        leave_one_out=left_out,
        cumulative=None if cumulative is None else cumulated(cohorts, choice, by=cumulative),
        influence=influential,
        small_study=small_study_tests(cohorts, choice, force=forced) if small_study else None,
        trim_and_fill=filled,
        agreement=agreeing,
        verdict=verdict,
        dependence=dependent,
        threshold=None if threshold is None else _above(cohorts, threshold),
        rate_test=None if threshold is None else against_rate(fit.pooled, threshold, cohorts, choice),
        permutation=None
        if permutations is None
        else _permuted(cohorts, choice, moderators, threshold, permutations),
        next_trial=None if next_trial is None else _ahead(cohorts, next_trial, choice),
        notes=tuple(notes),
    )


def _regress(
    cohorts: Cohorts, choice: ModelChoice, moderators: Mapping[str, Sequence[Any] | None] | None
) -> tuple[Regression | None, tuple[Note, ...]]:
    if moderators is None:
        return None, ()
    regress = MODELS[choice.model].regress
    if regress is None:
        offered = ", ".join(model.code for model in MODELS.values() if model.regress)
        raise UnknownChoice(f"meta-regression is not offered for model {choice.model!r}; it is for {offered}")
    return regress()(cohorts, choice, design(moderators, cohorts))


def _allow_for_trials(
    cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str] | None
) -> tuple[tuple[Dependence, ...] | None, tuple[Note, ...]]:
    if trials is None:
        return None, ()
    k, m = len(trials), len(set(trials))
    if m == k:
        return None, (note("POOL25", why="each trial gives one cohort"),)
    if m == 1:
        return None, (note("POOL25", why="all cohorts come from one trial"),)
    few = (note("POOL24", m=m),) if m < FEWEST_TRIALS else ()
    return dependence(cohorts, choice, trials), (note("POOL23", k=k, m=m), *few)


def _permuted(
    cohorts: Cohorts,
    choice: ModelChoice,
    moderators: Mapping[str, Sequence[Any] | None] | None,
    rate: float | None,
    arrangements: int,
) -> PermutationTest:
    if moderators is not None:
        return permute_slopes(cohorts, choice, design(moderators, cohorts), arrangements=arrangements)
    if rate is None:
        raise UnknownChoice("permutations needs moderators, or a threshold to test the pooled rate against")
    return permute_rate(cohorts, choice, rate, arrangements=arrangements)


def _above(cohorts: Cohorts, p0: float) -> Threshold:
    from review.pooling.threshold import threshold

    return threshold(cohorts.x, cohorts.n, p0)


def _ahead(cohorts: Cohorts, patients: int, choice: ModelChoice) -> NextTrial:
    from review.pooling.next_trial import next_trial

    return next_trial(cohorts.x, cohorts.n, patients, level=choice.level)


def _forced(small_study: bool | str) -> bool:
    if isinstance(small_study, str) and small_study != "force":
        raise UnknownChoice(f"small_study {small_study!r} is unknown; it is True, False or 'force'")
    return small_study == "force"


def _enough(cohorts: Cohorts, least: int, part: str, notes: list[Note]) -> bool:
    if cohorts.x.size >= least:
        return True
    notes.append(note("POOL20", part=part, least=least, k=cohorts.x.size))
    return False


def _studies(cohorts: Cohorts, fit: Fit, choice: ModelChoice) -> tuple[StudyRate, ...]:
    low, high = study_interval(cohorts.x, cohorts.n, method=choice.study_ci, level=choice.level)
    return tuple(
        StudyRate(
            study=name,
            events=int(cohorts.x[i]),
            n=int(cohorts.n[i]),
            proportion=float(cohorts.x[i] / cohorts.n[i]),
            ci_low=float(low[i]),
            ci_high=float(high[i]),
            weight=fit.weights[i] if fit.weights else None,
            subgroup=cohorts.subgroup[i] if cohorts.subgroup else None,
        )
        for i, name in enumerate(cohorts.study)
    )
