"""Scales of statistical plots that begin, end and have their ticks at round numbers."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10

from review.analysis.wording import number
from review.figures.axis import per_cent_axis
from review.figures.chart import Scale

#: Numbers of patients that people count in.
ROUND_PATIENTS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000)


def rate_scale(label: str, values: Iterable[float], *, ends: tuple[float, float] | None = None) -> Scale:
    """Return a scale of rates in per cent, from 0 unless `ends` are given.

    >>> rate_scale("ORR, %", [0.1, 0.26]).high
    0.3
    """
    axis = per_cent_axis(label, values, ends=ends)
    return Scale(label=axis.label, low=axis.low, high=axis.high, ticks=axis.ticks)


def number_scale(
    label: str, values: Iterable[float], *, most: int = 5, floor_at: float | None = None
) -> Scale:
    """Return a scale that holds all values, with ticks 1, 2 or 5 times a power of ten apart.

    Parameters
    ----------
    most
        Steps between ticks.
    floor_at
        Where the scale begins, whatever the values.

    Examples
    --------
    >>> [text for _, text in number_scale("z", [-1.3, 2.2]).ticks]
    ['−2', '−1', '0', '1', '2', '3']
    >>> number_scale("tau", [0.0, 0.37], floor_at=0).high
    0.4
    """
    held = list(values)
    low, high = min(held, default=0.0), max(held, default=1.0)
    if floor_at is not None:
        low = floor_at
    if high - low <= 1e-12 * max(abs(high), 1e-12):
        low, high = (low, low + 1.0) if floor_at is not None else (low - 0.5, high + 0.5)
    rough = (high - low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(
        factor * power
        for factor in (1, 2, 5, 10, 20)
        if ceil(round(high / (factor * power), 6)) - floor(round(low / (factor * power), 6)) <= most
    )
    first, last = floor(round(low / step, 6)), ceil(round(high / step, 6))
    digits = max(0, -floor(log10(step) + 1e-9))
    ticks = tuple((i * step, number(i * step, digits)) for i in range(first, last + 1))
    return Scale(label=label, low=first * step, high=last * step, ticks=ticks)


def patients_scale(sizes: Iterable[int]) -> Scale:
    """Return a logarithmic scale of numbers of patients that leaves room about the smallest and the largest.

    >>> [text for _, text in patients_scale([6, 52]).ticks]
    ['5', '10', '20', '50']
    """
    held = list(sizes)
    low, high = min(held) / 1.25, max(held) * 1.25
    ticks = tuple((float(n), f"{n:,}".replace(",", " ")) for n in ROUND_PATIENTS if low <= n <= high)
    return Scale(label="Patients (logarithmic scale)", low=low, high=high, ticks=ticks, log=True)
