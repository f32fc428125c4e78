"""How many of the patients of a next trial will respond, given the trials so far."""

from __future__ import annotations

import numpy as np
from scipy.special import log_expit

from review.pooling.bayes import Priors, logit_binomial
from review.pooling.binomial_normal import log_binomial
from review.pooling.fit import Array
from review.pooling.options import MOST_PATIENTS
from review.pooling.posterior import Posterior
from review.pooling.results import NextTrial

#: Probability that is left out at either end of the distribution of the new cohort's logit.
_TAIL = 1e-12
#: Squared inverse step below which no logit grid resolves a binomial likelihood (see binomial_normal).
_STEPS = 9.0
#: Points stand as near as the finest step within this many such steps of the mean, and spread out beyond.
_NEAR = 8
#: The steps must not be wider than this part of what they have to resolve.
_RESOLVED = 0.8
#: Logits whose density is computed at once; more cost memory.
_TOGETHER = 200
#: Pairs of a number of responders and a logit that are computed at once: 16 MB for each array.
_PAIRS_TOGETHER = 2_000_000


def next_trial(
    x: Array, n: Array, patients: int, *, level: float = 0.95, priors: Priors | None = None
) -> NextTrial:
    """Return the predictive distribution of responders in a cohort like these.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort so far, k >= 1.
    patients
        Size of the next cohort, at least 1.
    level
        Probability within `low` to `high`: no more than half the rest lies below, none more above.
    priors
        Those of the logit-binomial Bayesian model; `Priors()` unless given.

    Raises
    ------
    ValueError
        If `patients` is not a whole number from 1 to `review.pooling.options.MOST_PATIENTS`.

    Examples
    --------
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> trial = next_trial(x, n, 20)
    >>> trial.low, trial.high, round(sum(trial.probabilities), 9)
    (1, 18, 1.0)
    """
    if patients != int(patients) or patients < 1:
        raise ValueError(f"the next trial needs a whole number of patients, at least 1; got {patients!r}")
    if patients > MOST_PATIENTS:
        raise ValueError(f"the next trial has at most {MOST_PATIENTS:,} patients; got {patients:,}")
    size = int(patients)
    posterior = logit_binomial(x, n, priors=priors)
    low, high = posterior.new_quantiles(np.array([_TAIL, 1 - _TAIL])).tolist()
    logits, share = _points(low, high, posterior, 1 / np.sqrt(1.4 * size / 4 + _STEPS))
    parts = np.array_split(logits, -(-logits.size // _TOGETHER))
    weight = share * np.concatenate([posterior.new.density(part) for part in parts])
    weight /= weight.sum()
    responders = np.arange(size + 1.0)
    yes, no = log_expit(logits), log_expit(-logits)
    ways = log_binomial(responders, np.array(float(size)))
    rows = max(1, _PAIRS_TOGETHER // logits.size)
    probabilities = np.concatenate(
        [
            np.exp(np.outer(some, yes) + np.outer(size - some, no) + ways[start : start + rows, None])
            @ weight
            for start in range(0, responders.size, rows)
            for some in (responders[start : start + rows],)
        ]
    )
    below = np.cumsum(probabilities)
    tail = (1 - level) / 2
    return NextTrial(
        n=size,
        low=int(np.searchsorted(below, tail)),
        high=min(size, int(np.searchsorted(below, 1 - tail))),
        probabilities=tuple(probabilities.tolist()),
    )


def _points(low: float, high: float, posterior: Posterior, widest: float) -> tuple[Array, Array]:
    """Logits from `low` to `high` and how much of the axis each stands for.

    With a million patients the density is narrow at its mean and has wide tails. A sinh between equally
    spaced points and the logits is fine there, coarse beyond, and keeps the sum's exponential convergence.
    """
    finest, mean = min(posterior.finest, widest), posterior.mean
    scale = _NEAR * finest
    step = min(finest / scale, _RESOLVED * widest / float(np.hypot(scale, max(high - mean, mean - low))))
    turned = np.arange(np.arcsinh((low - mean) / scale), np.arcsinh((high - mean) / scale) + step, step)
    return mean + scale * np.sinh(turned), np.cosh(turned)
