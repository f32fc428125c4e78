"""A long forest plot on several pages: every row once, what belongs together together."""

from __future__ import annotations

import re

import pytest

from review.figures.forest import forest_plot
from review.render.drawings import draw_pages
from review.render.forest import forest_pages, forest_svg
from review.render.forest_layout import frame, row_height
from review.render.forest_pages import split_rows
from review.render.page_fit import UPRIGHT, pages_on_paper, placed
from review.render.svg import size_in_points
from review.report.blocks import FigureOf
from tests.samples import SEVEN, many_rows, sample_results


@pytest.mark.parametrize("k", [20, 47, 60, 200])
@pytest.mark.parametrize("room", [200.0, 420.0])
def test_every_row_stands_on_one_page_in_its_order_and_no_page_is_too_high(k: int, room: float) -> None:
    plot = forest_plot(sample_results(many_rows(k)))
    places = frame(plot)
    pages = split_rows(plot.rows, places, room=room)
    flat = [row for page in pages for row in page if not row.cells or "(continued)" not in row.cells[0]]
    assert flat == list(plot.rows)
    highest = max(row_height(row, places) for row in plot.rows)
    for page in pages:
        # A head that is repeated, and the rows that follow a cohort, come on top of the room.
        assert sum(row_height(row, places) for row in page) <= room + 4 * highest


def test_a_page_that_begins_within_a_subgroup_says_which() -> None:
    plot = forest_plot(sample_results(many_rows(60)))
    pages = split_rows(plot.rows, frame(plot), room=300)
    assert len(pages) > 2
    assert pages[1][0].cells == ("monotherapy (continued)",)


def test_no_page_begins_with_a_row_that_belongs_to_the_one_before_or_ends_with_a_head() -> None:
    plot = forest_plot(sample_results(many_rows(60)))
    for page in split_rows(plot.rows, frame(plot), room=150):
        assert page[0].kind not in {"subtotal", "text", "prediction", "spacer"}
        assert page[-1].kind != "header"


def test_a_plot_that_fits_is_drawn_whole() -> None:
    plot = forest_plot(sample_results(SEVEN))
    assert forest_pages(plot, tallest=640, embed_font=False) == (forest_svg(plot, embed_font=False),)


def test_the_foot_stands_on_the_last_page_only_and_no_page_is_too_tall() -> None:
    plot = forest_plot(sample_results(many_rows(60)))
    pages = forest_pages(plot, tallest=500, embed_font=False)
    foot = re.compile("Area of a square")
    assert [bool(foot.search(page)) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert all(size_in_points(page)[1] <= 560 for page in pages)


def test_later_pages_have_ids_of_their_own_and_say_what_stands_on_them() -> None:
    plot = forest_plot(sample_results(many_rows(60)))
    pages = forest_pages(plot, tallest=500, embed_font=False)
    ids = [re.findall(r' id="([^"]*)"', page) for page in pages]
    assert len({name for page in ids for name in page}) == 2 * len(pages)
    descriptions = [re.findall(r"<desc [^>]*>(.*?)</desc>", page)[0] for page in pages]
    assert descriptions[0] == plot.alt
    assert descriptions[1].startswith("Page 2 of the same plot. ")
    assert len(set(descriptions)) == len(pages)


@pytest.mark.parametrize("k", [41, 47, 55, 60, 120])
def test_no_leftover_rows_stand_alone_on_the_last_page(k: int) -> None:
    plot = forest_plot(sample_results(many_rows(k)))
    places = frame(plot)
    heights = [
        sum(row_height(row, places) for row in page) for page in split_rows(plot.rows, places, room=520)
    ]
    assert len(heights) > 1
    assert min(heights) > 0.6 * max(heights)


def test_a_figure_that_paper_sets_smaller_takes_no_more_pages_than_it_needs() -> None:
    results = sample_results(many_rows(56))
    figure = FigureOf("forest", results)
    pages = pages_on_paper(figure)
    assert size_in_points(pages[0])[0] > UPRIGHT[0]
    assert len(pages) < len(draw_pages(figure, tallest=UPRIGHT[1]))
    assert all(not placed(*size_in_points(page))[2] for page in pages)
