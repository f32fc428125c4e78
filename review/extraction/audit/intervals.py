"""The method that gives a printed confidence interval of a proportion.

Reports seldom say how an interval was computed. `methods_that_fit` tries each method and compares with the
printed ends at their printed decimals. It is plain Python: the checks must start without numpy, and an
exact interval is compared by two tails of the binomial rather than by solving for its ends.

To add a method, add it to `METHODS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from math import exp, lgamma, log, sqrt
from statistics import NormalDist

#: Levels, in per cent, at which intervals of response rates are met.
USUAL_LEVELS = (95.0, 90.0, 80.0, 92.0, 99.0)

#: Room, as a proportion, for the last digit of floating point numbers beside a half in the last decimal.
_NOISE = 1e-9

Ends = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Method:
    """One confidence interval of a proportion.

    Parameters
    ----------
    tails
        For intervals that are quantiles of a beta distribution: its parameters for the lower and for the
        upper end, each None where the end is 0 or 1. None for the others.
    ends
        For intervals with a formula: the ends.
    """

    code: str
    label: str
    reference: str
    tails: Callable[[int, int], tuple[tuple[float, float] | None, tuple[float, float] | None]] | None = None
    ends: Callable[[int, int, float], Ends] | None = None

    def fits(self, x: int, n: int, low: float, high: float, level: float, room: Ends) -> bool:
        """Whether the ends lie within `room` of ``low`` and ``high``, all as proportions."""
        if self.tails:
            below = (1 - level) / 2
            for parameters, end, slack, tail, limit in zip(
                self.tails(x, n), (low, high), room, (below, 1 - below), (0.0, 1.0), strict=True
            ):
                if parameters is None:
                    if abs(end - limit) > slack:
                        return False
                elif not (
                    beta_cdf(max(0.0, end - slack), *parameters)
                    <= tail
                    <= beta_cdf(min(1.0, end + slack), *parameters)
                ):
                    return False
            return True
        assert self.ends is not None
        mine = self.ends(x, n, NormalDist().inv_cdf((1 + level) / 2))
        return abs(mine[0] - low) <= room[0] and abs(mine[1] - high) <= room[1]

    def interval(self, x: int, n: int, *, level: float = 0.95) -> Ends:
        """The interval of ``x`` of ``n``, as proportions.

        Examples
        --------
        >>> low, high = METHODS["clopper-pearson"].interval(11, 32)
        >>> f"{100 * low:.1f} {100 * high:.1f}"
        '18.6 53.2'
        """
        if self.ends:
            return self.ends(x, n, NormalDist().inv_cdf((1 + level) / 2))
        assert self.tails is not None
        lower, upper = self.tails(x, n)
        below = (1 - level) / 2
        return (
            0.0 if lower is None else _beta_quantile(below, *lower),
            1.0 if upper is None else _beta_quantile(1 - below, *upper),
        )


def _clopper_pearson(x: int, n: int) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    return (x, n - x + 1) if x else None, (x + 1, n - x) if x < n else None


def _jeffreys(x: int, n: int) -> tuple[tuple[float, float] | None, tuple[float, float] | None]:
    parameters = (x + 0.5, n - x + 0.5)
    return parameters if x else None, parameters if x < n else None


def _wilson(x: int, n: int, z: float) -> Ends:
    p = x / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def _wilson_cc(x: int, n: int, z: float) -> Ends:
    p, q, z2 = x / n, 1 - x / n, z * z
    low = (2 * x + z2 - 1 - z * sqrt(max(0.0, z2 - 2 - 1 / n + 4 * p * (n * q + 1)))) / (2 * (n + z2))
    high = (2 * x + z2 + 1 + z * sqrt(max(0.0, z2 + 2 - 1 / n + 4 * p * (n * q - 1)))) / (2 * (n + z2))
    return max(0.0, low) if x else 0.0, min(1.0, high) if x < n else 1.0


def _agresti_coull(x: int, n: int, z: float) -> Ends:
    total = n + z * z
    p = (x + z * z / 2) / total
    half = z * sqrt(p * (1 - p) / total)
    return max(0.0, p - half), min(1.0, p + half)


def _wald(x: int, n: int, z: float) -> Ends:
    half = z * sqrt(x * (n - x) / n**3)
    return max(0.0, x / n - half), min(1.0, x / n + half)


METHODS: Mapping[str, Method] = {
    method.code: method
    for method in (
        Method("clopper-pearson", "Clopper-Pearson", "Clopper & Pearson 1934", tails=_clopper_pearson),
        Method("wilson", "Wilson", "Wilson 1927", ends=_wilson),
        Method("wilson-cc", "Wilson with continuity correction", "Newcombe 1998", ends=_wilson_cc),
        Method("wald", "Wald", "Brown, Cai & DasGupta 2001", ends=_wald),
        Method("agresti-coull", "Agresti-Coull", "Agresti & Coull 1998", ends=_agresti_coull),
        Method("jeffreys", "Jeffreys", "Brown, Cai & DasGupta 2001", tails=_jeffreys),
    )
}


def methods_that_fit(
    x: int, n: int, low: float, high: float, *, level: float, decimals: tuple[int, int]
) -> tuple[Method, ...]:
    """Every method whose interval prints as the given one.

    Parameters
    ----------
    x, n
        Responders and patients.
    low, high
        The printed ends, in per cent.
    level
        Confidence level in per cent.
    decimals
        With how many decimals each end was printed.

    Examples
    --------
    >>> [m.code for m in methods_that_fit(11, 32, 18.6, 53.2, level=95, decimals=(1, 1))]
    ['clopper-pearson']
    """
    return tuple(METHODS[code] for code in _codes(x, n, low, high, level, decimals))


@lru_cache(maxsize=65536)
def first_fit(
    x: int, n: int, low: float, high: float, *, level: float | None, decimals: tuple[int, int]
) -> tuple[Method, float] | None:
    """The first method that fits, at the given level or, without one, at the first usual level.

    >>> method, level = first_fit(6, 38, 7, 29, level=None, decimals=(0, 0))
    >>> method.label, level
    ('Clopper-Pearson', 90.0)
    """
    for one in (level,) if level else USUAL_LEVELS:
        for code in _codes(x, n, low, high, one, decimals):
            return METHODS[code], one
    return None


def _codes(x: int, n: int, low: float, high: float, level: float, decimals: tuple[int, int]) -> Iterator[str]:
    room = (0.5 * 10.0 ** -(decimals[0] + 2) + _NOISE, 0.5 * 10.0 ** -(decimals[1] + 2) + _NOISE)
    for code, method in METHODS.items():
        if method.fits(x, n, low / 100, high / 100, level / 100, room):
            yield code


def beta_cdf(p: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction.

    Notes
    -----
    Modified Lentz evaluation (DLMF 8.17.22); for whole ``a`` and ``b = n - a + 1`` this is the chance of
    ``a`` or more responders among ``n``.

    Examples
    --------
    >>> round(beta_cdf(0.5, 2, 3), 6)  # 2 or more of 4: 1 - 5/16
    0.6875
    """
    if p <= 0:
        return 0.0
    if p >= 1:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(p) + b * log(1 - p))
    if p < (a + 1) / (a + b + 2):
        return front * _continued_fraction(p, a, b) / a
    return 1 - front * _continued_fraction(1 - p, b, a) / b


def _continued_fraction(p: float, a: float, b: float) -> float:
    tiny = 1e-300
    c, d = 1.0, 1 - (a + b) * p / (a + 1)
    d = 1 / (d if abs(d) > tiny else tiny)
    total = d
    for m in count(1):
        for term in (
            m * (b - m) * p / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * p / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + term * d
            d = 1 / (d if abs(d) > tiny else tiny)
            c = 1 + term / c
            c = c if abs(c) > tiny else tiny
            total *= c * d
        if abs(c * d - 1) < 1e-14:
            break
    return total


def _beta_quantile(tail: float, a: float, b: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):  # 2^-60 is less than a proportion can hold
        middle = (low + high) / 2
        if beta_cdf(middle, a, b) < tail:
            low = middle
        else:
            high = middle
    return (low + high) / 2
