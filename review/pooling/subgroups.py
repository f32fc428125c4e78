"""Subgroups pooled on their own or with one tau², and the test of whether their rates differ."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS, UnknownChoice, known
from review.pooling.cohorts import Cohorts
from review.pooling.fit import Fit, fit_cohorts, on_scale
from review.pooling.marginal_mean import marginal_mean
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.notes import note
from review.pooling.prediction import prediction_reach
from review.pooling.quantiles import chi2_tail, f_tail
from review.pooling.regression import Slopes, not_by_profile
from review.pooling.results import ModelChoice, Note, Pooled, Subgroup, SubgroupTest

Array = NDArray[np.float64]

#: Whether each subgroup has a tau² of its own.
SUBGROUP_TAU2 = ("separate", "common")


def pool_subgroups(
    cohorts: Cohorts, choice: ModelChoice, *, tau2: str = "separate"
) -> tuple[tuple[Subgroup, ...], SubgroupTest | None, tuple[Note, ...]]:
    """Pool each subgroup, and test whether they differ.

    Parameters
    ----------
    tau2
        ``separate``: each subgroup has its own; ``common``: all share one, for the random-effects model
        by inverse variance and for the GLMM.

    Raises
    ------
    UnknownChoice
        For another word, or a common tau² with another model.
    BadModerators
        For a common tau² of the GLMM where a subgroup has no responder, or responders only.

    Notes
    -----
    Q between is that of a common-effect model over the subgroups' estimates, each with the standard
    error that its interval uses; chi² with (subgroups − 1) degrees of freedom (Borenstein et al. 2009,
    Introduction to Meta-Analysis, ch. 19). With a common tau² and an interval that rests on t,
    Q/(subgroups − 1) is referred to F; Q is then Wald's test that all means are equal, which counts that
    means which share an estimated tau² are not independent. Subgroups stand in the order of their first
    cohort.
    """
    assert cohorts.subgroup is not None
    known("subgroup_tau2", tau2, SUBGROUP_TAU2)
    names = list(cohorts.groups)
    members = [cohorts.of(name) for name in names]
    fits = [fit_cohorts(group.x, group.n, choice) for group in members]
    estimates = [_on_scale(group, fit, choice) for group, fit in zip(members, fits, strict=True)]
    df: int | None = None
    shared: Slopes | None = None
    if tau2 == "common":
        shared = _sharing_tau2(cohorts, choice, names)
        df = shared.df
        fits = [
            _with_shared_tau2(cohorts, group, fit, choice, shared, i)
            for i, (group, fit) in enumerate(zip(members, fits, strict=True))
        ]
        estimates = [
            (float(value), float(se)) if se > 0 else None
            for value, se in zip(shared.estimate, shared.se, strict=True)
        ]
    subgroups = tuple(
        Subgroup(
            subgroup=name,
            k=group.x.size,
            events=int(group.x.sum()),
            n=int(group.n.sum()),
            pooled=fit.pooled,
            heterogeneity=fit.heterogeneity,
        )
        for name, group, fit in zip(names, members, fits, strict=True)
    )
    alone = [group.subgroup for group in subgroups if group.k == 1 and tau2 == "separate"]
    notes = [note("POOL17", subgroup=name) for name in alone]
    test, why_not = _test(estimates, names, tau2, df)
    if shared is not None and test is not None and test.q is not None:
        q = _wald(shared)
        test = replace(test, q=q, p=chi2_tail(q, test.df) if df is None else f_tail(q / test.df, test.df, df))
    if why_not:
        notes.append(note("POOL18", why=why_not))
    if tau2 == "common":
        notes += not_by_profile(choice, "rates of the subgroups with one tau²")
    return subgroups, test, tuple(notes)


def _sharing_tau2(cohorts: Cohorts, choice: ModelChoice, names: list[str]) -> Slopes:
    """Fit a mean for each subgroup and one tau² for all."""
    group_means = MODELS[choice.model].group_means
    if group_means is None:
        offered = " or ".join(model.code for model in MODELS.values() if model.group_means)
        raise UnknownChoice(
            f"subgroup_tau2 'common' is not offered for model {choice.model!r}; use model = {offered}"
        )
    if cohorts.x.size <= len(names):
        raise UnknownChoice(
            f"subgroup_tau2 'common' needs more cohorts than subgroups; {cohorts.x.size} cohorts lie in "
            f"{len(names)} subgroups; use subgroup_tau2 = separate"
        )
    return group_means()(cohorts, choice)


def _wald(shared: Slopes) -> float:
    """Wald's statistic of the differences between the first mean and each other."""
    p = shared.estimate.size
    contrast = np.hstack([-np.ones((p - 1, 1)), np.eye(p - 1)])
    apart = contrast @ shared.estimate
    return float(apart @ np.linalg.solve(contrast @ shared.covariance @ contrast.T, apart))


def _with_shared_tau2(
    cohorts: Cohorts, group: Cohorts, fit: Fit, choice: ModelChoice, shared: Slopes, i: int
) -> Fit:
    measure, typical_n = MEASURES[choice.measure], float(harmonic_mean(group.n))
    estimate, se = float(shared.estimate[i]), float(shared.se[i])
    half = shared.quantile(choice.level) * se
    # The shared tau² has as many degrees of freedom as k − subgroups + 1 cohorts would leave.
    rows = cohorts.x.size - shared.estimate.size + 1
    reach = prediction_reach(choice.prediction, np.array(se), np.array(shared.tau2), rows, level=choice.level)
    ends = None if reach is None else (estimate - float(reach), estimate + float(reach))
    return Fit(
        pooled=Pooled(
            estimate=measure.proportion(estimate, typical_n),
            ci_low=measure.proportion(estimate - half, typical_n),
            ci_high=measure.proportion(estimate + half, typical_n),
            prediction_low=measure.proportion(ends[0], typical_n) if ends else None,
            prediction_high=measure.proportion(ends[1], typical_n) if ends else None,
            marginal_mean=marginal_mean(estimate, math.sqrt(shared.tau2)) if choice.model == "glmm" else None,
            estimate_transformed=estimate,
            se_transformed=se,
            ci_low_transformed=estimate - half,
            ci_high_transformed=estimate + half,
        ),
        heterogeneity=replace(
            fit.heterogeneity,
            tau2=shared.tau2,
            tau2_ci_low=None,
            tau2_ci_high=None,
            i2_tau2=None,
            i2_tau2_ci_low=None,
            i2_tau2_ci_high=None,
        ),
    )


def _on_scale(group: Cohorts, fit: Fit, choice: ModelChoice) -> tuple[float, float] | None:
    """Return estimate and standard error on the transformed scale, None where they do not exist."""
    if group.x.size == 1:
        y, v = on_scale(group.x, group.n, choice)
        found = float(y[0]), math.sqrt(float(v[0]))
    elif fit.pooled.estimate_transformed is None or fit.pooled.se_transformed is None:
        return None
    else:
        found = fit.pooled.estimate_transformed, fit.pooled.se_transformed
    return found if all(map(math.isfinite, found)) and found[1] > 0 else None


def _test(
    estimates: list[tuple[float, float] | None], names: list[str], tau2: str, residual_df: int | None
) -> tuple[SubgroupTest | None, str]:
    if len(estimates) < 2:
        return None, "there is one subgroup"
    df = len(estimates) - 1
    bare = [name for name, found in zip(names, estimates, strict=True) if found is None]
    if bare:
        empty = SubgroupTest(q=None, df=df, p=None, tau2=tau2)
        which = f"subgroup {bare[0]} has" if len(bare) == 1 else f"subgroups {', '.join(bare)} have"
        return empty, f"{which} no finite estimate and standard error"
    values = np.array([found[0] for found in estimates if found])
    weights = np.array([found[1] ** -2 for found in estimates if found])
    q = float(np.sum(weights * (values - np.average(values, weights=weights)) ** 2))
    p = chi2_tail(q, df) if residual_df is None else f_tail(q / df, df, residual_df)
    return SubgroupTest(q=q, df=df, p=p, tau2=tau2), ""
