"""The changes that count other patients, or read response in another way: sensitivity analyses of their own.

Every analysis is repeated under each other denominator, with confirmed responses only, with each assessor
alone and at each landmark, wherever the workbook holds what that needs. Nobody has to think of them, and
they are pooled by the one mechanism of sensitivity analyses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from review.analysis.counting import Out, counts_of
from review.analysis.entered import Entered
from review.analysis.outcomes import DENOMINATORS
from review.analysis.results import OtherCount, OtherCounts
from review.analysis.select import select
from review.analysis.spec import AnalysisSpec, SensitivitySpec
from review.extraction.dataset import Dataset
from review.extraction.overlap import Overlap

#: Assessors that one can ask for alone, with the words of the label.
ASSESSORS: Mapping[str, str] = {
    "investigator": "Only response as the investigators assessed it",
    "central": "Only response as central review assessed it",
}


def counts_by_denominator(
    dataset: Dataset, spec: AnalysisSpec, entered: Sequence[Entered], labels: Mapping[str, str]
) -> tuple[OtherCounts, ...]:
    """What each denominator makes of each cohort that entered, from the response row that was chosen."""
    barred = dataset.barred()

    def count(item: Entered, code: str) -> OtherCount:
        asked = replace(spec, denominator=code, denominator_missing="leave out")
        try:
            events, n, _, _ = counts_of(asked, item.cohort, item.response, barred)
        except Out as out:
            return OtherCount(denominator=code, events=None, n=None, why_not=out.reason)
        return OtherCount(denominator=code, events=events, n=n)

    return tuple(
        OtherCounts(
            cohort_id=item.cohort.cohort_id,
            label=labels[item.cohort.cohort_id],
            counts=tuple(count(item, code) for code in DENOMINATORS),
        )
        for item in entered
    )


def other_denominators(spec: AnalysisSpec, cohorts: Sequence[OtherCounts]) -> tuple[SensitivitySpec, ...]:
    """One change for each other denominator that a cohort reports at least."""
    known = {count.denominator for cohort in cohorts for count in cohort.counts if count.n is not None}
    return tuple(
        SensitivitySpec(
            name=code,
            label=denominator.short,
            denominator=code,
            denominator_missing="evaluable",
        )
        for code, denominator in DENOMINATORS.items()
        if code != spec.denominator and code in known
    )


def other_readings(
    dataset: Dataset, spec: AnalysisSpec, overlaps: Sequence[Overlap]
) -> tuple[SensitivitySpec, ...]:
    """Confirmed responses only, each assessor alone, each landmark: those that leave a cohort to pool."""
    changes = [
        SensitivitySpec(
            name="confirmed",
            label="Only confirmed responses",
            where={"confirmed": ("yes",)},
            prefer={"confirmed": ("yes",)},
        ),
        *(
            SensitivitySpec(name=code, label=label, where={"assessor": (code,)}, prefer={"assessor": (code,)})
            for code, label in ASSESSORS.items()
        ),
        *(
            SensitivitySpec(
                name=time.replace(" ", "_"),
                label=f"Best response instead of response at {spec.timepoint}"
                if time.casefold() == "best"
                else f"Response at {time} instead of {spec.timepoint} response",
                where={"timepoint": (time,)},
                timepoint=time,
            )
            for time in _timepoints(dataset, spec)
        ),
    ]
    return tuple(change for change in changes if select(dataset, spec.with_change(change), overlaps).entered)


def _timepoints(dataset: Dataset, spec: AnalysisSpec) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for _, cohort in dataset.cohorts():
        for response in cohort.responses:
            time = response.row.text("timepoint")
            if time and time.casefold() != spec.timepoint.casefold():
                found.setdefault(time.casefold(), time)
    return tuple(sorted(found.values()))
