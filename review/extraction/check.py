"""All checks of a workbook in one pass, and the dataset that it holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from review.extraction.cells import WorkbookCells
from review.extraction.dataset import Cohort, Dataset, Report, Response, Row, Study
from review.extraction.field_agreement import read_agreement
from review.extraction.filled import FilledForm, fill
from review.extraction.form import Form
from review.extraction.rules import RULES
from review.problems import SEVERITIES, Place, Problem, Severity


def check(workbook: WorkbookCells, form: Form) -> tuple[Problem, ...]:
    """Everything that is wrong in a workbook, in the order of its sheets and cells.

    Never raises on data. A cell that could not be read counts as missing in the rules that follow.
    """
    return read_dataset(workbook, form).problems


def read_dataset(workbook: WorkbookCells, form: Form) -> Dataset:
    """The studies of a workbook with their reports, cohorts and results, and all problems.

    Rows whose study or cohort does not exist are left out; each of them is a problem.
    """
    filled, problems = fill(workbook, form)
    found = [*problems]
    for rule in RULES.values():
        if rule.check is not None:
            found.extend(rule.check(filled))
    order = {sheet.name: number for number, sheet in enumerate(form.sheets)}
    found.sort(key=lambda problem: (order.get(problem.place.sheet, -1), *_position(problem.place.cell)))
    studies = _studies(filled)
    placed = {id(cohort.row) for study in studies for cohort in study.cohorts}
    unplaced = tuple(row for row in filled.sheet("Cohorts") if id(row) not in placed)
    return Dataset(studies, tuple(found), unplaced, read_agreement(workbook))


def _position(cell: str) -> tuple[int, int, str]:
    letters = cell.rstrip("0123456789")
    return (int(cell[len(letters) :] or 0), len(letters), letters)


def _studies(filled: FilledForm) -> tuple[Study, ...]:
    responses, survival, safety, patients = (
        _grouped(filled.sheet(name), "cohort_id") for name in ("Responses", "Survival", "Safety", "Patients")
    )
    cohorts = _grouped(_first_of_each(filled, "Cohorts"), "study_id")
    reports = _grouped(_first_of_each(filled, "Reports"), "study_id")
    return tuple(
        Study(
            study.key,
            study,
            tuple(Report(row.key, study.key, row) for row in reports[study.key]),
            tuple(
                Cohort(
                    row.key,
                    study.key,
                    row,
                    tuple(Response(row.key, one.text("report_id"), one) for one in responses[row.key]),
                    tuple(survival[row.key]),
                    tuple(safety[row.key]),
                    tuple(patients[row.key]),
                )
                for row in cohorts[study.key]
            ),
        )
        for study in _first_of_each(filled, "Studies")
    )


def _first_of_each(filled: FilledForm, sheet: str) -> Iterable[Row]:
    """The rows of a sheet, of rows with one key the first: a second one is a problem of its own."""
    return filled.by_key.get(sheet, {}).values()


def _grouped(rows: Iterable[Row], field: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.text(field)].append(row)
    return groups


#: Of one group of alike problems, how many places are listed before "and 12 more".
LISTED = 6


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems that say the same, with all their places."""

    rule: str
    severity: Severity
    message: str
    fix: str
    places: tuple[Place, ...]

    @property
    def where(self) -> str:
        """The places in one line; of many the first, and how many more there are."""
        first = self.places[0]
        if len(self.places) == 1:
            return str(first)
        named = [text for place in self.places if (text := _named(place))]
        cells = ", ".join(named[:LISTED]) + (f" and {len(named) - LISTED} more" if named[LISTED:] else "")
        if first.sheet and first.cell:
            return f"{first.file} · {first.sheet}!{cells}"
        return " · ".join(part for part in (first.file, first.sheet, cells) if part)

    def __str__(self) -> str:
        lines = [self.where, f"  {self.rule} {self.severity}: {self.message}"]
        return "\n".join([*lines, f"  fix: {self.fix}"] if self.fix else lines)


def _named(place: Place) -> str:
    """The cell and its row; the row alone where its column is missing."""
    return f"{place.cell} ({place.row})" if place.cell and place.row else place.cell or place.row


def group(problems: Iterable[Problem]) -> tuple[ProblemGroup, ...]:
    """Problems for people: identical ones together with their cells, errors first.

    Examples
    --------
    >>> same = [Problem("BLANK01", "note", Place("a.xlsx", "Responses", cell), "not yet extracted: criteria")
    ...         for cell in ("D4", "D5")]
    >>> print(group(same)[0])
    a.xlsx · Responses!D4, D5
      BLANK01 note: not yet extracted: criteria
    """
    groups: dict[tuple[str, Severity, str, str, str, str], list[Place]] = {}
    for one in problems:
        key = (one.rule, one.severity, one.message, one.fix, one.place.file, one.place.sheet)
        groups.setdefault(key, []).append(one.place)
    listed = [
        ProblemGroup(rule, severity, message, fix, tuple(places))
        for (rule, severity, message, fix, _, _), places in groups.items()
    ]
    return tuple(sorted(listed, key=lambda one: SEVERITIES.index(one.severity)))
