from __future__ import annotations

import pytest

from review.pooling.pool import pool

X, N = [9, 14, 8, 3], [20, 37, 14, 11]


@pytest.mark.parametrize("measure", ["PLO", "PLN", "PR", "PAS", "PFT"])
@pytest.mark.parametrize("ci", ["wald", "t", "HK", "HK-adhoc"])
def test_the_end_of_an_interval_is_where_p_is_what_the_interval_leaves_out(measure: str, ci: str) -> None:
    for level in (0.5, 0.95):
        found = pool(X, N, model="inverse-variance", measure=measure, ci=ci, level=level).pooled
        at_end = pool(
            X, N, model="inverse-variance", measure=measure, ci=ci, threshold=found.ci_low
        ).rate_test
        # Miller's inverse is exact up to its own n only, so the Freeman-Tukey end comes back roughly.
        assert at_end.p == pytest.approx(1 - level, rel=1e-9 if measure != "PFT" else 0.02)


def test_the_reference_is_that_of_the_interval() -> None:
    assert pool(X, N, threshold=0.2).rate_test.df == 3
    assert pool(X, N, ci="wald", threshold=0.2).rate_test.df is None
    assert pool(X, N, ci="profile-t", threshold=0.2).rate_test.df == 3
    assert pool(X, N, model="bayesian", threshold=0.2).rate_test is None
    assert pool([3], [10], threshold=0.2).rate_test is None


def test_a_rate_in_per_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        pool(X, N, model="inverse-variance", threshold=15)


def test_permutations_are_of_the_slopes_or_of_the_rate() -> None:
    slopes = pool(X, N, model="inverse-variance", moderators={"a": [1, 2, 3, 5]}, permutations=100)
    assert slopes.permutation.names == ("a",)
    assert slopes.permutation.arrangements == 24
    rate = pool(X, N, model="inverse-variance", threshold=0.2, permutations=100)
    assert rate.permutation.names == ("pooled rate",)
    assert rate.permutation.arrangements == 16
    with pytest.raises(ValueError, match="moderators, or a reference_rate"):
        pool(X, N, model="inverse-variance", permutations=100)


def test_a_reference_rate_is_tested_without_a_threshold_and_before_it() -> None:
    alone = pool(X, N, reference_rate=0.2)
    assert alone.threshold is None
    assert alone.rate_test == pool(X, N, threshold=0.2).rate_test
    both = pool(X, N, threshold=0.3, reference_rate=0.2)
    assert (both.threshold.p0, both.rate_test.p0) == (0.3, 0.2)


@pytest.mark.parametrize(
    ("x", "options", "what"),
    [
        (X, {"model": "bayesian"}, "threshold"),
        ([0] * len(X), {}, "exact interval"),
    ],
)
def test_where_there_is_no_test_a_note_says_what_to_do(x, options, what) -> None:
    found = pool(x, N, reference_rate=0.2, **options)
    assert found.rate_test is None
    assert what in next(note.message for note in found.notes if note.rule == "POOL29")


def test_a_threshold_alone_asks_for_a_chance_and_says_nothing_of_a_test_that_cannot_be() -> None:
    found = pool(X, N, model="bayesian", threshold=0.2)
    assert found.rate_test is None
    assert "POOL29" not in {note.rule for note in found.notes}
