"""Blocks of a report as text of WordprocessingML: texts, key figures, callouts and tables."""

from __future__ import annotations

from collections.abc import Callable

from review.render.page_fit import UPRIGHT
from review.render.word_parts import bookmark, bookmark_name, field, link_out, link_within, paragraph, run
from review.render.word_styles import INK, TONES
from review.render.word_tables import borders, cell, row, table, widths
from review.report.blocks import (
    BulletList,
    Callout,
    Citation,
    Citations,
    Column,
    Document,
    Facts,
    FigureBlock,
    Inline,
    KeyFigures,
    Listing,
    Paragraph,
    Span,
    TableBlock,
    TableRow,
)
from review.report.plain_text import inline_text

#: What Word calls the sides.
ALIGNMENTS = {"left": "left", "right": "right", "centre": "center"}
STYLES = {"body": "Normal", "lead": "Lead", "small": "Small"}
#: Styles of characters, by the kind of a span.
RUN_STYLES = {"plain": "", "strong": "Strong", "code": "Code", "link": "Link", "reference": "Link"}

#: A table of more columns is set smaller.
_MANY_COLUMNS = 6

#: Edges of a key figure, of the head of a table, and of its rows.
_OVER = borders({"top": (8, INK)})
_OVER_AND_UNDER = borders({"top": (8, INK), "bottom": (8, INK)})
_UNDER = borders({"bottom": (2, "C9CED6")})

#: What keeps a table from what follows.
SPACER = paragraph(style="Spacer")


class WordBlocks:
    """Writes the blocks of one report, and numbers the places in it that its references lead to.

    Parameters
    ----------
    relate
        Gives an address of the web the id of its relation in the file.
    """

    def __init__(self, document: Document, relate: Callable[[str], str]) -> None:
        self.names = document.names()
        self.relate = relate
        #: Anchors of what a caption numbers; the words refer to them with fields that follow the number.
        self.numbered = {
            block.anchor for block in document.blocks() if isinstance(block, (TableBlock, FigureBlock))
        }
        self.marks = 0

    def mark(self, runs: str, anchor: str) -> str:
        """Runs that references to `anchor` lead to."""
        self.marks += 1
        return bookmark(runs, anchor, self.marks)

    def text(self, block: Paragraph | BulletList | Facts | Citations | Listing) -> str:
        """Paragraphs of a block that is neither table nor figure."""
        match block:
            case Paragraph():
                return paragraph(self.spans(block.text), style=STYLES[block.role])
            case BulletList():
                return "".join(paragraph(self.spans(item), style="List Bullet") for item in block.items)
            case Facts():
                return "".join(
                    paragraph(run(f"{fact.term}: ", style="Strong") + self.spans(fact.text))
                    for fact in block.facts
                )
            case Citations():
                return "".join(map(self._citation, block.entries))
            case Listing():
                lines = (paragraph(run(line), style="Listing") for line in block.lines)
                return "".join(lines) + SPACER

    def _citation(self, entry: Citation) -> str:
        runs = run(f"{self.names[entry.anchor]}. ") + self.spans(entry.text)
        return paragraph(self.mark(runs, entry.anchor), style="Reference")

    def spans(self, spans: Inline, *, size: float = 0) -> str:
        """Runs of a text; `size` in points, 0 as the styles say."""
        return "".join(self._span(span, size) for span in spans)

    def _span(self, span: Span, size: float) -> str:
        style = RUN_STYLES[span.kind]
        text = self.names[span.target] if span.kind == "reference" else span.text
        if span.kind == "reference" and span.target in self.numbered:
            return field(f"REF {bookmark_name(span.target)} \\h", text, style=style, size=size)
        shown = run(text, style=style, size=size)
        if span.kind == "reference" or (span.kind == "link" and span.target.startswith("#")):
            return link_within(shown, span.target.removeprefix("#"))
        return link_out(shown, self.relate(span.target)) if span.kind == "link" else shown

    def caption(self, anchor: str, text: Inline, style: str) -> str:
        """The number of a table or figure, which Word can count anew, and what it shows."""
        label, number = self.names[anchor].split()
        numbered = run(f"{label} ", style="Strong")
        numbered += field(f"SEQ {label} \\* ARABIC", number, style="Strong")
        runs = self.mark(numbered, anchor) + run(". ", style="Strong") + self.spans(text)
        return paragraph(runs, style=style)

    def key_figures(self, block: KeyFigures) -> str:
        """Key figures side by side, each under a line."""
        width = int(UPRIGHT[0] * 20 / len(block.figures))
        cells = []
        for figure in block.figures:
            lines = [(figure.value, "Key figure"), (figure.label, "Key label")]
            lines += [(note, "Table detail") for note in figure.notes]
            content = "".join(paragraph(run(text), style=style) for text, style in lines)
            cells.append(cell(content, width=width, edges=_OVER))
        description = "The numbers to take away: " + "; ".join(figure.label for figure in block.figures)
        return table((row(cells, whole=False),), [width] * len(cells), description) + SPACER

    def callout(self, block: Callout) -> str:
        """A box with an edge of its kind's colour."""
        tone, width = TONES[block.kind], int(UPRIGHT[0] * 20)
        content = paragraph(run(block.title, colour=tone), style="Callout title")
        content += "".join(map(self.text, block.blocks))
        whole = cell(content, width=width, edges=borders({"left": (18, tone)}), ground="F5F6F8")
        return table((row((whole,), whole=False),), [width], block.title) + SPACER

    def table(self, block: TableBlock, *, whole: float) -> str:
        """A table under its caption and over its notes; `whole` is the width of the page in points."""
        size = 7 if len(block.columns) > _MANY_COLUMNS else 8
        wide = widths(block, whole=whole)
        caption = self.caption(block.anchor, block.caption, "Caption")
        rows = [_head(block.columns, wide, size)]
        for group in block.groups:
            if group.label:
                rows.append(_label(group.label, wide, size))
            rows += [self._row(line, block.columns, wide, size) for line in group.rows]
        notes = "".join(paragraph(self.spans(note), style="Small") for note in block.notes)
        return caption + table(rows, wide, inline_text(block.caption, self.names)) + notes

    def _row(self, line: TableRow, columns: tuple[Column, ...], wide: list[int], size: float) -> str:
        style = "Table head" if line.stressed else "Table text"
        cells = []
        for content, column, width in zip(line.cells, columns, wide, strict=True):
            side = ALIGNMENTS[column.align]
            lines = paragraph(self.spans(content.text, size=size), style=style, align=side)
            for detail in content.details:
                lines += paragraph(self.spans(detail), style="Table detail", align=side)
            cells.append(cell(lines, width=width, edges=_UNDER))
        return row(cells)


def _head(columns: tuple[Column, ...], wide: list[int], size: float) -> str:
    """The row that names the columns."""
    cells = []
    for column, width in zip(columns, wide, strict=True):
        label = run(column.label, size=size)
        named = paragraph(label, style="Table head", align=ALIGNMENTS[column.align])
        cells.append(cell(named, width=width, edges=_OVER_AND_UNDER))
    return row(cells, head=True)


def _label(label: str, wide: list[int], size: float) -> str:
    """The row that names the rows under it."""
    content = paragraph(run(label, size=size), style="Table head", with_next=True)
    return row((cell(content, width=sum(wide), columns=len(wide)),))
