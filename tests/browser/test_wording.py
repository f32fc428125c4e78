"""The page writes numbers as the report does."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest

from review.analysis.wording import number, per_cent, per_cent_range, variance
from review.pooling.exact_notes import EXACT_NOTES
from review.pooling.notes import NOTES
from review.render.page_program import script
from review.report.numbers import points

pytestmark = pytest.mark.browser

#: Some lie exactly between two roundings: 5/16 is 31.25%, 1/8 is 12.5%.
VALUES = (0.0, 5 / 16, 1 / 8, 3 / 8, 0.46805, 1.0, -0.0004, -0.0548, 0.9995, 0.125e-3, 1 / 3, 2.0005)


@pytest.fixture(scope="module")
def worded(chromium: Any) -> Any:
    page = chromium.new_page()
    yield lambda function, argument: page.evaluate(
        f"(given) => {{{script('wording')}\nreturn ({function})(given)}}", argument
    )
    page.close()


def test_rates_and_variances_are_rounded_as_in_the_report(worded: Any) -> None:
    found = worded(
        "(v) => v.map((p) => [perCent(p), decimals(100 * p, 0), points(p), variance(Math.abs(p))])", VALUES
    )
    assert found == [[per_cent(p), number(100 * p, 0), points(p), variance(abs(p))] for p in VALUES]


def test_intervals_are_written_as_in_the_report(worded: Any) -> None:
    ends = [(0.236, 0.51), (-0.055, 1.38), (0.0, 1.0), (-0.0001, 0.5), (None, 0.3)]
    assert worded("(v) => v.map(([a, b]) => perCentRange(a, b))", ends) == [
        per_cent_range(*pair) for pair in ends
    ]


@pytest.mark.parametrize("spec", [".3g", ".2g", ".4g", "g", ".3f", ".1f", ".0f", ".3%", ".1%", ".0%"])
def test_numbers_within_notes_are_formatted_as_python_does(worded: Any, spec: str) -> None:
    values = [0.5, 0.0, 12.5, 1234.5678, 0.000012345, 123456.0, 1e-10, 16.0, 0.8125, 2.5, 0.0499995]
    found = worded("([values, spec]) => values.map((value) => formatted(value, spec))", [values, spec])
    assert found == [format(value, spec) for value in values]


def test_every_sentence_of_a_note_is_filled_in_as_python_does(worded: Any) -> None:
    sentences = {kind.rule: kind.sentence for kind in (*NOTES.values(), *EXACT_NOTES.values())}
    for rule, sentence in sentences.items():
        fields = [(name, spec) for _, name, spec, _ in Formatter().parse(sentence) if name]
        words = {name: 0.25 if spec else "Chen 2023" for name, spec in fields}
        note = [{**words, "rule": rule}, sentences]
        found = worded("([note, sentences]) => noteSentence(note, sentences)", note)
        assert found == sentence.format(**words), rule
