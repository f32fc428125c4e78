"""What an order of relevance is learnt from, and the order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from review.problems import UnreadableFile
from review.screening.relevance import learnt_from, rank, sent_on, text_of
from review.screening.relevance_model import relevance
from tests.screened import FT, PAIR, TA, ledger, record, records, said


def as_long_as(known: Sequence[str], truths: Sequence[bool], left: Sequence[str]) -> Sequence[float]:
    """A model for tests: the longer a text, the more relevant."""
    return [float(len(text)) for text in left]


def test_a_record_that_only_another_reviewer_decided_on_teaches_nothing() -> None:
    found = ledger(
        records("r1 r2 r3"),
        [said("r1", "include"), said("r2", "exclude", who="ben"),
         said("r3", "exclude"), said("r3", "exclude", who="ben")],
        plan=PAIR,
    )  # fmt: skip
    assert learnt_from(found, "anna") == {"r1": True, "r3": False}
    assert learnt_from(found, "ben") == {"r2": False, "r3": False}


def test_what_was_settled_against_a_reviewer_is_learnt_as_it_was_settled() -> None:
    final = said("r1", "exclude", who="", adjudicated=True)
    found = ledger(records("r1"), [said("r1", "include"), said("r1", "exclude", who="ben"), final], plan=PAIR)
    assert learnt_from(found, "anna") == {"r1": False}


def test_duplicates_and_decisions_on_full_text_teach_nothing() -> None:
    found = ledger(
        records("r1 r2 r3 r4"),
        [said("r1", "include"), said("r1", "exclude", stage=FT, reason="no results"),
         said("r2", "duplicate", of="r1"), said("r4", "include")],
        duplicates={"r4": "r1"},
    )  # fmt: skip
    assert learnt_from(found, "anna") == {"r1": True}


def test_unclear_sends_a_record_on_and_one_of_two_reviewers_is_enough() -> None:
    decisions = [said("r1", "unclear"), said("r2", "exclude"), said("r2", "include", who="ben")]
    assert sent_on(ledger(records("r1 r2 r3"), decisions, plan=PAIR)) == {"r1": True, "r2": True}


def test_the_order_holds_every_record_and_ties_stay_as_they_were_imported() -> None:
    rows = [record(f"r{n}", title="t" * (n // 2)) for n in range(8)]
    decisions = [said("r0", "include"), said("r1", "include"), said("r2", "exclude"), said("r3", "exclude")]
    found = ledger(rows, decisions)
    left = [one for one in found.to_screen(TA) if one.record.record_id in ("r4", "r5", "r6", "r7")]
    ranked = rank(left, found, "anna", as_long_as)
    assert [one.record.record_id for one in ranked.standings] == ["r6", "r7", "r4", "r5"]
    assert (ranked.sent_on, ranked.excluded, ranked.weak) == (2, 2, True)


def test_one_of_a_kind_is_too_little_to_learn_from() -> None:
    found = ledger(
        records("r1 r2 r3 r4"), [said("r1", "include"), said("r2", "exclude"), said("r3", "exclude")]
    )
    with pytest.raises(UnreadableFile, match=r"anna has sent on 1 and excluded 2 .* it takes 2 of each"):
        rank(found.to_screen(TA), found, "anna", as_long_as)


def test_keywords_and_abstract_count_beside_the_title() -> None:
    assert text_of(record("r1", title="A", abstract="B", keywords="C; D")) == "A B C; D"


def test_the_model_ranks_by_words_and_twice_the_same() -> None:
    known = ["pembrolizumab sarcoma", "nivolumab sarcoma", "knee surgery", "hip surgery", "back pain"]
    truths = [True, True, False, False, False]
    left = ["surgery of the knee", "", "atezolizumab in sarcoma"]
    first, second = (relevance(known, truths, left) for _ in range(2))
    assert first == second
    assert max(range(3), key=first.__getitem__) == 2
    assert min(range(3), key=first.__getitem__) == 0


def test_texts_without_a_word_and_an_empty_list_are_no_error() -> None:
    assert relevance(["", "…"], [True, False], ["?"]) == (0.0,)
    assert relevance(["a sarcoma", "a knee"], [True, False], []) == ()


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn.feature_extraction.text", None)
    with pytest.raises(UnreadableFile, match="pip install scikit-learn"):
        relevance(["a"], [True], ["b"])
