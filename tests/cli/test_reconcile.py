"""Two extractors' workbooks on the command line, from comparing to deciding to the number."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_story import fill, review, three_cohorts


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """A workspace with the workbooks of two extractors who disagree about one count."""
    folder = tmp_path / "mine"
    review("init", str(folder))
    for name, responders in (("anna", "8"), ("ben", "9")):
        review("-C", str(folder), "extract", "form", "--reviewer", name)
        path = folder / f"extraction_forms/extraction/{name}.xlsx"
        fill(path, **three_cohorts(responders=responders))
    return folder


def reconcile(folder: Path, *more: str, output: str = "consensus.xlsx", expect: int = 0) -> str:
    at = "extraction_forms/extraction"
    words = ("reconcile", f"{at}/anna.xlsx", f"{at}/ben.xlsx", "-o", f"{at}/{output}", *more)
    return review("-C", str(folder), *words, expect=expect).output


def decide(path: Path, **decision: str) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Disagreements"]
    columns = {cell.value: cell.column for cell in page[1]}
    for name, text in decision.items():
        page.cell(4, columns[name], text)
    book.save(path)


def test_a_disagreement_keeps_its_cohort_out_until_it_is_decided(two: Path) -> None:
    assert "disagreed" in reconcile(two)
    checked = json.loads(review("-C", str(two), "validate", "--json", expect=1).stdout)
    assert [one["rule"] for one in checked["problems"] if one["severity"] == "error"] == ["REC01"]
    consensus = two / "extraction_forms/extraction/consensus.xlsx"
    decide(consensus, decision="8", who="eva", why="Table 2")
    checked = json.loads(review("-C", str(two), "validate", "--json").stdout)
    assert checked["ok"]
    pooled = json.loads(review("-C", str(two), "pool", "--json").stdout)
    assert '"events": 8' in json.dumps(pooled)


def test_a_consensus_is_never_written_over_and_its_decisions_are_kept(two: Path) -> None:
    reconcile(two)
    consensus = two / "extraction_forms/extraction/consensus.xlsx"
    decide(consensus, decision="8", who="eva", why="Table 2")
    before = consensus.read_bytes()
    printed = reconcile(two)
    assert "consensus-2.xlsx: written" in printed
    assert consensus.read_bytes() == before
    page = openpyxl.load_workbook(consensus.with_name("consensus-2.xlsx"))["Disagreements"]
    columns = {cell.value: cell.column for cell in page[1]}
    assert [page.cell(4, columns[name]).value for name in ("decision", "who", "why")] == [
        "8",
        "eva",
        "Table 2",
    ]


def test_a_consensus_that_was_made_anew_is_named_until_it_is_the_one_that_is_read(two: Path) -> None:
    reconcile(two)
    old = two / "extraction_forms/extraction/consensus.xlsx"
    decide(old, decision="8", who="eva", why="Table 2")
    assert "read when it has the name" in reconcile(two)
    assert "REC07" in review("-C", str(two), "validate").output
    assert "consensus-2" not in review("-C", str(two), "status").output
    old.rename(two / "consensus.xlsx")
    old.with_name("consensus-2.xlsx").rename(old)
    assert "REC07" not in review("-C", str(two), "validate").output


def test_every_difference_is_in_the_json(two: Path) -> None:
    found = json.loads(reconcile(two, "--json"))
    assert found["open"] == 1
    (one,) = [one for one in found["differences"] if one["status"] == "disagreed"]
    assert (one["field"], one["first"], one["second"]) == ("responders", "8", "9")
    assert {"sheet", "field", "both", "agreed", "raw", "kappa", "ac1"} <= found["agreement"][0].keys()


def test_the_amber_cell_is_where_the_number_is_missing(two: Path) -> None:
    reconcile(two)
    page = openpyxl.load_workbook(two / "extraction_forms/extraction/consensus.xlsx")["Responses"]
    column = next(cell.column for cell in page[1] if cell.value == "responders")
    assert page.cell(6, column).value is None
    assert page.cell(6, column).fill.start_color.rgb == "00FFE3A8"


def test_two_values_are_offered_where_the_decision_is_typed(two: Path) -> None:
    reconcile(two)
    page = openpyxl.load_workbook(two / "extraction_forms/extraction/consensus.xlsx")["Disagreements"]
    (rule,) = page.data_validations.dataValidation
    assert (rule.formula1, str(rule.sqref)) == ("$E4:$F4", "H4")
    assert [page[cell].value for cell in ("E1", "E2", "F2", "H1")] == ["first", "anna", "ben", "decision"]


def test_workbooks_that_cannot_be_compared_are_named_and_nothing_is_written(two: Path) -> None:
    fill(
        two / "extraction_forms/extraction/ben.xlsx",
        Studies=[{"study_id": "chen"}, {"study_id": "chen"}, {"study_id": "blay"}],
    )
    printed = reconcile(two, expect=1)
    assert "KEY02" in printed
    assert not (two / "extraction_forms/extraction/consensus.xlsx").exists()


def test_one_workbook_given_twice_is_refused(two: Path) -> None:
    at = "extraction_forms/extraction/anna.xlsx"
    result = review("-C", str(two), "reconcile", at, at, "-o", "c.xlsx", expect=2)
    assert "the same workbook twice" in result.output


def test_two_workbooks_without_a_consensus_say_what_to_type(two: Path) -> None:
    result = review("-C", str(two), "pool", expect=2)
    command = result.output.split("reconcile them first: ")[1].split()
    assert command[:2] == ["review", "reconcile"]
    review("-C", str(two), *command[1:])
    assert (two / "extraction_forms/extraction/consensus.xlsx").exists()
