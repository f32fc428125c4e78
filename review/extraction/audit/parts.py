"""Whether cohorts that are parts of another one add up to it.

A part is a cohort of the same study, read in the same report and assessed in the same way, that is linked
to a larger one by ``subset_of`` or ``overlaps_with``, or is of one histology where the larger one is mixed,
or of one line where the larger one is of several. Parts are added up only where their patients make up the
whole, or where they differ from it in one respect; parts whose patients outnumber the whole share patients,
and say nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.extraction.arms import lines_apart, same_arm
from review.extraction.audit.rates import Finding
from review.extraction.dataset import Row
from review.extraction.histologies import histologies_apart, is_mixture
from review.problems import Place

PART_FINDINGS: Mapping[str, Finding] = {
    finding.code: finding
    for finding in (
        Finding("add up", "the parts add up to the whole", "agrees"),
        Finding("some", "some parts are given, and they fit into the whole", "agrees"),
        Finding("do not add up", "the patients add up, the responders do not", "contradicts"),
        Finding("too many", "the parts have more responders than the whole", "contradicts"),
        Finding("too few", "the parts have more patients without a response than the whole", "contradicts"),
        Finding(
            "share",
            "the parts have more patients than the whole: some are in several, or not in it",
            "unchecked",
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A cohort inside another one."""

    cohort_id: str
    responders: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsAudit:
    """A cohort with its parts, and a code of `PART_FINDINGS`."""

    whole: Part
    parts: tuple[Part, ...]
    report_id: str
    cell: str
    finding: str

    @property
    def responders(self) -> int:
        """Responders of all parts."""
        return sum(part.responders for part in self.parts)

    @property
    def n(self) -> int:
        """Patients of all parts."""
        return sum(part.n for part in self.parts)


@dataclass(frozen=True, slots=True)
class _Counted:
    """A cohort with one response row that has both counts."""

    cohort: Row
    response: Row
    part: Part

    @property
    def place(self) -> Place:
        return self.response["n_evaluable"].place


def parts_audits(rows: Iterable[tuple[Row, Row]]) -> tuple[PartsAudit, ...]:
    """Every whole with its parts, in the order of the rows.

    Parameters
    ----------
    rows
        For each response row, the row of its cohort and the row itself.
    """
    alike: dict[tuple[str, ...], list[_Counted]] = defaultdict(list)
    for cohort, response in rows:
        responders, n = _responders(response), response.count("n_evaluable")
        if responders is None or n is None or responders > n:
            continue
        key = (
            cohort.text("study_id"),
            *map(response.text, ("report_id", "timepoint", "criteria", "assessor")),
        )
        part = Part(cohort_id=cohort.text("cohort_id"), responders=responders, n=n)
        alike[key].append(_Counted(cohort, response, part))
    return tuple(audit for group in alike.values() for audit in _of_group(group))


def _responders(response: Row) -> int | None:
    printed, cr, pr = (response.count(name) for name in ("responders", "cr", "pr"))
    if printed is not None:
        return printed
    return None if cr is None or pr is None else cr + pr


def _of_group(group: Sequence[_Counted]) -> Iterator[PartsAudit]:
    for whole in group:
        inside = [one for one in group if _may_be_part(one, whole)]
        # Within a total, "other histologies" is a part beside the others and holds none of them.
        if any(_may_be_part(whole, larger) for larger in group):
            inside = [one for one in inside if _linked(one.cohort, whole.cohort)]
        if inside and sum(one.part.n for one in inside) == whole.part.n:
            yield _audit(whole, inside)
            continue
        sure = [one for one in inside if _is_part(one, whole)]
        by_histology = [one for one in sure if _histology(one) != _histology(whole)]
        otherwise = [one for one in sure if _histology(one) == _histology(whole)]
        for parts in (by_histology, otherwise):
            if parts:
                yield _audit(whole, parts)


def _histology(one: _Counted) -> str:
    return one.cohort.text("histology")


def _may_be_part(one: _Counted, whole: _Counted) -> bool:
    if one.part.n >= whole.part.n:
        return False
    if _linked(one.cohort, whole.cohort):
        return True
    apart = histologies_apart(_histology(one), _histology(whole)) or lines_apart(one.cohort, whole.cohort)
    return not apart and same_arm(one.cohort, whole.cohort)


def _is_part(one: _Counted, whole: _Counted) -> bool:
    if _linked(one.cohort, whole.cohort):
        return True
    if is_mixture(_histology(whole)) and not is_mixture(_histology(one)):
        return True
    lines = one.cohort.text("line"), whole.cohort.text("line")
    return lines[0] in ("first", "pretreated") and lines[1] == "mixed"


def _linked(a: Row, b: Row) -> bool:
    return any(
        one.text("subset_of") == other.text("cohort_id")
        or (isinstance(named := one.value("overlaps_with"), tuple) and other.text("cohort_id") in named)
        for one, other in ((a, b), (b, a))
    )


def _audit(whole: _Counted, members: Sequence[_Counted]) -> PartsAudit:
    parts = tuple(one.part for one in members)
    return PartsAudit(
        whole=whole.part,
        parts=parts,
        report_id=whole.response.text("report_id"),
        cell=f"{whole.place.sheet}!{whole.place.cell}",
        finding=_finding(whole.part, parts),
    )


def _finding(whole: Part, parts: Sequence[Part]) -> str:
    x, n = sum(part.responders for part in parts), sum(part.n for part in parts)
    if any(part.responders > whole.responders for part in parts):
        return "too many"
    if n > whole.n:
        return "share"
    if n == whole.n:
        return "add up" if x == whole.responders else "do not add up"
    if x > whole.responders:
        return "too many"
    return "too few" if n - x > whole.n - whole.responders else "some"
