"""Bayesian random-effects models by deterministic integration: no sampler, no seed, the same digits always.

`logit_binomial` is the model of the GLMM with priors; `normal_normal` the one of inverse variance. Priors
are named in `Priors`, and with every result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from review.pooling.binomial_normal import Rows, cohort_loglik
from review.pooling.equal_rates import equal_rates
from review.pooling.exact_notes import exact_note
from review.pooling.fit import Array, Fit
from review.pooling.logistic_normal import LogisticNormal
from review.pooling.measures import MEASURES
from review.pooling.notes import note
from review.pooling.posterior import Posterior, mixture, normal_mixture
from review.pooling.prediction import FEWEST_COHORTS
from review.pooling.results import ModelChoice, Pooled
from review.pooling.spread_maximum import Height, climb
from review.pooling.tau_grid import TauGrid, tau_grid

#: Natural logs below its peak to which the density of mu is followed.
_DROP = 30.0
#: The grid of mu is fine enough when its odd and its even points agree to this: so far is the density then
#: from the sinc functions that join the points (the whole sum is much closer).
_HALVES_AGREE = 1e-7
#: Squared inverse step per unit of curvature: exp(-(π/.55)²/2) = 1e-7 for a normal peak of standard
#: deviation .55 steps; and for cohorts without responders, whose likelihood is a step in mu at tau = 0.
_STEPS_PER_CURVATURE = 3.3
_STEPS_AT_LEAST = 13.0
#: Half-normal densities are nothing beyond this many scales: exp(-11²/2) = 5e-27.
_BEYOND = 11.0
#: Weight of a tau that need not be resolved.
_LIGHT = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """What is held before the data: tau half-normal, the pooled logit normal.

    A scale of 1 for tau allows cohorts whose rates differ by a factor of ten and makes greater differences
    improbable (Röver et al. 2021, doi:10.1002/jrsm.1475). A standard deviation of 4 for the pooled logit
    says next to nothing about rates from 0.1% to 99.9% and keeps the posterior proper where no patient
    responded.
    """

    tau_scale: float = 1.0
    mu_mean: float = 0.0
    mu_sd: float = 4.0


def fit(x: Array, n: Array, choice: ModelChoice) -> Fit:
    """Return posterior medians and equal-tailed intervals of rate, tau² and the rate of a new cohort.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort, shape (k,), checked; k >= 2.
    choice
        `level` is the probability within each interval.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> x, n = np.array([19.0, 14, 6, 8, 23, 2, 2]), np.array([52.0, 37, 11, 14, 28, 6, 11])
    >>> pooled = fit(x, n, choose(model="bayesian")).pooled
    >>> round(pooled.estimate, 3), round(pooled.ci_low, 3), round(pooled.ci_high, 3)
    (0.467, 0.275, 0.662)
    """
    priors = priors_of(choice)
    return posterior_fit(logit_binomial(x, n, priors=priors), x, n, choice, priors)


def priors_of(choice: ModelChoice) -> Priors:
    """Return the priors that a choice states; those of `Priors` for a model that has none.

    >>> from review.pooling.choices import choose
    >>> priors_of(choose(model="bayesian", tau_prior=0.5)).tau_scale
    0.5
    """
    return Priors() if choice.tau_prior is None else Priors(tau_scale=choice.tau_prior)


def posterior_fit(posterior: Posterior, x: Array, n: Array, choice: ModelChoice, priors: Priors) -> Fit:
    """Return medians and equal-tailed intervals of a posterior, back on the scale of rates."""
    measure = MEASURES[choice.measure]
    tail = (1 - choice.level) / 2
    shares = np.array([0.5, tail, 1 - tail])
    middle, low, high = posterior.pooled_quantiles(shares).tolist()
    tau, tau_low, tau_high = posterior.tau_quantiles(shares).tolist()
    pooled = Pooled(
        estimate=measure.proportion(middle),
        ci_low=measure.proportion(low),
        ci_high=measure.proportion(high),
        estimate_transformed=middle,
        se_transformed=posterior.sd,
        ci_low_transformed=low,
        ci_high_transformed=high,
    )
    notes = [
        exact_note(
            "BAYES01",
            tau=priors.tau_scale,
            mean=priors.mu_mean,
            sd=priors.mu_sd,
            scale="logit" if choice.measure == "PLO" else measure.label,
            unit="logits" if choice.measure == "PLO" else f"on the {measure.label} scale",
        )
    ]
    if x.size >= FEWEST_COHORTS:
        ends = posterior.new_quantiles(shares[1:]).tolist()
        pooled = replace(
            pooled,
            prediction_low=measure.proportion(ends[0]),
            prediction_high=measure.proportion(ends[1]),
        )
    else:
        notes.append(note("POOL04"))
    return Fit(
        pooled=pooled,
        heterogeneity=replace(
            equal_rates(x, n), tau2=tau**2, tau2_ci_low=tau_low**2, tau2_ci_high=tau_high**2
        ),
        notes=tuple(notes),
    )


def logit_binomial(x: Array, n: Array, *, priors: Priors | None = None) -> Posterior:
    """Return the posterior of the random-intercept logistic model.

    Parameters
    ----------
    x, n
        Responders and patients of each cohort.
    priors
        `Priors()` unless given.

    Notes
    -----
    For each tau of a grid, the likelihood is computed at equally spaced mu around its peak. Sums over such
    points converge exponentially; the grids are refined until halves of them agree to 1e-7.
    """
    priors = priors or Priors()
    data = _WithPrior(LogisticNormal(x[None], n[None], np.ones((x.size, 1))), priors)

    def log_density(tau: Array) -> Array:
        many = data.take(np.zeros(tau.size, dtype=np.intp))
        _, there = climb(many, many.start(tau), tau)
        return there.loglik - 0.5 * np.log(-there.hessian[:, 0, 0]) - 0.5 * (tau / priors.tau_scale) ** 2

    scale = min(float(data.likelihood.reach()[0][0]), priors.tau_scale)
    grid = tau_grid(log_density, scale=scale, furthest=_BEYOND * priors.tau_scale)
    low, high, bend = _ends_of_mu(data, grid.tau)
    step = 1 / np.sqrt(_STEPS_PER_CURVATURE * bend + _STEPS_AT_LEAST / (1 + grid.tau**2))
    points = int(np.ceil(((high - low) / step).max())) + 1
    before = np.inf
    while True:
        mu = low[:, None] + (high - low)[:, None] * np.arange(points) / (points - 1)
        weight = _joint_weights(x, n, mu, grid, priors)
        apart = np.abs(weight[:, ::2].sum(axis=1) - weight[:, 1::2].sum(axis=1)).sum()
        # what a finer grid no longer halves is rounding
        if apart < _HALVES_AGREE or apart > before / 2:
            break
        before = apart
        points = 2 * points - 1
    mean, tau_weight = float((weight * mu).sum()), weight.sum(axis=1)
    heavy = tau_weight > _LIGHT
    return Posterior(
        pooled=mixture(mu, weight, np.zeros(grid.tau.size)),
        new=mixture(mu, weight, grid.tau),
        grid=grid,
        tau_weight=tau_weight,
        mean=mean,
        sd=float(np.sqrt((weight * (mu - mean) ** 2).sum())),
        finest=float(np.hypot(mu[:, 1] - mu[:, 0], grid.tau)[heavy].min()),
    )


def _joint_weights(x: Array, n: Array, mu: Array, grid: TauGrid, priors: Priors) -> Array:
    """Weights of all points (tau × mu), summing to 1."""
    log = cohort_loglik(x, n, mu[..., None], grid.tau[:, None, None]).sum(axis=-1)
    log -= 0.5 * ((mu - priors.mu_mean) / priors.mu_sd) ** 2
    log -= 0.5 * (grid.tau[:, None] / priors.tau_scale) ** 2
    log += np.log(mu[:, 1] - mu[:, 0])[:, None] + np.log(grid.scale * np.cosh(grid.t))[:, None]
    log -= np.where(grid.t == 0, np.log(2), 0.0)[:, None]
    weight = np.exp(log - log.max())
    return np.asarray(weight / weight.sum())


def _ends_of_mu(data: _WithPrior, tau: Array) -> tuple[Array, Array, Array]:
    """Where the density of mu has fallen by `_DROP` at each tau, and how it bends at its peak.

    It is log-concave: Newton's method lands outside after one step and comes closer from there.
    """
    many = data.take(np.zeros(tau.size, dtype=np.intp))
    beta, there = climb(many, many.start(tau), tau, roughly=True)
    bend, floor = -there.hessian[:, 0, 0], there.loglik - _DROP
    both, tau_twice = data.take(np.zeros(2 * tau.size, dtype=np.intp)), np.tile(tau, 2)
    away = np.sqrt(2 * _DROP / bend)
    ends = np.concatenate((beta[:, 0] - away, beta[:, 0] + away))
    for _ in range(4):
        at = both.height(ends[:, None], tau_twice, roughly=True)
        ends = ends - (at.loglik - np.tile(floor, 2)) / at.gradient[:, 0]
    return ends[: tau.size], ends[tau.size :], bend


@dataclass(frozen=True, slots=True)
class _WithPrior:
    """A likelihood times the prior of its one coefficient."""

    likelihood: LogisticNormal
    priors: Priors

    @property
    def design(self) -> Array:
        return self.likelihood.design

    def take(self, rows: Rows) -> _WithPrior:
        return _WithPrior(self.likelihood.take(rows), self.priors)

    def start(self, spread: Array) -> Array:
        return self.likelihood.start(spread)

    def height(self, beta: Array, spread: Array, *, roughly: bool = False) -> Height:
        bare = self.likelihood.height(beta, spread, roughly=roughly)
        off = (beta[:, 0] - self.priors.mu_mean) / self.priors.mu_sd
        bare.gradient[:, 0] -= off / self.priors.mu_sd
        bare.hessian[:, 0, 0] -= self.priors.mu_sd**-2
        return Height(bare.loglik - 0.5 * off**2, bare.gradient, bare.hessian)


def normal_normal(y: Array, v: Array, *, priors: Priors | None = None) -> Posterior:
    """Return the posterior of the normal random-effects model, given effects and sampling variances.

    Parameters
    ----------
    y, v
        Effects and sampling variances on any scale, shape (k,).
    priors
        On the scale of `y`; `Priors()` suits logits and log rates.

    Notes
    -----
    Given tau, everything is normal; tau is integrated on a grid (Röver 2020, doi:10.18637/jss.v093.i06).
    """
    priors = priors or Priors()

    def given(tau: Array) -> tuple[Array, Array, Array]:
        precision = 1 / (v + tau[:, None] ** 2)
        total = precision.sum(axis=1) + priors.mu_sd**-2
        mean = (precision @ y + priors.mu_mean / priors.mu_sd**2) / total
        fit = (precision * (y - mean[:, None]) ** 2).sum(axis=1) + (
            (mean - priors.mu_mean) / priors.mu_sd
        ) ** 2
        log = 0.5 * (np.log(precision).sum(axis=1) - np.log(total) - fit - (tau / priors.tau_scale) ** 2)
        return mean, 1 / np.sqrt(total), log

    scale = min(0.5 * float(np.sqrt(v.min())), priors.tau_scale)
    grid = tau_grid(lambda tau: given(tau)[2], scale=scale, furthest=_BEYOND * priors.tau_scale)
    mean, sd, _ = given(grid.tau)
    weight = np.exp(grid.log_weight - grid.log_weight.max())
    weight /= weight.sum()
    centre = float(weight @ mean)
    return Posterior(
        pooled=normal_mixture(mean, sd, weight),
        new=normal_mixture(mean, np.hypot(sd, grid.tau), weight),
        grid=grid,
        tau_weight=weight,
        mean=centre,
        sd=float(np.sqrt(weight @ (sd**2 + (mean - centre) ** 2))),
        finest=0.5 * float(np.hypot(sd, grid.tau)[weight > _LIGHT].min()),
    )
