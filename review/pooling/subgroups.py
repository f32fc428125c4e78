"""Subgroups pooled on their own, and the test of whether their rates differ."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from review.pooling.cohorts import Cohorts
from review.pooling.fit import Fit, fit_cohorts, on_scale
from review.pooling.notes import note
from review.pooling.quantiles import chi2_tail
from review.pooling.results import ModelChoice, Note, Subgroup, SubgroupTest

Array = NDArray[np.float64]


def pool_subgroups(
    cohorts: Cohorts, choice: ModelChoice
) -> tuple[tuple[Subgroup, ...], SubgroupTest | None, tuple[Note, ...]]:
    """Pool each subgroup with a tau² of its own, and test their differences.

    Notes
    -----
    Q between is that of a common-effect model over the subgroups' estimates, each with the standard
    error that its interval uses; chi² with (subgroups − 1) degrees of freedom (Borenstein et al. 2009,
    Introduction to Meta-Analysis, ch. 19). Subgroups stand in the order of their first cohort.
    """
    assert cohorts.subgroup is not None
    names = list(dict.fromkeys(cohorts.subgroup))
    members = [cohorts.of(name) for name in names]
    fits = [fit_cohorts(group.x, group.n, choice) for group in members]
    subgroups = tuple(
        Subgroup(
            subgroup=name,
            k=group.x.size,
            events=int(group.x.sum()),
            n=int(group.n.sum()),
            pooled=fit.pooled,
            heterogeneity=fit.heterogeneity,
        )
        for name, group, fit in zip(names, members, fits, strict=True)
    )
    notes = [note("POOL17", subgroup=group.subgroup) for group in subgroups if group.k == 1]
    test, why_not = _test(
        [_on_scale(group, fit, choice) for group, fit in zip(members, fits, strict=True)], names
    )
    if why_not:
        notes.append(note("POOL18", why=why_not))
    return subgroups, test, tuple(notes)


def _on_scale(group: Cohorts, fit: Fit, choice: ModelChoice) -> tuple[float, float] | None:
    """Return estimate and standard error on the transformed scale, None where they do not exist."""
    if group.x.size == 1:
        y, v = on_scale(group.x, group.n, choice)
        found = float(y[0]), math.sqrt(float(v[0]))
    elif fit.pooled.estimate_transformed is None or fit.pooled.se_transformed is None:
        return None
    else:
        found = fit.pooled.estimate_transformed, fit.pooled.se_transformed
    return found if all(map(math.isfinite, found)) and found[1] > 0 else None


def _test(estimates: list[tuple[float, float] | None], names: list[str]) -> tuple[SubgroupTest | None, str]:
    if len(estimates) < 2:
        return None, "there is one subgroup"
    df = len(estimates) - 1
    bare = [name for name, found in zip(names, estimates, strict=True) if found is None]
    if bare:
        empty = SubgroupTest(q=None, df=df, p=None, tau2="separate")
        return empty, f"subgroup {', '.join(bare)} has no finite estimate and standard error"
    values = np.array([found[0] for found in estimates if found])
    weights = np.array([found[1] ** -2 for found in estimates if found])
    q = float(np.sum(weights * (values - np.average(values, weights=weights)) ** 2))
    return SubgroupTest(q=q, df=df, p=chi2_tail(q, df), tau2="separate"), ""
