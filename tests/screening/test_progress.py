from __future__ import annotations

from review.screening.progress import pilot_sample, progress, progress_document
from tests.screened import FT, PAIR, TA, ledger, records, said


def test_each_reviewer_s_share_and_what_is_left() -> None:
    found = ledger(
        records("r1 r2 r3 r4"),
        [
            said("r1", "exclude"), said("r1", "exclude", who="ben"),
            said("r2", "include"), said("r2", "exclude", who="ben"),
            said("r3", "exclude", version="0"),
        ],
        plan=PAIR,
    )  # fmt: skip
    first, second = progress(found)
    assert (first.records, first.settled, first.unscreened, first.incomplete) == (4, 1, 1, 1)
    assert first.conflicts == ("r2",)
    assert [(one.reviewer, one.decided, one.left, one.older) for one in first.reviewers] == [
        ("anna", 3, 1, 1), ("ben", 2, 2, 0),
    ]  # fmt: skip
    assert (first.done, second.done, second.records) == (False, False, 0)


def test_agreement_leaves_out_what_turned_out_to_be_a_duplicate() -> None:
    decisions = [
        said("r1", "exclude"), said("r1", "exclude", who="ben"),
        said("r2", "exclude"), said("r2", "include", who="ben"),
    ]  # fmt: skip
    (pair,) = progress(ledger(records("r1 r2"), decisions, plan=PAIR, duplicates={"r2": "r1"}))[0].agreement
    assert (pair.both, pair.coefficients.raw) == (1, 1.0)


def test_the_pilot_is_calibrated_apart() -> None:
    decisions = [
        said("r1", "exclude", pilot=True), said("r1", "include", who="ben", pilot=True),
        said("r2", "exclude"), said("r2", "exclude", who="ben"),
    ]  # fmt: skip
    first, _ = progress(ledger(records("r1 r2"), decisions, plan=PAIR))
    assert (first.agreement[0].both, first.pilot[0].both) == (2, 1)
    assert first.pilot[0].disagreements == ("r1",)


def test_the_sample_is_the_same_in_any_order_and_grows_by_keeping_its_records() -> None:
    ids = [f"r{i}" for i in range(200)]
    small, large = (set(pilot_sample(ids, n, TA)) for n in (30, 60))
    assert small < large
    assert set(pilot_sample(ids[::-1], 30, TA)) == small
    assert set(pilot_sample(ids, 30, FT)) != small
    assert len(pilot_sample(ids[:5], 30, TA)) == 5


def test_the_document_holds_the_whole_table() -> None:
    decisions = [said("r1", "exclude"), said("r1", "include", who="ben")]
    document = progress_document(progress(ledger(records("r1"), decisions, plan=PAIR)), ())
    (pair,) = document["stages"][0]["agreement"]  # type: ignore[index]
    assert pair["table"] == [[0, 0], [1, 0]]
    assert pair["classes"] == ["goes on", "out"]
    assert pair["raw"] == 0
