"""Risk of bias as a team does it: a workbook for each assessor, judgements, a figure."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.cli.test_story import fill, review, three_cohorts


def workspace(folder: Path) -> Path:
    root = folder / "new"
    review("init", str(root))
    review("-C", str(root), "extract", "form")
    fill(root / "extraction_forms" / "extraction" / "extraction.xlsx", **three_cohorts())
    return root


def judge(path: Path, **codes: str) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Judgements"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(4, sheet.max_row + 1):
        item = sheet.cell(row, columns["item"]).value
        if item in codes:
            sheet.cell(row, columns["judgement"], codes[item])
            sheet.cell(row, columns["support"], "as the report says")
    book.save(path)


def test_a_form_has_every_item_of_every_cohort_and_is_never_overwritten(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    said = review("-C", str(root), "rob", "form", "minors", "--reviewer", "anna").output
    path = root / "extraction_forms" / "risk_of_bias" / "minors_anna.xlsx"
    assert said.startswith("extraction_forms/risk_of_bias/minors_anna.xlsx: 3 cohorts to judge")
    items = [row[2].value for row in openpyxl.load_workbook(path)["Judgements"].iter_rows(min_row=4)]
    assert [item for item in items if item] == [f"M{i}" for i in range(1, 9)] * 3
    review("-C", str(root), "rob", "form", "minors", "--reviewer", "anna", expect=2)


def test_a_cohort_that_an_error_keeps_out_for_now_is_judged_with_the_others(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    path = root / "extraction_forms" / "extraction" / "extraction.xlsx"
    book = openpyxl.load_workbook(path)
    responders = next(cell.column for cell in book["Responses"][1] if cell.value == "responders")
    book["Responses"].cell(4, responders, "19 (37%)")
    book.save(path)
    assert "3 cohorts to judge" in review("-C", str(root), "rob", "form", "minors").output


def test_judgements_are_validated_and_drawn(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    review("-C", str(root), "rob", "form", "minors")
    judge(root / "extraction_forms" / "risk_of_bias" / "minors.xlsx", M1="2", M6="2")
    found = review("-C", str(root), "validate", expect=0).output
    assert "no median follow-up is entered" in found and "BIAS02 warning" in found
    (analysis,) = (root / "analyses").glob("*.toml")
    review("-C", str(root), "plot", "risk-of-bias", analysis.stem, "-o", "lights.svg")
    assert (root / "lights.svg").read_text(encoding="utf-8").count('<g class="light">') == 24


def test_two_assessors_without_a_consensus_are_not_used(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    for name in ("anna", "ben"):
        review("-C", str(root), "rob", "form", "minors", "--reviewer", name)
    found = review("-C", str(root), "validate", expect=1).output
    assert "BIAS09 error" in found and "minors_consensus.xlsx" in found
    assert "review reconcile minors_anna.xlsx minors_ben.xlsx" in found


def test_two_assessors_are_reconciled_and_what_they_disagree_on_stays_open(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    folder = root / "extraction_forms" / "risk_of_bias"
    for name, codes in (("anna", {"M1": "2", "M2": "1"}), ("ben", {"M1": "2", "M2": "0"})):
        review("-C", str(root), "rob", "form", "minors", "--reviewer", name)
        judge(folder / f"minors_{name}.xlsx", **codes)
    three = [str(folder / f"minors_{name}.xlsx") for name in ("anna", "ben", "consensus")]
    review("-C", str(root), "reconcile", *three[:2], "-o", three[2])
    found = review("-C", str(root), "validate", expect=1).output
    assert "BIAS09" not in found
    assert "REC01 error: judgement: minors_anna says 1, minors_ben 0" in found
    assert "21 of 24 judgements with minors are not assessed" in found


def test_workbooks_of_two_kinds_are_not_reconciled(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    review("-C", str(root), "rob", "form", "minors")
    bias = root / "extraction_forms" / "risk_of_bias" / "minors.xlsx"
    extraction = root / "extraction_forms" / "extraction" / "extraction.xlsx"
    said = review(
        "-C", str(root), "reconcile", str(bias), str(extraction), "-o", str(root / "c.xlsx"), expect=2
    ).output
    assert "workbooks of minors and extraction" in said


def test_a_workbook_of_judgements_is_validated_by_itself(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    review("-C", str(root), "rob", "form", "minors", "--reviewer", "anna")
    path = root / "extraction_forms" / "risk_of_bias" / "minors_anna.xlsx"
    judge(path, M1="3")
    assert "CELL09 error" in review("-C", str(tmp_path), "validate", str(path), expect=1).output


def test_a_tool_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    said = review("-C", str(workspace(tmp_path)), "rob", "form", "minor", expect=2).output
    assert "did you mean 'minors'?" in said


def test_the_tools_are_listed_with_their_cautions() -> None:
    said = review("rob", "tools").output
    assert "robins_i: ROBINS-I, version of 2016" in said
    assert "A cohort without a comparator has none" in said


def test_certainty_is_judged_by_two_and_reconciled_like_the_rest(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    (analysis,) = (root / "analyses").glob("*.toml")
    folder = root / "extraction_forms" / "risk_of_bias"
    for name, imprecision in (("anna", "serious"), ("ben", "very serious")):
        review("-C", str(root), "rob", "form", "grade_proportion", "--reviewer", name)
        path = folder / f"grade_proportion_{name}.xlsx"
        judge(path, G1="not serious", G2="serious", G3="not serious", G4=imprecision, G5="cannot be assessed")
        book = openpyxl.load_workbook(path)
        columns = {cell.value: cell.column for cell in book["Overall"][1]}
        book["Overall"].cell(4, columns["overall"], "very low")
        book.save(path)
        review("-C", str(root), "validate", str(path.relative_to(root)))
    workbooks = [str(folder / f"grade_proportion_{name}.xlsx") for name in ("anna", "ben")]
    consensus = folder / "grade_proportion_consensus.xlsx"
    review("reconcile", *workbooks, "-o", str(consensus))
    book = openpyxl.load_workbook(consensus)
    columns = {cell.value: cell.column for cell in book["Disagreements"][1]}
    differ = [
        [book["Disagreements"].cell(at, columns[name]).value for name in ("field", "first", "second")]
        for at in range(4, book["Disagreements"].max_row + 1)
    ]
    assert differ == [["judgement", "serious", "very serious"]]
    for name, value in (("decision", "serious"), ("who", "Anna and Ben"), ("why", "61 patients")):
        book["Disagreements"].cell(4, columns[name], value)
    book.save(consensus)
    assert "REC0" not in review("-C", str(root), "validate").output
    review("-C", str(root), "run")
    report = (root / "reports" / analysis.stem / "report.html").read_text(encoding="utf-8")
    assert "grade_proportion_anna and grade_proportion_ben both made 5 of them" in report
    assert "and 4 alike (raw 80.0%" in report
