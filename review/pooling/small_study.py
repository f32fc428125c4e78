"""Tests of small-study effects: whether small cohorts report other rates than large ones.

For proportions they mislead: on every scale but the arcsine the standard error is a function of the
rate itself, so a funnel leans although nothing is missing. Below ten cohorts they are refused. To add
one, add an entry to `SMALL_STUDY_TESTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.cohorts import Cohorts
from review.pooling.fit import on_scale
from review.pooling.quantiles import t_tails
from review.pooling.rank_correlation import kendall
from review.pooling.regression import slopes
from review.pooling.results import ModelChoice, SmallStudyTest
from review.pooling.weighted_mean_choice import as_weighted_mean

Array = NDArray[np.float64]

#: Sterne et al. 2011, doi:10.1136/bmj.d4002: below this power is too low to tell chance from asymmetry.
FEWEST_COHORTS = 10

_LEANS = (
    "The standard error depends on the rate itself, so this test rejects without any bias "
    "(Hunter et al. 2014, doi:10.1016/j.jclinepi.2014.03.003)."
)


class NotComputable(ValueError):
    """A test that these data do not determine; the message says why."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Statistic, degrees of freedom (None for a normal or rank reference) and two-sided p."""

    statistic: float
    df: float | None
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallStudyKind:
    """One test, as a function of the cohorts and the choice of an inverse-variance model."""

    code: str
    label: str
    run: Callable[[Cohorts, ModelChoice], Outcome]
    reference: str
    caution: str


def small_study_tests(
    cohorts: Cohorts, choice: ModelChoice, *, force: bool = False
) -> tuple[SmallStudyTest, ...]:
    """Run every test, or say why not.

    Parameters
    ----------
    choice
        The scale and the estimator of tau² are taken from it; models that are no weighted means lend
        their scale, with REML.
    force
        Run them below ten cohorts too.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> found = small_study_tests(checked([3, 8], [10, 20]), choose())
    >>> found[0].test, found[0].allowed, found[0].why_not
    ('rate-size', False, 'k < 10')
    """
    choice = as_weighted_mean(choice)
    return tuple(_run(kind, cohorts, choice, force) for kind in SMALL_STUDY_TESTS.values())


def _scattered(cohorts: Cohorts, choice: ModelChoice) -> tuple[Array, Array]:
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    if np.ptp(y) <= 1e-12 * np.abs(y).max():
        raise NotComputable("all cohorts have the same rate")
    return y, v


def _run(kind: SmallStudyKind, cohorts: Cohorts, choice: ModelChoice, force: bool) -> SmallStudyTest:
    outcome, why_not = None, ""
    if cohorts.x.size < FEWEST_COHORTS and not force:
        why_not = f"k < {FEWEST_COHORTS}"
    else:
        try:
            outcome = kind.run(cohorts, choice)
        except NotComputable as error:
            why_not = str(error)
    return SmallStudyTest(
        test=kind.code,
        label=kind.label,
        statistic=outcome.statistic if outcome else None,
        df=outcome.df if outcome else None,
        p=outcome.p if outcome else None,
        allowed=outcome is not None,
        why_not=why_not,
        caution=kind.caution,
    )


def _rate_size(cohorts: Cohorts, choice: ModelChoice) -> Outcome:  # noqa: ARG001
    return _ranked(cohorts.x / cohorts.n, cohorts.n)


def _egger(cohorts: Cohorts, choice: ModelChoice) -> Outcome:
    y, v = _scattered(cohorts, choice)
    return _dispersed(y, np.sqrt(v), 1.0 / v)


def _thompson_sharp(cohorts: Cohorts, choice: ModelChoice) -> Outcome:
    y, v = _scattered(cohorts, choice)
    X = _line(np.sqrt(v))
    fit = slopes(y, v, X, choice)
    z = float(fit.estimate[1] / fit.se[1])
    return Outcome(z, None, fit.tails(z))


def _begg(cohorts: Cohorts, choice: ModelChoice) -> Outcome:
    y, v = _scattered(cohorts, choice)
    w = 1.0 / v
    spread = v - 1.0 / w.sum()
    return _ranked((y - np.average(y, weights=w)) / np.sqrt(spread), v)


def _peters(cohorts: Cohorts, choice: ModelChoice) -> Outcome:
    y, _ = _scattered(cohorts, choice)
    x, n = cohorts.x, cohorts.n
    inner = (x > 0) & (x < n)
    if inner.sum() < 3:
        raise NotComputable("fewer than three cohorts have a rate between 0 and 1")
    return _dispersed(y[inner], 1.0 / n[inner], (x * (n - x) / n)[inner])


def _ranked(a: Array, b: Array) -> Outcome:
    found = kendall(a, b)
    if found is None:
        raise NotComputable("one of the two ranked columns is constant")
    return Outcome(found[0], None, found[1])


def _dispersed(y: Array, predictor: Array, w: Array) -> Outcome:
    """Weighted least squares of y on the predictor, with the residual variance estimated."""
    X = _line(predictor)
    df = y.size - 2
    root = np.sqrt(w)
    basis, triangle = np.linalg.qr(X * root[:, None])
    coefficients = np.linalg.solve(triangle, basis.T @ (y * root))
    residual = (y - X @ coefficients) * root
    inverse = np.linalg.inv(triangle)
    se = float(np.sqrt(residual @ residual / df * (inverse @ inverse.T)[1, 1]))
    if se <= 1e-12 * float(np.abs(coefficients[1])):
        raise NotComputable("the cohorts lie on one line")
    t = float(coefficients[1]) / se
    return Outcome(t, df, t_tails(t, df))


def _line(predictor: Array) -> Array:
    if predictor.size < 3:
        raise NotComputable("a line needs at least three cohorts")
    if np.ptp(predictor) <= 1e-12 * np.abs(predictor).max():
        raise NotComputable("all cohorts have the same precision")
    return np.column_stack([np.ones_like(predictor), predictor])


SMALL_STUDY_TESTS: Mapping[str, SmallStudyKind] = {
    kind.code: kind
    for kind in (
        SmallStudyKind(
            code="rate-size",
            label="rate against number of patients (Kendall)",
            run=_rate_size,
            reference="Kendall 1938, doi:10.1093/biomet/30.1-2.81",
            caution="Small cohorts may also differ in their patients: a difference is no proof.",
        ),
        SmallStudyKind(
            code="egger",
            label="Egger",
            run=_egger,
            reference="Egger et al. 1997, doi:10.1136/bmj.315.7109.629",
            caution=_LEANS,
        ),
        SmallStudyKind(
            code="begg",
            label="Begg and Mazumdar",
            run=_begg,
            reference="Begg and Mazumdar 1994, doi:10.2307/2533446",
            caution=_LEANS,
        ),
        SmallStudyKind(
            code="peters",
            label="Peters (against 1/n)",
            run=_peters,
            reference="Peters et al. 2006, doi:10.1001/jama.295.6.676",
            caution="Made for odds ratios; cohorts with a rate of 0 or 1 are left out.",
        ),
        SmallStudyKind(
            code="thompson-sharp",
            label="Thompson and Sharp (Egger with tau²)",
            run=_thompson_sharp,
            reference="Thompson and Sharp 1999, Statistics in Medicine 18:2693-2708",
            caution=_LEANS,
        ),
    )
}
