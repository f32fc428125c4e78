"""The pieces that drawings are made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.render.svg import Drawing, TextStyle, size_in_points, title_and_description, wrapped

STYLE = TextStyle(name="label", size=8, colour="#000")


@given(st.text("abc WÉ-/=−1", max_size=80), st.floats(20, 200))
def test_every_line_fits_and_no_letter_is_lost(text: str, width: float) -> None:
    lines = wrapped(text, STYLE, width)
    assert all(STYLE.width(line) <= width + 0.02 or " " in line for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_text_that_fits_stays_whole() -> None:
    assert wrapped("investigator", STYLE, STYLE.width("investigator")) == ["investigator"]


def test_lines_do_not_end_beside_a_sign() -> None:
    lines = wrapped("interval with k − 1 df, p = 0.03", STYLE, 70, even=False)
    assert not any(line.endswith(("−", "=", "k", "p")) for line in lines)


def test_a_drawing_tells_its_name_and_its_size() -> None:
    drawing = Drawing()
    drawing.text(1, 10, "a < b", STYLE)
    svg = drawing.finish(width=30, height=12.5, key="k", title="A & B", description="x < y", embed_font=True)
    assert title_and_description(svg) == ("A & B", "x < y")
    assert size_in_points(svg) == (30, 12.5)
    assert "font/woff" in svg


def test_a_text_that_is_no_drawing_has_no_size() -> None:
    with pytest.raises(ValueError, match="width and height in points"):
        size_in_points("<svg/>")
