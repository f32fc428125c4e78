"""The flat entry sheet: one row per cohort, read into the sheets of the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from review.extraction.cells import WorkbookCells
from review.extraction.check import read_dataset
from review.extraction.dataset import Dataset
from review.extraction.reconcile import reconcile
from tests.extraction.workbooks import FORM, sheet_cells, workbook

ROW = {
    "study_id": "sun2022", "first_author": "Sun X", "source_tier": "abstract", "cohort_id": "sun2022_sts",
    "histology": "STS mixed", "combination_class": "+TKI", "n_enrolled": "32", "timepoint": "best",
    "criteria": "RECIST 1.1", "assessor": "investigator", "confirmed": "yes", "n_evaluable": "32",
    "responders": "11",
}  # fmt: skip


def flat(*rows: Mapping[str, object], **sheets: Sequence[Mapping[str, object]]) -> WorkbookCells:
    assert FORM.flat is not None
    made = workbook(**sheets)
    columns = [field.name for field in FORM.flat.fields]
    return replace(made, sheets=(*made.sheets, sheet_cells(FORM.flat.name, columns, rows)))


def read(book: WorkbookCells) -> Dataset:
    return read_dataset(book, FORM)


def test_one_flat_row_is_a_study_a_report_a_cohort_and_a_response() -> None:
    data = read(flat(ROW))
    assert data.problems == ()
    ((study, cohort),) = data.cohorts()
    assert (study.row.text("first_author"), cohort.row.count("n_enrolled")) == ("Sun X", 32)
    response = cohort.responses[0].row
    assert (response.count("responders"), response.text("report_id")) == (11, "sun2022")
    assert (response["responders"].place.sheet, response["responders"].place.row) == ("Entry", "sun2022_sts")


def test_two_cohorts_of_one_study_share_it() -> None:
    second = {**ROW, "cohort_id": "sun2022_ups", "histology": "UPS", "first_author": None}
    data = read(flat(ROW, second))
    assert data.problems == ()
    assert len(data.studies) == 1
    assert len(list(data.cohorts())) == 2


def test_flat_rows_and_other_sheets_may_stand_side_by_side() -> None:
    data = read(flat(ROW, Studies=[{"study_id": "sun2022", "first_author": "Sun X", "year": "2022"}]))
    assert data.problems == ()
    assert data.studies[0].row.count("year") == 2022


def test_a_contradiction_names_and_bars_both_cells() -> None:
    ids = {"cohort_id": "sun2022_sts", "report_id": "sun2022", "timepoint": "best"}
    data = read(flat(ROW, Responses=[{**ids, "n_evaluable": "32", "responders": "12"}]))
    found = [problem for problem in data.problems if problem.rule == "FLAT01"]
    assert {(problem.place.sheet, problem.place.cell) for problem in found} == {
        ("Entry", "AD4"), ("Responses", "N4"),
    }  # fmt: skip
    assert "Entry!AD4 says 11, Responses!N4 says 12" in found[0].message
    assert {(sheet, cell) for _, sheet, cell in data.barred()} >= {("Entry", "AD4"), ("Responses", "N4")}


def test_a_number_is_not_added_to_a_row_that_was_typed_elsewhere() -> None:
    ids = {"cohort_id": "sun2022_sts", "report_id": "sun2022", "timepoint": "best"}
    data = read(flat(ROW, Responses=[{**ids, "n_evaluable": "32"}]))
    (mine, theirs) = [problem for problem in data.problems if problem.severity == "error"]
    assert (mine.rule, mine.fix) == (
        "FLAT01", "type it in Responses, where the row stands too, and empty it here",
    )  # fmt: skip
    assert theirs.place.sheet == "Responses"


def test_numbers_without_their_cohort_are_an_error() -> None:
    data = read(flat({**ROW, "cohort_id": None}))
    (problem,) = data.problems
    assert (problem.rule, problem.place.sheet) == ("FLAT02", "Entry")
    assert data.studies == ()


def test_a_flat_row_without_a_result_gives_no_response() -> None:
    only = ("study_id", "cohort_id", "source_tier", "histology", "combination_class")
    data = read(flat({name: ROW[name] for name in only}))
    ((_, cohort),) = data.cohorts()
    assert cohort.responses == ()


def test_the_rules_speak_of_the_cells_of_the_flat_sheet() -> None:
    data = read(flat({**ROW, "responders": "33"}))
    (problem,) = [one for one in data.problems if one.severity == "error"]
    assert (problem.rule, problem.place.sheet, problem.place.cell) == ("SUM04", "Entry", "AD4")


def test_two_extractors_may_use_it_and_be_reconciled() -> None:
    found = reconcile(flat(ROW), flat({**ROW, "responders": "12"}), FORM, names=("anna", "ben"))
    (one,) = found.open
    assert (one.sheet, one.field, one.first, one.second) == ("Responses", "responders", "11", "12")
    assert found.consensus.rows["Cohorts"][0].texts["n_enrolled"] == "32"
    assert [cells.name for cells in found.consensus.other_sheets] == [
        "Entry as typed",
        "Entry as typed (ben)",
    ]


def test_one_may_use_it_and_the_other_not() -> None:
    ids = {"cohort_id": "sun2022_sts", "report_id": "sun2022"}
    shared = ("study_id", "first_author")
    of_cohort = ("cohort_id", "study_id", "histology", "combination_class", "n_enrolled")
    of_response = ("timepoint", "criteria", "assessor", "confirmed", "n_evaluable", "responders")
    other = workbook(
        Studies=[{name: ROW[name] for name in shared}],
        Reports=[{"report_id": "sun2022", "study_id": "sun2022", "source_tier": "abstract"}],
        Cohorts=[{name: ROW[name] for name in of_cohort}],
        Responses=[{**ids, **{name: ROW[name] for name in of_response}}],
    )
    assert reconcile(flat(ROW), other, FORM).differences == ()
