"""What changed between two versions, as a reviewer who updates a review reads it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.cli.test_story import fill, review, three_cohorts


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    review("init", str(folder))
    review("-C", str(folder), "extract", "form")
    fill(book(folder), **three_cohorts())
    return folder


def book(folder: Path) -> Path:
    return folder / "extraction_forms/extraction/extraction.xlsx"


def kept(folder: Path) -> Path:
    return Path(shutil.copy(book(folder), folder / "before.xlsx"))


def set_cell(path: Path, sheet: str, address: str, value: str | None) -> None:
    opened = openpyxl.load_workbook(path)
    opened[sheet][address] = value
    opened.save(path)


def column(path: Path, sheet: str, field: str) -> str:
    return next(one.column_letter for one in openpyxl.load_workbook(path)[sheet][1] if one.value == field)


def diff(folder: Path, *options: str, expect: int = 0) -> str:
    old, new = "before.xlsx", "extraction_forms/extraction/extraction.xlsx"
    return review("-C", str(folder), "diff", old, new, *options, expect=expect).output


def test_a_changed_count_names_its_cell_and_moves_the_rate(mine: Path) -> None:
    kept(mine)
    cell = f"{column(book(mine), 'Responses', 'responders')}6"
    set_cell(book(mine), "Responses", cell, "4")
    text = diff(mine)
    assert f"responders: 8 → 4  (Responses!{cell})" in text
    # 41 of 103 before, 37 of 103 after.
    assert "k = 3, 41/103 →" in text and "k = 3, 37/103" in text
    assert "percentage points)" in text
    assert "changed  Blay 2020 (blay_asps) 4/14" in text


def test_a_sorted_sheet_is_no_change(mine: Path) -> None:
    kept(mine)
    rows = three_cohorts()
    fill(book(mine), **{sheet: list(reversed(those)) for sheet, those in rows.items()})
    assert "Nothing changed." in diff(mine)
    assert json.loads(diff(mine, "--json"))["changed"] is False


def test_a_cohort_that_lost_its_count_left_with_the_reason(mine: Path) -> None:
    kept(mine)
    set_cell(book(mine), "Responses", f"{column(book(mine), 'Responses', 'responders')}6", "NR")
    found = json.loads(diff(mine, "--json"))
    (one,) = found["analyses"]
    assert [(c["kind"], c["cohort_id"]) for c in one["cohorts"]] == [("left", "blay_asps")]
    assert one["cohorts"][0]["why"]
    assert (one["rates"][0]["old"]["k"], one["rates"][0]["new"]["k"]) == (3, 2)


def test_a_new_row_is_added_and_enters(mine: Path) -> None:
    rows = three_cohorts()
    shutil.copy(book(mine), mine / "after.xlsx")
    fresh = mine / "before.xlsx"
    review("-C", str(mine), "extract", "form", "--blank", "-o", str(fresh))
    fill(fresh, **{sheet: those[:2] for sheet, those in rows.items()})
    text = review("-C", str(mine), "diff", "before.xlsx", "after.xlsx").output
    assert "4 rows added or removed" in text
    assert "added  row blay_asps" in text
    assert "entered  Blay 2020 (blay_asps) 8/14  before: it was not extracted" in text


def test_a_column_of_ones_own_is_compared_too(mine: Path) -> None:
    for path, text in ((book(mine), "old"), (mine / "new.xlsx", "new")):
        if path != book(mine):
            shutil.copy(book(mine), path)
        opened = openpyxl.load_workbook(path)
        sheet = opened["Studies"]
        at = sheet.max_column + (0 if sheet.cell(1, sheet.max_column).value == "mood" else 1)
        sheet.cell(1, at, "mood")
        sheet.cell(4, at, text)
        opened.save(path)
    text = review("-C", str(mine), "diff", str(book(mine)), str(mine / "new.xlsx")).output
    assert "chen · mood: old → new" in text


def test_two_results_tell_settings_rates_and_cohorts(mine: Path) -> None:
    review("-C", str(mine), "run")
    results = mine / "reports/response/results.json"
    shutil.copy(results, mine / "then.json")
    spec = mine / "analyses/response.toml"
    spec.write_text(spec.read_text().replace("level = 0.95", "level = 0.9"))
    review("-C", str(mine), "run")
    text = review("-C", str(mine), "diff", "then.json", str(results)).output
    assert "setting model.level: 0.95 → 0.9" in text


def test_two_workspaces_are_compared_with_their_own_analyses(mine: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(mine, other)
    spec = other / "analyses/response.toml"
    spec.write_text(spec.read_text().replace("min_n = 1", "min_n = 20"))
    text = review("diff", str(mine), str(other)).output
    assert "left  Blay 2020 (blay_asps) 8/14" in text
    assert "setting min_n: 1 → 20" in text


def test_an_analysis_that_cannot_be_made_any_more_is_exit_code_1(mine: Path) -> None:
    kept(mine)
    opened = openpyxl.load_workbook(book(mine))
    opened["Responses"].delete_rows(4, 3)
    opened.save(book(mine))
    text = diff(mine, expect=1)
    assert "not compared" in text and "new: cannot be pooled" in text


def test_records_are_compared_by_their_ids(tmp_path: Path) -> None:
    for name, rows in (("a.csv", "r1,One\nr2,Two\n"), ("b.csv", "r2,Two!\nr1,One\nr3,Three\n")):
        (tmp_path / name).write_text("record_id,title\n" + rows)
    text = review("diff", str(tmp_path / "a.csv"), str(tmp_path / "b.csv")).output
    assert "added  row r3  (records!row 4)" in text
    assert "r2 · title: Two → Two!" in text
    assert "r1" not in text


def test_what_cannot_be_compared_is_exit_code_2(mine: Path, tmp_path: Path) -> None:
    assert "no such file" in review("diff", str(tmp_path / "no.xlsx"), str(book(mine)), expect=2).output
    (tmp_path / "a.csv").write_text("title\nOne\n")
    same = str(tmp_path / "a.csv")
    assert "without the column record_id" in review("diff", same, same, expect=2).output
    assert "give two of one kind" in review("diff", same, str(book(mine)), expect=2).output


def test_outside_of_a_workspace_the_cells_alone_are_compared(mine: Path, tmp_path: Path) -> None:
    old, new = kept(mine), book(mine)
    set_cell(new, "Responses", f"{column(new, 'Responses', 'responders')}6", "4")
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    text = review("-C", str(alone), "diff", str(old), str(new)).output
    assert "responders: 8 → 4" in text
    assert "Pooled rates: not compared; there is no workspace here" in text
