"""The cloud of a GOSH plot, counted: how many subsets give which rate and which I²."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.results import Gosh

Array = NDArray[np.float64]

#: Cells of the cloud along the rate and along I²; half as many where there are few subsets to be seen.
CELLS = (48, 32)
FEW_SUBSETS = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class GoshCloud:
    """Counts of subsets.

    Parameters
    ----------
    rate_edges, i2_edges
        Edges of the cells; rates as proportions, I² in per cent.
    counts
        Subsets in each cell, one row for each step of I².
    rate_with, rate_without
        Subsets at each step of the rate that hold the cohort `split_by`, and that do not.
    """

    subsets: int
    complete: bool
    seed: int | None
    rate_edges: tuple[float, ...]
    i2_edges: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    rate_with: tuple[int, ...]
    rate_without: tuple[int, ...]
    split_by: str
    median_with: float
    median_without: float


def gosh_cloud(found: Gosh) -> GoshCloud:
    """Return the cloud of the subsets, split by the cohort that parts them most.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> from review.pooling.gosh import gosh, told
    >>> cohorts = checked([3, 8, 9], [10, 20, 9])
    >>> found = gosh_cloud(told(gosh(cohorts, choose(model="common", measure="PAS")), cohorts, seed=1))
    >>> found.subsets, found.complete, found.split_by
    (4, True, 'cohort 3')
    """
    rate, i2 = np.array(found.estimate), np.array(found.i2)
    split = max(
        range(len(found.cohorts)),
        key=lambda i: abs(found.cohorts[i].median_with - found.cohorts[i].median_without),
    )
    parting = found.cohorts[split]
    inside = np.array([bool(int(members, 16) >> split & 1) for members in found.members])
    finer = 1 if rate.size > FEW_SUBSETS else 2
    rate_edges, i2_edges = _edges(rate, CELLS[0] // finer, 1.0), _edges(i2, CELLS[1] // finer, 100.0)
    counts, _, _ = np.histogram2d(i2, rate, bins=(i2_edges, rate_edges))
    return GoshCloud(
        subsets=rate.size,
        complete=found.complete,
        seed=found.seed,
        rate_edges=tuple(rate_edges.tolist()),
        i2_edges=tuple(i2_edges.tolist()),
        counts=tuple(tuple(row) for row in counts.astype(int).tolist()),
        rate_with=_counted(rate[inside], rate_edges),
        rate_without=_counted(rate[~inside], rate_edges),
        split_by=parting.study,
        median_with=parting.median_with,
        median_without=parting.median_without,
    )


def _counted(rate: Array, edges: Array) -> tuple[int, ...]:
    return tuple(np.histogram(rate, bins=edges)[0].tolist())


def _edges(values: Array, cells: int, most: float) -> Array:
    """Edges about all values, a little beyond them, within 0 and `most` where the values are."""
    low, high = float(values.min()), float(values.max())
    more = max(0.02 * (high - low), 1e-6 * most)
    return np.linspace(max(0.0, low - more), min(max(most, high), high + more), cells + 1)
