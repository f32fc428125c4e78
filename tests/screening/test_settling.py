from __future__ import annotations

import pytest

from review.screening.settling import settle
from tests.screened import FT, PAIR, TA, said


def verdict(*decisions, stage=TA, needed=2):  # type: ignore[no-untyped-def]
    return settle("r1", stage, decisions, PAIR, needed=needed)


def two(first: str, second: str, *, stage=TA, **reasons: str):  # type: ignore[no-untyped-def]
    return verdict(
        said("r1", first, stage=stage, reason=reasons.get("anna", "")),
        said("r1", second, stage=stage, reason=reasons.get("ben", ""), who="ben"),
        stage=stage,
    )


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("include", "include", "include"),
        ("include", "unclear", "include"),
        ("unclear", "unclear", "include"),
        ("exclude", "exclude", "exclude"),
        ("include", "exclude", "conflict"),
        ("unclear", "exclude", "conflict"),
        ("duplicate", "exclude", "conflict"),
    ],
)
def test_on_title_and_abstract_a_record_in_doubt_goes_on(first: str, second: str, state: str) -> None:
    assert two(first, second).state == state


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("include", "unclear", "conflict"),
        ("unclear", "unclear", "unclear"),
        ("exclude", "unclear", "conflict"),
    ],
)
def test_at_full_text_doubt_must_be_shared(first: str, second: str, state: str) -> None:
    assert two(first, second, stage=FT).state == state


def test_two_exclusions_for_different_reasons_are_settled_by_the_order_of_reasons() -> None:
    found = two("exclude", "exclude", stage=FT, anna="no results", ben="wrong population")
    assert (found.state, found.reason, found.settled_by) == (
        "exclude", "wrong population", "order of reasons",
    )  # fmt: skip


def test_a_reason_goes_before_none() -> None:
    assert two("exclude", "exclude", anna="", ben="no results").reason == "no results"


def test_nobody_and_too_few_are_open() -> None:
    assert verdict().state == "unscreened"
    assert verdict(said("r1", "include")).state == "incomplete"
    assert verdict(said("r1", "include"), needed=1).settled_by == "one reviewer"


def test_duplicates_of_different_records_are_a_conflict() -> None:
    found = verdict(said("r1", "duplicate", of="r2"), said("r1", "duplicate", of="r3", who="ben"))
    assert found.state == "conflict"


def test_the_adjudication_wins_over_agreement_and_needs_nobody_beside_it() -> None:
    final = said("r1", "exclude", who="", reason="no results", adjudicated=True)
    found = verdict(said("r1", "include"), said("r1", "include", who="ben"), final)
    assert (found.state, found.reason, found.settled_by) == ("exclude", "no results", "adjudication")
    assert len(found.decisions) == 2
    assert verdict(final).settled
