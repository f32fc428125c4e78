"""A report as a Word file, from the same blocks as the page and the PDF: tables that can be edited.

Headings, captions and texts are styles, so that a journal's template can replace them. What python-docx
has no words for stands in `review/render/word_parts.py`, the looks in `review/render/word_styles.py`.
"""

from __future__ import annotations

import functools
import io
from datetime import datetime

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from review import archive
from review.render import word_parts
from review.render.figure_files import figure_bytes
from review.render.page_fit import TURNED, UPRIGHT, WIDEST_TABLE, pages_on_paper, placed
from review.render.svg import size_in_points, title_and_description
from review.render.word_styles import TONES, add_styles
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Citations,
    Column,
    Document,
    Facts,
    FigureBlock,
    Inline,
    KeyFigures,
    Listing,
    Paragraph,
    Section,
    Span,
    TableBlock,
    TableRow,
)
from review.report.plain_text import inline_text

#: Letters that a property of a Word file holds.
LONGEST_PROPERTY = 255

#: Pixels per inch of a figure: sharp in print, and a file that can be mailed.
PIXELS_PER_INCH = 200

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
}
STYLES = {"body": "Normal", "lead": "Lead", "small": "Small"}

#: Twentieths of a point that an average letter of a table takes, and the most of the width that a column
#: as wide as its contents may.
_LETTER, _WIDEST = 92, 0.3
#: Room for letters wider than the average, in twentieths of a point.
_SPARE = 124
#: Headings down to this depth stand in the table of contents.
DEEPEST_IN_CONTENTS = 2

#: A table of more columns is set smaller.
_MANY_COLUMNS = 6


def docx_file(document: Document) -> bytes:
    """Return the report as a Word file.

    Parameters
    ----------
    document
        What the report says.

    Returns
    -------
    The bytes of the file; the same for the same document.

    Examples
    --------
    >>> from review.report.blocks import Paragraph, Section, words
    >>> docx_file(Document(title="A study", kicker="", sections=(),
    ...     summary=Section("summary", "Summary", (Paragraph(words("19 of 52 responded.")),))))[:2]
    b'PK'
    """
    writer = _Writer(document)
    writer.title()
    writer.section(document.summary, depth=1)
    if document.sections:
        writer.contents()
    for section in document.sections:
        writer.section(section, depth=1)
    saved = io.BytesIO()
    writer.word.save(saved)
    return archive.without_clock(saved.getvalue())


class _Writer:
    """Writes the blocks of one report into one Word file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.names = document.names()
        #: Anchors of what a caption numbers; the words refer to them with fields that follow the number.
        self.numbered = {
            block.anchor for block in document.blocks() if isinstance(block, (TableBlock, FigureBlock))
        }
        self.marks = 0
        self.word = docx.Document()
        add_styles(self.word, language=document.language)
        # Otherwise python-docx looks through all its styles at each use: two thirds of the time of a report.
        styles = self.word.part
        styles.get_style_id = functools.cache(styles.get_style_id)  # type: ignore[method-assign]
        self._forget_the_template()

    def _forget_the_template(self) -> None:
        """Remove what python-docx's default document says of itself, and every clock."""
        properties = self.word.core_properties
        properties.title = word_parts.plain(self.document.title)[:LONGEST_PROPERTY]
        properties.subject = word_parts.plain(self.document.kicker)[:LONGEST_PROPERTY]
        properties.author = properties.last_modified_by = "review"
        properties.comments = properties.keywords = ""
        properties.language = self.document.language
        properties.created = properties.modified = datetime(*archive.STAMP)
        rels = self.word.part.package.rels
        for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            del rels[key]

    def title(self) -> None:
        page = self.word.sections[0]
        page.different_first_page_header_footer = True
        head = page.header.paragraphs[0]
        head.add_run(f"{word_parts.plain(self.document.title)}\t")
        word_parts.field(head, 'STYLEREF "Heading 1"', "")
        for footer in (page.footer, page.first_page_footer):
            line = footer.paragraphs[0]
            line.add_run(f"{word_parts.plain(self.document.kicker)}\t")
            word_parts.field(line, "PAGE", "1")
            line.add_run(" / ")
            word_parts.field(line, "NUMPAGES", "1")
        if self.document.kicker:
            self.word.add_paragraph(word_parts.plain(self.document.kicker), style="Subtitle")
        self.word.add_paragraph(word_parts.plain(self.document.title), style="Title")

    def contents(self) -> None:
        """Write the table of contents: a field, with its entries as links until Word counts the pages."""
        self.word.add_paragraph("Contents", style="Contents title")
        entries = [
            (depth, section)
            for part in self.document.sections
            for depth, section in part.walk()
            if depth <= DEEPEST_IN_CONTENTS
        ]
        for number, (depth, section) in enumerate(entries):
            line = self.word.add_paragraph(style=f"toc {depth}")
            if not number:
                word_parts.begin_contents(line, f'TOC \\o "1-{DEEPEST_IN_CONTENTS}" \\h \\z \\u')
            run = line.add_run(word_parts.plain(section.title))
            word_parts.link(line, run, f"#{section.anchor}")
        word_parts.end_contents(line)

    def section(self, section: Section, *, depth: int) -> None:
        heading = self.word.add_heading(word_parts.plain(section.title), level=depth)
        self.mark(heading, section.anchor)
        for block in section.blocks:
            self.block(block)
        for inner in section.sections:
            self.section(inner, depth=depth + 1)

    def mark(self, paragraph: WordParagraph, anchor: str) -> None:
        self.marks += 1
        word_parts.bookmark(paragraph, anchor, self.marks)

    def block(self, block: Block, into: _Cell | None = None) -> None:
        place = self.word if into is None else into
        match block:
            case Paragraph():
                self.spans(place.add_paragraph(style=STYLES[block.role]), block.text)
            case BulletList():
                for item in block.items:
                    self.spans(place.add_paragraph(style="List Bullet"), item)
            case Facts():
                for fact in block.facts:
                    paragraph = place.add_paragraph(style="Normal")
                    paragraph.add_run(f"{word_parts.plain(fact.term)}: ", style="Strong")
                    self.spans(paragraph, fact.text)
            case Citations():
                for entry in block.entries:
                    paragraph = place.add_paragraph(style="Reference")
                    paragraph.add_run(f"{self.names[entry.anchor]}. ")
                    self.spans(paragraph, entry.text)
                    self.mark(paragraph, entry.anchor)
            case KeyFigures():
                self.key_figures(block)
            case Listing():
                for line in block.lines:
                    place.add_paragraph(word_parts.plain(line), style="Listing")
                place.add_paragraph(style="Spacer")
            case Callout():
                self.callout(block)
            case TableBlock():
                self.table(block)
            case FigureBlock():
                self.figure(block)

    def spans(self, paragraph: WordParagraph, spans: Inline) -> None:
        for span in spans:
            if span.kind == "reference" and span.target in self.numbered:
                shown = self.names[span.target]
                word_parts.field(
                    paragraph, f"REF {word_parts.bookmark_name(span.target)} \\h", shown, style="Link"
                )
                continue
            text = self.names[span.target] if span.kind == "reference" else span.text
            run = paragraph.add_run(word_parts.plain(text))
            if span.kind in {"strong", "code"}:
                run.style = {"strong": "Strong", "code": "Code"}[span.kind]
            elif span.kind in {"link", "reference"}:
                run.style = "Link"
                word_parts.link(paragraph, run, _target(span))

    def caption(self, anchor: str, text: Inline, style: str) -> None:
        label, number = self.names[anchor].split()
        paragraph = self.word.add_paragraph(style=style)
        first = paragraph.add_run(f"{label} ", style="Strong")
        word_parts.field(paragraph, f"SEQ {label} \\* ARABIC", number, style="Strong")
        self.marks += 1
        word_parts.bookmark_runs(paragraph, first, anchor, self.marks)
        paragraph.add_run(". ", style="Strong")
        self.spans(paragraph, text)

    def key_figures(self, block: KeyFigures) -> None:
        count = len(block.figures)
        table = self.word.add_table(1, count)
        word_parts.set_widths(table, [int(UPRIGHT[0] * 20 / count)] * count)
        for cell, figure in zip(table.rows[0].cells, block.figures, strict=True):
            word_parts.set_borders(cell, {"top": (8, "1C1F24")})
            lines = [(figure.value, "Key figure"), (figure.label, "Key label")]
            lines += [(note, "Table detail") for note in figure.notes]
            cell.paragraphs[0].style = lines[0][1]
            cell.paragraphs[0].add_run(word_parts.plain(lines[0][0]))
            for text, style in lines[1:]:
                cell.add_paragraph(word_parts.plain(text), style=style)
        word_parts.finish(table, "The numbers to take away: " + "; ".join(f.label for f in block.figures))
        self.word.add_paragraph(style="Spacer")

    def callout(self, block: Callout) -> None:
        table = self.word.add_table(1, 1)
        word_parts.set_widths(table, [int(UPRIGHT[0] * 20)])
        cell = table.rows[0].cells[0]
        word_parts.set_borders(cell, {"left": (18, TONES[block.kind])})
        word_parts.shade(cell, "F5F6F8")
        cell.paragraphs[0].style = "Callout title"
        run = cell.paragraphs[0].add_run(word_parts.plain(block.title))
        run.font.color.rgb = RGBColor.from_string(TONES[block.kind])
        for inner in block.blocks:
            self.block(inner, cell)
        word_parts.finish(table, block.title)
        self.word.add_paragraph(style="Spacer")

    def table(self, block: TableBlock) -> None:
        count = len(block.columns)
        turned = count > WIDEST_TABLE
        if turned:
            self.turn_page(landscape=True)
        self.caption(block.anchor, block.caption, "Caption")
        size = Pt(7) if count > _MANY_COLUMNS else Pt(8)
        table = self.word.add_table(1, count)
        word_parts.set_widths(table, widths(block, whole=(TURNED if turned else UPRIGHT)[0]))
        head = table.rows[0]
        word_parts.repeat_on_every_page(head)
        word_parts.keep_whole(head)
        for cell, column in zip(head.cells, block.columns, strict=True):
            word_parts.set_borders(cell, {"top": (8, "1C1F24"), "bottom": (8, "1C1F24")})
            paragraph = cell.paragraphs[0]
            paragraph.style, paragraph.alignment = "Table head", ALIGNMENTS[column.align]
            paragraph.add_run(word_parts.plain(column.label)).font.size = size
        for group in block.groups:
            if group.label:
                row = table.add_row()
                word_parts.keep_whole(row)
                merged = row.cells[0].merge(row.cells[-1])
                merged.paragraphs[0].style = "Table head"
                merged.paragraphs[0].paragraph_format.keep_with_next = True
                merged.paragraphs[0].add_run(word_parts.plain(group.label)).font.size = size
            for line in group.rows:
                self.row(table, line, block.columns, size)
        word_parts.finish(table, inline_text(block.caption, self.names))
        for note in block.notes:
            self.spans(self.word.add_paragraph(style="Small"), note)
        if turned:
            self.turn_page(landscape=False)
        else:
            self.word.add_paragraph(style="Spacer")

    def row(self, table: Table, line: TableRow, columns: tuple[Column, ...], size: Pt) -> None:
        row = table.add_row()
        word_parts.keep_whole(row)
        for cell, content, column in zip(row.cells, line.cells, columns, strict=True):
            word_parts.set_borders(cell, {"bottom": (2, "C9CED6")})
            first = cell.paragraphs[0]
            first.style = "Table head" if line.stressed else "Table text"
            self.spans(first, content.text)
            for detail in content.details:
                self.spans(cell.add_paragraph(style="Table detail"), detail)
            for paragraph in cell.paragraphs:
                paragraph.alignment = ALIGNMENTS[column.align]
            for run in first.runs:
                run.font.size = size

    def figure(self, block: FigureBlock) -> None:
        pages = pages_on_paper(block.figure)
        for number, svg in enumerate(pages, start=1):
            width, _, turned = placed(*size_in_points(svg))
            if turned:
                self.turn_page(landscape=True)
            paragraph = self.word.add_paragraph(style="Figure")
            png = figure_bytes(svg, "png", ppi=PIXELS_PER_INCH)
            shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Pt(width))
            part = f" (part {number} of {len(pages)})" if len(pages) > 1 else ""
            shape._inline.docPr.set(
                "descr", word_parts.plain((block.alt or title_and_description(svg)[1]) + part)
            )
            shape._inline.docPr.set("title", self.names[block.anchor])
            if number == len(pages):
                self.caption(block.anchor, block.caption, "Figure caption")
            if turned:
                self.turn_page(landscape=False)

    def turn_page(self, *, landscape: bool) -> None:
        """Begin a page that lies on its side, or stands again."""
        page = self.word.add_section(WD_SECTION.NEW_PAGE)
        page.different_first_page_header_footer = False
        page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        short, long = sorted((page.page_width or 0, page.page_height or 0))
        page.page_width, page.page_height = (long, short) if landscape else (short, long)


def _target(span: Span) -> str:
    return f"#{span.target}" if span.kind == "reference" else span.target


def widths(table: TableBlock, *, whole: float = UPRIGHT[0]) -> list[int]:
    """Return the widths of the columns in twentieths of a point; a share of 0 is as wide as its contents.

    Parameters
    ----------
    whole
        The width of the page without its margins, in points.

    Examples
    --------
    >>> from review.report.blocks import Column, TableBlock
    >>> widths(TableBlock(anchor="a", caption=(), groups=(),
    ...                   columns=(Column("Cohort", share=3), Column("Rate", share=1), Column("k", share=0))))
    [7023, 2341, 376]
    """
    wide = int(whole * 20)
    natural = []
    for at, column in enumerate(table.columns):
        texts = [column.label] if " " not in column.label else column.label.split(" / ")
        texts += [
            "".join(span.text for span in line)
            for group in table.groups
            for row in group.rows
            for line in (row.cells[at].text, *row.cells[at].details)
        ]
        wanted = _LETTER * max(map(len, texts)) + 2 * word_parts.MARGIN + _SPARE
        natural.append(min(int(_WIDEST * wide), wanted))
    fixed = sum(width for width, column in zip(natural, table.columns, strict=True) if not column.share)
    shares = sum(column.share for column in table.columns)
    if not shares:
        return [width * wide // fixed for width in natural]
    rest = wide - fixed
    return [
        int(rest * column.share / shares) if column.share else width
        for width, column in zip(natural, table.columns, strict=True)
    ]
