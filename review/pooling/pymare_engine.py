"""PyMARE, spoken to in arrays: the only module that imports it.

PyMARE fits the inverse-variance models. Four of its habits are kept inside here:

- an estimator that is fitted again changes the result that it gave before, so each fit has its own;
- its default correction is Knapp-Hartung, so the correction is named in every call;
- its results are live arrays of several shapes, so numbers are copied out in one shape;
- importing the whole of it takes a second, of which its estimators need a tenth: it is imported when first
  used, and by `review.deferred_import` without the parts that no fit here touches.

It is given clean float64 with positive variances and more rows than columns of X; it checks neither.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.deferred_import import deferred

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Coefficients (p, datasets), their covariance (p, p, datasets), t's df (p, datasets) or None for z."""

    estimate: Array
    covariance: Array
    df: Array | None

    @property
    def se(self) -> Array:
        """Standard errors, shape (p, datasets)."""
        return np.asarray(np.sqrt(np.einsum("ppd->pd", self.covariance)))


def dersimonian_laird(y: Array, v: Array, X: Array) -> Array:
    """Return DerSimonian and Laird's tau² of each data set."""
    return _tau2(_estimators().DerSimonianLaird(small_sample_correction="wald"), y, v, X)


def hedges(y: Array, v: Array, X: Array) -> Array:
    """Return Hedges' tau² of each data set."""
    return _tau2(_estimators().Hedges(small_sample_correction="wald"), y, v, X)


def maximum_likelihood(method: str, y: Array, v: Array, X: Array) -> Array:
    """Return PyMARE's tau² under ``ML`` or ``REML``: near the optimum, to its own tolerance."""
    estimator = _estimators().VarianceBasedLikelihoodEstimator(method=method, small_sample_correction="wald")
    return _tau2(estimator, y, v, X)


def weighted_least_squares(
    y: Array, v: Array, X: Array, tau2: Array, *, correction: str = "wald"
) -> Coefficients:
    """Return the coefficients at a given tau², with `correction` applied to their covariance.

    Parameters
    ----------
    y, v
        Effects and sampling variances, shape (k, datasets).
    tau2
        One per data set.
    correction
        ``wald``, ``knapp-hartung`` or ``knapp-hartung-conservative`` (scale factor at least 1).

    Examples
    --------
    >>> y, v = np.array([[0.0], [2.0]]), np.ones((2, 1))
    >>> fit = weighted_least_squares(y, v, np.ones((2, 1)), np.zeros(1))
    >>> fit.estimate.tolist(), fit.se.round(4).tolist()
    ([[1.0]], [[0.7071]])
    """
    estimator = _estimators().WeightedLeastSquares(tau2=tau2, small_sample_correction=correction)
    return _coefficients(_fitted(estimator, y, v, X))


def cluster_robust(y: Array, v: Array, X: Array, tau2: Array, groups: NDArray[np.intp]) -> Coefficients:
    """Return the coefficients at a given tau² with CR2 covariance and Satterthwaite's df.

    Parameters
    ----------
    y, v
        Effects and sampling variances, shape (k, 1).
    groups
        The group of each row, as whole numbers; at least two groups.

    Examples
    --------
    >>> y, v = np.array([[0.0], [0.2], [2.0]]), np.ones((3, 1))
    >>> fit = cluster_robust(y, v, np.ones((3, 1)), np.zeros(1), np.array([0, 0, 1]))
    >>> fit.df.round(3).tolist()
    [[1.0]]
    """
    estimator = _estimators().WeightedLeastSquares(tau2=tau2, small_sample_correction="wald")
    with warnings.catch_warnings():
        # PyMARE warns of few groups and few degrees of freedom; the result's notes and df say so.
        warnings.simplefilter("ignore", UserWarning)
        return _coefficients(_fitted(estimator, y, v, X, groups))


def _tau2(estimator: Any, y: Array, v: Array, X: Array) -> Array:
    return np.array(_fitted(estimator, y, v, X)["tau2"], dtype=float).reshape(y.shape[1])


def _fitted(
    estimator: Any, y: Array, v: Array, X: Array, groups: NDArray[np.intp] | None = None
) -> dict[str, Any]:
    dataset = _Dataset(y=y, v=v, X=X, g=None if groups is None else groups[:, None])
    parameters: dict[str, Any] = estimator.fit_dataset(dataset).params_
    return parameters


def _coefficients(parameters: dict[str, Any]) -> Coefficients:
    df = parameters["dof"]
    return Coefficients(
        estimate=np.array(parameters["fe_params"], dtype=float),
        covariance=np.array(parameters["inv_cov"], dtype=float),
        df=None if df is None else np.array(df, dtype=float),
    )


@dataclass(frozen=True, slots=True)
class _Dataset:
    """What an estimator reads of a `pymare.Dataset`, whose module needs pandas; each has two dimensions."""

    y: Array
    v: Array
    X: Array
    g: NDArray[np.intp] | None


@cache
def _estimators() -> ModuleType:
    # Neither symbolic effect sizes, nor p-values, nor tables are asked of PyMARE.
    with deferred(package="pymare", modules=("scipy.stats", "pandas")):
        import pymare.estimators
    estimators: ModuleType = pymare.estimators
    return estimators
