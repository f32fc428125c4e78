from __future__ import annotations

import re

import pytest

from review.pooling.notes import NOTES, listed
from review.pooling.pool import pool


def test_every_note_is_a_sentence_under_a_code_of_its_own() -> None:
    for rule, kind in NOTES.items():
        assert re.fullmatch(r"POOL\d\d", rule)
        assert kind.rule == rule
        assert kind.sentence.endswith(".")
        assert kind.severity in ("note", "warning")


def test_many_names_are_cut() -> None:
    assert listed(f"c{i}" for i in range(8)) == "c0, c1, c2, c3, c4 and 3 more"


@pytest.mark.parametrize(
    ("choice", "rules"),
    [
        ({"model": "glmm"}, ("EXACT01", "EXACT02")),
        ({"model": "beta-binomial"}, ("EXACT01", "EXACT02")),
        ({"model": "inverse-variance"}, ("POOL10", "POOL11")),
        ({"model": "bayesian-normal"}, ("POOL10", "POOL11")),
        ({"model": "inverse-variance", "measure": "PAS"}, ("POOL35", "POOL36")),
        ({"model": "common", "measure": "PFT"}, ("POOL35", "POOL36")),
        ({"model": "bayesian"}, ("POOL35", "POOL36")),
    ],
)
def test_every_model_says_that_nobody_or_everybody_responded(
    choice: dict[str, str], rules: tuple[str, str]
) -> None:
    n = [8, 25, 17, 33]
    of_extremes = {"EXACT01", "EXACT02", "POOL10", "POOL11", "POOL35", "POOL36"}
    for x, rule in zip(([0] * 4, n), rules, strict=True):
        said = {note.rule: note.message for note in pool(x, n, **choice).notes}
        assert said.keys() & of_extremes == {rule}
        if rule in ("POOL10", "POOL35"):
            # 1 - 0.025^(1/83), the upper end of Clopper and Pearson for 0 of 83
            assert "0 of 83 is 4.347%" in said[rule]
        if rule in ("POOL11", "POOL36"):
            assert "83 of 83 is 95.653%" in said[rule]
    assert not {note.rule for note in pool([1, 2, 0, 4], n, **choice).notes} & of_extremes
