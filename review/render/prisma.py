"""The PRISMA 2020 flow diagram drawn: boxes as high as their words, no two texts that meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import get_args

from review.figures.prisma import Box, BoxColumn, BoxRow, LineKind, PrismaDiagram
from review.render.svg import Drawing, Point, TextStyle, wrapped

INK = "#1c1f24"
QUIET = "#5b626d"
RULE = "#a9afb9"
PAPER = "#ffffff"
BAND = "#e4ecf3"
BLUE = "#2b6a99"

HEAD = TextStyle(name="ink", size=8.0, colour=INK)
ITEM = TextStyle(name="ink", size=7.5, colour=INK)
DETAIL = TextStyle(name="quiet", size=7.0, colour=QUIET)
TITLE = TextStyle(name="ink", size=8.0, colour=INK, weight="bold")
NOTE = TextStyle(name="quiet", size=7.0, colour=QUIET)

STYLES: Mapping[LineKind, TextStyle] = {"heading": HEAD, "item": ITEM, "detail": DETAIL}
INDENTS: Mapping[LineKind, float] = {"heading": 0.0, "item": 8.0, "detail": 16.0}

#: Line pitch, in ems: boxes are read line by line, tables are not.
PITCH = 1.32
#: Rise of capitals and depth of descenders, in ems of Noto Sans.
RISE, DEPTH = 0.8, 0.25

PADDING = 6.0
MARGIN = 3.0
BAND_WIDTH = 17.0
COLUMN_GAP = 20.0
STREAM_GAP = 26.0
ROW_GAP = 20.0
STACK_GAP = 8.0
LOWEST = 26.0
ARROW = 4.2

#: Width of a box by how many columns of boxes there are: two fill a page's width, five a turned page's.
BOX_WIDTHS = {2: 205.0, 3: 150.0, 4: 124.0, 5: 124.0}

COLUMNS: tuple[BoxColumn, ...] = get_args(BoxColumn)
ROWS: tuple[BoxRow, ...] = get_args(BoxRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A box with its lines broken, and where it stands."""

    box: Box
    lines: tuple[tuple[str, TextStyle, float], ...]
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    @property
    def centre(self) -> float:
        return self.left + self.width / 2

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


def prisma_svg(diagram: PrismaDiagram, *, embed_font: bool) -> str:
    """Draw the diagram.

    Parameters
    ----------
    diagram
        What `review.figures.prisma` laid out.
    embed_font
        Carry the letters with the file: wanted for a file on its own, not within a page that has them.

    Returns
    -------
    The SVG; the same text for the same diagram.

    Raises
    ------
    MissingCharacter
        A source or a reason holds a character that the font does not have.
    """
    lefts, width = _columns(diagram)
    right = max(lefts.values()) + width
    headers, top = _headers(diagram, lefts, width)
    placed, bottoms = _rows(diagram, lefts, width, top)
    drawing = Drawing()
    for text_lines, left, span, height in headers:
        drawing.rectangle(left, MARGIN, span, height, "band", BAND)
        y = MARGIN + (height - TITLE.size * PITCH * len(text_lines)) / 2
        for number, line in enumerate(text_lines):
            baseline = y + TITLE.size * (PITCH * number + RISE + (PITCH - RISE - DEPTH) / 2)
            drawing.text(left + span / 2, baseline, line, TITLE, anchor="middle")
    for phase in diagram.phases:
        first = min(one.top for one in placed.values() if one.box.row == phase.first)
        last = bottoms[phase.last]
        drawing.rectangle(MARGIN, first, BAND_WIDTH, last - first, "band", BAND)
        baseline = MARGIN + BAND_WIDTH / 2 + TITLE.size * 0.36
        drawing.text(baseline, (first + last) / 2, phase.text, TITLE, anchor="middle", turned=True)
    for start, end in diagram.arrows:
        _arrow(drawing, placed[start], placed[end])
    for one in placed.values():
        _draw_box(drawing, one)
    y = max(bottoms.values()) + 4
    for note in diagram.notes:
        for line in wrapped(note, NOTE, right - MARGIN, even=False):
            y += NOTE.size * PITCH
            drawing.text(MARGIN, y, line, NOTE)
        y += 2
    return drawing.finish(
        width=right + MARGIN,
        height=y + (DEPTH * NOTE.size if diagram.notes else 0) + MARGIN,
        key="prisma",
        title=diagram.title,
        description=diagram.alt,
        embed_font=embed_font,
    )


def _columns(diagram: PrismaDiagram) -> tuple[dict[BoxColumn, float], float]:
    used = [column for column in COLUMNS if any(box.column == column for box in diagram.boxes)]
    width, x = BOX_WIDTHS[len(used)], MARGIN + BAND_WIDTH + 10
    lefts: dict[BoxColumn, float] = {}
    for column in used:
        lefts[column] = x
        x += width + (COLUMN_GAP if column in ("main", "other") else STREAM_GAP)
    return lefts, width


def _headers(
    diagram: PrismaDiagram, lefts: Mapping[BoxColumn, float], width: float
) -> tuple[list[tuple[list[str], float, float, float]], float]:
    """Lines, left edge, width and height of each heading; and where the boxes begin."""
    broken = []
    for header in diagram.headers:
        left, span = lefts[header.first], lefts[header.last] + width - lefts[header.first]
        broken.append((wrapped(header.text, TITLE, span - 2 * PADDING), left, span))
    height = max(len(lines) for lines, _, _ in broken) * TITLE.size * PITCH + PADDING
    return [(lines, left, span, height) for lines, left, span in broken], MARGIN + height + 12


def _rows(
    diagram: PrismaDiagram, lefts: Mapping[BoxColumn, float], width: float, top: float
) -> tuple[dict[str, _Placed], dict[BoxRow, float]]:
    """Every box in its place, and where each row ends."""
    placed: dict[str, _Placed] = {}
    bottoms: dict[BoxRow, float] = {}
    for row in ROWS:
        here = [box for box in diagram.boxes if box.row == row]
        if not here:
            continue
        ends = [top + _lowest(diagram, row)]
        for column in dict.fromkeys(box.column for box in here):
            stack = [_placed(box, lefts[column], top, width) for box in here if box.column == column]
            y = top + _drop(stack[0], [one for one in placed.values() if one.box.row == row])
            for one in stack:
                placed[one.box.key] = replace(one, top=y)
                y += one.height + STACK_GAP
            ends.append(y - STACK_GAP)
        bottoms[row] = max(ends)
        top = bottoms[row] + ROW_GAP
    return placed, bottoms


def _lowest(diagram: PrismaDiagram, row: BoxRow) -> float:
    """A row that is a phase by itself is as high as the name of the phase, which reads upwards."""
    alone = [phase.text for phase in diagram.phases if phase.first == phase.last == row]
    return TITLE.width(alone[0]) + PADDING if alone else 0.0


def _drop(one: _Placed, before: Sequence[_Placed]) -> float:
    """How far a box at the side is let down so that the arrow from the box beside it meets its middle."""
    beside = [other for other in before if one.box.column == f"{other.box.column} side"]
    return max(0.0, (beside[0].height - one.height) / 2) if beside else 0.0


def _placed(box: Box, left: float, top: float, width: float) -> _Placed:
    lines = [
        (text, STYLES[line.kind], INDENTS[line.kind])
        for line in box.lines
        for text in wrapped(
            line.text, STYLES[line.kind], width - 2 * PADDING - INDENTS[line.kind], even=False
        )
    ]
    height = max(LOWEST, sum(style.size * PITCH for _, style, _ in lines) + 2 * PADDING)
    return _Placed(box=box, lines=tuple(lines), left=left, top=top, width=width, height=height)


def _draw_box(drawing: Drawing, one: _Placed) -> None:
    with drawing.group("box"):
        drawing.rectangle(one.left, one.top, one.width, one.height, "frame", PAPER, RULE)
        y = one.middle - sum(style.size * PITCH for _, style, _ in one.lines) / 2
        for text, style, indent in one.lines:
            baseline = y + style.size * (RISE + (PITCH - RISE - DEPTH) / 2)
            drawing.text(one.left + PADDING + indent, baseline, text, style)
            y += style.size * PITCH


def _arrow(drawing: Drawing, start: _Placed, end: _Placed) -> None:
    points = list(_path(start, end))
    for before, after in pairwise(points):
        drawing.line(before, after, "arrow", QUIET, 0.9)
    (x0, _), (x1, y1) = points[-2:]
    if x0 == x1:
        head: Sequence[Point] = ((x1, y1), (x1 - ARROW / 2, y1 - ARROW), (x1 + ARROW / 2, y1 - ARROW))
    else:
        back = ARROW if x1 > x0 else -ARROW
        head = ((x1, y1), (x1 - back, y1 - ARROW / 2), (x1 - back, y1 + ARROW / 2))
    drawing.polygon(head, "arrow", QUIET)


def _path(start: _Placed, end: _Placed) -> Iterator[Point]:
    """Down within a column; across to the side; around a corner where both differ."""
    if start.left == end.left:
        yield start.centre, start.bottom
        yield start.centre, end.top
    elif start.box.row == end.box.row and end.top <= start.middle <= end.bottom:
        yield start.right, start.middle
        yield end.left, start.middle
    elif start.box.row == end.box.row:
        # The second box of a place: branch off the arrow to the first.
        trunk = (start.right + end.left) / 2
        yield trunk, start.middle
        yield trunk, end.middle
        yield end.left, end.middle
    else:
        yield start.centre, start.bottom
        yield start.centre, end.middle
        yield (end.right if start.left > end.left else end.left), end.middle
