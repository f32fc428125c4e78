"""The Word file: the words of the page, tables that can be edited, the same bytes every time."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from review.render.docx import docx_file
from review.render.drawings import draw
from review.render.page_fit import UPRIGHT
from review.render.svg import title_and_description
from review.render.word_tables import widths
from review.report.blocks import (
    Callout,
    Cell,
    Column,
    Document,
    FigureBlock,
    KeyFigures,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    words,
)
from review.report.compose import compose
from tests.samples import SEVEN, Row, many_rows, sample_results


def opened(document: Document) -> Any:
    return docx.Document(io.BytesIO(docx_file(document)))


def texts(document: Document) -> str:
    with zipfile.ZipFile(io.BytesIO(docx_file(document))) as file:
        xml = file.read("word/document.xml").decode()
    return "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", xml))


def blocks_of(document: Document, kind: type) -> list[Any]:
    return [block for block in document.blocks() if isinstance(block, kind)]


def test_two_runs_give_the_same_bytes() -> None:
    assert docx_file(compose(sample_results())) == docx_file(compose(sample_results()))


def test_no_part_tells_the_time_or_the_default_document() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_file(compose(sample_results())))) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
        assert not any("thumbnail" in part.filename for part in file.infolist())
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"1980-01-01T"}
    assert "python-docx" not in core


@pytest.mark.parametrize("k", [1, 2, 7, 60])
def test_every_table_is_a_table_with_a_head_that_repeats(k: int) -> None:
    document = compose(sample_results(many_rows(k) if k > 7 else SEVEN[:k], subgroups=k % 2 == 0))
    others = sum(len(blocks_of(document, kind)) for kind in (Callout, KeyFigures))
    tables = opened(document).tables
    heads = [table for table in tables if table.rows[0]._tr.findall(f".//{qn('w:tblHeader')}")]
    wanted = blocks_of(document, TableBlock)
    assert len(heads) == len(wanted)
    assert len(tables) == len(wanted) + others
    for table, block in zip(heads, wanted, strict=True):
        rows = sum(len(group.rows) + bool(group.label) for group in block.groups)
        assert len(table.rows) == rows + 1
        assert [cell.text for cell in table.rows[0].cells] == [column.label for column in block.columns]


def test_tables_and_figures_have_numbered_captions_in_their_order() -> None:
    document = compose(sample_results())
    captions = [
        paragraph.text.split(".")[0]
        for paragraph in opened(document).paragraphs
        if paragraph.style.name in {"Caption", "Figure caption"}
    ]
    names = document.names()
    numbered = (*blocks_of(document, TableBlock), *blocks_of(document, FigureBlock))
    assert sorted(captions) == sorted(names[block.anchor] for block in numbered)


def test_every_figure_has_its_text_alternative() -> None:
    document = compose(sample_results())
    alternatives = [shape._inline.docPr.get("descr") for shape in opened(document).inline_shapes]
    figures = blocks_of(document, FigureBlock)
    assert alternatives == [
        # A figure without a text of its own takes what the drawing says.
        figure.alt or title_and_description(draw(figure.figure))[1]
        for figure in figures
    ]
    assert any(not figure.alt for figure in figures)


def test_headings_are_styles_of_their_depth() -> None:
    document = compose(sample_results())
    headings = [
        (int(paragraph.style.name[-1]), paragraph.text)
        for paragraph in opened(document).paragraphs
        if paragraph.style.name.startswith("Heading")
    ]
    assert headings == [(depth, section.title) for depth, section in document.walk()]


def test_every_style_that_is_named_is_in_the_file() -> None:
    word = opened(compose(sample_results()))
    kinds = (qn("w:pStyle"), qn("w:rStyle"))
    named = {style.get(qn("w:val")) for style in word.element.body.iter(*kinds)}
    assert named <= {style.style_id for style in word.styles}


def test_every_reference_leads_to_a_bookmark() -> None:
    document = compose(sample_results())
    body = opened(document).element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    links = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert links
    assert links <= marks
    assert all(len(mark) <= 40 for mark in marks)


def test_the_title_runs_at_the_head_of_every_page_but_the_first() -> None:
    page = opened(compose(sample_results())).sections[0]
    assert page.header.paragraphs[0].text.strip() == sample_results().analysis.title
    assert page.different_first_page_header_footer
    assert page.first_page_header.paragraphs[0].text == ""


@pytest.mark.parametrize("name", ["*x* <b> & {f}", "Ngô Đình", "a\x02b", "漢字 2020", "long " * 80 + "end"])
def test_names_of_cohorts_come_through_as_they_are(name: str) -> None:
    rows: tuple[Row, ...] = ((name, 3, 9, "a"), ("Other 2020", 4, 9, "b"))
    results = sample_results(rows)
    plain = replace(results, analysis=replace(results.analysis, title=name))
    document = Document(
        title=plain.analysis.title,
        kicker="",
        sections=(),
        summary=Section("summary", "Summary", (Paragraph(words(name)),)),
    )
    assert [paragraph.text for paragraph in opened(document).paragraphs][-1] == name.replace("\x02", "")


def test_columns_fill_the_width_of_the_page_and_no_more() -> None:
    for block in blocks_of(compose(sample_results()), TableBlock):
        assert 0.98 * UPRIGHT[0] * 20 <= sum(widths(block)) <= UPRIGHT[0] * 20


def test_the_words_are_those_of_the_report() -> None:
    found = texts(compose(sample_results()))
    assert "Objective response in alveolar soft part sarcoma" in found
    assert "This is a worked example, not a finished systematic review." in found


def test_references_to_tables_and_figures_are_fields_that_follow_their_numbers() -> None:
    document = compose(sample_results())
    body = opened(document).element.body
    marked = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    fields = [text.text.split() for text in body.iter(qn("w:instrText"))]
    repeated = [words[1] for words in fields if words[0] == "REF"]
    wanted = [
        span.target
        for span in document.spans()
        if span.kind == "reference" and span.target.startswith(("table-", "figure-"))
    ]
    assert len(repeated) == len(wanted) and set(repeated) <= marked


def test_a_bookmark_of_a_caption_holds_its_label_and_number_alone() -> None:
    body = opened(compose(sample_results())).element.body
    start = next(m for m in body.iter(qn("w:bookmarkStart")) if m.get(qn("w:name")) == "table_missing")
    text = ""
    for sibling in start.itersiblings():
        if sibling.tag == qn("w:bookmarkEnd"):
            break
        text += "".join(one.text or "" for one in sibling.iter(qn("w:t")))
    assert re.fullmatch(r"Table \d+", text)


def test_the_contents_are_a_field_with_an_entry_for_each_heading() -> None:
    document = compose(sample_results())
    word = opened(document)
    entries = [one.text for one in word.paragraphs if one.style.name.startswith("toc ")]
    headings = [s.title for part in document.sections for depth, s in part.walk() if depth <= 2]
    assert entries == headings
    kinds = [one.get(qn("w:fldCharType")) for one in word.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end")
    assert any(one.text.startswith(" TOC ") for one in word.element.body.iter(qn("w:instrText")))


def test_tables_of_many_columns_stand_on_turned_pages_and_no_page_between_them_is_empty() -> None:
    columns = tuple(Column(f"c{n}") for n in range(9))
    row = TableRow(tuple(Cell(words("x")) for _ in columns))
    first, second = (
        TableBlock(anchor=anchor, caption=words("Wide."), columns=columns, groups=(RowGroup("", (row,)),))
        for anchor in ("t", "u")
    )
    text = Paragraph(words("Text."))
    summary = Section("s", "S", (text, first, second, text))
    word = opened(Document(title="A", kicker="", sections=(), summary=summary))
    assert [one.page_width > one.page_height for one in word.sections] == [False, True, False]
    # Word wants a paragraph between two tables, and after the last.
    tags = [element.tag for element in word.element.body]
    assert all(after == qn("w:p") for tag, after in pairwise(tags) if tag == qn("w:tbl"))
