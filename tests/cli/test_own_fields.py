"""A workspace's own fields: in the workbook, its lists and codebook, the checks, filters and the report."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_story import fill, review, three_cohorts

AT = "extraction_forms/extraction/extraction.xlsx"
FORM = """
[[sheet]]
name = "Cohorts"

  [[sheet.field]]
  name = "histology"
  add_choices = ["PEComa"]

  [[sheet.field]]
  name = "biopsy"
  label = "Biopsy on treatment"
  type = "choice"
  choices = ["mandatory", "optional"]
  help = "Whether a biopsy on treatment was asked for."

[[sheet]]
name = "Patients"

  [[sheet.field]]
  name = "n_tfe3"
  label = "TFE3 confirmed"
  type = "count"

[[sheet]]
name = "Biomarkers"
identity = ["cohort_id", "marker"]

  [[sheet.field]]
  name = "cohort_id"
  type = "ref"
  references = ["Cohorts"]
  required = true

  [[sheet.field]]
  name = "marker"
  type = "choice"
  choices = ["PD-L1", "TMB"]
"""
ANALYSIS = """
title = "Only where a biopsy was asked for"
question = "Does it matter?"
planned = "after"

[cohorts.where]
biopsy = ["mandatory"]

[figure]
columns = ["n_tfe3", "assessor"]
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    review("init", str(folder))
    (folder / "form.toml").write_text(FORM, encoding="utf-8")
    protocol = folder / "review.toml"
    text = protocol.read_text(encoding="utf-8")
    own = text.replace("[extraction]", '[extraction]\nown_fields = "form.toml"')
    protocol.write_text(own, encoding="utf-8")
    review("-C", str(folder), "extract", "form")
    rows = three_cohorts()
    for cohort, biopsy in zip(rows["Cohorts"], ("mandatory", "mandatory", "optional"), strict=True):
        cohort["biopsy"] = biopsy
    rows["Patients"] = [
        {"cohort_id": f"{name}_asps", "report_id": f"{name}_paper", "n_described": "52", "n_tfe3": n}
        for name, n in (("chen", "49"), ("shi", "NR"))
    ]
    fill(folder / AT, **rows)
    for path in (folder / "analyses").glob("*.toml"):
        path.unlink()
    (folder / "analyses" / "biopsy.toml").write_text(ANALYSIS, encoding="utf-8")
    return folder


def test_they_stand_in_the_workbook_with_drop_downs_and_in_the_codebook(mine: Path) -> None:
    book = openpyxl.load_workbook(mine / AT)
    columns = {cell.value: cell.column_letter for cell in book["Cohorts"][1]}
    assert book["Cohorts"][f"{columns['biopsy']}2"].value == "Biopsy on treatment"
    assert "Biomarkers" in book.sheetnames
    lists = {
        cells[0].value: [cell.value for cell in cells[1:] if cell.value] for cells in book["Lists"].columns
    }
    assert lists["Cohorts.biopsy"][:2] == ["mandatory", "optional"]
    assert "PEComa" in lists["Cohorts.histology"]
    assert lists["Biomarkers.marker"][:2] == ["PD-L1", "TMB"]
    offered = {
        str(cells) for rule in book["Cohorts"].data_validations.dataValidation for cells in rule.sqref.ranges
    }
    assert any(cells.startswith(f"{columns['biopsy']}4:") for cells in offered)
    codebook = {(row[0].value, row[1].value): row[6].value for row in book["Codebook"].iter_rows(min_row=2)}
    assert codebook["Cohorts", "biopsy"] == "mandatory; optional"
    assert ("Patients", "n_tfe3") in codebook


def test_they_are_checked_like_the_others(mine: Path) -> None:
    fill(
        mine / AT,
        Cohorts=[{"biopsy": "mandatry"}],
        Patients=[{"n_tfe3": "forty"}],
        Biomarkers=[{"cohort_id": "nobody", "marker": "PDL1"}],
    )
    printed = review("-C", str(mine), "validate", expect=1).output
    assert "biopsy: 'mandatry' is not allowed" in printed
    assert "did you mean 'mandatory'?" in printed
    assert "n_tfe3: 'forty' is no whole number" in printed
    assert "cohort_id nobody stands in no row of Cohorts" in printed
    assert "marker: 'PDL1' is not allowed" in printed


def test_analyses_choose_by_them_and_the_report_shows_them(mine: Path) -> None:
    review("-C", str(mine), "run")
    made = mine / "reports" / "biopsy"
    results = json.loads((made / "results.json").read_text(encoding="utf-8"))
    assert [cohort["cohort_id"] for cohort in results["cohorts"]] == ["chen_asps", "shi_asps"]
    assert results["cohorts"][0]["columns"] == {
        "n_tfe3": "49", "assessor": "", "biopsy": "mandatory"
    }  # fmt: skip
    assert "biopsy is optional, not mandatory" in json.dumps(results["excluded"])
    report = (made / "report.html").read_text(encoding="utf-8")
    assert "Biopsy on treatment" in report
    assert "TFE3 confirmed" in report
    assert "TFE3 confirmed" in (made / "figures" / "forest.svg").read_text(encoding="utf-8")


def test_a_field_of_a_sheet_with_several_rows_for_a_cohort_is_no_filter(mine: Path) -> None:
    analysis = mine / "analyses" / "biopsy.toml"
    analysis.write_text(ANALYSIS.replace("biopsy = [", "marker = ["), encoding="utf-8")
    printed = review("-C", str(mine), "validate", expect=1).output
    assert "'marker' is not a field of the form of which a cohort has one value" in printed
