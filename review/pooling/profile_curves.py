"""The profile likelihood as a curve: of the spread between cohorts, and of the pooled logit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from review.pooling.all_or_nothing import is_all_or_nothing
from review.pooling.beta_binomial_likelihood import BetaBinomial
from review.pooling.cohorts import Cohorts
from review.pooling.convergence import MOST_STEPS, NotConverged
from review.pooling.fit import Array, on_scale
from review.pooling.likelihood import highest, likelihood
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.quantiles import chi2_quantile
from review.pooling.results import ModelChoice
from review.pooling.spread_maximum import Likelihood, Maximum, climb, maximum
from review.pooling.spread_profile import LOGIT_LIMIT, mu_interval, spread_region
from review.pooling.tau2_intervals import profile_likelihood

#: Points of a curve.
_POINTS = 81
#: A curve goes on beyond the ends of its interval by this share of the interval's width.
_BEYOND = 0.35
#: Spreads at which the best one for a pooled logit is first looked for.
_RUNGS = 16
#: A step of the spread, relative to it, after which a curve that is flat at its top has all its digits.
_LAST_STEP = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCurve:
    """Log-likelihood below its maximum (`drop`, at most 0) at each value (`at`).

    Parameters
    ----------
    of
        ``tau2``, ``overdispersion`` or ``rate``.
    estimate, low, high
        Where the curve is highest, and where it crosses `cut`; `high` None where it never comes down.
    cut
        Minus half the quantile of chi² on one degree of freedom.
    method
        ``ML`` or ``REML``.
    """

    of: str
    at: tuple[float, ...]
    drop: tuple[float, ...]
    estimate: float
    low: float
    high: float | None
    cut: float
    method: str


class NoLikelihood(ValueError):
    """A model whose spread maximises no likelihood; `instead` says what would do."""

    def __init__(self, why: str, instead: str) -> None:
        super().__init__(f"{why}; {instead}")
        self.why, self.instead = why, instead


def maximises(choice: ModelChoice) -> bool:
    """Whether a model and its estimator of the spread maximise a likelihood.

    >>> from review.pooling.choices import choose
    >>> maximises(choose()), maximises(choose(model="inverse-variance", tau2="DL"))
    (True, False)
    """
    if choice.model == "inverse-variance":
        return choice.tau2 in ("ML", "REML")
    return choice.model in ("glmm", "beta-binomial")


def profile_curves(cohorts: Cohorts, choice: ModelChoice) -> tuple[ProfileCurve, ...]:
    """Return the profile of the spread and, where the counts are modelled, that of the pooled rate.

    Raises
    ------
    NoLikelihood
        For another model or estimator, one cohort, and counts that no model is fitted to.

    Notes
    -----
    Hardy and Thompson 1996, Statistics in Medicine 15:619-629.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> spread, rate = profile_curves(checked([19, 14, 8, 2], [52, 37, 14, 11]), choose(model="glmm"))
    >>> spread.of, round(spread.estimate, 4), rate.of, round(rate.low, 3), round(rate.high, 3)
    ('tau2', 0.0, 'rate', 0.272, 0.489)
    """
    if cohorts.x.size < 2:
        raise NoLikelihood("one cohort alone has no spread between cohorts", "pool two or more")
    cut = chi2_quantile(choice.level, 1) / 2
    if not maximises(choice):
        what = f"tau2 = {choice.tau2}" if choice.model == "inverse-variance" else f"model = {choice.model}"
        raise NoLikelihood(
            f"{what} maximises no likelihood of the spread",
            "model = glmm, model = beta-binomial, and model = inverse-variance with tau2 = REML or ML do",
        )
    if choice.model == "inverse-variance":
        return (_of_effects(cohorts, choice, cut),)
    if is_all_or_nothing(cohorts.x, cohorts.n):
        raise NoLikelihood(
            "nobody responded, or everybody did, and the likelihood has no maximum",
            "review plot forest shows the exact interval",
        )
    x, n = cohorts.x[None], cohorts.n[None]
    if choice.model == "glmm":
        return _of_counts(LogisticNormal(x, n, np.ones((cohorts.x.size, 1))), "tau2", cut)
    return _of_counts(BetaBinomial.from_counts(x, n), "overdispersion", cut)


def _of_effects(cohorts: Cohorts, choice: ModelChoice, cut: float) -> ProfileCurve:
    method = str(choice.tau2)
    y, v = (column[:, None] for column in on_scale(cohorts.x, cohorts.n, choice))
    X = np.ones_like(y)
    curve = likelihood(method, y, v, X)
    residual = y - y.mean()
    top = float(highest(curve, v, y.size - 1, (residual**2).sum(axis=0)).tau2[0])
    low, high = profile_likelihood(method, top, y, v, X, level=choice.level)
    at = np.union1d(np.linspace(0.0, np.sqrt(_end(high)), _POINTS) ** 2, [low, top, high])
    height = curve.take(np.zeros(at.size, dtype=np.intp)).value(at)
    peak = float(curve.value(np.array([top]))[0])
    return ProfileCurve(
        of="tau2",
        at=tuple(at.tolist()),
        drop=tuple(np.minimum(height - peak, 0.0).tolist()),
        estimate=top,
        low=low,
        high=high,
        cut=-cut,
        method=method,
    )


def _of_counts(data: Likelihood, of: str, cut: float) -> tuple[ProfileCurve, ...]:
    top = maximum(data)
    region = spread_region(data, top, drop=cut)
    return (
        _of_spread(data, top, of, region.low, region.high, cut),
        _of_rate(data, top, *mu_interval(data, region), cut),
    )


def _of_spread(data: Likelihood, top: Maximum, of: str, low: float, high: float, cut: float) -> ProfileCurve:
    finite = bool(np.isfinite(high))
    estimate = float(top.spread[0])
    known = [low, estimate, *([high] if finite else [])]
    end = np.sqrt(_end(high**2)) if finite else float(top.scan.spread[0, -1])
    at = np.union1d(np.linspace(0.0, end, _POINTS), known)
    many = _repeated(data, at.size)
    _, there = climb(many, many.start(at), at)
    shown: Callable[[Array], Array] = (
        np.square if of == "tau2" else (lambda spread: spread**2 / (1 + spread**2))
    )
    ends = shown(np.array([estimate, low, high if finite else np.nan])).tolist()
    return ProfileCurve(
        of=of,
        at=tuple(shown(at).tolist()),
        drop=tuple(np.minimum(there.loglik - top.height.loglik[0], 0.0).tolist()),
        estimate=ends[0],
        low=ends[1],
        high=ends[2] if finite else None,
        cut=-cut,
        method="ML",
    )


def _of_rate(data: Likelihood, top: Maximum, low: float, high: float, cut: float) -> ProfileCurve:
    centre = float(top.beta[0, 0])
    start = max(low, -LOGIT_LIMIT / 4)
    stop = min(high, LOGIT_LIMIT / 4)
    more = _BEYOND * (stop - start)
    known = [centre, *(end for end in (low, high) if np.isfinite(end))]
    mu = np.union1d(np.linspace(start - more, stop + more, _POINTS), known)
    drop = _best_spread(data, top, mu) - top.height.loglik[0]
    return ProfileCurve(
        of="rate",
        at=tuple(expit(mu).tolist()),
        drop=tuple(np.minimum(drop, 0.0).tolist()),
        estimate=float(expit(centre)),
        low=float(expit(low)),
        high=float(expit(high)),
        cut=-cut,
        method="ML",
    )


def _best_spread(data: Likelihood, top: Maximum, mu: Array) -> Array:
    """Log-likelihood at each logit with the spread that suits it best: a ladder, then Newton's method."""
    limit = max(float(top.scan.spread[0, -1]), 4 * float(top.spread[0]), 1.0)
    ladder = np.concatenate(([0.0], np.geomspace(limit / 200, 4 * limit, _RUNGS - 1)))
    many = _repeated(data, mu.size * ladder.size)
    rough = many.height(np.repeat(mu, ladder.size)[:, None], np.tile(ladder, mu.size), roughly=True).loglik
    at = rough.reshape(mu.size, ladder.size).argmax(axis=1)
    low = ladder[np.maximum(at - 1, 0)]
    high = ladder[np.minimum(at + 1, ladder.size - 1)]
    # the likelihood is even in the spread: at 0 its slope says nothing
    spread = np.where(at == 0, high / 2, ladder[at])
    best = _repeated(data, mu.size).height(mu[:, None], np.zeros(mu.size)).loglik
    moving = np.arange(mu.size)
    for _ in range(MOST_STEPS):
        there = _repeated(data, moving.size).height(mu[moving, None], spread)
        best[moving] = np.maximum(best[moving], there.loglik)
        slope, bend = there.gradient[:, 1], there.hessian[:, 1, 1]
        low, high = np.where(slope > 0, spread, low), np.where(slope > 0, high, spread)
        newton = spread - slope / np.where(bend < 0, bend, -np.inf)
        new = np.where((bend < 0) & (newton >= low) & (newton <= high), newton, (low + high) / 2)
        still = np.abs(new - spread) > _LAST_STEP * (1e-3 + spread)
        moving, spread, low, high = moving[still], new[still], low[still], high[still]
        if not moving.size:
            return best
    raise NotConverged("the profile of the pooled logit")


def _repeated(data: Likelihood, times: int) -> Likelihood:
    return data.take(np.zeros(times, dtype=np.intp))


def _end(high: float) -> float:
    """How far the curve of a variance goes: beyond its interval, and somewhere even where that is a point."""
    return (1 + _BEYOND) * high if high > 0 else 1.0
