"""Blocks of a report in Word: what stands where, and how it looks."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.text.run import Run

from review.render.docx import docx_file
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Cell,
    Citation,
    Citations,
    Column,
    Document,
    Fact,
    Facts,
    KeyFigure,
    KeyFigures,
    Listing,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    code,
    link,
    refer,
    strong,
    words,
)


def opened(*blocks: Block) -> Any:
    document = Document(title="A", kicker="", sections=(), summary=Section("s", "S", blocks))
    return docx.Document(io.BytesIO(docx_file(document)))


def table(*rows: TableRow, label: str = "", columns: int = 2) -> TableBlock:
    named = (Column("Cohort"), *(Column("Rate", align="right") for _ in range(columns - 1)))
    return TableBlock(
        anchor="table-t",
        caption=words("Rates."),
        columns=named,
        groups=(RowGroup(label, rows),),
        notes=(words("A note."), words("Another.")),
    )


def row(*texts: str, stressed: bool = False) -> TableRow:
    return TableRow(tuple(Cell(words(text), (words("detail"),)) for text in texts), stressed=stressed)


def drawn(cell: Any) -> dict[str, tuple[str, str]]:
    """Borders of a cell: width and colour by side."""
    box = cell._tc.tcPr.find(qn("w:tcBorders"))
    sides = () if box is None else box
    return {side.tag.split("}")[1]: (side.get(qn("w:sz")), side.get(qn("w:color"))) for side in sides}


def test_a_cell_holds_its_text_and_its_details_at_its_side() -> None:
    (made,) = opened(table(row("Kelly 2020", "37%"))).tables
    cell = made.cell(1, 1)
    assert [(line.text, line.style.name, line.alignment) for line in cell.paragraphs] == [
        ("37%", "Table text", WD_ALIGN_PARAGRAPH.RIGHT),
        ("detail", "Table detail", WD_ALIGN_PARAGRAPH.RIGHT),
    ]
    assert made.cell(1, 0).paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.LEFT
    assert made.cell(0, 1).paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT


def test_a_stressed_row_stands_out_and_lines_divide_the_rows() -> None:
    (made,) = opened(table(row("Kelly 2020", "37%"), row("Pooled", "40%", stressed=True))).tables
    assert [made.cell(line, 0).paragraphs[0].style.name for line in (1, 2)] == ["Table text", "Table head"]
    assert drawn(made.cell(0, 0)) == {"top": ("8", "1C1F24"), "bottom": ("8", "1C1F24")}
    assert drawn(made.cell(1, 1)) == drawn(made.cell(2, 0)) == {"bottom": ("2", "C9CED6")}


def test_the_label_of_a_group_spans_the_table_and_stays_with_its_rows() -> None:
    (made,) = opened(table(row("Kelly 2020", "37%"), label="Monotherapy")).tables
    (label,) = made._tbl.tr_lst[1].tc_lst
    assert label.grid_span == 2
    assert label.width == sum(Twips(int(one.get(qn("w:w")))) for one in made._tbl.tblGrid.gridCol_lst)
    (line,) = made.rows[1].cells[0].paragraphs
    assert (line.text, line.paragraph_format.keep_with_next) == ("Monotherapy", True)


def test_the_cells_of_a_row_are_as_wide_as_their_columns() -> None:
    (made,) = opened(table(row("Kelly 2020", "37%"))).tables
    columns = [column.width for column in made.columns]
    assert [[cell.width for cell in line.cells] for line in made.rows] == 2 * [columns]


def test_no_row_breaks_over_pages_and_the_head_alone_repeats() -> None:
    (made,) = opened(table(row("Kelly 2020", "37%"), label="Monotherapy")).tables
    properties = [[one.tag.split("}")[1] for one in line._tr.trPr] for line in made.rows]
    assert properties == [["tblHeader", "cantSplit"], ["cantSplit"], ["cantSplit"]]


def test_a_table_of_many_columns_is_set_smaller() -> None:
    for columns, size in ((2, Pt(8)), (7, Pt(7))):
        (made,) = opened(table(row(*columns * ["x"]), label="L", columns=columns)).tables
        first = [line.cells[-1].paragraphs[0].runs[0].font.size for line in made.rows]
        assert first == 3 * [size]


def test_links_of_a_small_table_are_as_small_as_its_words() -> None:
    cells = (link("a", "https://example.org"), refer("s"), refer("table-t"), *4 * [strong("x")])
    (made,) = opened(table(TableRow(tuple(Cell((one,)) for one in cells)), columns=7)).tables
    runs = [Run(one, made) for one in made.rows[1]._tr.iter(qn("w:r"))]
    assert {run.font.size for run in runs} == {Pt(7)}


def test_notes_stand_under_the_table() -> None:
    made = opened(table(row("Kelly 2020", "37%")))
    small = [line.text for line in made.paragraphs if line.style.name == "Small"]
    assert small == ["A note.", "Another."]


def test_texts_are_runs_of_their_kinds_and_links_lead_where_they_say() -> None:
    text = words(strong("19"), " of ", code("52"), link("a", "https://example.org/a?b&c"), refer("s"))
    made = opened(Paragraph((*text, link("b", "#s")), "lead")).paragraphs[-1]
    assert made.style.name == "Lead"
    assert [(run.text, run.style.name) for run in made.runs] == [
        ("19", "Strong"),
        (" of ", "Default Paragraph Font"),
        ("52", "Code"),
    ]
    leads = [(one.text, one.address, one.fragment, one.runs[0].style.name) for one in made.hyperlinks]
    assert leads == [
        ("a", "https://example.org/a?b&c", "", "Link"),
        ("S", "", "s", "Link"),
        ("b", "", "s", "Link"),
    ]


def test_lists_facts_references_and_programs_have_their_styles() -> None:
    made = opened(
        BulletList((words("one"), words("two"))),
        Facts((Fact("Model", words("random effects")),)),
        Citations((Citation("ref-a", words("Kelly 2020.")),)),
        Listing(("metafor::rma(", "  xi = x")),
    )
    assert [(line.text, line.style.name) for line in made.paragraphs[2:]] == [
        ("one", "List Bullet"),
        ("two", "List Bullet"),
        ("Model: random effects", "Normal"),
        ("1. Kelly 2020.", "Reference"),
        ("metafor::rma(", "Listing"),
        ("  xi = x", "Listing"),
        ("", "Spacer"),
    ]


def test_key_figures_stand_side_by_side_under_lines() -> None:
    made = opened(KeyFigures((KeyFigure("37%", "rate", ("of 52",)), KeyFigure("12", "cohorts"))))
    (first, second), *others = (line.cells for line in made.tables[0].rows)
    assert not others
    assert [(line.text, line.style.name) for line in first.paragraphs] == [
        ("37%", "Key figure"),
        ("rate", "Key label"),
        ("of 52", "Table detail"),
    ]
    assert second.text == "12\ncohorts"
    assert drawn(first) == drawn(second) == {"top": ("8", "1C1F24")}


def test_a_callout_is_a_box_with_an_edge_of_its_kind() -> None:
    (made,) = opened(Callout("warning", "Read this", (Paragraph(words("First.")),))).tables
    (box,) = made.rows[0].cells
    assert box.text == "Read this\nFirst."
    assert str(box.paragraphs[0].runs[0].font.color.rgb) == "7A5200"
    assert drawn(box) == {"left": ("18", "7A5200")}
    assert box._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == "F5F6F8"
    assert [one.tag.split("}")[1] for one in box._tc.tcPr] == ["tcW", "tcBorders", "shd"]
