"""What was done about each pair of cohorts that may share patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from review.analysis.results import SharedPatients
from review.analysis.select import Selection
from review.analysis.spec import AnalysisSpec
from review.extraction.overlap import Overlap


def shared_patients(
    selection: Selection, spec: AnalysisSpec, overlaps: Sequence[Overlap], labels: Mapping[str, str]
) -> tuple[SharedPatients, ...]:
    """Every pair of which one cohort entered at least, in the order of the workbook."""
    return tuple(
        _told(pair, selection, spec, labels)
        for pair in overlaps
        if pair.cohort_a in labels or pair.cohort_b in labels
    )


def _told(
    pair: Overlap, selection: Selection, spec: AnalysisSpec, labels: Mapping[str, str]
) -> SharedPatients:
    out = {cohort.cohort_id: cohort for cohort in selection.excluded}
    absent = next((out[name] for name in (pair.cohort_a, pair.cohort_b) if name in out), None)
    done = f"{absent.label} did not enter: {absent.reason}" if absent else _both(pair, spec)
    names = {**{name: cohort.label for name, cohort in out.items()}, **labels}
    return SharedPatients(
        cohort_a=pair.cohort_a,
        cohort_b=pair.cohort_b,
        label_a=names[pair.cohort_a],
        label_b=names[pair.cohort_b],
        grade=pair.grade,
        reason=pair.reason,
        done=done,
        both=absent is None,
    )


def _both(pair: Overlap, spec: AnalysisSpec) -> str:
    for claim in spec.disjoint:
        if claim.covers(pair.cohort_a, pair.cohort_b):
            return f"both are pooled, as they share no patient: {claim.reason}"
    if spec.overlap_accepted:
        return f"both are pooled, and the overlap is accepted: {spec.overlap_accepted}"
    return "both are pooled; nobody has said whether they share patients"
