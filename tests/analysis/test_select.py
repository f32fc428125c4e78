from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.analysis.select import Selection, select
from review.analysis.spec import AnalysisSpec, Disjoint, SensitivitySpec
from review.extraction.dataset import Dataset
from review.extraction.overlap import Overlap
from review.problems import Place, Problem
from tests.extracted import FILE, dataset


def spec(**given: Any) -> AnalysisSpec:
    return AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?", **given)


def reasons(selection: Selection) -> dict[str, str]:
    return {item.cohort_id: item.reason for item in selection.excluded}


CHEN = {"cohort_id": "chen", "responders": 19, "n_evaluable": 52, "n_enrolled": 53}
SHI = {"cohort_id": "shi", "responders": 14, "n_evaluable": 37, "n_enrolled": 37}


def test_every_cohort_leaves_either_entered_or_excluded_with_a_reason() -> None:
    data = dataset(CHEN, SHI, {"cohort_id": "ups", "histology": "UPS", "responders": 1, "n_evaluable": 9})
    selection = select(data, spec(where={"histology": ("ASPS",)}), ())
    assert [item.cohort.cohort_id for item in selection.entered] == ["chen", "shi"]
    assert reasons(selection) == {"ups": "histology is UPS, not ASPS"}


def test_each_number_names_its_cell() -> None:
    (entered,) = select(dataset(CHEN), spec(), ()).entered
    assert [(n.field, n.value, n.sheet, n.cell) for n in entered.numbers] == [
        ("responders", 19, "Responses", "L4"),
        ("n_evaluable", 52, "Responses", "G4"),
    ]


def test_a_study_that_was_not_included_never_enters() -> None:
    data = dataset({**CHEN, "included": "no", "why_not_included": "seen in a review's table only"})
    assert reasons(select(data, spec(), ())) == {
        "chen": "no report of the study was included: seen in a review's table only"
    }


def unreadable(data: Dataset, sheet: str, field: str) -> Dataset:
    """The dataset with that field of its first study or cohort as a misspelled cell leaves it."""
    (study, *rest) = data.studies
    row = study.row if sheet == "Studies" else study.cohorts[0].row
    entry = replace(row[field], value=None, missing="unreadable")
    row = replace(row, entries={**row.entries, field: entry})
    if sheet == "Studies":
        study = replace(study, row=row)
    else:
        study = replace(study, cohorts=(replace(study.cohorts[0], row=row), *study.cohorts[1:]))
    problem = Problem("CELL09", "error", entry.place, "not allowed")
    return replace(data, studies=(study, *rest), problems=(problem,))


@pytest.mark.parametrize("included", ["UNCLEAR", "NR"])
def test_a_study_whose_inclusion_is_not_settled_does_not_enter(included: str) -> None:
    (reason,) = reasons(select(dataset({**CHEN, "included": included}), spec(), ())).values()
    assert reason == "whether the study is included is not settled (Studies!E4)"


def test_a_study_whose_inclusion_is_misspelled_does_not_enter() -> None:
    data = unreadable(dataset(CHEN), "Studies", "included")
    assert "not settled" in reasons(select(data, spec(), ()))["chen"]


@pytest.mark.parametrize(("sheet", "field"), [("Cohorts", "overlaps_with"), ("Studies", "registry_ids")])
def test_a_cohort_whose_links_cannot_be_read_does_not_enter(sheet: str, field: str) -> None:
    data = unreadable(dataset(CHEN, SHI), sheet, field)
    selection = select(data, spec(), ())
    assert [item.cohort.cohort_id for item in selection.entered] == ["shi"]
    assert "counted elsewhere" in reasons(selection)["chen"]
    assert len(select(data, spec(overlap_accepted="they do not matter here"), ()).entered) == 2


def test_a_filter_never_passes_on_a_field_that_cannot_be_read() -> None:
    data = unreadable(dataset(CHEN), "Cohorts", "histology")
    for asked in (spec(where={"histology": ("ASPS",)}), spec(without={"histology": ("UPS",)})):
        assert reasons(select(data, asked, ()))["chen"] == "histology cannot be read (Cohorts!D4)"


def test_a_filter_that_leaves_out_does_not_pass_a_blank_field_but_one_that_is_not_reported() -> None:
    blank, unknown = {**CHEN, "line": None}, {**SHI, "line": "NR"}
    selection = select(dataset(blank, unknown), spec(without={"line": ("first",)}), ())
    assert [item.cohort.cohort_id for item in selection.entered] == ["shi"]
    assert reasons(selection)["chen"] == "line is blank, so that nobody can say whether it is first"


def test_a_filter_on_a_report_that_is_not_there_does_not_pass() -> None:
    data = dataset({**CHEN, "responses": [{"report_id": "gone", "responders": 1, "n_evaluable": 9}]})
    found = reasons(select(data, spec(without={"source_tier": ("press",)}), ()))
    assert found == {"chen": "source tier cannot be read: there is no report 'gone'"}


def test_a_cohort_that_belongs_to_no_study_is_listed_with_the_error_that_says_why() -> None:
    data = dataset(CHEN, SHI)
    lost = data.studies[1].cohorts[0].row
    problem = Problem("REF01", "error", lost["study_id"].place, "study_id shii stands in no row of Studies")
    data = replace(data, studies=data.studies[:1], problems=(problem,), unplaced=(lost,))
    assert reasons(select(data, spec(), ())) == {
        "shi": "REF01 stands in Cohorts!B5: study_id shii stands in no row of Studies"
    }


def test_of_two_cohorts_with_one_id_neither_enters() -> None:
    place = Place(FILE, "Cohorts", "A5", "chen")
    data = dataset(CHEN, problems=[Problem("KEY02", "error", place, "cohort_id chen stands in row 4 too")])
    assert "KEY02" in reasons(select(data, spec(), ()))["chen"]


def test_a_sensitivity_analysis_that_names_no_cohort_of_the_workbook_is_an_error() -> None:
    change = SensitivitySpec(name="x", label="X", drop=("shii",))
    (problem,) = select(dataset(CHEN, SHI), spec(sensitivity=(change,)), ()).problems
    assert (problem.rule, problem.place.cell) == ("ANA01", "sensitivity.x.shii")


def test_a_study_whose_inclusion_is_left_blank_enters() -> None:
    assert len(select(dataset({**CHEN, "included": None}), spec(), ()).entered) == 1


def test_naming_a_cohort_brings_it_past_the_filters_but_never_past_inclusion() -> None:
    small = {"cohort_id": "small", "histology": "UPS", "responders": 0, "n_evaluable": 3}
    out = {"cohort_id": "out", "included": "no", "responders": 0, "n_evaluable": 30}
    asked = spec(where={"histology": ("ASPS",)}, min_n=5, add=("small", "out"))
    selection = select(dataset(small, out), asked, ())
    assert [item.cohort.cohort_id for item in selection.entered] == ["small"]
    assert "out" in reasons(selection)


def test_a_cell_with_an_error_bars_the_cohort_and_says_which_rule() -> None:
    problem = Problem("SUM01", "error", Place(FILE, "Responses", "L4", "chen"), "CR + PR = 20, not 19")
    selection = select(dataset(CHEN, SHI, problems=[problem]), spec(), ())
    assert reasons(selection) == {"chen": "SUM01 stands in Responses!L4: CR + PR = 20, not 19"}


def test_an_error_in_another_cell_of_the_row_does_not_bar_the_count() -> None:
    problem = Problem("SUM02", "error", Place(FILE, "Responses", "K4", "chen"), "the sum is 33 of 32")
    selection = select(dataset(CHEN, problems=[problem]), spec(), ())
    assert [item.events for item in selection.entered] == [19]


def test_responders_are_added_up_where_only_the_categories_are_given_and_the_note_says_so() -> None:
    (entered,) = select(dataset({"cohort_id": "a", "cr": 1, "pr": 3, "n_evaluable": 9}), spec(), ()).entered
    assert entered.events == 4
    assert entered.notes == ("CR + PR added up: responders itself is not given",)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"responders": "NR", "n_evaluable": 9}, "responders is not reported (Responses!L4)"),
        ({"responders": 1}, "n evaluable is blank (Responses!G4)"),
        ({"responders": 1, "n_evaluable": "NR"}, "n evaluable is not reported (Responses!G4)"),
        ({"responders": 5, "n_evaluable": 4}, "5 responders are more than n evaluable = 4"),
        ({"responders": 0, "n_evaluable": 0}, "n evaluable is 0"),
        (
            {"responders": 1, "n_evaluable": 9, "timepoint": "week 12"},
            "no response row for time point 'best'",
        ),
    ],
)
def test_a_count_that_cannot_be_used_is_named_with_its_cell(given: dict[str, Any], why: str) -> None:
    assert reasons(select(dataset({"cohort_id": "a", **given}), spec(), ()))["a"].startswith(why)


def test_two_rows_that_fit_are_refused_until_the_analysis_says_which() -> None:
    rows = [
        {"criteria": "irRECIST", "responders": 4, "n_evaluable": 10},
        {"criteria": "irRC", "responders": 5, "n_evaluable": 10},
    ]
    data = dataset({"cohort_id": "somaiah", "responses": rows})
    assert reasons(select(data, spec(), ()))["somaiah"] == (
        "rows 4, 5 of Responses all fit: say in [responses.prefer] which counts"
    )
    (entered,) = select(data, spec(prefer={"criteria": ("irRECIST",)}), ()).entered
    assert entered.events == 4


@pytest.mark.parametrize(("denominator", "n"), [("evaluable", 52), ("enrolled", 53)])
def test_the_denominator_is_the_one_that_the_analysis_names(denominator: str, n: int) -> None:
    (entered,) = select(dataset(CHEN), spec(denominator=denominator), ()).entered
    assert entered.n == n


def test_an_absent_denominator_leaves_the_cohort_out_unless_the_analysis_says_what_to_use() -> None:
    data = dataset({"cohort_id": "a", "responders": 1, "n_evaluable": 9})
    assert reasons(select(data, spec(denominator="enrolled"), ())) == {
        "a": "n enrolled is blank (Cohorts!H4)"
    }
    asked = spec(denominator="enrolled", denominator_missing="evaluable")
    (entered,) = select(data, asked, ()).entered
    assert (entered.n, entered.notes) == (9, ("n enrolled is not reported; n evaluable is used",))


OVERLAP = Overlap(cohort_a="chen", cohort_b="shi", grade="certain", reason="one registration")


def test_pooling_the_same_patients_twice_is_refused_and_the_way_out_named() -> None:
    (problem,) = select(dataset(CHEN, SHI), spec(), [OVERLAP]).problems
    assert (problem.rule, problem.severity, problem.place.row) == ("ANA02", "error", "chen, shi")
    assert "leave_out" in problem.fix


def test_leaving_one_of_the_two_out_resolves_the_overlap() -> None:
    selection = select(dataset(CHEN, SHI), spec(leave_out={"shi": "the same patients"}), [OVERLAP])
    assert selection.problems == ()
    assert reasons(selection) == {"shi": "the same patients"}


def test_a_stated_reason_why_two_cohorts_are_disjoint_is_accepted() -> None:
    claim = Disjoint(cohorts=("chen",), of=("shi",), reason="other years")
    assert select(dataset(CHEN, SHI), spec(disjoint=(claim,)), [OVERLAP]).problems == ()


def test_an_accepted_overlap_stays_a_note() -> None:
    (problem,) = select(
        dataset(CHEN, SHI), spec(overlap_accepted="to see how far it moves"), [OVERLAP]
    ).problems
    assert problem.severity == "note"


def test_a_cohort_id_that_is_in_no_workbook_is_an_error_with_the_nearest_one() -> None:
    (problem,) = select(dataset(CHEN), spec(leave_out={"chenn": "why"}), ()).problems
    assert (problem.rule, problem.fix) == ("ANA01", "did you mean 'chen'?")
