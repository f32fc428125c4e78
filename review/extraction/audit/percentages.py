"""Whether a printed percentage follows from a count and its denominator.

Everything is whole-number arithmetic: 5 of 13 is 38.461…%, and whether that prints as 38 or 39 must not
hang on how a computer stores 38.5.
"""

from __future__ import annotations

import re


def decimals_of(printed: str) -> int:
    """How many decimals a number was printed with.

    >>> decimals_of("34.40"), decimals_of("37"), decimals_of("16,6 %")
    (2, 0, 1)
    """
    match = re.search(r"[.,](\d+)", printed)
    return len(match[1]) if match else 0


def rounds_to(count: int, n: int, percent: float, decimals: int) -> bool:
    """Whether ``count`` of ``n`` prints as ``percent``; a tie may be rounded either way.

    >>> rounds_to(1, 8, 12.5, 1), rounds_to(1, 8, 12, 0), rounds_to(1, 8, 13, 0), rounds_to(5, 13, 39, 0)
    (True, True, True, False)
    """
    unit: int = 10**decimals
    return 2 * abs(round(percent * unit) * n - 100 * unit * count) <= n


def attainable_counts(n: int, percent: float, decimals: int) -> tuple[int, ...]:
    """Every count from 0 to ``n`` that prints as ``percent`` of ``n``.

    >>> attainable_counts(32, 34.4, 1), attainable_counts(24, 55.6, 1), attainable_counts(250, 10, 0)
    ((11,), (), (24, 25, 26))
    """
    unit: int = 10**decimals
    near = round(percent * n / 100)
    reach = n // (200 * unit) + 1
    return tuple(
        count
        for count in range(max(0, near - reach), min(n, near + reach) + 1)
        if 2 * abs(round(percent * unit) * n - 100 * unit * count) <= n
    )


def other_rounding(count: int, n: int, percent: float, decimals: int) -> str:
    """How else ``count`` of ``n`` may have become ``percent``; empty if in no known way.

    >>> other_rounding(2, 12, 16.6, 1), other_rounding(5, 13, 39, 0), other_rounding(9, 32, 28.0, 1)
    ('cut off, not rounded', 'rounded twice', '')
    """
    unit: int = 10**decimals
    printed = round(percent * unit)
    if printed == 100 * unit * count // n:
        return "cut off, not rounded"
    once = (2 * 1000 * unit * count + n) // (2 * n)
    if printed == (once + 5) // 10:
        return "rounded twice"
    return ""


def exact_percent(count: int, n: int) -> str:
    """``count`` of ``n`` in per cent with two decimals, for messages.

    >>> exact_percent(17, 97)
    '17.53%'
    """
    return f"{100 * count / n:.2f}%"
