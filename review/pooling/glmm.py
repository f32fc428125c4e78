"""Random-intercept logistic model (binomial-normal GLMM), by maximum likelihood.

The responders of each cohort are binomial and the logits of the cohorts' true rates normal, with mean mu
and standard deviation tau. No count is corrected, and every data set gets an answer: where the
likelihood has no maximum, the exact interval of the counts, with a note that says why.

To add an interval, add an entry to `GLMM_INTERVALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, xlogy

from review.pooling.binomial_normal import cohort_terms, logit_moments
from review.pooling.exact_notes import exact_note
from review.pooling.fit import Array, Fit
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.prediction import prediction_interval
from review.pooling.quantiles import chi2_quantile, chi2_tail, normal_quantile, t_quantile
from review.pooling.results import Heterogeneity, ModelChoice, Note, Pooled
from review.pooling.spread_maximum import SPREAD_LIMIT, Maximum, maximum
from review.pooling.spread_profile import Region, mu_interval, spread_region
from review.pooling.study_intervals import study_interval

#: Above this tau the middle half of cohorts spans 3% to 97% around a median of 50%.
_TAU_BEYOND_SUMMARY = 5.0


@dataclass(frozen=True, slots=True)
class _Fitted:
    """One data set at its maximum."""

    data: LogisticNormal
    top: Maximum
    k: int
    mu: float
    se: float
    tau: float


def _wald(fitted: _Fitted, level: float) -> tuple[float, float]:
    half = normal_quantile(level) * fitted.se
    return fitted.mu - half, fitted.mu + half


def _t(fitted: _Fitted, level: float) -> tuple[float, float]:
    half = t_quantile(level, fitted.k - 1) * fitted.se
    return fitted.mu - half, fitted.mu + half


def _profile(fitted: _Fitted, level: float) -> tuple[float, float]:
    return mu_interval(fitted.data, _region(fitted, chi2_quantile(level, 1)))


def _profile_t(fitted: _Fitted, level: float) -> tuple[float, float]:
    return mu_interval(fitted.data, _region(fitted, t_quantile(level, fitted.k - 1) ** 2))


#: Ends of the pooled logit by code of `review.pooling.pooled_intervals`; the model's default first.
GLMM_INTERVALS: Mapping[str, Callable[[_Fitted, float], tuple[float, float]]] = {
    "t": _t,
    "wald": _wald,
    "profile": _profile,
    "profile-t": _profile_t,
}


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return the pooled rate of the cohorts under the random-intercept logistic model.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort, shape (k,), checked; k >= 2.
    choice
        `ci` is a key of `GLMM_INTERVALS`.

    Raises
    ------
    ValueError
        If `ci` is not one of this model's.

    Notes
    -----
    The standard error is from the joint Hessian of (mu, tau); at tau = 0 it is that of the pooled logit.
    `q` is the likelihood-ratio test of equal rates against a rate for each cohort, `q_wald` the Wald test
    (cohorts with 0 or n responders carry no weight in it, as in metafor). Weights, I² and H² belong to
    inverse-variance models and are None. Stijnen, Hamza and Özdemir 2010, doi:10.1002/sim.4040.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> pooled = fit(x, n, choose(model="glmm")).pooled
    >>> round(pooled.estimate, 5), round(pooled.ci_low, 5), round(pooled.ci_high, 5)
    (0.46805, 0.27807, 0.66776)
    """
    if choice.ci not in GLMM_INTERVALS:
        raise ValueError(
            f"the GLMM has no interval {choice.ci!r}; it has {', '.join(GLMM_INTERVALS)}. For few cohorts "
            "use t: Hartung-Knapp rescales inverse-variance weights, which this model does not have"
        )
    if not ((x > 0) & (x < n)).any():
        return _without_maximum(x, n, choice)
    data = LogisticNormal(x[None], n[None], np.ones((x.size, 1)))
    top = maximum(data)
    tau, hessian = float(top.spread[0]), top.height.hessian[0]
    variance = np.linalg.inv(-hessian)[0, 0] if tau > 0 else -1 / hessian[0, 0]
    fitted = _Fitted(data, top, x.size, float(top.beta[0, 0]), float(np.sqrt(variance)), tau)
    low, high = GLMM_INTERVALS[choice.ci](fitted, choice.level)
    ends = prediction_interval(choice.prediction, fitted.mu, fitted.se, tau**2, fitted.k, level=choice.level)
    spread = _region(fitted, chi2_quantile(choice.level, 1))
    mean = _marginal_mean(fitted.mu, tau)
    return Fit(
        pooled=Pooled(
            estimate=float(expit(fitted.mu)),
            ci_low=float(expit(low)),
            ci_high=float(expit(high)),
            prediction_low=float(expit(ends[0])) if ends else None,
            prediction_high=float(expit(ends[1])) if ends else None,
            marginal_mean=mean,
            estimate_transformed=fitted.mu,
            se_transformed=fitted.se,
            ci_low_transformed=_finite(low),
            ci_high_transformed=_finite(high),
        ),
        heterogeneity=_heterogeneity(
            x, n, tau2=tau**2, tau2_low=spread.low**2, tau2_high=_finite(spread.high**2)
        ),
        notes=(*_notes_on_spread(fitted, spread, mean), *_notes_on_ends(low, high)),
    )


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
    if not ((x > 0) & (x < n)).any():
        low, high = study_interval(x, n, level=level)
        return x / n, low, high
    top = maximum(LogisticNormal(x[None], n[None], np.ones((x.size, 1))))
    mean, sd = logit_moments(x, n, float(top.beta[0, 0]), float(top.spread[0]))
    half = normal_quantile(level) * sd
    return expit(mean), expit(mean - half), expit(mean + half)


def _region(fitted: _Fitted, quantile: float) -> Region:
    return spread_region(fitted.data, fitted.top, drop=quantile / 2)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _marginal_mean(mu: float, tau: float) -> float:
    """Mean rate over cohorts: the likelihood of one patient who responds."""
    one = np.array([1.0])
    return float(np.exp(cohort_terms(one, one, np.array([mu]), np.array([tau])).loglik[0]))


def _heterogeneity(
    x: Array,
    n: Array,
    *,
    tau2: float | None = None,
    tau2_low: float | None = None,
    tau2_high: float | None = None,
) -> Heterogeneity:
    """Test equal rates two ways: likelihood ratio and Wald, both on k − 1 degrees of freedom."""
    rate, df = x.sum() / n.sum(), x.size - 1
    each = xlogy(x, x / n) + xlogy(n - x, (n - x) / n) - xlogy(x, rate) - xlogy(n - x, 1 - rate)
    ratio = max(0.0, 2 * float(each.sum()))
    mixed = (x > 0) & (x < n)
    wald = None
    if mixed.any():
        y, weight = logit((x / n)[mixed]), (x * (n - x) / n)[mixed]
        wald = float((weight * (y - np.average(y, weights=weight)) ** 2).sum())
    return Heterogeneity(
        tau2=tau2,
        tau2_ci_low=tau2_low,
        tau2_ci_high=tau2_high,
        q=ratio,
        q_df=df,
        q_p=chi2_tail(ratio, df),
        q_wald=wald,
        q_wald_p=None if wald is None else chi2_tail(wald, df),
    )


def _without_maximum(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Answer where the likelihood has no maximum: an exact interval of counts, and a note."""
    patients = int(n.sum())
    if x.sum() == 0:
        events, total, why = 0, patients, exact_note("GLMM01", n=patients)
    elif x.sum() == patients:
        events, total, why = patients, patients, exact_note("GLMM02", n=patients)
    elif n.max() == 1:
        events, total, why = int(x.sum()), patients, exact_note("GLMM04", n=patients)
    else:
        events, total = int((x > 0).sum()), x.size
        why = exact_note("GLMM03", full=events, k=total)
    ends = study_interval(np.array([float(events)]), np.array([float(total)]), level=choice.level)
    rate, low, high = events / total, float(ends[0][0]), float(ends[1][0])
    return Fit(
        pooled=Pooled(
            estimate=rate,
            ci_low=low,
            ci_high=high,
            marginal_mean=rate,
            estimate_transformed=_finite(float(logit(rate))),
            ci_low_transformed=_finite(float(logit(low))),
            ci_high_transformed=_finite(float(logit(high))),
        ),
        heterogeneity=_heterogeneity(x, n),
        notes=(why,),
    )


def _notes_on_spread(fitted: _Fitted, spread: Region, mean: float) -> list[Note]:
    notes = []
    if fitted.top.peaks[0] > 1:
        notes.append(exact_note("GLMM05", peaks=int(fitted.top.peaks[0])))
    if np.isinf(spread.high):
        notes.append(exact_note("GLMM06", limit=SPREAD_LIMIT))
    if fitted.tau > _TAU_BEYOND_SUMMARY:
        notes.append(exact_note("GLMM07", tau=fitted.tau, mean=mean))
    return notes


def _notes_on_ends(low: float, high: float) -> list[Note]:
    notes = [exact_note("GLMM08", end="lower", shown="0%")] if np.isinf(low) else []
    return notes + ([exact_note("GLMM08", end="upper", shown="100%")] if np.isinf(high) else [])
