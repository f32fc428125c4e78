"""The same patients twice: pairs of cohorts that may share patients, each with its reason.

A pair is found by a link that an extractor entered (``overlaps_with``), because two cohorts of one study
had the same regimen and histologies of which one may lie inside the other, or because two studies share a
registration. Which cohort of a pair is pooled is for the analysis to say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from review.extraction.dataset import Cohort, Dataset, Study

#: Histologies that no cohort of soft tissue sarcoma holds.
BONE_ONLY = frozenset({"osteosarcoma", "chondrosarcoma", "chordoma"})

#: Histologies that no cohort of bone sarcoma holds.
SOFT_TISSUE_ONLY = frozenset({
    "ASPS", "UPS", "leiomyosarcoma", "uterine leiomyosarcoma", "dedifferentiated liposarcoma",
    "other liposarcoma", "liposarcoma", "synovial sarcoma", "epithelioid sarcoma", "MPNST", "SFT", "GIST",
    "rhabdomyosarcoma", "DSRCT", "myxofibrosarcoma", "clear cell sarcoma", "Kaposi sarcoma",
})  # fmt: skip

#: Histologies that are a kind of another one.
KIND_OF: Mapping[str, str] = {
    "uterine leiomyosarcoma": "leiomyosarcoma",
    "dedifferentiated liposarcoma": "liposarcoma",
    "other liposarcoma": "liposarcoma",
    "UPS": "undifferentiated sarcoma",
}

_DOSE = re.compile(r"\d+(?:\.\d+)?\s*(?:mg|µg|g)(?:/(?:kg|m2|m²))?\b")


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
                    sure = b.study is a.study and not _histologies_apart(a.histology, b.histology)
                    yield a, b, sure, f"{a.name} lists {name} in overlaps_with"
                continue
            kind = "report" if name in by_report else "study"
            for b in by_report.get(name) or by_study.get(name, []):
                if b is a or _histologies_apart(a.histology, b.histology):
                    continue
                if b.study is a.study and not _same_arm(a, b):
                    continue
                sure = b.study is a.study and _agree(a.histology, b.histology)
                yield a, b, sure, f"{a.name} lists {name} (a {kind} of {b.name}) in overlaps_with"


def _by_study(members: list[_Member], dataset: Dataset) -> Iterator[tuple[_Member, _Member, bool, str]]:
    trial = _trials(dataset)
    groups: dict[str, list[_Member]] = defaultdict(list)
    for member in members:
        groups[trial[member.study.study_id]].append(member)
    for group in groups.values():
        for a, b in combinations(group, 2):
            if _histologies_apart(a.histology, b.histology) or not _same_arm(a, b) or _lines_apart(a, b):
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


def _same_arm(a: _Member, b: _Member) -> bool:
    """Whether two cohorts of a study may have had the same treatment."""
    first, second = a.cohort.row, b.cohort.row
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


def _lines_apart(a: _Member, b: _Member) -> bool:
    return {a.cohort.row.text("line"), b.cohort.row.text("line")} == {"first", "pretreated"}


def _is_mixture(histology: str) -> bool:
    """Whether a group may hold patients of several histologies."""
    words = histology.casefold()
    return words in ("", "other") or any(word in words for word in ("mixed", "rare", "positive"))


def _histologies_apart(a: str, b: str) -> bool:
    """Whether no patient can have both histologies.

    >>> _histologies_apart("ASPS", "UPS"), _histologies_apart("ASPS", "STS mixed")
    (True, False)
    >>> _histologies_apart("STS mixed", "bone mixed"), _histologies_apart("osteosarcoma", "STS mixed")
    (True, True)
    """
    if _agree(a, b):
        return False
    if not _is_mixture(a) and not _is_mixture(b):
        return True
    return _only(a) | _only(b) == {"bone", "soft tissue"}


def _only(histology: str) -> frozenset[str]:
    """The tissue to which a histology or group is limited; empty where it is not."""
    if histology in BONE_ONLY or histology == "bone mixed":
        return frozenset({"bone"})
    if histology in SOFT_TISSUE_ONLY or histology.startswith("STS mixed"):
        return frozenset({"soft tissue"})
    return frozenset()


def _agree(a: str, b: str) -> bool:
    """Whether two histologies are the same, or one is a kind of the other."""
    return a == b or KIND_OF.get(a) == b or KIND_OF.get(b) == a
