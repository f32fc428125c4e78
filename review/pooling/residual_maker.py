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

    def __init__(self, X: Array, w: Array) -> None:
        k, p = X.shape
        self.X = X
        self.w = w
        self.outer = (X[:, :, None] * X[:, None, :]).reshape(k, p * p)
        cross = self._cross(w)
        # Five times as fast for the mean alone, where simulations spend their time.
        self.bread = 1.0 / cross if p == 1 else np.linalg.inv(cross)

    def apply(self, z: Array) -> Array:
        """Return P z, shape (k, datasets)."""
        return np.asarray(self.w * (z - self.X @ self.coefficients(z)))

    def quadratic(self, z: Array) -> Array:
        """Return z′P z as a sum of squares, which rounding cannot make negative."""
        return np.asarray((self.w * (z - self.X @ self.coefficients(z)) ** 2).sum(axis=0))

    def coefficients(self, z: Array) -> Array:
        """Return the weighted least-squares coefficients of z on X, shape (p, datasets)."""
        return np.asarray(np.einsum("dpq,qd->pd", self.bread, self.X.T @ (self.w * z)))

    def trace(self) -> Array:
        """Return tr P for each data set."""
        removed = np.einsum("dpq,dqp->d", self.bread, self._cross(self.w**2))
        return np.asarray(self.w.sum(axis=0) - removed)

    def trace_of_square(self) -> Array:
        """Return tr PP for each data set."""
        squared = self.bread @ self._cross(self.w**2)
        once = np.einsum("dpq,dqp->d", self.bread, self._cross(self.w**3))
        twice = np.einsum("dpq,dqp->d", squared, squared)
        return np.asarray((self.w**2).sum(axis=0) - 2 * once + twice)

    def _cross(self, w: Array) -> Array:
        """Return X′ diag(w) X, shape (datasets, p, p)."""
        p = self.X.shape[1]
        return (w.T @ self.outer).reshape(-1, p, p)
