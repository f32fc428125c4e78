"""Intervals for the rate of one cohort.

To add one, add an entry to `STUDY_INTERVALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.quantiles import beta_quantile, normal_quantile

Array = NDArray[np.float64]
Ends = tuple[Array, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyInterval:
    """One interval: ``ends(x, n, tail)``, with ``tail = (1 - level)/2``, works on whole arrays."""

    code: str
    label: str
    ends: Callable[[Array, Array, float], Ends]
    reference: str
    caution: str = ""
    #: What the methods of a report say of it, and the keys of the references there.
    methods: str = ""
    cites: tuple[str, ...] = ()


def study_interval(x: Array, n: Array, *, method: str = "clopper-pearson", level: float = 0.95) -> Ends:
    """Return the lower and upper end for each cohort.

    Parameters
    ----------
    x, n
        Responders and patients, ``0 <= x <= n``, ``n >= 1``.
    method
        A code of `STUDY_INTERVALS`.

    Notes
    -----
    Two beta quantiles replace the search that makes R's ``binom.test`` slow at large n.

    Examples
    --------
    >>> low, high = study_interval(np.array([0.0, 8.0]), np.array([10.0, 20.0]))
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.1912], [0.3085, 0.6395])
    """
    return STUDY_INTERVALS[method].ends(x, n, (1 - level) / 2)


def _clopper_pearson(x: Array, n: Array, tail: float) -> Ends:
    low = beta_quantile(tail, np.maximum(x, 0.5), n - x + 1)
    high = beta_quantile(1 - tail, x + 1, np.maximum(n - x, 0.5))
    # At x = 0 and x = n the beta quantiles have closed forms, exact at any n.
    one_sided = -np.expm1(np.log(tail) / n)
    low = np.where(x == 0, 0.0, np.where(x == n, 1 - one_sided, low))
    high = np.where(x == n, 1.0, np.where(x == 0, one_sided, high))
    return low, high


def _wilson(x: Array, n: Array, tail: float) -> Ends:
    z = normal_quantile(1 - 2 * tail)
    middle = (x + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(x * (n - x) / n + z**2 / 4)
    return np.where(x == 0, 0.0, middle - half), np.where(x == n, 1.0, middle + half)


def _wilson_corrected(x: Array, n: Array, tail: float) -> Ends:
    z = normal_quantile(1 - 2 * tail)
    p, q = x / n, (n - x) / n
    with np.errstate(invalid="ignore"):
        low = 2 * x + z**2 - 1 - z * np.sqrt(z**2 - 2 - 1 / n + 4 * p * (n * q + 1))
        high = 2 * x + z**2 + 1 + z * np.sqrt(z**2 + 2 - 1 / n + 4 * p * (n * q - 1))
    scale = 2 * (n + z**2)
    return np.where(x == 0, 0.0, low / scale), np.where(x == n, 1.0, high / scale)


def _agresti_coull(x: Array, n: Array, tail: float) -> Ends:
    z = normal_quantile(1 - 2 * tail)
    size = n + z**2
    p = (x + z**2 / 2) / size
    half = z * np.sqrt(p * (1 - p) / size)
    return p - half, p + half


def _jeffreys(x: Array, n: Array, tail: float) -> Ends:
    low = beta_quantile(tail, x + 0.5, n - x + 0.5)
    high = beta_quantile(1 - tail, x + 0.5, n - x + 0.5)
    return np.where(x == 0, 0.0, low), np.where(x == n, 1.0, high)


def _wald(x: Array, n: Array, tail: float) -> Ends:
    p = x / n
    half = normal_quantile(1 - 2 * tail) * np.sqrt(x * (n - x) / n) / n
    return p - half, p + half


STUDY_INTERVALS: Mapping[str, StudyInterval] = {
    interval.code: interval
    for interval in (
        StudyInterval(
            code="clopper-pearson",
            label="Clopper-Pearson (exact)",
            ends=_clopper_pearson,
            reference="Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404",
            caution="Covers at least as often as stated, so it is wider than need be.",
            methods="the exact interval of Clopper and Pearson",
            cites=("clopper1934",),
        ),
        StudyInterval(
            code="wilson",
            label="Wilson score",
            ends=_wilson,
            reference="Wilson 1927, doi:10.1080/01621459.1927.10502953",
            methods="the interval of Wilson",
            cites=("wilson1927",),
        ),
        StudyInterval(
            code="wilson-cc",
            label="Wilson score with continuity correction",
            ends=_wilson_corrected,
            reference="Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E",
            methods="the interval of Wilson with a continuity correction",
            cites=("newcombe1998",),
        ),
        StudyInterval(
            code="agresti-coull",
            label="Agresti-Coull",
            ends=_agresti_coull,
            reference="Agresti and Coull 1998, doi:10.1080/00031305.1998.10480550",
            caution="Shown as computed: it can leave 0–1.",
            methods="the interval of Agresti and Coull",
            cites=("agresti1998",),
        ),
        StudyInterval(
            code="jeffreys",
            label="Jeffreys",
            ends=_jeffreys,
            reference="Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286",
            caution="The lower end is 0 where nobody responded, the upper end 1 where everybody did.",
            methods="the interval of Jeffreys",
            cites=("brown2001",),
        ),
        StudyInterval(
            code="wald",
            label="Wald",
            ends=_wald,
            reference="Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286",
            caution="Shown as computed: it can leave 0–1, and has no width at a rate of 0 or 1.",
            methods="the Wald interval, which is unreliable near 0% and 100%",
            cites=("brown2001",),
        ),
    )
}
