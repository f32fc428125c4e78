"""How a cohort is named where people read: surname and year, made unique only where it must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from review.extraction.dataset import Cohort, Study

_INITIALS = re.compile(r"^[^\W\d_]{1,3}(\.?-?[^\W\d_]\.?)*$")


def study_label(study: Study) -> str:
    """Surname of the first author and year; regimen and year where the author is not known.

    >>> from review.extraction.dataset import Entry, Row
    >>> from review.problems import Place
    >>> here = Place("x.xlsx", "Studies", "B4")
    >>> row = Row("Studies", 4, "dangelo2018", {"first_author": Entry("D'Angelo SP", None, here),
    ...                                         "year": Entry(2018, None, here)})
    >>> study_label(Study("dangelo2018", row))
    "D'Angelo 2018"
    """
    author, year = study.row.text("first_author"), study.row.text("year")
    name = _surname(author) if author else _regimen(study)
    return f"{name} {year}".strip() or study.study_id


def cohort_name(study: Study, cohort: Cohort) -> str:
    """The study and what the workbook calls the cohort, for a cohort outside an analysis."""
    return f"{study_label(study)}: {cohort.row.text('label') or cohort.cohort_id}"


def _surname(author: str) -> str:
    words = author.split(",")[0].split()
    while len(words) > 1 and words[-1].isupper() and _INITIALS.match(words[-1]):
        words.pop()
    return " ".join(words)


def _regimen(study: Study) -> str:
    for cohort in study.cohorts:
        if regimen := cohort.row.text("regimen"):
            return _without_doses(regimen)
    return study.study_id


def _without_doses(regimen: str) -> str:
    """The drugs of a regimen without doses and schedules, for a label."""
    parts = [re.split(r"\s(?=\d)|\s*\(", part.strip())[0] for part in regimen.split("+")]
    return " + ".join(part for part in parts if part)


def cohort_labels(cohorts: Sequence[tuple[Study, Cohort]]) -> tuple[str, ...]:
    """One label per cohort, all different: the study's, and what tells alike ones apart."""
    labels = [study_label(study) for study, _ in cohorts]
    details: tuple[Callable[[Study, Cohort], str], ...] = (
        lambda study, _: study.row.text("first_author"),
        lambda _, cohort: cohort.row.text("histology"),
        lambda _, cohort: cohort.row.text("label"),
        lambda _, cohort: cohort.cohort_id,
    )
    for detail in details:
        found = [detail(study, cohort) for study, cohort in cohorts]
        alike: dict[str, set[str]] = {}
        for label, text in zip(labels, found, strict=True):
            alike.setdefault(label, set()).add(text)
        labels = [
            _joined(label, text, study) if text and len(alike[label]) > 1 else label
            for label, text, (study, _) in zip(labels, found, cohorts, strict=True)
        ]
    return tuple(labels)


def _joined(label: str, detail: str, study: Study) -> str:
    """The label with a detail; initials go between surname and year."""
    if detail == study.row.text("first_author"):
        return f"{detail} {study.row.text('year')}".strip()
    return f"{label}, {detail}"
