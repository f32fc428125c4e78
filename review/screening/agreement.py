"""How far two reviewers agree, before anything is adjudicated.

Computed per pair, on the records that both decided on and that are not duplicates. Cochrane advises
against kappa as a routine and for looking at the disagreements; where few records are included kappa falls
although the reviewers hardly disagree, so that PABAK and Gwet's AC1 stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from review.agreement import Coefficients, coefficients
from review.screening.decisions import Decision
from review.screening.plan import Choice, Stage

#: What a decision means for the record. On title and abstract, in doubt a record goes on; a duplicate that
#: turned out to be none was not sent on by who called it one.
CLASSES: Mapping[Stage, Mapping[Choice, str]] = {
    "title-abstract": {"include": "goes on", "unclear": "goes on", "exclude": "out", "duplicate": "out"},
    "full-text": {"include": "include", "exclude": "exclude", "duplicate": "exclude", "unclear": "unclear"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement of one pair of reviewers at one stage.

    Parameters
    ----------
    table
        ``table[i][j]`` records were put into class i by `first` and into class j by `second`.
    both, first_all, second_all, records
        Records that both decided on, that each did, and that were there to decide on.
    disagreements
        Ids of the records that they put into different classes.
    """

    first: str
    second: str
    stage: Stage
    classes: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    both: int
    first_all: int
    second_all: int
    records: int
    coefficients: Coefficients
    disagreements: tuple[str, ...]

    @property
    def coverage(self) -> float | None:
        """Share of the records that both decided on."""
        return self.both / self.records if self.records else None


def agreements(decisions: Iterable[Decision], stage: Stage, records: Iterable[str]) -> tuple[Agreement, ...]:
    """Agreement of every pair of reviewers who share a record at that stage.

    Parameters
    ----------
    decisions
        Of reviewers; those of the adjudication are passed over.
    records
        The records that were to be decided on, duplicates left out.
    """
    wanted = dict.fromkeys(records)
    by_reviewer: dict[str, dict[str, Choice]] = {}
    for decision in decisions:
        if decision.stage == stage and not decision.adjudicated and decision.record_id in wanted:
            by_reviewer.setdefault(decision.reviewer, {})[decision.record_id] = decision.choice
    pairs = (
        _agreement(stage, (first, by_reviewer[first]), (second, by_reviewer[second]), tuple(wanted))
        for first, second in combinations(sorted(by_reviewer), 2)
    )
    return tuple(pair for pair in pairs if pair.both)


def _agreement(
    stage: Stage,
    first: tuple[str, Mapping[str, Choice]],
    second: tuple[str, Mapping[str, Choice]],
    records: tuple[str, ...],
) -> Agreement:
    meant = CLASSES[stage]
    classes = tuple(dict.fromkeys(meant.values()))
    both = [record_id for record_id in records if record_id in first[1] and record_id in second[1]]
    counts = [[0] * len(classes) for _ in classes]
    apart = []
    for record_id in both:
        i, j = (classes.index(meant[said[record_id]]) for said in (first[1], second[1]))
        counts[i][j] += 1
        if i != j:
            apart.append(record_id)
    return Agreement(
        first=first[0],
        second=second[0],
        stage=stage,
        classes=classes,
        table=tuple(map(tuple, counts)),
        both=len(both),
        first_all=len(first[1]),
        second_all=len(second[1]),
        records=len(records),
        coefficients=coefficients(counts),
        disagreements=tuple(apart),
    )
