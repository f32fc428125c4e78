"""A chart as SVG: matplotlib draws the axes and the marks, our own layout says where they stand."""

from __future__ import annotations

import functools
from math import cos, pi, sin, sqrt
from threading import RLock
from typing import TYPE_CHECKING, Any

from review.figures.chart import Area, Cells, Chart, Dot, Line, Mark, Panel, Rule, Shape, Tag
from review.render.chart_layout import (
    DOT_NAME_WIDEST,
    LABEL_GAP,
    LINE,
    PAGE_WIDTH,
    ROWS_GAP,
    SWATCH,
    ChartLayout,
    KeyPlace,
    Place,
    chart_layout,
    place_on,
    shortened,
)
from review.render.chart_theme import DOT, DOT_NAME, LABEL, NAME, TICK, TITLE, despine, theme
from review.render.colours import light
from review.render.dot_names import NamedDot, place_names
from review.render.svg import Drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Settings of matplotlib hold for all threads of a process.
_ONE_AT_A_TIME = RLock()

#: Corners of what stands for a round dot: more could not be seen in print.
_CORNERS = 28

#: Of more dots than this only those that must have their name bear it.
MOST_NAMED = 24


def chart_svg(chart: Chart, *, embed_font: bool, width: float = PAGE_WIDTH) -> str:
    """Return the SVG of a chart, drawn for a page of `width` points; its letters keep their size.

    Parameters
    ----------
    embed_font
        Carry the letters used with the file; without them a viewer needs the font or a like one.
    """
    with _ONE_AT_A_TIME:
        layout, drawing = _drawn(chart, width)
    return drawing.finish(
        width=layout.width,
        height=layout.height,
        key=chart.name,
        title=chart.title,
        description=f"{chart.alt} {chart.caution}".strip(),
        embed_font=embed_font,
    )


@functools.lru_cache(maxsize=16)
def _drawn(chart: Chart, width: float) -> tuple[ChartLayout, Drawing]:
    """The drawing, which page, PDF, Word and files each want, made once."""
    from matplotlib.figure import Figure

    from review.render.matplotlib_drawing import DrawingCanvas

    layout = chart_layout(chart, width)
    drawing = Drawing()
    with theme():
        figure = Figure(figsize=(layout.width / 72, layout.height / 72), dpi=72)
        canvas = DrawingCanvas(figure, drawing)
        figure.patch.set_visible(False)
        for place in layout.panels:
            _panel(figure, place, layout)
        figure.draw(canvas.get_renderer())
    _texts(drawing, layout)
    return layout, drawing


def _panel(figure: Any, place: Place, layout: ChartLayout) -> None:
    box, panel = place.box, place.panel
    axes = figure.add_axes(
        (
            box.left / layout.width,
            1 - (box.top + box.height) / layout.height,
            box.width / layout.width,
            box.height / layout.height,
        )
    )
    if panel.x.log:
        axes.set_xscale("log")
    axes.set_xlim(panel.x.low, panel.x.high)
    axes.set_ylim(panel.y.low, panel.y.high)
    axes.minorticks_off()
    axes.set_xticks([at for at, _ in place.x_ticks], labels=[text for _, text in place.x_ticks])
    axes.set_yticks([at for at, _ in place.y_ticks], labels=[text for _, text in place.y_ticks])
    despine(axes, left=panel.rows or not panel.y.ticks, right=panel.right is None)
    if panel.rows:
        axes.tick_params(axis="y", length=0, pad=ROWS_GAP - 2, labelsize=NAME.size, labelcolor=light("ink"))
    if panel.right is not None:
        _right_scale(axes, panel)
    for order, mark in enumerate(panel.marks):
        _mark(axes, mark, 2 + order / (1 + len(panel.marks)))


def _right_scale(axes: Axes, panel: Panel) -> None:
    assert panel.right is not None
    right = axes.twinx()
    right.set_ylim(panel.right.low, panel.right.high)
    right.minorticks_off()
    right.set_yticks([at for at, _ in panel.right.ticks], labels=[text for _, text in panel.right.ticks])
    despine(right, left=True, right=False, bottom=True)


def _mark(axes: Axes, mark: Mark, order: float) -> None:
    match mark:
        case Dot():
            axes.plot(
                [mark.x],
                [mark.y],
                linestyle="none",
                marker=_marker(mark.shape),
                markersize=_radius(mark) * 2,
                markerfacecolor=light(mark.role),
                markeredgecolor=light("paper"),
                markeredgewidth=0.6,
                gid=mark.detail,
                clip_on=False,
                zorder=order + 1,
            )
        case Line():
            axes.plot(
                mark.x,
                mark.y,
                color=light(mark.role),
                linewidth=mark.width,
                linestyle=_dashes(mark.dash),
                gid=mark.detail or None,
                zorder=order,
            )
        case Area(turned=True):
            axes.fill_betweenx(mark.x, mark.low, mark.high, color=light(mark.role), linewidth=0, zorder=order)
        case Area():
            axes.fill_between(mark.x, mark.low, mark.high, color=light(mark.role), linewidth=0, zorder=order)
        case Rule():
            draw = axes.axvline if mark.axis == "x" else axes.axhline
            draw(
                mark.at,
                color=light(mark.role),
                linewidth=mark.width,
                linestyle=_dashes(mark.dash),
                zorder=order,
            )
        case Cells():
            _cells(axes, mark, order)
        case Tag():
            pass


def _cells(axes: Axes, cells: Cells, order: float) -> None:
    """Cells of one shade that lie side by side are one rectangle: a file of some kilobytes."""
    from matplotlib.patches import Rectangle

    for row, shades in enumerate(cells.shade):
        bottom, top = cells.y_edges[row], cells.y_edges[row + 1]
        start = 0
        for at in range(1, len(shades) + 1):
            if at < len(shades) and shades[at] == shades[start]:
                continue
            if shades[start]:
                left, right = cells.x_edges[start], cells.x_edges[at]
                colour = light(f"shade-{shades[start]}")
                axes.add_patch(
                    Rectangle(
                        (left, bottom),
                        right - left,
                        top - bottom,
                        facecolor=colour,
                        linewidth=0,
                        zorder=order,
                    )
                )
            start = at


def _texts(drawing: Drawing, layout: ChartLayout) -> None:
    """All that is no mark: the key, labels of axes, names of dots, and the notes."""
    for entry in layout.key:
        _key(drawing, entry)
    for place in layout.panels:
        _labels(drawing, place)
        for name in _names(place):
            drawing.text(name.left, name.baseline, name.name, DOT_NAME)
    for note in layout.notes:
        drawing.text(6.0, note.baseline, note.text, note.style)


def _labels(drawing: Drawing, place: Place) -> None:
    box, panel = place.box, place.panel
    left = box.left if panel.rows else box.left - _widest(place.y_ticks)
    heads = [*((line, TITLE) for line in place.title), *((line, LABEL) for line in place.y_label)]
    for above, (line, style) in enumerate(reversed(heads)):
        drawing.text(left, box.top - LABEL_GAP - above * LABEL.size * LINE, line, style)
    if panel.right is not None:
        drawing.text(box.left + box.width, box.top - LABEL_GAP, panel.right.label, LABEL, anchor="end")
    y = box.top + box.height + 8.0 + TICK.size + LABEL.size
    for number, line in enumerate(place.x_label):
        drawing.text(box.left + box.width / 2, y + number * LABEL.size * LINE, line, LABEL, anchor="middle")


def _widest(ticks: tuple[tuple[float, str], ...]) -> float:
    return max((TICK.width(text) for _, text in ticks), default=-8.0) + 8.0


def _names(place: Place) -> Any:
    box, panel = place.box, place.panel
    dots = [mark for mark in panel.marks if isinstance(mark, Dot)]
    strips = [_strip(place, mark) for mark in panel.marks if isinstance(mark, Rule)]
    strips += [_strip_of(place, mark) for mark in panel.marks if isinstance(mark, Line) and len(mark.x) == 2]
    crowded = len(dots) > MOST_NAMED
    named = [
        NamedDot(
            x=box.left + place_on(panel.x, dot.x, box.width),
            y=box.top + box.height - place_on(panel.y, dot.y, box.height),
            radius=_radius(dot),
            name=shortened(dot.label, DOT_NAME, DOT_NAME_WIDEST),
            must=dot.must,
        )
        for dot in dots
        if dot.label and (dot.must or not crowded)
    ]
    frame = (box.left + 2, box.top, box.left + box.width, box.top + box.height - 2)
    return place_names(named, frame, DOT_NAME, lines=strips)


def _strip(place: Place, rule: Rule) -> tuple[float, float, float, float]:
    """The strip of the page that a line across the panel takes."""
    box, panel = place.box, place.panel
    if rule.axis == "x":
        x = box.left + place_on(panel.x, rule.at, box.width)
        return x - 1, box.top, x + 1, box.top + box.height
    y = box.top + box.height - place_on(panel.y, rule.at, box.height)
    return box.left, y - 1, box.left + box.width, y + 1


def _strip_of(place: Place, line: Line) -> tuple[float, float, float, float]:
    """The strip that an upright or level line takes; of a slanting one the box about it."""
    box, panel = place.box, place.panel
    xs = [box.left + place_on(panel.x, x, box.width) for x in line.x]
    ys = [box.top + box.height - place_on(panel.y, y, box.height) for y in line.y]
    return min(xs) - 1, min(ys) - 1, max(xs) + 1, max(ys) + 1


def _key(drawing: Drawing, place: KeyPlace) -> None:
    key, left, middle = place.key, place.left, place.middle
    right, colour = left + SWATCH, light(place.key.role)
    match key.looks:
        case "area":
            corners = [(left, middle - 4), (right, middle - 4), (right, middle + 4), (left, middle + 4)]
            drawing.polygon(corners, key.role, colour)
        case "line":
            drawing.line((left, middle), (right, middle), key.role, colour, 1.4, dash=key.dash)
        case "dot" | "diamond":
            shape: Shape = "circle" if key.looks == "dot" else "diamond"
            centre = (left + right) / 2
            points = [(centre + x * DOT / 2, middle - y * DOT / 2) for x, y in _outline(shape)]
            drawing.polygon(points, key.role, colour)
    drawing.text(right + 4, middle + 0.36 * LABEL.size, key.label, LABEL)


def _radius(dot: Dot) -> float:
    return DOT / 2 * sqrt(dot.size)


def _dashes(dash: str) -> Any:
    return (0, tuple(float(part) for part in dash.split())) if dash else "solid"


def _marker(shape: Shape) -> Any:
    """The outline as matplotlib scales markers: it takes the extent ±0.5 for one unit of size."""
    from matplotlib.path import Path

    corners = _outline(shape)
    return Path([*corners, corners[0]], closed=True)


def _outline(shape: Shape) -> list[tuple[float, float]]:
    """Corners of a shape about 0, within ±1 but for the diamond, whose area equals the circle's."""
    if shape == "diamond":
        reach = sqrt(pi / 2)
        return [(reach, 0.0), (0.0, reach), (-reach, 0.0), (0.0, -reach)]
    if shape == "square":
        return [(0.89, 0.89), (-0.89, 0.89), (-0.89, -0.89), (0.89, -0.89)]
    if shape == "bar":
        return [(0.25, 1.0), (-0.25, 1.0), (-0.25, -1.0), (0.25, -1.0)]
    return [(cos(2 * pi * i / _CORNERS), sin(2 * pi * i / _CORNERS)) for i in range(_CORNERS)]
