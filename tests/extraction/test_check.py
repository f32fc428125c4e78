"""The dataset that a workbook holds, and problems grouped for people."""

from __future__ import annotations

from review.extraction.check import check, group, read_dataset
from review.problems import Place, Problem
from tests.extraction.workbooks import COMPLETE, FILE, FORM, one_cohort, workbook

BOOK = workbook(
    Studies=[{"study_id": "s1"}, {"study_id": "s2"}],
    Reports=[{"report_id": "r1", "study_id": "s1"}, {"report_id": "r2", "study_id": "s1"}],
    Cohorts=[
        {"cohort_id": "c1", "study_id": "s1", "n_enrolled": "30"},
        {"cohort_id": "c2", "study_id": "s1"},
    ],
    Responses=[
        {**COMPLETE, "cohort_id": "c1", "report_id": "r1", "n_evaluable": "28", "responders": "23"},
        {**COMPLETE, "cohort_id": "c1", "report_id": "r2", "n_evaluable": "12", "responders": "4"},
    ],
    Survival=[{"cohort_id": "c1", "report_id": "r1", "endpoint": "PFS", "median_months": "NREACHED"}],
    Safety=[{"cohort_id": "c2", "report_id": "r1", "event": "any", "n_events": "3"}],
)


def test_a_dataset_is_studies_with_their_reports_cohorts_and_results() -> None:
    dataset = read_dataset(BOOK, FORM)
    first, second = dataset.studies
    assert [report.report_id for report in first.reports] == ["r1", "r2"]
    assert [cohort.cohort_id for cohort in first.cohorts] == ["c1", "c2"]
    assert [response.row.count("responders") for response in first.cohorts[0].responses] == [23, 4]
    assert first.cohorts[0].survival[0]["median_months"].missing == "NREACHED"
    assert first.cohorts[1].safety[0].count("n_events") == 3
    assert (second.reports, second.cohorts) == ((), ())


def test_every_value_keeps_its_cell() -> None:
    response = read_dataset(BOOK, FORM).studies[0].cohorts[0].responses[1]
    assert response.row["responders"].place == Place(FILE, "Responses", "N5", "c1")


def test_the_file_is_named_as_the_caller_named_it() -> None:
    assert {problem.place.file for problem in check(one_cohort({"n_evaluable": "x"}), FORM)} == {FILE}


def test_a_dataset_brings_its_problems_and_the_cells_that_they_bar() -> None:
    dataset = read_dataset(one_cohort({"n_evaluable": "11", "responders": "32"}), FORM)
    assert set(dataset.barred()) == {(FILE, "Responses", "N4"), (FILE, "Responses", "G4")}


def test_problems_stand_in_the_order_of_the_sheets_and_their_rows() -> None:
    book = workbook(
        Studies=[{"study_id": "s1", "year": "x"}, {"study_id": "s2", "year": "y", "centres": "z"}],
        Cohorts=[{"cohort_id": "c1", "study_id": "s3", "histology": "ASPS", "combination_class": "mixed"}],
    )
    places = [(one.place.sheet, one.place.cell) for one in check(book, FORM)]
    assert places == [("Studies", "C4"), ("Studies", "C5"), ("Studies", "J5"), ("Cohorts", "B4")]


def test_rows_that_belong_to_no_study_are_left_out_with_a_problem() -> None:
    dataset = read_dataset(workbook(Cohorts=[{"cohort_id": "c1", "study_id": "s3"}]), FORM)
    assert list(dataset.cohorts()) == []
    assert [problem.rule for problem in dataset.problems] == ["REF01", "BLANK01"]


def test_identical_problems_are_grouped_with_their_cells_and_errors_come_first() -> None:
    note = [
        Problem(
            "BLANK01", "note", Place(FILE, "Responses", cell, "c1"), "not yet extracted: criteria", fix="look"
        )
        for cell in ("D4", "D5", "D9")
    ]
    error = Problem("SUM04", "error", Place(FILE, "Responses", "N4", "c1"), "responders is 32")
    first, second = group([*note, error])
    assert str(first) == f"{FILE} · Responses!N4 · c1\n  SUM04 error: responders is 32"
    assert str(second).splitlines() == [
        f"{FILE} · Responses!D4 (c1), D5 (c1), D9 (c1)",
        "  BLANK01 note: not yet extracted: criteria",
        "  fix: look",
    ]


def test_problems_of_whole_sheets_are_grouped_by_sheet() -> None:
    one, two = (
        Problem("SHEET10", "note", Place(FILE, sheet), "no sheet") for sheet in ("Survival", "Safety")
    )
    assert [str(each).splitlines()[0] for each in group([one, two])] == [
        f"{FILE} · Survival",
        f"{FILE} · Safety",
    ]


def test_a_report_is_found_by_its_id() -> None:
    dataset = read_dataset(BOOK, FORM)
    found = dataset.report("r2")
    assert found is not None
    assert (found.study_id, "role" in found.row, "colour" in found.row) == ("s1", True, False)
    assert dataset.report("r9") is None


def test_an_entry_says_why_it_has_no_value() -> None:
    row = (
        read_dataset(one_cohort({"n_evaluable": "NR", "cr": "x"}), FORM)
        .studies[0]
        .cohorts[0]
        .responses[0]
        .row
    )
    assert [row[name].missing for name in ("n_evaluable", "cr", "pr", "criteria")] == [
        "NR",
        "unreadable",
        "",
        None,
    ]
