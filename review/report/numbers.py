"""How numbers stand in a sentence: with their sign, in words where they are small, in lists.

Digits and rounding are those of `review/analysis/wording.py`, so that a figure and the sentence beside
it never print two forms of one number.
"""

from __future__ import annotations

from collections.abc import Sequence

from review.analysis.wording import NOT_ESTIMABLE, number, per_cent, per_cent_range, variance

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def percent(p: float | None) -> str:
    """Write a proportion as per cent.

    >>> percent(0.46805), percent(-0.055), percent(None)
    ('46.8%', '−5.5%', 'not estimable')
    """
    return NOT_ESTIMABLE if p is None else f"{per_cent(p)}%"


def interval(low: float | None, high: float | None) -> str:
    """Write an interval of proportions as per cent.

    >>> interval(0.27807, 0.66776), interval(-0.021, 0.31), interval(None, 0.3)
    ('27.8–66.8%', '−2.1 to 31.0%', 'not estimable')
    """
    return NOT_ESTIMABLE if low is None or high is None else f"{per_cent_range(low, high)}%"


def points(change: float) -> str:
    """Write a difference of two proportions in percentage points, with its sign.

    >>> points(-0.0741), points(0.012), points(-0.0002)
    ('−7.4', '+1.2', '0.0')
    """
    text = number(100 * change)
    return text if text.startswith("−") or text == "0.0" else f"+{text}"


def variance_interval(low: float, high: float) -> str:
    """Write the interval of a variance.

    >>> variance_interval(0.02, 3.1)
    '0.020–3.10'
    """
    return f"{variance(low)}–{variance(high)}"


def count(n: int, one: str, many: str = "") -> str:
    """Write how many there are; up to nine in words, as journals do.

    >>> count(7, "cohort"), count(1, "study", "studies"), count(1200, "cohort"), count(0, "cohort")
    ('seven cohorts', 'one study', '1,200 cohorts', 'no cohorts')
    """
    digits = _SMALL[n] if n < len(_SMALL) else f"{n:,}"
    return f"{digits} {one if n == 1 else many or f'{one}s'}"


def of_hundred(p: float) -> str:
    """Write a proportion as patients of a hundred.

    >>> of_hundred(0.4723), of_hundred(0.004), of_hundred(0.996)
    ('about 47', 'fewer than 1', 'more than 99')
    """
    if p < 0.005:
        return "fewer than 1"
    return "more than 99" if p >= 0.995 else f"about {100 * p:.0f}"


def listing(items: Sequence[str]) -> str:
    """Write items as a list within a sentence.

    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def capital(text: str) -> str:
    """Give a text a capital, and leave the rest of it as it is.

    >>> capital("combination class"), capital("")
    ('Combination class', '')
    """
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Give a text a capital and a full stop, so that texts from a workbook read as sentences.

    >>> sentence("one extraction pass"), sentence("Not adjudicated."), sentence("")
    ('One extraction pass.', 'Not adjudicated.', '')
    """
    text = text.strip()
    if not text:
        return ""
    return capital(text) + ("" if text[-1] in ".!?…" else ".")
