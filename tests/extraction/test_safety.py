"""What an adverse event's words say of its grade and cause, and which events are some of others."""

from __future__ import annotations

import pytest

from review.extraction.rules.safety import EventKind, event_kind
from tests.extraction.workbooks import codes, workbook

KINDS = {
    "any-grade treatment-related adverse events": EventKind("", (1, 5), "treatment-related"),
    "TRAE grade >=3": EventKind("", (3, 5), "treatment-related"),
    "grade 3-4 adverse events": EventKind("", (3, 4), ""),
    "Grade 3 or 4 hypertension": EventKind("hypertension", (3, 4), ""),
    "grade 3+ immune-related AE": EventKind("", (3, 5), "immune-related"),
    "grade 5": EventKind("", (5, 5), ""),
    "adverse event leading to discontinuation": EventKind("leading to discontinuation", None, ""),
    "fever within 2 days": EventKind("fever within 2 days", None, ""),
    "all-cause adverse event, G3": EventKind("", (3, 3), "any"),
}


@pytest.mark.parametrize("words", KINDS)
def test_grade_and_cause_are_read_from_the_words(words: str) -> None:
    assert event_kind(words) == KINDS[words]


def test_the_columns_win_over_the_words() -> None:
    assert event_kind("fatigue, grade 3", grade="any", cause="any") == EventKind("fatigue", (1, 5), "any")
    assert event_kind("fatigue", grade="3 or higher").grades == (3, 5)


def safety(*rows: tuple[str, str, str, str]) -> list[str]:
    book = workbook(
        Studies=[{"study_id": "s"}],
        Reports=[{"report_id": "r", "study_id": "s", "source_tier": "abstract"}],
        Cohorts=[{"cohort_id": "c", "study_id": "s", "histology": "ASPS", "combination_class": "+TKI"}],
        Safety=[
            {
                "cohort_id": "c",
                "report_id": "r",
                "event": event,
                "grade": grade or None,
                "cause": cause or None,
                "n_events": n,
            }
            for event, grade, cause, n in rows
        ],
    )
    return codes(book)


def test_related_events_are_some_of_all() -> None:
    assert safety(("fatigue", "any", "treatment-related", "20"), ("fatigue", "any", "any", "18")) == [
        "SAFE01"
    ]
    assert safety(("fatigue", "any", "treatment-related", "18"), ("fatigue", "any", "any", "18")) == []


def test_a_narrower_grade_of_a_wider_cause_is_not_compared() -> None:
    assert safety(("rash", "3 or higher", "any", "20"), ("rash", "any", "treatment-related", "18")) == []


def test_other_events_and_unknown_grades_are_not_compared() -> None:
    assert safety(("fatigue", "3 or higher", "", "20"), ("rash", "any", "", "18")) == []
    assert safety(("fatigue", "3 or higher", "", "20"), ("fatigue", "", "", "18")) == []


def test_one_event_in_several_grades_is_several_rows() -> None:
    assert safety(("fatigue", "any", "", "20"), ("fatigue", "3 or higher", "", "4")) == []
