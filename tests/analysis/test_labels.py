from __future__ import annotations

import pytest

from review.analysis.labels import cohort_labels, study_label
from tests.extracted import dataset


@pytest.mark.parametrize(
    ("author", "label"),
    [
        ("Chen AP", "Chen 2020"),
        ("D'Angelo SP", "D'Angelo 2020"),
        ("Martín-Broto J", "Martín-Broto 2020"),
        ("van der Graaf WTA", "van der Graaf 2020"),
        ("Le Cesne A", "Le Cesne 2020"),
        ("FDA (study ML39345)", "FDA (study ML39345) 2020"),
        ("Schöffski", "Schöffski 2020"),
    ],
)
def test_a_study_is_named_by_surname_and_year(author: str, label: str) -> None:
    (study,) = dataset({"cohort_id": "a", "first_author": author}).studies
    assert study_label(study) == label


def test_a_study_without_an_author_is_named_by_its_drugs() -> None:
    (study,) = dataset(
        {"cohort_id": "a", "first_author": "NR", "regimen": "anlotinib 12 mg + TQB2450 1200 mg q3w"}
    ).studies
    assert study_label(study) == "anlotinib + TQB2450 2020"


def test_two_cohorts_never_have_one_label() -> None:
    data = dataset(
        {"cohort_id": "t_ups", "study_id": "tawbi", "histology": "UPS"},
        {"cohort_id": "t_lms", "study_id": "tawbi", "histology": "leiomyosarcoma"},
        {"cohort_id": "s_1", "study_id": "schoffski", "histology": "STS mixed", "label": "15 mg/kg"},
        {"cohort_id": "s_2", "study_id": "schoffski", "histology": "STS mixed", "label": "20 mg/kg"},
        {"cohort_id": "m_1", "study_id": "maki"},
        {"cohort_id": "liuj", "first_author": "Liu J"},
        {"cohort_id": "liuz", "first_author": "Liu Z"},
    )
    assert cohort_labels(tuple(data.cohorts())) == (
        "Tawbi 2020, UPS",
        "Tawbi 2020, leiomyosarcoma",
        "Schoffski 2020, 15 mg/kg",
        "Schoffski 2020, 20 mg/kg",
        "Maki 2020",
        "Liu J 2020",
        "Liu Z 2020",
    )
