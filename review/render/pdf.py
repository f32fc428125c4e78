"""A report as a PDF, typeset from the same blocks as the page.

The words go to typst as JSON and are set as strings, so that no name of a cohort, however it is spelled,
can become markup. How it looks stands in `templates/report.typ`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from review.render.drawable import drawable_texts
from review.render.outlined_marks import outlined_marks
from review.render.page_fit import WIDEST_TABLE, pages_on_paper, placed
from review.render.svg import size_in_points, title_and_description
from review.render.typst_compiler import compile_typst
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Cell,
    Citations,
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

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"

#: A table of up to so many rows and letters stays whole; a longer one breaks and repeats its head.
SHORT_TABLE_ROWS = 10
SHORT_TABLE_LETTERS = 1200

#: A run of letters without a space that is longer than this may break within a cell of a table.
LONG_WORD = 22

#: Where the first sentence of a caption ends: at a stop or a semicolon before a space.
_SENTENCE = re.compile(r"(?<=[.]) |; ")

_LONG = re.compile(rf"\S{{{LONG_WORD + 1},}}")
_SIGN = re.compile(r"[_/;,.!|&=?-](?=\w)")
_LONG_PIECE = re.compile(rf"[^\u200b]{{{LONG_WORD}}}(?=[^\u200b])")

#: A row with more characters than this in one cell may break over two pages; any other stays whole.
LONG_CELL = 900


#: Fields of a document that lead somewhere and are not read; figures see to their texts themselves.
NOT_SHOWN = frozenset({"target", "anchor", "figure"})


def pdf_file(document: Document) -> bytes:
    """Return the report as a PDF, tagged for screen readers, with bookmarks.

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
    >>> pdf_file(Document(title="A *study* of #1", kicker="", sections=(),
    ...     summary=Section("summary", "Summary", (Paragraph(words("19 of 52 responded.")),))))[:5]
    b'%PDF-'

    """
    document = drawable_texts(document, keep=NOT_SHOWN)
    writer = _Writer(document.names())
    language, _, region = document.language.partition("-")
    content = {
        "title": document.title,
        "kicker": document.kicker,
        "lang": language,
        "region": region or None,
        "summary": writer.section(document.summary),
        "sections": [writer.section(section) for section in document.sections],
        "listed": _listed(document, writer.names),
    }
    files = {"report.json": json.dumps(content, ensure_ascii=False).encode(), **writer.drawings}
    return compile_typst(TEMPLATE.read_text(encoding="utf-8"), files=files)


def _listed(document: Document, names: dict[str, str]) -> list[dict[str, str]]:
    """The numbered tables and figures, each with the first sentence of its caption."""
    kinds = {TableBlock: "table", FigureBlock: "drawing"}
    return [
        {
            "kind": kinds[type(block)],
            "anchor": block.anchor,
            "name": names[block.anchor],
            "text": _SENTENCE.split(inline_text(block.caption, names), maxsplit=1)[0].removesuffix("."),
        }
        for block in document.blocks()
        if isinstance(block, (TableBlock, FigureBlock))
    ]


class _Writer:
    """Blocks as the JSON that the template reads; collects the drawings on the way."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.drawings: dict[str, bytes] = {}

    def section(self, section: Section) -> dict[str, Any]:
        return {
            "anchor": section.anchor,
            "title": section.title,
            "blocks": [self.block(block) for block in section.blocks],
            "sections": [self.section(inner) for inner in section.sections],
        }

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Paragraph():
                return {"kind": "paragraph", "role": block.role, "spans": self.spans(block.text)}
            case BulletList():
                return {"kind": "bullets", "items": [self.spans(item) for item in block.items]}
            case Facts():
                facts = [{"term": fact.term, "spans": self.spans(fact.text)} for fact in block.facts]
                return {"kind": "facts", "facts": facts}
            case KeyFigures():
                figures = [{"value": f.value, "label": f.label, "notes": f.notes} for f in block.figures]
                return {"kind": "figures", "figures": figures}
            case Callout():
                return {
                    "kind": "callout",
                    "tone": block.kind,
                    "title": block.title,
                    "blocks": [self.block(inner) for inner in block.blocks],
                }
            case Citations():
                entries = [{"anchor": e.anchor, "spans": self.spans(e.text)} for e in block.entries]
                return {"kind": "citations", "entries": entries}
            case Listing():
                return {"kind": "listing", "text": "\n".join(block.lines)}
            case TableBlock():
                return self.table(block)
            case FigureBlock():
                return self.drawing(block)

    def table(self, table: TableBlock) -> dict[str, Any]:
        return {
            "kind": "table",
            "anchor": table.anchor,
            "name": self.names[table.anchor],
            "caption": self.spans(table.caption),
            "columns": [
                {"label": column.label, "align": column.align, "share": column.share}
                for column in table.columns
            ],
            "groups": [
                {"label": group.label, "rows": [self.row(row) for row in group.rows]}
                for group in table.groups
            ],
            "notes": [self.spans(note) for note in table.notes],
            "short": self.is_short(table),
            "wide": len(table.columns) > WIDEST_TABLE,
        }

    def is_short(self, table: TableBlock) -> bool:
        """Say whether a table is to stay on one page."""
        rows = [row for group in table.groups for row in group.rows]
        texts = (
            span.text
            for row in rows
            for cell in row.cells
            for line in (cell.text, *cell.details)
            for span in line
        )
        return len(rows) <= SHORT_TABLE_ROWS and sum(map(len, texts)) <= SHORT_TABLE_LETTERS

    def row(self, row: TableRow) -> dict[str, Any]:
        cells = [self.cell(cell) for cell in row.cells]
        length = max(
            sum(len(span["text"]) for line in (cell["spans"], *cell["details"]) for span in line)
            for cell in cells
        )
        return {"cells": cells, "stressed": row.stressed, "long": length > LONG_CELL}

    def cell(self, cell: Cell) -> dict[str, Any]:
        lines = [
            [{**span, "text": with_breaks(span)} for span in self.spans(line)]
            for line in (cell.text, *cell.details)
        ]
        return {"spans": lines[0], "details": lines[1:]}

    def drawing(self, figure: FigureBlock) -> dict[str, Any]:
        pages, alternatives = [], []
        for number, svg in enumerate(pages_on_paper(figure.figure), start=1):
            file = f"{figure.anchor}-{number}.svg"
            self.drawings[file] = outlined_marks(svg).encode()
            alternatives.append(title_and_description(svg)[1])
            width, height, landscape = placed(*size_in_points(svg))
            pages.append({"file": file, "width": width, "height": height, "landscape": landscape})
        return {
            "kind": "drawing",
            "anchor": figure.anchor,
            "name": self.names[figure.anchor],
            "caption": self.spans(figure.caption),
            "alt": figure.alt or alternatives[0],
            "pages": pages,
        }

    def spans(self, spans: Inline) -> list[dict[str, str]]:
        return [self.span(span) for span in spans]

    def span(self, span: Span) -> dict[str, str]:
        text = " ".join(span.text.split("\n"))
        if span.kind == "reference":
            return {"kind": "place", "text": self.names[span.target], "target": span.target}
        if span.kind == "link" and span.target.startswith("#"):
            return {"kind": "place", "text": text, "target": span.target[1:]}
        if span.kind == "link":
            return {"kind": "web", "text": text, "target": span.target}
        return {"kind": span.kind, "text": text, "target": ""}


def with_breaks(span: dict[str, str]) -> str:
    """Return the text of a span in a cell, with places where a long word may break.

    Names of files, cells and cohorts break after a sign only, so that a hash can be copied whole; web
    addresses are left to typst, which knows where they break.

    Examples
    --------
    >>> with_breaks({"kind": "code", "text": "consensus.xlsx nct03141684_interim_asps"})
    'consensus.xlsx nct03141684_\u200binterim_\u200basps'
    >>> with_breaks({"kind": "plain", "text": "Rhabdomyosarkompatienten"})
    'Rhabdomyosarkompatient\u200ben'

    """
    if span["kind"] == "web":
        return span["text"]
    return _LONG.sub(lambda found: _broken(found[0], span["kind"]), span["text"])


def _broken(word: str, kind: str) -> str:
    word = _SIGN.sub("\\g<0>\u200b", word)
    if kind == "code":
        return word
    return _LONG_PIECE.sub("\\g<0>\u200b", word)
