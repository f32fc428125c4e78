from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from review.screening.highlights import MOST_MARKS, marked


@given(st.text(max_size=60), st.lists(st.text(min_size=1, max_size=4), max_size=3))
def test_the_pieces_make_the_text_again(text: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in marked(text, words)) == text


def test_a_word_is_found_at_the_beginning_of_a_word_only_in_any_case() -> None:
    found = [piece for piece, mark in marked("Osteosarcoma, SARCOMAS and sarcoma-like", ["sarcoma"]) if mark]
    assert found == ["SARCOMAS", "sarcoma"]


def test_the_longer_of_two_words_wins() -> None:
    assert marked("PD-L1", ["PD-L1"], ["PD"]) == (("PD-L1", "wanted"),)


def test_signs_in_a_word_are_letters_and_not_patterns() -> None:
    assert [piece for piece, mark in marked("a+b (c) ab", ["a+b", "(c)"]) if mark] == ["a+b", "(c)"]


def test_a_text_full_of_the_word_is_not_marked_to_the_end() -> None:
    assert sum(bool(mark) for _, mark in marked("orr " * 100, ["orr"])) == MOST_MARKS
