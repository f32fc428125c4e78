"""``review export`` and ``review verify``: the same numbers for others, and a changed one is found."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from review.cli.export import TOOLS
from review.cli.report import KINDS
from review.files import r_engine
from review.workflow.exporting import EXPORTS
from review.workflow.reporting import REPORT_KINDS
from tests.cli.test_story import fill, review, three_cohorts


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a report, on a machine without R."""
    monkeypatch.setattr(r_engine.shutil, "which", lambda _: None)
    folder = tmp_path / "mine"
    review("init", str(folder))
    review("-C", str(folder), "extract", "form")
    fill(folder / "extraction_forms/extraction/extraction.xlsx", **three_cohorts())
    review("-C", str(folder), "report", "--to", "html")
    return folder


def changed(folder: Path, **pooled: float) -> None:
    file = folder / "reports/response/results.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    document["pooled"].update(pooled)
    file.write_text(json.dumps(document), encoding="utf-8")


def test_help_lists_the_tools_and_the_kinds_that_there_are() -> None:
    assert set(TOOLS) == set(EXPORTS)
    assert set(KINDS) == set(REPORT_KINDS)


@pytest.mark.parametrize("tool", TOOLS)
def test_an_analysis_is_written_for_every_tool(reported: Path, tool: str) -> None:
    output = review("-C", str(reported), "export", "response", "--to", tool).output
    assert output == f"reports/response/response.{EXPORTS[tool].ending}\n"
    text = (reported / output.strip()).read_text(encoding="utf-8")
    assert "Chen A" in text if tool == "bibtex" else "Chen 2020" in text


def test_an_export_goes_where_it_is_told_to(reported: Path) -> None:
    review("-C", str(reported), "export", "response", "--to", "csv", "-o", "out.csv", "--quiet")
    assert (reported / "out.csv").read_text(encoding="utf-8").startswith("cohort_id,")


def test_the_json_of_an_export_is_that_of_the_report(reported: Path) -> None:
    review("-C", str(reported), "export", "response", "--to", "json", "-o", "out.json")
    out, kept = (
        json.loads(file.read_text(encoding="utf-8"))
        for file in (reported / "out.json", reported / "reports/response/results.json")
    )
    assert out["pooled"] == kept["pooled"]


def test_a_tool_that_is_not_known_is_a_wrong_use(reported: Path) -> None:
    assert "bibtex" in review("-C", str(reported), "export", "response", "--to", "spss", expect=2).output


def test_what_was_reported_is_confirmed(reported: Path) -> None:
    output = review("-C", str(reported), "verify").output
    assert "response: agrees" in output
    assert "metafor: not compared; R is not installed on this machine" in output


def test_a_changed_number_is_found_and_named(reported: Path) -> None:
    changed(reported, estimate=0.5)
    output = review("-C", str(reported), "verify", expect=1).output
    assert "1 of " in output and "values differ" in output
    assert "pooled.estimate: reported 0.5, now 0." in output


def test_a_difference_of_the_last_digits_is_none(reported: Path) -> None:
    file = reported / "reports/response/results.json"
    estimate = json.loads(file.read_text(encoding="utf-8"))["pooled"]["estimate"]
    changed(reported, estimate=estimate * (1 + 1e-10))
    review("-C", str(reported), "verify")
    changed(reported, estimate=estimate * (1 + 1e-5))
    review("-C", str(reported), "verify", expect=1)


def test_a_changed_workbook_is_named(reported: Path) -> None:
    fill(reported / "extraction_forms/extraction/extraction.xlsx", Responses=[{"responders": "20"}])
    output = review("-C", str(reported), "verify", expect=1).output
    assert "extraction_forms/extraction/extraction.xlsx is not the file" in output


def test_without_a_report_there_is_nothing_to_verify(reported: Path) -> None:
    (reported / "reports/response/results.json").unlink()
    output = review("-C", str(reported), "verify", expect=1).output
    assert "not verified" in output and "review run" in output


def test_every_difference_is_in_the_json(reported: Path) -> None:
    changed(reported, estimate=0.5, ci_low=0.1)
    document = json.loads(review("-C", str(reported), "verify", "--json", expect=1).stdout)
    assert not document["ok"]
    (found,) = document["analyses"]
    assert [item["path"] for item in found["differences"]] == ["pooled.estimate", "pooled.ci_low"]


@pytest.mark.parametrize(("ours", "metafor", "code"), [(0.4, 0.4, 0), (0.4, 0.43, 1), (0.4, 0.4002, 0)])
def test_a_number_that_metafor_does_not_give_is_a_difference(
    reported: Path, monkeypatch: pytest.MonkeyPatch, ours: float, metafor: float, code: int
) -> None:
    from review.workflow import verifying

    file = reported / "reports/response/results.json"
    estimate = json.loads(file.read_text(encoding="utf-8"))["pooled"]["estimate"]
    run = r_engine.RRun({"pooled.estimate": estimate * metafor / ours, "not.a.number.of.ours": 1.0})
    monkeypatch.setattr(verifying, "r_is_present", lambda: True)
    monkeypatch.setattr(verifying, "run_r", lambda _: run)
    output = review("-C", str(reported), "verify", expect=code).output
    assert ("metafor: the one value agrees" in output) == (code == 0)
