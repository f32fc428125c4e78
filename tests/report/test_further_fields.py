"""The patients of each cohort and a workspace's own fields, as the report shows them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import Results
from review.report.compose import compose
from review.report.further_fields import IN_ONE_TABLE, further_fields_section
from review.report.plain_text import to_text
from tests.samples import sample_results

DESCRIBED = {
    "n_described": "52", "age_median": "31", "age_min": "12", "age_max": "70", "n_female": "30",
    "n_male": "22",
    "n_pdl1_tested": "40", "n_pdl1_positive": "9",
}  # fmt: skip


def with_first_cohort(**changed: object) -> Results:
    results = sample_results()
    first, *rest = results.cohorts
    return replace(results, cohorts=(replace(first, **changed), *rest))  # type: ignore[arg-type]


def test_nothing_is_said_where_nothing_further_was_extracted() -> None:
    assert further_fields_section(sample_results()) is None


def test_patients_are_described_in_the_columns_that_any_report_fills() -> None:
    text = to_text(compose(with_first_cohort(patients=DESCRIBED)))
    assert "Cohort | Patients | Median age (range) | Women / men | PD-L1 positive" in text
    assert "| 52 | 31 (12–70) | 30 / 22 | 9 of 40" in text
    assert "no patients are described" in text
    assert "ECOG" not in text


@pytest.mark.parametrize("number", [1, IN_ONE_TABLE, IN_ONE_TABLE + 1])
def test_own_fields_have_columns_with_their_labels_and_unknown_stays_unknown(number: int) -> None:
    own = {f"own_{i}": f"Own field {i}" for i in range(number)}
    results = with_first_cohort(columns={name: f"value of {name}" for name in own})
    text = to_text(compose(replace(results, review=replace(results.review, own_fields=own))))
    for name, label in own.items():
        assert label in text
        assert f"value of {name}" in text
    assert text.count("Fields that this review added") == 1 + (number > IN_ONE_TABLE)
    assert "| not stated" in text
