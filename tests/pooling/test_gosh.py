from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.gosh import ALL_SUBSETS, gosh
from review.pooling.pool import pool

X, N = [3, 8, 5, 0], [10, 20, 9, 12]


@pytest.mark.parametrize("model", ["inverse-variance", "common"])
def test_every_subset_is_what_pooling_it_gives(model: str) -> None:
    found = gosh(checked(X, N), choose(model=model))
    assert found.complete
    assert found.members.shape == (11, 4)
    for i, members in enumerate(found.members):
        alone = pool(np.array(X)[members], np.array(N)[members], model=model)
        assert found.estimate[i] == pytest.approx(alone.pooled.estimate, rel=1e-9)
        assert found.i2[i] == pytest.approx(alone.heterogeneity.i2, abs=1e-8)


def test_many_cohorts_are_sampled_and_the_seed_decides_which() -> None:
    k = ALL_SUBSETS + 1
    cohorts, choice = checked(range(1, k + 1), [20] * k), choose(model="common", measure="PAS")
    first, again = (gosh(cohorts, choice, subsets=200) for _ in range(2))
    assert not first.complete
    assert np.array_equal(first.members, again.members)
    assert np.array_equal(first.estimate, again.estimate)
    assert not np.array_equal(first.members[:50], gosh(cohorts, choice, subsets=200, seed=2).members[:50])
    assert first.members.sum(axis=1).min() >= 2


def test_gosh_is_refused_where_it_cannot_be() -> None:
    with pytest.raises(ValueError, match="at least three"):
        gosh(checked([3, 8], [10, 20]), choose(model="common"))
    with pytest.raises(ValueError, match="inverse-variance"):
        gosh(checked(X, N), choose())


def test_what_is_told_of_the_subsets_is_metafors() -> None:
    # metafor 3.8, gosh(rma(measure="PAS", method="DL")), subsets of two or more cohorts, sin² of the estimate
    found = pool(
        [19, 11, 6, 7, 4, 2], [52, 32, 11, 14, 10, 40], model="inverse-variance", measure="PAS", tau2="DL",
        gosh=True,
    ).gosh  # fmt: skip
    assert (found.subsets, found.complete, found.seed) == (57, True, None)
    assert (found.low, *found.quartiles, found.high) == pytest.approx(
        (0.16929641, 0.28416459, 0.33450446, 0.39373470, 0.52002230), abs=1e-8
    )
    of_members = [format(int(code, 16), "06b")[::-1] for code in found.members]
    with_first = [rate for rate, bits in zip(found.estimate, of_members, strict=True) if bits[0] == "1"]
    assert found.cohorts[0].median_with == pytest.approx(float(np.median(with_first)))


def test_drawn_subsets_name_their_seed() -> None:
    k = ALL_SUBSETS + 1
    found = pool(range(1, k + 1), [20] * k, model="common", gosh=300, seed=7).gosh
    assert (found.complete, found.seed) == (False, 7)
    assert found == pool(range(1, k + 1), [20] * k, model="common", gosh=300, seed=7).gosh
