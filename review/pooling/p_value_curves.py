"""P-value functions: which rates each cohort, and the pooled rate, are compatible with, at every level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from review.pooling.cohorts import Cohorts
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.quantiles import normal_tails, t_tails
from review.pooling.results import ModelChoice, Pooled

#: Points of each curve.
_POINTS = 121
#: How many standard errors the curve of the pooled rate is followed.
_REACH = 8.0


@dataclass(frozen=True, slots=True)
class PValueCurve:
    """Two-sided p of each rate."""

    rate: tuple[float, ...]
    p: tuple[float, ...]


class NoPValues(ValueError):
    """An interval that is not made of a standard error; `instead` says which are."""

    def __init__(self, why: str, instead: str) -> None:
        super().__init__(f"{why}; {instead}")
        self.why, self.instead = why, instead


def cohort_curves(cohorts: Cohorts) -> tuple[PValueCurve, ...]:
    """Return the exact p of each rate given each cohort: twice the smaller binomial tail, at most 1.

    The rates whose p exceeds 0.05 are the Clopper-Pearson 95% interval.

    Notes
    -----
    Rücker and Schwarzer 2021, doi:10.1002/jrsm.1410, draw such curves side by side.

    Examples
    --------
    >>> from review.pooling.cohorts import checked
    >>> (curve,) = cohort_curves(checked([3], [10]))
    >>> max(curve.p)
    1.0
    """
    from scipy.special import betainc, betaincc

    rate = np.sin(np.linspace(0.0, np.pi / 2, _POINTS)) ** 2
    found = []
    for x, n in zip(cohorts.x, cohorts.n, strict=True):
        at_least = betainc(x, n - x + 1, rate) if x > 0 else np.ones_like(rate)
        at_most = betaincc(x + 1, n - x, rate) if x < n else np.ones_like(rate)
        p = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
        found.append(PValueCurve(tuple(rate.tolist()), tuple(p.tolist())))
    return tuple(found)


def pooled_curve(pooled: Pooled, choice: ModelChoice, cohorts: Cohorts) -> PValueCurve:
    """Return the p of each rate given the pooled one, by the standard error and distribution of its interval.

    Raises
    ------
    NoPValues
        Where the interval is not the estimate and a number of standard errors.
    """
    centre, se = pooled.estimate_transformed, pooled.se_transformed
    interval = POOLED_INTERVALS.get(choice.ci)
    if centre is None or not se or interval is None or choice.ci not in ("t", "wald", "HK", "HK-adhoc"):
        raise NoPValues(
            f"the interval of the pooled rate (ci = {choice.ci}) is not made of a standard error",
            "ci = t, wald, HK and HK-adhoc are",
        )
    z = np.linspace(-_REACH, _REACH, _POINTS)
    k = cohorts.x.size
    p = [t_tails(float(at), k - 1) if interval.t else normal_tails(float(at)) for at in z]
    rate = MEASURES[choice.measure].inverse(centre + se * z, np.full(z.size, harmonic_mean(cohorts.n)))
    return PValueCurve(tuple(rate.tolist()), tuple(p))
