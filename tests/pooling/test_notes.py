from __future__ import annotations

import re

from review.pooling.notes import NOTES, listed


def test_every_note_is_a_sentence_under_a_code_of_its_own() -> None:
    for rule, kind in NOTES.items():
        assert re.fullmatch(r"POOL\d\d", rule)
        assert kind.rule == rule
        assert kind.sentence.endswith(".")
        assert kind.severity in ("note", "warning")


def test_many_names_are_cut() -> None:
    assert listed(f"c{i}" for i in range(8)) == "c0, c1, c2, c3, c4 and 3 more"
