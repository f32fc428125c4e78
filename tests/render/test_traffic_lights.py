"""The lights on paper: nothing beyond the edge, nothing lost over pages, no meaning by colour alone."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from review.analysis.results import Results
from review.analysis.risk_of_bias import risk_of_bias
from review.render.drawings import DRAWINGS
from review.render.eps import eps
from tests.extraction.risk_of_bias.workbooks import assessed
from tests.samples import SEVEN, many_rows, sample_results

CODES = ("0", "1", "2", None)


def judged(k: int, *tools: str) -> Results:
    results = sample_results(many_rows(k) if k > 7 else SEVEN[:k])
    minors = assessed(
        "minors",
        {
            cohort.cohort_id: {f"M{i}": code for i in range(1, 9) if (code := CODES[(i + at) % 4])}
            for at, cohort in enumerate(results.cohorts)
        },
    )
    return replace(results, risk_of_bias=risk_of_bias(results, [minors]))


def drawn(results: Results) -> str:
    return DRAWINGS["risk-of-bias"].whole(results, False)


@pytest.mark.parametrize("k", [1, 3, 12, 60])
def test_nothing_is_drawn_beyond_the_edge(k: int) -> None:
    svg = drawn(judged(k))
    width, height = (float(value) for value in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
    for x, y in re.findall(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"', svg):
        assert 0 <= float(x) <= width and 0 <= float(y) <= height
    for path in re.findall(r' d="M([^"Z]*)', svg):
        for x, y in re.findall(r"([\d.]+)[ ,]([\d.]+)", path):
            assert float(x) <= width and float(y) <= height


@pytest.mark.parametrize("k", [1, 3, 12, 60])
def test_every_judgement_has_a_light_with_its_sign(k: int) -> None:
    svg = drawn(judged(k))
    assert svg.count('<g class="light">') == 8 * k
    # A quarter of the judgements is blank: empty rings, which carry no sign.
    groups = re.findall(r'<g class="light"><title>([^<]*)</title>(.*?)</g>', svg, re.DOTALL)
    assert all(("not assessed" in title) == ("<text" not in body) for title, body in groups)


@pytest.mark.parametrize("k", [3, 60])
def test_pages_are_no_taller_than_asked_and_hold_every_row_once(k: int) -> None:
    results = judged(k)
    pages = DRAWINGS["risk-of-bias"].pages(results, 700.0, False)
    heights = [float(re.findall(r'viewBox="0 0 [\d.]+ ([\d.]+)"', page)[0]) for page in pages]
    assert all(height <= 700 for height in heights)
    assert sum(page.count('<g class="light">') for page in pages) == 8 * k
    assert sum('<g class="bar">' in page for page in pages) == 1


def test_the_same_judgements_give_the_same_bytes_and_an_eps() -> None:
    assert drawn(judged(7)) == drawn(judged(7))
    assert eps(drawn(judged(7))).startswith("%!PS")


def test_without_a_judgement_there_is_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="no risk of bias was judged"):
        drawn(sample_results())
