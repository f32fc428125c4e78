from __future__ import annotations

from review.pooling.dependence import DEPENDENCE
from review.pooling.measures import CORRECTED
from review.pooling.options import (
    CORRECTED_CODES,
    DEPENDENCE_CODES,
    STUDY_INTERVAL_CODES,
    SUBGROUP_TAU2_CODES,
    TRIM_AND_FILL_CODES,
)
from review.pooling.study_intervals import STUDY_INTERVALS
from review.pooling.subgroups import SUBGROUP_TAU2
from review.pooling.trim_and_fill import ESTIMATORS


def test_the_codes_that_help_lists_are_those_that_the_registries_hold() -> None:
    assert set(STUDY_INTERVAL_CODES) == set(STUDY_INTERVALS)
    assert set(CORRECTED_CODES) == set(CORRECTED)


def test_the_codes_of_parts_are_those_of_their_registries() -> None:
    assert set(DEPENDENCE_CODES) == set(DEPENDENCE)
    assert SUBGROUP_TAU2_CODES == SUBGROUP_TAU2
    assert TRIM_AND_FILL_CODES == ESTIMATORS
