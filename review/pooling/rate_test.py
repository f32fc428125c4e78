"""Test of the pooled rate against a stated one, such as that of the standard treatment."""

from __future__ import annotations

from review.pooling.cohorts import BadCounts, Cohorts
from review.pooling.measures import MEASURES, effects, harmonic_mean
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.quantiles import normal_tails, t_tails
from review.pooling.results import ModelChoice, Pooled, RateTest


def why_not_tested(pooled: Pooled, choice: ModelChoice) -> str:
    """Say why the pooled rate cannot be tested against a stated one; empty where it can."""
    if choice.ci == "posterior":
        return "a Bayesian model makes no test; ask for the chance that the rate exceeds it (threshold)"
    if pooled.exact:
        return "no model was fitted; compare it with the exact interval"
    if pooled.estimate_transformed is None or not pooled.se_transformed:
        return "the pooled rate has no standard error; compare it with the interval"
    return ""


def against_rate(pooled: Pooled, p0: float, cohorts: Cohorts, choice: ModelChoice) -> RateTest | None:
    """Return the test on the transformed scale; None without a standard error, or for a posterior.

    Parameters
    ----------
    p0
        The stated rate, between 0 and 1.

    Raises
    ------
    BadCounts
        For another number.

    Notes
    -----
    (estimate − p0 on the scale)/se, with the standard error that the interval uses, referred to t with
    k − 1 where the interval is, else to the normal distribution. With intervals by profile likelihood the
    test is Wald's and can disagree with them.

    Examples
    --------
    >>> from review.pooling.pool import pool
    >>> found = pool([9, 14, 8], [20, 37, 14], model="inverse-variance", threshold=0.2).rate_test
    >>> found.df, round(found.p, 3)
    (2, 0.043)
    """
    if not 0 < p0 < 1:
        raise BadCounts(f"the rate to test against lies between 0 and 1, such as 0.15; got {p0!r}")
    estimate, se = pooled.estimate_transformed, pooled.se_transformed
    if estimate is None or se is None or why_not_tested(pooled, choice):
        return None
    n = harmonic_mean(cohorts.n)
    reference = float(effects(MEASURES[choice.measure], p0 * n, n, add=None, to=None)[0])
    statistic = (estimate - reference) / se
    df = cohorts.x.size - 1 if choice.ci == "profile-t" or POOLED_INTERVALS[choice.ci].t else None
    p = normal_tails(statistic) if df is None else t_tails(statistic, df)
    return RateTest(p0=float(p0), statistic=statistic, df=df, p=p)
