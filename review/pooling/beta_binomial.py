"""Beta-binomial model, by maximum likelihood.

The true rates of the cohorts follow a beta distribution; the responders of each are binomial. The model
speaks of the mean rate itself, needs no correction of counts, and answers every data set.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit, polygamma

from review.pooling.all_or_nothing import exact_answer, is_all_or_nothing
from review.pooling.beta_binomial_likelihood import BetaBinomial
from review.pooling.equal_rates import equal_rates
from review.pooling.exact_notes import exact_note
from review.pooling.fit import Array, Fit
from review.pooling.likelihood_fit import finite, fit_likelihood, pooled_rate
from review.pooling.prediction import prediction_notes
from review.pooling.quantiles import chi2_quantile
from review.pooling.results import ModelChoice, Note


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return the mean rate of the cohorts under the beta-binomial model.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort, shape (k,), checked; k >= 2.
    choice
        `ci` is profile-t, profile, t or wald.

    Raises
    ------
    ValueError
        If `ci` is not one of this model's.

    Notes
    -----
    The estimate is the mean rate p over cohorts, so it is `marginal_mean` as well; intervals are made for
    its logit. `overdispersion` is ρ = 1/(a + b + 1) of the beta distribution: a cohort's variance is
    1 + (n − 1)ρ times the binomial one; its interval is by profile likelihood. `tau2` is what that
    distribution has as variance of the logit, ψ′(a) + ψ′(b), and its interval that of ρ at the estimated
    mean rate; the prediction interval uses it.
    Kuss 2015, doi:10.1002/sim.6383.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> found = fit(x, n, choose(model="beta-binomial"))
    >>> round(found.pooled.estimate, 4), round(found.heterogeneity.overdispersion, 4)
    (0.4725, 0.1038)
    """
    if is_all_or_nothing(x, n):
        return exact_answer(x, n, level=choice.level)
    fitted = fit_likelihood(BetaBinomial.from_counts(x[None], n[None]), x.size)
    rate, gamma = float(expit(fitted.mu)), fitted.spread**2
    tau2 = _logit_variance(rate, gamma)
    pooled, notes = pooled_rate(fitted, choice, tau2=tau2, marginal_mean=rate)
    spread = fitted.region(chi2_quantile(choice.level, 1))
    heterogeneity = replace(
        equal_rates(x, n),
        tau2=tau2,
        tau2_ci_low=_logit_variance(rate, spread.low**2),
        tau2_ci_high=finite(_logit_variance(rate, spread.high**2)),
        overdispersion=_overdispersion(gamma),
        overdispersion_ci_low=_overdispersion(spread.low**2),
        overdispersion_ci_high=_overdispersion(spread.high**2),
    )
    return Fit(
        pooled=pooled,
        heterogeneity=heterogeneity,
        notes=(
            *notes,
            *_notes(rate, gamma, spread.high),
            *prediction_notes(x.size, heterogeneity, choice),
        ),
    )


def _overdispersion(gamma: float) -> float:
    return 1.0 if np.isinf(gamma) else float(gamma / (1 + gamma))


def _logit_variance(rate: float, gamma: float) -> float:
    """Variance of the logit of a rate from Beta(rate/γ, (1 − rate)/γ)."""
    if gamma == 0:
        return 0.0
    return float(polygamma(1, rate / gamma) + polygamma(1, (1 - rate) / gamma))


def _notes(rate: float, gamma: float, highest: float) -> list[Note]:
    notes = []
    if np.isinf(highest):
        notes.append(exact_note("BB01"))
    if gamma > max(rate, 1 - rate):
        notes.append(exact_note("BB02"))
    return notes
