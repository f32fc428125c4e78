"""A figure as a file: every kind opens, says what it shows, and is the same on a second run."""

from __future__ import annotations

import re

import pytest

from review.figures.forest import forest_plot
from review.render.figure_files import FileKind, figure_bytes
from review.render.forest import forest_pages, forest_svg
from review.render.svg import size_in_points
from tests.pdf_text import pages_of
from tests.samples import many_rows, sample_results

BEGINNINGS: dict[FileKind, bytes] = {
    "svg": b"<svg",
    "pdf": b"%PDF-",
    "png": b"\x89PNG",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0",
    "tiff": b"II*\x00",
}


def drawing() -> str:
    return forest_svg(forest_plot(sample_results()), embed_font=True)


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_every_kind_is_what_it_says_and_the_same_on_a_second_run(kind: FileKind) -> None:
    first, second = (figure_bytes(drawing(), kind) for _ in range(2))
    assert first == second
    assert first.startswith(BEGINNINGS[kind])


def test_a_png_has_300_pixels_to_the_inch() -> None:
    svg = drawing()
    data = figure_bytes(svg, "png")
    pixels = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert pixels == pytest.approx([side / 72 * 300 for side in size_in_points(svg)], abs=1)


def test_the_pdf_has_one_page_and_its_words_are_text() -> None:
    (text,) = pages_of(figure_bytes(drawing(), "pdf"))
    for words in ("Anlotinib + TQB2450 2024", "19/52", "not stated", "τ² = 0.52"):
        assert words in text


def test_a_pdf_has_a_page_for_each_drawing() -> None:
    pages = forest_pages(forest_plot(sample_results(many_rows(90))), tallest=640, embed_font=False)
    document = figure_bytes(pages, "pdf")
    assert len(pages) > 1
    assert len(re.findall(rb"/Type\s*/Page\b", document)) == len(pages)
    assert document == figure_bytes(pages, "pdf")


def test_a_png_holds_one_drawing() -> None:
    with pytest.raises(ValueError, match="one drawing is wanted for a file of kind png, got 2"):
        figure_bytes(["<svg/>", "<svg/>"], "png")
