"""The inverse-variance models: a weighted mean of effects, with tau² (random) or without (common).

Many data sets of equal size are pooled at once, as columns; one is a batch of one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.pooling.effect_table import columns_of_effects
from review.pooling.fit import Fit, on_scale
from review.pooling.heterogeneity import h2_from_q, i2_from_h2, i2_from_tau2, i2_interval
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.notes import note
from review.pooling.prediction import prediction_notes
from review.pooling.quantiles import chi2_tail
from review.pooling.results import Heterogeneity, ModelChoice, Note, Pooled
from review.pooling.tau2 import FEW
from review.pooling.tau2_intervals import profile_likelihood, q_profile
from review.pooling.weighted_means import WeightedMeans, weighted_means

Array = NDArray[np.float64]

#: Counts of a batch that are worked on at once: their arrays stay in the processor's cache.
_CELLS_TOGETHER = 20_000


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Pool by inverse variance.

    Parameters
    ----------
    x, n
        Responders and patients, shape (k,), k >= 2.
    choice
        Model ``inverse-variance``, or ``common``, where ``tau2`` is None and tau² is taken as 0.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14.0, 8.0, 2.0]), np.array([52.0, 37.0, 14.0, 11.0])
    >>> choice = choose(model="inverse-variance", tau2="DL", ci="wald")
    >>> round(fit(x, n, choice).pooled.estimate, 3)
    0.383
    """
    y, v = on_scale(x, n, choice)
    columns, variances = y[:, None], v[:, None]
    means = weighted_means(columns, variances, choice)
    weights = 1.0 / (v + means.tau2)
    heterogeneity = _heterogeneity(columns, variances, means, choice)
    return Fit(
        pooled=_pooled(means, n, choice),
        heterogeneity=heterogeneity,
        weights=tuple((100 * weights / weights.sum()).tolist()),
        notes=(
            *prediction_notes(y.size, heterogeneity, choice),
            *_notes(means, choice),
        ),
    )


def fit_many(x: NDArray[Any], n: NDArray[Any], choice: ModelChoice) -> dict[str, Array]:
    """Return arrays of shape (datasets,) by the names of `review.pooling.pool_many.ManyPooled`.

    Parameters
    ----------
    x, n
        Checked counts, whole numbers of any type, shape (datasets, k), k >= 2.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([[3.0, 8.0], [1.0, 4.0]]), np.array([[10.0, 20.0], [9.0, 9.0]])
    >>> fit_many(x, n, choose(model="inverse-variance", tau2="DL"))["tau2"].round(4).tolist()
    [0.0, 0.9354]
    """
    datasets, k = x.shape
    together = max(1, _CELLS_TOGETHER // k)
    parts = [
        _block_fitted(x[start : start + together], n[start : start + together], choice, many=datasets > FEW)
        for start in range(0, datasets, together)
    ]
    if len(parts) == 1:
        return parts[0]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _block_fitted(x: NDArray[Any], n: NDArray[Any], choice: ModelChoice, *, many: bool) -> dict[str, Array]:
    means = weighted_means(*columns_of_effects(x, n, choice), choice, many=many)
    places = {"estimate": means.estimate, "ci_low": means.low, "ci_high": means.high}
    if means.prediction_reach is not None:
        places["prediction_low"] = means.estimate - means.prediction_reach
        places["prediction_high"] = means.estimate + means.prediction_reach
    measure = MEASURES[choice.measure]
    # laid out so that whole columns are added, like the effects
    typical_n = harmonic_mean(np.asfortranarray(n)) if measure.reads_n else np.array(np.nan)
    rates = measure.inverse(np.stack(list(places.values())), typical_n)
    found = {
        **dict(zip(places, rates, strict=True)),
        "estimate_transformed": means.estimate,
        "se_transformed": means.se,
        "i2": i2_from_h2(h2_from_q(means.q, x.shape[1] - 1)),
        "q": means.q,
    }
    if choice.tau2 is not None:
        found["tau2"] = means.tau2
    return found


def _pooled(means: WeightedMeans, n: Array, choice: ModelChoice) -> Pooled:
    measure, typical_n = MEASURES[choice.measure], float(harmonic_mean(n))
    estimate, low, high = (float(value[0]) for value in (means.estimate, means.low, means.high))
    reach = None if means.prediction_reach is None else float(means.prediction_reach[0])
    return Pooled(
        estimate=measure.proportion(estimate, typical_n),
        ci_low=measure.proportion(low, typical_n),
        ci_high=measure.proportion(high, typical_n),
        prediction_low=None if reach is None else measure.proportion(estimate - reach, typical_n),
        prediction_high=None if reach is None else measure.proportion(estimate + reach, typical_n),
        estimate_transformed=estimate,
        se_transformed=float(means.se[0]),
        ci_low_transformed=low,
        ci_high_transformed=high,
    )


def _heterogeneity(y: Array, v: Array, means: WeightedMeans, choice: ModelChoice) -> Heterogeneity:
    df, q, tau2, X = y.shape[0] - 1, float(means.q[0]), float(means.tau2[0]), np.ones_like(y)
    h2 = h2_from_q(means.q, df)
    i2_ends = i2_interval(q, df, level=choice.level) or (None, None)
    found = Heterogeneity(
        i2=float(i2_from_h2(h2)[0]), i2_ci_low=i2_ends[0], i2_ci_high=i2_ends[1], h2=float(h2[0]),
        q=q, q_df=df, q_p=chi2_tail(q, df),
    )  # fmt: skip
    if choice.tau2 is None:
        return found
    if choice.ci == "profile":
        low, high = profile_likelihood(choice.tau2, tau2, y, v, X, level=choice.level)
    else:
        low, high = (float(end[0]) for end in q_profile(y, v, X, level=choice.level))
    return replace(
        found,
        tau2=tau2,
        tau2_ci_low=low,
        tau2_ci_high=high,
        i2_tau2=i2_from_tau2(tau2, v, X),
        i2_tau2_ci_low=i2_from_tau2(low, v, X),
        i2_tau2_ci_high=i2_from_tau2(high, v, X),
    )


def _notes(means: WeightedMeans, choice: ModelChoice) -> tuple[Note, ...]:
    notes: list[Note] = []
    if choice.ci == "HK" and means.scale[0] < 1:
        notes.append(note("POOL09", scale=float(means.scale[0])))
    if means.maxima is not None and means.maxima[0] > 1:
        notes.append(note("POOL12", count=int(means.maxima[0])))
    return tuple(notes)
