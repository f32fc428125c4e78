"""Prediction intervals: where the rate of a further cohort is expected.

To add one, add an entry to `PREDICTIONS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.notes import note
from review.pooling.quantiles import normal_quantile, t_quantile
from review.pooling.results import Heterogeneity, ModelChoice, Note

Array = NDArray[np.float64]

#: Below this number of cohorts no prediction interval is given.
FEWEST_COHORTS = 3
#: Below this number it is a rough guide.
_ROUGH_BELOW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One prediction interval, ``estimate ± quantile(level, k) · √(se² + τ²)``.

    Parameters
    ----------
    quantile
        None where the model makes the interval itself, or none is made.
    hartung_knapp
        Whether the standard error is Hartung and Knapp's whatever the interval of the mean uses.
    """

    code: str
    label: str
    quantile: Callable[[float, int], float] | None
    reference: str
    hartung_knapp: bool = False
    caution: str = ""
    #: What the methods of a report say of it, and the keys of the references there.
    methods: str = ""
    cites: tuple[str, ...] = ()


def prediction_reach(method: str, se: Array, tau2: Array, k: int, *, level: float = 0.95) -> Array | None:
    """Return half the interval on the transformed scale, or None where none is given.

    Parameters
    ----------
    method
        A code of `PREDICTIONS`.
    se
        Standard error of the mean, the one that its interval uses (Hartung and Knapp's for ``HK``).

    Examples
    --------
    >>> prediction_reach("HTS", np.array([0.3]), np.array([0.16]), 7).round(4).tolist()
    [1.2853]
    >>> prediction_reach("V", np.array([0.3]), np.array([0.16]), 2) is None
    True
    """
    quantile = PREDICTIONS[method].quantile
    if quantile is None or k < FEWEST_COHORTS:
        return None
    return np.asarray(quantile(level, k) * np.sqrt(se * se + tau2))


def prediction_notes(k: int, found: Heterogeneity, choice: ModelChoice) -> tuple[Note, ...]:
    """Return what a reader of the prediction interval, or of its absence, must know.

    Parameters
    ----------
    k
        Number of cohorts.
    found
        With tau² and its interval.
    """
    if choice.prediction == "none":
        return ()
    if k < FEWEST_COHORTS:
        return (note("POOL04"),)
    notes = (note("POOL05", k=k),) if k < _ROUGH_BELOW else ()
    if found.tau2 != 0:
        return notes
    high = math.inf if found.tau2_ci_high is None else found.tau2_ci_high
    return (*notes, note("POOL03", k=k, high=high))


def _t_k_minus_1(level: float, k: int) -> float:
    return t_quantile(level, k - 1)


def _t_k_minus_2(level: float, k: int) -> float:
    return t_quantile(level, k - 2)


def _normal(level: float, k: int) -> float:  # noqa: ARG001
    return normal_quantile(level)


PREDICTIONS: Mapping[str, Prediction] = {
    prediction.code: prediction
    for prediction in (
        Prediction(
            code="V",
            label="approximate prediction interval, t with k − 1",
            quantile=_t_k_minus_1,
            reference="Veroniki et al. 2019, doi:10.1002/jrsm.1319",
            caution="Covers too little with few cohorts.",
            methods="from the t distribution on k − 1 degrees of freedom",
            cites=("veroniki2019", "inthout2016"),
        ),
        Prediction(
            code="HTS",
            label="approximate prediction interval, t with k − 2",
            quantile=_t_k_minus_2,
            reference="Higgins, Thompson and Spiegelhalter 2009, doi:10.1111/j.1467-985X.2008.00552.x",
            methods="from the t distribution on k − 2 degrees of freedom",
            cites=("higgins2009",),
        ),
        Prediction(
            code="HK",
            label="approximate prediction interval, Hartung-Knapp standard error, t with k − 1",
            quantile=_t_k_minus_1,
            hartung_knapp=True,
            reference="Partlett and Riley 2017, doi:10.1002/sim.7140",
            methods="with the standard error of Hartung and Knapp",
            cites=("hartung2001", "inthout2016"),
        ),
        Prediction(
            code="wald",
            label="approximate prediction interval, normal",
            quantile=_normal,
            reference="Skipka 2006",
            caution="Takes tau² as known: too narrow.",
            methods="from the normal distribution; with few cohorts it is too narrow",
            cites=("inthout2016",),
        ),
        Prediction(
            code="posterior",
            label="posterior predictive interval",
            quantile=None,
            reference="Röver 2020, doi:10.18637/jss.v093.i06",
            methods="from the posterior distribution",
            cites=("higgins2009",),
        ),
        Prediction(code="none", label="no prediction interval", quantile=None, reference=""),
    )
}
