"""What every model gives back for one set of cohorts, whatever it does inside.

A model is a function ``fit(x, n, choice) -> Fit``. Subgroups, leave-one-out, cumulative pooling and the
comparison of models call `fit_cohorts` and read nothing else, so each works for every model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS
from review.pooling.measures import MEASURES, effects
from review.pooling.results import Heterogeneity, ModelChoice, Note, Pooled
from review.pooling.study_intervals import study_interval

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The pooled rate, how far the cohorts differ, weights in per cent where the model has them."""

    pooled: Pooled
    heterogeneity: Heterogeneity
    weights: tuple[float, ...] | None = None
    notes: tuple[Note, ...] = ()


def fit_cohorts(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Fit the chosen model; one cohort alone gets its exact interval, whatever the model.

    Parameters
    ----------
    x, n
        Responders and patients, shape (k,), checked; k >= 1.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> fit_cohorts(np.array([3.0]), np.array([10.0]), choose()).pooled.estimate
    0.3
    """
    if x.size == 1:
        return _one_cohort(x, n, choice)
    return MODELS[choice.model].fit()(x, n, choice)


def on_scale(x: Array, n: Array, choice: ModelChoice) -> tuple[Array, Array]:
    """Return effects and sampling variances on the scale of the choice, one per cohort."""
    return effects(MEASURES[choice.measure], x, n, add=choice.add, to=choice.to)


def _one_cohort(x: Array, n: Array, choice: ModelChoice) -> Fit:
    low, high = study_interval(x, n, level=choice.level)
    return Fit(
        pooled=Pooled(estimate=float(x[0] / n[0]), ci_low=float(low[0]), ci_high=float(high[0])),
        heterogeneity=Heterogeneity(q_df=0),
    )
