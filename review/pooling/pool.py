"""Pool the response rates of single-arm cohorts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from review.pooling.agreement import agreement as compare_models
from review.pooling.bayes import Priors, priors_of
from review.pooling.choices import MODELS, UnknownChoice, choose, known
from review.pooling.cohorts import Cohorts, checked, refuse_infinite_effects
from review.pooling.cumulative import cumulative as cumulated
from review.pooling.dependence import DEPENDENCE, trials_of
from review.pooling.dependence import dependence as allow_for_trials
from review.pooling.design import design, words_among_numbers
from review.pooling.fit import Fit, fit_cohorts
from review.pooling.leave_one_out import leave_one_out as pool_without_each
from review.pooling.notes import listed, note
from review.pooling.options import MOST_ARRANGEMENTS
from review.pooling.permutation import permute_rate, permute_slopes
from review.pooling.rate_test import against_rate, why_not_tested
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
from review.pooling.shrunken_rates import shrunken_rates_part
from review.pooling.small_study import small_study_tests
from review.pooling.study_intervals import study_interval
from review.pooling.subgroups import pool_subgroups
from review.pooling.trim_and_fill import ESTIMATORS
from review.pooling.weighted_parts import SUBSETS, enough, gosh_part, influence_part, trim_and_fill_part
from review.progress import Progress

#: Below this many trials the robust variance is rough (Tipton 2015).
FEWEST_TRIALS = 10
#: A smallest possible p above this is told.
_COARSE_P = 0.01


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
    tau_prior: float | None = None,
    study: Sequence[Any] | None = None,
    subgroup: Sequence[Any] | None = None,
    subgroup_tau2: str = "separate",
    moderators: Mapping[str, Sequence[Any] | None] | None = None,
    cluster: Sequence[Any] | None = None,
    dependence: Sequence[str] | None = None,
    leave_one_out: bool = False,
    cumulative: Sequence[Any] | None = None,
    influence: bool = False,
    small_study: bool | str = False,
    trim_and_fill: bool | Sequence[str] = False,
    force: bool = False,
    gosh: bool | int = False,
    shrunken_rates: bool = False,
    agreement: bool = False,
    threshold: float | None = None,
    reference_rate: float | None = None,
    next_trial: int | None = None,
    permutations: int | None = None,
    seed: int = 1,
    progress: Progress | None = None,
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
    tau_prior
        Scale of the half-normal prior on tau, for the Bayesian models; chances (`threshold`,
        `next_trial`) follow it where the scale is the logit.
    study
        Names of the cohorts.
    subgroup
        A label per cohort: each subgroup is pooled, and their differences tested.
    subgroup_tau2
        ``separate``, or ``common``: one tau² for all subgroups.
    moderators
        Values per name, one per cohort: numbers, or text for a factor. The name ``a:b`` with None is the
        interaction of two others.
    cluster
        The trial of each cohort: beside the pooled rate, others that allow for cohorts of one trial.
    dependence
        Which others: codes of `review.pooling.dependence.DEPENDENCE`; those marked there as default unless
        given.
    leave_one_out
        Pool without each cohort in turn, or without each trial where `cluster` is given.
    cumulative
        A value per cohort, such as the year: pool the first, the first two, and so on.
    influence
        Deletion diagnostics of each cohort, for models that are weighted means.
    small_study
        Tests of small-study effects; ``"force"`` makes them below ten cohorts too.
    trim_and_fill
        The rate with mirror images filled in, by both estimators or by those named (``L0``, ``R0``);
        needs as many cohorts as the tests.
    force
        Make the tests and the filling below ten cohorts too.
    gosh
        The pooled rate and I² of all subsets of the cohorts; beyond 15 cohorts of 10,000 drawn ones, or of
        the number given.
    shrunken_rates
        The rate of each cohort drawn towards the pooled rate, for the GLMM.
    agreement
        The rate under five defensible models and four of old papers, with a verdict.
    threshold
        A rate: how probable it is that the pooled rate, and that of a further cohort, exceeds it, and,
        unless there is a `reference_rate`, a test of the pooled rate against it.
    reference_rate
        A rate, such as that of the standard treatment, to test the pooled rate against.
    next_trial
        A number of patients: how many of them will respond in a further cohort.
    permutations
        How many arrangements a permutation test may make: of the slopes where there are `moderators`,
        else of the pooled rate against `reference_rate` or `threshold`.
    seed
        Of what is drawn: permutations and subsets, where there are too many to make all.
    progress
        Called with how much of a long part is done, and of how much: permutations, cumulative rows, rows
        without each trial.

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
        For a code that does not exist or does not go with the model, and for options that contradict one
        another.

    Examples
    --------
    >>> result = pool([19, 14, 8, 2], [52, 37, 14, 11], model="inverse-variance", tau2="DL", ci="wald")
    >>> f"{result.pooled.estimate:.1%} ({result.pooled.ci_low:.1%} to {result.pooled.ci_high:.1%})"
    '38.3% (28.2% to 49.5%)'
    """
    choice = choose(
        model=model, measure=measure, tau2=tau2, ci=ci, prediction=prediction, study_ci=study_ci,
        level=level, add=add, to=to, tau_prior=tau_prior,
    )  # fmt: skip
    force = _forced(small_study, trim_and_fill, force)
    _refuse_contradictions(
        subgroup=subgroup, subgroup_tau2=subgroup_tau2, cluster=cluster, dependence=dependence,
        moderators=moderators, threshold=threshold, reference_rate=reference_rate, permutations=permutations,
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
    dependent, dependence_notes = _allow_for_trials(cohorts, choice, trials, dependence or ())
    notes += dependence_notes
    left_out = None
    if leave_one_out and enough(cohorts, 2, "Leaving one cohort out", notes):
        left_out = pool_without_each(cohorts, choice, trials=trials, progress=progress) or None
        if left_out is None:
            notes.append(note("POOL34"))
    influential = influence_part(cohorts, choice, notes) if influence else None
    filled = None
    if trim_and_fill:
        named = (trim_and_fill,) if isinstance(trim_and_fill, str) else trim_and_fill
        estimators = ESTIMATORS if named is True else named
        filled = trim_and_fill_part(cohorts, choice, notes, estimators=estimators, force=force)
    subsets = None
    if gosh:
        subsets = gosh_part(cohorts, choice, notes, subsets=SUBSETS if gosh is True else gosh, seed=seed)
    shrunken = shrunken_rates_part(cohorts, fit.pooled, choice, notes) if shrunken_rates else None
    stated = threshold if reference_rate is None else reference_rate
    tested = None if stated is None else against_rate(fit.pooled, stated, cohorts, choice)
    if reference_rate is not None and tested is None:
        notes.append(note("POOL29", p0=reference_rate, why=why_not_tested(fit.pooled, choice)))
    permuted = None
    if permutations is not None:
        permuted = _permuted(cohorts, choice, moderators, stated, permutations, seed, notes, progress)
    added = None if cumulative is None else cumulated(cohorts, choice, by=cumulative, progress=progress)
    agreeing, verdict = None, None
    if agreement and enough(cohorts, 2, "Agreement of models", notes):
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
        cumulative=added,
        influence=influential,
        small_study=small_study_tests(cohorts, choice, force=force) if small_study else None,
        trim_and_fill=filled,
        agreement=agreeing,
        verdict=verdict,
        dependence=dependent,
        threshold=None if threshold is None else _above(cohorts, threshold, choice),
        rate_test=tested,
        permutation=permuted,
        next_trial=None if next_trial is None else _ahead(cohorts, next_trial, choice),
        gosh=subsets,
        shrunken_rates=shrunken,
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
    on = design(moderators, cohorts)
    mixed = words_among_numbers(on)
    regression, notes = regress()(cohorts, choice, on)
    return regression, (*notes, *(note("POOL33", name=name, words=listed(mixed[name])) for name in mixed))


def _allow_for_trials(
    cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str] | None, methods: Sequence[str]
) -> tuple[tuple[Dependence, ...] | None, tuple[Note, ...]]:
    if trials is None:
        return None, ()
    k, m = len(trials), len(set(trials))
    if m == k:
        return None, (note("POOL25", why="each trial gives one cohort"),)
    if m == 1:
        return None, (note("POOL25", why="all cohorts come from one trial"),)
    few = (note("POOL24", m=m),) if m < FEWEST_TRIALS and "cr2" in (methods or ("cr2",)) else ()
    rates = allow_for_trials(cohorts, choice, trials, methods=methods)
    how = listed(DEPENDENCE[rate.method].label for rate in rates)
    return rates, (note("POOL23", k=k, m=m, how=how), *few)


def _permuted(
    cohorts: Cohorts,
    choice: ModelChoice,
    moderators: Mapping[str, Sequence[Any] | None] | None,
    rate: float | None,
    arrangements: int,
    seed: int,
    notes: list[Note],
    progress: Progress | None,
) -> PermutationTest | None:
    if not 1 < arrangements <= MOST_ARRANGEMENTS:
        raise UnknownChoice(
            f"permutations is a number of arrangements from 2 to {MOST_ARRANGEMENTS:,}, such as 5000; got "
            f"{arrangements!r}"
        )
    if moderators is not None:
        on = design(moderators, cohorts)
        found = permute_slopes(cohorts, choice, on, arrangements=arrangements, seed=seed, progress=progress)
        least = 1 / found.arrangements
    else:
        assert rate is not None
        if not enough(cohorts, 2, "A permutation test", notes):
            return None
        found = permute_rate(cohorts, choice, rate, arrangements=arrangements, seed=seed, progress=progress)
        # an arrangement and its mirror image give the same statistic
        least = 2 / found.arrangements
    if found.exact and least > _COARSE_P:
        notes.append(note("POOL32", arrangements=found.arrangements, least=least))
    return found


def _above(cohorts: Cohorts, p0: float, choice: ModelChoice) -> Threshold:
    from review.pooling.threshold import threshold

    return threshold(cohorts.x, cohorts.n, p0, priors=_logit_priors(choice))


def _ahead(cohorts: Cohorts, patients: int, choice: ModelChoice) -> NextTrial:
    from review.pooling.next_trial import next_trial

    priors = _logit_priors(choice)
    return next_trial(cohorts.x, cohorts.n, patients, level=choice.level, priors=priors)


def _logit_priors(choice: ModelChoice) -> Priors:
    """The priors of chances: those of the choice where they are of logits."""
    return priors_of(choice) if choice.measure == "PLO" else Priors()


def _forced(small_study: bool | str, trim_and_fill: bool | Sequence[str], force: bool) -> bool:
    if isinstance(small_study, str) and small_study != "force":
        raise UnknownChoice(f"small_study {small_study!r} is unknown; it is True, False or 'force'")
    if force and not small_study and not trim_and_fill:
        raise UnknownChoice("force makes small_study or trim_and_fill below ten cohorts: ask for one of them")
    return force or small_study == "force"


def _refuse_contradictions(
    *,
    subgroup: Sequence[Any] | None,
    subgroup_tau2: str,
    cluster: Sequence[Any] | None,
    dependence: Sequence[str] | None,
    moderators: Mapping[str, Sequence[Any] | None] | None,
    threshold: float | None,
    reference_rate: float | None,
    permutations: int | None,
) -> None:
    if subgroup is None and subgroup_tau2 != "separate":
        raise UnknownChoice(f"subgroup_tau2 {subgroup_tau2!r} needs subgroups: name them in subgroup")
    if cluster is None and dependence:
        raise UnknownChoice(
            f"dependence {', '.join(dependence)} needs the trial of each cohort: name it in cluster"
        )
    for method in dependence or ():
        known("dependence", method, DEPENDENCE)
    if permutations is None:
        return
    if moderators is None and threshold is None and reference_rate is None:
        raise UnknownChoice(
            "permutations needs moderators, or a reference_rate (or threshold) to test the pooled rate "
            "against"
        )
    if moderators is not None and reference_rate is not None:
        raise UnknownChoice(
            "permutations tests either the slopes of the moderators or the pooled rate against "
            "reference_rate: ask for one at a time"
        )


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
