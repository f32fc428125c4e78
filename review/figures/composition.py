"""Best overall response of each cohort as parts of its patients: CR, PR, SD, PD, NE and the rest.

The whole of a bar is the evaluable patients, and those not evaluable where the report counts them apart. A
part that the report does not give is no part of the bar: what is left of the whole is shown as not
reported, never as zero and never worked out by subtraction. To add a kind of part, add an entry to `PARTS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from review.analysis.results import CohortUsed, Results
from review.analysis.wording import cohorts
from review.figures.axis import per_cent_axis
from review.figures.forest_anatomy import Column, ForestPlot, ForestRow, Segment
from review.figures.forest_extras import NOT_POOLED, OTHER_MODELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A kind of part: what it is called in a bar and in the key, and the field that holds its count."""

    code: str
    short: str
    label: str
    field: str = ""


PARTS: Mapping[str, Part] = {
    part.code: part
    for part in (
        Part(code="cr", short="CR", label="CR, complete response", field="cr"),
        Part(code="pr", short="PR", label="PR, partial response", field="pr"),
        Part(code="responders", short="CR or PR", label="CR or PR, not told apart"),
        Part(code="sd", short="SD", label="SD, stable disease", field="sd"),
        Part(code="pd", short="PD", label="PD, progressive disease", field="pd"),
        Part(code="other", short="Other", label="other", field="other"),
        Part(code="ne", short="NE", label="NE, not evaluable", field="ne"),
        Part(code="unknown", short="?", label="not reported which"),
    )
}

#: What stands in a column for a count that no report gives.
UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Composition:
    """The patients of one cohort, and how many are of which kind; `why_not` where no bar can be drawn."""

    total: int
    counts: tuple[tuple[str, int], ...]
    why_not: str = ""

    def segments(self) -> tuple[Segment, ...]:
        """The bar: parts that hold somebody, end to end."""
        found, done = [], 0
        for code, count in self.counts:
            if count:
                found.append(
                    Segment(
                        code=code,
                        low=done / self.total,
                        high=(done + count) / self.total,
                        label=f"{PARTS[code].short} {count}",
                    )
                )
                done += count
        return tuple(found)

    def told(self) -> str:
        """The counts in words."""
        if self.why_not:
            return self.why_not
        parts = [
            f"{count} {PARTS[code].short if code != 'unknown' else PARTS[code].label}"
            for code, count in self.counts
            if count or code in {"cr", "pr", "sd", "pd"}
        ]
        return f"{', '.join(parts)}, of {self.total}"


def composition_of(cohort: CohortUsed) -> Composition:
    """Return how the patients of a cohort divide up, as far as its report says.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from tests.samples import sample_results
    >>> from review.analysis.results import TracedNumber
    >>> counts = {"n_evaluable": 52, "responders": 19, "cr": 1, "pr": 18, "sd": 28, "pd": None}
    >>> numbers = tuple(TracedNumber(field=field, value=value, file="", sheet="", cell="")
    ...                 for field, value in counts.items())
    >>> composition_of(replace(sample_results().cohorts[0], responses=numbers)).told()
    '1 CR, 18 PR, 28 SD, 5 not reported which, of 52'
    """
    count = {number.field: number.value for number in cohort.responses if isinstance(number.value, int)}
    evaluable, ne = count.get("n_evaluable"), count.get("ne", 0)
    if not evaluable:
        return Composition(0, (), "evaluable patients not known")
    parts = {code: count[part.field] for code, part in PARTS.items() if part.field in count}
    split = "cr" in parts and "pr" in parts
    if not split and "responders" in count:
        rest = {code: n for code, n in parts.items() if code not in {"cr", "pr"}}
        parts = {"responders": count["responders"], **rest}
    known = sum(parts.values())
    # Where every part is told and they fill the evaluable with NE among them, NE is not counted apart.
    told = {"sd", "pd"} <= parts.keys() and (split or "responders" in parts)
    total = evaluable if told and known == evaluable else evaluable + ne
    if known > total:
        return Composition(total, (), f"parts add up to {known} of {total}: not drawn")
    ordered = tuple((code, parts[code]) for code in PARTS if code in parts)
    left = total - known
    return Composition(total, (*ordered, ("unknown", left)) if left else ordered)


def with_composition(results: Results, rows: Sequence[ForestRow]) -> tuple[ForestRow, ...]:
    """Return the rows with the bar of each cohort that was pooled."""
    bars = {cohort.label: composition_of(cohort) for cohort in results.cohorts}
    return tuple(_with_bar(row, bars) if _is_pooled(row) else row for row in rows)


def _is_pooled(row: ForestRow) -> bool:
    return row.kind == "cohort" and not row.quiet


def _with_bar(row: ForestRow, bars: Mapping[str, Composition]) -> ForestRow:
    bar = bars.get(row.cells[0])
    if bar is None:
        return row
    return replace(
        row, segments=bar.segments(), description=f"{row.description}; best responses: {bar.told()}"
    )


def composition_key(results: Results) -> tuple[tuple[str, str], ...]:
    """Return the kinds of parts that occur, with their meaning."""
    used = {code for cohort in results.cohorts for code, n in composition_of(cohort).counts if n}
    return tuple((code, part.label) for code, part in PARTS.items() if code in used)


def composition_note(results: Results) -> str:
    """Say what a bar holds, and of how many cohorts the parts are not all known."""
    return f"Bars: evaluable patients, and those not evaluable where counted apart. {_gaps(results)}"


def _gaps(results: Results) -> str:
    found = [composition_of(cohort) for cohort in results.cohorts]
    open_ones = sum(
        bool(one.why_not) or any(code in {"unknown", "responders"} for code, _ in one.counts) for one in found
    )
    if not open_ones:
        return f"All parts are reported in {cohorts(len(found))}."
    return (
        f"In {open_ones} of {cohorts(len(found))} the report does not tell all parts apart; what it leaves "
        "open is shown as such, never as zero."
    )


def composition_told(results: Results) -> str:
    """Return the parts of every cohort in one sentence."""
    told = [f"{cohort.label}: {composition_of(cohort).told()}" for cohort in results.cohorts]
    return f"Best responses. {'. '.join(told)}. {_gaps(results)}"


def composition_plot(plot: ForestPlot, results: Results) -> ForestPlot:
    """Return best responses in the rows of a forest plot, each at the height that it has there.

    Rows of pooled rates keep their place and show nothing: best responses are not pooled.

    Parameters
    ----------
    plot
        The forest plot of the results, as `review.figures.forest.forest_plot` gives it.
    """
    left = [number for number, column in enumerate(plot.columns) if column.side == "left"]
    codes = [
        code
        for code, part in PARTS.items()
        if part.field and any(code in dict(composition_of(cohort).counts) for cohort in results.cohorts)
    ]
    labels = {cohort.label: cohort for cohort in results.cohorts}
    rows, pooled = [], False
    for row in with_composition(results, plot.rows):
        pooled = pooled or row.kind == "total" or row.cells[:1] in {(OTHER_MODELS,), (NOT_POOLED,)}
        bare = replace(row, mark=None, second=None)
        if row.kind == "cohort" and not pooled:
            bar = composition_of(labels[row.cells[0]])
            numbers = tuple(str(dict(bar.counts).get(code, UNKNOWN)) for code in codes)
            told = f"{row.cells[0]}: {bar.told()}"
            cells = (*(row.cells[at] for at in left), *numbers, str(bar.total or UNKNOWN))
            rows.append(replace(bare, cells=cells, description=told))
        elif len(row.cells) > 1:
            cells = (*(row.cells[at] for at in left), *("" for _ in (*codes, "")))
            rows.append(replace(bare, cells=cells, description="", hidden=True))
        else:
            rows.append(replace(bare, hidden=pooled or row.kind == "text"))
    return replace(
        plot,
        name=f"{plot.name}-composition",
        title=f"{results.analysis.title}: best responses",
        columns=(
            *(plot.columns[at] for at in left),
            *(_column(code, PARTS[code].short) for code in codes),
            _column("total", "N"),
        ),
        rows=tuple(rows),
        axis=per_cent_axis("Patients, %", [1.0]),
        foot=(composition_note(results), f"{UNKNOWN}: not reported, or barred by an error of the data."),
        alt=composition_told(results),
        pooled=None,
        reference=None,
        over_plot="",
        panel="",
        key=composition_key(results),
    )


def _column(code: str, title: str) -> Column:
    return Column(key=f"part-{code}", title=title, side="right", right=True, tight=True)
