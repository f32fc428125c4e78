"""When a pooled rate or a prediction interval may be drawn.

Two rules of the methods: fewer than five cohorts are listed and their pooled rate is printed, but no
diamond is drawn unless the analysis asks for it, because a t interval on so few says almost nothing and
a diamond hides that; and a prediction interval is never shown alone where τ² was estimated 0, because it
then equals the interval of the mean and reassures falsely.
"""

from __future__ import annotations

from review.analysis.asked import fewest_shown
from review.analysis.few_cohorts import FEWEST_POOLED, tau2_is_zero
from review.analysis.results import Results
from review.pooling.results import Heterogeneity, Pooled


def fewest_drawn(results: Results, diamond_for_few: bool | None) -> int:
    """The fewest cohorts whose pooled rate is drawn; one cohort is never pooled.

    Where `diamond_for_few` is None the analysis file decides (its ``figure.diamond``).
    """
    if diamond_for_few is None:
        return fewest_shown(results)
    return 2 if diamond_for_few else FEWEST_POOLED


def shown_prediction(pooled: Pooled, heterogeneity: Heterogeneity) -> tuple[float, float] | None:
    """The prediction interval that may be shown; None where there is none or it would stand alone.

    Where τ² is estimated 0 the upper end of its interval must be known, to be printed beside it.

    >>> pooled = Pooled(estimate=0.3, ci_low=0.2, ci_high=0.4, prediction_low=0.2, prediction_high=0.4)
    >>> shown_prediction(pooled, Heterogeneity(tau2=0.0))
    >>> shown_prediction(pooled, Heterogeneity(tau2=0.0, tau2_ci_high=1.9))
    (0.2, 0.4)
    """
    if pooled.prediction_low is None or pooled.prediction_high is None:
        return None
    if tau2_is_zero(heterogeneity) and heterogeneity.tau2_ci_high is None:
        return None
    return pooled.prediction_low, pooled.prediction_high
