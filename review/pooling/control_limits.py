"""Control limits: how far a cohort's rate may lie from a rate by chance, for each number of patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: What control charts use: two and three standard deviations of a normal distribution.
LEVELS = (0.95, 0.998)
#: Numbers of patients at which limits are given, beside the smallest and the largest.
_POINTS = 60


@dataclass(frozen=True, slots=True)
class ControlLimits:
    """Limits of one level: at `n` patients a rate lies in `low`–`high` with that probability."""

    level: float
    n: tuple[int, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def holds(self, events: int, n: int, rate: float) -> bool:
        """Whether a cohort lies within the limits about `rate`."""
        low, high = _ends(rate, n, self.level)
        return low <= events / n <= high


def control_limits(
    rate: float, smallest: int, largest: int, *, levels: Sequence[float] = LEVELS
) -> tuple[ControlLimits, ...]:
    """Return exact binomial limits about a rate, from `smallest` to `largest` patients.

    Notes
    -----
    Spiegelhalter 2005, doi:10.1002/sim.1970, appendix A.1.1: the quantile r of the binomial distribution,
    drawn back by the part of its probability that is not needed, so that limits do not jump from one
    number of patients to the next.

    Examples
    --------
    >>> (wide,) = control_limits(0.3, 20, 20, levels=(0.95,))
    >>> wide.n, [round(end, 4) for end in (*wide.low, *wide.high)]
    ((20,), [0.0812, 0.4873])
    """
    sizes = np.unique(np.geomspace(smallest, largest, _POINTS).round().astype(int)).tolist()
    found = []
    for level in levels:
        low, high = zip(*(_ends(rate, n, level) for n in sizes), strict=True)
        found.append(ControlLimits(level=level, n=tuple(sizes), low=low, high=high))
    return tuple(found)


def _ends(rate: float, n: int, level: float) -> tuple[float, float]:
    from scipy.special import betaincc

    responders = np.arange(n)
    below: Array = np.append(betaincc(responders + 1, n - responders, rate), 1.0)
    tail = (1 - level) / 2
    return _interpolated(below, tail, n), _interpolated(below, 1 - tail, n)


def _interpolated(below: Array, share: float, n: int) -> float:
    """The rate at which a share of the distribution lies below, between two numbers of responders."""
    r = int(np.searchsorted(below, share, side="right"))
    if r > n:
        return 1.0
    chance = float(below[r] - (below[r - 1] if r else 0.0))
    surplus = (float(below[r]) - share) / chance
    return min(1.0, max(0.0, (r - surplus) / n))
