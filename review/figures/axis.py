"""A scale in per cent that begins and ends at round numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor

from review.analysis.numerals import PER_CENT, Numerals

#: Distances between ticks, in per cent, that people count in.
STEPS = (1, 2, 5, 10, 20)

#: More ticks than this are read one by one instead of at a glance.
MOST_STEPS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The scale of a figure: ends and ticks as proportions, with the tick's text."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


def per_cent_axis(
    label: str,
    values: Iterable[float],
    *,
    ends: tuple[float, float] | None = None,
    numerals: Numerals = PER_CENT,
) -> Axis:
    """Return a scale from 0 to the first round number that holds all `values`, at most 100%.

    Parameters
    ----------
    label
        What the scale measures, with its unit; the sign for per cent goes where proportions are shown.
    values
        Proportions that should lie on the scale; what lies outside is drawn with an arrow head.
    ends
        Ends as proportions instead of those that `values` ask for; ticks stay on round numbers.
    numerals
        Per cent or proportions, and the decimal sign.

    Raises
    ------
    ValueError
        `ends` that are not increasing within 0–1.

    Examples
    --------
    >>> [text for _, text in per_cent_axis("ORR", [0.1, 0.87]).ticks]
    ['0', '20', '40', '60', '80', '100']
    >>> per_cent_axis("ORR", [0.02, 0.26]).high
    0.3
    """
    if ends is not None and not 0 <= ends[0] < ends[1] <= 1:
        raise ValueError(f"ends: two proportions with 0 <= low < high <= 1 are wanted, got {ends}")
    largest = max((value for value in values), default=1.0)
    low, high = ends or (0.0, min(1.0, max(largest, 0.01)))
    step = next(
        (step for step in STEPS if _rounded_up(high, step) - 100 * low <= MOST_STEPS * step), STEPS[-1]
    )
    if ends is None:
        high = min(100, _rounded_up(high, step)) / 100
    first, last = ceil(round(100 * low / step, 9)), floor(round(100 * high / step, 9))
    places = range(first, last + 1)
    if numerals.scale == 1:
        decimals, label = 2 if step % 10 else 1, label.removesuffix(", %")
        texts = [numerals.text(f"{i * step / 100:.{decimals}f}") if i else "0" for i in places]
    else:
        texts = [str(i * step) for i in places]
    ticks = tuple((i * step / 100, text) for i, text in zip(places, texts, strict=True))
    return Axis(label=label, low=low, high=high, ticks=ticks)


def _rounded_up(proportion: float, step: int) -> int:
    return step * ceil(round(100 * proportion / step, 9))
