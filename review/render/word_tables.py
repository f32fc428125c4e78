"""Tables of a Word file that can be edited, as text of WordprocessingML (ECMA-376, part 1, 17.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from review.render.page_fit import UPRIGHT
from review.render.word_parts import attribute
from review.report.blocks import TableBlock

#: Space left and right of the text of a cell, in twentieths of a point.
MARGIN = 80

#: Twentieths of a point that an average letter of a table takes, and the most of the width that a column
#: as wide as its contents may.
_LETTER, _WIDEST = 92, 0.3
#: Room for letters wider than the average, in twentieths of a point.
_SPARE = 124


def table(rows: Iterable[str], widths: Sequence[int], description: str) -> str:
    """A table.

    Parameters
    ----------
    rows
        As `row` gives them.
    widths
        Of the columns, in twentieths of a point.
    description
        The text alternative.

    Examples
    --------
    >>> table([row([cell("<w:p/>", width=900)])], [900], "Rates.").count('w:w="900"')
    2
    """
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    sides = "".join(f'<w:{side} w:w="{MARGIN}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        '<w:tbl><w:tblPr><w:tblW w:type="auto" w:w="0"/><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{sides}</w:tblCellMar>"
        '<w:tblLook w:firstColumn="1" w:firstRow="1" w:lastColumn="0" w:lastRow="0" w:noHBand="0"'
        ' w:noVBand="1" w:val="04A0"/>'
        f"<w:tblDescription w:val={attribute(description)}/></w:tblPr>"
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row(cells: Iterable[str], *, head: bool = False, whole: bool = True) -> str:
    """A row of cells, as `cell` gives them.

    Parameters
    ----------
    head
        Whether Word repeats it on every page, and a screen reader announces it.
    whole
        Whether it stands on one page.

    Examples
    --------
    >>> row([], head=True)
    '<w:tr><w:trPr><w:tblHeader w:val="true"/><w:cantSplit w:val="true"/></w:trPr></w:tr>'
    """
    repeated = '<w:tblHeader w:val="true"/>' if head else ""
    kept = '<w:cantSplit w:val="true"/>' if whole else ""
    properties = f"<w:trPr>{repeated}{kept}</w:trPr>" if head or whole else ""
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def cell(content: str, *, width: int, columns: int = 1, edges: str = "", ground: str = "") -> str:
    """A cell that holds paragraphs.

    Parameters
    ----------
    width
        In twentieths of a point, of all its columns together.
    columns
        How many it spans.
    edges
        As `borders` gives them.
    ground
        Its colour.

    Examples
    --------
    >>> cell("<w:p/>", width=900)
    '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="900"/></w:tcPr><w:p/></w:tc>'
    """
    spanned = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    shaded = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>' if ground else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{width}"/>{spanned}{edges}{shaded}</w:tcPr>{content}</w:tc>'
    )


def borders(sides: Mapping[str, tuple[int, str]]) -> str:
    """Borders of a cell: by side its width in eighths of a point and its colour.

    >>> borders({"top": (8, "1C1F24")})
    '<w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="1C1F24"/></w:tcBorders>'
    """
    drawn = "".join(
        f'<w:{side} w:val="single" w:sz="{sides[side][0]}" w:space="0" w:color="{sides[side][1]}"/>'
        for side in ("top", "left", "bottom", "right")
        if side in sides
    )
    return f"<w:tcBorders>{drawn}</w:tcBorders>"


def widths(block: TableBlock, *, whole: float = UPRIGHT[0]) -> list[int]:
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
    for at, column in enumerate(block.columns):
        texts = [column.label] if " " not in column.label else column.label.split(" / ")
        texts += [
            "".join(span.text for span in line)
            for group in block.groups
            for entry in group.rows
            for line in (entry.cells[at].text, *entry.cells[at].details)
        ]
        wanted = _LETTER * max(map(len, texts)) + 2 * MARGIN + _SPARE
        natural.append(min(int(_WIDEST * wide), wanted))
    fixed = sum(width for width, column in zip(natural, block.columns, strict=True) if not column.share)
    shares = sum(column.share for column in block.columns)
    if not shares:
        return [width * wide // fixed for width in natural]
    rest = wide - fixed
    return [
        int(rest * column.share / shares) if column.share else width
        for width, column in zip(natural, block.columns, strict=True)
    ]
