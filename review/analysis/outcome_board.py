"""What was extracted of each cohort for the outcomes that patients and clinicians ask for first.

Nothing is pooled here and nothing is worked out: a count, a percentage or a median stands as its report
has it. Two rows of one cohort that differ are shown as that, since nobody has said which counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from review.analysis.entered import Entered
from review.analysis.results import OutcomeFound
from review.extraction.dataset import Entry, Row
from review.problems import Problem

Barred = Mapping[tuple[str, str, str], Problem]

#: Columns of the board: code and title.
BOARD: Mapping[str, str] = {
    "ORR": "Objective response",
    "DCR": "Disease control",
    "G3": "Adverse events, grade ≥3",
    "PFS": "Median PFS, months",
}

#: How a safety row names events of grade 3 or higher of any kind; single kinds of event are other outcomes.
_SEVERE = re.compile(
    r"(treatment-related |any |all )?(adverse events?|AEs?|TRAEs?),? "
    r"(of )?grade (3 or higher|3 or more|3\+|>= ?3|≥ ?3|3[-–]5|3/4|3[-–]4)",
    re.IGNORECASE,
)


def outcomes_found(item: Entered, barred: Barred) -> tuple[OutcomeFound, ...]:
    """Return what stands of a cohort for each outcome of `BOARD`, in its order."""
    return (
        _counted("ORR", item, ("responders",), "orr_pct", barred),
        _counted("DCR", item, ("cr", "pr", "sd"), "dcr_pct", barred),
        _severe(item, barred),
        _progression_free(item, barred),
    )


def _counted(code: str, item: Entered, parts: Sequence[str], percentage: str, barred: Barred) -> OutcomeFound:
    row = item.response.row
    events = [_count(row, part, barred) for part in parts]
    total = _count(row, "n_evaluable", barred)
    if total and all(count is not None for count in events):
        added = sum(count or 0 for count in events)
        if added <= total:
            return _found(code, row, parts[0], events=added, n=total)
    printed = _number(row, percentage, barred)
    if printed is not None:
        return _found(code, row, percentage, percent=printed, n=total)
    return _missing(code, row, (*parts, percentage), barred)


def _severe(item: Entered, barred: Barred) -> OutcomeFound:
    rows = [row for row in item.cohort.safety if _SEVERE.fullmatch(row.text("event").strip())]
    found = []
    for row in rows:
        events, n = _count(row, "n_events", barred), _count(row, "n_safety", barred)
        printed = _number(row, "pct", barred)
        if events is None and printed is None:
            found.append(_missing("G3", row, ("n_events", "pct"), barred))
        elif events is not None and n is not None and events > n:
            continue
        else:
            cell = "n_events" if events is not None else "pct"
            found.append(_found("G3", row, cell, events=events, n=n, percent=printed))
    return _only("G3", found)


def _progression_free(item: Entered, barred: Barred) -> OutcomeFound:
    found = []
    for row in item.cohort.survival:
        if row.text("endpoint").casefold() != "pfs":
            continue
        median = _number(row, "median_months", barred)
        if median is not None:
            ends = _number(row, "ci_low", barred), _number(row, "ci_high", barred)
            found.append(_found("PFS", row, "median_months", median=median, low=ends[0], high=ends[1]))
        else:
            found.append(_missing("PFS", row, ("median_months",), barred))
    return _only("PFS", found)


def _only(code: str, found: Sequence[OutcomeFound]) -> OutcomeFound:
    """The one finding; of several that say different things none can be chosen here."""
    told = [one for one in found if not one.missing] or list(found)
    if not told:
        return OutcomeFound(code=code, missing="not extracted")
    first = told[0]
    same = all(
        (one.events, one.n, one.percent, one.median) == (first.events, first.n, first.percent, first.median)
        for one in told
    )
    return first if same else OutcomeFound(code=code, missing=f"{len(told)} reports differ")


def _found(code: str, row: Row, field: str, **numbers: int | float | None) -> OutcomeFound:
    place = row[field].place
    return OutcomeFound(
        code=code,
        file=place.file,
        sheet=place.sheet,
        cell=place.cell,
        **numbers,  # type: ignore[arg-type]
    )


def _missing(code: str, row: Row, fields: Sequence[str], barred: Barred) -> OutcomeFound:
    """Why there is nothing: an error, a code that a reviewer wrote, or a blank."""
    entries = [row[field] for field in fields if field in row]
    if any(_barred(entry, barred) for entry in entries):
        return OutcomeFound(code=code, missing="barred by an error")
    codes = {entry.missing for entry in entries if entry.value is None}
    words = {
        "NREACHED": "not reached", "NR": "not reported", "UNCLEAR": "unclear", "NA": "not applicable",
    }  # fmt: skip
    told = [words[code] for code in words if code in codes]
    return OutcomeFound(code=code, missing=told[0] if told else "not extracted")


def _count(row: Row, field: str, barred: Barred) -> int | None:
    return None if field not in row or _barred(row[field], barred) else row.count(field)


def _number(row: Row, field: str, barred: Barred) -> float | None:
    if field not in row or _barred(row[field], barred):
        return None
    value = row.value(field)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _barred(entry: Entry, barred: Barred) -> bool:
    return (entry.place.file, entry.place.sheet, entry.place.cell) in barred
