"""What every model gives back for one set of cohorts, whatever it does inside.

A model is a function ``fit(x, n, choice) -> Fit``. Subgroups, leave-one-out, cumulative pooling and the
comparison of models call it and read nothing else, so each works for every model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.results import Heterogeneity, Note, Pooled

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The pooled rate, how far the cohorts differ, weights in per cent where the model has them."""

    pooled: Pooled
    heterogeneity: Heterogeneity
    weights: tuple[float, ...] | None = None
    notes: tuple[Note, ...] = ()
