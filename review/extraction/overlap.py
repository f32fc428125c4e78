"""The same patients twice: pairs of cohorts that may share patients, each with its reason.

A pair is found by a link that an extractor entered (``overlaps_with``), because two cohorts of one study
had the same regimen and histologies of which one may lie inside the other, or because two studies share a
registration. Which cohort of a pair is pooled is for the analysis to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from review.extraction.arms import lines_apart, same_arm
from review.extraction.dataset import Cohort, Dataset, Study
from review.extraction.histologies import histologies_agree, histologies_apart


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two cohorts that may share patients.

    Parameters
    ----------
    certain
        Whether they surely do: an extractor linked two cohorts of one study whose histologies agree.
    reason
        What speaks for it, as a clause.
    """

    cohort_a: str
    cohort_b: str
    certain: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Member:
    """A cohort with what tells whether its patients are those of another."""

    cohort: Cohort
    study: Study
    position: int

    @property
    def name(self) -> str:
        return self.cohort.cohort_id

    @property
    def histology(self) -> str:
        return self.cohort.row.text("histology")


def overlaps(dataset: Dataset) -> tuple[Overlap, ...]:
    """Every pair of cohorts that may share patients, in the order of the workbook.

    An id in ``overlaps_with`` is a cohort, else the cohorts with response rows in the report of that id,
    else the cohorts of the study of that id. A link holds both ways. A link by report or study does not
    join cohorts of two different histologies, nor two arms of one study.
    """
    members = [_Member(cohort, study, number) for number, (study, cohort) in enumerate(dataset.cohorts())]
    found: dict[tuple[str, str], Overlap] = {}
    for a, b, certain, reason in (*_by_link(members), *_by_study(members, dataset)):
        if a.position > b.position:
            a, b = b, a
        pair = (a.name, b.name)
        known = found.get(pair)
        if known is None or (certain and not known.certain):
            found[pair] = Overlap(*pair, certain, reason)
    order = {member.name: member.position for member in members}
    return tuple(sorted(found.values(), key=lambda one: (order[one.cohort_a], order[one.cohort_b])))


def _by_link(members: list[_Member]) -> Iterator[tuple[_Member, _Member, bool, str]]:
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
                    sure = b.study is a.study and not histologies_apart(a.histology, b.histology)
                    yield a, b, sure, f"{a.name} lists {name} in overlaps_with"
                continue
            kind = "report" if name in by_report else "study"
            for b in by_report.get(name) or by_study.get(name, []):
                if b is a or histologies_apart(a.histology, b.histology):
                    continue
                if b.study is a.study and not same_arm(a.cohort.row, b.cohort.row):
                    continue
                sure = b.study is a.study and histologies_agree(a.histology, b.histology)
                yield a, b, sure, f"{a.name} lists {name} (a {kind} of {b.name}) in overlaps_with"


def _by_study(members: list[_Member], dataset: Dataset) -> Iterator[tuple[_Member, _Member, bool, str]]:
    trial = _trials(dataset)
    groups: dict[str, list[_Member]] = defaultdict(list)
    for member in members:
        groups[trial[member.study.study_id]].append(member)
    for group in groups.values():
        for a, b in combinations(group, 2):
            if (
                histologies_apart(a.histology, b.histology)
                or not same_arm(a.cohort.row, b.cohort.row)
                or lines_apart(a.cohort.row, b.cohort.row)
            ):
                continue
            where = (
                "the same study"
                if a.study is b.study
                else f"two studies with one registration ({a.study.study_id} and {b.study.study_id})"
            )
            if a.histology == b.histology:
                what = f"both {a.histology}" if a.histology else "histologies not given"
            else:
                one, other = a.histology or "unknown", b.histology or "unknown"
                what = f"{one} and {other}, of which one may hold the other"
            yield a, b, False, f"{where}, the same regimen, {what}"


def _trials(dataset: Dataset) -> dict[str, str]:
    """For each study the first study with which it shares a registration, through others too."""
    leader = {study.study_id: study.study_id for study in dataset.studies}

    def lead(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    owner: dict[str, str] = {}
    for study in dataset.studies:
        value = study.row.value("registry_ids")
        for registration in value if isinstance(value, tuple) else ():
            first = owner.setdefault(registration.casefold(), study.study_id)
            leader[lead(study.study_id)] = lead(first)
    return {name: lead(name) for name in leader}
