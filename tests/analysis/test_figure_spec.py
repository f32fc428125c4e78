"""The table [figure] of an analysis file: every wrong word is an error with the right ones."""

from __future__ import annotations

from typing import Any

import pytest

from review.analysis.figure_spec import EXTRAS, FigureSpec, changed
from review.analysis.layouts import LAYOUTS
from review.analysis.spec import read_spec
from review.problems import Problem

FIELDS = {"histology": ("ASPS",), "regimen": ()}
LEAST = {"title": "A", "question": "?", "planned": "after"}
MODEL_ONLY = {"name": "arcsine", "label": "Arcsine", "model": {"model": "inverse-variance", "measure": "PAS"}}
OTHER = {"name": "enrolled", "label": "Enrolled", "denominator": "enrolled"}


def read(**figure: Any) -> tuple[FigureSpec, tuple[Problem, ...]]:
    document = {**LEAST, "figure": figure, "sensitivity": [MODEL_ONLY, OTHER]}
    spec, problems = read_spec("a", "analyses/a.toml", document, fields=FIELDS)
    return spec.figure, problems


def test_a_table_with_everything_is_read_as_it_stands() -> None:
    figure, problems = read(
        layout="lancet", columns=["regimen", "effect"], reference_rate=0.2, reference_label="Ogura 2018",
        diamond=True, risk_of_bias="minors", models=["beta-binomial", "arcsine"],
        excluded=["overlap", "hindi"],
        shrunken=True, composition=True,
    )  # fmt: skip
    assert problems == ()
    assert figure == FigureSpec(
        layout="lancet", columns=("regimen", "effect"), reference_rate=0.2, reference_label="Ogura 2018",
        diamond=True, risk_of_bias="minors", models=("beta-binomial", "arcsine"),
        excluded=("overlap", "hindi"),
        shrunken=True, composition=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "cell", "fix"),
    [
        ({"layout": "lancett"}, "figure.layout", "did you mean 'lancet'?"),
        ({"layout": "bmj"}, "figure.layout", "known are: review, revman, jama, lancet"),
        ({"columns": ["regime"]}, "figure.columns", "did you mean 'regimen'?"),
        ({"models": ["beta binomial"]}, "figure.models", "did you mean 'beta-binomial'?"),
        ({"reference_label": "x"}, "figure.reference_label", "add reference_rate = …"),
        ({"excluded": ["over lap"]}, "figure.excluded", "did you mean 'overlap'?"),
        ({"shrunk": True}, "figure.shrunk", "did you mean 'shrunken'?"),
    ],
)
def test_a_wrong_word_is_an_error_that_names_the_right_one(figure: Any, cell: str, fix: str) -> None:
    _, (problem,) = read(**figure)
    assert (problem.severity, problem.place.cell, problem.fix) == ("error", cell, fix)


def test_a_sensitivity_analysis_that_changes_more_than_the_model_is_no_model() -> None:
    _, (problem,) = read(models=["enrolled"])
    assert problem.place.cell == "figure.models"
    assert "arcsine" in problem.fix or "did you mean" in problem.fix


def test_the_command_line_changes_only_what_it_names() -> None:
    assert changed(None, ()) == {}
    for extra in EXTRAS:
        assert list(changed(None, (extra,))) == [extra]
    assert FigureSpec(**changed("jama", tuple(EXTRAS))).layout in LAYOUTS
