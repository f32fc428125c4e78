"""Over all layouts and all that they can show: no two texts meet, and nothing leaves the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from review.analysis.figure_spec import FigureSpec
from review.analysis.layouts import LAYOUTS
from review.figures.composition import composition_plot
from review.figures.forest import forest_plot
from review.figures.leave_one_out import leave_one_out_plot
from review.figures.outcome_board import outcome_board
from review.figures.pictogram import pictogram
from review.render.drawable import drawable_texts
from review.render.forest import forest_pages, forest_svg
from review.render.outcome_board import outcome_board_pages, outcome_board_svg
from review.render.pictogram import pictogram_svg
from tests.figures.filled import full_results
from tests.render.boxes import assert_clean_page
from tests.samples import Row, many_rows

#: Every script that the shipped fonts have, with accents above and below, wide and narrow letters; and two
#: scripts that they do not have, which a drawing writes as code points.
LETTERS = "aÅẤgjpqWMil.,-'’ ñøŁßĐ Ωψὕϊ ЖщЇґ 日م"

NAMES = st.text(LETTERS, min_size=3, max_size=80).map(lambda text: text.strip() or "xyz")

FIGURES = st.builds(
    FigureSpec,
    layout=st.sampled_from(tuple(LAYOUTS)),
    reference_rate=st.sampled_from([None, 0.01, 0.5, 0.99]),
    reference_label=st.sampled_from(["", "Historical control, Ogura 2018 (anthracyclines, all lines): 15%"]),
    columns=st.sampled_from(
        [
            (),
            ("regimen", "line"),
            ("counts", "rate", "interval", "weight"),
            ("effect", "shrunken", "citation"),
        ]
    ),
    models=st.sampled_from([(), ("all",)]),
    shrunken=st.booleans(),
    composition=st.booleans(),
)


def rows_named(k: int, names: list[str]) -> tuple[Row, ...]:
    """`k` rows that take the names in turn, numbered so that each is another cohort."""
    return tuple(
        (f"{names[i % len(names)]} {i}"[-80:], x, n, group) for i, (_, x, n, group) in enumerate(many_rows(k))
    )


def drawn(k: int, names: list[str], figure: FigureSpec, *, groups: bool, few: bool) -> Iterator[str]:
    results = full_results(rows_named(k, names), subgroups=groups)
    plot = drawable_texts(forest_plot(results, figure=figure, diamond_for_few=few))
    yield from {forest_svg(plot, embed_font=False), *forest_pages(plot, tallest=640, embed_font=False)}
    bars = drawable_texts(composition_plot(forest_plot(results, figure=figure), results))
    yield from {forest_svg(bars, embed_font=False), *forest_pages(bars, tallest=640, embed_font=False)}
    board = drawable_texts(outcome_board(results))
    yield outcome_board_svg(board, embed_font=False)
    yield from outcome_board_pages(board, tallest=640, embed_font=False)
    if k > 2:
        yield forest_svg(drawable_texts(leave_one_out_plot(results)), embed_font=False)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    k=st.sampled_from([1, 2, 3, 7, 12, 41]),
    names=st.lists(NAMES, min_size=1, max_size=4),
    figure=FIGURES,
    groups=st.booleans(),
    few=st.booleans(),
)
@example(
    k=60, names=["W" * 80, "Consorcio Español"], figure=FigureSpec(layout="lancet"), groups=True, few=True
)
@example(k=200, names=["Ấ" * 3, "ĐỗĐỗ-" * 14], figure=FigureSpec(layout="jama"), groups=True, few=False)
def test_no_two_texts_meet_and_nothing_leaves_the_page(
    k: int, names: list[str], figure: FigureSpec, groups: bool, few: bool
) -> None:
    for svg in drawn(k, names, figure, groups=groups, few=few):
        assert_clean_page(svg)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("k", [1, 12, 60])
def test_every_layout_is_clean_with_everything_that_it_can_show(layout: str, k: int) -> None:
    figure = FigureSpec(layout=layout, reference_rate=0.2, models=("all",), shrunken=True, composition=True)
    plot = forest_plot(full_results(many_rows(k), subgroups=True), figure=figure)
    for svg in forest_pages(plot, tallest=700, embed_font=False):
        assert_clean_page(svg)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_arrows_stay_on_the_axis_of_every_layout(layout: str) -> None:
    results = full_results(many_rows(7), subgroups=False)
    plot = forest_plot(results, figure=FigureSpec(layout=layout, shrunken=True), axis_ends=(0.3, 0.5))
    assert_clean_page(forest_svg(plot, embed_font=False))


def test_no_page_of_any_layout_holds_more_than_forty_rows() -> None:
    for layout in LAYOUTS:
        plot = forest_plot(full_results(many_rows(200), subgroups=False), figure=FigureSpec(layout=layout))
        pages = forest_pages(plot, tallest=2000, embed_font=False)
        counts = [page.count('<g class="cohort">') for page in pages]
        assert max(counts) <= 40 and len(pages) > 4, layout


@pytest.mark.parametrize("k", [5, 60])
def test_the_pictogram_is_clean(k: int) -> None:
    assert_clean_page(pictogram_svg(pictogram(full_results(many_rows(k), subgroups=True)), embed_font=False))
