"""How forest plots of journals look: presets that an analysis file names as ``figure.layout``.

A preset moves no number. It says which columns stand where and in which order, what they are called, how
numbers are written, where heterogeneity stands, and sizes and colours. To add one, add an entry to
`LAYOUTS`; the analysis file, the command line, their errors and the tests read it from there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from review.analysis.numerals import PER_CENT, Numerals

#: In the place of this column stand the fields that the analysis file asks for, else the layout's own.
FIELDS = "fields"

#: Columns that a plot can show beside fields of the form: what each holds.
PLOT_COLUMNS: Mapping[str, str] = {
    "counts": "patients with the outcome / patients",
    "events": "patients with the outcome",
    "total": "patients",
    "rate": "the rate",
    "interval": "its interval",
    "effect": "the rate with its interval in one column",
    "weight": "the weight in the model, where it has weights",
    "shrunken": "the rate drawn towards the pooled rate",
    "assessment": "assessor and confirmation in one column",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """Sizes in points, and colours by their names in `review.render.colours.COLOURS`.

    Parameters
    ----------
    pitch
        Height of a row in ems of its text.
    diamonds
        Filled, or drawn as an outline.
    grid
        Lines down from every tick.
    pooled_line
        The line at the pooled rate: dashed, a hairline, or none.
    reference_line
        The line at the rate to compare with: dotted, or whole as the line of no effect is elsewhere.
    frame
        Rules above and below the heads of the columns, or below only.
    """

    size: float = 8.0
    heading: float = 7.5
    small: float = 7.0
    pitch: float = 1.95
    heading_colour: str = "quiet"
    square: str = "cohort"
    primary: str = "primary"
    secondary: str = "secondary"
    diamonds: Literal["filled", "outlined"] = "filled"
    grid: bool = True
    pooled_line: Literal["dashed", "hairline", "none"] = "dashed"
    reference_line: Literal["dotted", "whole"] = "dotted"
    frame: Literal["below", "around"] = "below"


#: Sizes and colours where a layout has none of its own.
USUAL_STYLE = Style()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One way to set a forest plot.

    Parameters
    ----------
    left, right
        Columns on either side of the plot: keys of `PLOT_COLUMNS`, ``cohort`` and `FIELDS`.
    fields
        Fields of the form that stand beside the cohort where the analysis file asks for none.
    titles
        What stands over a column where it is not its usual title; ``{level}`` is that of the intervals.
    over_plot
        What stands over the plot; ``{rate}`` is the outcome's, ``{level}`` that of the intervals.
    total, subtotal
        What pooled rates are called; ``{cohorts}`` is how many there are.
    heterogeneity
        Whether heterogeneity over all stands below the plot or in a row under the pooled rate.
    """

    code: str
    label: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    fields: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    over_plot: str = ""
    total: str = "Pooled, {cohorts}"
    subtotal: str = "Subtotal, {cohorts}"
    heterogeneity: Literal["foot", "row"] = "foot"
    numerals: Numerals = PER_CENT
    style: Style = USUAL_STYLE


LAYOUTS: Mapping[str, Layout] = {
    layout.code: layout
    for layout in (
        Layout(
            code="review",
            label="assessor and confirmation beside each cohort, in colours that survive grey-scale",
            left=("cohort", FIELDS, "counts"),
            right=("rate", "interval", "weight"),
            fields=("assessor", "confirmed"),
        ),
        Layout(
            code="revman",
            label="as Review Manager prints it: events and total apart, proportions, the plot on the right",
            left=("cohort", FIELDS, "events", "total", "weight", "effect"),
            right=(),
            titles={
                "cohort": "Study or Subgroup",
                "events": "Events",
                "total": "Total",
                "weight": "Weight, %",
                "effect": "Rate [{level} CI]",
            },
            over_plot="{rate}, {level} CI",
            total="Total ({level} CI), {cohorts}",
            subtotal="Subtotal ({level} CI), {cohorts}",
            heterogeneity="row",
            numerals=Numerals(scale=1, digits=2, between=", ", brackets="[]", p_value="P {sign} 0.{digits}"),
            style=Style(
                heading=8.0,
                pitch=1.6,
                heading_colour="ink",
                square="blue-square",
                primary="black",
                secondary="grey-diamond",
                grid=False,
                pooled_line="none",
                reference_line="whole",
            ),
        ),
        Layout(
            code="jama",
            label="as the JAMA journals print it: rate and interval before the plot, weights after it",
            left=("cohort", FIELDS, "counts", "effect"),
            right=("weight",),
            titles={
                "cohort": "Source",
                "counts": "No./total",
                "effect": "Rate, % ({level} CI)",
                "weight": "Weight, %",
            },
            total="Pooled, {cohorts}",
            subtotal="Subtotal, {cohorts}",
            heterogeneity="row",
            numerals=Numerals(between="-", p_value="P {sign} .{digits}"),
            style=Style(
                heading=8.0,
                pitch=1.75,
                heading_colour="ink",
                square="navy",
                primary="navy",
                secondary="navy-pale",
                grid=False,
                pooled_line="dashed",
                reference_line="whole",
                frame="around",
            ),
        ),
        Layout(
            code="lancet",
            label="as The Lancet prints it: decimals on the middle line, rate and interval after the plot",
            left=("cohort", FIELDS, "counts"),
            right=("effect", "weight"),
            titles={
                "cohort": "",
                "counts": "n/N",
                "effect": "Rate ({level} CI)",
                "weight": "Weight (%)",
            },
            total="Overall, {cohorts}",
            subtotal="Subtotal, {cohorts}",
            heterogeneity="row",
            numerals=Numerals(decimal="·", rate_sign="%", p_value="p{sign}0.{digits}"),
            style=Style(
                heading=8.0,
                pitch=1.8,
                heading_colour="ink",
                square="black",
                primary="lancet-red",
                secondary="lancet-red-pale",
                diamonds="outlined",
                grid=False,
                pooled_line="hairline",
            ),
        ),
    )
}
