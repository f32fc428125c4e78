from __future__ import annotations

import pytest

from review.figures.forest import forest_plot
from review.render.drawable import drawable, drawable_texts, lost_characters
from review.render.drawings import draw_pages
from review.render.fonts import check_characters
from review.report.blocks import FigureOf, Span
from tests.samples import sample_results


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("ﬁrst", "first"),
        ("Ｓｕｎ　２０２２", "Sun 2022"),
        ("\ufeffChen\u200b 2023", "Chen 2023"),
        ("Ngo\u0302", "Ngô"),
        ("a\u2028b", "a b"),
        ("in the\r\nmorning\nand\tnight", "in the morning and night"),
        ("Liu 刘 J", "Liu [U+5218] J"),
        ("👩\u200d⚕\ufe0f", "[U+1F469 U+2695]"),
        ("مرحبا", "[U+0645 U+0631 U+062D U+0628 U+0627]"),
        ("bell\x07", "bell[U+0007]"),
    ],
)
def test_the_same_text_is_folded_and_other_characters_become_code_points(typed: str, shown: str) -> None:
    assert drawable(typed) == shown
    check_characters(drawable(typed))


@pytest.mark.parametrize("text", ["τ² = 0.52", "Błaszczyk-Ørsted, ≥3 × 10⁵, ½", "Ελλάδα Москва"])
def test_what_the_fonts_have_stays_as_it_is(text: str) -> None:
    assert drawable(text) == text
    assert lost_characters(text) == ()


@pytest.mark.parametrize("text", ["10⁷ and 2⅐", "1②", "x₉"])
def test_no_number_changes_its_value_by_folding(text: str) -> None:
    """NFKC makes 107 of 10⁷, 21/7 of 2⅐ and 12 of 1②."""
    folded = drawable(text)
    digits = "".join(character for character in folded if character in "0123456789")
    assert digits[:3] not in {"107", "217"} and not folded.startswith("12")


def test_what_is_folded_is_not_called_lost() -> None:
    assert lost_characters("\ufeffﬁve 孙燕孙") == ("孙", "燕")


def test_addresses_are_kept() -> None:
    link = Span("孙", "link", "https://example.org/孙")
    assert drawable_texts(link, keep=frozenset({"target"})) == Span(
        "[U+5B59]", "link", "https://example.org/孙"
    )


def test_a_figure_with_any_name_is_drawn() -> None:
    results = sample_results([("孙燕 2022", 2, 9, "联合"), ("Shi 2020", 3, 9, "联合")])
    (page,) = draw_pages(FigureOf("forest", results), tallest=900)
    assert "[U+5B59 U+71D5] 2022" in page and "孙" not in page
    assert forest_plot(results).rows[0].cells == ("联合",)
