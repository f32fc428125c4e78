"""What did not enter, by reason: each stage under its own name, no order that nobody applied."""

from __future__ import annotations

from dataclasses import replace

from review.analysis.results import CohortExcluded, Results
from review.report.compose import compose
from review.report.plain_text import to_text
from review.report.vocabulary import EXCLUSION_STAGES
from tests.samples import sample_results


def left(stage: str, reason: str) -> CohortExcluded:
    return CohortExcluded(cohort_id=stage, study_id=stage, label=stage.title(), stage=stage, reason=reason)


def table(results: Results) -> str:
    text = to_text(compose(results)).split("# What entered and what did not")[1]
    return text.split("\n# ")[0]


def test_a_study_that_the_review_does_not_include_is_no_other_population() -> None:
    results = replace(
        sample_results(),
        excluded=(
            left("eligibility", "histology is UPS, not ASPS"),
            left("inclusion", "no report of the study was included"),
        ),
    )
    groups = table(results).split("-- ")
    assert groups[1].startswith("Not included in the review\nno report of the study was included")
    assert groups[2].startswith("Another population or regimen\nhistology is UPS")


def test_every_stage_that_the_choice_of_cohorts_names_has_words() -> None:
    stages = ("inclusion", "eligibility", "data", "overlap", "choice")
    assert set(stages) == set(EXCLUSION_STAGES)


def test_no_order_of_reasons_is_claimed() -> None:
    assert "order" not in table(sample_results())
