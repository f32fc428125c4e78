"""Quantiles and tails of the normal, t, chi² and F distributions.

scipy is imported inside, so that the names of the choices can be read without it; `scipy.special` is
enough, and `scipy.stats` would take four times as long to import.
"""

from __future__ import annotations


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
