"""A forest plot that is higher than a page, as rows for several: what belongs together stays together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from review.figures.forest_anatomy import ForestRow
from review.render.forest_layout import Frame, row_height

#: Rows that never begin a page: each belongs to the row above it.
FOLLOWING = frozenset({"subtotal", "text", "prediction", "spacer"})

#: Rows that a page holds at most, whatever their height: more are no longer read across.
MOST_ROWS = 40


def split_rows(rows: Sequence[ForestRow], places: Frame, *, room: float) -> tuple[tuple[ForestRow, ...], ...]:
    """Return the rows of each page, pages of about the same height and of at most `MOST_ROWS` rows.

    A page that begins within a subgroup repeats its head, marked as continued.

    Parameters
    ----------
    rows
        All rows of the plot.
    places
        Where the columns stand, which decides how high a row is.
    room
        Height that a page has for rows, in points. A page holds at least one row, however high.

    """
    units = _units(rows)
    heights = [sum(row_height(row, places) for row in unit) for unit in units]
    counted = [sum(row.kind != "spacer" for row in unit) for unit in units]
    starts = _starts(heights, counted, room)
    # As many pages as are needed, and these as even as they can be: the last holds no leftover row.
    low, high = min(sum(heights) / len(starts), room), room
    while high - low > 1:
        middle = (low + high) / 2
        tried = _starts(heights, counted, middle)
        if len(tried) > len(starts):
            low = middle
        else:
            starts, high = tried, middle
    chunks = [[row for unit in units[a:b] for row in unit] for a, b in pairwise((*starts, len(units)))]
    return tuple(_with_heads(chunks))


def _starts(heights: Sequence[float], counted: Sequence[int], room: float) -> list[int]:
    """Where each page begins, when each is filled as far as `room` and `MOST_ROWS` allow."""
    starts, used, held = [0], 0.0, 0
    for index, (height, count) in enumerate(zip(heights, counted, strict=True)):
        if index > starts[-1] and (used + height > room or held + count > MOST_ROWS):
            starts.append(index)
            used, held = 0.0, 0
        used, held = used + height, held + count
    return starts


def _units(rows: Sequence[ForestRow]) -> list[list[ForestRow]]:
    """Rows that may not be torn apart: a head with its first row, a row with what follows from it."""
    units: list[list[ForestRow]] = []
    for row in rows:
        follows = bool(units) and (row.kind in FOLLOWING or units[-1][-1].kind == "header")
        if follows:
            units[-1].append(row)
        else:
            units.append([row])
    return units


def _with_heads(chunks: Sequence[Sequence[ForestRow]]) -> list[tuple[ForestRow, ...]]:
    pages: list[tuple[ForestRow, ...]] = []
    head: ForestRow | None = None
    for chunk in chunks:
        inside = head is not None and chunk[0].indented
        again = [replace(head, cells=(f"{head.cells[0]} (continued)",))] if inside and head else []
        pages.append((*again, *chunk))
        head = next((row for row in reversed(chunk) if row.kind == "header"), head)
    return pages
