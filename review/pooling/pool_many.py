"""Pool many data sets of equal size at once: what simulations and sensitivity analyses run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS, choose
from review.pooling.cohorts import BadCounts, checked, refuse_infinite_effects
from review.pooling.fit import fit_cohorts, on_scale
from review.pooling.heterogeneity import h2_from_q, i2_from_h2
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.results import ModelChoice

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyPooled:
    """One number per data set and field, shape (datasets,); NaN where there is none.

    Names and units are those of `PoolResult`.
    """

    model: ModelChoice
    estimate: Array
    ci_low: Array
    ci_high: Array
    prediction_low: Array
    prediction_high: Array
    estimate_transformed: Array
    se_transformed: Array
    tau2: Array
    i2: Array
    q: Array


def pool_many(
    events: Sequence[Sequence[Any]] | Array,
    total: Sequence[Sequence[Any]] | Array,
    *,
    model: str = "glmm",
    measure: str = "PLO",
    tau2: str | None = None,
    ci: str | None = None,
    prediction: str | None = "V",
    level: float = 0.95,
    add: float = 0.5,
    to: str = "only0",
) -> ManyPooled:
    """Pool each row of ``events / total``.

    Parameters
    ----------
    events, total
        Responders and patients, shape (datasets, k).
    model, measure, tau2, ci, prediction, level, add, to
        As in `pool`. The inverse-variance models are fitted all at once, others one after the other.

    Raises
    ------
    BadCounts
        With the data set and the cohort.

    Examples
    --------
    >>> found = pool_many([[3, 8], [1, 4]], [[10, 20], [9, 9]], model="common", measure="PAS")
    >>> found.estimate.round(4).tolist()
    [0.366, 0.2597]
    """
    choice = choose(
        model=model, measure=measure, tau2=tau2, ci=ci, prediction=prediction, level=level, add=add, to=to
    )
    x, n = _checked(events, total, choice)
    return fit_many(x, n, choice)


def fit_many(x: Array, n: Array, choice: ModelChoice) -> ManyPooled:
    """Fit the chosen model to each row of counts that have been checked, shape (datasets, k).

    Examples
    --------
    >>> x, n = np.array([[3.0, 8.0], [1.0, 4.0]]), np.array([[10.0, 20.0], [9.0, 9.0]])
    >>> fit_many(x, n, choose(model="inverse-variance", tau2="DL")).tau2.round(4).tolist()
    [0.0, 0.9354]
    """
    if x.shape[1] == 1 or not MODELS[choice.model].weighted_mean:
        return _one_by_one(x, n, choice)
    from review.pooling.inverse_variance import weighted_means

    y, v = on_scale(x, n, choice)
    means = weighted_means(y.T.copy(), v.T.copy(), choice)
    measure, typical_n = MEASURES[choice.measure], harmonic_mean(n)
    reach = np.full(x.shape[0], np.nan) if means.prediction_reach is None else means.prediction_reach
    return ManyPooled(
        model=choice,
        estimate=measure.inverse(means.estimate, typical_n),
        ci_low=measure.inverse(means.low, typical_n),
        ci_high=measure.inverse(means.high, typical_n),
        prediction_low=measure.inverse(means.estimate - reach, typical_n),
        prediction_high=measure.inverse(means.estimate + reach, typical_n),
        estimate_transformed=means.estimate,
        se_transformed=means.se,
        tau2=np.full(x.shape[0], np.nan) if choice.tau2 is None else means.tau2,
        i2=i2_from_h2(h2_from_q(means.q, x.shape[1] - 1)),
        q=means.q,
    )


def _one_by_one(x: Array, n: Array, choice: ModelChoice) -> ManyPooled:
    fits = [fit_cohorts(events, total, choice) for events, total in zip(x, n, strict=True)]

    def gathered(values: list[float | None]) -> Array:
        return np.array([np.nan if value is None else value for value in values], dtype=float)

    return ManyPooled(
        model=choice,
        estimate=gathered([fit.pooled.estimate for fit in fits]),
        ci_low=gathered([fit.pooled.ci_low for fit in fits]),
        ci_high=gathered([fit.pooled.ci_high for fit in fits]),
        prediction_low=gathered([fit.pooled.prediction_low for fit in fits]),
        prediction_high=gathered([fit.pooled.prediction_high for fit in fits]),
        estimate_transformed=gathered([fit.pooled.estimate_transformed for fit in fits]),
        se_transformed=gathered([fit.pooled.se_transformed for fit in fits]),
        tau2=gathered([fit.heterogeneity.tau2 for fit in fits]),
        i2=gathered([fit.heterogeneity.i2 for fit in fits]),
        q=gathered([fit.heterogeneity.q for fit in fits]),
    )


def _checked(
    events: Sequence[Sequence[Any]] | Array, total: Sequence[Sequence[Any]] | Array, choice: ModelChoice
) -> tuple[Array, Array]:
    try:
        x, n = np.array(events, dtype=float), np.array(total, dtype=float)
    except (TypeError, ValueError) as error:
        raise BadCounts("events and total must be arrays of numbers, one row per data set") from error
    if x.ndim != 2 or x.shape != n.shape or x.size == 0:
        raise BadCounts(
            f"events and total must have the same shape (datasets, cohorts); got {x.shape} and {n.shape}"
        )
    bad = ~(np.isfinite(x) & np.isfinite(n) & (x % 1 == 0) & (n % 1 == 0) & (x >= 0) & (n >= 1) & (x <= n))
    bare = choice.add is not None and (choice.to == "none" or choice.add == 0)
    suspect = bad.any(axis=1) | (((x == 0) | (x == n)).any(axis=1) & bare)
    for row in np.flatnonzero(suspect):
        try:
            refuse_infinite_effects(checked(x[row].tolist(), n[row].tolist()), choice)
        except BadCounts as error:
            raise BadCounts(f"data set {row + 1}, {error}", error.position, error.study) from error
    return x, n
