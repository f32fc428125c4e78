from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.design import design
from review.pooling.permutation import permute_rate, permute_slopes
from review.pooling.pool import pool

X, N, DOSE = [1, 4, 6, 9, 3], [20, 25, 20, 22, 30], [1, 2, 3, 4, 2.5]


def test_slopes_of_every_order_are_counted() -> None:
    cohorts = checked(X, N)
    found = permute_slopes(
        cohorts, choose(model="inverse-variance", tau2="DL"), design({"dose": DOSE}, cohorts)
    )
    sizes = []
    for order in itertools.permutations(range(5)):
        chosen = list(order)
        slope = pool(
            np.array(X)[chosen], np.array(N)[chosen], model="inverse-variance", tau2="DL",
            moderators={"dose": DOSE},
        ).regression.coefficients[1]  # fmt: skip
        sizes.append(abs(slope.estimate / slope.se))
    assert found.exact
    assert found.arrangements == 120
    assert found.p[0] == pytest.approx(np.mean(np.array(sizes) >= sizes[0] * (1 - 1e-9)), abs=1e-12)


def test_many_orders_are_drawn_and_the_data_are_one_of_them() -> None:
    cohorts = checked([1, 2, 3, 4, 5, 6, 7, 8], [30] * 8)
    choice, on = choose(model="common"), design({"dose": range(8)}, cohorts)
    found = permute_slopes(cohorts, choice, on, arrangements=400)
    assert not found.exact
    assert found.p[0] >= 1 / 400
    assert found == permute_slopes(cohorts, choice, on, arrangements=400)


def test_a_rate_is_tested_by_mirroring_about_it() -> None:
    cohorts = checked(X, N)
    choice = choose(model="inverse-variance", measure="PAS", ci="wald")
    far, near = (permute_rate(cohorts, choice, rate).p[0] for rate in (0.8, 0.2))
    assert far == 2 / 32
    assert near > 0.5
    drawn = permute_rate(cohorts, choice, 0.8, arrangements=20)
    assert not drawn.exact
    assert drawn.arrangements == 20


@pytest.mark.parametrize("measure", ["PLO", "PLN", "PR", "PAS", "PFT"])
def test_the_rate_goes_onto_every_scale(measure: str) -> None:
    cohorts = checked([4, 8, 12], [20, 40, 60])
    assert permute_rate(cohorts, choose(model="common", measure=measure), 0.2).p[0] == pytest.approx(1.0)


def test_what_cannot_be_permuted_is_refused() -> None:
    cohorts = checked(X, N)
    with pytest.raises(ValueError, match="between 0 and 1"):
        permute_rate(cohorts, choose(model="common"), 15)
    with pytest.raises(ValueError, match="inverse-variance"):
        permute_rate(cohorts, choose(), 0.15)


def test_p_is_metafors_where_all_arrangements_are_made() -> None:
    # metafor 3.8, permutest(rma(…, method="DL", test="z"), exact=TRUE); the rate after shifting by logit(.2)
    x, n = [19, 11, 6, 7, 4, 2], [52, 32, 11, 14, 10, 40]
    options = {"model": "inverse-variance", "tau2": "DL", "ci": "wald"}
    rate = pool(x, n, reference_rate=0.2, permutations=100, **options).permutation
    assert (rate.p, rate.exact, rate.seed) == ((0.09375,), True, None)
    slope = pool(X, N, moderators={"dose": DOSE}, permutations=120, **options).permutation
    assert slope.p[0] == pytest.approx(0.0333333333, abs=1e-9)


def test_the_seed_decides_which_arrangements_are_drawn() -> None:
    x, n = list(range(1, 13)), [30] * 12
    first, other = (
        pool(x, n, model="common", reference_rate=0.15, permutations=50, seed=seed).permutation
        for seed in (1, 2)
    )
    assert (first.exact, first.seed, other.seed) == (False, 1, 2)


def test_few_cohorts_say_how_small_p_can_be() -> None:
    found = pool([6, 7, 9, 12], [10, 10, 12, 20], model="common", reference_rate=0.3, permutations=100)
    assert "below 0.12" in next(note.message for note in found.notes if note.rule == "POOL32")


def test_blocks_of_arrangements_give_what_all_at_once_gives_and_tell_how_far_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cohorts = checked([1, 2, 3, 4, 5, 6, 7, 9], [30] * 8)
    choice, on = choose(model="inverse-variance"), design({"dose": [1, 2, 4, 3, 5, 7, 6, 8]}, cohorts)
    tests = (
        partial(permute_slopes, cohorts, choice, on, arrangements=1000),
        partial(permute_rate, cohorts, choice, 0.25, arrangements=200),
        partial(permute_rate, cohorts, choice, 0.25, arrangements=256),
    )
    whole = [test() for test in tests]
    monkeypatch.setattr("review.pooling.permutation._CELLS_TOGETHER", 8 * 150)
    told: list[tuple[int, int]] = []
    assert [test(progress=lambda done, of: told.append((done, of))) for test in tests] == whole
    assert told == [*((done, 1000) for done in (150, 300, 450, 600, 750, 900, 1000)),
                    (150, 200), (200, 200), (150, 256), (256, 256)]  # fmt: skip
