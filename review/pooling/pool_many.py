"""Pool many data sets of equal size at once: what simulations and sensitivity analyses run on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS, choose
from review.pooling.cohorts import BadCounts, checked, refuse_infinite_effects
from review.pooling.fit import fit_cohorts
from review.pooling.results import ModelChoice

Array = NDArray[np.float64]

#: Data sets that are fitted together, on one machine as on many: what stands in a chunk can change the last
#: digit of a sum, and so the numbers are the same, bit for bit, wherever the chunks are fitted.
FITS_TOGETHER = 2_000


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


_NUMBERS = tuple(field.name for field in fields(ManyPooled) if field.name != "model")

Counts = tuple[Array, Array]
#: A function like `map`; `review.workflow.workers.workers` gives one that asks other processes.
Each = Callable[[Callable[[Counts], ManyPooled], Sequence[Counts]], Iterable[ManyPooled]]


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
    each: Each = map,
) -> ManyPooled:
    """Pool each row of ``events / total``.

    Parameters
    ----------
    events, total
        Responders and patients, shape (datasets, k).
    model, measure, tau2, ci, prediction, level, add, to
        As in `pool`. The GLMM and the inverse-variance models are fitted together, others one by one.
    each
        How the chunks of `FITS_TOGETHER` data sets are gone through; the numbers do not depend on it.

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
    return fit_many(x, n, choice, each=each)


def fit_many(x: Array, n: Array, choice: ModelChoice, *, each: Each = map) -> ManyPooled:
    """Fit the chosen model to each row of counts that have been checked, shape (datasets, k).

    Examples
    --------
    >>> x, n = np.array([[3.0, 8.0], [1.0, 4.0]]), np.array([[10.0, 20.0], [9.0, 9.0]])
    >>> fit_many(x, n, choose(model="inverse-variance", tau2="DL")).tau2.round(4).tolist()
    [0.0, 0.9354]
    """
    starts = range(0, x.shape[0], FITS_TOGETHER)
    chunks = [(x[start : start + FITS_TOGETHER], n[start : start + FITS_TOGETHER]) for start in starts]
    parts = list(each(partial(_fit_chunk, choice=choice), chunks))
    if len(parts) == 1:
        return parts[0]
    return ManyPooled(
        model=choice,
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _NUMBERS},
    )


def _fit_chunk(counts: Counts, *, choice: ModelChoice) -> ManyPooled:
    x, n = counts
    many = MODELS[choice.model].fit_many
    found = many()(x, n, choice) if many and x.shape[1] > 1 else _one_by_one(x, n, choice)
    nothing = np.full(x.shape[0], np.nan)
    return ManyPooled(model=choice, **{name: found.get(name, nothing) for name in _NUMBERS})


def _one_by_one(x: Array, n: Array, choice: ModelChoice) -> dict[str, Array]:
    fits = [fit_cohorts(events, total, choice) for events, total in zip(x, n, strict=True)]

    def gathered(values: list[float | None]) -> Array:
        return np.array([np.nan if value is None else value for value in values], dtype=float)

    of_heterogeneity = {
        name: [getattr(fit.heterogeneity, name) for fit in fits] for name in ("tau2", "i2", "q")
    }
    of_rate = {
        field.name: [getattr(fit.pooled, field.name) for fit in fits]
        for field in fields(ManyPooled)
        if field.name not in (*of_heterogeneity, "model")
    }
    return {name: gathered(values) for name, values in (of_rate | of_heterogeneity).items()}


def _checked(
    events: Sequence[Sequence[Any]] | Array, total: Sequence[Sequence[Any]] | Array, choice: ModelChoice
) -> tuple[Array, Array]:
    try:
        x, n = np.asarray(events), np.asarray(total)
        if x.dtype.kind not in "iuf" or n.dtype.kind not in "iuf":
            x, n = x.astype(float), n.astype(float)
    except (TypeError, ValueError) as error:
        raise BadCounts("events and total must be arrays of numbers, one row per data set") from error
    if x.ndim != 2 or x.shape != n.shape or x.size == 0:
        raise BadCounts(
            f"events and total must have the same shape (datasets, cohorts); got {x.shape} and {n.shape}"
        )
    bad = ~(_whole(x) & _whole(n) & (x >= 0) & (n >= 1) & (x <= n))
    bare = choice.add is not None and (choice.to == "none" or choice.add == 0)
    if bare:
        bad |= (x == 0) | (x == n)
    for row in np.flatnonzero(bad.any(axis=1)) if bad.any() else ():
        try:
            refuse_infinite_effects(checked(x[row].tolist(), n[row].tolist()), choice)
        except BadCounts as error:
            raise BadCounts(f"data set {row + 1}, {error}", error.position, error.study) from error
    return x.astype(float), n.astype(float)


def _whole(counts: NDArray[Any]) -> NDArray[np.bool_] | np.bool_:
    if counts.dtype.kind != "f":
        return np.True_
    whole: NDArray[np.bool_] = (np.trunc(counts) == counts) & np.isfinite(counts)
    return whole
