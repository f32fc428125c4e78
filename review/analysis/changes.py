"""What changed between two versions of an analysis: its settings, its cohorts, its pooled rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from review.analysis.results import CohortUsed, Results
from review.pooling.results import Heterogeneity, Pooled, PoolResult, Subgroup

#: Two numbers that differ by no more, relative to their size, are one: the order of the cohorts moves the
#: last bits of a sum.
SAME = 1e-7

#: Below this size numbers are compared as if they were this large: τ² of 1e-12 and of 0 are the same.
SMALL = 1e-2

ENTERED, LEFT, CHANGED = "entered", "left", "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateThen:
    """A pooled rate as it was in one version; None for what could not be computed."""

    k: int
    events: int
    n: int
    estimate: float | None
    ci_low: float | None
    ci_high: float | None
    prediction_low: float | None
    prediction_high: float | None
    tau2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange:
    """The rate of a subgroup, or of all cohorts where `of` is empty; None where a version has none."""

    of: str
    old: RateThen | None
    new: RateThen | None

    @property
    def changed(self) -> bool:
        """Whether the two differ by more than the last bits of the arithmetic."""
        if self.old is None or self.new is None:
            return self.old is not self.new
        return any(not _same(getattr(self.old, one), getattr(self.new, one)) for one in RateThen.__slots__)

    @property
    def moved(self) -> float | None:
        """How far the estimate moved, as a proportion."""
        if self.old is None or self.new is None:
            return None
        if self.old.estimate is None or self.new.estimate is None:
            return None
        return self.new.estimate - self.old.estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One thing said of a cohort, or one setting; cells are named where numbers were read from them."""

    field: str
    old: str
    new: str
    old_cell: str = ""
    new_cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortChange:
    """A cohort that entered, left or changed; `why` is the reason for which it is not in a version."""

    kind: str
    cohort_id: str
    label: str
    counts: str
    why: str = ""
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisChanges:
    """Two versions of an analysis; `why_not` says why one of them could not be made."""

    analysis: str
    rates: tuple[RateChange, ...] = ()
    cohorts: tuple[CohortChange, ...] = ()
    settings: tuple[FieldChange, ...] = ()
    why_not: str = ""

    @property
    def any(self) -> bool:
        """Whether anything differs."""
        return bool(self.cohorts or self.settings or self.why_not) or any(one.changed for one in self.rates)


#: What is said of a cohort, and compared; its numbers are compared by themselves, with their cells.
_SAID = (
    "label", "subgroup", "histology", "regimen", "combination_class", "line", "assessor", "confirmed",
    "criteria", "timepoint", "n_enrolled", "report_id", "source_tier", "verified",
)  # fmt: skip


def analysis_changes(old: Results, new: Results) -> AnalysisChanges:
    """Compare two versions of an analysis, cohort by cohort by their ids.

    Examples
    --------
    >>> from tests.samples import SEVEN, sample_results
    >>> found = analysis_changes(sample_results(SEVEN[:6]), sample_results())
    >>> [(one.kind, one.label, one.counts) for one in found.cohorts]
    [('entered', 'Tan 2022', '2/11')]
    >>> found.rates[0].old.k, found.rates[0].new.k
    (6, 7)
    """
    names = dict.fromkeys((old.analysis.name, new.analysis.name))
    return AnalysisChanges(
        analysis=" → ".join(names),
        rates=tuple(_rates(old.result, new.result)),
        cohorts=tuple(_cohorts(old, new)),
        settings=tuple(_settings(old.spec, new.spec)),
    )


def _same(a: float | None, b: float | None) -> bool:
    return a == b if a is None or b is None else abs(a - b) <= SAME * max(abs(a), abs(b), SMALL)


def _rates(old: PoolResult, new: PoolResult) -> Iterator[RateChange]:
    yield RateChange(of="", old=_then(old), new=_then(new))
    before = {group.subgroup: group for group in old.subgroups or ()}
    after = {group.subgroup: group for group in new.subgroups or ()}
    for name in dict.fromkeys((*after, *before)):
        yield RateChange(
            of=name,
            old=_then(before[name]) if name in before else None,
            new=_then(after[name]) if name in after else None,
        )


def _then(part: PoolResult | Subgroup) -> RateThen:
    pooled: Pooled = part.pooled
    heterogeneity: Heterogeneity = part.heterogeneity
    return RateThen(
        k=part.k,
        events=part.events,
        n=part.n,
        estimate=pooled.estimate,
        ci_low=pooled.ci_low,
        ci_high=pooled.ci_high,
        prediction_low=pooled.prediction_low,
        prediction_high=pooled.prediction_high,
        tau2=heterogeneity.tau2,
    )


def _cohorts(old: Results, new: Results) -> Iterator[CohortChange]:
    before = {cohort.cohort_id: cohort for cohort in old.cohorts}
    after = {cohort.cohort_id: cohort for cohort in new.cohorts}
    for cohort_id, cohort in after.items():
        if cohort_id not in before:
            why = _why_not(old, cohort_id) or "it was not extracted"
            yield _change(ENTERED, cohort, why=f"before: {why}")
        elif fields := tuple(_fields(before[cohort_id], cohort)):
            yield _change(CHANGED, cohort, fields=fields)
    for cohort_id, cohort in before.items():
        if cohort_id not in after:
            yield _change(LEFT, cohort, why=_why_not(new, cohort_id) or "it is no longer in the workbook")


def _change(
    kind: str, cohort: CohortUsed, *, why: str = "", fields: tuple[FieldChange, ...] = ()
) -> CohortChange:
    return CohortChange(
        kind=kind,
        cohort_id=cohort.cohort_id,
        label=cohort.label,
        counts=f"{cohort.events}/{cohort.n}",
        why=why,
        fields=fields,
    )


def _why_not(results: Results, cohort_id: str) -> str:
    return next((one.reason for one in results.excluded if one.cohort_id == cohort_id), "")


def _fields(old: CohortUsed, new: CohortUsed) -> Iterator[FieldChange]:
    if (old.events, old.n) != (new.events, new.n):
        yield FieldChange(
            field="responders / patients", old=f"{old.events}/{old.n}", new=f"{new.events}/{new.n}"
        )
    before = {number.field: number for number in old.numbers}
    after = {number.field: number for number in new.numbers}
    for name in dict.fromkeys((*after, *before)):
        a, b = before.get(name), after.get(name)
        if (a.value if a else None) != (b.value if b else None):
            yield FieldChange(
                field=name,
                old=_text(a.value if a else None),
                new=_text(b.value if b else None),
                old_cell=f"{a.sheet}!{a.cell}" if a else "",
                new_cell=f"{b.sheet}!{b.cell}" if b else "",
            )
    for name in _SAID:
        said = getattr(old, name), getattr(new, name)
        if said[0] != said[1]:
            yield FieldChange(field=name, old=_text(said[0]), new=_text(said[1]))


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[FieldChange]:
    before, after = dict(_flat(old)), dict(_flat(new))
    for path in dict.fromkeys((*after, *before)):
        if before.get(path) != after.get(path):
            yield FieldChange(field=path, old=_text(before.get(path)), new=_text(after.get(path)))


def _flat(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, (list, tuple)):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{path}[{number}]")
    else:
        yield path, value


def _text(value: object) -> str:
    return "" if value is None else str(value)
