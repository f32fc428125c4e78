"""The eight measures of influence side by side, with the values beyond which one is remarkable."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from review.pooling.cohorts import Cohorts
from review.pooling.fit import fit_cohorts
from review.pooling.influence import influence
from review.pooling.leave_one_out import leave_one_out
from review.pooling.quantiles import chi2_quantile, normal_quantile
from review.pooling.results import Influence, ModelChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceMeasure:
    """One measure of every cohort, in the order of the cohorts.

    Parameters
    ----------
    usual
        The value that is compared with: of all cohorts together, or what no influence would give.
    limits
        Values beyond which a cohort is remarkable; none where there is no rule.
    """

    code: str
    label: str
    values: tuple[float | None, ...]
    usual: float
    limits: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluencePanel:
    """All measures, and which cohorts metafor's rule calls influential."""

    study: tuple[str, ...]
    measures: tuple[InfluenceMeasure, ...]
    influential: tuple[bool, ...]


def influence_panel(cohorts: Cohorts, choice: ModelChoice) -> InfluencePanel:
    """Return the measures of k >= 3 cohorts under an inverse-variance model.

    Notes
    -----
    Viechtbauer and Cheung 2010, doi:10.1002/jrsm.11; limits as metafor draws them, for one coefficient:
    ±1.96 for rstudent, ±3√(1/(k − 1)) for dffits, the median of chi² on one degree for Cook's distance, 3/k
    for hat. A cohort is influential where it passes the limit of dffits, of Cook's distance or of hat, or
    where the pooled value moves by more than one standard error (DFBETAS).

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> panel = influence_panel(checked([3, 8, 5], [10, 20, 9]), choose(model="inverse-variance", ci="wald"))
    >>> [measure.code for measure in panel.measures]
    ['rstudent', 'dffits', 'cook.d', 'cov.r', 'tau2.del', 'QE.del', 'hat', 'weight']
    """
    k = cohorts.x.size
    rows, without = influence(cohorts, choice), leave_one_out(cohorts, choice)
    every = fit_cohorts(cohorts.x, cohorts.n, choice).heterogeneity
    far, median, heavy = 3 * sqrt(1 / (k - 1)), chi2_quantile(0.5, 1), 3 / k
    z = normal_quantile(0.95)
    measures = [
        _measure("rstudent", "studentised residual", rows, 0.0, (-z, z)),
        _measure("dffits", "move of the pooled value in standard errors", rows, 0.0, (-far, far)),
        _measure("cook_d", "Cook's distance", rows, 0.0, (median,)),
        _measure("cov_r", "squared standard error without it, over that with it", rows, 1.0),
    ]
    if every.tau2 is not None:
        measures.append(
            InfluenceMeasure(
                code="tau2.del",
                label="τ² without it",
                values=tuple(row.tau2 for row in without),
                usual=every.tau2,
            )
        )
    measures += [
        InfluenceMeasure(
            code="QE.del", label="Q without it", values=tuple(row.q for row in without), usual=every.q or 0.0
        ),
        _measure("hat", "hat value, its share of the weights", rows, 1 / k, (heavy,)),
        InfluenceMeasure(
            code="weight", label="weight, %", values=tuple(100 * row.hat for row in rows), usual=100 / k
        ),
    ]
    return InfluencePanel(
        study=cohorts.study,
        measures=tuple(measures),
        influential=tuple(
            abs(row.dffits or 0.0) > far
            or (row.cook_d or 0.0) > median
            or row.hat > heavy
            or sqrt(row.baujat_y or 0.0) > 1
            for row in rows
        ),
    )


def _measure(
    field: str, label: str, rows: tuple[Influence, ...], usual: float, limits: tuple[float, ...] = ()
) -> InfluenceMeasure:
    return InfluenceMeasure(
        code=field.replace("_", "."),
        label=label,
        values=tuple(getattr(row, field) for row in rows),
        usual=usual,
        limits=limits,
    )
