"""The drawn forest plot: no two texts meet, nothing leaves the page, the same bytes every time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise
from math import sqrt

import pytest

from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestPlot, Reference
from review.figures.forest_columns import COLUMNS
from review.figures.sensitivity import sensitivity_plot
from review.render.fonts import MissingCharacter, text_width
from review.render.forest import forest_pages, forest_svg
from tests.render.boxes import SVG, assert_clean_page, boxes, plot_ends
from tests.samples import Row, many_rows, sample_results

LONG = "Consorcio Español de Investigación en Sarcomas y Tumores Óseos Avanzados de 2024"


def assert_clean(plot: ForestPlot) -> None:
    for svg in {forest_svg(plot, embed_font=False), *forest_pages(plot, tallest=640, embed_font=False)}:
        assert_clean_page(svg)
        assert_beside(svg)


def assert_beside(svg: str) -> None:
    """The texts of rows stand beside the plot."""
    left, right = plot_ends(svg)
    in_rows = ET.fromstring(svg).findall(f"{SVG}g")
    beside = {text.text for group in in_rows for text in group.iter(f"{SVG}text")}
    for box in boxes(svg):
        if box.text in beside:
            assert box.right < left - 5.8 or box.left > right + 5.8, f"{box} runs into the plot"


def named(names: list[str], *, groups: bool) -> tuple[Row, ...]:
    return tuple(
        (f"{name}", i % 9, 9 + 7 * i, ("monotherapy", LONG)[i % 2] if groups else None)
        for i, name in enumerate(names)
    )


@pytest.mark.parametrize("k", [1, 3, 12, 60, 200])
@pytest.mark.parametrize("subgroups", [True, False])
def test_no_two_texts_meet_and_nothing_leaves_the_page(k: int, subgroups: bool) -> None:
    assert_clean(forest_plot(sample_results(many_rows(k), subgroups=subgroups)))


@pytest.mark.parametrize("length", [3, 10, 25, 40, 60, 80])
@pytest.mark.parametrize("subgroups", [True, False])
def test_names_of_any_length_fit(length: int, subgroups: bool) -> None:
    names = [LONG[:length].strip(), "W" * length, "Ấ" * length, "il" * (length // 2), "Đỗ-" * (length // 3)]
    assert_clean(forest_plot(sample_results(named(names, groups=subgroups), subgroups=subgroups)))


@pytest.mark.parametrize("keys", [("cohort",), ("cohort", "rate"), ("cohort", "interval"), tuple(COLUMNS)])
def test_any_choice_of_columns_fits(keys: tuple[str, ...]) -> None:
    assert_clean(forest_plot(sample_results(), columns=keys))


@pytest.mark.parametrize("value", [0.0, 0.15, 1.0])
@pytest.mark.parametrize("label", ["10%", "Historical control, Ogura 2018 (anthracyclines, all lines): 15%"])
def test_a_reference_line_and_its_label_fit(value: float, label: str) -> None:
    plot = forest_plot(sample_results(), reference=Reference(value=value, label=label))
    assert_clean(plot)
    assert (
        "stroke-dasharray"
        in re.findall(r'<path class="reference"[^>]*>', forest_svg(plot, embed_font=False))[0]
    )


def test_sensitivity_plots_fit() -> None:
    results = sample_results()
    long = replace(results.sensitivity[0], label=LONG, change=" ".join([LONG] * 4))
    assert_clean(sensitivity_plot(replace(results, sensitivity=(*results.sensitivity, long, long))))


def test_a_row_keeps_one_baseline_whatever_accents_it_has() -> None:
    rows = (("aa 2020", 3, 9, None), ("ẤẦĐgjq 2021", 3, 9, None))
    svg = forest_svg(forest_plot(sample_results(rows, subgroups=False)), embed_font=False)
    groups = ET.fromstring(svg).findall(f"{SVG}g[@class='cohort']")
    baselines = [{text.get("y") for text in group.iter(f"{SVG}text")} for group in groups]
    assert [len(one) for one in baselines] == [1, 1]


def test_counts_stand_on_their_slash_and_rates_end_in_one_line() -> None:
    svg = forest_svg(forest_plot(sample_results(subgroups=False)), embed_font=False)
    placed = [box for box in boxes(svg) if re.fullmatch(r"\d+/\d+", box.text)]
    slashes = {round(box.left + text_width(box.text.split("/")[0], 8), 1) for box in placed[:-1]}
    assert len(slashes) == 1
    rates = [box.right for box in boxes(svg) if re.fullmatch(r"\d+\.\d", box.text)]
    assert max(rates) - min(rates) < 0.05


def test_areas_of_squares_are_in_proportion() -> None:
    rows = (("Small", 1, 10, None), ("Large", 10, 90, None))
    svg = forest_svg(forest_plot(sample_results(rows, subgroups=False)), embed_font=False)
    squares = re.findall(r'<path class="cohort" d="M([\d.]+) [\d.]+L([\d.]+) [^"]*Z"', svg)
    small, large = (float(right) - float(left) for left, right in squares)
    assert large / small == pytest.approx(sqrt(9), rel=0.01)


def test_an_interval_that_leaves_the_axis_ends_in_an_arrow_head_and_is_not_dropped() -> None:
    plot = forest_plot(sample_results(subgroups=False), axis_ends=(0.3, 0.6))
    svg = forest_svg(plot, embed_font=False)
    cohorts = ET.fromstring(svg).findall(f"{SVG}g[@class='cohort']")
    marks = [len(group.findall(f"{SVG}path[@fill]")) for group in cohorts]
    # Chen: square and both heads; Anlotinib (47.9–100): one head, its estimate lies outside.
    assert marks[0] == 2
    assert min(marks) >= 1
    assert_clean(plot)


def test_a_diamond_that_leaves_the_axis_is_cut_at_its_end() -> None:
    svg = forest_svg(forest_plot(sample_results(subgroups=False), axis_ends=(0.45, 1.0)), embed_font=False)
    left, _ = plot_ends(svg)
    shapes = re.findall(r'<path class="primary" d="M([^"]*)Z"', svg)
    points = [[tuple(map(float, point.split())) for point in shape.split("L")] for shape in shapes]
    diamond = max(points, key=len)
    # 38.8–54.3 around 46.6 on an axis from 45: cut on the left where it is still high, whole on the right.
    cut = [y for x, y in diamond if x == min(x for x, _ in diamond)]
    assert len(cut) == 2
    assert min(x for x, _ in diamond) == left
    # One arrow head for the diamond, one for the prediction interval.
    assert [shape[0][0] for shape in points if len(shape) == 3] == [left, left]


def test_the_second_drawing_is_the_same_text() -> None:
    first, second = (forest_svg(forest_plot(sample_results()), embed_font=True) for _ in range(2))
    assert first == second


def test_the_drawing_says_its_name_what_it_shows_and_each_row() -> None:
    plot = forest_plot(sample_results())
    svg = forest_svg(plot, embed_font=False)
    root = ET.fromstring(svg)
    assert root.get("role") == "img"
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and description is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert (title.text, description.text) == (plot.title, plot.alt)
    told = [element.text for group in root.findall(f"{SVG}g") for element in group.findall(f"{SVG}title")]
    assert told == [row.description for row in plot.rows if row.description]


def test_names_are_text_and_not_markup() -> None:
    rows = (('<b>"Ngô" & Sons</b> 2020', 3, 9, None), ("B 2021", 3, 9, None))
    svg = forest_svg(forest_plot(sample_results(rows, subgroups=False)), embed_font=False)
    assert '<b>"Ngô" & Sons</b> 2020' in [box.text for box in boxes(svg)]


def test_a_name_that_the_font_cannot_show_is_an_error() -> None:
    rows = (("李 2020", 3, 9, None), ("B 2021", 3, 9, None))
    with pytest.raises(MissingCharacter, match="李"):
        forest_svg(forest_plot(sample_results(rows, subgroups=False)), embed_font=False)


def test_rows_stand_in_the_order_of_the_data() -> None:
    plot = forest_plot(sample_results(many_rows(12)))
    svg = forest_svg(plot, embed_font=False)
    tops = [
        float(text.attrib["y"])
        for group in ET.fromstring(svg).findall(f"{SVG}g[@class='cohort']")
        for text in group.findall(f"{SVG}text")[:1]
    ]
    assert all(a < b for a, b in pairwise(tops))
    assert len(tops) == 12
