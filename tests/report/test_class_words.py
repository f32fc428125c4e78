"""Rates by subgroup: what cannot be pooled or tested is said once, in one sentence."""

from __future__ import annotations

import review
from review.report.class_words import told_notes

#: Two groups of several cohorts, and three of one; in the last of those nobody responded.
EVENTS = (3, 5, 4, 6, 2, 1, 0)
TOTALS = (20, 21, 22, 23, 10, 11, 12)
GROUPS = ("ASPS", "ASPS", "UPS", "UPS", "chordoma", "osteosarcoma", "Ewing sarcoma")


def test_groups_of_one_cohort_are_told_in_one_sentence() -> None:
    told = list(told_notes(review.pool(EVENTS, TOTALS, subgroup=GROUPS)))
    assert [text for text in told if "nothing was pooled" in text] == [
        "Three groups have one cohort each, and nothing was pooled in them: chordoma, osteosarcoma and Ewing "
        "sarcoma."
    ]


def test_one_group_of_one_cohort_is_told_by_its_name() -> None:
    told = list(told_notes(review.pool(EVENTS[:5], TOTALS[:5], subgroup=GROUPS[:5])))
    assert "Subgroup chordoma has one cohort: nothing was pooled in it." in told


def test_why_there_is_no_test_of_differences_is_left_to_the_place_of_the_test() -> None:
    result = review.pool(EVENTS, TOTALS, subgroup=GROUPS)
    assert result.subgroup_test is not None
    assert result.subgroup_test.q is None
    assert not [text for text in told_notes(result) if "cannot be made" in text]
    assert any("subgroup Ewing sarcoma has no finite" in note.message for note in result.notes)
