"""What every model gives back for one set of cohorts, whatever it does inside.

A model is a function ``fit(x, n, choice) -> Fit``. Subgroups and the comparison of models call
`fit_cohorts`, leave-one-out and cumulative pooling `fit_rate`, and read nothing else, so each works for
every model.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS
from review.pooling.measures import MEASURES, effects
from review.pooling.results import Heterogeneity, ModelChoice, Note, Pooled
from review.pooling.study_intervals import study_interval

if TYPE_CHECKING:
    from review.pooling.choices import FitFunction

Array = NDArray[np.float64]

#: Fits that are kept: more than the analyses of one review make.
_REMEMBERED = 1_000
#: A fit of more cohorts is not kept: a thousand fits of ten thousand cohorts would take half a gigabyte.
_MOST_COHORTS = 200


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
    return _known_or_fitted(x, n, choice, MODELS[choice.model].fit)


def fit_rate(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Do the same without the interval of tau² and without notes, where that makes the fit cheaper.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> found = fit_rate(np.array([19.0, 14, 8]), np.array([52.0, 37, 14]), choose())
    >>> round(found.pooled.estimate, 4), found.heterogeneity.tau2_ci_high
    (0.3981, None)
    """
    model = MODELS[choice.model]
    return _known_or_fitted(x, n, choice, model.fit_rate or model.fit)


def _known_or_fitted(x: Array, n: Array, choice: ModelChoice, function: Callable[[], FitFunction]) -> Fit:
    fitted = _fitted if len(x) <= _MOST_COHORTS else _fitted.__wrapped__
    return fitted(_bytes(x), _bytes(n), choice, function)


def _bytes(counts: Array) -> bytes:
    return np.asarray(counts, dtype=float).tobytes()


# sensitivity analyses, subgroups and comparisons of models ask for many a fit again
@lru_cache(maxsize=_REMEMBERED)
def _fitted(x: bytes, n: bytes, choice: ModelChoice, function: Callable[[], FitFunction]) -> Fit:
    events, total = np.frombuffer(x), np.frombuffer(n)
    if events.size == 1:
        return _one_cohort(events, total, choice)
    return function()(events, total, choice)


def on_scale(x: Array, n: Array, choice: ModelChoice) -> tuple[Array, Array]:
    """Return effects and sampling variances on the scale of the choice, one per cohort."""
    return effects(MEASURES[choice.measure], x, n, add=choice.add, to=choice.to)


def _one_cohort(x: Array, n: Array, choice: ModelChoice) -> Fit:
    low, high = study_interval(x, n, level=choice.level)
    return Fit(
        pooled=Pooled(estimate=float(x[0] / n[0]), ci_low=float(low[0]), ci_high=float(high[0])),
        heterogeneity=Heterogeneity(q_df=0),
    )
