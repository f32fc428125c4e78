"""What the program of the page is given, read without a browser."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from review.pooling.agreement import COMPARISON, DEFENSIBLE
from review.pooling.choices import choose
from review.pooling.pool import pool
from review.render.page_data import json_text, page_data, page_results
from review.render.page_program import ENGINE, PAGE, SCRIPTS, program
from review.report.compose import compose
from tests.samples import SEVEN, sample_results


def test_each_cohort_brings_its_counts_its_cells_and_the_place_it_was_read_in() -> None:
    chen = page_data(sample_results())["cohorts"][0]
    assert (chen["label"], chen["events"], chen["n"], chen["group"]) == ("Chen 2023", 19, 52, "monotherapy")
    assert [cell["cell"] for cell in chen["cells"]] == ["Responses!N4", "Responses!G4"]
    assert (chen["report"], chen["place"]) == ("report_0", "Table 1")


def test_the_model_of_the_report_comes_first_and_the_compared_ones_follow() -> None:
    offered = page_data(sample_results())["choices"]
    assert offered[0]["model"] == "glmm"
    labels = [entry.label for entry in DEFENSIBLE]
    labels += [f"{entry.label} (not advised)" for entry in COMPARISON if entry.choice]
    assert offered[-1]["words"].endswith("; not advised: Takes all cohorts to have the same rate")
    assert [choice["label"] for choice in offered[1:]] == labels


def test_numbers_that_the_report_gives_go_along_to_be_compared() -> None:
    results = sample_results()
    counts = [row[1] for row in SEVEN], [row[2] for row in SEVEN]
    result = pool(*counts, study=[row[0] for row in SEVEN], agreement=True)
    given = page_data(replace(results, result=result))["choices"]
    by_model = {row.label: row for row in result.agreement or ()}
    pooled = result.pooled
    assert given[0]["expected"] == pytest.approx([pooled.estimate, pooled.ci_low, pooled.ci_high], rel=1e-11)
    for choice in given[1:]:
        row = by_model[choice["label"].removesuffix(" (not advised)")]
        assert choice["expected"] == pytest.approx([row.estimate, row.ci_low, row.ci_high], rel=1e-11)


def test_a_model_that_the_report_does_not_compare_has_no_numbers_to_agree_with() -> None:
    assert {choice["expected"] is None for choice in page_data(sample_results())["choices"][1:]} == {True}


def test_models_are_offered_at_the_level_of_the_report() -> None:
    results = sample_results()
    result = replace(results.result, model=choose(level=0.9))
    assert {choice["level"] for choice in page_data(replace(results, result=result))["choices"]} == {0.9}


def test_no_text_of_a_workbook_can_end_the_data() -> None:
    rows = (("</script><script>alert(1)</script>", 3, 9, "a"), ("Shi 2020", 4, 9, "b"))
    text = json_text(page_data(sample_results(rows)))
    assert "<" not in text
    assert json.loads(text)["cohorts"][0]["label"] == rows[0][0]


def test_the_results_of_a_report_are_those_of_its_forest_plot() -> None:
    found = page_results(compose(sample_results()))
    assert found is not None and found.result == sample_results().result


def test_every_script_of_the_folder_is_in_the_program_once() -> None:
    named = {*(f"engine/{name}" for name in ENGINE), *PAGE}
    assert named == {path.relative_to(SCRIPTS).with_suffix("").as_posix() for path in SCRIPTS.rglob("*.js")}
    assert program().count("function betaQuantile(") == 1


def test_the_scripts_keep_to_a_width_and_never_make_markup_of_text() -> None:
    for path in SCRIPTS.rglob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert max(map(len, text.splitlines())) <= 120, path.name
        assert "innerHTML" not in text and "eval(" not in text, path.name
