"""The pooled rate without each cohort in turn, or without each trial with all its cohorts."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from review.pooling.all_or_nothing import exact_code
from review.pooling.choices import MODELS
from review.pooling.cohorts import Cohorts
from review.pooling.fit import fit_rate
from review.pooling.pool_many import fit_many
from review.pooling.results import LeftOut, ModelChoice
from review.progress import Progress


def leave_one_out(
    cohorts: Cohorts,
    choice: ModelChoice,
    *,
    trials: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> tuple[LeftOut, ...]:
    """Pool without each cohort, or, with `trials`, without each trial; k >= 2.

    Parameters
    ----------
    trials
        The trial of each cohort.
    progress
        Called with how many rows are made one by one, and of how many.

    Notes
    -----
    Without trials the data sets have one size, so models that can fit them all at once do, from counts
    picked by index: setting a variance to infinity would silently make tau² 0.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> found = leave_one_out(checked([3, 8, 5], [10, 20, 9]), choose(model="common", measure="PAS"))
    >>> [(row.omitted, round(row.estimate, 3)) for row in found]
    [('cohort 1', 0.448), ('cohort 2', 0.418), ('cohort 3', 0.366)]
    """
    if trials is None and cohorts.x.size > 2 and MODELS[choice.model].fit_many:
        return _all_at_once(cohorts, choice)
    labels = list(cohorts.study if trials is None else trials)
    left_out = []
    # Two cohorts of one name are two cohorts; two cohorts of one trial are one trial.
    members = [[i] for i in range(len(labels))] if trials is None else _members(labels)
    for number, group in enumerate(members, start=1):
        kept = np.setdiff1d(np.arange(len(labels)), group)
        if not kept.size:
            continue
        fit = fit_rate(cohorts.x[kept], cohorts.n[kept], choice)
        left_out.append(
            LeftOut(
                omitted=labels[group[0]],
                estimate=fit.pooled.estimate,
                ci_low=fit.pooled.ci_low,
                ci_high=fit.pooled.ci_high,
                tau2=fit.heterogeneity.tau2,
                i2=fit.heterogeneity.i2,
                q=fit.heterogeneity.q,
                exact=fit.pooled.exact,
            )
        )
        if progress:
            progress(number, len(members))
    return tuple(left_out)


def _members(labels: list[str]) -> list[list[int]]:
    return [[i for i, other in enumerate(labels) if other == label] for label in dict.fromkeys(labels)]


def _all_at_once(cohorts: Cohorts, choice: ModelChoice) -> tuple[LeftOut, ...]:
    k = cohorts.x.size
    place = np.arange(k - 1)
    others = place + (place >= np.arange(k)[:, None])
    found = fit_many(cohorts.x[others], cohorts.n[others], choice)
    return tuple(
        LeftOut(
            omitted=name,
            estimate=_finite(found.estimate[i]),
            ci_low=_finite(found.ci_low[i]),
            ci_high=_finite(found.ci_high[i]),
            tau2=_finite(found.tau2[i]),
            i2=_finite(found.i2[i]),
            q=_finite(found.q[i]),
            exact=exact_code(cohorts.x[others[i]], cohorts.n[others[i]], choice),
        )
        for i, name in enumerate(cohorts.study)
    )


def _finite(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
