"""What each cohort does to the pooled value: deletion diagnostics, and its place in the Baujat plot."""

from __future__ import annotations

import numpy as np

from review.pooling.cohorts import Cohorts
from review.pooling.fit import on_scale
from review.pooling.results import Influence, ModelChoice
from review.pooling.weighted_means import weighted_means

#: Below this one cohort is left after a deletion, and nothing can be said of how cohorts differ.
FEWEST_COHORTS = 3


def influence(cohorts: Cohorts, choice: ModelChoice) -> tuple[Influence, ...]:
    """Return the diagnostics of each cohort under an inverse-variance model; k >= 3.

    Notes
    -----
    Viechtbauer and Cheung 2010, doi:10.1002/jrsm.11; Baujat et al. 2002, doi:10.1002/sim.1221. With μ,
    se, τ² of all cohorts, and the same with index (−i) without cohort i::

        rstudent  (y_i − μ_(−i)) / √(s_(−i) (v_i + τ²_(−i)) + se²_(−i))
        dffits    (μ − μ_(−i)) / √(s_(−i) h_i (v_i + τ²_(−i)))
        cook_d    (μ − μ_(−i))² / se²
        cov_r     se²_(−i) / se²
        hat       h_i = w_i / Σw, w = 1/(v + τ²)
        baujat_x  (y_i − μ)² / (v_i + τ²)
        baujat_y  (μ − μ_(−i))² / se²_(−i)

    s is Hartung and Knapp's factor where the interval uses it, else 1, as in metafor. The effects are
    those of the whole data set: a continuity correction does not change when a cohort is left out.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> found = influence(checked([3, 8, 5], [10, 20, 9]), choose(model="common", measure="PAS"))
    >>> [round(row.hat, 4) for row in found]
    [0.2564, 0.5128, 0.2308]
    """
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    k = y.size
    others = np.array([[j for j in range(k) if j != i] for i in range(k)])
    every = weighted_means(y[:, None], v[:, None], choice)
    without = weighted_means(y[others].T.copy(), v[others].T.copy(), choice)
    weights = 1.0 / (v + every.tau2)
    hat = weights / weights.sum()
    moved = every.estimate - without.estimate
    spread = (without.se / without.wald_se) ** 2 * (v + without.tau2)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {
            "rstudent": (y - without.estimate) / np.sqrt(spread + without.se**2),
            "dffits": moved / np.sqrt(hat * spread),
            "cook_d": moved**2 / every.se**2,
            "cov_r": without.se**2 / every.se**2,
            "hat": hat,
            "baujat_x": (y - every.estimate) ** 2 * weights,
            "baujat_y": moved**2 / without.se**2,
        }
    return tuple(
        Influence(
            study=name,
            **{key: float(column[i]) if np.isfinite(column[i]) else None for key, column in columns.items()},  # type: ignore[arg-type]
        )
        for i, name in enumerate(cohorts.study)
    )
