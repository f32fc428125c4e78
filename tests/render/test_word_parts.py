"""What is written as text is what python-docx writes through its objects, letter for letter."""

from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor, Twips
from docx.table import Table
from docx.text.paragraph import Paragraph
from hypothesis import example, given
from hypothesis import strategies as st

from review.render.word_parts import (
    bookmark,
    field,
    link_out,
    link_within,
    paragraph,
    plain,
    put_before,
    run,
)
from review.render.word_styles import LOOKS, add_styles, style_id
from review.render.word_tables import borders, cell, row, table

#: A file with the styles of a report, for python-docx to write in.
WORD = docx.Document()
add_styles(WORD, language="en-GB")

TEXTS = [
    "19 of 52",
    "R & D <b> \"x\" 'y'",
    " ",
    "",
    " n = ",
    "a\tb\t",
    "a\rb",
    "漢字 Ngô\u00a0Đình",
    "]]>",
    "&amp;",
]


def put(markup: str) -> Any:
    """The element that a text becomes, in a file."""
    word = docx.Document()
    put_before(word.element.body[-1], markup)
    return word.element.body[-2]


@pytest.mark.parametrize("text", TEXTS)
def test_a_run_is_that_of_python_docx(text: str) -> None:
    theirs = WORD.add_paragraph(style="Table text")
    theirs.add_run(text)
    assert put(paragraph(run(text), style="Table text")).xml == theirs._p.xml


def test_a_run_of_all_looks_is_that_of_python_docx() -> None:
    theirs = WORD.add_paragraph(style="Normal")
    look = theirs.add_run("Rate", style="Strong").font
    look.size, look.color.rgb = Pt(7), RGBColor.from_string("8A2D0F")
    assert put(paragraph(run("Rate", style="Strong", size=7, colour="8A2D0F"))).xml == theirs._p.xml


@pytest.mark.parametrize("side", list(WD_ALIGN_PARAGRAPH)[:3])
def test_a_paragraph_of_all_looks_is_that_of_python_docx(side: WD_ALIGN_PARAGRAPH) -> None:
    theirs = WORD.add_paragraph(style="Table head")
    theirs.alignment, theirs.paragraph_format.keep_with_next = side, True
    align = side.name.lower()
    assert put(paragraph(style="Table head", align=align, with_next=True)).xml == theirs._p.xml


def test_cells_are_those_of_python_docx() -> None:
    theirs = WORD.add_table(2, 3)
    theirs.autofit = False
    for number, width in enumerate((700, 1300, 500)):
        theirs.columns[number].width = Twips(width)
        for line in theirs.rows:
            line.cells[number].width = Twips(width)
    theirs.cell(0, 0).merge(theirs.cell(0, 2)).paragraphs[0].style = "Table head"
    for number in range(3):
        theirs.cell(1, number).paragraphs[0].style = "Table text"
        theirs.cell(1, number).paragraphs[0].add_run(str(number))
    text = [
        cell(paragraph(run(str(number)), style="Table text"), width=width)
        for number, width in enumerate((700, 1300, 500))
    ]
    label = cell(paragraph(style="Table head"), width=2500, columns=3)
    ours = put(table([row([label], whole=False), row(text, whole=False)], (700, 1300, 500), ""))
    assert [line.xml for line in ours.tr_lst] == [line.xml for line in theirs._tbl.tr_lst]
    assert ours.tblGrid.xml == theirs._tbl.tblGrid.xml
    written = {child.tag: dict(child.attrib) for child in ours.tblPr}
    assert all(written[child.tag] == dict(child.attrib) for child in theirs._tbl.tblPr)


@given(st.text(st.characters(exclude_categories=["Cs"])))
@example("a\x02b\nc\rd")
def test_every_text_comes_back_from_cells_links_and_descriptions(text: str) -> None:
    wanted = plain(text)
    shown = paragraph(run(text) + link_within(run(text), "place"))
    made = Table(put(table([row([cell(shown, width=900)])], [900], text)), WORD)
    # python-docx reads what begins a new line as "\n".
    assert made.cell(0, 0).paragraphs[0].text == 2 * wanted.replace("\r", "\n")
    assert made._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val")) == wanted


def test_links_lead_to_places_and_addresses() -> None:
    word = docx.Document()
    relation = word.part.relate_to(
        "https://example.org/?a=1&b=2", RELATIONSHIP_TYPE.HYPERLINK, is_external=True
    )
    put_before(
        word.element.body[-1],
        paragraph(link_out(run("there"), relation) + link_within(run("here"), "table-excluded")),
    )
    out, within = word.paragraphs[0].hyperlinks
    assert (out.text, out.address) == ("there", "https://example.org/?a=1&b=2")
    assert (within.text, within.fragment) == ("here", "table_excluded")


def test_a_field_holds_its_instruction_and_what_is_shown_until_it_is_counted() -> None:
    made = put(paragraph(bookmark(field('STYLEREF "Heading 1"', "R & D", style="Link", size=7), "a-b", 3)))
    marks = [mark.get(qn("w:fldCharType")) for mark in made.iter(qn("w:fldChar"))]
    assert marks == ["begin", "separate", "end"]
    assert [code.text for code in made.iter(qn("w:instrText"))] == [' STYLEREF "Heading 1" ']
    shown = Paragraph(made, WORD._body)
    assert shown.text == "R & D"
    assert {(run.style.style_id, run.font.size) for run in shown.runs} == {("Link", Pt(7))}
    assert [child.get(qn("w:id")) for child in (made[1], made[-1])] == ["3", "3"]
    assert made[1].get(qn("w:name")) == "a_b"


def test_paragraphs_stand_in_their_order_and_before_the_description_of_the_pages() -> None:
    word = docx.Document()
    for texts in ("ab", "cd"):
        put_before(word.element.body[-1], "".join(paragraph(run(text)) for text in texts))
    assert [paragraph.text for paragraph in word.paragraphs] == ["a", "b", "c", "d"]
    assert [child.tag for child in word.element.body] == 4 * [qn("w:p")] + [qn("w:sectPr")]


@pytest.mark.parametrize(
    "name", [*(look.name for look in LOOKS if look.name != "Normal"), "Strong", "Code", "Link"]
)
def test_styles_are_called_what_python_docx_calls_them(name: str) -> None:
    assert WORD.styles[name].style_id == style_id(name)


def test_paragraphs_without_a_style_are_normal() -> None:
    assert Paragraph(put(paragraph()), WORD._body).style == WORD.styles["Normal"]


def test_properties_of_a_cell_stand_in_the_order_of_the_standard() -> None:
    full = cell(paragraph(), width=900, columns=2, edges=borders({"top": (8, "1C1F24")}), ground="F5F6F8")
    (made,) = put(table([row([full])], [400, 500], "")).tr_lst[0].tc_lst
    # ECMA-376, part 1, 17.4.69
    assert [one.tag.split("}")[1] for one in made.tcPr] == ["tcW", "gridSpan", "tcBorders", "shd"]
