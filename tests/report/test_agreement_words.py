"""Other models, chances and cohorts left out: said where they were computed, and with what they are worth."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import Results
from review.pooling.agreement import COMPARISON, DEFENSIBLE
from review.pooling.pool import pool
from review.pooling.results import NextTrial
from review.report.blocks import FigureBlock
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.samples import SEVEN, Row, sample_results


def beside(rows: tuple[Row, ...] = SEVEN) -> Results:
    results = sample_results(rows, subgroups=False)
    found = pool(
        [row[1] for row in rows],
        [row[2] for row in rows],
        study=[row[0] for row in rows],
        agreement=True,
        leave_one_out=True,
        threshold=0.15,
        next_trial=30,
    )
    return replace(results, result=found)


def section(results: Results, title: str) -> str:
    return to_text(compose(results)).split(f"\n# {title}")[1].split("\n# ")[0]


def test_every_model_is_listed_with_what_it_estimates() -> None:
    text = section(beside(), "Beside the chosen model")
    assert "Beta-binomial | mean rate | 47.2% (27.5–67.4%) | +0.4" in text
    assert text.count("\n-- ") == 2
    for model in (*DEFENSIBLE, *COMPARISON):
        assert model.label[1:] in text


def test_agreement_is_never_called_evidence() -> None:
    text = section(beside(), "Beside the chosen model")
    assert "their agreement says nothing of how good the evidence is" in text


def test_models_are_drawn_where_pooled_rates_may_be() -> None:
    def drawn(rows: tuple[Row, ...]) -> bool:
        blocks = compose(beside(rows)).blocks()
        return any(isinstance(block, FigureBlock) and block.anchor == "figure-models" for block in blocks)

    assert drawn(SEVEN)
    assert not drawn(SEVEN[:4])


def test_chances_are_those_of_the_result_and_name_their_model() -> None:
    text = section(beside(), "Chances")
    assert "The chance that the pooled rate exceeds 15.0% is 99.9" in text or "above 99.9%" in text
    assert "true rate of a further cohort does is 94%" in text
    assert "half-normal(1) prior" in text


def test_the_table_of_a_next_trial_adds_up_its_probabilities() -> None:
    results = beside()
    trial = NextTrial(n=4, low=0, high=4, probabilities=(0.1, 0.2, 0.3, 0.25, 0.15))
    text = section(replace(results, result=replace(results.result, next_trial=trial)), "Chances")
    assert "1 or more | 90%\n2 or more | 70%\n3 or more | 40%\n4 or more | 15%" in text
    assert "The chance that nobody has is 10%" in text


def test_the_cohort_that_moves_the_rate_most_is_named_and_comes_first() -> None:
    text = section(beside(), "Each cohort left out in turn")
    assert "from 46.8% to 38.9%, without Anlotinib + TQB2450 2024" in text
    rows = text.split("Left out | ")[1].splitlines()[1:8]
    assert rows[0].startswith("Anlotinib + TQB2450 2024 | 38.9% (28.7–50.3%) | −7.9")
    assert len(rows) == 7


@pytest.mark.parametrize("title", ["Beside the chosen model", "Chances", "Each cohort left out in turn"])
def test_what_was_not_computed_has_no_section(title: str) -> None:
    assert f"# {title}" not in to_text(compose(sample_results()))
