"""A rule: one thing that is checked, under a code that keeps its meaning for ever.

Rules stand in dict literals beside the functions that check them; `review/extraction/rules.py` is the
whole list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from review.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from review.extraction.filled import FilledForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the checks.

    Parameters
    ----------
    title
        What is wrong where the rule speaks, in a few words.
    reason
        Why it matters.
    check
        Finds every break of the rule in a filled form; None for what is found while cells are read.
    """

    code: str
    severity: Severity
    title: str
    reason: str
    check: Callable[[FilledForm], Iterator[Problem]] | None = None

    def problem(
        self, place: Place, message: str, *, found: object = "", fix: str = "", bars: tuple[str, ...] = ()
    ) -> Problem:
        """A problem under this rule's code and severity."""
        return Problem(self.code, self.severity, place, message, str(found), fix, bars)
