from __future__ import annotations

from review.pooling.measures import CORRECTED
from review.pooling.options import CORRECTED_CODES, STUDY_INTERVAL_CODES
from review.pooling.study_intervals import STUDY_INTERVALS


def test_the_codes_that_help_lists_are_those_that_the_registries_hold() -> None:
    assert set(STUDY_INTERVAL_CODES) == set(STUDY_INTERVALS)
    assert set(CORRECTED_CODES) == set(CORRECTED)
