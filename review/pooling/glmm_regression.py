"""Meta-regression on the counts themselves: logistic regression with a normal intercept per cohort."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog
from scipy.special import xlogy

from review.pooling.choices import UnknownChoice
from review.pooling.cohorts import Cohorts
from review.pooling.design import BadModerators, Design
from review.pooling.fit import Array
from review.pooling.likelihood_fit import covariance_of
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.notes import listed
from review.pooling.quantiles import chi2_tail
from review.pooling.regression import Slopes, coefficients, few_cohorts, moderator_test, predictions
from review.pooling.results import ModelChoice, Note, Regression
from review.pooling.spread_maximum import climb, maximum

#: Below this a direction in which the likelihood rises for ever is rounding.
_NO_DIRECTION = 1e-7


def regress(cohorts: Cohorts, choice: ModelChoice, on: Design) -> tuple[Regression, tuple[Note, ...]]:
    """Regress the logits of the cohorts' rates on the design, by maximum likelihood.

    Parameters
    ----------
    cohorts
        Counts; nothing is added to them.
    choice
        `ci` is t (k − p degrees of freedom) or wald.
    on
        The design, full column rank.

    Raises
    ------
    BadModerators
        Where a moderator separates cohorts without responders, or with responders only, from the others:
        no finite coefficient then fits best.
    UnknownChoice
        For an interval that is not offered here.

    Notes
    -----
    QM is the Wald test of all coefficients but the intercept, from the joint Hessian with tau; QE the
    likelihood-ratio test of the same regression without tau against a rate for each cohort (metafor's
    ``QE.LRT``). R² is the share of tau² that the moderators take away.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> from review.pooling.design import design
    >>> cohorts = checked([3, 9, 5, 2, 8], [10, 20, 9, 12, 20])
    >>> on = design({"year": [2019, 2020, 2021, 2022, 2023]}, cohorts)
    >>> found, _ = regress(cohorts, choose(ci="wald"), on)
    >>> [(row.name, round(row.p, 2)) for row in found.coefficients]
    [('intercept', 0.79), ('year', 0.79)]
    """
    if choice.ci not in ("t", "wald"):
        raise UnknownChoice(
            f"ci {choice.ci!r} is not offered for the coefficients of a regression; use ci = t or wald"
        )
    _refuse_separation(cohorts, on.names, on.X)
    x, n, (k, p) = cohorts.x, cohorts.n, on.X.shape
    fit, data = _slopes(x, n, on.X, choice)
    without = float(maximum(LogisticNormal(x[None], n[None], np.ones((k, 1)))).spread[0]) ** 2
    qm, qm_df, qm_p = moderator_test(fit)
    qe = _residual_deviance(x, n, data)
    found = Regression(
        coefficients=coefficients(on.names, fit, choice),
        tau2=fit.tau2,
        qm=qm,
        qm_df=qm_df,
        qm_p=qm_p,
        qe=qe,
        qe_df=k - p,
        qe_p=chi2_tail(qe, k - p),
        r2=max(0.0, 100 * (1 - fit.tau2 / without)) if without > 0 else 0.0,
        predictions=predictions(cohorts, on, fit, choice),
    )
    return found, few_cohorts(k, p - 1)


def group_means(cohorts: Cohorts, choice: ModelChoice) -> Slopes:
    """Fit a mean logit for each subgroup, in the order of `Cohorts.groups`, and one tau² for all.

    Raises
    ------
    BadModerators
        Where nobody or everybody responded in all cohorts of a subgroup.
    UnknownChoice
        For an interval that is not offered here.
    """
    if choice.ci not in ("t", "wald"):
        raise UnknownChoice(
            f"subgroup_tau2 'common': ci {choice.ci!r} is not offered with one tau² for all subgroups; use "
            "ci = t or wald"
        )
    X = cohorts.membership()
    _refuse_separation(cohorts, cohorts.groups, X)
    return _slopes(cohorts.x, cohorts.n, X, choice)[0]


def _slopes(x: Array, n: Array, X: Array, choice: ModelChoice) -> tuple[Slopes, LogisticNormal]:
    # an orthonormal basis, so that a moderator such as the year costs no digits
    basis, triangle = np.linalg.qr(X)
    data = LogisticNormal(x[None], n[None], basis)
    top = maximum(data)
    back = np.linalg.inv(triangle)
    fit = Slopes(
        estimate=back @ top.beta[0],
        covariance=back @ covariance_of(top) @ back.T,
        tau2=float(top.spread[0]) ** 2,
        df=X.shape[0] - X.shape[1] if choice.ci == "t" else None,
    )
    return fit, data


def _residual_deviance(x: Array, n: Array, data: LogisticNormal) -> float:
    """Likelihood ratio of a rate for each cohort against the regression without tau."""
    none = np.zeros(1)
    _, there = climb(data, data.start(none), none)
    saturated = float((xlogy(x, x / n) + xlogy(n - x, (n - x) / n)).sum())
    return max(0.0, 2 * (saturated - float(there.loglik[0])))


def _refuse_separation(cohorts: Cohorts, names: tuple[str, ...], X: Array) -> None:
    """Raise where the likelihood rises for ever along some direction of the coefficients.

    Albert and Anderson 1984, doi:10.1093/biomet/71.1.1: a direction that moves no cohort with both kinds
    of patients, and no other the wrong way. Linear programming finds one if there is any.
    """
    x, n = cohorts.x, cohorts.n
    mixed = (x > 0) & (x < n)
    if not mixed.any():
        raise BadModerators(
            "in each cohort either nobody or everybody responded: no regression of their rates has finite "
            "coefficients; compare the cohorts one by one"
        )
    scaled = X / np.abs(X).max(axis=0)
    towards = np.where(x == n, 1.0, -1.0)[:, None] * scaled
    found = linprog(
        -towards[~mixed].sum(axis=0),
        A_ub=-towards[~mixed] if (~mixed).any() else None,
        b_ub=np.zeros(int((~mixed).sum())) if (~mixed).any() else None,
        A_eq=scaled[mixed],
        b_eq=np.zeros(int(mixed.sum())),
        bounds=(-1, 1),
    )
    if (~mixed).any() and -found.fun > _NO_DIRECTION:
        moved = towards @ found.x > _NO_DIRECTION
        endless = [name for name, yes in zip(names, np.abs(found.x) > _NO_DIRECTION, strict=True) if yes]
        raise BadModerators(
            "the moderators or subgroups single out "
            f"{listed(np.array(cohorts.study)[moved & ~mixed].tolist())}, where nobody or everybody "
            "responded: "
            f"{', '.join(endless)} would have no finite coefficient; leave it out, join its levels, or use "
            "model = inverse-variance, which adds to such counts"
        )
