"""The parts that a report is made of, before anything is put on paper.

A `Document` is a title, a summary that fills the first page, and sections. Sections hold blocks; blocks
hold spans. Nothing here knows HTML, typst or Word: `review/render/` turns the same document into each.
To add a kind of block, define it here, add it to `Block`, teach `review/report/plain_text.py` and each
renderer to write it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from review.analysis.results import Results

SpanKind = Literal["plain", "strong", "code", "link", "reference"]
Alignment = Literal["left", "right", "centre"]
CalloutKind = Literal["important", "note", "warning"]

#: What a link may lead to: pages of the web and places in the document. Anything else that stands in a
#: workbook (``javascript:``, ``file:``) is text, never a link.
FOLLOWABLE = ("https://", "http://", "#")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text of one kind.

    Parameters
    ----------
    target
        For a link an address or ``#anchor``; for a reference the anchor of a table, figure, section or
        entry of the list of references, whose name (``Table 2``, ``7``) is the text that readers see.

    """

    text: str
    kind: SpanKind = "plain"
    target: str = ""

    def __post_init__(self) -> None:
        if self.kind == "link" and not self.target.startswith(FOLLOWABLE):
            raise ValueError(f"A link leads to https://, http:// or #anchor. Got {self.target!r} instead.")


Inline = tuple[Span, ...]


def words(*parts: str | Span | Inline) -> Inline:
    """Join texts and spans to one run.

    >>> words("n = ", Span("52", "strong"))
    (Span(text='n = ', kind='plain', target=''), Span(text='52', kind='strong', target=''))
    """
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, str):
            spans += [Span(part)] if part else []
        elif isinstance(part, Span):
            spans.append(part)
        else:
            spans += part
    return tuple(spans)


def strong(text: str) -> Span:
    """Return text that must be seen."""
    return Span(text, "strong")


def code(text: str) -> Span:
    """Return a name as the computer knows it: a cell, a file, a setting."""
    return Span(text, "code")


def link(text: str, target: str) -> Span:
    """Return a link, or plain text where the target is nothing that may be followed.

    >>> link("the notice", "javascript:alert(1)").kind
    'plain'
    """
    return Span(text, "link", target) if target.startswith(FOLLOWABLE) else Span(text)


def refer(anchor: str) -> Span:
    """Return the name of a table, figure or section, as a link to it."""
    return Span("", "reference", anchor)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``lead`` is the sentence that answers, ``small`` an aside."""

    text: Inline
    role: Literal["body", "lead", "small"] = "body"


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items of equal rank."""

    items: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is here; of several facts with one term the reader sees each."""

    term: str
    text: Inline


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms and what they are here, such as the outcome and the model."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Parameters
    ----------
    share
        Width on paper relative to the other columns; 0 is as wide as its contents.

    """

    label: str
    align: Alignment = "left"
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, and under it lines that explain it in smaller type."""

    text: Inline
    details: tuple[Inline, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row; its first cell names it. A ``stressed`` row is a result over the rows beside it."""

    cells: tuple[Cell, ...]
    stressed: bool = False


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under one label; an empty label draws none."""

    label: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableBlock:
    """A numbered table.

    Raises
    ------
    ValueError
        Where a row has more or fewer cells than the table has columns.

    """

    anchor: str
    caption: Inline
    columns: tuple[Column, ...]
    groups: tuple[RowGroup, ...]
    notes: tuple[Inline, ...] = ()

    def __post_init__(self) -> None:
        for group in self.groups:
            for row in group.rows:
                if len(row.cells) != len(self.columns):
                    raise ValueError(
                        f"Table {self.anchor!r} has {len(self.columns)} columns. "
                        f"Got a row of {len(row.cells)} cells instead."
                    )


@dataclass(frozen=True, slots=True)
class FigureOf:
    """A figure by the name of its kind (``forest``), to be drawn from `results`."""

    name: str
    results: Results


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureBlock:
    """A numbered figure.

    Parameters
    ----------
    figure
        A `FigureOf`, any figure value that `review/render/drawings.py` knows, or the text of an SVG.
    alt
        What the figure shows, for those who do not see it; empty takes what the drawing itself says.

    """

    anchor: str
    caption: Inline
    alt: str
    figure: object


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number that the reader should take away."""

    value: str
    label: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The few numbers that the reader should take away, side by side."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """An entry of the list of references."""

    anchor: str
    text: Inline


@dataclass(frozen=True, slots=True)
class Citations:
    """The list of references."""

    entries: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of a program, to be read and copied as they stand."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """Something that must not be overlooked."""

    kind: CalloutKind
    title: str
    blocks: tuple[Paragraph | BulletList, ...]


Block = Paragraph | BulletList | Facts | TableBlock | FigureBlock | KeyFigures | Callout | Citations | Listing


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple[Section, ...] = ()

    def walk(self, depth: int = 1) -> Iterator[tuple[int, Section]]:
        """Yield this section and those inside it, with their depth, in reading order."""
        yield depth, self
        for inner in self.sections:
            yield from inner.walk(depth + 1)

    def all_blocks(self) -> Iterator[Block]:
        """Yield every block in reading order, those of inner sections and callouts too."""
        for _, section in self.walk():
            for block in section.blocks:
                yield block
                if isinstance(block, Callout):
                    yield from block.blocks

    def spans(self) -> Iterator[Span]:
        """Yield every span in reading order."""
        for block in self.all_blocks():
            yield from _spans(block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report: what stands on the first page, then the sections.

    Parameters
    ----------
    kicker
        The line over the title: the review that the report belongs to.
    language
        BCP 47 code, for screen readers and hyphenation.

    Raises
    ------
    ValueError
        Where two parts have one anchor, or a reference leads nowhere.

    """

    title: str
    kicker: str
    summary: Section
    sections: tuple[Section, ...]
    language: str = "en-GB"

    def __post_init__(self) -> None:
        anchors = list(self._anchors())
        twice = {anchor for anchor in anchors if anchors.count(anchor) > 1}
        if twice:
            raise ValueError(f"Two parts of a report share the anchor {sorted(twice)}.")
        lost = sorted(
            span.target
            for span in self.spans()
            if (span.kind == "reference" and span.target not in anchors)
            or (span.kind == "link" and span.target.startswith("#") and span.target[1:] not in anchors)
        )
        if lost:
            raise ValueError(f"The report refers to {lost}, and no part has that anchor.")

    def walk(self) -> Iterator[tuple[int, Section]]:
        """Yield every section with its depth (1 for those of the document), in reading order."""
        for section in (self.summary, *self.sections):
            yield from section.walk()

    def blocks(self) -> Iterator[Block]:
        """Yield every block in reading order, those inside callouts too."""
        for section in (self.summary, *self.sections):
            yield from section.all_blocks()

    def spans(self) -> Iterator[Span]:
        """Yield every span in reading order."""
        for section in (self.summary, *self.sections):
            yield from section.spans()

    def names(self) -> dict[str, str]:
        """Return what a reference to an anchor is called: ``Table 2``, ``Figure 1``, the title of a section.

        Tables, figures and entries of the list of references are numbered here and nowhere else.
        """
        names = {section.anchor: section.title for _, section in self.walk()}
        tables = figures = entries = 0
        for block in self.blocks():
            if isinstance(block, TableBlock):
                tables += 1
                names[block.anchor] = f"Table {tables}"
            elif isinstance(block, FigureBlock):
                figures += 1
                names[block.anchor] = f"Figure {figures}"
            elif isinstance(block, Citations):
                for entry in block.entries:
                    entries += 1
                    names[entry.anchor] = str(entries)
        return names

    def _anchors(self) -> Iterator[str]:
        for _, section in self.walk():
            yield section.anchor
        for block in self.blocks():
            if isinstance(block, (TableBlock, FigureBlock)):
                yield block.anchor
            elif isinstance(block, Citations):
                yield from (entry.anchor for entry in block.entries)


def _spans(block: Block) -> Iterator[Span]:
    match block:
        case Paragraph(text=text):
            yield from text
        case BulletList(items=items):
            for item in items:
                yield from item
        case Facts(facts=facts):
            for fact in facts:
                yield from fact.text
        case Citations(entries=entries):
            for entry in entries:
                yield from entry.text
        case FigureBlock(caption=caption):
            yield from caption
        case TableBlock():
            yield from block.caption
            for group in block.groups:
                for row in group.rows:
                    for cell in row.cells:
                        yield from cell.text
                        for detail in cell.details:
                            yield from detail
            for note in block.notes:
                yield from note
        case Callout() | KeyFigures() | Listing():
            return
