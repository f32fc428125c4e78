"""Cohorts in which nobody or everybody responded, and no others: exact intervals instead of a model.

The likelihood then has no maximum at a finite spread (or rate), and iterative programs end in an error or
in the number at which they happened to stop. What the data do say is exact.
"""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from review.pooling.equal_rates import equal_rates
from review.pooling.exact_notes import exact_note
from review.pooling.fit import Array, Fit
from review.pooling.results import ModelChoice, Note, Pooled
from review.pooling.study_intervals import study_interval

#: Models that answer so; the others have a correction or a prior for such cohorts.
EXACT_MODELS = frozenset({"glmm", "beta-binomial"})


def is_all_or_nothing(x: Array, n: Array) -> bool:
    """Say whether no cohort has both responders and others.

    >>> is_all_or_nothing(np.array([0.0, 8.0]), np.array([5.0, 8.0]))
    True
    """
    return not bool(((x > 0) & (x < n)).any())


def exact_code(x: Array, n: Array, choice: ModelChoice) -> str | None:
    """Return the code of the note that `exact_answer` would give; None where the model can be fitted.

    >>> from review.pooling.choices import choose
    >>> exact_code(np.array([0.0, 8.0]), np.array([5.0, 8.0]), choose())
    'EXACT04'
    """
    if choice.model not in EXACT_MODELS or not is_all_or_nothing(x, n):
        return None
    return _sample(x, n)[2].rule


def exact_answer(x: Array, n: Array, *, level: float) -> Fit:
    """Return a rate with its Clopper-Pearson interval, and a note that says of what.

    Of all patients where one rate explains all counts (no responder, only responders, single patients);
    else of cohorts, the limit of the models when their spread grows.

    Parameters
    ----------
    x, n
        Responders and patients of cohorts that are all or nothing.
    level
        Coverage of the interval.

    Examples
    --------
    >>> answer = exact_answer(np.array([0.0, 0.0]), np.array([10.0, 25.0]), level=0.95)
    >>> answer.pooled.estimate, round(answer.pooled.ci_high, 4)
    (0.0, 0.1)
    """
    events, total, why = _sample(x, n)
    ends = study_interval(np.array([events], dtype=float), np.array([total], dtype=float), level=level)
    rate, low, high = events / total, float(ends[0][0]), float(ends[1][0])
    return Fit(
        pooled=Pooled(
            estimate=rate,
            ci_low=low,
            ci_high=high,
            marginal_mean=rate,
            estimate_transformed=_finite_logit(rate),
            ci_low_transformed=_finite_logit(low),
            ci_high_transformed=_finite_logit(high),
            exact=why.rule,
        ),
        heterogeneity=equal_rates(x, n),
        notes=(why,),
    )


def _sample(x: Array, n: Array) -> tuple[int, int, Note]:
    patients = int(n.sum())
    if x.sum() == 0:
        return 0, patients, exact_note("EXACT01", n=patients)
    if x.sum() == patients:
        return patients, patients, exact_note("EXACT02", n=patients)
    if n.max() == 1:
        return int(x.sum()), patients, exact_note("EXACT03", n=patients)
    full = int((x > 0).sum())
    return full, x.size, exact_note("EXACT04", full=full, k=x.size)


def _finite_logit(rate: float) -> float | None:
    return float(logit(rate)) if 0 < rate < 1 else None
