"""Few cohorts and no spread: what every word, table and figure agrees on, and what stands beside such a rate.

Fewer than five cohorts say almost nothing of how far cohorts differ, so a Bayesian estimate, whose prior
on tau says what is plausible, is given beside their pooled rate, and for a subgroup one whose tau² is
that of all subgroups. A prediction interval where tau² is
estimated 0 equals the interval of the mean and reassures falsely.
"""

from __future__ import annotations

from typing import Any

from review.analysis.results import Beside, CommonTau2
from review.pooling.choices import MODELS, UnknownChoice
from review.pooling.design import BadModerators
from review.pooling.pool import pool
from review.pooling.results import Heterogeneity, ModelChoice, PoolResult

#: The fewest cohorts whose pooled rate leads and is drawn without being asked for.
FEWEST_POOLED = 5

#: tau² up to here was estimated 0: on no scale could a standard deviation of 0.001 be seen.
TAU2_ZERO = 1e-6


def tau2_is_zero(heterogeneity: Heterogeneity) -> bool:
    """Whether tau² was estimated, and estimated 0.

    >>> tau2_is_zero(Heterogeneity(tau2=0.0)), tau2_is_zero(Heterogeneity(tau2=None))
    (True, False)
    """
    return heterogeneity.tau2 is not None and heterogeneity.tau2 <= TAU2_ZERO


def beside_few(result: PoolResult) -> tuple[Beside, ...]:
    """A Bayesian estimate for the whole and for each subgroup that has two to four cohorts.

    Returns
    -------
    tuple
        The whole first, under an empty name; empty where nothing has so few cohorts, or where the model
        is Bayesian already.
    """
    if result.model.ci == "posterior":
        return ()
    parts = {"": list(result.studies)}
    for study in result.studies:
        if study.subgroup is not None:
            parts.setdefault(study.subgroup, []).append(study)
    found = []
    for name, studies in parts.items():
        if 1 < len(studies) < FEWEST_POOLED:
            events, n = [study.events for study in studies], [study.n for study in studies]
            made = pool(events, n, model="bayesian", level=result.model.level)
            priors = next(note.message for note in made.notes if note.rule == "BAYES01")
            found.append(Beside(of=name, k=len(studies), model=made.model, pooled=made.pooled, how=priors))
    return tuple(found)


def common_tau2(result: PoolResult) -> CommonTau2 | None:
    """The rate of each subgroup of two to four cohorts, with one tau² for all subgroups.

    Fitted by the model of the result; by the GLMM in the place of the beta-binomial model, which has no
    such fit.

    Returns
    -------
    CommonTau2 or None
        None where no subgroup has so few cohorts, where the result has one tau² already, or where its model
        has none or a prior on it.
    """
    few = {group.subgroup: group.k for group in result.subgroups or () if 1 < group.k < FEWEST_POOLED}
    shared = result.subgroup_test is None or result.subgroup_test.tau2 == "common"
    if not few or shared or result.model.ci == "posterior" or result.model.model == "common":
        return None
    events, n = [study.events for study in result.studies], [study.n for study in result.studies]
    try:
        made = pool(
            events,
            n,
            study=[study.study for study in result.studies],
            subgroup=[study.subgroup for study in result.studies],
            subgroup_tau2="common",
            **_sharing(result.model),
        )
    except (BadModerators, UnknownChoice) as error:
        return CommonTau2(rows=(), why_not=str(error))
    return CommonTau2(
        rows=tuple(
            Beside(
                of=group.subgroup,
                k=group.k,
                model=made.model,
                pooled=group.pooled,
                how=f"one τ² for all {len(made.subgroups or ())} subgroups",
            )
            for group in made.subgroups or ()
            if group.subgroup in few
        ),
        tau2=next(iter(made.subgroups or ())).heterogeneity.tau2,
    )


def _sharing(choice: ModelChoice) -> dict[str, Any]:
    """The options of `pool` for a fit with one tau²."""
    if not MODELS[choice.model].weighted_mean:
        ci = choice.ci if choice.ci in ("t", "wald") else "t"
        return {"model": "glmm", "ci": ci, "level": choice.level}
    return {
        "model": choice.model, "measure": choice.measure, "tau2": choice.tau2, "ci": choice.ci,
        "prediction": choice.prediction, "level": choice.level,
        "add": 0.5 if choice.add is None else choice.add, "to": choice.to or "only0",
    }  # fmt: skip
