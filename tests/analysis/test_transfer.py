from __future__ import annotations

from review.analysis.transfer import transfer_problems
from tests.extracted import dataset
from tests.screened import small_review


def cohort(study_id: str, **fields: object) -> dict[str, object]:
    return {"cohort_id": f"{study_id}_a", "study_id": study_id, "responders": 3, "n_evaluable": 9, **fields}


def test_a_study_that_was_included_and_not_extracted_is_an_error_at_its_row() -> None:
    (problem,) = transfer_problems(small_review(), dataset(cohort("chen2023")))
    assert (problem.rule, problem.severity, problem.found) == ("SCR17", "error", "shi2020")
    assert problem.place.sheet == "Reports"


def test_a_study_that_appears_without_an_included_report_is_an_error_though_the_totals_agree() -> None:
    found = transfer_problems(small_review(), dataset(cohort("chen2023"), cohort("stranger2020")))
    assert [(problem.rule, problem.found) for problem in found] == [("SCR17", "shi2020"), ("SCR12", "yes")]
    assert found[1].place.row == "stranger2020"


def test_a_study_that_is_extracted_as_not_included_is_no_stranger() -> None:
    extracted = dataset(cohort("chen2023"), cohort("shi2020"), cohort("seen2019", included="no"))
    assert transfer_problems(small_review(), extracted) == ()
