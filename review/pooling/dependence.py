"""Cohorts of one trial share investigators, sites and sometimes patients: ways to allow for it.

The pooled rate that was asked for takes cohorts as independent and stays as it is; these stand beside it.
To add one, write a function of cohorts, choice and trials, and add an entry to `DEPENDENCE`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from review.pooling import pymare_engine
from review.pooling.choices import MODELS, known
from review.pooling.cohorts import BadCounts, Cohorts, is_blank
from review.pooling.fit import fit_cohorts, fit_rate, on_scale
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.quantiles import t_quantile
from review.pooling.results import Dependence, ModelChoice
from review.pooling.tau2 import tau2_estimate
from review.pooling.three_level import three_level
from review.pooling.weighted_mean_choice import as_weighted_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class DependenceKind:
    """One way to allow for cohorts of one trial; ``default`` are made unless others are asked for."""

    code: str
    label: str
    run: Callable[[Cohorts, ModelChoice, Sequence[str]], Dependence]
    reference: str
    caution: str
    default: bool = True


#: Ways that rest on a weighted mean, whatever the model of the pooled rate.
_WEIGHTED = {"cr2", "three-level", "three-level-ML"}


def trials_of(cohorts: Cohorts, cluster: Sequence[Any]) -> tuple[str, ...]:
    """Return the trial of each cohort as text.

    Raises
    ------
    BadCounts
        For a missing trial, or a wrong number of them.

    Examples
    --------
    >>> from review.pooling.cohorts import checked
    >>> trials_of(checked([1, 2], [9, 9]), ["NCT1", None])
    Traceback (most recent call last):
    review.pooling.cohorts.BadCounts: cohort 2: its trial (cluster) is missing; fill it in
    """
    labels = list(cluster)
    if len(labels) != cohorts.x.size:
        raise BadCounts(
            f"events has {cohorts.x.size} values and cluster has {len(labels)}; give one per cohort"
        )
    for i, label in enumerate(labels):
        if is_blank(label):
            name = cohorts.study[i]
            raise BadCounts(f"{name}: its trial (cluster) is missing; fill it in", i, name)
    return tuple(str(label) for label in labels)


def dependence(
    cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str], *, methods: Sequence[str] = ()
) -> tuple[Dependence, ...]:
    """Pool with allowance for cohorts of one trial; needs two trials, one of them with several cohorts.

    Parameters
    ----------
    choice
        The scale and the estimator of tau² are taken from it; models that are no weighted means lend
        their scale, with REML. Summed trials are pooled by the model itself.
    trials
        The trial of each cohort.
    methods
        Codes of `DEPENDENCE`; those marked as default unless given.

    Raises
    ------
    UnknownChoice
        For another code.

    Returns
    -------
    tuple of Dependence
        Where the model is no weighted mean, the one that robust variance and three-level model rest on
        stands first with cohorts as independent: what differs from it is the dependence, and what
        differs from the pooled rate is the model too.

    Notes
    -----
    CR2 with Satterthwaite's degrees of freedom: Tipton 2015, doi:10.1037/met0000011. CR2 is not unique:
    PyMARE's is symmetric in the whitened metric, clubSandwich's in the plain one; they are equal where the
    variances are equal within each trial, and differ by up to 1% elsewhere. The interval of the
    three-level model is t with (trials − 1) degrees of freedom.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> cohorts, choice = checked([3, 8, 5, 2], [10, 20, 9, 12]), choose(model="inverse-variance")
    >>> [row.method for row in dependence(cohorts, choice, ["A", "A", "B", "C"])]
    ['cr2', 'three-level', 'sum-to-trial']
    """
    asked = methods or [kind.code for kind in DEPENDENCE.values() if kind.default]
    for method in asked:
        known("dependence", method, DEPENDENCE)
    if not MODELS[choice.model].weighted_mean and set(asked) & _WEIGHTED:
        asked = ["independent", *asked]
    return tuple(DEPENDENCE[method].run(cohorts, choice, trials) for method in dict.fromkeys(asked))


def _independent(cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str]) -> Dependence:
    fit = fit_cohorts(cohorts.x, cohorts.n, as_weighted_mean(choice, ci="HK-adhoc"))
    return Dependence(
        method="independent",
        label=DEPENDENCE["independent"].label,
        trials=len(set(trials)),
        estimate=fit.pooled.estimate,
        ci_low=fit.pooled.ci_low,
        ci_high=fit.pooled.ci_high,
        tau2_within=fit.heterogeneity.tau2,
    )


def _robust(cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str]) -> Dependence:
    mean = as_weighted_mean(choice)
    y, v = (column[:, None] for column in on_scale(cohorts.x, cohorts.n, mean))
    tau2 = np.zeros(1) if mean.tau2 is None else tau2_estimate(mean.tau2, y, v)
    codes = np.unique(np.asarray(trials), return_inverse=True)[1]
    fit = pymare_engine.cluster_robust(y, v, np.ones_like(y), tau2, codes)
    df = None if fit.df is None else float(fit.df[0, 0])
    return _rate(
        cohorts, mean, trials, "cr2",
        float(fit.estimate[0, 0]), float(fit.se[0, 0]), df,
    )  # fmt: skip


def _three_level(cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str]) -> Dependence:
    method = "ML" if as_weighted_mean(choice).tau2 == "ML" else "REML"
    return _three_levels(cohorts, choice, trials, "three-level", method)


def _three_level_ml(cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str]) -> Dependence:
    return _three_levels(cohorts, choice, trials, "three-level-ML", "ML")


def _three_levels(
    cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str], code: str, method: str
) -> Dependence:
    mean = as_weighted_mean(choice)
    y, v = on_scale(cohorts.x, cohorts.n, mean)
    fit = three_level(y, v, trials, method=method)
    return _rate(
        cohorts, mean, trials, code,
        fit.estimate, fit.se, float(len(set(trials)) - 1), fit.between, fit.within,
    )  # fmt: skip


def _rate(
    cohorts: Cohorts,
    choice: ModelChoice,
    trials: Sequence[str],
    method: str,
    estimate: float,
    se: float,
    df: float | None,
    between: float | None = None,
    within: float | None = None,
) -> Dependence:
    measure, typical_n = MEASURES[choice.measure], float(harmonic_mean(cohorts.n))
    half = None if df is None else t_quantile(choice.level, df) * se
    return Dependence(
        method=method,
        label=DEPENDENCE[method].label,
        trials=len(set(trials)),
        estimate=measure.proportion(estimate, typical_n),
        ci_low=None if half is None else measure.proportion(estimate - half, typical_n),
        ci_high=None if half is None else measure.proportion(estimate + half, typical_n),
        df=df,
        tau2_between=between,
        tau2_within=within,
    )


def _summed(cohorts: Cohorts, choice: ModelChoice, trials: Sequence[str]) -> Dependence:
    codes = np.unique(np.asarray(trials), return_inverse=True)[1]
    x, n = (np.bincount(codes, column).astype(float) for column in (cohorts.x, cohorts.n))
    fit = fit_rate(x, n, choice)
    return Dependence(
        method="sum-to-trial",
        label=DEPENDENCE["sum-to-trial"].label,
        trials=len(set(trials)),
        estimate=fit.pooled.estimate,
        ci_low=fit.pooled.ci_low,
        ci_high=fit.pooled.ci_high,
        tau2_between=fit.heterogeneity.tau2,
        exact=fit.pooled.exact,
    )


DEPENDENCE: Mapping[str, DependenceKind] = {
    kind.code: kind
    for kind in (
        DependenceKind(
            code="independent",
            label="weighted mean of the cohorts as independent",
            run=_independent,
            reference="DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2",
            caution="What it differs by from the pooled rate comes from the model, not from the trials.",
            default=False,
        ),
        DependenceKind(
            code="cr2",
            label="robust variance (CR2, Satterthwaite)",
            run=_robust,
            reference="Tipton 2015, doi:10.1037/met0000011",
            caution="Keeps the rate and mends its interval; rough below about ten trials.",
        ),
        DependenceKind(
            code="three-level",
            label="three-level model (cohorts within trials)",
            run=_three_level,
            reference="Konstantopoulos 2011, doi:10.1002/jrsm.35",
            caution="Two variances are estimated, from few trials with several cohorts.",
        ),
        DependenceKind(
            code="three-level-ML",
            label="three-level model (cohorts within trials), by ML",
            run=_three_level_ml,
            reference="Konstantopoulos 2011, doi:10.1002/jrsm.35",
            caution="ML puts the variances too low where trials are few; REML is the default.",
            default=False,
        ),
        DependenceKind(
            code="sum-to-trial",
            label="cohorts summed to trials",
            run=_summed,
            reference="Cochrane Handbook 2023, section 23.3.4",
            caution="Takes the cohorts of one trial to have one rate.",
        ),
    )
}
