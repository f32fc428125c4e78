"""Two extractions compared: alike, different, missing in one; decisions kept, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from review.extraction.cells import Cell, SheetCells, WorkbookCells
from review.extraction.reconcile import Reconciliation, hindrances, reconcile
from review.extraction.settling import COLUMNS, DISAGREEMENTS
from tests.extraction.workbooks import FORM, cell, one_cohort, sheet_cells, workbook

NAMES = ("anna", "ben")


def book(response: Mapping[str, object], **others: Mapping[str, object]) -> WorkbookCells:
    return one_cohort({"n_evaluable": "32", "responders": "11", **response}, **others)  # type: ignore[arg-type]


def found(a: WorkbookCells, b: WorkbookCells, before: WorkbookCells | None = None) -> Reconciliation:
    return reconcile(a, b, FORM, names=NAMES, before=before)


def status(result: Reconciliation) -> dict[str, str]:
    return {one.field: one.status for one in result.differences}


def texts(result: Reconciliation, sheet: str = "Responses", row: int = 0) -> Mapping[str, str]:
    return result.consensus.rows[sheet][row].texts


def with_decisions(consensus: Reconciliation, **decisions: str) -> WorkbookCells:
    """The consensus as a workbook, with decisions typed by fields."""
    lines = [
        {column: getattr(one, column) for column in COLUMNS if getattr(one, column)}
        | (
            {"decision": decisions[one.field], "who": "eva", "why": "Table 2"}
            if one.field in decisions
            else {}
        )
        for one in consensus.differences
        if one.field
    ]
    made = workbook(**{name: [row.texts for row in rows] for name, rows in consensus.consensus.rows.items()})
    return replace(made, sheets=(*made.sheets, sheet_cells(DISAGREEMENTS, COLUMNS, lines)))


def with_cell(made: WorkbookCells, sheet: str, row: int, column: int, value: object) -> WorkbookCells:
    """The workbook with one cell more."""
    sheets = []
    for cells in made.sheets:
        if cells.name == sheet:
            filled = {**cells.rows.get(row, {}), column: cell(value, f"X{row}")}
            cells = replace(cells, rows={**cells.rows, row: filled})
        sheets.append(cells)
    return replace(made, sheets=tuple(sheets))


def test_what_both_say_stands_in_the_consensus() -> None:
    result = found(book({}), book({}))
    assert result.differences == ()
    assert texts(result)["responders"] == "11"


@pytest.mark.parametrize(
    ("field", "a", "b"),
    [
        ("n_evaluable", "32", " ３２ "),
        ("orr_pct", "34.4", "34,4"),
        ("criteria", "RECIST 1.1", "recist 1.1"),
        ("note", "see  Table 2", "See Table 2"),
    ],
)
def test_two_ways_of_writing_one_value_are_no_difference(field: str, a: str, b: str) -> None:
    assert status(found(book({field: a}), book({field: b}))) == {}


def test_of_two_agreed_numbers_the_one_with_more_decimals_stands() -> None:
    assert texts(found(book({"orr_pct": "34.4"}), book({"orr_pct": "34.40"})))["orr_pct"] == "34.40"


def test_the_order_of_a_list_is_no_difference() -> None:
    a = book({}, study={"registry_ids": "NCT00000001; NCT00000002"})
    b = book({}, study={"registry_ids": "nct00000002;NCT00000001"})
    assert status(found(a, b)) == {}


def test_a_cell_in_disagreement_is_left_open_with_both_values_beside_it() -> None:
    result = found(book({"responders": "11"}), book({"responders": "12"}))
    (one,) = result.open
    assert (one.sheet, one.field, one.first, one.second) == ("Responses", "responders", "11", "12")
    assert "responders" not in texts(result)


def test_not_reported_against_a_number_is_a_disagreement() -> None:
    assert status(found(book({"pr": "NR"}), book({"pr": "11"}))) == {"pr": "disagreed"}


def test_a_blank_against_a_number_is_missing_in_one_and_the_number_stands() -> None:
    result = found(book({"pr": "11"}), book({}))
    assert status(result) == {"pr": "only in anna"}
    assert texts(result)["pr"] == "11"


def test_texts_in_other_words_need_no_decision() -> None:
    result = found(book({"source_location": "Table 2"}), book({"source_location": "abstract"}))
    assert status(result) == {"source_location": "reworded"}
    assert result.open == ()
    assert texts(result)["source_location"] == "Table 2"


def test_a_row_that_one_of_them_lacks_is_carried_and_listed() -> None:
    result = found(book({}, survival={"median_months": "5"}), book({}))
    assert [(one.sheet, one.status) for one in result.differences] == [("Survival", "row only in anna")]
    assert texts(result, "Survival")["median_months"] == "5"


def test_rows_belong_together_though_one_extractor_left_the_assessor_unclear() -> None:
    result = found(book({"assessor": "central"}), book({"assessor": "UNCLEAR"}))
    assert status(result) == {"assessor": "disagreed"}
    assert len(result.consensus.rows["Responses"]) == 1


def test_rows_of_other_criteria_and_other_numbers_are_two_rows() -> None:
    result = found(
        book({"criteria": "irRECIST", "responders": "4"}), book({"criteria": "irRC", "responders": "5"})
    )
    assert [one.status for one in result.differences] == ["row only in anna", "row only in ben"]
    assert [row.texts["responders"] for row in result.consensus.rows["Responses"]] == ["4", "5"]


def test_of_two_rows_that_fit_the_one_with_the_same_numbers_is_taken() -> None:
    rows = [("irRECIST", "4"), ("irRC", "5")]
    both = [{**_RESPONSE, "criteria": criteria, "responders": x} for criteria, x in rows]
    a = workbook(**{**_sheets(), "Responses": both})
    b = workbook(**{**_sheets(), "Responses": [{**_RESPONSE, "responders": "5"}]})
    result = found(a, b)
    assert {(one.row.split(" · ")[3], one.status) for one in result.differences} == {
        ("irRECIST", "row only in anna"),
        ("irRC", "only in anna"),
    }


_RESPONSE = {"cohort_id": "sun2022_sts", "report_id": "sun2022", "timepoint": "best", "n_evaluable": "10"}


def _sheets() -> dict[str, list[dict[str, object]]]:
    return {
        "Studies": [{"study_id": "sun2022"}],
        "Reports": [{"report_id": "sun2022", "study_id": "sun2022"}],
        "Cohorts": [{"cohort_id": "sun2022_sts", "study_id": "sun2022"}],
    }


def test_columns_that_the_form_does_not_know_are_kept() -> None:
    width = len(FORM["Studies"].fields) + 1
    a = with_cell(with_cell(book({}), "Studies", 1, width, "colour"), "Studies", 4, width, "red")
    b = with_cell(with_cell(book({}), "Studies", 1, width, "colour"), "Studies", 4, width, "blue")
    result = found(a, b)
    assert result.consensus.orphans["Studies"] == ("colour",)
    assert texts(result, "Studies")["colour"] == "anna: red | ben: blue"


def test_a_value_in_a_column_without_a_name_is_kept() -> None:
    a = with_cell(book({}), "Studies", 4, 30, "33")
    assert texts(found(a, book({})), "Studies")["column AD"] == "33"


def test_sheets_that_the_form_does_not_know_are_kept_both() -> None:
    def mine(word: str) -> WorkbookCells:
        made = book({})
        return replace(made, sheets=(*made.sheets, SheetCells(name="Mine", rows={1: {1: Cell(word, "A1")}})))

    result = found(mine("a"), mine("b"))
    assert [(cells.name, cells.rows[1][1].value) for cells in result.consensus.other_sheets] == [
        ("Mine", "a"),
        ("Mine (ben)", "b"),
    ]


def test_comments_are_kept_with_the_names_of_who_wrote_them() -> None:
    def commented(text: str) -> WorkbookCells:
        made = book({})
        sheets = tuple(
            replace(cells, comments={(4, 1): text}) if cells.name == "Responses" else cells
            for cells in made.sheets
        )
        return replace(made, sheets=sheets)

    row = found(commented("odd"), commented("see p. 3")).consensus.rows["Responses"][0]
    assert row.comments == {"cohort_id": "anna: odd | ben: see p. 3"}


def test_a_decision_is_kept_when_the_consensus_is_made_anew() -> None:
    a, b = book({"responders": "11"}), book({"responders": "12"})
    before = with_decisions(found(a, b), responders="11")
    again = found(a, b, before)
    (one,) = again.differences
    assert (one.status, one.decision, one.who, one.why) == ("disagreed", "11", "eva", "Table 2")
    assert again.open == ()
    assert texts(again)["responders"] == "11"


def test_making_it_anew_twice_changes_nothing() -> None:
    a, b = (
        book({"responders": "11", "assessor": "central"}),
        book({"responders": "12", "assessor": "UNCLEAR"}),
    )
    once = found(a, b, with_decisions(found(a, b), responders="11"))
    twice = found(a, b, with_decisions(once))
    assert twice.differences == once.differences
    assert twice.consensus.rows == once.consensus.rows


def test_a_cell_that_somebody_changed_in_the_consensus_waits_for_a_decision() -> None:
    a = book({})
    before = with_decisions(found(a, a))
    column = [field.name for field in FORM["Responses"].fields].index("responders") + 1
    result = found(a, a, with_cell(before, "Responses", 4, column, "13"))
    (one,) = result.open
    assert (one.status, one.first, one.second, one.before) == ("edited", "11", "11", "13")
    assert "responders" not in texts(result)
    settled = found(a, a, with_decisions(result, responders="13"))
    assert settled.open == ()
    assert texts(settled)["responders"] == "13"


def test_what_waits_for_a_decision_waits_however_often_the_consensus_is_made_anew() -> None:
    a = book({})
    column = [field.name for field in FORM["Responses"].fields].index("responders") + 1
    once = found(a, a, with_cell(with_decisions(found(a, a)), "Responses", 4, column, "13"))
    twice = found(a, a, with_decisions(once))
    assert (twice.differences, twice.consensus.rows) == (once.differences, once.consensus.rows)
    retyped = with_cell(with_decisions(twice), "Responses", 4, column, "11")
    assert found(a, a, retyped).differences == ()


def test_what_somebody_typed_into_an_open_cell_stands_beside_the_values_of_both() -> None:
    a, b = book({"responders": "11"}), book({"responders": "12"})
    column = [field.name for field in FORM["Responses"].fields].index("responders") + 1
    result = found(a, b, with_cell(with_decisions(found(a, b)), "Responses", 4, column, "13"))
    (one,) = result.open
    assert (one.status, one.first, one.second, one.before) == ("disagreed", "11", "12", "13")
    assert found(a, b, with_decisions(result)).differences == result.differences


@pytest.mark.parametrize("second", ["12", "11"])
def test_a_reason_typed_before_the_decision_is_kept(second: str) -> None:
    first = found(book({"responders": "11"}), book({"responders": "12"}))
    noted = replace(first, differences=tuple(replace(one, why="ask them") for one in first.differences))
    (one,) = found(
        book({"responders": "11"}), book({"responders": second}), with_decisions(noted)
    ).differences
    assert (one.decision, one.why) == ("", "ask them")


def test_a_decision_that_both_extractors_have_come_to_contradict_is_opened_again() -> None:
    before = with_decisions(found(book({"responders": "11"}), book({"responders": "12"})), responders="11")
    both = book({"responders": "12"})
    result = found(both, both, before)
    (one,) = result.open
    assert (one.first, one.second, one.before) == ("12", "12", "11 (eva: Table 2)")
    assert found(both, both, with_decisions(result)).differences == result.differences


def test_a_decision_that_both_now_agree_with_stays_on_record() -> None:
    before = with_decisions(found(book({"responders": "11"}), book({"responders": "12"})), responders="11")
    (one,) = found(book({}), book({}), before).differences
    assert (one.status, one.decision, one.who) == ("agreed since", "11", "eva")


def test_a_row_that_somebody_added_to_the_consensus_is_kept() -> None:
    a = book({})
    before = with_decisions(found(a, a))
    before = with_cell(before, "Studies", 9, 1, "chen2023")
    result = found(a, a, before)
    assert [row.texts["study_id"] for row in result.consensus.rows["Studies"]] == ["sun2022", "chen2023"]
    assert [one.status for one in result.differences] == ["row only in the consensus before"]


def test_agreement_counts_the_cells_that_both_filled() -> None:
    result = found(book({"pr": "11", "sd": "3"}), book({"pr": "10"}))
    by_field = {(one.sheet, one.field): one for one in result.agreement.fields}
    pr, sd = by_field["Responses", "pr"], by_field["Responses", "sd"]
    assert (pr.both, pr.agreed, pr.coefficients.raw) == (1, 0, 0.0)
    assert (sd.both, sd.only_first, sd.only_second) == (0, 1, 0)
    assert ("Responses", "note") not in by_field
    assert ("Responses", "cohort_id") not in by_field


def test_a_workbook_whose_keys_stand_twice_must_be_mended_first() -> None:
    twice = workbook(Studies=[{"study_id": "sun2022"}, {"study_id": "sun2022"}])
    assert [problem.rule for problem in hindrances(twice, FORM)] == ["KEY02"]
    assert hindrances(book({}), FORM) == ()
