from __future__ import annotations

import pytest

from review.pooling.cohorts import BadCounts
from review.pooling.measures import MEASURES
from review.pooling.pool import pool
from tests.golden.read import counts, rows


@pytest.mark.parametrize(
    "row", rows("sensitivity", "cumulative"), ids=lambda row: f"{row['dataset']}-{row['measure']}"
)
def test_adding_cohorts_gives_metafors_numbers(row) -> None:
    x, n = counts(row["dataset"])
    found = pool(
        x, n, model="inverse-variance", measure=row["measure"], ci="wald", cumulative=range(x.size)
    ).cumulative
    # The first row is the exact interval of one cohort, where metafor gives the normal one.
    for i, step in list(enumerate(found))[1:]:
        if row["estimate"][i] is None:  # metafor did not converge on this subset
            continue
        rate = MEASURES[row["measure"]].proportion(row["estimate"][i])
        assert step.k == i + 1
        assert step.estimate == pytest.approx(rate, rel=1e-7, abs=1e-9)
        assert step.tau2 == pytest.approx(row["tau2"][i], rel=1e-6, abs=1e-7)


def test_cohorts_come_in_ascending_order_and_ties_in_the_order_given() -> None:
    found = pool(
        [1, 2, 3, 4], [9] * 4, model="common", study=["d", "b", "c", "a"], cumulative=[2024, 2020, 2020, 2019]
    ).cumulative
    assert [step.added for step in found] == ["a", "b", "c", "d"]
    every = pool([1, 2, 3, 4], [9] * 4, model="common").pooled
    assert found[-1].estimate == pytest.approx(every.estimate, rel=1e-12)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ([2020, None], "cohort 2: the value to order by is missing"),
        ([2020, "2021"], "mix numbers and text"),
        ([2020], "events has 2 values and cumulative has 1"),
    ],
)
def test_what_cannot_be_ordered_is_an_error(by, words) -> None:
    with pytest.raises(BadCounts, match=words):
        pool([1, 2], [9, 9], model="common", cumulative=by)


def test_a_row_says_where_an_exact_rate_stands_in_for_the_model() -> None:
    found = pool([0, 0, 5], [9, 12, 10], cumulative=[1, 2, 3]).cumulative
    assert [row.exact for row in found] == [None, "EXACT01", None]


@pytest.mark.parametrize("by", [["9", "10", "n/a"], ["2020", "unknown", "2019"]])
def test_a_word_among_numbers_as_texts_is_no_order(by) -> None:
    with pytest.raises(BadCounts, match="mix numbers and text"):
        pool([1, 2, 3], [9, 9, 9], model="common", cumulative=by)


def test_years_and_months_as_texts_are_an_order() -> None:
    found = pool([1, 2, 3], [9, 9, 9], model="common", cumulative=["2020-03", "2019", "2021"]).cumulative
    assert [row.added for row in found] == ["cohort 2", "cohort 1", "cohort 3"]
