"""Trim and fill: how the pooled rate would look were the funnel symmetric.

Only made when asked for. It takes all asymmetry for missing cohorts, which for proportions it is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from review.pooling.cohorts import Cohorts
from review.pooling.fit import on_scale
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.regression import slopes
from review.pooling.results import ModelChoice, TrimAndFill
from review.pooling.weighted_mean_choice import as_weighted_mean
from review.pooling.weighted_means import weighted_means

Array = NDArray[np.float64]

#: How the number of missing cohorts is estimated.
ESTIMATORS = ("L0", "R0")
CAUTION = (
    "Takes every asymmetry for missing cohorts; for proportions a funnel leans by itself. It answers what "
    "the rate would be if that were so, and is no correction."
)
#: The estimate can go round in circles.
_MOST_ROUNDS = 100


def trim_and_fill(
    cohorts: Cohorts, choice: ModelChoice, *, estimators: Sequence[str] = ESTIMATORS
) -> tuple[TrimAndFill, ...]:
    """Fill in mirror images of the outermost cohorts, by each estimator.

    Parameters
    ----------
    choice
        A model that is a weighted mean; k >= 3.
    estimators
        Of `ESTIMATORS`.

    Returns
    -------
    tuple of TrimAndFill
        Without an estimator that does not settle on these data.

    Notes
    -----
    Duval and Tweedie 2000, doi:10.1111/j.0006-341X.2000.00455.x. The side is where Egger's line (with
    tau²) says that cohorts are missing.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> cohorts = checked([3, 9, 5, 2, 8], [10, 20, 9, 12, 20])
    >>> [row.filled for row in trim_and_fill(cohorts, choose(model="inverse-variance", measure="PAS"))]
    [0, 0]
    """
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    if np.ptp(v) <= 1e-12 * v.max():
        return ()
    line = slopes(y, v, np.column_stack([np.ones_like(v), np.sqrt(v)]), as_weighted_mean(choice))
    side = "right" if line.estimate[1] < 0 else "left"
    found = ((estimator, missing(y, v, choice, estimator, side)) for estimator in estimators)
    return tuple(
        _filled(cohorts, y, v, choice, estimator, side, k0) for estimator, k0 in found if k0 is not None
    )


def missing(y: Array, v: Array, choice: ModelChoice, estimator: str, side: str) -> int | None:
    """Return the number of cohorts missing on that side; None where the rounds do not settle.

    Parameters
    ----------
    estimator
        ``L0`` or ``R0``.
    side
        ``left`` or ``right`` of the funnel.
    """
    y, v = _outermost_last(y, v, side)
    k, k0 = y.size, 0
    for _ in range(_MOST_ROUNDS):
        before = k0
        distance = y - _centre(y[: k - k0], v[: k - k0], choice)
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(distance), kind="stable")] = np.arange(1, k + 1)
        if estimator == "L0":
            total = ranks[distance > 0].sum()
            guess = (4 * total - k * (k + 1)) / (2 * k - 1)
        elif np.any(distance < 0):
            guess = k - ranks[distance < 0].max() - 1
        else:
            return None
        k0 = max(0, round(float(guess)))
        if k0 == before:
            return k0
    return None


def _centre(y: Array, v: Array, choice: ModelChoice) -> float:
    return float(y[0] if y.size == 1 else weighted_means(y[:, None], v[:, None], choice).estimate[0])


def _outermost_last(y: Array, v: Array, side: str) -> tuple[Array, Array]:
    mirrored = -y if side == "right" else y
    order = np.argsort(mirrored, kind="stable")
    return mirrored[order], v[order]


def _filled(
    cohorts: Cohorts, y: Array, v: Array, choice: ModelChoice, estimator: str, side: str, k0: int
) -> TrimAndFill:
    ordered, variances = _outermost_last(y, v, side)
    kept = y.size - k0
    centre = _centre(ordered[:kept], variances[:kept], choice)
    images = 2 * centre - ordered[kept:]
    images = -images if side == "right" else images
    means = weighted_means(
        np.concatenate([y, images])[:, None], np.concatenate([v, variances[kept:]])[:, None], choice
    )
    measure, typical_n = MEASURES[choice.measure], harmonic_mean(cohorts.n)
    estimate, low, high = (
        float(measure.inverse(value, typical_n)[0]) for value in (means.estimate, means.low, means.high)
    )
    return TrimAndFill(
        estimator=estimator,
        side=side,
        filled=k0,
        estimate=estimate,
        ci_low=low,
        ci_high=high,
        caution=CAUTION,
    )
