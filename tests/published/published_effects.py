"""Pooling of effects as papers print them, and log odds ratios made from their counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import choose
from review.pooling.inverse_variance import weighted_means

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Pooled:
    tau2: float
    estimate: float
    se: float
    low: float
    high: float
    q: float


def pooled(y: Sequence[float] | Array, v: Sequence[float] | Array, **choice: str) -> Pooled:
    """The weighted mean of effects under the inverse-variance model, unless `choice` says otherwise."""
    columns = (np.array(column, float)[:, None] for column in (y, v))
    found = weighted_means(*columns, choose(**{"model": "inverse-variance"} | choice))
    return Pooled(*(float(getattr(found, field.name)[0]) for field in fields(Pooled)))


def log_odds_ratios(
    a: Sequence[int], n1: Sequence[int], c: Sequence[int], n2: Sequence[int]
) -> tuple[Array, Array]:
    a_, b, c_, d = (np.array(column, float) for column in (a, np.subtract(n1, a), c, np.subtract(n2, c)))
    return np.log(a_ * d / (b * c_)), 1 / a_ + 1 / b + 1 / c_ + 1 / d


#: The 13 trials of BCG vaccine (Colditz et al. 1994): cases and all, vaccinated and not; latitude.
BCG_CASES = (4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27)
BCG_FREE = (119, 300, 228, 13536, 5036, 1361, 2537, 87886, 7470, 1699, 50448, 2493, 16886)
BCG_CONTROL_CASES = (11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29)
BCG_CONTROL_FREE = (128, 274, 209, 12619, 5761, 1079, 619, 87892, 7232, 1600, 27197, 2338, 17825)
BCG_LATITUDE = (44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33)
