"""Best responses and the pictogram in the report: when they stand there, and in which words."""

from __future__ import annotations

from dataclasses import replace

from review.report.blocks import FigureBlock
from review.report.compose import compose
from review.report.response_figures import COMPOSITION, PICTOGRAM
from tests.figures.filled import full_results, seven_with_parts
from tests.samples import SEVEN, many_rows, sample_results


def figures(results: object) -> dict[str, FigureBlock]:
    document = compose(results)  # type: ignore[arg-type]
    return {block.anchor: block for block in document.blocks() if isinstance(block, FigureBlock)}


def test_both_stand_beside_the_forest_plot() -> None:
    found = figures(full_results(SEVEN, subgroups=False))
    order = list(found)
    assert order.index("figure-forest") + 1 == order.index(COMPOSITION)
    assert "47 are marked" in found[PICTOGRAM].alt
    assert "Chen 2023: 6 CR, 13 PR, 16 SD, 17 PD, of 52" in found[COMPOSITION].alt


def test_both_are_spoken_of_in_the_words() -> None:
    document = compose(full_results(SEVEN, subgroups=False))
    assert {COMPOSITION, PICTOGRAM} <= {span.target for span in document.spans() if span.kind == "reference"}


def test_no_bars_where_no_cohort_tells_its_parts() -> None:
    assert COMPOSITION not in figures(sample_results(subgroups=False))


def test_one_cohort_that_tells_them_is_enough() -> None:
    assert COMPOSITION in figures(seven_with_parts())


def test_no_pictogram_where_the_classes_are_the_answer_or_the_cohorts_are_few() -> None:
    assert PICTOGRAM not in figures(full_results(SEVEN, subgroups=True))
    assert PICTOGRAM not in figures(full_results(SEVEN[:4], subgroups=False))


def test_no_pictogram_of_further_patients_where_no_model_was_fitted() -> None:
    results = replace(full_results(SEVEN, subgroups=False), marginal=None)
    pooled = replace(results.result.pooled, exact="EXACT01", marginal_mean=None)
    assert PICTOGRAM not in figures(replace(results, result=replace(results.result, pooled=pooled)))


def test_the_alternative_of_many_cohorts_says_how_many_tell_all_parts() -> None:
    alt = figures(full_results(many_rows(30), subgroups=False))[COMPOSITION].alt
    assert alt.startswith("Best responses of 30 cohorts as bars") and "Of 20 cohorts all parts" in alt
