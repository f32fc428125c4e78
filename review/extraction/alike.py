"""How alike two cohorts of different studies are, where nobody has said that they share patients."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from review.extraction.arms import lines_apart
from review.extraction.dataset import Cohort, Row
from review.extraction.dates import surely_before

#: Fewest patients of two cohorts with the same counts that are worth a look: 0 of 6 is met twice by chance.
FEWEST_ALIKE = 10

Side = tuple[Row, Cohort]


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two cohorts have in common; `complete` where institution, time, drug and histology all agree."""

    reason: str
    complete: bool


def likeness(a: Side, b: Side) -> Likeness | None:
    """What speaks for shared patients; None where nothing does or something speaks against it.

    Cohorts of one institution with a drug in common may share patients unless their enrolment windows lie
    apart; so may cohorts with the same counts and a drug in common, which may be one series told twice.
    """
    (study_a, cohort_a), (study_b, cohort_b) = a, b
    together = _windows(study_a, study_b)
    if together is False or lines_apart(cohort_a.row, cohort_b.row):
        return None
    if _differ(cohort_a.row.text("combination_class"), cohort_b.row.text("combination_class")):
        return None
    drugs = _shared(cohort_a.row, cohort_b.row, "ici_agents")
    if not drugs and cohort_a.row.value("ici_agents") and cohort_b.row.value("ici_agents"):
        return None
    places = _shared(study_a, study_b, "institutions")
    counts = _counts(cohort_a) & _counts(cohort_b)
    if not places and not (counts and drugs):
        return None
    histologies = {cohort_a.row.text("histology"), cohort_b.row.text("histology")}
    one_histology = len(histologies) == 1 and "" not in histologies
    parts = [f"both of {' and '.join(places)}" if places else ""]
    parts += ["enrolled at the same time" if together else ""]
    parts += [
        f"both {' and '.join(drugs)}" if drugs else "",
        f"both {histologies.pop()}" if one_histology else "",
    ]
    parts += [f"the same counts ({' and '.join(f'{x} of {n}' for x, n in sorted(counts))})" if counts else ""]
    complete = bool(places and together and drugs and one_histology)
    return Likeness(", ".join(part for part in parts if part), complete)


def _differ(a: str, b: str) -> bool:
    return a != b and not {a, b} & {"", "mixed"}


def _shared(a: Row, b: Row, field: str) -> tuple[str, ...]:
    """The entries of two list fields that are the same, spelled as in the first."""
    first, second = a.value(field), b.value(field)
    if not isinstance(first, tuple) or not isinstance(second, tuple):
        return ()
    known = {_plain(item) for item in second}
    return tuple(item for item in first if _plain(item) in known)


def _plain(text: str) -> str:
    """Letters and digits only, so that `Institut Gustave-Roussy` is `institut gustave roussy`.

    >>> _plain("Hôpital St. Louis") == _plain("hopital st louis")
    True
    """
    letters = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def _windows(a: Row, b: Row) -> bool | None:
    """Whether two studies enrolled at the same time; None where too little is known."""
    start_a, end_a, start_b, end_b = (
        row.text(field) for row in (a, b) for field in ("enrol_start", "enrol_end")
    )
    if (end_a and start_b and surely_before(end_a, start_b)) or (
        end_b and start_a and surely_before(end_b, start_a)
    ):
        return False
    return True if start_a and end_a and start_b and end_b else None


def _counts(cohort: Cohort) -> set[tuple[int, int]]:
    """The counts of a cohort that two series hardly share by chance."""
    found = set()
    for response in cohort.responses:
        x, n = response.row.count("responders"), response.row.count("n_evaluable")
        if x is not None and n is not None and n >= FEWEST_ALIKE and 0 < x < n:
            found.add((x, n))
    return found
