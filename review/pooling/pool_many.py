"""Pool many data sets of equal size at once: what simulations and sensitivity analyses run on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS, choose
from review.pooling.cohorts import LARGEST_COUNT, BadCounts, checked, refuse_infinite_effects
from review.pooling.fit import fit_rate
from review.pooling.results import ModelChoice

Array = NDArray[np.float64]

#: Data sets that are fitted together, on one machine as on many: what stands in a chunk can change the last
#: digit of a sum, and so the numbers are the same, bit for bit, wherever the chunks are fitted.
FITS_TOGETHER = 2_000

#: Bytes, about half of what the arrays of a block take; from 4 MB on numpy would ask for huge pages.
_KEPT = 2**21


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

_NO_ARRAYS = "events and total must be arrays of numbers, one row per data set"

#: Responders and patients: whole numbers as integers of any size, or as float64.
Counts = tuple[NDArray[Any], NDArray[Any]]
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


def fit_many(x: NDArray[Any], n: NDArray[Any], choice: ModelChoice, *, each: Each = map) -> ManyPooled:
    """Fit the chosen model to each row of counts that have been checked, shape (datasets, k).

    Examples
    --------
    >>> x, n = np.array([[3.0, 8.0], [1.0, 4.0]]), np.array([[10.0, 20.0], [9.0, 9.0]])
    >>> fit_many(x, n, choose(model="inverse-variance", tau2="DL")).tau2.round(4).tolist()
    [0.0, 0.9354]
    """
    chunks = [(x[rows], n[rows]) for rows in _chunks(x.shape[0])]
    found = {name: np.empty(x.shape[0]) for name in _NUMBERS}
    # each chunk is put in its place as it comes, so that only one is held twice
    for rows, part in zip(_chunks(x.shape[0]), each(partial(_fit_chunk, choice=choice), chunks), strict=True):
        for name, values in found.items():
            values[rows] = getattr(part, name)
    return ManyPooled(model=choice, **found)


def _chunks(datasets: int) -> list[slice]:
    return [slice(start, start + FITS_TOGETHER) for start in range(0, datasets, FITS_TOGETHER)]


def _fit_chunk(counts: Counts, *, choice: ModelChoice) -> ManyPooled:
    _keep_memory()
    x, n = counts
    many = MODELS[choice.model].fit_many
    found = many()(x, n, choice) if many and x.shape[1] > 1 else _one_by_one(x, n, choice)
    nothing = np.full(x.shape[0], np.nan)
    return ManyPooled(model=choice, **{name: found.get(name, nothing) for name in _NUMBERS})


@cache
def _keep_memory() -> None:
    """Have the C library keep what arrays of a chunk give back, instead of asking the system for it anew.

    glibc returns memory as soon as some hundred kB are free, until it has seen a larger block come and go:
    twice its size is then kept (mallopt(3), M_MMAP_THRESHOLD). Without that, half the time of the fastest
    fits goes into new pages.
    """
    np.empty(_KEPT, dtype=np.uint8)


def _one_by_one(x: NDArray[Any], n: NDArray[Any], choice: ModelChoice) -> dict[str, Array]:
    fits = [fit_rate(events, total, choice) for events, total in zip(x, n, strict=True)]

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
) -> Counts:
    x, n = _array(events), _array(total)
    if x.ndim != 2 or x.shape != n.shape or x.size == 0:
        raise BadCounts(
            f"events and total must have the same shape (datasets, cohorts); got {x.shape} and {n.shape}"
        )
    # a chunk at a time, so that the arrays of the check stay in the processor's cache
    for rows in _chunks(x.shape[0]):
        _refuse_bad(x[rows], n[rows], choice, before=rows.start)
    return (x.astype(float), n.astype(float)) if "O" in (x.dtype.kind, n.dtype.kind) else (x, n)


def _array(counts: Sequence[Sequence[Any]] | Array) -> NDArray[Any]:
    """Return counts in an array of integers of any size, of float64, or of objects."""
    if isinstance(counts, np.ma.MaskedArray):
        counts = np.ma.filled(counts.astype(float), np.nan)
    try:
        found: NDArray[Any] = np.asarray(counts)
    except (TypeError, ValueError) as error:
        raise BadCounts(_NO_ARRAYS) from error
    if found.dtype.kind not in "iufO":
        raise BadCounts(_NO_ARRAYS)
    # what is divided by short floats is short, too
    return found.astype(float, copy=False) if found.dtype.kind == "f" else found


def _refuse_bad(x: NDArray[Any], n: NDArray[Any], choice: ModelChoice, *, before: int) -> None:
    """Raise for the first data set that cannot be pooled; `before` data sets stand before these."""
    usable = _whole(x) and _whole(n) and x.min() >= 0 and n.min() >= 1 and (x <= n).all()
    usable = usable and float(n.max()) <= LARGEST_COUNT
    bare = choice.add is not None and (choice.to == "none" or choice.add == 0)
    if usable and not (bare and ((x == 0) | (x == n)).any()):
        return
    for row in range(x.shape[0]):
        try:
            refuse_infinite_effects(checked(x[row].tolist(), n[row].tolist()), choice)
        except BadCounts as error:
            raise BadCounts(f"data set {before + row + 1}, {error}", error.position, error.study) from error


def _whole(counts: NDArray[Any]) -> bool:
    # objects are looked at one by one
    if counts.dtype.kind != "f":
        return counts.dtype.kind != "O"
    return bool(((np.trunc(counts) == counts) & np.isfinite(counts)).all())
