"""A word of an analysis file that no row of the workbook has is a spelling mistake, and never passes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from review.analysis.parts_spec import PartsSpec, TimeSpec
from review.analysis.select import select
from review.analysis.spec import AnalysisSpec, SensitivitySpec
from review.analysis.words_of_no_row import words_of_no_row
from review.problems import Problem
from tests.cli.test_story import fill, filled, mine, review
from tests.extracted import dataset

__all__ = ["filled", "mine"]

LISTED = {"histology": ("ASPS", "UPS"), "timepoint": ("best",), "line": ("first",), "regimen": ()}
ROWS = (
    {
        "cohort_id": "chen", "responders": 19, "n_evaluable": 52, "regimen": "atezolizumab",
        "survival": [{"endpoint": "PFS", "median_months": 20.8}],
    },
    {
        "cohort_id": "shi", "responders": 14, "n_evaluable": 37, "regimen": "geptanolimab",
        "survival": [{"endpoint": "OS"}],
    },
)  # fmt: skip


def found(*rows: Any, **asked: Any) -> tuple[Problem, ...]:
    spec = AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?", **asked)
    return words_of_no_row(spec, dataset(*rows), listed=LISTED)


def times(*endpoints: str) -> PartsSpec:
    return PartsSpec(times=tuple(TimeSpec(endpoint=endpoint) for endpoint in endpoints))


def change(**what: Any) -> SensitivitySpec:
    return SensitivitySpec(name="x", label="X", **what)


@pytest.mark.parametrize(
    ("asked", "key", "fix"),
    [
        ({"parts": times("PFS", "OSS")}, "time_to_event[1].endpoint", "did you mean 'OS'?"),
        (
            {"parts": times("DOR")},
            "time_to_event[0].endpoint",
            "fill in the sheet Survival, or take this part out; there are rows of: PFS, OS",
        ),
        ({"where": {"regimen": ("atezolizumb",)}}, "cohorts.where.regimen", "did you mean 'atezolizumab'?"),
        ({"without": {"regimen": ("geptanolimap",)}}, "cohorts.without.regimen", "did you mean 'geptano"),
        ({"prefer": {"regimen": ("geptanolimb",)}}, "responses.prefer.regimen", "did you mean 'geptano"),
        ({"timepoint": "week 12"}, "responses.timepoint", "known are: best"),
        (
            {"sensitivity": (change(), change(without={"regimen": ("x",)}))},
            "sensitivity[1].without.regimen",
            "known are: atezolizumab, geptanolimab",
        ),
        ({"sensitivity": (change(timepoint="bset"),)}, "sensitivity[0].timepoint", "did you mean 'best'?"),
        ({"subgroup_by": ("line",)}, "subgroups.by", "fill it in, or take it out of subgroups.by"),
        (
            {"subgroup_by": ("regimen",), "subgroup_labels": {"atezolizumb": "A"}},
            "subgroups.labels.atezolizumb",
            "did you mean 'atezolizumab'?",
        ),
    ],
)
def test_the_word_stands_at_its_path_with_the_one_that_was_meant(
    asked: dict[str, Any], key: str, fix: str
) -> None:
    (problem,) = found(*ROWS, **asked)
    assert (problem.rule, problem.severity, problem.place.cell) == ("ANA07", "error", key)
    assert fix in problem.fix


def test_words_of_the_form_of_rows_and_for_the_unknown_are_no_mistakes() -> None:
    asked = {
        "where": {"histology": ("UPS", "asps"), "regimen": ("Atezolizumab", "NR")},
        "prefer": {"timepoint": ("best",)},
        "subgroup_by": ("regimen",),
        "subgroup_labels": {"atezolizumab": "A", "not stated": "?"},
        "parts": times("pfs", "OS"),
    }
    assert found(*ROWS, **asked) == ()


def test_a_number_is_named_as_the_workbook_shows_it() -> None:
    rows = [{**ROWS[0], "year": 37.0}]  # read as a number with decimals, as percentages are
    assert found(*rows, where={"year": ("37",)}) == ()
    (problem,) = found(*rows, where={"year": ("3",)})
    assert problem.fix == "did you mean '37'?"
    spec = AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?", where={"year": ("37",)})
    assert len(select(dataset(*rows), spec, ()).entered) == 1


def test_many_words_are_not_all_listed() -> None:
    rows = [{**ROWS[0], "cohort_id": f"c{i}", "regimen": f"drug number {i}"} for i in range(20)]
    (problem,) = found(*rows, where={"regimen": ("pazopanib",)})
    assert problem.fix == "write it as it stands in the workbook"


def test_a_workbook_without_a_cohort_contradicts_nothing() -> None:
    assert found(parts=times("OSS"), where={"regimen": ("x",)}, subgroup_by=("line",)) == ()


def test_a_workspace_refuses_to_pool_what_its_workbook_does_not_have(filled: Path) -> None:
    fill(
        filled / "extraction_forms/extraction/extraction.xlsx",
        Survival=[{"cohort_id": "chen_asps", "report_id": "chen_paper", "endpoint": "OS"}],
    )
    (analysis,) = (filled / "analyses").glob("*.toml")
    text = analysis.read_text(encoding="utf-8")
    analysis.write_text(f'{text}\n[[time_to_event]]\nendpoint = "OSS"\n', encoding="utf-8")
    for command in ("validate", "pool"):
        output = review("-C", str(filled), command, expect=1).output
        assert "time_to_event[0].endpoint" in output
        assert "did you mean 'OS'?" in output
