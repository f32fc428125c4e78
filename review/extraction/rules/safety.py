"""Patients with adverse events, rows against each other: some events are never more than all of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from review.extraction.dataset import Row
from review.extraction.filled import FilledForm
from review.extraction.rule import Rule
from review.problems import Problem

_ANY_GRADE = re.compile(r"\b(?:any|all)[ -]grades?\b")
_GRADE = re.compile(
    r"(?:\bgrades?\s*|\bgr?\.?\s*)?(?P<more>>=|≥)?\s*(?<!\d)(?P<low>[1-5])"
    r"(?P<up>\s*(?:or (?:higher|more|worse|above)|and (?:higher|above)|\+|plus"
    r"|(?:-|–|to|or)\s*(?P<high>[2-5])\b))?"
)
_CAUSES: Mapping[str, re.Pattern[str]] = {
    "treatment-related": re.compile(r"\b(?:treatment|drug|study[ -]drug)[ -]related\b|\btraes?\b"),
    "immune-related": re.compile(r"\b(?:immune|immunotherapy)[ -](?:related|mediated)\b|\biraes?\b"),
    "any": re.compile(
        r"\b(?:any|all)[ -]causes?\b|\ball[ -]causality\b|\btreatment[ -]emergent\b|\bteaes?\b"
    ),
}
_NAMES_OF_NOTHING = re.compile(r"\b(?:adverse events?|aes?|events?|patients?|with|an?|of|grade)\b|[^a-z0-9 ]")


@dataclass(frozen=True, slots=True)
class EventKind:
    """What a row of Safety counts.

    Parameters
    ----------
    what
        The event without its grade and cause; empty for adverse events as such.
    grades
        The lowest and the highest grade counted; None where it is not said.
    cause
        ``any``, ``treatment-related`` or ``immune-related``; empty where it is not said.
    """

    what: str
    grades: tuple[int, int] | None
    cause: str

    def within(self, other: EventKind) -> bool:
        """Whether every event of this kind is one of the other kind too."""
        if self.what != other.what or self == other:
            return False
        same_cause = self.cause == other.cause
        narrower_cause = other.cause == "any" and self.cause not in ("", "any")
        if self.grades == other.grades:
            return narrower_cause
        if self.grades is None or other.grades is None:
            return False
        inside = other.grades[0] <= self.grades[0] and self.grades[1] <= other.grades[1]
        return inside and (same_cause or narrower_cause)


def event_kind(event: str, *, grade: str = "", cause: str = "") -> EventKind:
    """What a row counts, from its words; the columns for grade and cause win over the event's own words.

    >>> event_kind("treatment-related adverse event, grade 3 or higher")
    EventKind(what='', grades=(3, 5), cause='treatment-related')
    >>> event_kind("Fatigue", grade="any", cause="any")
    EventKind(what='fatigue', grades=(1, 5), cause='any')
    """
    words = event.casefold()
    found_cause = ""
    for name, pattern in _CAUSES.items():
        if pattern.search(words):
            found_cause = found_cause or name
            words = pattern.sub(" ", words)
    grades = None
    if _ANY_GRADE.search(words):
        grades, words = (1, 5), _ANY_GRADE.sub(" ", words)
    elif (match := _graded(words)) is not None:
        grades, words = _grades(match), words[: match.start()] + " " + words[match.end() :]
    if grade:
        typed = _graded(f"grade {grade}")
        grades = (1, 5) if grade.casefold() == "any" else _grades(typed) if typed else grades
    what = " ".join(_NAMES_OF_NOTHING.sub(" ", words).split())
    return EventKind(what, grades, cause.casefold() or found_cause)


def _graded(words: str) -> re.Match[str] | None:
    """A grade in a text: a digit counts only after the word, its letter, or the sign for "at least"."""
    for match in _GRADE.finditer(words):
        if match["more"] or re.match(r"\s*g", match.group()):
            return match
    return None


def _grades(match: re.Match[str]) -> tuple[int, int]:
    low = int(match["low"])
    if match["high"]:
        return low, int(match["high"])
    return low, 5 if match["more"] or match["up"] else low


def _some_events_exceed_all(filled: FilledForm) -> Iterator[Problem]:
    groups: dict[tuple[str, str], list[tuple[EventKind, Row]]] = defaultdict(list)
    for row in filled.sheet("Safety"):
        if row.count("n_events") is not None:
            kind = event_kind(row.text("event"), grade=row.text("grade"), cause=row.text("cause"))
            groups[row.text("cohort_id"), row.text("report_id")].append((kind, row))
    for rows in groups.values():
        for (narrow, some), (wide, every) in permutations(rows, 2):
            part, whole = some.count("n_events"), every.count("n_events")
            if narrow.within(wide) and part is not None and whole is not None and part > whole:
                yield SAFETY_RULES["SAFE01"].problem(
                    some["n_events"].place,
                    f"{part} patients with {_named(some)}, but {whole} with {_named(every)} "
                    f"(row {every.number})",
                    found=part,
                    fix="re-read the report; count patients with at least one event, not events",
                    bars=(some["n_events"].place.cell, every["n_events"].place.cell),
                )


def _named(row: Row) -> str:
    further = [f"{name} {text}" for name in ("grade", "cause") if (text := row.text(name))]
    return ", ".join((row.text("event") or "an event", *further))


SAFETY_RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule(
            code="SAFE01",
            severity="error",
            title="More patients with some events than with all of them",
            reason="Events of grade 3 or higher, or related to treatment, are some of all events.",
            check=_some_events_exceed_all,
        ),
    )
}
