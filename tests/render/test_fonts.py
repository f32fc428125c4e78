"""The shipped fonts: characters, widths, embedding."""

from __future__ import annotations

import base64
import re
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from review.render.fonts import FACES, FONT_FOLDER, MissingCharacter, Weight, font_face_css, text_width


@pytest.mark.parametrize("weight", FACES)
def test_figures_signs_and_minus_have_one_width(weight: Weight) -> None:
    widths = {text_width(character, 10, weight=weight) for character in "0123456789+−="}
    assert widths == {5.72}


@pytest.mark.parametrize("weight", FACES)
@pytest.mark.parametrize(
    "text",
    [
        "Błaszczyk-Ørsted, Ngô, Đỗ",
        "Παπαδόπουλος",
        "Иванова",
        "τ² χ² I² ≤ ≥ ≠ ≈ ± × − → ✓ ☐",
        "18–34% ‘a’ “b” …",
    ],
)
def test_what_a_review_writes_can_be_shown(text: str, weight: Weight) -> None:
    assert text_width(text, 10, weight=weight) > 0


def test_a_missing_character_is_named_with_its_text() -> None:
    with pytest.raises(MissingCharacter, match=r"'李' \(U\+674E.*'Sun and 李 2022'"):
        text_width("Sun and 李 2022", 10)


def test_widths_add_up() -> None:
    assert text_width("Ngô 2020", 8) == pytest.approx(text_width("Ngô", 8) + text_width(" 2020", 8))


def test_an_embedded_font_holds_the_letters_of_the_text_and_no_others() -> None:
    css = font_face_css({"bold": ["Ngô"]})
    data = base64.b64decode(re.findall(r"base64,([^)]+)\)", css)[0])
    with TTFont(BytesIO(data)) as font:
        assert set(font.getBestCmap()) == {ord(character) for character in "Ngô"}
        with TTFont(FACES["bold"].file) as shipped:
            assert font["head"].modified == shipped["head"].modified, "the clock got into the font"
    assert "font-weight:700" in css
    assert "font-weight:400" not in css


def test_embedding_twice_gives_the_same_text() -> None:
    from review.render import fonts

    first = font_face_css({"regular": ["Ngô 48.6%"]})
    fonts._subset.cache_clear()
    assert font_face_css({"regular": ["%6.84 Ngô"]}) == first


@pytest.mark.parametrize("weight", FACES)
def test_a_shipped_font_is_small(weight: Weight) -> None:
    assert FACES[weight].file.stat().st_size < 300_000


def test_the_licence_stands_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")
