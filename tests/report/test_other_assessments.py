"""The section on other denominators and readings of response."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.outcomes import DENOMINATORS
from review.analysis.results import OtherAssessments, OtherCount, OtherCounts, Results, Sensitivity
from review.report.blocks import TableBlock
from review.report.compose import compose
from review.report.other_assessments import other_assessments_section
from review.report.plain_text import to_text
from tests.samples import SEVEN, many_rows, sample_result, sample_results


def repeated(k: int) -> Results:
    rows = many_rows(k) if k > 7 else SEVEN[:k]
    results = sample_results(rows)
    cohorts = tuple(
        OtherCounts(
            cohort_id=cohort.cohort_id,
            label=cohort.label,
            counts=(
                OtherCount(denominator="evaluable", events=cohort.events, n=cohort.n),
                OtherCount(denominator="evaluable or NE", events=None, n=None, why_not="ne is blank"),
                OtherCount(denominator="treated", events=None, n=None, why_not="n treated is blank"),
                OtherCount(denominator="enrolled", events=cohort.events, n=cohort.n + 1),
                OtherCount(denominator="best case", events=cohort.events + 1, n=cohort.n + 1),
            ),
        )
        for cohort in results.cohorts
    )
    enrolled = Sensitivity(
        name="enrolled",
        label=DENOMINATORS["enrolled"].short,
        change="of patients enrolled",
        result=sample_result([(name, x, n + 1, group) for name, x, n, group in rows]),
    )
    refused = Sensitivity(
        name="week_12", label="Response at week 12", change="", result=None, why_not="the same patients"
    )
    return replace(
        results, others=OtherAssessments(denominators=(enrolled,), cohorts=cohorts, readings=(refused,))
    )


def test_there_is_no_section_where_nothing_was_repeated() -> None:
    assert other_assessments_section(sample_results()) is None


@pytest.mark.parametrize("k", [1, 3, 7, 60])
def test_each_cohort_stands_under_each_denominator_that_is_reported(k: int) -> None:
    section = other_assessments_section(repeated(k))
    assert section is not None
    cohorts, pooled, readings = [block for block in section.blocks if isinstance(block, TableBlock)]
    assert [column.label for column in cohorts.columns] == [
        "Cohort",
        "Evaluable (main)",
        "Enrolled (worst case)",
        "Enrolled, best case",
    ]
    assert len(cohorts.groups[0].rows) == k
    assert pooled.groups and readings.groups


def test_the_words_name_who_reports_it_and_what_could_not_be_made() -> None:
    text = to_text(compose(repeated(7)))
    assert "How many cohorts report each: enrolled (worst case): 7 of 7." in text
    assert "Chen 2023 | 19 / 52 / 36.5% | 19 / 53 / 35.8% | 20 / 53 / 37.7%" in text
    assert "Response at week 12. It could not be made: the same patients." in text
