"""Whether two cohorts may be one arm: the same treatment, the same line."""

from __future__ import annotations

import re

from review.extraction.dataset import Row

_DOSE = re.compile(r"\d+(?:\.\d+)?\s*(?:mg|µg|g)(?:/(?:kg|m2|m²))?\b")


def same_arm(first: Row, second: Row) -> bool:
    """Whether two cohorts of a study may have had the same treatment."""
    if first.text("regimen") and first.text("regimen").casefold() == second.text("regimen").casefold():
        return True
    classes = {first.text("combination_class"), second.text("combination_class")}
    if "mixed" in classes or "" in classes:
        return True
    if len(classes) > 1 or first.value("ici_agents") != second.value("ici_agents"):
        return False
    doses = [set(_DOSE.findall(row.text("regimen"))) for row in (first, second)]
    # Reports of one trial word its regimen differently; only doses that differ show another arm.
    return not doses[0] or not doses[1] or doses[0] == doses[1]


def lines_apart(first: Row, second: Row) -> bool:
    """Whether one cohort is of first-line patients and the other of pretreated ones."""
    return {first.text("line"), second.text("line")} == {"first", "pretreated"}
