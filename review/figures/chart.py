"""The anatomy of a statistical plot: scales, and marks whose numbers are those that are drawn.

A `Chart` holds panels; a panel holds two scales and marks, the first painted first. Nothing is left to be
computed when it is drawn (`review/render/chart.py`): a curve is its points, a cloud its counts. What a mark
looks like follows from its `role`, a key of `review.render.colours.COLOURS`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Values = tuple[float, ...]
Shape = Literal["circle", "diamond", "square", "bar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """An axis: its ends and ticks in the unit of the marks; `low` above `high` runs downwards."""

    label: str
    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    log: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One value. `label` is written beside it where there is room; `detail` is what a pointer shows.

    Parameters
    ----------
    size
        Area, relative to an ordinary dot.
    must
        Whether the label goes first where room is short.
    """

    x: float
    y: float
    detail: str
    label: str = ""
    size: float = 1.0
    role: str = "cohort"
    shape: Shape = "circle"
    must: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Points that are joined."""

    x: Values
    y: Values
    role: str
    width: float = 1.2
    dash: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What lies between two curves over the same `x`; turned, between two values of x over the same y."""

    x: Values
    low: Values
    high: Values
    role: str
    turned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line across the panel at a value of one axis."""

    axis: Literal["x", "y"]
    at: float
    role: str
    width: float = 1.0
    dash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cells:
    """Counts over a grid, each as a step of shade from 0 (none) to 5; one row for each step of y."""

    x_edges: Values
    y_edges: Values
    shade: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A text at a place of the panel, beginning or ending there."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"


Mark = Dot | Line | Area | Rule | Cells | Tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """An entry of the key: how a mark looks, and what it stands for."""

    label: str
    role: str
    looks: Literal["dot", "diamond", "line", "area"]
    dash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One pair of axes.

    Parameters
    ----------
    right
        A second scale at the right edge, in the unit of y.
    rows
        Whether y counts rows, whose names are the ticks: they stand at the left panel only, without a line.
    """

    x: Scale
    y: Scale
    marks: tuple[Mark, ...]
    title: str = ""
    right: Scale | None = None
    rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A figure of one or more panels.

    Parameters
    ----------
    name
        Differs from those of other figures: the analysis and the kind.
    height
        Of each panel, in points.
    columns
        Panels side by side where the page is wide enough.
    narrowest
        Points that a panel must be wide, else fewer stand side by side.
    caution
        What keeps this figure from misleading; it stands under it, before the other notes.
    alt
        What the figure shows, in numbers.
    """

    name: str
    title: str
    panels: tuple[Panel, ...]
    height: float
    alt: str
    foot: tuple[str, ...] = ()
    caution: str = ""
    key: tuple[Key, ...] = field(default=())
    columns: int = 1
    narrowest: float = 110.0
