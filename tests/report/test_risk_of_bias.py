"""The section on risk of bias."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from review.analysis.results import Results
from review.analysis.risk_of_bias import risk_of_bias
from review.report.compose import compose
from review.report.plain_text import to_text
from review.report.risk_of_bias import risk_of_bias_section
from tests.extraction.risk_of_bias.workbooks import assessed
from tests.samples import SEVEN, sample_results


def with_minors(judged: Mapping[str, str]) -> Results:
    results = sample_results(SEVEN[:3])
    given = {cohort.cohort_id: judged for cohort in results.cohorts}
    return replace(results, risk_of_bias=risk_of_bias(results, [assessed("minors", given)]))


def test_there_is_no_section_without_a_tool() -> None:
    assert risk_of_bias_section(sample_results()) is None


def test_what_is_not_assessed_is_said_and_never_read_as_good() -> None:
    text = to_text(compose(with_minors({})))
    assert "Of the 24 judgements (eight items of three cohorts), 0 are made and 24 are not assessed." in text
    assert "[warning] Not assessed" in text


def test_each_judgement_stands_with_its_support() -> None:
    text = to_text(compose(with_minors({"M3": "1"})))
    assert "M3 Prospective data | 1 | p. 3 | –" in text
    assert "-- Chen 2023: overall 1 of 8 assessed" in text


def test_a_complete_assessment_says_so() -> None:
    text = to_text(compose(with_minors({f"M{i}": "2" for i in range(1, 9)})))
    assert "All eight items of three cohorts are judged." in text


def test_unchecked_wordings_are_marked() -> None:
    text = to_text(compose(with_minors({})))
    assert "M1 Aim: Is the aim stated clearly, with the question that the study answers? (unchecked)" in text
    assert "Unchecked: the wording was not compared with the original." in text
