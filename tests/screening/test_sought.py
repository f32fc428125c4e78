from __future__ import annotations

import pytest

from review.screening.filled import FilledRow, FilledSheet
from review.screening.sought import SoughtReport, read_sought

ROLES = ("primary", "update", "press")


def read(*rows: dict[str, str]):  # type: ignore[no-untyped-def]
    filled = tuple(FilledRow(row, dict.fromkeys(row, f"X{at}")) for at, row in enumerate(rows, start=6))
    sheet = FilledSheet(
        file="reports.xlsx", sheet="Reports", stage="full-text", reviewer="", reports=True, rows=filled
    )
    return read_sought([sheet], {"r1", "r2"}, ROLES)


def test_a_report_has_its_study_its_role_and_what_it_overlaps_with() -> None:
    found, problems = read(
        {
            "record_id": "r1",
            "obtained": "Yes",
            "study_id": "chen2023",
            "role": "Primary",
            "overlaps_with": "a; b;",
        }
    )
    assert problems == ()
    report: SoughtReport = found["r1"]
    assert (report.obtained, report.study_id, report.role) == ("yes", "chen2023", "primary")
    assert report.overlaps_with == ("a", "b")


@pytest.mark.parametrize(
    ("row", "rule", "words"),
    [
        ({"record_id": "r9"}, "SCR03", "no record 'r9'"),
        ({"record_id": "r1", "obtained": "maybe"}, "SCR11", "neither yes nor no"),
        ({"record_id": "r1", "obtained": "no"}, "SCR11", "not why"),
        ({"record_id": "r1", "role": "primry"}, "SCR19", "no role"),
        ({"record_id": "r1", "study_id": "Chen 2023"}, "SCR13", "holds a space"),
    ],
)
def test_what_is_wrong_is_said(row: dict[str, str], rule: str, words: str) -> None:
    _, (problem,) = read(row)
    assert problem.rule == rule
    assert words in problem.message


def test_an_empty_row_is_none_and_a_row_without_a_record_is_said() -> None:
    found, (problem,) = read({"record_id": "", "role": ""}, {"record_id": "", "role": "primary"})
    assert found == {}
    assert (problem.rule, problem.message) == ("SCR03", "a report without a record")


def test_a_report_that_stands_twice_is_said_and_the_first_row_holds() -> None:
    found, (problem,) = read(
        {"record_id": "r1", "study_id": "a"}, {"record_id": "r1", "study_id": "b"}, {"record_id": "r2"}
    )
    assert found["r1"].study_id == "a"
    assert (problem.rule, set(found)) == ("SCR04", {"r1", "r2"})
