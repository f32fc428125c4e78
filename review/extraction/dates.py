"""Dates that are known to the year, the month or the day."""

from __future__ import annotations


def surely_before(first: str, second: str) -> bool:
    """Whether one date is surely before another; 2017 is not before 2017-04.

    >>> surely_before("2016", "2017-04"), surely_before("2017", "2017-04")
    (True, False)
    """
    shared = min(len(first), len(second))
    return first[:shared] < second[:shared]
