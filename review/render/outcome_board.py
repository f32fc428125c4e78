"""The outcome board drawn: a text in every cell, and under it a bar or a dot on the scale of its column."""

from __future__ import annotations

from dataclasses import replace

from review.analysis.layouts import USUAL_STYLE
from review.figures.outcome_board import BoardCell, BoardRow, OutcomeBoard
from review.render.colours import light
from review.render.lettering import lettering
from review.render.svg import Drawing, wrapped

_LETTERS = lettering(USUAL_STYLE)
MARGIN = 4.0

#: Width of the names and of a column, room between columns, height of a row without further lines.
NAMES = 170.0
COLUMN = 88.0
GAP = 14.0
ROW = 22.0
HEAD_ROW = 17.0

#: Height of the bar under a text.
BAR = 3.4


def outcome_board_svg(board: OutcomeBoard, *, embed_font: bool) -> str:
    """Return the SVG of a board, whole."""
    return _page(board, embed_font=embed_font)


def outcome_board_pages(board: OutcomeBoard, *, tallest: float, embed_font: bool) -> tuple[str, ...]:
    """Return the board on pages of up to `tallest` points; the notes stand on the last."""
    room = tallest - _height(replace(board, rows=()))
    pages: list[list[BoardRow]] = [[]]
    used = 0.0
    for row in board.rows:
        height = _row_height(row)
        if pages[-1] and used + height > room:
            # A head of a subgroup does not stand alone at the end of a page.
            moved = [pages[-1].pop()] if not pages[-1][-1].cells and len(pages[-1]) > 1 else []
            pages.append(moved)
            used = sum(map(_row_height, moved))
        pages[-1].append(row)
        used += height
    return tuple(
        _page(
            replace(board, rows=tuple(rows), foot=board.foot if rows is pages[-1] else ()),
            embed_font=embed_font,
            number=number,
        )
        for number, rows in enumerate(pages, start=1)
    )


def _width(board: OutcomeBoard) -> float:
    return 2 * MARGIN + NAMES + len(board.columns) * (COLUMN + GAP)


def _height(board: OutcomeBoard) -> float:
    return _draw(Drawing(), board)


def _page(board: OutcomeBoard, *, embed_font: bool, number: int = 1) -> str:
    drawing = Drawing()
    height = _draw(drawing, board)
    told = ". ".join(row.description for row in board.rows if row.cells)
    return drawing.finish(
        width=_width(board),
        height=height,
        key=f"{board.name}-{number}".replace("_", "-"),
        title=board.title,
        description=board.alt if number == 1 else f"Page {number} of the same board. {told}.",
        embed_font=embed_font,
    )


def _draw(drawing: Drawing, board: OutcomeBoard) -> float:
    """Draw the board, and return its height."""
    y = _titles(drawing, board)
    for row in board.rows:
        _row(drawing, row, y)
        y += _row_height(row)
    y += 4.0
    for note in board.foot:
        for line in wrapped(note, _LETTERS.small, _width(board) - 2 * MARGIN, even=False):
            y += _LETTERS.small_line
            drawing.text(MARGIN, y, line, _LETTERS.small)
    return y + MARGIN + 2.0


def _left(number: int) -> float:
    return MARGIN + NAMES + GAP + number * (COLUMN + GAP)


def _titles(drawing: Drawing, board: OutcomeBoard) -> float:
    titles = [wrapped(title, _LETTERS.heading, COLUMN) for title in board.columns]
    most = max(len(lines) for lines in titles)
    y = MARGIN + _LETTERS.heading.size + (most - 1) * _LETTERS.small_line
    drawing.text(MARGIN, y, "Cohort", _LETTERS.heading)
    for number, (lines, scale) in enumerate(zip(titles, board.scales, strict=True)):
        for up, line in enumerate(reversed(lines)):
            drawing.text(_left(number), y - up * _LETTERS.small_line, line, _LETTERS.heading)
        drawing.text(_left(number), y + _LETTERS.small_line, scale, _LETTERS.small)
    y += _LETTERS.small_line + 5.0
    drawing.line((MARGIN, y), (_width(board) - MARGIN, y), "rule", light("rule"), 0.75)
    return y + 2.0


def _row_height(row: BoardRow) -> float:
    lines = len(_name(row))
    return max(ROW, lines * _LETTERS.line + 8.0) if row.cells else HEAD_ROW + (lines - 1) * _LETTERS.line


def _name(row: BoardRow) -> list[str]:
    """The lines of a name; the head of a subgroup may run on over what stands beside it."""
    style, room = (_LETTERS.text, NAMES) if row.cells else (_LETTERS.strong, NAMES + 2 * (COLUMN + GAP))
    return wrapped(row.label, style, room)


def _row(drawing: Drawing, row: BoardRow, top: float) -> None:
    baseline = top + 11.0
    if not row.cells:
        for number, line in enumerate(_name(row)):
            drawing.text(MARGIN, baseline + number * _LETTERS.line, line, _LETTERS.strong)
        return
    with drawing.group("cohort", row.description):
        for number, line in enumerate(_name(row)):
            drawing.text(MARGIN, baseline + number * _LETTERS.line, line, _LETTERS.text)
        for number, cell in enumerate(row.cells):
            _cell(drawing, cell, _left(number), baseline)


def _cell(drawing: Drawing, cell: BoardCell, left: float, baseline: float) -> None:
    style = _LETTERS.quiet if cell.missing else _LETTERS.text
    drawing.text(left, baseline, cell.text, style)
    y = baseline + 5.5
    if cell.missing or cell.share is None:
        return
    drawing.line((left, y), (left + COLUMN, y), "grid", light("grid"), BAR)
    if cell.low is not None or cell.high is not None:
        ends = (cell.share if cell.low is None else cell.low, cell.share if cell.high is None else cell.high)
        _bar(drawing, left, ends[0], ends[1], y, 1.0)
        _bar(drawing, left, cell.share - 0.012, cell.share + 0.012, y, BAR + 1.0)
    else:
        _bar(drawing, left, 0.0, cell.share, y, BAR)


def _bar(drawing: Drawing, left: float, start: float, end: float, y: float, width: float) -> None:
    first, last = (left + min(1.0, max(0.0, share)) * COLUMN for share in (start, end))
    drawing.line((first, y), (last, y), "cohort", light("cohort"), width)
