from __future__ import annotations

import numpy as np
import pytest

from review.pooling.measures import CORRECTED, MEASURES, corrected, effects, harmonic_mean
from tests.golden.read import counts, off, rows


@pytest.mark.parametrize(
    "row", rows("inverse_variance", "effects"), ids=lambda row: "-".join(map(str, row.values()))[:40]
)
def test_effects_and_variances_are_those_of_metafor(row) -> None:
    x, n = counts(row["dataset"])
    y, v = effects(MEASURES[row["measure"]], x, n, add=row["add"], to=row["to"])
    known = np.array(
        [value is not None for value in row["v"]]
    )  # metafor gives NA where the effect is infinite
    assert off(y[known], np.array(row["y"])[known].astype(float), 1e-10) < 1e-10
    assert off(v[known], np.array(row["v"])[known].astype(float)) < 1e-10
    assert not np.isfinite(y[~known]).any() or not np.isfinite(v[~known]).any()
    if row["rates"]:
        back = [MEASURES[row["measure"]].proportion(t, size) for t, size in zip(y, n, strict=True)]
        assert off(back, row["rates"], 1e-10) < 1e-10


def test_a_correction_touches_the_cohorts_that_it_names() -> None:
    x, n = np.array([0.0, 3.0, 9.0]), np.array([8.0, 9.0, 9.0])
    assert {to: corrected(x, n, to).tolist() for to in CORRECTED} == {
        "only0": [True, False, True],
        "if0all": [True, True, True],
        "all": [True, True, True],
        "none": [False, False, False],
    }
    assert not corrected(np.array([2.0]), np.array([9.0]), "if0all").any()


def test_the_correction_of_a_batch_is_decided_per_data_set() -> None:
    x, n = np.array([[0.0, 3.0], [1.0, 3.0]]), np.full((2, 2), 9.0)
    assert corrected(x, n, "if0all").tolist() == [[True, True], [False, False]]


def test_arcsine_ends_beyond_the_scale_become_0_and_1() -> None:
    assert MEASURES["PAS"].proportion(-0.1) == 0
    assert MEASURES["PAS"].proportion(1.7) == 1


def test_freeman_tukey_goes_back_with_the_n_that_it_is_given() -> None:
    x, n = np.array([2.0]), np.array([25.0])
    y, _ = effects(MEASURES["PFT"], x, n)
    assert MEASURES["PFT"].proportion(float(y[0]), 25.0) == pytest.approx(0.08, abs=1e-12)
    assert MEASURES["PFT"].proportion(float(y[0]), 1000.0) != pytest.approx(0.08, abs=1e-3)
    assert MEASURES["PFT"].proportion(0.0, 25.0) == 0
    assert MEASURES["PFT"].proportion(1.6, 25.0) == 1


def test_a_missing_value_stays_missing() -> None:
    assert all(measure.proportion(None) is None for measure in MEASURES.values())


def test_the_logit_does_not_overflow() -> None:
    assert MEASURES["PLO"].proportion(-800.0) == 0
    assert MEASURES["PLO"].proportion(800.0) == 1


def test_the_harmonic_mean_is_that_of_the_cohorts() -> None:
    assert harmonic_mean(np.array([2.0, 6.0])) == pytest.approx(3.0)
