"""EPS: outlines at the places of the drawing, bounded by its size."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from review.figures.forest import forest_plot
from review.render.eps import eps
from review.render.fonts import MissingCharacter
from review.render.forest import forest_svg
from review.render.svg import Anchor, Drawing, TextStyle, size_in_points
from tests.outside_programs import needs
from tests.samples import sample_results


def drawn(text: str) -> str:
    drawing = Drawing()
    drawing.text(10, 20, text, TextStyle(name="ink", size=10, colour="#ff0000"))
    return drawing.finish(width=100, height=30, key="k", title="Ngô: τ²", description="", embed_font=False)


def test_the_bounding_box_is_the_size_of_the_drawing() -> None:
    svg = forest_svg(forest_plot(sample_results()), embed_font=True)
    width, height = size_in_points(svg)
    box = re.search(r"%%HiResBoundingBox: 0 0 ([\d.]+) ([\d.]+)", eps(svg))
    assert box is not None
    assert (float(box[1]), float(box[2])) == (width, height)


def test_each_letter_is_outlined_once_and_used_as_often_as_it_stands_there() -> None:
    text = eps(drawn("aba a"))
    assert len(re.findall(r"^/g\d+ ", text, re.MULTILINE)) == 3
    assert len(re.findall(r"^g0 ", text, re.MULTILINE)) == 3


def test_no_font_is_asked_for_and_all_is_ascii() -> None:
    text = eps(drawn("Ngô Błaszczyk τ² −1"))
    assert text.isascii()
    assert "findfont" not in text


def test_a_letter_written_as_two_characters_is_one_outline() -> None:
    assert eps(drawn("o\u0302")).count("translate") == eps(drawn("ô")).count("translate")


def test_an_unknown_character_is_an_error() -> None:
    with pytest.raises(MissingCharacter):
        eps(drawn("a").replace(">a<", ">日<"))


def test_an_element_that_is_not_understood_is_an_error_and_not_left_out() -> None:
    svg = drawn("a").replace("</svg>", "<circle/></svg>")
    with pytest.raises(ValueError, match="got <circle>"):
        eps(svg)


@needs("Ghostscript")
def test_ghostscript_paints_the_text_where_the_drawing_has_it(tmp_path: Path) -> None:
    (tmp_path / "a.eps").write_text(eps(drawn("HH")), encoding="ascii")
    found = subprocess.run(
        ["gs", "-q", "-dSAFER", "-dNOPAUSE", "-dBATCH", "-sDEVICE=bbox", "a.eps"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    box = [float(x) for x in re.findall(r"%%HiResBoundingBox: (.*)", found)[0].split()]
    # Baseline at 20 of 30 from above is 10 from below; capitals are 0.714 em high; H is 0.741 em wide with
    # 0.098 em of white on either side (advances and outlines of Noto Sans).
    assert box == pytest.approx([10.98, 10, 10 + 2 * 7.41 - 0.98, 17.14], abs=0.1)


@pytest.mark.parametrize(("anchor", "left"), [("start", 50), ("middle", 50 - 5.72), ("end", 50 - 11.44)])
def test_a_text_begins_where_its_anchor_says(anchor: Anchor, left: float) -> None:
    drawing = Drawing()
    drawing.text(50, 20, "48", TextStyle(name="ink", size=10, colour="#000000"), anchor=anchor)
    text = eps(drawing.finish(width=100, height=30, key="k", title="", description="", embed_font=False))
    place = re.search(r"gsave 0 0 0 rgb ([\d.]+) 20 translate", text)
    assert place is not None
    assert float(place[1]) == pytest.approx(left)
