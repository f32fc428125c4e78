"""Where rates lie on the scale that effects are pooled on, for axes that are read in per cent."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from review.pooling.measures import MEASURES

Array = NDArray[np.float64]

#: Rates that people count in, for the ticks of an axis.
ROUND_RATES = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5,
    0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999,
)  # fmt: skip
#: Beyond this no measure has a rate between 0 and 1 that is worth a tick.
_FURTHEST = 12.0


def place_of_rate(measure: str, rate: float, n: float) -> float:
    """Return the value whose back-transformation is `rate`: found by halving, so that there is one way back.

    Parameters
    ----------
    measure
        A code of `MEASURES`.
    n
        Patients for the Freeman-Tukey inverse; other measures do not read it.

    Examples
    --------
    >>> round(place_of_rate("PLO", 0.2, 10), 6), round(place_of_rate("PAS", 0.5, 10), 6)
    (-1.386294, 0.785398)
    """
    inverse = MEASURES[measure].inverse
    low, high = -_FURTHEST, _FURTHEST
    if measure in ("PAS", "PFT"):
        low, high = 0.0, np.pi / 2
    for _ in range(80):
        middle = (low + high) / 2
        if float(inverse(np.asarray(middle), np.asarray(n))) < rate:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def rate_ticks(measure: str, low: float, high: float, n: float) -> tuple[tuple[float, float], ...]:
    """Return (place, rate) of the round rates between two ends of the scale.

    >>> [rate for _, rate in rate_ticks("PLO", -2.0, 0.5, 10)]
    [0.2, 0.3, 0.4, 0.5, 0.6]
    """
    places = ((place_of_rate(measure, rate, n), rate) for rate in ROUND_RATES)
    return tuple((place, rate) for place, rate in places if low <= place <= high)
