"""A backend of matplotlib that draws on a `Drawing`: the one place where matplotlib meets our SVG.

matplotlib and seaborn know axes, scales, ticks and clipping; what they draw becomes the same texts and paths
that the drawings by hand are made of. So every figure takes one road to every format (PDF, PNG, TIFF, EPS),
has its letters measured by the shipped font, its colours known by class for dark pages, and the same bytes on
every run. Curves must be given as points, and no colour is transparent: EPS knows no transparency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import pairwise
from typing import Any

from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from review.render.colours import COLOURS
from review.render.fonts import Weight
from review.render.svg import Drawing, Point, TextStyle

#: Height of a line and its part below the baseline, in units of the letters' size (Noto Sans).
LINE_HEIGHT, DESCENT = 0.93, 0.21

#: Class of each colour; of roles that share one, the first.
ROLES: Mapping[str, str] = {COLOURS[role].light: role for role in reversed(tuple(COLOURS))}


class DrawingRenderer(RendererBase):
    """Paints on a drawing; one unit of matplotlib's display is one point."""

    def __init__(self, drawing: Drawing, width: float, height: float) -> None:
        super().__init__()
        self.drawing = drawing
        self.width, self.height = width, height
        self._groups: list[ExitStack] = []

    def open_group(self, s: str, gid: str | None = None) -> None:  # noqa: ARG002
        """Open a group whose title is the artist's gid: what a pointer resting on it shows."""
        stack = ExitStack()
        if gid:
            stack.enter_context(self.drawing.group("mark", gid))
        self._groups.append(stack)

    def close_group(self, s: str) -> None:  # noqa: ARG002, D102
        self._groups.pop().close()

    def draw_path(self, gc: GraphicsContextBase, path: Any, transform: Any, rgbFace: Any = None) -> None:  # noqa: D102
        for corners in path.to_polygons(transform, closed_only=False):
            part = [(float(x), float(y)) for x, y in corners]
            self._fill(gc, part, rgbFace)
            self._stroke(gc, part)

    def draw_text(  # noqa: D102
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: Any,
        angle: float,  # noqa: ARG002  no text is turned
        ismath: Any = False,  # noqa: ARG002
        mtext: Any = None,  # noqa: ARG002
    ) -> None:
        role, colour = _painted(gc.get_rgb())
        style = TextStyle(name=role, size=_size(prop), colour=colour, weight=_weight(prop))
        self.drawing.text(x, y, s, style)

    def get_text_width_height_descent(  # noqa: D102
        self,
        s: str,
        prop: Any,
        ismath: Any,  # noqa: ARG002
    ) -> tuple[float, float, float]:
        size = _size(prop)
        style = TextStyle(name="ink", size=size, colour="", weight=_weight(prop))
        return style.width(s), LINE_HEIGHT * size, DESCENT * size

    def get_canvas_width_height(self) -> tuple[float, float]:  # noqa: D102
        return self.width, self.height

    def _fill(self, gc: GraphicsContextBase, part: list[Point], face: Any) -> None:
        if face is None or len(part) < 3:
            return
        box = gc.get_clip_rectangle()
        points = part if box is None else clipped_polygon(part, box.extents)
        if len(points) > 2:
            self.drawing.polygon(self._turned(points), *_painted(face))

    def _stroke(self, gc: GraphicsContextBase, part: list[Point]) -> None:
        if gc.get_linewidth() == 0:
            return
        box = gc.get_clip_rectangle()
        pattern: Any = gc.get_dashes()[1]
        dash = " ".join(f"{length:g}" for length in pattern) if pattern else ""
        for run in [part] if box is None else clipped_line(part, box.extents):
            self.drawing.polyline(self._turned(run), *_painted(gc.get_rgb()), gc.get_linewidth(), dash=dash)

    def _turned(self, points: Sequence[Point]) -> list[Point]:
        """Matplotlib's y grows upwards, a drawing's downwards."""
        return [(x, self.height - y) for x, y in points]


class DrawingCanvas(FigureCanvasBase):
    """A canvas that hands out a renderer of its drawing."""

    def __init__(self, figure: Figure, drawing: Drawing) -> None:
        super().__init__(figure)
        width, height = figure.get_size_inches() * 72
        self.renderer = DrawingRenderer(drawing, float(width), float(height))

    def get_renderer(self) -> DrawingRenderer:  # noqa: D102
        return self.renderer


def clipped_line(points: Sequence[Point], box: Sequence[float]) -> list[list[Point]]:
    """Return the parts of a line that lie in a box (x0, y0, x1, y1), each as its points.

    >>> clipped_line([(-1, 0.5), (0.5, 0.5), (0.5, 3)], (0, 0, 1, 1))
    [[(0.0, 0.5), (0.5, 0.5), (0.5, 1.0)]]
    """
    runs: list[list[Point]] = []
    for a, b in pairwise(points):
        enter, leave = 0.0, 1.0
        for axis in (0, 1):
            for edge, sign in ((box[axis], 1.0), (box[axis + 2], -1.0)):
                inside, across = sign * (a[axis] - edge), sign * (b[axis] - a[axis])
                if across == 0:
                    leave = -1.0 if inside < 0 else leave
                elif across > 0:
                    enter = max(enter, -inside / across)
                else:
                    leave = min(leave, -inside / across)
        if enter > leave:
            continue
        start, end = _between(a, b, enter), _between(a, b, leave)
        if runs and runs[-1][-1] == start:
            runs[-1].append(end)
        else:
            runs.append([start, end])
    return runs


def clipped_polygon(points: Sequence[Point], box: Sequence[float]) -> list[Point]:
    """Return the part of a polygon that lies in a box, edge after edge (Sutherland and Hodgman 1974).

    >>> sorted(clipped_polygon([(0, 0), (2, 0), (2, 1), (0, 1)], (0, 0, 1, 1)))
    [(0, 0), (0, 1), (1.0, 0.0), (1.0, 1.0)]
    """
    kept = list(points[:-1] if len(points) > 1 and points[0] == points[-1] else points)
    for axis in (0, 1):
        for edge, sign in ((box[axis], 1.0), (box[axis + 2], -1.0)):
            cut: list[Point] = []
            for here, there in zip(kept, [*kept[1:], *kept[:1]], strict=True):
                inside, then = sign * (here[axis] - edge), sign * (there[axis] - edge)
                if inside >= 0:
                    cut.append(here)
                if inside * then < 0:
                    cut.append(_between(here, there, inside / (inside - then)))
            kept = cut
    return kept


def _between(a: Point, b: Point, share: float) -> Point:
    return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])


def _painted(colour: Any) -> tuple[str, str]:
    """The class and the colour that an element is painted with; every colour is one of `COLOURS`."""
    light = to_hex(colour)
    return ROLES[light], light


def _size(prop: Any) -> float:
    return float(prop.get_size_in_points())


def _weight(prop: Any) -> Weight:
    return "bold" if prop.get_weight() in ("bold", 700) else "regular"
