"""How many relevant records may still be unread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from scipy.stats import hypergeom

from review.screening.filled import FilledRow, FilledSheet
from review.screening.ledger import Removal
from review.screening.unfound import RECALL, as_few, at_most, unfound
from tests.screened import TA, ledger, record, said

#: Hits, size of the sample, and of what it was drawn from.
SAMPLES = [(0, 100, 1000), (3, 50, 70), (5, 5, 9), (0, 1, 2), (2, 40, 40)]

IDS = [f"r{n}" for n in range(100)]


def sheet(ids: Sequence[str], decided: Mapping[str, str], **more: object) -> FilledSheet:
    rows = tuple(FilledRow({"record_id": one, "decision": decided.get(one, "")}, {}) for one in ids)
    return FilledSheet(
        file="a.xlsx", sheet="Screening", stage=TA, reviewer="anna", rows=rows, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def of(decided: Mapping[str, str], *sheets: FilledSheet, removed: Sequence[str] = ()) -> object:
    gone = [Removal(record_id=one, by_automation=True) for one in removed]
    found = ledger(map(record, IDS), [said(one, word) for one, word in decided.items()], removed=gone)
    return unfound(found, sheets)


@pytest.mark.parametrize(
    ("hits", "sample", "pool"), [(0, 100, 1000), (3, 50, 70), (5, 5, 9), (0, 1, 2), (2, 40, 40)]
)
def test_the_bound_is_the_exact_one(hits: int, sample: int, pool: int) -> None:
    """Second road: scipy's hypergeometric distribution, every K tried."""
    possible = range(hits, pool - (sample - hits) + 1)
    wanted = max(k for k in possible if k == hits or hypergeom.cdf(hits, pool, k, sample) > 0.05)
    assert at_most(hits, sample, pool) == wanted
    for k in possible:
        assert as_few(hits, sample, pool, k) == pytest.approx(hypergeom.cdf(hits, pool, k, sample), abs=1e-9)


@pytest.mark.parametrize("relevant", [0, 1, 10, 60, 200])
def test_the_bound_is_too_low_in_at_most_five_of_a_hundred_samples(relevant: int) -> None:
    pool, sample = 400, 80
    missed = sum(
        float(hypergeom.pmf(hits, pool, relevant, sample))
        for hits in range(min(sample, relevant) + 1)
        if pool - (sample - hits) >= hits and at_most(hits, sample, pool) < relevant
    )
    assert missed <= 0.05


def test_a_sample_speaks_for_what_it_was_drawn_from() -> None:
    """80 records in the pool, 20 drawn, 1 of them goes on; 6 of the first 20 records did."""
    first = {one: "include" if n < 6 else "exclude" for n, one in enumerate(IDS[:20])}
    drawn = {one: "include" if n == 0 else "exclude" for n, one in enumerate(IDS[20:40])}
    (told,) = of({**first, **drawn}, sheet(IDS[20:40], drawn, drawn_from=tuple(IDS[20:])))  # type: ignore[misc]
    most = at_most(1, 20, 80)
    assert (told.pool, told.sample, told.hits, told.unread, told.found) == (80, 20, 1, 60, 7)
    assert (told.expected, told.at_most) == (3.0, most - 1)
    assert told.recall_at_least == pytest.approx(7 / (7 + most - 1))
    # The test of the paper: fewer than 95% found means at least 8 - 6 = 2 in the pool.
    assert RECALL > 7 / 8
    assert told.p_below == pytest.approx(hypergeom.cdf(1, 80, 2, 20))
    assert f"at most {most - 1} of 60 unread records" in told.statement
    assert "This assumes" in told.statement
    assert "stop" not in told.statement


def test_a_sample_that_is_not_read_whole_gives_no_estimate() -> None:
    drawn = dict.fromkeys(IDS[:9], "exclude")
    (told,) = of(drawn, sheet(IDS[:10], drawn, drawn_from=tuple(IDS)))  # type: ignore[misc]
    assert (told.waiting, told.at_most, told.recall_at_least) == (1, None, None)
    assert "needs all of them" in told.statement


def test_a_sample_is_whole_though_one_reviewer_was_given_less_of_it() -> None:
    """Ben had decided on half of it before he asked for it."""
    drawn = dict.fromkeys(IDS[:20], "exclude")
    whole, rest = (sheet(ids, {}, drawn_from=tuple(IDS)) for ids in (IDS[:20], IDS[:10]))
    (told,) = of(drawn, rest, whole)  # type: ignore[misc]
    assert (told.sample, told.at_most) == (20, at_most(0, 20, 100))


def test_what_is_found_in_the_pool_later_is_no_longer_unfound() -> None:
    drawn = {one: "include" if n < 2 else "exclude" for n, one in enumerate(IDS[:20])}
    later = dict.fromkeys(IDS[20:28], "include")
    before, after = (
        of(decided, sheet(IDS[:20], drawn, drawn_from=tuple(IDS)))[0]  # type: ignore[index]
        for decided in (drawn, {**drawn, **later})
    )
    assert before.at_most - after.at_most == 8
    assert (before.expected, after.expected) == (8.0, 0.0)


def test_of_two_samples_the_later_speaks_and_after_an_import_the_one_of_more() -> None:
    first, later = dict.fromkeys(IDS[:10], "exclude"), dict.fromkeys(IDS[10:20], "exclude")
    drawn = [
        sheet(IDS[:10], {}, drawn_from=tuple(IDS[:60])),
        sheet(IDS[10:20], {}, drawn_from=tuple(IDS[10:60])),
    ]
    (told,) = of({**first, **later}, *drawn)  # type: ignore[misc]
    assert (told.pool, told.unread) == (50, 40)
    after = sheet(IDS[20:25], {}, drawn_from=tuple(IDS[20:]))
    (told,) = of({**first, **later, **dict.fromkeys(IDS[20:25], "exclude")}, *drawn, after)  # type: ignore[misc]
    assert (told.pool, told.unread) == (80, 75)


def test_records_outside_of_the_pool_are_named_as_such() -> None:
    drawn = dict.fromkeys(IDS[:10], "exclude")
    (told,) = of(drawn, sheet(IDS[:10], drawn, drawn_from=tuple(IDS[:50])))  # type: ignore[misc]
    assert (told.unread, told.beyond) == (40, 50)
    assert "On 50 other unread records it says nothing" in told.statement


def test_in_order_of_relevance_the_last_half_speaks_and_says_what_it_takes_for_granted() -> None:
    decided = {one: "include" if n < 10 else "exclude" for n, one in enumerate(IDS[:40])}
    (told,) = of(decided, sheet(IDS, decided, ordered="10 decisions"))  # type: ignore[misc]
    assert (told.basis, told.sample, told.hits, told.pool, told.unread) == ("order", 20, 0, 80, 60)
    assert told.at_most == at_most(0, 20, 80)
    assert "no likelier to go on than those read last" in told.statement


def test_what_the_team_left_unread_and_set_aside_is_still_unread() -> None:
    drawn = dict.fromkeys(IDS[:20], "exclude")
    (told,) = of(drawn, sheet(IDS[:20], drawn, drawn_from=tuple(IDS)), removed=IDS[20:])  # type: ignore[misc]
    assert (told.unread, told.at_most) == (80, at_most(0, 20, 100))


def test_once_everything_is_read_nothing_is_estimated() -> None:
    decided = dict.fromkeys(IDS, "exclude")
    assert of(decided, sheet(IDS, decided, ordered="10 decisions")) == ()
