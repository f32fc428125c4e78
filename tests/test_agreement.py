"""Agreement of two raters."""

from __future__ import annotations

import pytest

from review.agreement import coefficients


def test_kappa_of_the_table_of_cohen_s_kind() -> None:
    # Worked by hand: 20 + 15 of 50 alike; shares .5/.5 and .6/.4, so chance .5 and kappa (.7 - .5) / .5.
    found = coefficients([[20, 5], [10, 15]])
    assert found.raw == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)
    assert found.pabak == pytest.approx(0.4)
    # AC1: middle shares .55 and .45, chance 2 * .55 * .45 = .495.
    assert found.ac1 == pytest.approx((0.7 - 0.495) / 0.505)


def test_kappa_falls_where_one_class_is_rare_and_ac1_does_not() -> None:
    found = coefficients([[118, 5], [2, 0]])
    assert found.kappa is not None and found.ac1 is not None
    assert found.kappa < 0 < 0.9 < found.ac1


def test_nothing_rated_has_no_agreement() -> None:
    assert coefficients([]).raw is None


def test_of_one_class_only_raw_agreement_is_known() -> None:
    found = coefficients([[7]])
    assert (found.raw, found.kappa, found.ac1) == (1.0, None, None)


def test_complete_chance_agreement_has_no_kappa() -> None:
    assert coefficients([[7, 0], [0, 0]]).kappa is None
