"""What the checks make of a consensus workbook: decisions are values, open cells bar their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from review.analysis.select import select
from review.analysis.spec import AnalysisSpec
from review.extraction.cells import WorkbookCells
from review.extraction.check import read_dataset
from review.extraction.dataset import Dataset
from review.extraction.settling import COLUMNS, COMPARISON, DISAGREEMENTS
from tests.extraction.workbooks import FORM, one_cohort, sheet_cells, workbook

ROW = "sun2022_sts · sun2022 · best · RECIST 1.1 · investigator · yes"
LINE = {
    "sheet": "Responses", "row": ROW, "field": "responders", "status": "disagreed", "first": "11",
    "second": "12",
}  # fmt: skip
DECIDED = {**LINE, "decision": "11", "who": "eva", "why": "Table 2"}


def consensus(
    line: Mapping[str, object], response: Mapping[str, object] | None = None, sheet: str = DISAGREEMENTS
) -> WorkbookCells:
    made = one_cohort({"responders": None, "n_evaluable": "32", **(response or {})})
    return replace(made, sheets=(*made.sheets, sheet_cells(sheet, COLUMNS, [line])))


def read(book: WorkbookCells) -> Dataset:
    return read_dataset(book, FORM)


def responders(data: Dataset) -> int | None:
    ((_, cohort),) = data.cohorts()
    return cohort.responses[0].row.count("responders")


def test_a_decision_is_the_value_of_its_cell() -> None:
    data = read(consensus(DECIDED))
    assert data.problems == ()
    assert responders(data) == 11


def test_a_cell_in_disagreement_without_a_decision_is_an_error_that_bars_it() -> None:
    data = read(consensus(LINE))
    (problem,) = data.problems
    assert (problem.rule, problem.severity) == ("REC01", "error")
    assert (problem.place.sheet, problem.place.cell, problem.place.row) == ("Responses", "N4", "sun2022_sts")
    assert "11" in problem.message and "12" in problem.message
    assert problem.fix == "decide in Disagreements!H4, with who and why"
    assert responders(data) is None


def test_cr_and_pr_do_not_stand_in_for_responders_in_disagreement() -> None:
    data = read(consensus(LINE, {"cr": "1", "pr": "10"}))
    barred = {cell for (_, _, cell) in data.barred()}
    assert {"N4", "H4", "I4"} <= barred


def test_a_value_typed_into_the_open_cell_is_no_decision() -> None:
    data = read(consensus(LINE, {"responders": "11"}))
    assert [problem.rule for problem in data.problems] == ["REC01"]
    assert responders(data) is None


def test_a_cell_that_contradicts_its_decision_is_an_error_and_has_no_value() -> None:
    data = read(consensus(DECIDED, {"responders": "12"}))
    assert [problem.rule for problem in data.problems] == ["REC02"]
    assert responders(data) is None


def test_a_cell_that_says_what_was_decided_is_fine() -> None:
    assert read(consensus(DECIDED, {"responders": "11"})).problems == ()


def test_a_decision_that_is_no_number_is_named_with_its_cell() -> None:
    data = read(consensus({**DECIDED, "decision": "eleven"}))
    assert {problem.rule for problem in data.problems} == {"CELL01", "REC01"}
    assert {problem.place.sheet for problem in data.problems} == {DISAGREEMENTS, "Responses"}
    assert responders(data) is None


def test_not_reported_can_be_the_decision() -> None:
    data = read(consensus({**DECIDED, "decision": "NR"}))
    assert data.problems == ()


def test_a_decision_wants_a_name_and_a_reason() -> None:
    (problem,) = read(consensus({**LINE, "decision": "11"})).problems
    assert (problem.rule, problem.severity) == ("REC03", "warning")
    assert problem.message == "a decision without who and why"


def test_a_row_that_was_renamed_takes_no_disagreement_out_of_sight() -> None:
    data = read(consensus({**LINE, "row": ROW.replace("best", "week 12")}, {"responders": "11"}))
    assert {problem.rule for problem in data.problems} == {"REC04", "REC01"}
    assert responders(data) is None


def test_an_open_part_of_a_row_s_name_stands_for_anything() -> None:
    data = read(consensus({**LINE, "row": ROW.replace("investigator", "?")}))
    assert [problem.rule for problem in data.problems] == ["REC01"]


def test_what_one_extractor_alone_filled_is_counted_in_one_note() -> None:
    data = read(consensus({**LINE, "status": "only in anna", "second": ""}, {"responders": "11"}, COMPARISON))
    (problem,) = data.problems
    assert (problem.rule, problem.message) == ("REC05", "only in anna: responders (1)")
    assert responders(data) == 11


def test_other_words_are_a_note_and_the_words_stay() -> None:
    line = {**LINE, "field": "source_location", "status": "reworded"}
    data = read(consensus(line, {"responders": "11", "source_location": "Table 2"}))
    (problem,) = data.problems
    assert (problem.rule, problem.severity) == ("REC06", "note")


def test_an_open_field_lets_a_cohort_through_no_filter() -> None:
    line = {
        "sheet": "Cohorts", "row": "sun2022_sts", "field": "histology", "status": "disagreed", "first": "UPS",
        "second": "GIST",
    }  # fmt: skip
    made = one_cohort({"n_evaluable": "32", "responders": "11"}, cohort={"histology": None})
    book = replace(made, sheets=(*made.sheets, sheet_cells(DISAGREEMENTS, COLUMNS, [line])))
    spec = AnalysisSpec(name="a", file="a.toml", title="", question="", without={"histology": ("GIST",)})
    selection = select(read(book), spec, ())
    assert selection.entered == ()
    assert selection.excluded[0].reason == "histology cannot be read (Cohorts!D4)"


@pytest.mark.parametrize(
    ("author", "who", "expected"),
    [("Chen AP", "ben", ["REC08"]), ("Chen D", "ben", []), ("Chen AP", "anna", []), (None, "ben", [])],
)
def test_a_study_that_each_extractor_named_otherwise_is_told(
    author: str | None, who: str, expected: list[str]
) -> None:
    studies = [
        {"study_id": "chen2023", "first_author": author and "chen  ap", "year": "2023"},
        {"study_id": "chen_ap", "first_author": author, "year": "2023"},
    ]
    lines = [
        {"sheet": "Studies", "row": name, "status": f"row only in {one}"}
        for name, one in (("chen2023", "anna"), ("chen_ap", who))
    ]
    made = workbook(Studies=studies)
    made = replace(made, sheets=(*made.sheets, sheet_cells(COMPARISON, COLUMNS, lines)))
    found = [one for one in read(made).problems if one.rule != "REC05"]
    assert [one.rule for one in found] == expected
    assert [(one.place.cell, one.place.row) for one in found] == [("A5", "chen_ap")] * len(expected)
