"""A report as a Word file, from the same blocks as the page and the PDF: tables that can be edited.

Headings, captions and texts are styles, so that a journal's template can replace them: their looks stand in
`review/render/word_styles.py`. The body is written as text, by `review/render/word_blocks.py`; the file
around it, its sections and its pictures are python-docx's.
"""

from __future__ import annotations

import io
from datetime import datetime

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Pt

from review import archive
from review.render.figure_files import figure_bytes
from review.render.page_fit import TURNED, UPRIGHT, WIDEST_TABLE, pages_on_paper, placed
from review.render.svg import size_in_points, title_and_description
from review.render.word_blocks import SPACER, WordBlocks
from review.render.word_parts import (
    begin_contents,
    end_contents,
    field,
    link_within,
    paragraph,
    plain,
    put_before,
    run,
)
from review.render.word_styles import add_styles, style_id
from review.report.blocks import Block, Callout, Document, FigureBlock, KeyFigures, Section, TableBlock

#: Letters that a property of a Word file holds.
LONGEST_PROPERTY = 255

#: Pixels per inch of a figure: sharp in print, and a file that can be mailed.
PIXELS_PER_INCH = 200

#: Headings down to this depth stand in the table of contents.
DEEPEST_IN_CONTENTS = 2


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
    """Writes one report into one Word file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.word = docx.Document()
        self.on_its_side = False
        self.blocks = WordBlocks(document, relate=self._relation)
        add_styles(self.word, language=document.language)
        self._forget_the_template()

    def _relation(self, address: str) -> str:
        return self.word.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def _forget_the_template(self) -> None:
        """Remove what python-docx's default document says of itself, and every clock."""
        properties = self.word.core_properties
        properties.title = plain(self.document.title)[:LONGEST_PROPERTY]
        properties.subject = plain(self.document.kicker)[:LONGEST_PROPERTY]
        properties.author = properties.last_modified_by = "review"
        properties.comments = properties.keywords = ""
        properties.language = self.document.language
        properties.created = properties.modified = datetime(*archive.STAMP)
        rels = self.word.part.package.rels
        for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            del rels[key]

    def write(self, markup: str, *, landscape: bool = False) -> None:
        """Write paragraphs and tables at the end of the body, whose last element describes its pages."""
        self.turn_page(landscape=landscape)
        put_before(self.word.element.body[-1], markup)

    def title(self) -> None:
        page = self.word.sections[0]
        page.different_first_page_header_footer = True
        head = run(f"{self.document.title}\t") + field('STYLEREF "Heading 1"', "")
        numbers = field("PAGE", "1") + run(" / ") + field("NUMPAGES", "1")
        foot = run(f"{self.document.kicker}\t") + numbers
        for edge, line in (
            (page.header, paragraph(head, style="Header")),
            (page.footer, paragraph(foot, style="Footer")),
            (page.first_page_footer, paragraph(foot, style="Footer")),
        ):
            empty = edge.paragraphs[0]._p
            put_before(empty, line)
            edge._element.remove(empty)
        if self.document.kicker:
            self.write(paragraph(run(self.document.kicker), style="Subtitle"))
        self.write(paragraph(run(self.document.title), style="Title"))

    def contents(self) -> None:
        """Write the table of contents: a field, with its entries as links until Word counts the pages."""
        entries = [
            (depth, section)
            for part in self.document.sections
            for depth, section in part.walk()
            if depth <= DEEPEST_IN_CONTENTS
        ]
        lines = [link_within(run(section.title), section.anchor) for _, section in entries]
        lines[0] = begin_contents(f'TOC \\o "1-{DEEPEST_IN_CONTENTS}" \\h \\z \\u') + lines[0]
        lines[-1] += end_contents()
        self.write(paragraph(run("Contents"), style="Contents title"))
        for line, (depth, _) in zip(lines, entries, strict=True):
            self.write(paragraph(line, style=f"toc {depth}"))

    def section(self, section: Section, *, depth: int) -> None:
        heading = self.blocks.mark(run(section.title), section.anchor)
        self.write(paragraph(heading, style=f"Heading {depth}"))
        for block in section.blocks:
            self.block(block)
        for inner in section.sections:
            self.section(inner, depth=depth + 1)

    def block(self, block: Block) -> None:
        match block:
            case KeyFigures():
                self.write(self.blocks.key_figures(block))
            case Callout():
                self.write(self.blocks.callout(block))
            case TableBlock():
                self.table(block)
            case FigureBlock():
                self.figure(block)
            case _:
                self.write(self.blocks.text(block))

    def table(self, block: TableBlock) -> None:
        turned = len(block.columns) > WIDEST_TABLE
        markup = self.blocks.table(block, whole=(TURNED if turned else UPRIGHT)[0])
        self.write(markup + SPACER, landscape=turned)

    def figure(self, block: FigureBlock) -> None:
        pages = pages_on_paper(block.figure)
        for number, svg in enumerate(pages, start=1):
            width, _, turned = placed(*size_in_points(svg))
            self.turn_page(landscape=turned)
            png = figure_bytes(svg, "png", ppi=PIXELS_PER_INCH)
            place = self.word.add_paragraph()
            place._p.style = style_id("Figure")
            shape = place.add_run().add_picture(io.BytesIO(png), width=Pt(width))
            part = f" (part {number} of {len(pages)})" if len(pages) > 1 else ""
            shape._inline.docPr.set("descr", plain((block.alt or title_and_description(svg)[1]) + part))
            shape._inline.docPr.set("title", self.blocks.names[block.anchor])
            if number == len(pages):
                caption = self.blocks.caption(block.anchor, block.caption, "Figure caption")
                self.write(caption, landscape=turned)

    def turn_page(self, *, landscape: bool) -> None:
        """Begin a page that lies on its side, or stands again, unless this one does: no page stays empty."""
        if landscape == self.on_its_side:
            return
        self.on_its_side = landscape
        page = self.word.add_section(WD_SECTION.NEW_PAGE)
        page.different_first_page_header_footer = False
        page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        short, long = sorted((page.page_width or 0, page.page_height or 0))
        page.page_width, page.page_height = (long, short) if landscape else (short, long)
