"""Names whose marks stand apart from their letters are drawn in a PDF, where they stood and as wide."""

from __future__ import annotations

import re

import pytest

from review.figures.forest import forest_plot
from review.render.figure_files import figure_bytes
from review.render.forest import forest_svg
from review.render.outlined_marks import outlined_marks
from review.render.svg import Drawing, TextStyle
from tests.pdf_text import pages_of
from tests.samples import SEVEN, sample_results

NAME = "Ade\u0301bo\u0323\u0300wa\u0301le\u0301 2022"


def drawn(text: str, *, anchor: str = "start", turned: bool = False) -> str:
    drawing = Drawing()
    style = TextStyle(name="ink", size=10.0, colour="#1c1f24", weight="bold")
    drawing.text(100, 50, text, style, anchor=anchor, turned=turned)  # type: ignore[arg-type]
    return drawing.finish(width=200, height=100, key="k", title="T", description="D", embed_font=False)


def ends(path: str) -> tuple[float, float]:
    """Where the outline of a path begins and ends, in the drawing."""
    found = re.search(r"translate\(([-\d.]+) [-\d.]+\) scale\(([\d.]+) ", path)
    assert found is not None
    left, scale = float(found[1]), float(found[2])
    outline = re.search(r' d="([^"]*)"', path)
    assert outline is not None
    xs = [float(x) for x in re.findall(r"[MLH]([-\d.]+)", outline[1])]
    return left + min(xs) * scale, left + max(xs) * scale


def test_a_report_with_such_a_name_has_its_forest_plot_as_pdf() -> None:
    rows = [(NAME, *SEVEN[0][1:]), *SEVEN[1:]]
    pdf = figure_bytes(forest_svg(forest_plot(sample_results(rows)), embed_font=False), "pdf")
    (text,) = pages_of(pdf)
    assert "19/52" in text


def test_other_texts_stay_text() -> None:
    assert outlined_marks(drawn("Ade\u0301 2022")) == drawn("Ade\u0301 2022")
    both = outlined_marks(drawn(NAME).replace("</svg>", '<text x="1" y="1">Shi 2020</text></svg>'))
    assert "Shi 2020</text>" in both
    assert NAME not in both


@pytest.mark.parametrize(("anchor", "before"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_the_outline_stands_where_the_text_stood(anchor: str, before: float) -> None:
    width = TextStyle(name="ink", size=10.0, colour="", weight="bold").width(NAME)
    left = 100 - before * width
    # beside its first and last letter stands some air
    assert ends(outlined_marks(drawn(NAME, anchor=anchor))) == pytest.approx((left, left + width), abs=0.8)


def test_a_mark_stands_higher_over_a_tall_letter() -> None:
    def top(letter: str) -> float:
        outline = outlined_marks(drawn(letter)).split(' d="')[1]
        return max(float(y) for y in re.findall(r"[\d.] (-?[\d.]+)", outline))

    assert top("\u1ecc\u0300") > top("\u1ecd\u0300") + 100


def test_a_text_that_reads_upwards_stays_turned() -> None:
    assert 'transform="rotate(-90 100 50) translate(100 50)' in outlined_marks(drawn(NAME, turned=True))
