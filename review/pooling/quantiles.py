"""Quantiles and tails of the normal, t, chi² and F distributions.

scipy is imported inside, so that the names of the choices can be read without it; `scipy.special` is
enough, and `scipy.stats` would take four times as long to import.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Newton's steps, or halvings where one would leave the bracket; about ten are used.
_MOST_STEPS = 200


def normal_quantile(level: float) -> float:
    """Return z such that a share `level` of the standard normal lies within ±z.

    >>> round(normal_quantile(0.95), 6)
    1.959964
    """
    from scipy.special import ndtri

    return float(-ndtri((1 - level) / 2))


def t_quantile(level: float, df: float) -> float:
    """Return t such that a share `level` of Student's t with `df` lies within ±t.

    >>> round(t_quantile(0.95, 6), 4)
    2.4469
    """
    from scipy.special import stdtrit

    return float(-stdtrit(df, (1 - level) / 2))


def chi2_quantile(p: float, df: float) -> float:
    """Return the value below which a share `p` of chi² with `df` lies.

    >>> round(chi2_quantile(0.95, 1), 4)
    3.8415
    """
    from scipy.special import gammaincinv

    return float(2 * gammaincinv(df / 2, p))


def chi2_tail(q: float, df: float) -> float:
    """Return the chance that chi² with `df` exceeds `q`.

    >>> round(chi2_tail(3.841459, 1), 4)
    0.05
    """
    from scipy.special import chdtrc

    return float(chdtrc(df, q))


def normal_tails(z: float) -> float:
    """Return the chance that a standard normal lies further from 0 than `z`.

    >>> round(normal_tails(1.959964), 4)
    0.05
    """
    from scipy.special import ndtr

    return float(2 * ndtr(-abs(z)))


def t_tails(t: float, df: float) -> float:
    """Return the chance that Student's t with `df` lies further from 0 than `t`.

    >>> round(t_tails(2.446912, 6), 4)
    0.05
    """
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def f_tail(f: float, df1: float, df2: float) -> float:
    """Return the chance that F with `df1` and `df2` exceeds `f`.

    >>> round(f_tail(5.987378, 1, 6), 4)
    0.05
    """
    from scipy.special import fdtrc

    return float(fdtrc(df1, df2, f))


def beta_quantile(p: float, a: Array, b: Array) -> Array:
    """Return the value below which a share `p` of Beta(a, b) lies.

    Notes
    -----
    scipy's inverse is only where the search begins: at a = 1000, b = 1e9 scipy 1.17 is wrong by a factor
    of two, and at a = 10 by 1e-9. Its distribution function is right, and Newton's method kept within a
    bracket solves it to rounding.

    Examples
    --------
    >>> beta_quantile(0.025, np.array([8.0]), np.array([13.0])).round(6).tolist()
    [0.19119]
    """
    from scipy.special import betainc, betaincinv, betaln

    a, b = np.broadcast_arrays(np.asarray(a, dtype=float), np.asarray(b, dtype=float))
    low, high = np.zeros(a.shape), np.ones(a.shape)
    q = np.clip(betaincinv(a, b, p), 1e-300, 1 - 1e-16)
    before = np.full(a.shape, np.nan)
    for _ in range(_MOST_STEPS):
        excess = betainc(a, b, q) - p
        low, high = np.where(excess < 0, q, low), np.where(excess < 0, high, q)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            newton = q - excess * np.exp(betaln(a, b) - (a - 1) * np.log(q) - (b - 1) * np.log1p(-q))
        following = np.where((newton >= low) & (newton <= high), newton, (low + high) / 2)
        # two neighbours of the answer may take turns for ever: either is as good
        settled = (np.abs(following - q) <= 4e-16 * q) | (following == before)
        before, q = q, following
        if np.all(settled):
            break
    return np.asarray(q)
