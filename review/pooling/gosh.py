"""GOSH: the pooled rate and I² of every subset of the cohorts, to see clusters and outliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling.choices import MODELS, UnknownChoice
from review.pooling.cohorts import BadCounts, Cohorts
from review.pooling.pool_many import fit_many
from review.pooling.results import Gosh, GoshCohort, ModelChoice

Array = NDArray[np.float64]

#: Up to this many cohorts all subsets are pooled (2**15 of them), beyond a sample.
ALL_SUBSETS = 15


@dataclass(frozen=True, slots=True)
class Subsets:
    """One entry per subset: its rate, I² in per cent, tau² (NaN under the common effect), and members.

    Parameters
    ----------
    members
        Shape (subsets, k): whether the cohort is in.
    complete
        Whether these are all subsets of at least two cohorts.
    """

    estimate: Array
    i2: Array
    tau2: Array
    members: NDArray[np.bool_]
    complete: bool


def gosh(cohorts: Cohorts, choice: ModelChoice, *, subsets: int = 10_000, seed: int = 1) -> Subsets:
    """Pool the subsets of at least two cohorts.

    Parameters
    ----------
    choice
        A model that is a weighted mean.
    subsets
        How many are drawn beyond `ALL_SUBSETS` cohorts, each cohort being in with chance one half.
    seed
        Of the drawing.

    Raises
    ------
    UnknownChoice
        For another model.
    BadCounts
        Below three cohorts, which have no subset to compare.

    Notes
    -----
    Olkin, Dahabreh and Trikalinos 2012, doi:10.1002/jrsm.1053. Subsets of one size are one batch.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> found = gosh(checked([3, 8, 5], [10, 20, 9]), choose(model="common", measure="PAS"))
    >>> found.members.sum(axis=1).tolist(), found.estimate.round(3).tolist()
    ([2, 2, 2, 3], [0.366, 0.418, 0.448, 0.409])
    """
    if not MODELS[choice.model].weighted_mean:
        raise UnknownChoice(
            f"GOSH is not offered for model {choice.model!r}; choose model = inverse-variance or common"
        )
    k = cohorts.x.size
    if k < 3:
        raise BadCounts(f"GOSH needs at least three cohorts; there are {k}")
    complete = k <= ALL_SUBSETS
    members = _every_subset(k) if complete else _drawn(k, subsets, seed)
    sizes = members.sum(axis=1)
    members = members[np.argsort(sizes, kind="stable")]
    sizes.sort()
    parts = []
    for size in np.unique(sizes):
        chosen = np.nonzero(members[sizes == size])[1].reshape(-1, size)
        parts.append(fit_many(cohorts.x[chosen], cohorts.n[chosen], choice))
    return Subsets(
        estimate=np.concatenate([part.estimate for part in parts]),
        i2=np.concatenate([part.i2 for part in parts]),
        tau2=np.concatenate([part.tau2 for part in parts]),
        members=members,
        complete=complete,
    )


def told(found: Subsets, cohorts: Cohorts, *, seed: int) -> Gosh:
    """Return the subsets as plain numbers, with what each cohort does to them.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> from review.pooling.cohorts import checked
    >>> cohorts = checked([3, 8, 5], [10, 20, 9])
    >>> plain = told(gosh(cohorts, choose(model="common", measure="PAS")), cohorts, seed=1)
    >>> plain.subsets, plain.members
    (4, ('3', '5', '6', '7'))
    """
    quartiles = np.quantile(found.estimate, [0.25, 0.5, 0.75])
    return Gosh(
        subsets=found.estimate.size,
        complete=found.complete,
        seed=None if found.complete else seed,
        low=float(found.estimate.min()),
        quartiles=tuple(quartiles.tolist()),
        high=float(found.estimate.max()),
        cohorts=tuple(
            GoshCohort(
                study=name,
                median_with=float(np.median(found.estimate[found.members[:, i]])),
                median_without=float(np.median(found.estimate[~found.members[:, i]])),
            )
            for i, name in enumerate(cohorts.study)
        ),
        estimate=tuple(found.estimate.tolist()),
        i2=tuple(found.i2.tolist()),
        members=tuple(_hexadecimal(row) for row in found.members),
    )


def _hexadecimal(members: NDArray[np.bool_]) -> str:
    """Write the cohorts of a subset as a number with bit i set for cohort i."""
    return format(sum(1 << i for i in np.flatnonzero(members).tolist()), "x")


def _every_subset(k: int) -> NDArray[np.bool_]:
    codes = np.arange(2**k)
    members = (codes[:, None] >> np.arange(k) & 1).astype(bool)
    return np.asarray(members[members.sum(axis=1) >= 2])


def _drawn(k: int, subsets: int, seed: int) -> NDArray[np.bool_]:
    members = np.random.default_rng(seed).random((subsets, k)) < 0.5
    return np.asarray(members[members.sum(axis=1) >= 2])
