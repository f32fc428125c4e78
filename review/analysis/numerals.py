"""How numbers are written in a figure: per cent or proportions, which decimal sign, which brackets.

Journals differ in this and in nothing that counts: every number is one of `Results`, and a text
alternative has it in per cent with a point, whatever the figure prints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_POINT = re.compile(r"(?<=\d)\.(?=\d)")
_P = re.compile(r"\bp ([=<]) 0?\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerals:
    """The numbers of a figure as one journal writes them.

    Parameters
    ----------
    scale
        100 for per cent, 1 for proportions.
    digits
        Decimals of rates and their intervals.
    decimal
        The decimal sign.
    rate_sign
        What follows a rate that stands with its interval, such as the sign for per cent.
    between
        What stands between the ends of an interval; ``to`` takes its place where an end is negative.
    brackets
        What stands around an interval beside its rate.
    p_value
        How a p value is written, with ``{sign}`` and ``{digits}``, the digits after the decimal sign.
    """

    scale: int = 100
    digits: int = 1
    decimal: str = "."
    rate_sign: str = ""
    between: str = "–"
    brackets: str = "()"
    p_value: str = "p {sign} 0.{digits}"

    def rate(self, proportion: float | None) -> str:
        """A rate.

        >>> Numerals().rate(19 / 52), Numerals(scale=1, digits=2).rate(19 / 52)
        ('36.5', '0.37')
        """
        # Imported here: help lists the layouts, which have numerals, and comes at once.
        from review.analysis.wording import NOT_ESTIMABLE, number

        if proportion is None:
            return NOT_ESTIMABLE
        return self.text(number(self.scale * proportion, self.digits))

    def interval(self, low: float | None, high: float | None) -> str:
        """The ends of an interval, without brackets.

        >>> Numerals(decimal="·").interval(0.236, 0.51), Numerals().interval(-0.055, 1.38)
        ('23·6–51·0', '−5.5 to 138.0')
        """
        if low is None or high is None:
            return self.rate(None)
        ends = self.rate(low), self.rate(high)
        negative = ends[0].startswith("−") and self.between in "–-"
        return (" to " if negative else self.between).join(ends)

    def effect(self, estimate: float | None, low: float | None, high: float | None) -> str:
        """A rate with its interval, for one column.

        >>> Numerals(scale=1, digits=2, between=", ", brackets="[]").effect(0.365, 0.236, 0.51)
        '0.36 [0.24, 0.51]'
        """
        if estimate is None:
            return self.rate(None)
        return (
            f"{self.rate(estimate)}{self.rate_sign} "
            f"{self.brackets[0]}{self.interval(low, high)}{self.brackets[1]}"
        )

    def text(self, text: str) -> str:
        """Numbers within words that name nobody: the sign of their decimals, the way of a p value.

        >>> jama = Numerals(p_value="P {sign} .{digits}")
        >>> jama.text("Q = 7.31, df = 2, p = 0.026"), Numerals(decimal="·").text("τ² = 0.52")
        ('Q = 7.31, df = 2, P = .026', 'τ² = 0·52')
        """
        text = _P.sub(lambda match: self.p_value.format(sign=match[1], digits=match[2]), text)
        return text if self.decimal == "." else _POINT.sub(self.decimal, text)


#: Rates in per cent, with a point.
PER_CENT = Numerals()
