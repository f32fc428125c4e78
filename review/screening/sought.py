"""Reports sought for retrieval: whether each was obtained, and which study it belongs to.

One table for the whole team, `reports.xlsx`. It is the retrieval log, and it groups the included reports
into studies: the study, not the report, is the unit of a review.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from review.document import did_you_mean
from review.problems import Place, Problem
from review.screening.filled import NOWHERE, FilledRow, FilledSheet

OBTAINED = ("yes", "no")


@dataclass(frozen=True, slots=True, kw_only=True)
class SoughtReport:
    """One row of the table.

    Parameters
    ----------
    asked_on, asked_where, why_not
        The retrieval log: when and where the report was asked for, and why it was not obtained.
    obtained
        ``yes``, ``no``, or empty where it was not noted.
    study_id, role
        The study that it belongs to, and what it is to it.
    overlaps_with
        Studies or reports that may count the same patients: linked, never excluded for it.
    """

    record_id: str
    asked_on: str = ""
    asked_where: str = ""
    obtained: str = ""
    why_not: str = ""
    study_id: str = ""
    role: str = ""
    overlaps_with: tuple[str, ...] = ()
    note: str = ""
    place: Place = NOWHERE


def read_sought(
    sheets: Iterable[FilledSheet], records: Collection[str], roles: Collection[str]
) -> tuple[dict[str, SoughtReport], tuple[Problem, ...]]:
    """The table by record, and what is wrong with it.

    Parameters
    ----------
    roles
        Words allowed for the role of a report; those of the extraction form.

    Examples
    --------
    >>> row = FilledRow({"record_id": "r1", "obtained": "no"}, {"why_not": "F7"})
    >>> sheet = FilledSheet(file="reports.xlsx", sheet="Reports", stage="full-text", reviewer="", rows=(row,))
    >>> found, problems = read_sought([sheet], {"r1"}, ("primary",))
    >>> found["r1"].obtained, problems[0].message
    ('no', 'not obtained, but not why')
    """
    found: dict[str, SoughtReport] = {}
    problems: list[Problem] = []
    for sheet in sheets:
        for row in sheet.rows:
            report = _report(sheet, row, records, roles, problems)
            if report is None:
                continue
            if report.record_id in found:
                first = found[report.record_id].place
                problems.append(
                    Problem(
                        "SCR04",
                        "error",
                        report.place,
                        f"the report stands here and at {first}",
                        report.record_id,
                        "keep one of the rows",
                    )
                )
                continue
            found[report.record_id] = report
    return found, tuple(problems)


def _report(
    sheet: FilledSheet,
    row: FilledRow,
    records: Collection[str],
    roles: Collection[str],
    problems: list[Problem],
) -> SoughtReport | None:
    def wrong(rule: str, column: str, message: str, fix: str) -> None:
        problems.append(Problem(rule, "error", sheet.place(row, column), message, row.text(column), fix))

    record_id = row.text("record_id")
    if not record_id and not any(row.texts.values()):
        return None
    if record_id not in records:
        message = f"there is no record '{record_id}'" if record_id else "a report without a record"
        wrong("SCR03", "record_id", message, "copy the id from extraction_forms/search/records.csv")
        return None
    obtained, role = row.text("obtained").casefold(), row.text("role").casefold()
    if obtained and obtained not in OBTAINED:
        wrong("SCR11", "obtained", f"'{row.text('obtained')}' is neither yes nor no", "choose yes or no")
        obtained = ""
    if obtained == "no" and not row.text("why_not"):
        wrong(
            "SCR11", "why_not", "not obtained, but not why", "say where it was asked for and what came back"
        )
    if role and role not in roles:
        wrong("SCR19", "role", f"'{row.text('role')}' is no role", did_you_mean(role, tuple(roles)))
        role = ""
    if any(letter.isspace() for letter in row.text("study_id")):
        wrong(
            "SCR13",
            "study_id",
            f"'{row.text('study_id')}' holds a space",
            "write an id without spaces, such as chen2023",
        )
    return SoughtReport(
        record_id=record_id,
        asked_on=row.text("asked_on"),
        asked_where=row.text("asked_where"),
        obtained=obtained,
        why_not=row.text("why_not"),
        study_id=row.text("study_id"),
        role=role,
        overlaps_with=tuple(part.strip() for part in row.text("overlaps_with").split(";") if part.strip()),
        note=row.text("note"),
        place=sheet.place(row, "record_id"),
    )
