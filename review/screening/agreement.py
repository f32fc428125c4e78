"""How far two reviewers agree, before anything is adjudicated.

Computed per pair, on the records that both decided on and that are not duplicates. Cochrane advises
against kappa as a routine and for looking at the disagreements; where few records are included kappa falls
although the reviewers hardly disagree, so that PABAK and Gwet's AC1 stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from review.screening.decisions import Decision
from review.screening.plan import Choice, Stage

#: What a decision means for the record. On title and abstract, in doubt a record goes on; a duplicate that
#: turned out to be none was not sent on by who called it one.
CLASSES: Mapping[Stage, Mapping[Choice, str]] = {
    "title-abstract": {"include": "goes on", "unclear": "goes on", "exclude": "out", "duplicate": "out"},
    "full-text": {"include": "include", "exclude": "exclude", "duplicate": "exclude", "unclear": "unclear"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Agreement of two raters; None where it cannot be computed.

    Parameters
    ----------
    raw
        Share of records with the same decision.
    kappa
        Cohen 1960: chance from each rater's own shares; undefined where chance agreement is complete.
    pabak
        Byrt, Bishop and Carlin 1993: kappa as if all classes were equally frequent.
    ac1
        Gwet 2008: chance from how spread the classes are.
    """

    raw: float | None
    kappa: float | None
    pabak: float | None
    ac1: float | None


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


def coefficients(table: Sequence[Sequence[int]]) -> Coefficients:
    """Raw agreement, kappa, PABAK and AC1 of a square table of counts.

    Notes
    -----
    With shares p of a table of q classes, row sums r and column sums c, and p_o the sum of its diagonal:
    kappa = (p_o − Σ r c) / (1 − Σ r c); PABAK = (q p_o − 1) / (q − 1); AC1 = (p_o − e) / (1 − e) with
    e = Σ m (1 − m) / (q − 1) and m = (r + c) / 2.

    Examples
    --------
    Few records of one class: raters who agree on 118 of 125 get a kappa below zero.

    >>> found = coefficients([[118, 5], [2, 0]])
    >>> round(found.raw, 4), round(found.kappa, 4), round(found.pabak, 4), round(found.ac1, 4)
    (0.944, -0.0234, 0.888, 0.9408)
    """
    n, q = sum(map(sum, table)), len(table)
    if n == 0 or q < 2:
        return Coefficients(raw=None, kappa=None, pabak=None, ac1=None)
    raw = sum(table[i][i] for i in range(q)) / n
    rows = [sum(row) / n for row in table]
    columns = [sum(row[j] for row in table) / n for j in range(q)]
    # In counts, so that complete chance agreement is found exactly and not within rounding.
    complete = any(sum(table[i]) == n and sum(row[i] for row in table) == n for i in range(q))
    by_chance = sum(r * c for r, c in zip(rows, columns, strict=True))
    middle = [(r + c) / 2 for r, c in zip(rows, columns, strict=True)]
    spread = sum(m * (1 - m) for m in middle) / (q - 1)
    return Coefficients(
        raw=raw,
        kappa=None if complete else (raw - by_chance) / (1 - by_chance),
        pabak=(q * raw - 1) / (q - 1),
        ac1=(raw - spread) / (1 - spread),
    )


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
