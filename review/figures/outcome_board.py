"""The outcomes that are asked for first, cohort by cohort, as far as they were extracted; nothing is pooled.

A blank says why it is one: not reported, not reached, not extracted yet, barred by an error.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from review.analysis.outcome_board import BOARD
from review.analysis.results import CohortUsed, OutcomeFound, Results
from review.analysis.wording import cohorts, number, per_cent
from review.figures.not_drawn import NotDrawn

#: The code whose numbers are months; all others are shares of patients.
MONTHS = "PFS"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """One outcome of one cohort: its text, and where it stands on the scale of its column (0–1)."""

    text: str
    share: float | None = None
    low: float | None = None
    high: float | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A cohort with its cells, or without any the head of a subgroup."""

    label: str
    cells: tuple[BoardCell, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeBoard:
    """Everything that the figure shows; ``scales`` are the ends of each column's scale, as printed."""

    name: str
    title: str
    columns: tuple[str, ...]
    scales: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    foot: tuple[str, ...]
    alt: str


def outcome_board(results: Results) -> OutcomeBoard:
    """Return the board of an analysis.

    Raises
    ------
    NotDrawn
        The results were made without it.
    """
    if not any(cohort.outcomes for cohort in results.cohorts):
        raise NotDrawn(
            "the results hold no outcomes beside the pooled one", "pool the analysis again: review run"
        )
    longest = _longest(results)
    rows: list[BoardRow] = []
    heads: set[str] = set()
    for cohort in results.cohorts:
        if cohort.subgroup and cohort.subgroup not in heads:
            heads.add(cohort.subgroup)
            rows.append(BoardRow(label=cohort.subgroup))
        rows.append(_row(cohort, longest))
    return OutcomeBoard(
        name=f"{results.analysis.name}-outcomes",
        title=f"{results.analysis.title}: outcomes by cohort",
        columns=tuple(BOARD.values()),
        scales=tuple(f"0–{longest:g}" if code == MONTHS else "0–100%" for code in BOARD),
        rows=tuple(rows),
        foot=(
            "Counts are of evaluable patients, for adverse events of the safety set; a percentage without a "
            "count stands as printed. Nothing is pooled here.",
            _gaps(results),
        ),
        alt=f"Outcomes of {cohorts(len(results.cohorts))}. "
        + " ".join(f"{row.description}." for row in rows if row.cells),
    )


def _longest(results: Results) -> float:
    """The first multiple of six months that holds every median and its interval."""
    months = [
        value
        for cohort in results.cohorts
        for one in cohort.outcomes
        if one.code == MONTHS
        for value in (one.median, one.low, one.high)
        if value is not None
    ]
    return 6.0 * max(1, -(-max(months, default=12.0) // 6))


def _row(cohort: CohortUsed, longest: float) -> BoardRow:
    found = {one.code: one for one in cohort.outcomes}
    cells = tuple(
        _cell(found.get(code, OutcomeFound(code=code, missing="not extracted")), longest) for code in BOARD
    )
    told = "; ".join(f"{title} {cell.text}" for title, cell in zip(BOARD.values(), cells, strict=True))
    return BoardRow(label=cohort.label, cells=cells, description=f"{cohort.label}: {told}")


def _cell(one: OutcomeFound, longest: float) -> BoardCell:
    if one.missing:
        return BoardCell(text=one.missing, missing=True)
    if one.median is not None:
        low, high = (None if end is None else end / longest for end in (one.low, one.high))
        return BoardCell(text=_median(one), share=one.median / longest, low=low, high=high)
    if one.events is not None and one.n:
        rate = one.events / one.n
        return BoardCell(text=f"{one.events}/{one.n} ({per_cent(rate, 0)}%)", share=rate)
    if one.percent is not None:
        return BoardCell(text=f"{one.percent:g}%", share=min(1.0, one.percent / 100))
    return BoardCell(text=f"{one.events} patients")


def _median(one: OutcomeFound) -> str:
    assert one.median is not None
    text = number(one.median)
    if one.low is not None and one.high is not None:
        return f"{text} ({number(one.low)}–{number(one.high)})"
    if one.low is not None:
        return f"{text} (from {number(one.low)})"
    return f"{text} (to {number(one.high)})" if one.high is not None else text


def _gaps(results: Results) -> str:
    known = Counter(one.code for cohort in results.cohorts for one in cohort.outcomes if not one.missing)
    parts = [f"{title} {known[code]}" for code, title in BOARD.items()]
    return f"Known of {cohorts(len(results.cohorts))}: {'; '.join(parts)}."
