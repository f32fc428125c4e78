"""What the typst wrapper promises: shipped fonts only, the same bytes, one clear error."""

from __future__ import annotations

import re
from typing import Literal

import pytest

from review.render.fonts import MissingCharacter
from review.render.typst_compiler import TypstFailure, compile_typst

HEAD = '#set document(title: "Test")\n#set text(font: "Noto Sans", lang: "en")\n'
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">'
    '<text x="5" y="20" font-family="Noto Sans" font-size="10">%s</text></svg>'
)


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_second_run_gives_the_same_bytes(kind: Literal["pdf", "png"]) -> None:
    first, second = (compile_typst(HEAD + "−1.5 ≤ τ²", format=kind) for _ in range(2))
    assert first == second


def test_no_clock_gets_into_a_pdf() -> None:
    # Two runs within a second agree even with a clock in them.
    dates = set(re.findall(rb"D:(\d{4})", compile_typst(HEAD + "word")))
    assert dates == {b"1970"}


def test_files_reach_the_markup_by_name() -> None:
    document = compile_typst(
        HEAD + '#json("data/a.json").name #image("a.svg", alt: "a word")',
        files={"data/a.json": b'{"name": "#not-markup"}', "a.svg": (SVG % "word").encode()},
    )
    assert document.startswith(b"%PDF-")


def test_a_character_that_no_shipped_font_has_is_an_error_that_names_it() -> None:
    with pytest.raises(TypstFailure, match="日"):
        compile_typst(HEAD + "日")


@pytest.mark.parametrize("kind", ["pdf", "png"])
def test_a_character_that_is_missing_inside_a_drawing_is_an_error_too(kind: Literal["pdf", "png"]) -> None:
    with pytest.raises(MissingCharacter, match="日"):
        compile_typst(HEAD + '#image("a.svg", alt: "x")', files={"a.svg": (SVG % "日").encode()}, format=kind)


def test_a_mark_apart_from_its_letter_in_a_drawing_is_an_error_that_names_the_word() -> None:
    drawing = (SVG % "Ade\u0301bo\u0323\u0300 2022").encode()
    with pytest.raises(TypstFailure, match=r"apart from their letters: Ade\u0301bo\u0323\u0300$"):
        compile_typst(HEAD + '#image("a.svg", alt: "x")', files={"a.svg": drawing})


def test_a_font_of_the_machine_is_not_used() -> None:
    with pytest.raises(TypstFailure, match="unknown font family: dejavu sans"):
        compile_typst(HEAD + '#set text(font: "DejaVu Sans")\nword')


def test_wrong_markup_is_an_error_with_its_line_and_without_a_path_of_the_machine() -> None:
    with pytest.raises(TypstFailure, match=r"unknown variable: nonsense") as failure:
        compile_typst(HEAD + "#nonsense")
    assert "line:3:1" in str(failure.value)
    assert "tmp" not in str(failure.value)


def test_an_image_without_a_text_alternative_is_an_error() -> None:
    with pytest.raises(TypstFailure, match="alt"):
        compile_typst(HEAD + '#image("a.svg")', files={"a.svg": (SVG % "x").encode()})


def test_a_png_of_two_pages_is_an_error() -> None:
    with pytest.raises(TypstFailure, match="fills 2"):
        compile_typst(HEAD + "a #pagebreak() b", format="png")


@pytest.mark.parametrize("name", ["../a.svg", "/a.svg", ""])
def test_a_file_cannot_leave_the_folder(name: str) -> None:
    with pytest.raises(ValueError, match="a path inside"):
        compile_typst(HEAD, files={name: b""})
