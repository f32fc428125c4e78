"""Estimators of tau², the variance of the true effects between cohorts.

To add one, add an entry to `TAU2`. Each takes ``y`` and ``v`` of shape (k, datasets) and the design X of
shape (k, p), and gives one tau² >= 0 per data set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.pooling import pymare_engine
from review.pooling.generalised_q import generalised_q, tau2_where_q_is
from review.pooling.likelihood import Maximum, highest, likelihood
from review.pooling.residual_maker import ResidualMaker

Array = NDArray[np.float64]

#: Up to this many data sets PyMARE is asked, which a batch has no time for.
FEW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tau2Estimator:
    """One estimator; `likelihood` says whether it maximises one."""

    code: str
    label: str
    estimate: Callable[[Array, Array, Array], Array]
    reference: str
    likelihood: bool = False
    caution: str = ""
    #: The same from y, v, P at τ² = 0 and Q: what batches are fitted by.
    of_many: Callable[[Array, Array, ResidualMaker, Array], Array] | None = None
    #: What the methods of a report say of it, and the keys of the references there.
    methods: str = ""
    cites: tuple[str, ...] = ()


def tau2_estimate(method: str, y: Array, v: Array, X: Array | None = None) -> Array:
    """Return the tau² of each data set.

    Parameters
    ----------
    method
        A code of `TAU2`.
    y, v
        Effects and sampling variances, shape (k, datasets).
    X
        Design, shape (k, p); the mean alone unless given.

    Examples
    --------
    >>> y, v = np.array([[0.0], [2.0]]), np.ones((2, 1))
    >>> tau2_estimate("PM", y, v).tolist()
    [1.0]
    """
    X = np.ones((y.shape[0], 1)) if X is None else X
    if X.shape[0] <= X.shape[1]:
        return np.zeros(y.shape[1])
    return TAU2[method].estimate(y, v, X)


def likelihood_maximum(method: str, y: Array, v: Array, X: Array, *, many: bool = False) -> Maximum:
    """Return the highest maximum of the ``ML`` or ``REML`` likelihood, converged to rounding.

    Parameters
    ----------
    many
        Whether these are some of a batch of more than `FEW` data sets.

    Notes
    -----
    PyMARE stops where its objective is flat to 1e-12, which leaves tau² at about 1e-6 of its size; its
    value is one point at which the search begins, and Newton's method does the rest. The search finds
    every maximum without it, and a batch has no time for it.
    """
    few = not many and y.shape[1] <= FEW
    ordinary = ResidualMaker(X, np.ones_like(y)).apply(y)
    return highest(
        likelihood(method, y, v, X),
        v,
        X.shape[0] - X.shape[1],
        (ordinary**2).sum(axis=0),
        starts=pymare_engine.maximum_likelihood(method, y, v, X) if few else None,
    )


def _maximum_likelihood(y: Array, v: Array, X: Array) -> Array:
    return likelihood_maximum("ML", y, v, X).tau2


def _restricted_maximum_likelihood(y: Array, v: Array, X: Array) -> Array:
    return likelihood_maximum("REML", y, v, X).tau2


def _paule_mandel(y: Array, v: Array, X: Array) -> Array:
    return tau2_where_q_is(float(X.shape[0] - X.shape[1]), y, v, X)


def _hunter_schmidt(y: Array, v: Array, X: Array) -> Array:
    q = generalised_q(np.zeros(y.shape[1]), y, v, X)
    return np.asarray(np.maximum(0.0, (q - X.shape[0]) / (1.0 / v).sum(axis=0)))


def _dersimonian_laird_of_many(y: Array, v: Array, P: ResidualMaker, q: Array) -> Array:  # noqa: ARG001
    return np.asarray(np.maximum(0.0, (q - (y.shape[0] - 1)) / P.trace()))


def _hedges_of_many(y: Array, v: Array, P: ResidualMaker, q: Array) -> Array:  # noqa: ARG001
    return np.asarray(np.maximum(0.0, y.var(axis=0, ddof=1) - v.mean(axis=0)))


def _sidik_jonkman(y: Array, v: Array, X: Array) -> Array:
    k, p = X.shape
    first = y.var(axis=0)
    # With equal effects the first guess is 0, and so is the estimate.
    return np.asarray(first * generalised_q(first, y, v, X) / (k - p))


TAU2: Mapping[str, Tau2Estimator] = {
    estimator.code: estimator
    for estimator in (
        Tau2Estimator(
            code="REML",
            label="restricted maximum likelihood",
            estimate=_restricted_maximum_likelihood,
            likelihood=True,
            reference="Viechtbauer 2005, doi:10.3102/10769986030003261",
            methods="The variance between cohorts, τ², was estimated by restricted maximum likelihood",
            cites=("viechtbauer2005", "veroniki2016"),
        ),
        Tau2Estimator(
            code="ML",
            label="maximum likelihood",
            estimate=_maximum_likelihood,
            likelihood=True,
            reference="Hardy and Thompson 1996, Statistics in Medicine 15:619-629",
            caution="Too small on average with few cohorts.",
            methods="The variance between cohorts, τ², was estimated by maximum likelihood",
            cites=("veroniki2016",),
        ),
        Tau2Estimator(
            code="DL",
            label="DerSimonian-Laird",
            estimate=pymare_engine.dersimonian_laird,
            of_many=_dersimonian_laird_of_many,
            reference="DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2",
            caution="Too small where cohorts differ much.",
            methods="The variance between cohorts, τ², was estimated by the method of DerSimonian and Laird",
            cites=("dersimonian1986",),
        ),
        Tau2Estimator(
            code="HE",
            label="Hedges",
            estimate=pymare_engine.hedges,
            of_many=_hedges_of_many,
            reference="Hedges and Olkin 1985, Statistical Methods for Meta-Analysis",
            caution="Unweighted: imprecise where the sizes of the cohorts differ.",
            methods="The variance between cohorts, τ², was estimated by the method of Hedges",
            cites=("hedges1985",),
        ),
        Tau2Estimator(
            code="PM",
            label="Paule-Mandel",
            estimate=_paule_mandel,
            reference="Paule and Mandel 1982, doi:10.6028/jres.087.022",
            methods="The variance between cohorts, τ², was estimated by the method of Paule and Mandel",
            cites=("paule1982",),
        ),
        Tau2Estimator(
            code="EB",
            label="empirical Bayes",
            estimate=_paule_mandel,
            reference="Morris 1983, doi:10.1080/01621459.1983.10477920",
            caution="Solves the same equation as Paule-Mandel and gives the same number.",
            methods="The variance between cohorts, τ², was estimated by empirical Bayes",
            cites=("morris1983",),
        ),
        Tau2Estimator(
            code="SJ",
            label="Sidik-Jonkman",
            estimate=_sidik_jonkman,
            reference="Sidik and Jonkman 2005, doi:10.1111/j.1467-9876.2005.00489.x",
            caution="Never 0 unless all effects are equal: too large where cohorts hardly differ.",
            methods="The variance between cohorts, τ², was estimated by the method of Sidik and Jonkman",
            cites=("sidik2005",),
        ),
        Tau2Estimator(
            code="HS",
            label="Hunter-Schmidt",
            estimate=_hunter_schmidt,
            reference="Viechtbauer 2005, doi:10.3102/10769986030003261",
            caution="Too small on average with few cohorts.",
            methods="The variance between cohorts, τ², was estimated by the method of Hunter and Schmidt",
            cites=("veroniki2016",),
        ),
    )
}
