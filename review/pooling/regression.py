"""Meta-regression by inverse variance: how effects depend on moderators, on the transformed scale."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling import pymare_engine
from review.pooling.choices import UnknownChoice
from review.pooling.cohorts import Cohorts
from review.pooling.design import Design
from review.pooling.fit import on_scale
from review.pooling.generalised_q import generalised_q
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.notes import note
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.prediction import prediction_reach
from review.pooling.quantiles import chi2_tail, f_tail, normal_quantile, normal_tails, t_quantile, t_tails
from review.pooling.results import Coefficient, ModelChoice, Note, Regression, RegressionPrediction
from review.pooling.tau2 import TAU2, likelihood_maximum, tau2_estimate

Array = NDArray[np.float64]

#: With fewer cohorts per coefficient the fit follows chance; Cochrane Handbook, section 10.11.4.
COHORTS_PER_COEFFICIENT = 10
#: Below this share of the sampling variance tau² is rounding.
_NOTHING = 1e-12
#: Values of a numeric moderator at which the line is given.
_LINE = 41


@dataclass(frozen=True, slots=True)
class Slopes:
    """Coefficients, shape (p,), with their covariance; `df` None is a normal reference.

    `maxima` is how many the likelihood of tau² has, 1 where the estimator maximises none.
    """

    estimate: Array
    covariance: Array
    tau2: float
    df: int | None
    maxima: int = 1

    @property
    def se(self) -> Array:
        """Standard errors, shape (p,)."""
        return np.asarray(np.sqrt(np.diag(self.covariance)))

    def quantile(self, level: float) -> float:
        """Return the quantile that intervals are made with."""
        return normal_quantile(level) if self.df is None else t_quantile(level, self.df)

    def tails(self, statistic: float) -> float:
        """Return the two-sided p of an estimate divided by its standard error."""
        return normal_tails(statistic) if self.df is None else t_tails(statistic, self.df)

    def wald_statistic(self, rows: slice) -> float | None:
        """Return the quadratic form that tests those coefficients together; None without variance."""
        if not np.all(np.diag(self.covariance)[rows] > 0):
            return None
        part = self.estimate[rows]
        return float(part @ np.linalg.solve(self.covariance[rows, rows], part))


def slopes(y: Array, v: Array, X: Array, choice: ModelChoice) -> Slopes:
    """Fit one regression.

    Parameters
    ----------
    y, v
        Effects and sampling variances, shape (k,).
    X
        Design, shape (k, p), full column rank, k > p.

    Notes
    -----
    The fit is made on an orthonormal basis of the columns, so that a moderator such as the year, whose
    values are large and close together, costs no digits.
    """
    basis, triangle = np.linalg.qr(X)
    columns, variances = y[:, None], v[:, None]
    maxima = 1
    if choice.tau2 is None:
        tau2 = np.zeros(1)
    elif TAU2[choice.tau2].likelihood:
        found = likelihood_maximum(choice.tau2, columns, variances, basis)
        tau2, maxima = found.tau2, int(found.count[0])
    else:
        tau2 = tau2_estimate(choice.tau2, columns, variances, basis)
    interval = POOLED_INTERVALS[choice.ci]
    fit = pymare_engine.weighted_least_squares(
        columns, variances, basis, tau2, correction=interval.correction or "wald"
    )
    back = np.linalg.inv(triangle)
    return Slopes(
        estimate=back @ fit.estimate[:, 0],
        covariance=back @ fit.covariance[:, :, 0] @ back.T,
        tau2=float(tau2[0]),
        df=X.shape[0] - X.shape[1] if interval.t else None,
        maxima=maxima,
    )


def regress(cohorts: Cohorts, choice: ModelChoice, on: Design) -> tuple[Regression, tuple[Note, ...]]:
    """Regress the effects of the cohorts on the design, under an inverse-variance model.

    Notes
    -----
    Knapp and Hartung 2003, doi:10.1002/sim.1482, for the tests; R² is the share of tau² that the
    moderators take away (Raudenbush 2009), for the common-effect model the share of the residual mean
    square. QM tests all coefficients but the intercept: chi², or F where the interval rests on t.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> from review.pooling.design import design
    >>> cohorts = checked([3, 9, 5, 2, 8], [10, 20, 9, 12, 20])
    >>> on = design({"year": [2019, 2020, 2021, 2022, 2023]}, cohorts)
    >>> found, _ = regress(cohorts, choose(model="inverse-variance", ci="wald"), on)
    >>> [(row.name, round(row.p, 2)) for row in found.coefficients]
    [('intercept', 0.85), ('year', 0.85)]
    """
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    k, p = on.X.shape
    fit = slopes(y, v, on.X, choice)
    qe, total = (
        float(generalised_q(np.zeros(1), y[:, None], v[:, None], X)[0])
        for X in (np.linalg.qr(on.X)[0], np.ones((k, 1)))
    )
    qm, qm_df, qm_p = moderator_test(fit)
    found = Regression(
        coefficients=coefficients(on.names, fit, choice),
        tau2=None if choice.tau2 is None else fit.tau2,
        qm=qm,
        qm_df=qm_df,
        qm_p=qm_p,
        qe=qe,
        qe_df=k - p,
        qe_p=chi2_tail(qe, k - p),
        r2=_r2(y, v, fit, choice, qe / (k - p), total / (k - 1)),
        predictions=predictions(cohorts, on, fit, choice),
    )
    several = (note("POOL12", count=fit.maxima),) if fit.maxima > 1 else ()
    untested = (note("POOL27"),) if qm is None else ()
    return found, (*few_cohorts(k, p - 1), *several, *untested, *not_by_profile(choice, "coefficients"))


def group_means(cohorts: Cohorts, choice: ModelChoice) -> Slopes:
    """Fit a mean for each subgroup, in the order of `Cohorts.groups`, and one tau² for all.

    Raises
    ------
    UnknownChoice
        For a model without tau².
    """
    if choice.tau2 is None:
        raise UnknownChoice(
            f"subgroup_tau2 'common': model {choice.model!r} has no tau²; use model = inverse-variance or "
            "glmm"
        )
    y, v = on_scale(cohorts.x, cohorts.n, choice)
    return slopes(y, v, cohorts.membership(), choice)


def few_cohorts(k: int, m: int) -> tuple[Note, ...]:
    """Return a note where `k` cohorts are few for `m` coefficients besides the intercept."""
    few = k < COHORTS_PER_COEFFICIENT * m
    return (
        (note("POOL22", k=k, m=f"{m} coefficient{'' if m == 1 else 's'}", least=COHORTS_PER_COEFFICIENT),)
        if few
        else ()
    )


def not_by_profile(choice: ModelChoice, what: str) -> tuple[Note, ...]:
    """Return a note where the interval asked for is by profile likelihood and these cannot be."""
    return (note("POOL28", what=what),) if choice.ci == "profile" else ()


def moderator_test(fit: Slopes) -> tuple[float | None, int | tuple[int, int], float | None]:
    """Return QM, its degrees of freedom and p: F where the fit has degrees of freedom, else chi²."""
    qm, m = fit.wald_statistic(slice(1, None)), fit.estimate.size - 1
    if fit.df is None:
        return qm, m, None if qm is None else chi2_tail(qm, m)
    if qm is None:
        return None, (m, fit.df), None
    return qm / m, (m, fit.df), f_tail(qm / m, m, fit.df)


def coefficients(names: tuple[str, ...], fit: Slopes, choice: ModelChoice) -> tuple[Coefficient, ...]:
    """Return each coefficient with its interval, test and variance inflation."""
    reach, vif = fit.quantile(choice.level) * fit.se, _vif(fit.covariance)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistics = fit.estimate / fit.se
    return tuple(
        Coefficient(
            name=name,
            estimate=float(fit.estimate[i]),
            se=float(fit.se[i]),
            ci_low=float(fit.estimate[i] - reach[i]),
            ci_high=float(fit.estimate[i] + reach[i]),
            p=fit.tails(float(statistics[i])) if fit.se[i] > 0 else None,
            df=fit.df,
            vif=None if i == 0 or vif is None else float(vif[i - 1]),
        )
        for i, name in enumerate(names)
    )


def _vif(covariance: Array) -> Array | None:
    """Variance inflation of each coefficient but the intercept, from their correlations."""
    part = covariance[1:, 1:]
    sd = np.sqrt(np.diag(part))
    if not np.all(sd > 0):
        return None
    return np.asarray(np.diag(np.linalg.inv(part / np.outer(sd, sd))))


def _r2(y: Array, v: Array, fit: Slopes, choice: ModelChoice, residual: float, total: float) -> float:
    if choice.tau2 is None:
        without, left, scale = total, residual, 1.0
    else:
        without, left = float(tau2_estimate(choice.tau2, y[:, None], v[:, None])[0]), fit.tau2
        scale = float(v.mean())
    # Rounding leaves 1e-30 where nothing is to be explained.
    return max(0.0, 100 * (without - left) / without) if without > _NOTHING * scale else 0.0


def predictions(
    cohorts: Cohorts, on: Design, fit: Slopes, choice: ModelChoice
) -> tuple[RegressionPrediction, ...]:
    """Return the line over one numeric moderator, or the levels of one factor; nothing for several."""
    if len(on.moderators) != 1:
        return ()
    moderator = on.moderators[0]
    values: list[float | str] = (
        list(moderator.levels) or np.linspace(min(moderator.values), max(moderator.values), _LINE).tolist()  # type: ignore[arg-type]
    )
    return tuple(
        predict(on.at({moderator.name: [value]})[0], {moderator.name: value}, cohorts, fit, choice)
        for value in values
    )


def predict(
    row: Array, moderators: dict[str, float | str], cohorts: Cohorts, fit: Slopes, choice: ModelChoice
) -> RegressionPrediction:
    """Return the rate expected at one row of the design, with confidence and prediction interval.

    Parameters
    ----------
    moderators
        The values that `row` stands for, to be shown.
    """
    measure, typical_n = MEASURES[choice.measure], float(harmonic_mean(cohorts.n))
    mean, se = float(row @ fit.estimate), float(np.sqrt(row @ fit.covariance @ row))
    reach = fit.quantile(choice.level) * se
    # As many degrees of freedom as k − p + 1 cohorts would leave for a mean.
    ahead = prediction_reach(
        choice.prediction,
        np.array(se),
        np.array(fit.tau2),
        cohorts.x.size - row.size + 1,
        level=choice.level,
    )

    def rate(value: float) -> float:
        return float(measure.inverse(np.asarray(value), np.asarray(typical_n)))

    return RegressionPrediction(
        moderators=moderators,
        estimate=rate(mean),
        ci_low=rate(mean - reach),
        ci_high=rate(mean + reach),
        prediction_low=None if ahead is None else rate(mean - float(ahead)),
        prediction_high=None if ahead is None else rate(mean + float(ahead)),
    )
