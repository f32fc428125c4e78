"""Where cohorts lie in a funnel plot and in a radial (Galbraith) plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from review.pooling.cohorts import Cohorts
from review.pooling.fit import on_scale
from review.pooling.measures import harmonic_mean
from review.pooling.quantiles import normal_quantile
from review.pooling.results import ModelChoice
from review.pooling.weighted_means import weighted_means

#: Coverage of the regions about the pooled value.
LEVELS = (0.90, 0.95, 0.99)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelPoints:
    """Effects and standard errors on the scale of `choice`, and what they are compared with.

    Parameters
    ----------
    typical_n
        The harmonic mean of the numbers of patients, for ways back that need one.
    reach
        Standard errors on either side of the centre at each of `LEVELS`.
    """

    choice: ModelChoice
    effect: tuple[float, ...]
    se: tuple[float, ...]
    centre: float
    tau2: float
    typical_n: float
    reach: tuple[float, ...]

    @property
    def radial(self) -> tuple[tuple[float, float], ...]:
        """The place of each cohort in the radial plot: 1/s and effect/s, with s² = se² + tau²."""
        spreads = ((se**2 + self.tau2) ** 0.5 for se in self.se)
        return tuple((1 / s, effect / s) for effect, s in zip(self.effect, spreads, strict=True))


def funnel_points(cohorts: Cohorts, choice: ModelChoice) -> FunnelPoints:
    """Return the places of k >= 2 cohorts under an inverse-variance model.

    Notes
    -----
    Sterne and Egger 2001, doi:10.1016/S0895-4356(01)00377-8 (standard error against effect); Galbraith 1988,
    doi:10.1002/sim.4780070807, with tau² added to the variances as metafor does.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> found = funnel_points(checked([3, 8], [10, 20]), choose(model="common", measure="PAS"))
    >>> [round(value, 4) for value in (*found.effect, *found.se, found.centre)]
    [0.5796, 0.6847, 0.1581, 0.1118, 0.6497]
    """
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    means = weighted_means(y[:, None], v[:, None], choice)
    return FunnelPoints(
        choice=choice,
        effect=tuple(y.tolist()),
        se=tuple(np.sqrt(v).tolist()),
        centre=float(means.estimate[0]),
        tau2=float(means.tau2[0]),
        typical_n=float(harmonic_mean(cohorts.n)),
        reach=tuple(normal_quantile(level) for level in LEVELS),
    )
