"""The matrix P = W − WX(X′WX)⁻¹X′W of weighted least squares, applied without being formed.

What tau² estimators, Q and their intervals read of the data is y′Py, y′PPy and traces of P. P has k×k
entries, which is what makes R slow at k = 1000; here only matrices of the size of the coefficients are
built, and many data sets that share X are treated at once.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class ResidualMaker:
    """P at one set of weights per data set.

    Parameters
    ----------
    X
        Design, shape (k, p), shared by all data sets; full column rank.
    w
        Weights, shape (k, datasets).

    Examples
    --------
    >>> P = ResidualMaker(np.ones((2, 1)), np.array([[1.0], [1.0]]))
    >>> P.apply(np.array([[1.0], [3.0]])).ravel().tolist()
    [-1.0, 1.0]
    """

    __slots__ = ("X", "bread", "outer", "w")

    def __new__(cls, X: Array, w: Array) -> ResidualMaker:  # noqa: ARG004
        """Return P; for the mean alone, where simulations spend their time, by sums written out."""
        alone = cls is ResidualMaker and X.shape[1] == 1 and bool((X == 1).all())
        return super().__new__(_AroundTheMean if alone else cls)

    def __init__(self, X: Array, w: Array) -> None:
        k, p = X.shape
        self.X = X
        self.w = w
        self.outer = (X[:, :, None] * X[:, None, :]).reshape(k, p * p)
        self.bread = np.linalg.inv(self._cross(w))

    def apply(self, z: Array) -> Array:
        """Return P z, shape (k, datasets)."""
        return np.asarray(self.w * (z - self.X @ self.coefficients(z)))

    def quadratic(self, z: Array) -> Array:
        """Return z′P z as a sum of squares, which rounding cannot make negative."""
        return self.least_squares(z)[1]

    def coefficients(self, z: Array) -> Array:
        """Return the weighted least-squares coefficients of z on X, shape (p, datasets)."""
        return np.asarray(np.einsum("dpq,qd->pd", self.bread, self.X.T @ (self.w * z)))

    def least_squares(self, z: Array) -> tuple[Array, Array]:
        """Return `coefficients` and `quadratic`, which needs them."""
        beta = self.coefficients(z)
        residual = z - self.X @ beta
        return beta, np.asarray((self.w * residual**2).sum(axis=0))

    def squares(self, z: Array) -> tuple[Array, Array]:
        """Return z′PPz and z′PPPz for each data set."""
        Pz = self.apply(z)
        return np.asarray((Pz * Pz).sum(axis=0)), np.asarray((Pz * self.apply(Pz)).sum(axis=0))

    def trace(self) -> Array:
        """Return tr P for each data set."""
        return self.traces()[0]

    def traces(self) -> tuple[Array, Array]:
        """Return tr P and tr PP for each data set."""
        squared = self.bread @ self._cross(self.w**2)
        removed = np.einsum("dpp->d", squared)
        once = np.einsum("dpq,dqp->d", self.bread, self._cross(self.w**3))
        twice = np.einsum("dpq,dqp->d", squared, squared)
        return (
            np.asarray(self.w.sum(axis=0) - removed),
            np.asarray((self.w**2).sum(axis=0) - 2 * once + twice),
        )

    def _cross(self, w: Array) -> Array:
        """Return X′ diag(w) X, shape (datasets, p, p)."""
        p = self.X.shape[1]
        return (w.T @ self.outer).reshape(-1, p, p)


class _AroundTheMean(ResidualMaker):
    """P where X is a column of ones: a tenth of the work of the general one."""

    __slots__ = ("total",)

    def __init__(self, X: Array, w: Array) -> None:
        self.X = X
        self.w = w
        self.total = w.sum(axis=0)
        self.bread = (1.0 / self.total)[:, None, None]

    def apply(self, z: Array) -> Array:
        return np.asarray(self.w * self._residual(z))

    def least_squares(self, z: Array) -> tuple[Array, Array]:
        mean = self.coefficients(z)
        residual = z - mean
        return mean, _products(self.w * residual, residual)

    def coefficients(self, z: Array) -> Array:
        return np.asarray(_products(self.w, z) / self.total)[None]

    def squares(self, z: Array) -> tuple[Array, Array]:
        Pz = self.w * self._residual(z)
        weighted = self.w * Pz
        return _products(Pz, Pz), _products(weighted, Pz) - weighted.sum(axis=0) ** 2 / self.total

    def trace(self) -> Array:
        return np.asarray(self.total - _products(self.w, self.w) / self.total)

    def traces(self) -> tuple[Array, Array]:
        square = self.w * self.w
        twice, thrice = square.sum(axis=0), _products(square, self.w)
        share = twice / self.total
        return self.total - share, twice - 2 * thrice / self.total + share * share

    def _residual(self, z: Array) -> Array:
        return np.asarray(z - _products(self.w, z) / self.total)


def _products(a: Array, b: Array) -> Array:
    """Sums of products over the cohorts of each data set, without an array for the products."""
    return np.asarray(np.einsum("kd,kd->d", a, b))
