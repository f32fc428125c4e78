"""How probable it is that a rate exceeds one that matters, such as that of the standard treatment."""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from review.pooling.bayes import Priors, logit_binomial
from review.pooling.fit import Array
from review.pooling.results import Threshold


def threshold(x: Array, n: Array, p0: float, *, priors: Priors | None = None) -> Threshold:
    """Return the probability that the pooled rate, and that the rate of a new cohort, exceeds `p0`.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort, k >= 1.
    p0
        The rate to exceed, between 0 and 1.
    priors
        Those of the logit-binomial Bayesian model; `Priors()` unless given.

    Raises
    ------
    ValueError
        If `p0` is not between 0 and 1.

    Examples
    --------
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> above = threshold(x, n, 0.3)
    >>> round(above.pooled_above, 3), round(above.new_study_above, 3)
    (0.958, 0.789)
    """
    if not 0 < p0 < 1:
        raise ValueError(f"the threshold is a rate between 0 and 1, such as 0.15; got {p0!r}")
    posterior = logit_binomial(x, n, priors=priors)
    at = np.array([logit(p0)])
    return Threshold(
        p0=float(p0),
        pooled_above=1 - float(posterior.pooled.below(at)[0]),
        new_study_above=1 - float(posterior.new.below(at)[0]),
    )
