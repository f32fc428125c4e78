"""The same patients twice: pairs of cohorts that may share patients, graded, each with its reason.

A pair is found by a link that an extractor entered (``overlaps_with``, or ``subset_of`` for a part inside its
whole), because two cohorts of one trial had the same regimen and histologies of which one may lie inside the
other, or because two cohorts of different studies are alike: the same institution, drug and histology at the
same time, or the same counts.
Which cohort of a pair is pooled is for the analysis to say.

To grade by something else, add a function that yields pairs to `_SOURCES`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from review.extraction.alike import likeness
from review.extraction.arms import lines_apart, same_arm
from review.extraction.dataset import Cohort, Dataset, Study
from review.extraction.histologies import histologies_agree, histologies_apart, is_mixture
from review.extraction.registrations import registrations, report_identifiers

Grade = Literal["certain", "likely", "possible"]

#: What each grade means, the surest first.
GRADES: Mapping[Grade, str] = {
    "certain": "reports of one trial on the same patients, or a part inside its whole",
    "likely": "linked by an extractor, or of one trial and not told apart, or alike in all that is known",
    "possible": "alike in something that patients share: institution and drug, or the counts",
}


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two cohorts that may share patients.

    Parameters
    ----------
    grade
        How sure it is; see `GRADES`.
    reason
        What speaks for it, as a clause.
    by_likeness
        Whether nothing but likeness speaks for it: no link, no common study, no common registration.
    """

    cohort_a: str
    cohort_b: str
    grade: Grade
    reason: str
    by_likeness: bool = False

    @property
    def refused(self) -> bool:
        """Whether an analysis may not pool both without saying why."""
        return not self.by_likeness

    def of(self, cohort: str) -> str:
        """The other cohort of the pair; empty where `cohort` is in neither place."""
        return {self.cohort_a: self.cohort_b, self.cohort_b: self.cohort_a}.get(cohort, "")


@dataclass(frozen=True, slots=True)
class _Member:
    """A cohort with what tells whether its patients are those of another."""

    cohort: Cohort
    study: Study
    trial: str
    position: int

    @property
    def name(self) -> str:
        return self.cohort.cohort_id

    @property
    def histology(self) -> str:
        return self.cohort.row.text("histology")

    @property
    def reports(self) -> set[str]:
        return {response.report_id for response in self.cohort.responses}


_Pair = tuple[_Member, _Member, Grade, str]


def overlaps(dataset: Dataset) -> tuple[Overlap, ...]:
    """Every pair of cohorts that may share patients, in the order of the workbook.

    An id in ``overlaps_with`` is a cohort, else the cohorts with response rows in the report of that id,
    else the cohorts of the study of that id. A link holds both ways. A link by report or study does not
    join cohorts of two different histologies, nor two arms of one study. A pair that several things speak
    for has the surest grade, and the reason of that.
    """
    trial = _trials(dataset)
    members = [
        _Member(cohort, study, trial[study.study_id], number)
        for number, (study, cohort) in enumerate(dataset.cohorts())
    ]
    order = list(GRADES)
    found: dict[tuple[int, int], Overlap] = {}
    for source, by_likeness in _SOURCES.items():
        for a, b, grade, reason in source(members):
            if a.position > b.position:
                a, b = b, a
            pair = (a.position, b.position)
            known = found.get(pair)
            surer = known is None or order.index(grade) < order.index(known.grade)
            if known is None or (surer and not by_likeness):
                found[pair] = Overlap(a.name, b.name, grade, reason, by_likeness)
    return tuple(found[pair] for pair in sorted(found))


def _by_link(members: list[_Member]) -> Iterator[_Pair]:
    by_cohort = {member.name: member for member in members}
    by_report: dict[str, list[_Member]] = defaultdict(list)
    by_study: dict[str, list[_Member]] = defaultdict(list)
    for member in members:
        by_study[member.study.study_id].append(member)
        for report in dict.fromkeys(response.report_id for response in member.cohort.responses):
            by_report[report].append(member)
    for a in members:
        named = a.cohort.row.value("overlaps_with")
        for name in named if isinstance(named, tuple) else ():
            if name in by_cohort:
                b = by_cohort[name]
                if b is not a:
                    sure = b.trial == a.trial and not histologies_apart(a.histology, b.histology)
                    yield a, b, _grade(sure), f"{a.name} lists {name} in overlaps_with"
                continue
            kind = "report" if name in by_report else "study"
            others = [b for b in by_report.get(name) or by_study.get(name, []) if b is not a]
            # A link to another trial that holds other histologies only contradicts itself: it is asked about.
            contradicts = all(
                b.trial != a.trial and histologies_apart(a.histology, b.histology) for b in others
            )
            for b in others:
                if histologies_apart(a.histology, b.histology) and not contradicts:
                    continue
                if b.trial == a.trial and not same_arm(a.cohort.row, b.cohort.row):
                    continue
                sure = b.trial == a.trial and histologies_agree(a.histology, b.histology)
                reason = f"{a.name} lists {name} (a {kind} of {b.name}) in overlaps_with"
                reason += f", though they are {a.histology} and {b.histology}" if contradicts else ""
                yield a, b, _grade(sure), reason


def _by_part(members: list[_Member]) -> Iterator[_Pair]:
    """Each part with its whole, and with every whole that holds that one."""
    by_cohort = {member.name: member for member in members}
    for part in members:
        inside, whole = part, by_cohort.get(part.cohort.row.text("subset_of"))
        passed = {part.name}
        while whole is not None and whole.name not in passed:
            passed.add(whole.name)
            through = "" if inside is part else f" through {inside.name}"
            yield part, whole, "certain", f"{part.name} is entered as a part of {whole.name}{through}"
            inside, whole = whole, by_cohort.get(whole.cohort.row.text("subset_of"))


def _grade(sure: bool) -> Grade:
    return "certain" if sure else "likely"


def _by_trial(members: list[_Member]) -> Iterator[_Pair]:
    groups: dict[str, list[_Member]] = defaultdict(list)
    for member in members:
        groups[member.trial].append(member)
    for group in groups.values():
        for a, b in combinations(group, 2):
            first, second = a.cohort.row, b.cohort.row
            if histologies_apart(a.histology, b.histology):
                continue
            if not same_arm(first, second) or lines_apart(first, second):
                continue
            where = (
                "the same study"
                if a.study is b.study
                else f"two studies with one {_shared(a, b)} ({a.study.study_id} and {b.study.study_id})"
            )
            one, other = a.histology or "unknown", b.histology or "unknown"
            if a.histology == b.histology:
                what = f"both {one}" if a.histology else "histologies not given"
            else:
                what = f"{one} and {other}, of which one may hold the other"
            # One report that gives two cohorts of one histology gives two groups of patients, or a whole and
            # a part; two reports that each give one give the same patients at two times.
            told_twice = not is_mixture(one) and histologies_agree(one, other) and not a.reports & b.reports
            yield a, b, _grade(told_twice), f"{where}, the same regimen, {what}"


def _shared(a: _Member, b: _Member) -> str:
    """What makes two studies one trial; a chain over a third study counts as a registration."""
    alike = {mark for report in a.study.reports for mark in report_identifiers(report.row)}
    reports = alike & {mark for report in b.study.reports for mark in report_identifiers(report.row)}
    return "report" if reports else "registration"


def _by_likeness(members: list[_Member]) -> Iterator[_Pair]:
    for a, b in combinations(members, 2):
        if a.trial == b.trial or histologies_apart(a.histology, b.histology):
            continue
        if a.study.row.value("registry_ids") and b.study.row.value("registry_ids"):
            continue  # two registered trials: nobody is enrolled in both for one disease and drug
        found = likeness((a.study.row, a.cohort), (b.study.row, b.cohort))
        if found:
            yield a, b, "likely" if found.complete else "possible", found.reason


#: What yields pairs, and whether by likeness alone.
_SOURCES: Mapping[Callable[[list[_Member]], Iterator[_Pair]], bool] = {
    _by_part: False,
    _by_link: False,
    _by_trial: False,
    _by_likeness: True,
}


def _trials(dataset: Dataset) -> dict[str, str]:
    """For each study the first with which it shares a registration or a report, through others too."""
    leader = {study.study_id: study.study_id for study in dataset.studies}

    def lead(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    owner: dict[str, str] = {}
    for study in dataset.studies:
        same = [*registrations(study.row)]
        for report in study.reports:
            same += report_identifiers(report.row)
        for mark in same:
            first = owner.setdefault(mark, study.study_id)
            leader[lead(study.study_id)] = lead(first)
    return {name: lead(name) for name in leader}
