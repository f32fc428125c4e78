from __future__ import annotations

import pytest

from review.pooling.dependence import DEPENDENCE
from review.pooling.measures import CORRECTED
from review.pooling.options import (
    CORRECTED_CODES,
    DEPENDENCE_CODES,
    STUDY_INTERVAL_CODES,
    SUBGROUP_TAU2_CODES,
    TRIM_AND_FILL_CODES,
    wrong_options,
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


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"model": "glmm"}, "model 'glmm'"),
        ({"model": "inverse-variance", "measure": "PAS"}, "measure 'PAS'"),
    ],
)
def test_what_takes_no_correction_is_named(options: dict[str, str], what: str) -> None:
    assert wrong_options({**options, "add": 0.5}) == f"{what} takes no continuity correction: leave add out"
