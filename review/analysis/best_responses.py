"""Best overall response of a cohort, part by part, each with the cell that it was read from.

What a report does not give, and what an error bars, is unknown here: never zero, and never worked out
from the other parts.
"""

from __future__ import annotations

from collections.abc import Mapping

from review.analysis.results import TracedNumber
from review.extraction.dataset import Response
from review.problems import Problem

#: The parts in the order of RECIST, after what they are parts of.
WHOLE = ("n_evaluable", "responders")
PARTS = ("cr", "pr", "sd", "pd", "ne", "other")


def best_responses(
    response: Response, barred: Mapping[tuple[str, str, str], Problem]
) -> tuple[TracedNumber, ...]:
    """Return evaluable patients, responders and every part; None where a number is not known."""
    numbers = []
    for field in (*WHOLE, *PARTS):
        if field not in response.row:
            continue
        place = response.row[field].place
        known = (place.file, place.sheet, place.cell) not in barred
        numbers.append(
            TracedNumber(
                field=field,
                value=response.row.count(field) if known else None,
                file=place.file,
                sheet=place.sheet,
                cell=place.cell,
            )
        )
    return tuple(numbers)
