"""A figure that an analysis does not allow."""

from __future__ import annotations


class NotDrawn(ValueError):
    """Why a figure cannot be drawn for an analysis, and what would do.

    >>> raise NotDrawn("a funnel plot needs two cohorts; there is 1", "review plot forest shows the cohort")
    Traceback (most recent call last):
    review.figures.not_drawn.NotDrawn: a funnel plot needs two cohorts; there is 1: review plot forest shows \
the cohort
    """

    def __init__(self, why: str, instead: str) -> None:
        super().__init__(f"{why}: {instead}")
        self.why = why
        self.instead = instead
