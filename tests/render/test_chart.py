"""Statistical plots as drawings: nothing overlaps or leaves the page, and every format is the same twice."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import pytest

from review.analysis.results import Regressed, Results
from review.figures.chart import Chart, Dot, Panel, Scale
from review.figures.influence import influence_chart
from review.figures.not_drawn import NotDrawn
from review.pooling.pool import pool
from review.render.chart import chart_svg
from review.render.chart_pages import divided
from review.render.colours import COLOURS
from review.render.drawings import DRAWINGS
from review.render.figure_files import figure_bytes
from review.render.fonts import text_width
from review.render.svg import size_in_points, smallest_letters
from tests.samples import many_rows, sample_results

CHARTS = [kind for kind, drawing in DRAWINGS.items() if drawing.at_width is not None]

#: The names of a plot may come this close to another text, in points: less than the space between letters.
TOUCH = 0.3


def pooled_results(k: int) -> Results:
    """Real numbers of `k` cohorts, with a regression on a number and one on a word."""
    rows = many_rows(k)
    events, n = [row[1] for row in rows], [row[2] for row in rows]
    names, groups = [row[0] for row in rows], [row[3] for row in rows]
    results = replace(
        sample_results(rows),
        result=pool(events, n, study=names, subgroup=groups),
    )
    if k < 5:
        return results
    moderators: dict[str, list[float] | list[str]] = {
        "year": [2000.0 + i for i in range(k)],
        "class": [str(group) for group in groups],
    }
    return replace(
        results,
        regressions=tuple(
            Regressed(
                label=name,
                moderators=(name,),
                result=pool(events, n, study=names, moderators={name: values}),
                values=tuple({name: value} for value in values),
            )
            for name, values in moderators.items()
        ),
    )


@pytest.fixture(scope="module")
def results() -> dict[int, Results]:
    return {k: pooled_results(k) for k in (1, 3, 12, 60)}


Box = tuple[str, float, float, float, float]


def boxes(svg: str) -> list[Box]:
    found = []
    for text in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size, words = float(text.attrib["font-size"]), text.text or ""
        width = text_width(words, size, weight="bold" if text.get("font-weight") else "regular")
        left = float(text.attrib["x"])
        left -= {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
        base = float(text.attrib["y"])
        found.append((words, left, base - 0.72 * size, left + width, base + 0.2 * size))
    return found


def meet(a: Box, b: Box) -> bool:
    wide, high = min(a[3], b[3]) - max(a[1], b[1]), min(a[4], b[4]) - max(a[2], b[2])
    return wide > TOUCH and high > TOUCH


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("k", [1, 3, 12, 60])
def test_no_text_meets_another_or_leaves_the_page(kind: str, k: int, results: dict[int, Results]) -> None:
    draw = DRAWINGS[kind].at_width
    assert draw is not None
    for page in (255.0, 510.0):
        try:
            svg = draw(results[k], False, page)
        except NotDrawn as error:
            assert k < 5, error
            return
        width, height = size_in_points(svg)
        assert width == page
        texts = boxes(svg)
        outside = [box for box in texts if box[1] < 0 or box[3] > width or box[2] < 0 or box[4] > height]
        assert not outside
        assert not [(a[0], b[0]) for a, b in combinations(texts, 2) if meet(a, b)]
        assert smallest_letters(svg) >= 7


@pytest.mark.parametrize("kind", CHARTS)
def test_a_file_is_the_same_on_a_second_drawing_and_says_what_it_shows(
    kind: str, results: dict[int, Results]
) -> None:
    svg = DRAWINGS[kind].whole(results[12], False)
    # Equal results that are not the same: nothing of the first drawing is kept for them.
    assert DRAWINGS[kind].whole(replace(results[12]), False) == svg
    description = re.search(r"<desc [^>]*>(.+?)</desc>", svg, re.DOTALL)
    assert description
    assert len(re.findall(r"\d", description[1])) > 3


@pytest.mark.parametrize("kind", CHARTS)
def test_every_colour_is_one_of_the_theme_and_none_is_transparent(
    kind: str, results: dict[int, Results]
) -> None:
    svg = DRAWINGS[kind].whole(results[12], False)
    for name, colour in re.findall(r'class="([\w-]+)"[^>]*? (?:fill|stroke)="(#\w+)"', svg):
        assert colour == COLOURS[name].light
    assert "opacity" not in svg


@pytest.mark.parametrize("kind", ["rate-size", "gosh"])
@pytest.mark.parametrize("file", ["pdf", "eps", "tiff"])
def test_a_chart_has_every_format_and_the_same_bytes(kind, file, results) -> None:
    svg = DRAWINGS[kind].whole(results[12], False)
    first, second = (figure_bytes(svg, file, ppi=72) for _ in range(2))
    assert first == second


def test_dots_tell_their_cohort_to_a_pointer(results: dict[int, Results]) -> None:
    svg = DRAWINGS["rate-size"].whole(results[12], False)
    for row in results[12].result.studies:
        assert f"{row.study}: {row.events}/{row.n}".replace("'", "&#x27;") in svg


def test_rows_that_do_not_fit_a_page_go_on_the_next() -> None:
    chart = influence_chart(pooled_results(90))
    pages = divided(chart, 640.0)
    assert len(pages) > 1
    for page in pages:
        svg = chart_svg(page, embed_font=False)
        assert size_in_points(svg)[1] <= 640
    names = [name for page in pages for _, name in page.panels[0].y.ticks]
    assert names == [name for _, name in chart.panels[0].y.ticks]
    dots = [dot for page in pages for dot in dots_of(page.panels[0])]
    assert dots == dots_of(chart.panels[0])


def dots_of(panel: Panel) -> list[Dot]:
    return [mark for mark in panel.marks if isinstance(mark, Dot)]


def chart_of(dots: Sequence[Dot]) -> Chart:
    ends = Scale(label="", low=0.0, high=1.0, ticks=((0.0, "0"), (1.0, "1")))
    return Chart(
        name="a-b", title="A", panels=(Panel(x=ends, y=ends, marks=tuple(dots)),), height=100.0, alt="1"
    )


def test_a_name_that_must_be_seen_has_the_room_before_others() -> None:
    crowd = [Dot(x=0.5, y=0.5 + i / 900, detail="", label=f"Cohort {i}") for i in range(20)]
    chosen = replace(crowd[7], must=True)
    svg = chart_svg(chart_of([*crowd[:7], chosen, *crowd[8:]]), embed_font=False)
    assert ">Cohort 7<" in svg
    assert ">Cohort 8<" not in svg


def test_a_dollar_sign_is_a_dollar_sign() -> None:
    svg = chart_svg(chart_of([Dot(x=0.5, y=0.5, detail="$x$", label="5$ trial$")]), embed_font=False)
    assert ">5$ trial$<" in svg
