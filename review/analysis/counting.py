"""The counts of one cohort, with the cells that they come from, under the denominator asked for."""

from __future__ import annotations

from collections.abc import Mapping

from review.analysis.outcomes import DENOMINATORS, OUTCOMES
from review.analysis.results import TracedNumber
from review.analysis.spec import AnalysisSpec
from review.extraction.dataset import Cohort, Entry, Response, Row
from review.problems import Problem

Barred = Mapping[tuple[str, str, str], Problem]

_EVALUABLE = DENOMINATORS["evaluable"]


class Out(Exception):
    """A cohort does not enter: the stage and the reason."""

    def __init__(self, stage: str, reason: str, *, kind: str = "") -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason
        self.kind = kind


def counts_of(
    spec: AnalysisSpec, cohort: Cohort, response: Response, barred: Barred
) -> tuple[int, int, tuple[TracedNumber, ...], tuple[str, ...]]:
    """Events and patients, with the cells that they come from and notes.

    Raises
    ------
    Out
        Where a count is missing, barred by an error, or impossible.
    """
    outcome, notes = OUTCOMES[spec.outcome], []
    added_up = all(response.row.count(part) is not None for part in outcome.parts)
    reported = outcome.reported and _is_told(response.row, outcome.reported)
    fields = (outcome.reported,) if reported or (outcome.reported and not added_up) else outcome.parts
    if fields == outcome.parts and outcome.reported:
        notes.append(f"{' + '.join(outcome.parts).upper()} added up: {outcome.reported} itself is not given")
    elif response.row.value("responders_derived") == "yes":
        notes.append("the count of responders was derived, not read")
    events = [_number(response.row, field, barred) for field in fields]
    denominator = DENOMINATORS[spec.denominator]
    missing = [field for field in denominator.fields if not _is_told(_row(field, cohort, response), field)]
    if missing and spec.denominator_missing == "evaluable" and denominator != _EVALUABLE:
        notes.append(f"{_words(missing[0])} is not reported; n evaluable is used")
        denominator = _EVALUABLE
    patients = [_number(_row(field, cohort, response), field, barred) for field in denominator.fields]
    if denominator.unknown_had_it:
        evaluable = [_number(_row(field, cohort, response), field, barred) for field in _EVALUABLE.fields]
        unknown = _total(patients) - _total(evaluable)
        if unknown < 0:
            raise Out("data", "more patients are evaluable than enrolled")
        patients = [*patients, *evaluable]
        x, n = _total(events) + unknown, _total(patients) - _total(evaluable)
    else:
        x, n = _total(events), _total(patients)
    what = " + ".join(map(_words, denominator.fields))
    if n == 0:
        raise Out("data", f"{what} is 0")
    if x > n:
        raise Out("data", f"{x} responders are more than {what} = {n}")
    return x, n, (*events, *patients), tuple(notes)


def _is_told(row: Row, field: str) -> bool:
    """Whether a count stands there, or what cannot be read: nothing else may stand in for that."""
    return row.count(field) is not None or (field in row and row[field].missing == "unreadable")


def _row(field: str, cohort: Cohort, response: Response) -> Row:
    return response.row if field in response.row else cohort.row


def _total(numbers: list[TracedNumber]) -> int:
    return sum(int(number.value) for number in numbers if isinstance(number.value, int))


def _words(field: str) -> str:
    return field.replace("_", " ")


def _number(row: Row, field: str, barred: Barred) -> TracedNumber:
    entry: Entry = row[field]
    place = entry.place
    problem = barred.get((place.file, place.sheet, place.cell))
    if problem:
        raise Out("data", f"{problem.rule} stands in {place.sheet}!{place.cell}: {problem.message}")
    if row.count(field) is None:
        missing = {"": "blank", "NR": "not reported", "UNCLEAR": "unclear", "NA": "not applicable"}
        why = missing.get(entry.missing or "", entry.missing or "blank")
        raise Out("data", f"{_words(field)} is {why} ({place.sheet}!{place.cell})")
    return TracedNumber(
        field=field, value=row.count(field), file=place.file, sheet=place.sheet, cell=place.cell
    )
