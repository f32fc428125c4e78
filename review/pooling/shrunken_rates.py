"""The rate of each cohort drawn towards the pooled rate, as far as its own patients are few."""

from __future__ import annotations

from review.pooling.cohorts import Cohorts
from review.pooling.glmm import shrunken_rates
from review.pooling.notes import note
from review.pooling.results import ModelChoice, Note, Pooled, ShrunkenRate


def shrunken_rates_part(
    cohorts: Cohorts, pooled: Pooled, choice: ModelChoice, notes: list[Note]
) -> tuple[ShrunkenRate, ...] | None:
    """Return the shrunken rates of the GLMM, or say in `notes` why there are none.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> from review.pooling.fit import fit_cohorts
    >>> cohorts, choice = checked([19, 14, 23, 2], [52, 37, 28, 11]), choose()
    >>> pooled = fit_cohorts(cohorts.x, cohorts.n, choice).pooled
    >>> found = shrunken_rates_part(cohorts, pooled, choice, [])
    >>> [(round(row.proportion, 2), round(row.estimate, 2)) for row in found]
    [(0.37, 0.37), (0.38, 0.38), (0.82, 0.77), (0.18, 0.25)]
    """
    why = _why_not(cohorts, pooled, choice)
    if why:
        notes.append(note("POOL31", why=why))
        return None
    rate, low, high = shrunken_rates(cohorts.x, cohorts.n, level=choice.level)
    return tuple(
        ShrunkenRate(
            study=name,
            proportion=float(cohorts.x[i] / cohorts.n[i]),
            estimate=float(rate[i]),
            ci_low=float(low[i]),
            ci_high=float(high[i]),
        )
        for i, name in enumerate(cohorts.study)
    )


def _why_not(cohorts: Cohorts, pooled: Pooled, choice: ModelChoice) -> str:
    if choice.model != "glmm":
        return f"model {choice.model} was asked for (choose model = glmm)"
    if cohorts.x.size < 2:
        return "there is one cohort, and nothing to draw it towards"
    return "no model was fitted to these counts" if pooled.exact else ""
