"""A figure as a file: every kind opens, says what it shows, and is the same on a second run."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

from review.figures.forest import forest_plot
from review.render.figure_files import FileKind, figure_bytes, on_whole_pixels
from review.render.forest import forest_pages, forest_svg
from review.render.svg import resized, size_in_points
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
    with Image.open(BytesIO(data)) as picture:  # Pillow checks each chunk's sum
        picture.load()
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.02)


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


def striped(width: float, height: float, ppi: float) -> tuple[str, list[tuple[int, int, int]]]:
    """A drawing with a colour of its own in every row of pixels, and the colours."""
    colours = [(37 * row % 256, row % 256, row // 256) for row in range(int(height * ppi / 72))]
    stripes = "".join(
        f'<rect y="{row * 72 / ppi:.6f}" width="{width}" height="{72 / ppi:.6f}" '
        f'fill="#{red:02x}{green:02x}{blue:02x}"/>'
        for row, (red, green, blue) in enumerate(colours)
    )
    root = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt" viewBox="0 0 '
    return f'{root}{width} {height}"><title>a</title><desc>b</desc>{stripes}</svg>', colours


@pytest.mark.parametrize("ppi", [72, 110, 300])
@pytest.mark.parametrize(
    ("width", "height"), [(200, 300.3), (300.5, 120.1), (509.7, 658.2), (40.3, 700.7), (1200.9, 33.4)]
)
@pytest.mark.parametrize("kind", ["png", "tiff"])
def test_no_row_of_pixels_is_lost_whatever_the_size(
    width: float, height: float, ppi: float, kind: FileKind
) -> None:
    svg, colours = striped(width, height, ppi)
    picture = Image.open(BytesIO(figure_bytes(svg, kind, ppi=ppi))).convert("RGB")
    assert [picture.getpixel((9, row)) for row in range(len(colours))] == colours
    assert picture.size == pytest.approx([side / 72 * ppi for side in (width, height)], abs=1.01)


def test_a_drawing_of_another_width_than_its_view_keeps_its_scale() -> None:
    svg = resized(striped(300, 120, 72)[0], 150)
    made = on_whole_pixels(svg, 100)
    (box,) = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', made)
    # 209 and 84 pixels at 100 to the inch, each two units of the view to a point
    assert [float(side) for side in box] == pytest.approx([2 * 209 * 0.72, 2 * 84 * 0.72], abs=1e-5)
