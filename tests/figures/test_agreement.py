"""The plot of the chosen model beside others."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from review.figures.agreement import agreement_plot
from review.pooling.agreement import COMPARISON, caution_of
from review.pooling.pool import pool
from tests.samples import SEVEN, Row, sample_results


def compared(rows: tuple[Row, ...] = SEVEN):  # type: ignore[no-untyped-def]
    results = sample_results(rows, subgroups=False)
    found = pool([row[1] for row in rows], [row[2] for row in rows], agreement=True)
    return replace(results, result=replace(found, studies=results.result.studies))


def test_the_chosen_model_comes_first_and_leads() -> None:
    results = compared()
    plot = agreement_plot(results)
    assert plot.rows[0].cells[0] == "Chosen model"
    assert [row.mark.rank for row in plot.rows if row.mark] == ["primary"] + ["secondary"] * 9
    assert plot.pooled == results.result.pooled.estimate


def test_defensible_models_stand_apart_from_those_of_older_reviews() -> None:
    headers = [row.cells[0] for row in agreement_plot(compared()).rows if row.kind == "header"]
    assert headers == ["Defensible models", "For comparison with older reviews"]


def test_each_model_of_older_reviews_has_what_speaks_against_it_below_it() -> None:
    rows = agreement_plot(compared()).rows
    below = {one.cells[0]: after.cells[0] for one, after in pairwise(rows) if after.kind == "text"}
    assert below == {
        entry.label[:1].upper() + entry.label[1:]: f"Not advised: {caution[:1].lower()}{caution[1:]}"
        for entry in COMPARISON
        for caution in [caution_of(entry.code)]
    }


def test_each_mark_is_the_interval_of_its_model() -> None:
    results = compared()
    marks = [(row.mark.low, row.mark.high) for row in agreement_plot(results).rows[1:] if row.mark]
    assert marks == [(row.ci_low, row.ci_high) for row in results.result.agreement]


def test_rates_of_few_cohorts_are_printed_and_not_drawn() -> None:
    assert not any(row.mark for row in agreement_plot(compared(SEVEN[:4])).rows)


def test_the_alternative_tells_every_rate() -> None:
    results = compared()
    alt = agreement_plot(results).alt
    assert "Chosen model: 74 of 159, 46.8% (95% CI 27.8–66.8%)" in alt
    assert all(row.label[1:] in alt for row in results.result.agreement)


def test_without_models_to_compare_there_is_no_plot() -> None:
    with pytest.raises(ValueError, match="needs two cohorts"):
        agreement_plot(sample_results())
