"""Random-intercept logistic model (binomial-normal GLMM), by maximum likelihood.

The responders of each cohort are binomial and the logits of the cohorts' true rates normal, with mean mu
and standard deviation tau. No count is corrected, and every data set gets an answer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

from review.pooling.all_or_nothing import exact_answer, is_all_or_nothing
from review.pooling.binomial_normal import logit_moments
from review.pooling.equal_rates import equal_rates
from review.pooling.exact_notes import exact_note
from review.pooling.fit import Array, Fit
from review.pooling.likelihood_fit import LikelihoodFit, finite, fit_likelihood, pooled_rate
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.marginal_mean import marginal_mean
from review.pooling.prediction import prediction_notes
from review.pooling.quantiles import chi2_quantile, normal_quantile
from review.pooling.results import ModelChoice, Note
from review.pooling.spread_maximum import SPREAD_LIMIT
from review.pooling.spread_profile import Region
from review.pooling.study_intervals import study_interval

#: Above this tau the middle half of cohorts spans 3% to 97% around a median of 50%.
_TAU_BEYOND_SUMMARY = 5.0


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return the pooled rate of the cohorts under the random-intercept logistic model.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort, shape (k,), checked; k >= 2.
    choice
        `ci` is t, wald, profile or profile-t.

    Raises
    ------
    ValueError
        If `ci` is not one of this model's.

    Notes
    -----
    The estimate is the rate of the median cohort; `marginal_mean` is the mean over cohorts. The standard
    error is from the joint Hessian of (mu, tau), at tau = 0 that of the pooled logit. tau² has a
    profile-likelihood interval. Weights, I² and H² belong to inverse-variance models and are None.
    Stijnen, Hamza and Özdemir 2010, doi:10.1002/sim.4040.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> pooled = fit(x, n, choose(model="glmm")).pooled
    >>> round(pooled.estimate, 5), round(pooled.ci_low, 5), round(pooled.ci_high, 5)
    (0.46805, 0.27807, 0.66776)
    """
    if is_all_or_nothing(x, n):
        return exact_answer(x, n, level=choice.level)
    fitted = fit_likelihood(_likelihood(x, n), x.size)
    found = _rate(x, n, fitted, choice)
    spread = fitted.region(chi2_quantile(choice.level, 1))
    heterogeneity = replace(
        found.heterogeneity,
        tau2_ci_low=float(spread.low) ** 2,
        tau2_ci_high=finite(spread.high**2),
    )
    return Fit(
        pooled=found.pooled,
        heterogeneity=heterogeneity,
        notes=(
            *found.notes,
            *_notes(fitted, spread, found.pooled.marginal_mean),
            *prediction_notes(x.size, heterogeneity, choice),
        ),
    )


def fit_rate(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return what `fit` does but for the interval of tau², which is half of the work, and for notes.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> found = fit_rate(np.array([19.0, 14, 8]), np.array([52.0, 37, 14]), choose(model="glmm"))
    >>> round(found.pooled.estimate, 4), round(found.heterogeneity.tau2, 4)
    (0.3981, 0.0)
    """
    if is_all_or_nothing(x, n):
        found = exact_answer(x, n, level=choice.level)
    else:
        found = _rate(x, n, fit_likelihood(_likelihood(x, n), x.size), choice)
    return replace(found, notes=())


def _rate(x: Array, n: Array, fitted: LikelihoodFit, choice: ModelChoice) -> Fit:
    tau2, mean = fitted.spread**2, marginal_mean(fitted.mu, fitted.spread)
    pooled, notes = pooled_rate(fitted, choice, tau2=tau2, marginal_mean=mean)
    return Fit(pooled=pooled, heterogeneity=replace(equal_rates(x, n), tau2=tau2), notes=notes)


def shrunken_rates(x: Array, n: Array, *, level: float = 0.95) -> tuple[Array, Array, Array]:
    """Return each cohort's rate drawn towards the pooled rate, with its interval.

    The median and the central `level` of the cohort's own rate given its counts (a normal distribution of its
    logit, by mean and standard deviation), at the estimated mu and tau; their uncertainty is not counted.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort.
    level
        Share of the cohort's own distribution within the interval.

    Examples
    --------
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> rate, low, high = shrunken_rates(x, n)
    >>> (x / n)[-1].round(3).item(), rate[-1].round(3).item()
    (0.182, 0.299)
    """
    if is_all_or_nothing(x, n):
        low, high = study_interval(x, n, level=level)
        return x / n, low, high
    fitted = fit_likelihood(_likelihood(x, n), x.size)
    mean, sd = logit_moments(x, n, fitted.mu, fitted.spread)
    half = normal_quantile(level) * sd
    return expit(mean), expit(mean - half), expit(mean + half)


def _likelihood(x: Array, n: Array) -> LogisticNormal:
    return LogisticNormal(x[None], n[None], np.ones((x.size, 1)))


def _notes(fitted: LikelihoodFit, spread: Region, mean: float | None) -> list[Note]:
    notes = []
    if np.isinf(spread.high):
        notes.append(exact_note("GLMM01", limit=SPREAD_LIMIT))
    if fitted.spread > _TAU_BEYOND_SUMMARY:
        notes.append(exact_note("GLMM02", tau=fitted.spread, mean=mean))
    return notes
