"""``review audit`` as people and programs use it."""

from __future__ import annotations

import json
from pathlib import Path

from review.files.workbook_writer import write_extraction_workbook
from tests.cli.test_story import fill, review, three_cohorts
from tests.extraction.workbooks import FORM


def workbook(folder: Path, **last: object) -> Path:
    path = folder / "mine.xlsx"
    write_extraction_workbook(path, FORM)
    fill(path, **three_cohorts(**last))
    return path


def test_a_workbook_alone_is_audited_without_a_workspace(tmp_path: Path) -> None:
    path = workbook(tmp_path, orr_pct="57", orr_ci_low="29", orr_ci_high="82")
    said = review("-C", str(tmp_path), "audit", path.name).output
    assert "numbers agree: 1;" in said
    assert "57% (29 to 82)" in said and "95%: Clopper-Pearson" in said


def test_the_json_holds_every_row_with_its_standing(tmp_path: Path) -> None:
    path = workbook(tmp_path, orr_pct="57")
    found = json.loads(review("-C", str(tmp_path), "audit", path.name, "--json").output)
    assert found["schema"] == 1 and found["ok"]
    assert found["counts"] == {"agrees": 1, "look": 0, "contradicts": 0, "unchecked": 2}
    (rate,) = found["responses"][2]["rates"]
    assert (rate["percent_finding"], rate["counts"], rate["standing"]) == ("follows", [8], "agrees")


def test_a_contradiction_ends_in_exit_code_1_and_stands_alone_if_quiet(tmp_path: Path) -> None:
    path = workbook(tmp_path, orr_pct="50")
    said = review("-C", str(tmp_path), "audit", path.name, "--quiet", expect=1).output
    assert "!!  blay_asps" in said and "does not follow from the count: 7" in said
    assert "chen_asps" not in said


def test_without_a_workbook_or_workspace_it_says_what_to_do(tmp_path: Path) -> None:
    assert "make one with: review init" in review("-C", str(tmp_path), "audit", expect=2).output
    review("init", str(tmp_path / "new"))
    assert "review extract form" in review("-C", str(tmp_path / "new"), "audit", expect=2).output
    review("-C", str(tmp_path / "new"), "extract", "form")
    assert review("-C", str(tmp_path / "new"), "audit").output == "no response row yet\n"
