"""The scales on which rates are pooled, and the one way back from each of them.

Every table, figure and interval goes back to a rate through `Measure.proportion`. To add a measure, add
an entry to `MEASURES`: its code becomes an allowed value, its label and its caution are printed, and
the property tests run over it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.rate_names import MEAN_RATE, RateName, median_rate

Array = NDArray[np.float64]

#: When a continuity correction is added, as metafor names it.
CORRECTED: Mapping[str, str] = {
    "only0": "only the cohorts in which nobody or everybody responded",
    "if0all": "all cohorts, if nobody or everybody responded in any of them",
    "all": "all cohorts",
    "none": "no cohort",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One scale: how counts go onto it, and how a value on it becomes a rate again.

    Parameters
    ----------
    code
        metafor's code.
    label
        What people read; never the code, since PR is also a partial response.
    effect
        ``(x, n) -> (y, v)`` after any continuity correction.
    inverse
        ``(t, n) -> p``.
    reads_n
        Whether `inverse` uses `n`, as that of the Freeman-Tukey scale alone does.
    corrects_zeros
        Whether ``add`` and ``to`` apply.
    limits
        Whether the way back can leave 0–1, below and above.
    variance_of
        What τ² is a variance of.
    rate
        What a rate averaged on this scale is called.
    methods, cites
        What the methods of a report say of it, and the keys of the references there.
    """

    code: str
    label: str
    effect: Callable[[Array, Array], tuple[Array, Array]]
    inverse: Callable[[Array, Array], Array]
    corrects_zeros: bool
    limits: tuple[bool, bool]
    reference: str
    variance_of: str
    rate: RateName
    reads_n: bool = False
    caution: str = ""
    methods: str = ""
    cites: tuple[str, ...] = ()

    def proportion(self, t: float | None, n: float = np.nan) -> float | None:
        """Return the rate that `t` stands for; None stays None.

        Parameters
        ----------
        n
            Patients for the Freeman-Tukey inverse: the harmonic mean of the cohorts' n for a pooled
            value, the cohort's own n for a cohort. Other measures do not read it.

        Examples
        --------
        >>> MEASURES["PLO"].proportion(0.0)
        0.5
        """
        return None if t is None else float(self.inverse(np.asarray(t, dtype=float), np.asarray(n)))


def effects(
    measure: Measure, x: Array, n: Array, *, add: float | None = 0.5, to: str | None = "only0"
) -> tuple[Array, Array]:
    """Return effects ``y`` and sampling variances ``v``, one per cohort.

    Parameters
    ----------
    measure
        An entry of `MEASURES`.
    x, n
        Responders and patients; the last axis runs over the cohorts of one data set.
    add, to
        Continuity correction on the measures that need one: `add` responders and as many
        non-responders, to the cohorts that `to` names (`CORRECTED`); None means no correction.

    Notes
    -----
    A rate of 0 or 1 that was not corrected has an infinite effect or a variance of 0, returned as such.

    Examples
    --------
    >>> y, v = effects(MEASURES["PLO"], np.array([3.0, 0.0]), np.array([11.0, 8.0]))
    >>> y.round(4).tolist(), v.round(4).tolist()
    ([-0.9808, -2.8332], [0.4583, 2.1176])
    """
    if measure.corrects_zeros and add is not None and to is not None:
        changed = corrected(x, n, to)
        if changed.any():
            extra = add * changed
            x, n = x + extra, n + 2 * extra
    with np.errstate(divide="ignore"):
        return measure.effect(x, n)


def corrected(x: Array, n: Array, to: str) -> NDArray[np.bool_]:
    """Which cohorts a continuity correction changes.

    >>> corrected(np.array([0.0, 3.0]), np.array([8.0, 9.0]), "only0").tolist()
    [True, False]
    """
    bare: NDArray[np.bool_] = (x == 0) | (x == n)
    if to == "only0":
        return bare
    if to == "if0all":
        return np.asarray(bare.any(axis=-1, keepdims=True) & np.full(bare.shape, True))
    return np.full(bare.shape, to == "all")


def harmonic_mean(n: Array) -> Array:
    """Return the harmonic mean over the last axis, which Miller's inverse takes for a pooled value.

    >>> float(harmonic_mean(np.array([10.0, 40.0])))
    16.0
    """
    return np.asarray(n.shape[-1] / np.sum(1.0 / n, axis=-1))


def _raw(x: Array, n: Array) -> tuple[Array, Array]:
    return x / n, x * (n - x) / n**3


def _log(x: Array, n: Array) -> tuple[Array, Array]:
    # (n - x)/(x n) is 1/x - 1/n without the cancellation at large x.
    return np.log(x / n), (n - x) / (x * n)


def _logit(x: Array, n: Array) -> tuple[Array, Array]:
    # One logarithm, so that equal rates of different size (5/6, 10/12) stay exactly equal.
    rest = n - x
    return np.log(x / rest), 1.0 / x + 1.0 / rest


def _arcsine(x: Array, n: Array) -> tuple[Array, Array]:
    return np.arcsin(np.sqrt(x / n)), 0.25 / n


def _freeman_tukey(x: Array, n: Array) -> tuple[Array, Array]:
    y = (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2
    return y, 1.0 / (4 * n + 2)


def _from_raw(t: Array, n: Array) -> Array:  # noqa: ARG001
    return t


def _from_log(t: Array, n: Array) -> Array:  # noqa: ARG001
    with np.errstate(over="ignore"):
        return np.exp(t)


def _from_logit(t: Array, n: Array) -> Array:  # noqa: ARG001
    # The branch with the negative exponent cannot overflow.
    small = np.exp(-np.abs(t))
    return np.where(t >= 0, 1.0, small) / (1.0 + small)


def _from_arcsine(t: Array, n: Array) -> Array:  # noqa: ARG001
    return np.sin(np.clip(t, 0.0, np.pi / 2)) ** 2


def _from_freeman_tukey(t: Array, n: Array) -> Array:
    low, _ = _freeman_tukey(np.zeros_like(n), n)
    high, _ = _freeman_tukey(n, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        s = np.sin(2 * t)
        p = (1 - np.sign(np.cos(2 * t)) * np.sqrt(np.maximum(0.0, 1 - (s + (s - 1 / s) / n) ** 2))) / 2
    return np.where(t <= low, 0.0, np.where(t >= high, 1.0, p))


MEASURES: Mapping[str, Measure] = {
    measure.code: measure
    for measure in (
        Measure(
            code="PLO",
            label="logit",
            effect=_logit,
            inverse=_from_logit,
            corrects_zeros=True,
            limits=(False, False),
            reference="Stijnen et al. 2010, doi:10.1002/sim.4040",
            caution="At a rate of 0 or 1 the logit is infinite; a correction makes it finite",
            methods="The scale was the logit, the log odds of response.",
            variance_of="log odds",
            rate=median_rate("expit(μ)"),
        ),
        Measure(
            code="PAS",
            label="arcsine",
            effect=_arcsine,
            inverse=_from_arcsine,
            corrects_zeros=False,
            limits=(False, False),
            reference="Rücker et al. 2009, doi:10.1002/sim.3511",
            caution="The ends of an interval beyond the scale are set to 0 or 1.",
            methods="The scale was the arcsine of the square root of the rate.",
            variance_of="arcsine-transformed rates",
            rate=median_rate("sin²(μ)"),
        ),
        Measure(
            code="PR",
            label="raw proportion",
            effect=_raw,
            inverse=_from_raw,
            corrects_zeros=True,
            limits=(True, True),
            reference="Barendregt et al. 2013, doi:10.1136/jech-2013-203104",
            caution="Intervals can leave 0–1, and weights grow as the rate nears 0 or 1.",
            methods="The rates were averaged as they are, without a transformation.",
            variance_of="rates",
            rate=MEAN_RATE,
        ),
        Measure(
            code="PLN",
            label="log proportion",
            effect=_log,
            inverse=_from_log,
            corrects_zeros=True,
            limits=(False, True),
            reference="Barendregt et al. 2013, doi:10.1136/jech-2013-203104",
            caution="Intervals can pass 1.",
            methods="The scale was the logarithm of the rate.",
            variance_of="log rates",
            rate=median_rate("exp(μ)"),
        ),
        Measure(
            code="PFT",
            label="Freeman-Tukey double arcsine",
            effect=_freeman_tukey,
            inverse=_from_freeman_tukey,
            reads_n=True,
            corrects_zeros=False,
            limits=(False, False),
            reference=(
                "Freeman and Tukey 1950, doi:10.1214/aoms/1177729756; "
                "Miller 1978, doi:10.1080/00031305.1978.10479283"
            ),
            caution=(
                "The way back needs one n for cohorts that have different ones, and the rate depends on "
                "which is taken; for comparison with old papers only (Schwarzer et al. 2019, "
                "doi:10.1002/jrsm.1348; Röver and Friede 2022, doi:10.1002/jrsm.1591)."
            ),
            methods=(
                "The scale was the Freeman-Tukey double arcsine, taken back to a rate with the harmonic mean "
                "of the cohort sizes. That way back is not unique and can mislead; it is offered for "
                "comparison with older reviews."
            ),
            cites=("miller1978", "schwarzer2019"),
            variance_of="Freeman-Tukey-transformed rates",
            rate=RateName(
                "rate by the Freeman-Tukey scale",
                "It depends on the number of patients that was chosen for the way back to per cent.",
            ),
        ),
    )
}
