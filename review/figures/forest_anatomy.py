"""The parts of a forest plot, as data: every text as it is printed, every mark as proportions.

`review/figures/forest.py` and `review/figures/sensitivity.py` make such plots, `review/render/forest.py`
draws them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from review.analysis.layouts import USUAL_STYLE, Style
from review.figures.axis import Axis

RowKind = Literal["header", "cohort", "subtotal", "total", "prediction", "spacer", "text"]
Shape = Literal["square", "diamond", "bar", "dot"]
Rank = Literal["cohort", "primary", "secondary", "excluded"]
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what stands over it, on which side of the plot, how it is set.

    ``align_on`` is the character that stands in one line down the column (the slash of 19/52); without
    it ``right`` says whether the text is set to the right. ``quiet`` text stands back. A column of
    ``lights`` holds signs of `review.extraction.risk_of_bias.tool.LIGHTS`, drawn as lights. A ``tight``
    column stands near the one before it.
    """

    key: str
    title: str
    side: Side
    align_on: str = ""
    right: bool = False
    quiet: bool = False
    lights: bool = False
    tight: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is drawn in a row: proportions on the axis.

    ``area`` is the share of the area of the largest square; ``rank`` says what stands out: the answer
    to the question is primary, what is in no pooled rate is excluded.
    """

    shape: Shape
    rank: Rank
    low: float
    high: float
    estimate: float | None = None
    area: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of a bar that shows a whole: ends as proportions, its code, what is written in it.

    ``code`` is a key of `review.figures.composition.PARTS`; ``label`` is left out where it has no room.
    """

    code: str
    low: float
    high: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestRow:
    """One row: its cells in the order of the plot's columns, its mark, one sentence for a reader's ear.

    A row of kind ``text`` or ``header`` has one cell, which spans the columns left of the plot.
    ``cohort_id`` is that of the cohort that a row shows, empty for others.

    Parameters
    ----------
    second
        A mark below the first, such as that of a shrunken rate.
    segments
        A bar of parts; where the plot has a panel it stands there.
    quiet
        The row stands back: it is in no pooled rate.
    hidden
        The row takes its place and nothing of it is drawn, so that two figures have rows at one height.
    """

    kind: RowKind
    cells: tuple[str, ...] = ()
    mark: Mark | None = None
    second: Mark | None = None
    segments: tuple[Segment, ...] = ()
    description: str = ""
    indented: bool = False
    strong: bool = False
    quiet: bool = False
    hidden: bool = False
    cohort_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A rate to compare with, such as that of a historical control."""

    value: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestPlot:
    """A forest plot, complete.

    ``pooled`` is where the dashed line stands: none where the total is not drawn or is secondary.
    ``foot`` is printed below the plot, ``alt`` is read instead of it.

    Parameters
    ----------
    over_plot
        What stands over the plot, in the line of the columns' titles.
    panel
        Title of a panel of bars right of everything else; empty where bars stand in the plot.
    key
        Codes of the parts of bars that occur, each with its meaning.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[ForestRow, ...]
    axis: Axis
    foot: tuple[str, ...]
    alt: str
    pooled: float | None = None
    reference: Reference | None = None
    style: Style = USUAL_STYLE
    over_plot: str = ""
    panel: str = ""
    key: tuple[tuple[str, str], ...] = ()
