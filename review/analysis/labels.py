"""How a cohort is named where people read: surname and year, made unique only where it must be.

The name is that of the report that the cohort's numbers were read in, where its citation gives author and
year: readers look for Burgess 2019, not for the study of Tawbi 2017 that it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from review.extraction.dataset import Cohort, Report, Study

_INITIALS = re.compile(r"^[^\W\d_]{1,3}(\.?-?[^\W\d_]\.?)*$")

#: Documents of the study's own authors beside its main report. Regulators, registers, the press and
#: reviews speak of a study, and a cohort read there keeps the study's name.
OWN_REPORTS = frozenset({"interim", "update", "subgroup", "abstract"})

#: A journal must follow the author, or one with capitals (Lancet HIV. 2019) would be taken for him.
#: ``Burgess MA. J Clin Oncol 2019`` and ``Burgess MA, Tawbi HA, et al. J Clin Oncol. 2019;37:11015``.
_CITED = re.compile(
    r"(?P<author>[^.,;:()]+ [A-Z][A-Za-z-]{0,3})(?:, [^.]*| et al)?\. (?!cited in )(?P<rest>[A-Za-z(].+)"
)
_YEAR_AT_END = re.compile(r"\b((?:19|20)\d\d)\.?$")
_YEAR_BEFORE_VOLUME = re.compile(r"\b((?:19|20)\d\d)(?= ?[;:])")


@dataclass(frozen=True, slots=True)
class Named:
    """Whose numbers these are: the first author as cited, the name and the year of a label."""

    author: str
    name: str
    year: str

    @property
    def label(self) -> str:
        """Surname and year."""
        return f"{self.name} {self.year}".strip()


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
    return _of_study(study).label


def cohort_name(study: Study, cohort: Cohort) -> str:
    """The label and what the workbook calls the cohort, for a cohort outside an analysis."""
    return f"{_named(study, _only_report(cohort)).label}: {cohort.row.text('label') or cohort.cohort_id}"


def naming_notes(study: Study, report_id: str) -> tuple[str, ...]:
    """What a reader must know of a label: another report than the study's, or no author."""
    named, own = _named(study, report_id), _of_study(study)
    if named.label != own.label:
        return (f"named by the report that the numbers were read in; the study is {own.label}",)
    return () if named.author else ("named by its drugs, because the first author is not known",)


def cited(citation: str) -> Named | None:
    """The first author and the year of a citation; None where it does not give both.

    >>> cited("Burgess MA. J Clin Oncol (ASCO 2019 abstract 11015) 2019").label
    'Burgess 2019'
    >>> cited("cited in Biomark Res 2023 Table 1") is None
    True
    """
    found = _CITED.fullmatch(citation.strip())
    if found is None:
        return None
    author, rest = found["author"], found["rest"]
    year = _YEAR_AT_END.search(rest) or _YEAR_BEFORE_VOLUME.search(rest)
    surname = _surname(author)
    return Named(author, surname, year[1]) if year and surname != author else None


def _named(study: Study, report_id: str) -> Named:
    report = next((one for one in study.reports if one.report_id == report_id), None)
    if report is None or report is _main(study) or report.row.text("role") not in OWN_REPORTS:
        return _of_study(study)
    return cited(report.row.text("citation")) or _of_study(study)


def _main(study: Study) -> Report:
    """The primary report of a study, which has reports; the first where none is called so."""
    return next((one for one in study.reports if one.row.text("role") == "primary"), study.reports[0])


def _only_report(cohort: Cohort) -> str:
    """The report of all the response rows of a cohort; empty where they come from several."""
    found = {response.report_id for response in cohort.responses}
    return next(iter(found)) if len(found) == 1 else ""


def _of_study(study: Study) -> Named:
    author, year = study.row.text("first_author"), study.row.text("year")
    name = _surname(author) if author else _regimen(study)
    return Named(author, name or study.study_id, year)


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


def cohort_labels(
    cohorts: Sequence[tuple[Study, Cohort]], report_ids: Sequence[str] | None = None
) -> tuple[str, ...]:
    """One label per cohort, all different: author and year, and what tells alike ones apart.

    Parameters
    ----------
    cohorts
        Each cohort with its study.
    report_ids
        The report that the numbers of each cohort were read in; else the one that all its rows name.
    """
    read_in = report_ids or [_only_report(cohort) for _, cohort in cohorts]
    named = [_named(study, report) for (study, _), report in zip(cohorts, read_in, strict=True)]
    labels = [one.label for one in named]
    details: tuple[Callable[[Named, Cohort], str], ...] = (
        lambda one, _: one.author,
        lambda _, cohort: cohort.row.text("histology"),
        lambda _, cohort: cohort.row.text("label"),
        lambda _, cohort: cohort.cohort_id,
    )
    for detail in details:
        found = [detail(one, cohort) for one, (_, cohort) in zip(named, cohorts, strict=True)]
        alike: dict[str, set[str]] = {}
        for label, text in zip(labels, found, strict=True):
            alike.setdefault(label, set()).add(text)
        labels = [
            _joined(label, text, one) if text and len(alike[label]) > 1 else label
            for label, text, one in zip(labels, found, named, strict=True)
        ]
    return tuple(labels)


def _joined(label: str, detail: str, named: Named) -> str:
    """The label with a detail; initials go between surname and year."""
    if detail == named.author:
        return f"{detail} {named.year}".strip()
    return f"{label}, {detail}"
