"""Cohorts that are all or nothing: no word and no figure may describe a model that was not fitted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from review.analysis.analyse import analyse
from review.analysis.results import Results, ReviewInfo
from review.analysis.spec import AnalysisSpec
from review.figures.agreement import agreement_plot
from review.figures.forest import forest_plot
from review.pooling.exact_notes import EXACT_NOTES
from review.pooling.exact_rates import EXACT_RATES
from review.pooling.pool import pool
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.extracted import dataset

Counts = Sequence[tuple[int, int]]

NOBODY: Counts = ((0, 20), (0, 30), (0, 24), (0, 9), (0, 7))
EVERYBODY: Counts = ((20, 20), (30, 30), (4, 4), (5, 5), (6, 6))
SINGLE: Counts = ((0, 1), (1, 1), (0, 1), (1, 1), (0, 1))
MIXED: Counts = ((0, 10), (10, 10), (0, 10), (10, 10), (0, 10))

ALL_OR_NOTHING = {"EXACT01": NOBODY, "EXACT02": EVERYBODY, "EXACT03": SINGLE, "EXACT04": MIXED}

#: What only a fitted model can say.
OF_A_MODEL = (
    "median rate, expit(μ).",
    "Half of the cohorts",
    "Of 100 patients",
    "k − 1",
    "The prediction interval, for the true rate",
    "rest on the assumptions of the model",
)


def made(counts: Counts, groups: str = "") -> Results:
    rows = [
        {
            "cohort_id": f"c{i}",
            "responders": events,
            "n_evaluable": n,
            "combination_class": groups[i] if groups else "monotherapy",
        }
        for i, (events, n) in enumerate(counts)
    ]
    fields = ("combination_class",) if groups else ()
    spec = AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?", subgroup_by=fields)
    results, problems = analyse(dataset(*rows), spec, ReviewInfo(title="A", question="?"))
    assert results is not None, problems
    return results


def said(results: Results) -> str:
    """The report but for the settings (which say what was asked), and the words of its figures."""
    report = to_text(compose(results)).split("Every setting of this analysis")[0]
    report = report.split("# Beside the chosen model")[0] + report.split("# Sensitivity analyses")[1]
    plot = forest_plot(results)
    return "\n".join((report, *plot.foot, plot.alt))


@pytest.mark.parametrize("code", sorted(ALL_OR_NOTHING))
def test_nothing_is_said_of_a_model_that_was_not_fitted(code: str) -> None:
    results = made(ALL_OR_NOTHING[code])
    assert results.result.pooled.exact == code
    text = said(results)
    assert not [claim for claim in OF_A_MODEL if claim in text]
    assert EXACT_RATES[code].why in text
    assert EXACT_RATES[code].rate.name in text


@pytest.mark.parametrize("code", sorted(ALL_OR_NOTHING))
def test_methods_and_foot_of_the_figure_name_what_was_computed(code: str) -> None:
    results = made(ALL_OR_NOTHING[code])
    methods = to_text(compose(results)).split("# Methods as they were run")[1]
    assert "It was not fitted, because" in methods and "exact binomial interval" in methods
    (model,) = (line for line in forest_plot(results).foot if line.startswith("Model: "))
    assert model.startswith("Model: none fitted") and "no prediction interval" in model
    assert "none fitted" in agreement_plot(results).foot[0]


def test_a_share_of_cohorts_is_not_given_out_as_a_rate_of_patients() -> None:
    results = made(MIXED)
    text = to_text(compose(results))
    assert "either nobody or everybody responded, so no pooled objective response rate is given" in text
    assert "40.0% | share of cohorts in which everybody responded" in text
    total = next(row for row in forest_plot(results).rows if row.kind == "total")
    assert total.cells[0] == "Pooled, 5 cohorts (share of cohorts)"
    assert total.mark is None


def test_all_patients_together_are_named_so_in_the_answer() -> None:
    assert "Over all patients of five cohorts with 90 patients, taken together" in said(made(NOBODY))


def test_a_subgroup_without_a_model_is_named_where_the_whole_has_one() -> None:
    results = made((*MIXED, (3, 10), (4, 10), (0, 4), (2, 5)), groups="aaaaabbbb")
    assert results.result.pooled.exact is None
    table = to_text(compose(results)).split("## By combination class")[1].split("\n## ")[0]
    assert "40.0% (5.3–85.3%), share of cohorts" in table
    assert "a: the share of cohorts in which everybody responded" in table
    assert any(line.startswith("a: no model fitted, because") for line in forest_plot(results).foot)


def test_a_model_that_was_fitted_is_described_as_before() -> None:
    text = said(made(((3, 10), (4, 10), (0, 4), (2, 5), (6, 9))))
    assert "Half of the cohorts" in text and "k − 1" in text and "none fitted" not in text


def test_the_verdict_on_models_counts_those_that_were_fitted() -> None:
    found = pool([0, 10, 0, 10], [10, 10, 10, 10], agreement=True, leave_one_out=True)
    assert found.verdict is not None and "3 defensible models" in found.verdict
    assert [row.exact for row in found.agreement or ()][:3] == ["EXACT04", "EXACT04", None]
    assert {row.exact for row in found.leave_one_out or ()} == {"EXACT04"}


def test_another_model_of_the_same_cohorts_is_not_called_exact() -> None:
    found = pool([0, 10, 0, 10], [10] * 4, model="inverse-variance", leave_one_out=True)
    assert found.pooled.exact is None
    assert "exact" not in found.to_dict()["pooled"]
    assert {row.exact for row in found.leave_one_out or ()} == {None}


def test_every_exact_rate_belongs_to_a_note() -> None:
    assert set(EXACT_RATES) <= set(EXACT_NOTES)
