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
from scipy.special import expit, xlogy

from review.pooling.binomial_normal import cohort_terms, logit_moments
from review.pooling.exact_notes import note
from review.pooling.fit import Array, Fit
from review.pooling.glmm_maximum import TAU_LIMIT, Cohorts, Maximum, maximum
from review.pooling.glmm_profile import Region, mu_interval, tau_region
from review.pooling.quantiles import chi2_quantile, chi2_tail, normal_quantile, t_quantile
from review.pooling.results import Heterogeneity, ModelChoice, Note, Pooled
from review.pooling.study_intervals import study_interval

#: Above this tau the middle half of cohorts spans 3% to 97% around a median of 50%.
_TAU_BEYOND_SUMMARY = 5.0


@dataclass(frozen=True, slots=True)
class _Fitted:
    """One data set at its maximum."""

    cohorts: Cohorts
    top: Maximum
    k: int
    mu: float
    se: float
    tau: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GlmmInterval:
    """One interval of the pooled logit: ``ends(fitted, level)``."""

    code: str
    label: str
    ends: Callable[[_Fitted, float], tuple[float, float]]
    reference: str
    caution: str = ""


def _wald(fitted: _Fitted, level: float) -> tuple[float, float]:
    half = normal_quantile(level) * fitted.se
    return fitted.mu - half, fitted.mu + half


def _t(fitted: _Fitted, level: float) -> tuple[float, float]:
    half = t_quantile(level, fitted.k - 1) * fitted.se
    return fitted.mu - half, fitted.mu + half


def _profile(fitted: _Fitted, level: float) -> tuple[float, float]:
    return mu_interval(fitted.cohorts, _region(fitted, chi2_quantile(level, 1)))


def _profile_t(fitted: _Fitted, level: float) -> tuple[float, float]:
    return mu_interval(fitted.cohorts, _region(fitted, t_quantile(level, fitted.k - 1) ** 2))


GLMM_INTERVALS: Mapping[str, GlmmInterval] = {
    interval.code: interval
    for interval in (
        GlmmInterval(
            code="t",
            label="t with k − 1 degrees of freedom",
            ends=_t,
            reference='metafor rma.glmm, test="t"',
        ),
        GlmmInterval(
            code="wald",
            label="Wald",
            ends=_wald,
            reference='metafor rma.glmm, test="z"',
            caution="Too narrow with few cohorts: it treats the estimated τ² as known.",
        ),
        GlmmInterval(
            code="profile",
            label="profile likelihood (chi²)",
            ends=_profile,
            reference="Hardy and Thompson 1996",
        ),
        GlmmInterval(
            code="profile-t",
            label="profile likelihood (t² with k − 1 degrees of freedom)",
            ends=_profile_t,
            reference="Hardy and Thompson 1996, with the t quantile squared",
        ),
    )
}


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return the pooled rate of the cohorts under the random-intercept logistic model.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort; ``0 <= x <= n``, ``n >= 1``.
    choice
        `ci` is a key of `GLMM_INTERVALS`; `prediction` is V, HTS, wald or none.

    Raises
    ------
    ValueError
        If `ci` or `prediction` is not one of this model's.

    Notes
    -----
    The standard error is from the joint Hessian of (mu, tau); at tau = 0 it is that of the pooled logit.
    `q` is the likelihood-ratio test of equal rates against a rate for each cohort, `q_wald` the Wald test
    (cohorts with 0 or n responders carry no weight in it, as in metafor). Weights, I² and H² belong to
    inverse-variance models and are None. Stijnen, Hamza and Özdemir, Stat Med 2010.

    Examples
    --------
    >>> from review.pooling.results import ModelChoice
    >>> choice = ModelChoice(model="glmm", measure="PLO", tau2="ML", ci="t", prediction="V",
    ...                      study_ci="clopper-pearson", level=0.95, add=None, to=None)
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> pooled = fit(x, n, choice).pooled
    >>> round(pooled.estimate, 5), round(pooled.ci_low, 5), round(pooled.ci_high, 5)
    (0.46805, 0.27807, 0.66776)
    """
    interval, prediction = _interval(choice.ci), _prediction(choice.prediction)
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    if x.size == 1 or not ((x > 0) & (x < n)).any():
        return _without_maximum(x, n, choice)
    cohorts = Cohorts(x[None], n[None], np.ones((x.size, 1)))
    top = maximum(cohorts)
    tau, hessian = float(top.tau[0]), top.height.hessian[0]
    covariance = np.linalg.inv(-hessian) if tau > 0 else np.diag([-1 / hessian[0, 0], np.nan])
    fitted = _Fitted(cohorts, top, x.size, float(top.beta[0, 0]), float(np.sqrt(covariance[0, 0])), tau)
    low, high = interval.ends(fitted, choice.level)
    spread = _region(fitted, chi2_quantile(choice.level, 1))
    new_low, new_high = prediction(fitted, choice.level)
    mean = _marginal_mean(fitted.mu, tau)
    return Fit(
        pooled=Pooled(
            estimate=float(expit(fitted.mu)),
            ci_low=float(expit(low)),
            ci_high=float(expit(high)),
            prediction_low=None if new_low is None else float(expit(new_low)),
            prediction_high=None if new_high is None else float(expit(new_high)),
            marginal_mean=mean,
            estimate_transformed=fitted.mu,
            se_transformed=fitted.se,
            ci_low_transformed=_finite(low),
            ci_high_transformed=_finite(high),
        ),
        heterogeneity=_heterogeneity(
            x, n, tau2=tau**2, tau2_low=spread.low**2, tau2_high=_finite(spread.high**2)
        ),
        notes=(
            *_notes_on_spread(fitted, spread, mean),
            *_notes_on_interval(low, high),
            *_notes_on_prediction(fitted, choice),
        ),
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
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    if not ((x > 0) & (x < n)).any():
        low, high = study_interval(x, n, level=level)
        return x / n, low, high
    top = maximum(Cohorts(x[None], n[None], np.ones((x.size, 1))))
    mean, sd = logit_moments(x, n, float(top.beta[0, 0]), float(top.tau[0]))
    half = normal_quantile(level) * sd
    return expit(mean), expit(mean - half), expit(mean + half)


def _interval(code: str) -> GlmmInterval:
    if code in ("HK", "HK-adhoc"):
        raise ValueError(
            f"the GLMM has no {code} interval: Hartung-Knapp rescales the weights of inverse-variance "
            'pooling, which this model does not have; use ci="t", its interval for few cohorts'
        )
    if code not in GLMM_INTERVALS:
        raise ValueError(f"the GLMM has no interval {code!r}; it has {', '.join(GLMM_INTERVALS)}")
    return GLMM_INTERVALS[code]


def _region(fitted: _Fitted, quantile: float) -> Region:
    return tau_region(fitted.cohorts, fitted.top, drop=quantile / 2)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _marginal_mean(mu: float, tau: float) -> float:
    """Mean rate over cohorts: the likelihood of one patient who responds."""
    one = np.array([1.0])
    return float(np.exp(cohort_terms(one, one, np.array([mu]), np.array([tau])).loglik[0]))


_Ends = tuple[float | None, float | None]


def _prediction(code: str) -> Callable[[_Fitted, float], _Ends]:
    if code not in _PREDICTIONS:
        raise ValueError(f"the GLMM has no prediction interval {code!r}; it has {', '.join(_PREDICTIONS)}")
    quantile = _PREDICTIONS[code]

    def ends(fitted: _Fitted, level: float) -> _Ends:
        if quantile is None or fitted.k < 3:
            return None, None
        half = quantile(level, fitted.k) * float(np.hypot(fitted.se, fitted.tau))
        return fitted.mu - half, fitted.mu + half

    return ends


_PREDICTIONS: Mapping[str, Callable[[float, int], float] | None] = {
    "V": lambda level, k: t_quantile(level, k - 1),
    "HTS": lambda level, k: t_quantile(level, k - 2),
    "wald": lambda level, _k: normal_quantile(level),
    "none": None,
}


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
        logit, weight = np.log(x[mixed] / (n - x)[mixed]), (x * (n - x) / n)[mixed]
        wald = float((weight * (logit - np.average(logit, weights=weight)) ** 2).sum())
    return Heterogeneity(
        tau2=tau2,
        tau2_ci_low=tau2_low,
        tau2_ci_high=tau2_high,
        q=ratio if df else None,
        q_df=df,
        q_p=chi2_tail(ratio, df) if df else None,
        q_wald=wald if df else None,
        q_wald_p=chi2_tail(wald, df) if df and wald is not None else None,
    )


def _without_maximum(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Answer where the likelihood has no maximum: an exact interval of counts, and a note."""
    if x.sum() in (0, n.sum()) or n.max() == 1 or x.size == 1:
        events, total = x.sum(), n.sum()
    else:
        events, total = float((x > 0).sum()), float(x.size)
    low, high = (
        end.item() for end in study_interval(np.array([events]), np.array([total]), level=choice.level)
    )
    rate = float(events / total)
    with np.errstate(divide="ignore"):
        logits = [_finite(np.log(p) - np.log1p(-p)) for p in (rate, low, high)]
    return Fit(
        pooled=Pooled(
            estimate=rate,
            ci_low=low,
            ci_high=high,
            marginal_mean=rate,
            estimate_transformed=logits[0],
            ci_low_transformed=logits[1],
            ci_high_transformed=logits[2],
        ),
        heterogeneity=_heterogeneity(x, n),
        notes=() if x.size == 1 else (_why_no_maximum(x, n),),
    )


def _why_no_maximum(x: Array, n: Array) -> Note:
    if x.sum() == 0:
        return note("GLMM02", n=int(n.sum()))
    if x.sum() == n.sum():
        return note("GLMM03", n=int(n.sum()))
    if n.max() == 1:
        return note("GLMM05", n=int(n.sum()))
    return note("GLMM04", full=int((x > 0).sum()), k=x.size)


def _notes_on_spread(fitted: _Fitted, spread: Region, mean: float) -> list[Note]:
    notes = []
    if fitted.tau == 0:
        upper = (
            f"a τ² of {spread.high**2:.2g} is still compatible with these data"
            if np.isfinite(spread.high)
            else "no τ² is too large for these data"
        )
        notes.append(note("GLMM01", upper=upper))
    if fitted.top.peaks[0] > 1:
        notes.append(note("GLMM06", peaks=int(fitted.top.peaks[0])))
    if np.isinf(spread.high):
        notes.append(note("GLMM11", limit=TAU_LIMIT))
    if fitted.tau > _TAU_BEYOND_SUMMARY:
        notes.append(note("GLMM12", tau=fitted.tau, mean=mean))
    return notes


def _notes_on_interval(low: float, high: float) -> list[Note]:
    notes = []
    if np.isinf(low):
        notes.append(note("GLMM10", end="lower", shown="0%"))
    if np.isinf(high):
        notes.append(note("GLMM10", end="upper", shown="100%"))
    return notes


def _notes_on_prediction(fitted: _Fitted, choice: ModelChoice) -> list[Note]:
    if choice.prediction == "none":
        return []
    if fitted.k < 3:
        return [note("GLMM07", k=fitted.k)]
    notes = [note("GLMM09")] if fitted.tau == 0 else []
    return notes + ([note("GLMM08", k=fitted.k)] if fitted.k < 5 else [])
