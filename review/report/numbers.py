"""How numbers are written: the one home of per cent, intervals, p values and counts in words.

Proportions come in as 0–1 and go out as per cent. A value that is not there is written
`NOT_COMPUTED`, never as an empty place.
"""

from __future__ import annotations

from collections.abc import Sequence

NOT_COMPUTED = "not computed"

#: Below this variance between cohorts the prediction interval equals the interval of the mean to the
#: last digit that is printed, on every scale: a standard deviation of 0.001 moves a rate by at most a
#: tenth of a percentage point.
NO_SPREAD = 1e-6

_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def percent(p: float | None, *, digits: int = 1) -> str:
    """Write a proportion as per cent.

    A rate that is neither 0 nor 1 is never rounded to either.

    Examples
    --------
    >>> percent(0.46805), percent(0.0), percent(1.0), percent(0.0002), percent(0.9998)
    ('46.8%', '0%', '100%', '<0.1%', '>99.9%')
    >>> percent(-0.055), percent(None)
    ('−5.5%', 'not computed')
    """
    return NOT_COMPUTED if p is None else f"{_hundredths(p, digits)}%"


def interval(low: float | None, high: float | None, *, digits: int = 1) -> str:
    """Write an interval of proportions as per cent.

    Examples
    --------
    >>> interval(0.27807, 0.66776), interval(-0.021, 0.31), interval(None, 0.3)
    ('27.8–66.8%', '−2.1% to 31.0%', 'not computed')
    """
    if low is None or high is None:
        return NOT_COMPUTED
    if low < 0 or high < 0:
        return f"{percent(low, digits=digits)} to {percent(high, digits=digits)}"
    return f"{_hundredths(low, digits)}–{percent(high, digits=digits)}"


def level_percent(level: float) -> str:
    """Write a confidence level.

    >>> level_percent(0.95), level_percent(0.975)
    ('95%', '97.5%')
    """
    return f"{100 * level:g}%"


def points(change: float) -> str:
    """Write a difference of two proportions in percentage points, with its sign.

    >>> points(-0.0741), points(0.012), points(0.0)
    ('−7.4', '+1.2', '0.0')
    """
    text = f"{abs(100 * change):.1f}"
    if text == "0.0":
        return text
    return ("+" if change > 0 else "−") + text


def p_value(p: float | None) -> str:
    """Write a p value as an equation.

    >>> p_value(0.0043), p_value(0.26), p_value(1e-9), p_value(None)
    ('p = 0.004', 'p = 0.26', 'p < 0.001', 'p not computed')
    """
    if p is None:
        return f"p {NOT_COMPUTED}"
    if p < 0.001:
        return "p < 0.001"
    if p < 0.1:
        return f"p = {p:.3f}"
    return "p > 0.99" if p > 0.99 else f"p = {p:.2f}"


def statistic(value: float | None) -> str:
    """Write a variance or a test statistic with three significant digits.

    >>> statistic(0.51887), statistic(18.92), statistic(1234.5), statistic(0.0), statistic(2e-5)
    ('0.519', '18.9', '1234', '0', '<0.001')
    """
    if value is None:
        return NOT_COMPUTED
    if value < NO_SPREAD:
        return "0"
    if value < 0.001:
        return "<0.001"
    if value >= 100:
        return f"{value:.0f}"
    return f"{value:.3g}"


def statistic_interval(low: float | None, high: float | None) -> str:
    """Write the interval of a variance.

    >>> statistic_interval(0.02, 3.1), statistic_interval(0.0, None)
    ('0.02 to 3.1', 'not computed')
    """
    if low is None or high is None:
        return NOT_COMPUTED
    return f"{statistic(low)} to {statistic(high)}"


def count(n: int, one: str, many: str = "") -> str:
    """Write how many there are; up to nine in words, as journals do.

    >>> count(7, "cohort"), count(1, "study", "studies"), count(12, "cohort"), count(0, "cohort")
    ('seven cohorts', 'one study', '12 cohorts', 'no cohorts')
    """
    number = _SMALL[n] if n < len(_SMALL) else f"{n:,}"
    return f"{number} {one if n == 1 else many or f'{one}s'}"


def of_hundred(p: float) -> str:
    """Write a proportion as patients of a hundred.

    >>> of_hundred(0.4723), of_hundred(0.004), of_hundred(0.996)
    ('about 47 of 100', 'fewer than 1 of 100', 'more than 99 of 100')
    """
    if p < 0.005:
        return "fewer than 1 of 100"
    if p >= 0.995:
        return "more than 99 of 100"
    return f"about {100 * p:.0f} of 100"


def listing(items: Sequence[str], *, last: str = "and") -> str:
    """Write items as a list within a sentence.

    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def sentence(text: str) -> str:
    """Give a text a capital and a full stop, so that texts from a workbook read as sentences.

    >>> sentence("one extraction pass"), sentence("Not adjudicated."), sentence("")
    ('One extraction pass.', 'Not adjudicated.', '')
    """
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?…" else ".")


def _hundredths(p: float, digits: int) -> str:
    if p in (0.0, 1.0):
        return f"{100 * p:.0f}"
    text = f"{100 * abs(p):.{digits}f}"
    least = f"{10**-digits:.{digits}f}"
    if 0 < p < 1 and float(text) == 0:
        return f"<{least}"
    if 0 < p < 1 and float(text) == 100:
        return f">{100 - 10**-digits:.{digits}f}"
    return ("−" if p < 0 and float(text) else "") + text
