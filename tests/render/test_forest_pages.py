"""Long plots break over pages where a reader can bear it."""

from __future__ import annotations

import re

import pytest

from review.figures.forest import forest_plot
from review.figures.forest_anatomy import ForestRow
from review.render.figure_files import figure_bytes
from review.render.forest import forest_pages, forest_svg
from review.render.forest_pages import ROWS_PER_PAGE, paged
from tests.samples import many_rows, sample_results

SIZES = [1, 5, 39, 40, 41, 60, 121, 200]


def rows_of(k: int, *, subgroups: bool) -> tuple[ForestRow, ...]:
    return forest_plot(sample_results(many_rows(k), subgroups=subgroups)).rows


@pytest.mark.parametrize("k", SIZES)
@pytest.mark.parametrize("subgroups", [True, False])
def test_every_row_stands_on_one_page_in_its_order(k: int, subgroups: bool) -> None:
    rows = rows_of(k, subgroups=subgroups)
    pages = paged(rows)
    named_again = [row for page in pages for row in page if "(continued)" in "".join(row.cells)]
    assert [row for page in pages for row in page if row not in named_again] == list(rows)


@pytest.mark.parametrize("k", SIZES)
@pytest.mark.parametrize("subgroups", [True, False])
def test_pages_break_where_nothing_is_torn_apart(k: int, subgroups: bool) -> None:
    pages = paged(rows_of(k, subgroups=subgroups))
    for page in pages:
        assert sum(row.kind != "spacer" for row in page) <= ROWS_PER_PAGE + 1
        assert page[-1].kind not in {"header"}
    for page in pages[1:]:
        assert page[0].kind == ("header" if subgroups else "cohort")


def test_pages_are_about_equally_full() -> None:
    assert [len(page) for page in paged(rows_of(60, subgroups=False))] == [31, 31]


def test_a_subgroup_that_goes_on_is_named_again() -> None:
    pages = paged(rows_of(130, subgroups=True))
    assert pages[1][0].cells == ("monotherapy (continued)",)


def test_a_short_plot_stays_on_one_page_as_it_is() -> None:
    plot = forest_plot(sample_results())
    assert forest_pages(plot, embed_font=False) == (forest_svg(plot, embed_font=False),)


def test_columns_stand_at_the_same_places_on_every_page_and_the_foot_on_the_last() -> None:
    plot = forest_plot(sample_results(many_rows(90)))
    pages = forest_pages(plot, embed_font=False)
    assert len(pages) == 3
    assert len({re.findall(r'class="axis" d="M([\d.]+)', page)[0] for page in pages}) == 1
    assert len({re.findall(r' width="([\d.]+)pt"', page)[0] for page in pages}) == 1
    assert ["Heterogeneity:" in page for page in pages] == [False, False, True]
    assert "Page 1 of 3." in pages[0]
    assert len({re.findall(r'aria-labelledby="([^"]*)"', page)[0] for page in pages}) == 3


def test_a_pdf_has_a_page_for_each_drawing() -> None:
    pages = forest_pages(forest_plot(sample_results(many_rows(90))), embed_font=False)
    document = figure_bytes(pages, "pdf")
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == len(pages)
    assert document == figure_bytes(pages, "pdf")


def test_a_png_holds_one_drawing() -> None:
    with pytest.raises(ValueError, match="one drawing is wanted for a file of kind png, got 2"):
        figure_bytes(["<svg/>", "<svg/>"], "png")
