"""Bayesian normal-normal model: transformed rates with variances taken as known, priors on mean and tau.

The model of most Bayesian meta-analyses. On counts that are small or 0 `review.pooling.bayes` is better: it
takes the counts as binomial and corrects none.
"""

from __future__ import annotations

from review.pooling.bayes import normal_normal, posterior_fit, priors_of
from review.pooling.fit import Array, Fit, on_scale
from review.pooling.results import ModelChoice


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return posterior medians and equal-tailed intervals of rate, tau² and the rate of a new cohort.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort, shape (k,), checked; k >= 2.
    choice
        `level` is the probability within each interval, `tau_prior` the scale of the prior on tau.

    Notes
    -----
    Röver 2020, doi:10.18637/jss.v093.i06. The prior of the mean is `review.pooling.bayes.Priors`'.

    Examples
    --------
    >>> import numpy as np
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14, 6, 8]), np.array([52.0, 37, 11, 14])
    >>> pooled = fit(x, n, choose(model="bayesian-normal", tau_prior=0.5)).pooled
    >>> round(pooled.estimate, 3), round(pooled.ci_low, 3), round(pooled.ci_high, 3)
    (0.424, 0.308, 0.574)
    """
    priors = priors_of(choice)
    y, v = on_scale(x, n, choice)
    return posterior_fit(normal_normal(y, v, priors=priors), x, n, choice, priors)
