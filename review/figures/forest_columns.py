"""The columns that a forest plot can have, and which of them one has.

An analysis file may ask for any field of the form, which is shown as it was extracted. `COLUMNS` holds
the columns that say more than one field, or say it under another title; to add one, add an entry, and
for the analysis file to name it one in `review.analysis.layouts.PLOT_COLUMNS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as dataclass_fields

from review.analysis.figure_spec import FigureSpec
from review.analysis.layouts import FIELDS, PLOT_COLUMNS, Layout
from review.analysis.numerals import Numerals
from review.analysis.results import CohortUsed, Results
from review.analysis.wording import NOT_STATED, confirmation, level_name, number, sentence, stated
from review.figures.forest_anatomy import Column, Side
from review.pooling.results import StudyRate


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortColumn(Column):
    """A column with what it says of a cohort."""

    cell: Callable[[CohortUsed, StudyRate, Numerals], str]


def _assessment(cohort: CohortUsed, _: StudyRate, __: Numerals) -> str:
    assessor, confirmed = stated(cohort.assessor), confirmation(cohort.confirmed)
    if assessor == confirmed == NOT_STATED:
        return NOT_STATED
    who = f"assessor {NOT_STATED}" if assessor == NOT_STATED else assessor
    return f"{who}, {f'confirmation {NOT_STATED}' if confirmed == NOT_STATED else confirmed}"


def counts(events: int, n: int) -> str:
    """Responders of patients, as a column shows them.

    >>> counts(19, 52)
    '19/52'
    """
    return f"{events}/{n}"


def extracted(field: str, title: str = "") -> CohortColumn:
    """Return a column that shows one field of the form as it was extracted.

    >>> extracted("n_enrolled").title
    'N enrolled'
    """

    def cell(cohort: CohortUsed, _: StudyRate, __: Numerals) -> str:
        # Fields that the analysis file asks for come with the cohort; the usual ones it always has.
        value = cohort.columns.get(field, getattr(cohort, field, None))
        return stated("" if value is None else str(value))

    title = title or sentence(field.replace("_", " "))
    return CohortColumn(key=field, title=title, side="left", quiet=True, cell=cell)


COLUMNS: Mapping[str, CohortColumn] = {
    column.key: column
    for column in (
        CohortColumn(key="cohort", title="Cohort", side="left", cell=lambda cohort, *_: cohort.label),
        extracted("assessor"),
        extracted("confirmed"),
        CohortColumn(key="assessment", title="Assessment", side="left", quiet=True, cell=_assessment),
        extracted("combination_class", "Class"),
        extracted("source_tier", "Read in"),
        CohortColumn(
            key="counts",
            title="n/N",
            side="left",
            align_on="/",
            cell=lambda _, rate, __: counts(rate.events, rate.n),
        ),
        CohortColumn(
            key="events", title="n", side="left", right=True, cell=lambda _, rate, __: str(rate.events)
        ),
        CohortColumn(key="total", title="N", side="left", right=True, cell=lambda _, rate, __: str(rate.n)),
        CohortColumn(
            key="rate",
            title="Rate, %",
            side="right",
            right=True,
            cell=lambda _, rate, numerals: numerals.rate(rate.proportion),
        ),
        CohortColumn(
            key="interval",
            title="{level} CI",
            side="right",
            align_on="–",
            cell=lambda _, rate, numerals: numerals.interval(rate.ci_low, rate.ci_high),
        ),
        CohortColumn(
            key="effect",
            title="Rate, % ({level} CI)",
            side="right",
            align_on="(",
            cell=lambda _, rate, numerals: numerals.effect(rate.proportion, rate.ci_low, rate.ci_high),
        ),
        CohortColumn(
            key="weight",
            title="Weight, %",
            side="right",
            right=True,
            cell=lambda _, rate, numerals: "" if rate.weight is None else numerals.text(number(rate.weight)),
        ),
    )
}


def chosen_columns(
    results: Results, figure: FigureSpec, layout: Layout, keys: Sequence[str] | None
) -> tuple[CohortColumn, ...]:
    """Return the columns of a plot, left of it before right of it.

    Parameters
    ----------
    keys
        Columns and fields in their order, ``cohort`` first, instead of those of the layout and the figure.

    Raises
    ------
    ValueError
        An unknown column, or columns that do not begin with the cohort.
    """
    if keys is not None:
        if not keys or keys[0] != "cohort":
            raise ValueError(f"columns: 'cohort' is wanted first, since it names the rows, got {list(keys)}")
        chosen = [_column(results, layout, key) for key in keys]
        return tuple(sorted(chosen, key=lambda column: column.side))
    sides: tuple[tuple[Side, Iterable[str]], ...] = (
        ("left", _expanded(layout.left, results, figure, layout)),
        ("right", (*layout.right, *_more(figure, layout))),
    )
    return tuple(
        replace(_column(results, layout, key), side=side)
        for side, names in sides
        for key in names
        if _is_shown(key, results, figure)
    )


def _expanded(keys: Sequence[str], results: Results, figure: FigureSpec, layout: Layout) -> Iterator[str]:
    """The columns of the left side, with fields of the form in their place."""
    placed = {*layout.left, *layout.right}
    for key in keys:
        if key != FIELDS:
            yield key
        elif not figure.columns:
            # Of a table of counts no report was read: its rows would say of every field "not stated".
            yield from layout.fields if any(cohort.report_id for cohort in results.cohorts) else ()
        else:
            own = ("assessment", "counts", "events", "total")
            yield from (
                name
                for name in figure.columns
                if name not in PLOT_COLUMNS or (name in own and name not in placed)
            )


def _more(figure: FigureSpec, layout: Layout) -> list[str]:
    """Columns of numbers that the analysis asks for and the layout does not have by itself."""
    own = ("rate", "interval", "effect", "weight", "shrunken")
    asked = [*figure.columns, *(["shrunken"] if figure.shrunken else [])]
    placed = {*layout.left, *layout.right}
    return [name for name in dict.fromkeys(asked) if name in own and name not in placed]


def _is_shown(key: str, results: Results, figure: FigureSpec) -> bool:
    if key == "weight" and all(rate.weight is None for rate in results.result.studies):
        return False
    if key == "shrunken" and not results.result.shrunken_rates:
        return False
    named = [name for name in figure.columns if name in PLOT_COLUMNS]
    return not named or key not in PLOT_COLUMNS or key in named or (key == "shrunken" and figure.shrunken)


def _column(results: Results, layout: Layout, key: str) -> CohortColumn:
    level = level_name(results.result.model.level)
    if key == "shrunken":
        return _shrunken(results, layout, level)
    column = COLUMNS.get(key) or _field(results, key)
    if column.key == "rate" and layout.numerals.scale == 1:
        column = replace(column, title="Rate")
    if column.key == "interval":
        column = replace(column, align_on=layout.numerals.between)
    if column.key == "effect":
        column = replace(column, align_on=layout.numerals.brackets[0])
    title = layout.titles.get(key, column.title) if key in COLUMNS else column.title
    return replace(column, title=title.format(level=level) if key in COLUMNS else title)


def _field(results: Results, key: str) -> CohortColumn:
    fields = {name for cohort in results.cohorts for name in cohort.columns}
    fields |= {field.name for field in dataclass_fields(CohortUsed) if field.type == "str"}
    if key not in fields:
        known = ", ".join([*COLUMNS, *sorted(fields - set(COLUMNS))])
        raise ValueError(f"columns: one of {known} is wanted, got {key!r}")
    return extracted(key, results.review.own_fields.get(key, ""))


def _shrunken(results: Results, layout: Layout, level: str) -> CohortColumn:
    rates = {one.study: one for one in results.result.shrunken_rates or ()}

    def cell(_: CohortUsed, rate: StudyRate, numerals: Numerals) -> str:
        one = rates.get(rate.study)
        if one is None or one.ci_low == one.ci_high:
            return "" if one is None else f"{numerals.rate(one.estimate)}{numerals.rate_sign}"
        return numerals.effect(one.estimate, one.ci_low, one.ci_high)

    unit = "" if layout.numerals.scale == 1 or layout.numerals.rate_sign else ", %"
    return CohortColumn(
        key="shrunken",
        title=f"Shrunken{unit} ({level})",
        side="right",
        align_on=layout.numerals.brackets[0],
        cell=cell,
    )


def rate_columns(results: Results, layout: Layout) -> tuple[CohortColumn, ...]:
    """Return the columns of a rate and its interval, right of the plot, for rows that are no cohorts."""
    keys = ("effect",) if "effect" in (*layout.left, *layout.right) else ("rate", "interval")
    return tuple(replace(_column(results, layout, key), side="right") for key in keys)
