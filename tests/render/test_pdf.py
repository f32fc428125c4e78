"""The PDF: the same words as the page, no text of a workbook read as markup, the same bytes every time."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from review.render.page_fit import placed
from review.render.pdf import pdf_file
from review.report.blocks import Document, FigureBlock, Paragraph, Section, words
from review.report.compose import compose
from tests.pdf_text import pages_of
from tests.samples import SEVEN, Row, many_rows, sample_results


def text_of(pdf: bytes) -> str:
    return "\n".join(pages_of(pdf))


def bare(text: str) -> str:
    """A text without the white space that lines and columns put into it."""
    return re.sub(r"\s+", "", text)


def a_pdf(text: str) -> bytes:
    summary = Section("summary", "Summary", (Paragraph(words(text)),))
    return pdf_file(Document(title="A title", kicker="", summary=summary, sections=()))


def test_two_runs_give_the_same_bytes() -> None:
    assert pdf_file(compose(sample_results())) == pdf_file(compose(sample_results()))


@pytest.mark.parametrize("k", [1, 2, 3, 7, 60])
def test_every_size_of_report_can_be_set(k: int) -> None:
    document = compose(sample_results(many_rows(k) if k > 7 else SEVEN[:k], subgroups=k % 2 == 0))
    assert pdf_file(document).startswith(b"%PDF-")


def test_the_document_is_tagged_and_has_a_title_and_a_language() -> None:
    pdf = pdf_file(compose(sample_results()))
    assert b"/MarkInfo" in pdf and b"/Marked true" in pdf
    assert b"/Lang" in pdf
    assert b"/Outlines" in pdf


@pytest.mark.parametrize("name", ["#*_@$<\\[`=//", '#import "x"', "*b* _i_ $x$", "@chen [a] <b>", "~--- '\""])
def test_no_name_of_a_cohort_is_read_as_markup(name: str) -> None:
    rows: tuple[Row, ...] = ((name, 3, 9, name), ("Other 2020", 4, 9, "b"))
    assert pdf_file(compose(sample_results(rows))).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "name", ["#*_@$<\\[`=//", "*b* _i_ $x$", 'D\'Angelo -- "x"', "Błaszczyk-Ørsted 2004"]
)
def test_a_name_is_printed_as_it_is_spelled(name: str) -> None:
    assert bare(name) in bare(text_of(a_pdf(f"Cohort {name}.")))


def test_the_first_page_holds_the_whole_summary() -> None:
    first, *_ = pages_of(pdf_file(compose(sample_results())))
    for wanted in ("37.8%", "secondary", "worked example", "One extraction pass", "OSCAR", "one error open"):
        assert bare(wanted) in bare(first)


def test_a_table_that_breaks_repeats_its_head_on_every_page() -> None:
    pages = pages_of(pdf_file(compose(sample_results(many_rows(60)))))
    with_rows = [page for page in pages if "atezolizumab 1200" in page]
    assert len(with_rows) > 2
    assert all("Assessed by" in page for page in with_rows)


def test_every_table_and_figure_is_numbered_as_the_words_number_it() -> None:
    document = compose(sample_results())
    text = bare(text_of(pdf_file(document)))
    for anchor, name in document.names().items():
        if anchor.startswith(("table-", "figure-")):
            assert bare(f"{name}.") in text


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("日本", "[U+65E5 U+672C]"),
        ("שלום", "[U+05E9 U+05DC U+05D5 U+05DD]"),
        ("ok 👍\ufe0f", "ok [U+1F44D]"),
        ("\ufeffﬁve", "five"),
    ],
)
def test_a_character_that_the_fonts_lack_is_printed_as_its_code_point(typed: str, printed: str) -> None:
    assert printed in " ".join(text_of(a_pdf(typed)).split())


def test_a_wide_figure_turns_its_page_and_a_small_one_is_not_enlarged() -> None:
    assert placed(400, 300) == (400, 300, False)
    assert placed(800, 300)[2]
    assert not placed(487, 2000)[2]


def test_any_drawing_can_be_a_figure() -> None:
    size = 'width="90pt" height="40pt" viewBox="0 0 90 40"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="M0 0L9 9"/></svg>'
    figure = FigureBlock(anchor="figure-a", caption=words("A line."), alt="a line", figure=svg)
    document = compose(sample_results())
    with_figure = replace(document, sections=(*document.sections, Section("more", "More", (figure,))))
    assert pdf_file(with_figure).startswith(b"%PDF-")
