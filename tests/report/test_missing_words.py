"""What is known to be missing comes first, and a test of asymmetry never proves anything."""

from __future__ import annotations

from dataclasses import replace

from review.analysis.results import Results
from review.pooling.results import SmallStudyTest
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.samples import SEVEN, sample_results


def asymmetry(p: float | None, why_not: str = "") -> SmallStudyTest:
    return SmallStudyTest(
        test="egger", label="Egger", statistic=None if p is None else 2.1, df=5, p=p, allowed=p is not None,
        why_not=why_not, caution="Rejects without bias.",
    )  # fmt: skip


def text(tests: tuple[SmallStudyTest, ...] | None = None, results: Results | None = None) -> str:
    results = results or sample_results(subgroups=False)
    whole = to_text(compose(replace(results, result=replace(results.result, small_study=tests))))
    start = whole.find("# Results that may be missing")
    return "" if start < 0 else whole[start:].split("\n# ", 2)[0]


def test_what_is_known_to_be_missing_stands_before_any_test() -> None:
    found = text((asymmetry(0.01),))
    assert 0 < found.index("results of one study or cohort: Table") < found.index("A funnel that leans")


def test_below_ten_cohorts_no_test_is_given_and_nothing_is_concluded() -> None:
    found = text((asymmetry(None, "k < 10"),))
    assert "With seven cohorts a test of it misses most of what it looks for" in found
    assert "Egger" not in found


def test_a_test_that_finds_something_is_named_and_one_that_does_not_is_no_proof() -> None:
    assert "one test finds more asymmetry than chance would often give: Egger." in text((asymmetry(0.01),))
    quiet = text((asymmetry(0.4),))
    assert "none finds more asymmetry" in quiet
    assert "No such test can show that results are missing, nor that none are." in quiet


def test_that_nobody_recorded_a_missing_result_is_not_taken_for_completeness() -> None:
    results = sample_results(subgroups=False)
    complete = replace(results, review=replace(results.review, missing_evidence=()))
    assert "which does not show that none exists" in text(None, complete)


def test_one_cohort_has_no_such_section() -> None:
    assert text(None, sample_results(SEVEN[:1])) == ""
