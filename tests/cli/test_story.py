"""The main job as a newcomer does it: an empty workspace, a filled workbook, a report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from review.cli import cli


def review(*words: str, expect: int = 0) -> Result:
    result = CliRunner().invoke(cli, list(words))
    assert result.exit_code == expect, result.output
    assert "Traceback" not in result.output
    return result


def fill(workbook: Path, **sheets: Sequence[Mapping[str, object]]) -> None:
    """Type rows below the three header rows, as a person does."""
    book = openpyxl.load_workbook(workbook)
    for sheet, rows in sheets.items():
        columns = {cell.value: cell.column for cell in book[sheet][1]}
        for number, row in enumerate(rows, start=4):
            for field, value in row.items():
                book[sheet].cell(number, columns[field], value)
    book.save(workbook)


def three_cohorts(**last: object) -> dict[str, list[dict[str, object]]]:
    names = ("chen", "shi", "blay")
    counts = (
        {"responders": "19", "n_evaluable": "52"},
        {"responders": "14", "n_evaluable": "37"},
        {"responders": "8", "n_evaluable": "14"},
    )
    return {
        "Studies": [
            {"study_id": name, "first_author": f"{name.title()} A", "year": "2020", "included": "yes"}
            for name in names
        ],
        "Reports": [{"report_id": f"{name}_paper", "study_id": name, "role": "primary"} for name in names],
        "Cohorts": [
            {"cohort_id": f"{name}_asps", "study_id": name, "histology": "ASPS", "regimen": "atezolizumab"}
            for name in names
        ],
        "Responses": [
            {
                "cohort_id": f"{name}_asps",
                "report_id": f"{name}_paper",
                "timepoint": "best",
                **count,
                **(last if name == "blay" else {}),
            }
            for name, count in zip(names, counts, strict=True)
        ],
    }


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    review("init", str(folder), "--title", "Sunitinib in Chordoma, “quoted” \\ title")
    return folder


@pytest.fixture
def filled(mine: Path) -> Path:
    review("-C", str(mine), "extract", "form")
    fill(mine / "extraction_forms/extraction/extraction.xlsx", **three_cohorts())
    return mine


def test_an_empty_workspace_passes_validation(mine: Path) -> None:
    assert "no errors" in review("-C", str(mine), "validate").output


def test_an_empty_workspace_says_what_to_type_next(mine: Path) -> None:
    assert "Next: review extract form" in review("-C", str(mine), "status").output


def test_three_cohorts_become_a_report_with_a_forest_plot(filled: Path) -> None:
    output = review("-C", str(filled), "run").output
    assert "41 of 103 patients, 3 cohorts" in output
    folder = filled / "reports/response"
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Sunitinib in Chordoma, “quoted” \\ title" in page
    for name in ("Chen 2020", "Shi 2020", "Blay 2020"):
        assert name in page
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "figures/forest.png").read_bytes().startswith(b"\x89PNG")


def test_every_pooled_number_leads_back_to_its_cell(filled: Path) -> None:
    review("-C", str(filled), "run")
    results = json.loads((filled / "reports/response/results.json").read_text(encoding="utf-8"))
    traced = {number["field"]: number for number in results["cohorts"][0]["numbers"]}
    book = openpyxl.load_workbook(filled / traced["responders"]["file"])
    for number in traced.values():
        assert int(book[number["sheet"]][number["cell"]].value) == number["value"]


def test_landmark_rates_of_the_sheet_survival_are_pooled_on_request(mine: Path) -> None:
    review("-C", str(mine), "extract", "form")
    survival = [
        {
            "cohort_id": f"{name}_asps", "report_id": f"{name}_paper", "endpoint": "PFS",
            "rate_6m_pct": rate, "rate_6m_low": low, "rate_6m_high": high,
        }
        for name, rate, low, high in (("chen", 60, 45, 72), ("shi", 48, 31, 63), ("blay", 55, 26, 76))
    ]  # fmt: skip
    workbook = mine / "extraction_forms/extraction/extraction.xlsx"
    fill(workbook, **three_cohorts(), Survival=survival)
    analysis = mine / "analyses/response.toml"
    asked = '\n[[time_to_event]]\nendpoint = "PFS"\nlandmark_months = 6\n'
    analysis.write_text(analysis.read_text(encoding="utf-8") + asked, encoding="utf-8")
    (found,) = json.loads(review("-C", str(mine), "pool", "response", "--json").stdout)["times"]
    assert (found["landmark_months"], found["result"]["pooled"]["k"]) == (6, 3)


def test_a_second_run_writes_the_same_bytes(filled: Path) -> None:
    review("-C", str(filled), "run")
    first = {path: path.read_bytes() for path in (filled / "reports").rglob("*") if path.is_file()}
    review("-C", str(filled), "run")
    assert {path: path.read_bytes() for path in first} == first
    assert len(first) == 9


def test_the_workbook_that_a_person_filled_is_never_changed(filled: Path) -> None:
    workbook = filled / "extraction_forms/extraction/extraction.xlsx"
    before = workbook.read_bytes()
    review("-C", str(filled), "run")
    review("-C", str(filled), "extract", "form", expect=2)
    assert workbook.read_bytes() == before


def test_an_error_bars_its_cohort_stands_in_the_report_and_fails_validation_only(mine: Path) -> None:
    review("-C", str(mine), "extract", "form")
    fill(mine / "extraction_forms/extraction/extraction.xlsx", **three_cohorts(cr="1", pr="8"))
    checked = review("-C", str(mine), "validate", expect=1).output
    assert "Responses!" in checked and "fix:" in checked
    assert "33 of 89 patients, 2 cohorts" in review("-C", str(mine), "run").output
    page = (mine / "reports/response/report.html").read_text(encoding="utf-8")
    assert "blay_asps" in page


def test_a_cohort_that_drops_out_for_its_data_is_named_where_people_look(mine: Path) -> None:
    review("-C", str(mine), "extract", "form")
    fill(mine / "extraction_forms/extraction/extraction.xlsx", **three_cohorts(timepoint=None))
    output = review("-C", str(mine), "run").output
    assert "1 cohort left out for what the workbook holds:" in output
    assert "blay_asps: no response row for time point 'best'" in output


def test_an_analysis_that_would_count_patients_twice_is_refused_with_the_way_out(mine: Path) -> None:
    review("-C", str(mine), "extract", "form")
    rows = three_cohorts()
    rows["Cohorts"][2]["overlaps_with"] = "chen_asps"
    fill(mine / "extraction_forms/extraction/extraction.xlsx", **rows)
    refused = review("-C", str(mine), "run", expect=1)
    assert "chen_asps, blay_asps" in refused.output
    analysis = mine / "analyses/response.toml"
    text = analysis.read_text(encoding="utf-8")
    named = text.replace("[cohorts.leave_out]", '[cohorts.leave_out]\nblay_asps = "the same patients"\n#')
    analysis.write_text(named, encoding="utf-8")
    assert "33 of 89 patients" in review("-C", str(mine), "run").output


def test_status_follows_the_work(filled: Path) -> None:
    assert json.loads(review("-C", str(filled), "status", "--json").output)["next"]["command"] == "review run"
    review("-C", str(filled), "run")
    stages = json.loads(review("-C", str(filled), "status", "--json").output)["stages"]
    assert [stage["done"] for stage in stages] == [True, True, True]


def test_status_calls_nothing_up_to_date_that_is_not_of_the_files_as_they_are(filled: Path) -> None:
    def done() -> bool:
        stages = json.loads(review("-C", str(filled), "status", "--json").output)["stages"]
        return bool(stages[-1]["done"])

    review("-C", str(filled), "run")
    assert done()
    (filled / "reports/response/report.pdf").write_bytes(b"%PDF of other numbers")
    assert not done()
    review("-C", str(filled), "run")
    fill(filled / "extraction_forms/extraction/extraction.xlsx", Responses=[{"responders": "20"}])
    assert not done()


def test_a_report_of_one_kind_leaves_no_other_kind_with_other_numbers(filled: Path) -> None:
    review("-C", str(filled), "run")
    before = (filled / "reports/response/report.pdf").read_bytes()
    fill(filled / "extraction_forms/extraction/extraction.xlsx", Responses=[{"responders": "20"}])
    review("-C", str(filled), "report", "response", "--to", "html")
    assert (filled / "reports/response/report.pdf").read_bytes() != before


def test_a_file_that_cannot_be_written_is_one_line(filled: Path) -> None:
    (filled / "reports/response").write_text("in the way", encoding="utf-8")
    assert "reports/response" in review("-C", str(filled), "run", expect=2).output


@pytest.mark.parametrize("words", [("--reviewer", "../../evil"), ("-o", "form.csv")])
def test_a_form_is_a_workbook_in_its_folder(mine: Path, words: tuple[str, ...]) -> None:
    review("-C", str(mine), "extract", "form", *words, expect=2)


def test_one_figure_in_the_format_of_its_ending(filled: Path, tmp_path: Path) -> None:
    beginnings = (
        ("svg", b"<svg"),
        ("pdf", b"%PDF"),
        ("png", b"\x89PNG"),
        ("eps", b"%!PS"),
        ("tif", b"II*\0"),
    )
    for ending, start in beginnings:
        path = tmp_path / f"forest.{ending}"
        review("-C", str(filled), "plot", "forest", "response", "-o", str(path))
        assert path.read_bytes().startswith(start)
    assert (
        ".svg" in review("-C", str(filled), "plot", "forest", "response", "-o", "forest.xyz", expect=2).output
    )


def test_a_forest_plot_in_the_layout_of_a_journal_and_with_what_is_asked_for(
    filled: Path, tmp_path: Path
) -> None:
    path = tmp_path / "forest.svg"
    words = ("plot", "forest", "response", "-o", str(path))
    review("-C", str(filled), *words, "--layout", "lancet", "--show", "models", "--show", "shrunken")
    drawn = path.read_text(encoding="utf-8")
    assert "36·5% (" in drawn and "The same cohorts under other models" in drawn and "Shrunken" in drawn
    wrong = review("-C", str(filled), *words, "--layout", "bmj", expect=2).output
    assert all(layout in wrong for layout in ("review", "revman", "jama", "lancet"))


def test_the_analysis_file_names_the_layout(filled: Path, tmp_path: Path) -> None:
    analysis = filled / "analyses/response.toml"
    analysis.write_text(
        analysis.read_text(encoding="utf-8") + '\n[figure]\nlayout = "revman"\n', encoding="utf-8"
    )
    path = tmp_path / "forest.svg"
    review("-C", str(filled), "plot", "forest", "response", "-o", str(path))
    assert "Study or Subgroup" in path.read_text(encoding="utf-8")


def test_a_figure_that_cannot_be_drawn_says_why_and_what_would_do(filled: Path) -> None:
    told = review("-C", str(filled), "plot", "pictogram", "response", expect=1).stderr
    assert "a pictogram needs 5 cohorts and there are 3" in told and "diamond = true" in told


def test_a_blank_form_needs_no_workspace_and_passes_validation(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    review("-C", str(tmp_path), "extract", "form", "--blank", "-o", str(path))
    checked = review("-C", str(tmp_path), "validate", str(path), "--json").output
    assert json.loads(checked)["counts"] == {"error": 0, "warning": 0, "note": 0}


def test_outside_a_workspace_the_message_says_what_to_do(tmp_path: Path) -> None:
    assert "review init DIR" in review("-C", str(tmp_path), "run", expect=2).output


def test_init_changes_nothing_that_stands(mine: Path) -> None:
    before = (mine / "review.toml").read_bytes()
    assert "nothing was changed" in review("init", str(mine), expect=2).output
    assert (mine / "review.toml").read_bytes() == before


def test_a_mistyped_command_or_analysis_names_the_nearest(filled: Path) -> None:
    assert "did you mean 'validate'?" in review("validte", expect=2).output
    assert "did you mean 'response'?" in review("-C", str(filled), "pool", "respnse", expect=2).output


def test_two_extractors_without_a_consensus_are_not_chosen_between(filled: Path) -> None:
    folder = filled / "extraction_forms/extraction"
    (folder / "second.xlsx").write_bytes((folder / "extraction.xlsx").read_bytes())
    assert "review reconcile" in review("-C", str(filled), "run", expect=2).output


def test_a_broken_analysis_file_stops_that_analysis_alone(filled: Path) -> None:
    (filled / "analyses/second.toml").write_text(
        'title = "B"\nquestion = "?"\nplaned = "after"\n', encoding="utf-8"
    )
    refused = review("-C", str(filled), "run", expect=1)
    assert "did you mean 'planned'?" in refused.output
    assert (filled / "reports/response/report.html").exists()
    assert not (filled / "reports/second").exists()


def test_a_file_that_is_no_toml_is_named_with_its_line(filled: Path) -> None:
    (filled / "analyses/second.toml").write_text('title = "B\n', encoding="utf-8")
    output = review("-C", str(filled), "run", expect=2).output
    assert "analyses/second.toml: is not valid TOML" in output and "line 1" in output


def test_a_workbook_filled_in_on_the_flat_sheet_alone_is_pooled(mine: Path) -> None:
    review("-C", str(mine), "extract", "form")
    rows = [
        {
            "study_id": name, "first_author": f"{name.title()} A", "year": "2020",
            "cohort_id": f"{name}_asps", "histology": "ASPS", "timepoint": "best",
            "n_evaluable": n, "responders": x,
        }
        for name, x, n in (("chen", "19", "52"), ("shi", "14", "37"), ("blay", "8", "14"))
    ]  # fmt: skip
    fill(mine / "extraction_forms/extraction/extraction.xlsx", Entry=rows)
    found = json.loads(review("-C", str(mine), "pool", "--json").stdout)
    assert '"events": 41' in json.dumps(found)
