"""The forest plot of one analysis, as data.

Its parts are in `review/figures/forest_anatomy.py`, its columns in `review/figures/forest_columns.py`,
what is printed below it and read instead of it in `review/figures/forest_notes.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from review.analysis.outcomes import outcome_of
from review.analysis.results import CohortUsed, Results
from review.analysis.wording import (
    NOT_STATED,
    cohorts,
    heterogeneity_words,
    level_name,
    number,
    sentence,
)
from review.figures.axis import per_cent_axis
from review.figures.few_cohorts import fewest_drawn, shown_prediction
from review.figures.forest_anatomy import ForestPlot, ForestRow, Rank, Reference
from review.figures.forest_bias import bias_columns
from review.figures.forest_columns import COLUMNS, CohortColumn, counts, extracted
from review.figures.forest_notes import alternative, foot
from review.figures.forest_rows import Scheme, cohort_row, pooled_row, prediction_row, square_size
from review.pooling.results import StudyRate

#: Columns of cohorts' fields where the analysis file asks for none.
DEFAULT_FIELDS = ("assessor", "confirmed")


def forest_plot(
    results: Results,
    *,
    columns: Sequence[str] | None = None,
    diamond_for_few: bool | None = None,
    reference: Reference | None = None,
    axis_ends: tuple[float, float] | None = None,
) -> ForestPlot:
    """Return the forest plot of one analysis.

    Parameters
    ----------
    results
        The analysis; every number and every name is read from it.
    columns
        Keys of `COLUMNS` or fields of the form in their order, ``cohort`` first; by default the cohort, the
        fields that the analysis file asks for (else assessor and confirmation), counts, rate, interval,
        and the weight where the model has one.
    diamond_for_few
        Draw pooled rates of two to four cohorts as well; by default as the analysis file says.
    reference
        A rate to be marked by a dotted line with its label; by default that of the analysis file.
    axis_ends
        Ends of the axis as proportions; an interval that leaves it ends in an arrow head.

    Raises
    ------
    ValueError
        An unknown column, columns that do not begin with the cohort, or cohorts whose counts are not
        those that were pooled.
    """
    result = results.result
    reference = reference or _asked_reference(results)
    chosen = _chosen(results, columns)
    scheme = Scheme(
        columns=chosen,
        level=result.model.level,
        fewest=fewest_drawn(results, diamond_for_few),
        largest=max((square_size(rate) for rate in result.studies), default=1.0),
    )
    rows = tuple(_rows(results, scheme, chosen))
    values = [end for row in rows if row.mark for end in (row.mark.low, row.mark.high)]
    if reference is not None:
        values.append(reference.value)
    leading = any(row.kind == "total" and row.strong for row in rows)
    return ForestPlot(
        name="-".join(part for part in (results.analysis.name, results.analysis.subgroup_by) if part),
        title=f"{results.analysis.title}: forest plot",
        columns=chosen,
        rows=rows,
        axis=per_cent_axis(
            f"{sentence(outcome_of(results.analysis.outcome).rate)}, %", values, ends=axis_ends
        ),
        foot=tuple(foot(results, fewest=scheme.fewest)),
        alt=alternative(results, fewest=scheme.fewest),
        pooled=result.pooled.estimate if leading else None,
        reference=reference,
    )


def _chosen(results: Results, keys: Sequence[str] | None) -> tuple[CohortColumn, ...]:
    if keys is None:
        asked = results.spec.get("columns")
        fields = (
            [str(field) for field in asked] if isinstance(asked, (list, tuple)) and asked else DEFAULT_FIELDS
        )
        weighted = any(rate.weight is not None for rate in results.result.studies)
        keys = ["cohort", *fields, "counts", "rate", "interval", *(["weight"] if weighted else [])]
    if not keys or keys[0] != "cohort":
        raise ValueError(f"columns: 'cohort' is wanted first, since it names the rows, got {list(keys)}")
    chosen = [*(_column(results, key) for key in keys), *bias_columns(results)]
    return tuple(sorted(chosen, key=lambda column: column.side))


def _column(results: Results, key: str) -> CohortColumn:
    if key == "interval":
        return replace(COLUMNS[key], title=f"{level_name(results.result.model.level)} CI")
    if key in COLUMNS:
        return COLUMNS[key]
    fields = {name for cohort in results.cohorts for name in cohort.columns}
    fields |= {field.name for field in dataclass_fields(CohortUsed) if field.type == "str"}
    if key not in fields:
        known = ", ".join([*COLUMNS, *sorted(fields - set(COLUMNS))])
        raise ValueError(f"columns: one of {known} is wanted, got {key!r}")
    return extracted(key, results.review.own_fields.get(key, ""))


def _asked_reference(results: Results) -> Reference | None:
    rate = results.spec.get("reference_rate")
    if not isinstance(rate, (int, float)):
        return None
    return Reference(value=float(rate), label=f"Reference {number(100 * rate, 0)}%")


def _rows(results: Results, scheme: Scheme, columns: Sequence[CohortColumn]) -> Iterator[ForestRow]:
    result = results.result
    pairs = _paired(results)
    subgroups = result.subgroups or ()
    first = bool(subgroups) and results.analysis.subgroups_primary
    ranks: tuple[Rank, Rank] = ("primary", "secondary") if first else ("secondary", "primary")

    for subgroup in subgroups:
        yield ForestRow(kind="header", cells=(subgroup.subgroup,))
        for cohort, rate in pairs:
            if rate.subgroup == subgroup.subgroup:
                yield cohort_row(scheme, columns, cohort, rate, indented=True)
        if subgroup.k > 1:
            yield pooled_row(
                scheme,
                "subtotal",
                f"Subtotal, {cohorts(subgroup.k)}",
                subgroup.pooled,
                k=subgroup.k,
                events=subgroup.events,
                n=subgroup.n,
                rank=ranks[0],
                indented=True,
            )
            words = heterogeneity_words(subgroup.heterogeneity, result.model)
            if words:
                yield ForestRow(kind="text", cells=(words,), indented=True)
        yield ForestRow(kind="spacer")

    named = {subgroup.subgroup for subgroup in subgroups}
    rest = [pair for pair in pairs if pair[1].subgroup not in named]
    if subgroups and rest:
        yield ForestRow(kind="header", cells=(sentence(NOT_STATED),))
    for cohort, rate in rest:
        yield cohort_row(scheme, columns, cohort, rate, indented=bool(subgroups))
    if subgroups and rest:
        yield ForestRow(kind="spacer")

    if result.k > 1:
        label = f"All subgroups, {cohorts(result.k)} (secondary)" if first else f"Pooled, {cohorts(result.k)}"
        yield pooled_row(
            scheme,
            "total",
            label,
            result.pooled,
            k=result.k,
            events=result.events,
            n=result.n,
            rank=ranks[1],
        )
        ends = shown_prediction(result.pooled, result.heterogeneity)
        if ends is not None:
            yield prediction_row(scheme, ends, k=result.k, rank=ranks[1])


def _paired(results: Results) -> list[tuple[CohortUsed, StudyRate]]:
    """Each cohort with the rate that was pooled from it; both stand in the same order."""
    if len(results.cohorts) != len(results.result.studies):
        raise ValueError(
            f"{results.analysis.name}: {len(results.cohorts)} cohorts entered, "
            f"{len(results.result.studies)} were pooled"
        )
    pairs = list(zip(results.cohorts, results.result.studies, strict=True))
    for cohort, rate in pairs:
        if (cohort.events, cohort.n) != (rate.events, rate.n):
            raise ValueError(
                f"{cohort.cohort_id}: {counts(cohort.events, cohort.n)} entered, "
                f"{counts(rate.events, rate.n)} was pooled"
            )
    return pairs
