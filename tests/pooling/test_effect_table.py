"""Effects that are looked up are those that are computed, to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from review.pooling.choices import choose
from review.pooling.effect_table import columns_of_effects
from review.pooling.fit import on_scale
from review.pooling.measures import CORRECTED, MEASURES
from review.pooling.pool_many import pool_many


def every_pair(most: int, k: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """All counts of up to `most` patients, over and over, in data sets of k cohorts."""
    n, x = np.tril_indices(most + 1)
    x, n = x[n > 0], n[n > 0]
    whole = 4 * x.size // k * k
    return np.resize(x, whole).reshape(-1, k), np.resize(n, whole).reshape(-1, k)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float64])
@pytest.mark.parametrize("to", CORRECTED)
@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("k", [3, 5_000])
def test_every_pair_of_counts_has_its_own_effect(measure: str, to: str, kind: type, k: int) -> None:
    choice = choose(model="common", measure=measure, to=to)
    x, n = (counts.astype(kind) for counts in every_pair(120, k))
    y, v = columns_of_effects(x, n, choice)
    computed = on_scale(x.astype(float), n.astype(float), choice)
    np.testing.assert_array_equal(y, computed[0].T)
    np.testing.assert_array_equal(v, computed[1].T)


@pytest.mark.parametrize(("most", "to"), [(120, "only0"), (120, "if0all"), (400, "only0")])
def test_what_is_longer_lies_together_in_memory(most: int, to: str) -> None:
    choice = choose(model="common", to=to)
    few, many = (columns_of_effects(*every_pair(most, k), choice) for k in (3, 5_000))
    assert all(part.flags.c_contiguous for part in few)
    assert all(part.flags.f_contiguous for part in many)


def test_cohorts_too_large_for_a_table_are_computed() -> None:
    x, n = np.array([[3, 8], [1, 4_000_000_000]]), np.array([[10, 20], [9, 9_000_000_000]])
    choice = choose(model="common")
    np.testing.assert_array_equal(
        columns_of_effects(x, n, choice)[0], on_scale(x.astype(float), n.astype(float), choice)[0].T
    )


@pytest.mark.parametrize("model", ["glmm", "inverse-variance", "beta-binomial"])
def test_whole_numbers_of_any_type_give_the_same_rates(model: str) -> None:
    x, n = np.array([[3, 8, 2], [0, 4, 1]]), np.array([[10, 200, 9], [9, 9, 200]])
    found = [pool_many(x.astype(kind), n.astype(kind), model=model) for kind in (float, np.int64, np.uint8)]
    for other in found[1:]:
        np.testing.assert_array_equal(other.estimate, found[0].estimate)
        np.testing.assert_array_equal(other.tau2, found[0].tau2)
