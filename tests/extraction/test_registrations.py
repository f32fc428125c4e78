from __future__ import annotations

from dataclasses import replace

import pytest

from review.extraction.dataset import Dataset, Entry
from review.extraction.overlap import overlaps
from tests.extracted import dataset


def registered(*entries: str) -> Dataset:
    data = dataset(
        {"cohort_id": "a", "responders": 1, "n_evaluable": 9, "regimen": "x"},
        {"cohort_id": "b", "responders": 2, "n_evaluable": 9, "regimen": "x"},
    )
    studies = []
    for study, entry in zip(data.studies, entries, strict=True):
        filled = Entry((entry,), None, study.row["registry_ids"].place)
        row = replace(study.row, entries={**study.row.entries, "registry_ids": filled})
        studies.append(replace(study, row=row))
    return replace(data, studies=tuple(studies))


@pytest.mark.parametrize(
    "written",
    [
        "nct01234567",
        "https://clinicaltrials.gov/study/NCT01234567",
        "clinicaltrials.gov:NCT01234567",
        "NCT01234567/2015-001234-12",
    ],
)
def test_one_registration_is_one_trial_however_it_was_copied(written: str) -> None:
    (pair,) = overlaps(registered("NCT01234567", written))
    assert (pair.cohort_a, pair.cohort_b) == ("a", "b")
    assert "one registration" in pair.reason


def test_two_registrations_are_two_trials() -> None:
    assert overlaps(registered("NCT01234567", "NCT01234568")) == ()


def test_two_studies_that_share_a_report_are_one_trial() -> None:
    data = dataset(
        {"cohort_id": "a", "regimen": "x", "doi": "10.1000/x.1"},
        {"cohort_id": "b", "regimen": "x", "doi": "https://doi.org/10.1000/X.1."},
    )
    (pair,) = overlaps(data)
    assert "one report" in pair.reason


def test_a_link_to_a_trial_of_another_histology_only_is_asked_about_and_never_passed_over() -> None:
    data = dataset(
        {"cohort_id": "a", "histology": "ASPS", "overlaps_with": ("trial_b",)},
        {"cohort_id": "b", "study_id": "trial_b", "histology": "UPS"},
    )
    (pair,) = overlaps(data)
    assert pair.refused
    assert pair.reason.endswith("in overlaps_with, though they are ASPS and UPS")


def test_a_link_to_a_trial_with_the_histology_among_others_is_to_that_cohort() -> None:
    data = dataset(
        {"cohort_id": "a", "histology": "ASPS", "overlaps_with": ("trial_b",)},
        {"cohort_id": "b_ups", "study_id": "trial_b", "histology": "UPS"},
        {"cohort_id": "b_asps", "study_id": "trial_b", "histology": "ASPS"},
    )
    assert [(pair.cohort_a, pair.cohort_b) for pair in overlaps(data)] == [("a", "b_asps")]
