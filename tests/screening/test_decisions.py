from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.problems import Problem
from review.screening.decisions import Decision, read_decisions
from review.screening.filled import FilledRow, FilledSheet
from review.screening.plan import ScreeningPlan
from tests.screened import ALONE, FT, PAIR, TA

COLUMNS = ("record_id", "decision", "reason", "duplicate_of", "note", "criteria")


def sheet(*rows: dict[str, str], **given: Any) -> FilledSheet:
    filled = tuple(
        FilledRow(row, {name: f"{letter}{at}" for letter, name in zip("ABCDEF", COLUMNS, strict=True)})
        for at, row in enumerate(rows, start=6)
    )
    facts: dict[str, Any] = {
        "file": "anna.xlsx",
        "sheet": "Screening",
        "stage": TA,
        "reviewer": "anna",
        **given,
    }
    return FilledSheet(rows=filled, **facts)


def read(
    *sheets: FilledSheet, plan: ScreeningPlan = ALONE
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    return read_decisions(sheets, plan, {"r1", "r2", "r3"})


def test_a_decision_keeps_its_cell_its_criteria_and_its_reviewer() -> None:
    (decision,), problems = read(
        sheet({"record_id": "r1", "decision": "Include", "criteria": "2", "note": "ok"})
    )
    assert problems == ()
    assert (decision.choice, decision.version, decision.reviewer, decision.note) == (
        "include",
        "2",
        "anna",
        "ok",
    )
    assert str(decision.place) == "anna.xlsx · Screening!B6 · r1"


def test_a_blank_row_is_not_decided_yet() -> None:
    assert read(sheet({"record_id": "r1", "criteria": "1"})) == ((), ())


@pytest.mark.parametrize(
    ("row", "rule", "cell", "fix"),
    [
        ({"record_id": "r1", "decision": "exlude"}, "SCR01", "B6", "did you mean 'exclude'?"),
        ({"record_id": "r1", "reason": "no results"}, "SCR01", "B6", "choose one of"),
        ({"record_id": "r1", "decision": "exclude"}, "SCR02", "C6", "choose the first that applies"),
        (
            {"record_id": "r1", "decision": "exclude", "reason": "wrong popultion"},
            "SCR02", "C6", "did you mean 'wrong population'?",
        ),
        ({"record_id": "r9", "decision": "include"}, "SCR03", "A6", "records.csv"),
        ({"record_id": "r1", "decision": "duplicate"}, "SCR05", "D6", "write the id"),
        ({"record_id": "r1", "decision": "duplicate", "duplicate_of": "r1"}, "SCR05", "D6", "write the id"),
        ({"record_id": "r1", "decision": "duplicate", "duplicate_of": "r9"}, "SCR05", "D6", "write the id"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_cell_and_the_way_out(
    row: dict[str, str], rule: str, cell: str, fix: str
) -> None:
    decisions, (problem,) = read(sheet(row, stage=FT))
    assert decisions == ()
    assert (problem.rule, problem.severity, problem.place.cell) == (rule, "error", cell)
    assert fix in problem.fix


def test_on_title_and_abstract_an_exclusion_needs_no_reason() -> None:
    (decision,), problems = read(sheet({"record_id": "r1", "decision": "exclude"}))
    assert (decision.reason, problems) == ("", ())


def test_one_wrong_row_does_not_cost_the_others() -> None:
    decisions, problems = read(
        sheet({"record_id": "r1", "decision": "maybe"}, {"record_id": "r2", "decision": "unclear"})
    )
    assert [decision.record_id for decision in decisions] == ["r2"]
    assert [problem.rule for problem in problems] == ["SCR01"]


def test_deciding_twice_differently_under_the_same_criteria_is_an_error_and_neither_counts() -> None:
    decisions, (problem,) = read(
        sheet({"record_id": "r1", "decision": "include"}),
        sheet({"record_id": "r1", "decision": "exclude"}, file="anna_2.xlsx", part=2),
    )
    assert decisions == ()
    assert problem.rule == "SCR04"
    assert "include at anna.xlsx" in problem.message


def test_deciding_twice_alike_is_one_decision() -> None:
    row = {"record_id": "r1", "decision": "include"}
    decisions, problems = read(sheet(row), sheet(row, file="anna_2.xlsx", part=2))
    assert (len(decisions), problems) == (1, ())


def test_the_decision_under_the_newer_criteria_counts() -> None:
    old = sheet({"record_id": "r1", "decision": "exclude", "criteria": "0"})
    new = sheet({"record_id": "r1", "decision": "include", "criteria": "1"}, file="anna_2.xlsx", part=2)
    (decision,), problems = read(new, old)
    assert (decision.choice, problems) == ("include", ())


def test_an_older_workbook_filled_in_later_does_not_overrule_the_current_criteria() -> None:
    current = sheet({"record_id": "r1", "decision": "include", "criteria": "1"})
    older = sheet({"record_id": "r1", "decision": "exclude", "criteria": "0"}, file="anna_2.xlsx", part=2)
    (decision,), problems = read(current, older)
    assert (decision.choice, problems) == ("include", ())


def test_decisions_belong_to_their_reviewer_and_stage() -> None:
    decisions, problems = read(
        sheet({"record_id": "r1", "decision": "include"}),
        sheet({"record_id": "r1", "decision": "exclude"}, reviewer="ben", file="ben.xlsx"),
        sheet({"record_id": "r1", "decision": "exclude", "reason": "no results"}, stage=FT, file="c.xlsx"),
        sheet({"record_id": "r1", "decision": "exclude"}, adjudication=True, reviewer="", file="d.xlsx"),
        plan=PAIR,
    )
    assert problems == ()
    assert len(decisions) == 4


def test_decisions_of_somebody_who_is_no_reviewer_are_an_error_with_the_workbook() -> None:
    rows = [{"record_id": one, "decision": "include"} for one in ("r1", "r2")]
    left = sheet(*rows, file="ben.xlsx", reviewer="ben")
    decisions, (problem,) = read(sheet(*rows), left)
    assert len(decisions) == 4
    assert (problem.rule, problem.severity, problem.place.file) == ("SCR28", "error", "ben.xlsx")
    assert "2 decisions of 'ben', who is not among the reviewers of review.toml (anna)" in problem.message
    assert "add the name to reviewers" in problem.fix


def test_a_workbook_without_a_decision_an_adjudication_and_tools_are_no_strangers() -> None:
    row = {"record_id": "r1", "decision": "include"}
    assert read(sheet({"record_id": "r1"}, reviewer="ben"))[1] == ()
    assert read(sheet(row, reviewer="", adjudication=True))[1] == ()
    with_tool = replace(ALONE, automation=("asreview",))
    assert read(sheet(row, reviewer="asreview"), plan=with_tool)[1] == ()
    anybody = replace(ALONE, reviewers=())
    assert read(sheet(row, reviewer="ben"), plan=anybody)[1] == ()
