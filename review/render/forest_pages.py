"""Where a long forest plot breaks: never after a heading, never before a subtotal or the total."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from review.figures.forest_anatomy import ForestRow

#: What fits on a journal page at the size of the figure, with the axis and the lines below.
ROWS_PER_PAGE = 40

Block = tuple[ForestRow, ...]


def paged(rows: Sequence[ForestRow], *, most: int = ROWS_PER_PAGE) -> tuple[Block, ...]:
    """Return the rows of each page: as few pages as `most` rows allow, about equally full.

    A subgroup that goes on over a page is named again. Spacers count as no row.

    Examples
    --------
    >>> cohort = ForestRow(kind="cohort", cells=("A",))
    >>> [len(page) for page in paged([cohort] * 60)]
    [30, 30]
    """
    blocks = tuple(_blocks(rows))
    fewest = len(_filled(blocks, most))
    even = next(limit for limit in range(1, most + 1) if len(_filled(blocks, limit)) <= fewest)
    return tuple(_continued(_filled(blocks, even)))


def _blocks(rows: Sequence[ForestRow]) -> Iterator[Block]:
    """Rows that stay together."""
    block: list[ForestRow] = []
    for row in rows:
        opens = row.kind in {"header", "cohort"} or (row.kind == "subtotal" and not row.indented)
        if opens and block and block[-1].kind != "header":
            yield tuple(block)
            block = []
        block.append(row)
    if block:
        yield tuple(block)


def _filled(blocks: Sequence[Block], limit: int) -> list[list[ForestRow]]:
    pages: list[list[ForestRow]] = [[]]
    for block in blocks:
        if pages[-1] and _count(pages[-1]) + _count(block) > limit:
            pages.append([])
        pages[-1] += block
    return pages


def _count(rows: Sequence[ForestRow]) -> int:
    return sum(row.kind != "spacer" for row in rows)


def _continued(pages: Sequence[Sequence[ForestRow]]) -> Iterator[Block]:
    heading: ForestRow | None = None
    for page in pages:
        goes_on = heading is not None and page[0].kind == "cohort" and page[0].indented
        named = (replace(heading, cells=(f"{heading.cells[0]} (continued)",)),) if goes_on and heading else ()
        yield (*named, *page)
        heading = next((row for row in reversed(page) if row.kind == "header"), heading)
