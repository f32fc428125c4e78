"""A document as plain text: for tests, for snapshots in review, for a terminal."""

from __future__ import annotations

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
    TableBlock,
)


def to_text(document: Document) -> str:
    """Return all words of a document, one block after the other.

    Examples
    --------
    >>> from review.report.blocks import Paragraph, Section, words
    >>> print(to_text(Document(title="ASPS", kicker="A review", sections=(),
    ...     summary=Section("summary", "Summary", (Paragraph(words("19 of 52 responded.")),)))))
    A review
    ASPS
    <BLANKLINE>
    # Summary
    <BLANKLINE>
    19 of 52 responded.
    <BLANKLINE>

    """
    names = document.names()
    parts = [f"{document.kicker}\n{document.title}" if document.kicker else document.title]
    for depth, section in document.walk():
        parts.append(f"{'#' * depth} {section.title}")
        parts += [_block(block, names) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def inline_text(spans: Inline, names: dict[str, str]) -> str:
    """Return a run of spans as text; `names` says what each anchor is called."""
    return "".join(names[span.target] if span.kind == "reference" else span.text for span in spans)


def _block(block: Block, names: dict[str, str]) -> str:
    match block:
        case Paragraph(text=text):
            return inline_text(text, names)
        case BulletList(items=items):
            return "\n".join(f"- {inline_text(item, names)}" for item in items)
        case Facts(facts=facts):
            return "\n".join(f"{fact.term}: {inline_text(fact.text, names)}" for fact in facts)
        case KeyFigures(figures=figures):
            return "\n".join(
                " | ".join(part for part in (figure.value, figure.label, *figure.notes) if part)
                for figure in figures
            )
        case Callout(kind=kind, title=title, blocks=blocks):
            inner = "\n".join(_block(part, names) for part in blocks)
            return f"[{kind}] {title}\n{inner}"
        case Citations(entries=entries):
            return "\n".join(f"{names[entry.anchor]}. {inline_text(entry.text, names)}" for entry in entries)
        case Listing(lines=lines):
            return "\n".join(f"    {line}" for line in lines)
        case FigureBlock():
            alternative = f"\n({block.alt})" if block.alt else ""
            return f"{names[block.anchor]}. {inline_text(block.caption, names)}{alternative}"
        case TableBlock():
            return _table(block, names)


def _table(table: TableBlock, names: dict[str, str]) -> str:
    lines = [f"{names[table.anchor]}. {inline_text(table.caption, names)}"]
    lines.append(" | ".join(column.label for column in table.columns))
    for group in table.groups:
        if group.label:
            lines.append(f"-- {group.label}")
        lines += [" | ".join(_cell(cell, names) for cell in row.cells) for row in group.rows]
    lines += [f"* {inline_text(note, names)}" for note in table.notes]
    return "\n".join(lines)


def _cell(cell: Cell, names: dict[str, str]) -> str:
    return " / ".join(inline_text(line, names) for line in (cell.text, *cell.details))
