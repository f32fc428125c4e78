"""The pooled rate as cohorts are added one after the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from review.pooling.cohorts import BadCounts, Cohorts, is_blank, is_number
from review.pooling.fit import fit_rate
from review.pooling.results import Cumulated, ModelChoice
from review.progress import Progress

_MIXED = "the values to order by mix numbers and text; give one kind"


def cumulative(
    cohorts: Cohorts, choice: ModelChoice, *, by: Sequence[Any], progress: Progress | None = None
) -> tuple[Cumulated, ...]:
    """Pool the first cohort, the first two, and so on, in ascending order of `by`.

    Parameters
    ----------
    by
        One value per cohort, such as the year; cohorts of equal value keep the order given.
    progress
        Called with how many rows are made, and of how many.

    Raises
    ------
    BadCounts
        Where a value is missing, or values cannot be compared.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> found = cumulative(checked([3, 8], [10, 20]), choose(model="common"), by=[2024, 2020])
    >>> [(row.added, row.k, round(row.estimate, 3)) for row in found]
    [('cohort 2', 1, 0.4), ('cohort 1', 2, 0.368)]
    """
    keys = list(by)
    if len(keys) != cohorts.x.size:
        raise BadCounts(
            f"events has {cohorts.x.size} values and cumulative has {len(keys)}; give one per cohort"
        )
    for i, key in enumerate(keys):
        if is_blank(key):
            name = cohorts.study[i]
            raise BadCounts(f"{name}: the value to order by is missing; fill it in", i, name)
    texts = [key for key in keys if isinstance(key, str)]
    # "10" stands before "9" among texts; a date such as 2020-03 stands after the year 2019.
    if any(map(is_number, texts)) and any(not re.search(r"\d", text) for text in texts):
        raise BadCounts(_MIXED)
    try:
        order = sorted(range(len(keys)), key=lambda i: keys[i])
    except TypeError as error:
        raise BadCounts(_MIXED) from error
    rows = []
    for count in range(1, len(order) + 1):
        chosen = order[:count]
        fit = fit_rate(cohorts.x[chosen], cohorts.n[chosen], choice)
        rows.append(
            Cumulated(
                added=cohorts.study[chosen[-1]],
                k=count,
                estimate=fit.pooled.estimate,
                ci_low=fit.pooled.ci_low,
                ci_high=fit.pooled.ci_high,
                tau2=fit.heterogeneity.tau2,
                exact=fit.pooled.exact,
            )
        )
        if progress:
            progress(count, len(order))
    return tuple(rows)
