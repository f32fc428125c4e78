"""Several cohorts of one trial: the pooled rate when they are not taken as independent."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import variance
from review.pooling.dependence import DEPENDENCE
from review.pooling.results import Dependence
from review.report.blocks import (
    Block,
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.numbers import capital, count, percent, points
from review.report.part_notes import part_notes, rate_cell
from review.report.rate_words import interval_name
from review.report.references import cite

TABLE = "table-trials"
_TITLE = "Several cohorts of one trial"

#: What a way to allow for them cites.
_CITES = {
    "cr2": ("tipton2015",),
    "three-level": ("konstantopoulos2011",),
    "three-level-ML": ("konstantopoulos2011",),
}


def trials_section(results: Results) -> Section | None:
    """Return the rate with allowance for cohorts of one trial; None where it was not asked for."""
    result = results.result
    why_not = part_notes(result, ("POOL25",))
    if not result.dependence:
        return Section("trials", _TITLE, why_not) if why_not else None
    moved = _moved(result.dependence, result.pooled.estimate)
    lead = words(
        f"{count(result.k, 'cohort').capitalize()} come from {count(result.dependence[0].trials, 'trial')}. "
        "Cohorts of one trial share investigators, centres and rules of assessment, so that they are more "
        "alike than cohorts of different trials; the pooled rate takes them as independent, and its interval "
        "may be too narrow. ",
        refer(TABLE),
        f" allows for that.{moved}",
    )
    rows = (
        TableRow(
            (
                Cell(words("Pooled rate, cohorts as independent")),
                rate_cell(result.pooled),
                _blank(),
                _blank(),
            ),
            True,
        ),
        *(_row(row) for row in result.dependence),
    )
    table = TableBlock(
        anchor=TABLE,
        caption=words("The pooled rate with allowance for cohorts of one trial."),
        columns=(
            Column("Method", share=2.0),
            Column(f"Pooled rate ({interval_name(result.model)})", "right", share=1.5),
            Column("τ² between trials", "right", share=0),
            Column("τ² within trials", "right", share=0),
        ),
        groups=(RowGroup("", rows),),
        notes=tuple(_caution(row) for row in result.dependence),
    )
    blocks: list[Block] = [Paragraph(lead), table, *part_notes(result, ("POOL24",))]
    return Section("trials", _TITLE, tuple(blocks))


def _moved(rows: tuple[Dependence, ...], pooled: float | None) -> str:
    """How far dependence alone moves the rate: each way against the same model without it."""
    weighted = next((row.estimate for row in rows if row.method == "independent"), pooled)
    changes = [
        row.estimate - without
        for row in rows
        if row.method != "independent" and row.estimate is not None
        for without in (pooled if row.method == "sum-to-trial" else weighted,)
        if without is not None
    ]
    if not changes:
        return ""
    furthest = points(max(changes, key=abs)).lstrip("+−")
    return (
        " Against the same model with cohorts as independent, it moves the rate by at most "
        f"{furthest} percentage points."
    )


def _row(row: Dependence) -> TableRow:
    rate = rate_cell(row) if row.ci_low is not None else Cell(words(f"{percent(row.estimate)} (no interval)"))
    between, within = (
        _blank() if value is None else Cell(words(variance(value)))
        for value in (row.tau2_between, row.tau2_within)
    )
    return TableRow((Cell(words(row.label)), rate, between, within))


def _caution(row: Dependence) -> Inline:
    kind = DEPENDENCE[row.method]
    cites = _CITES.get(row.method)
    caution = kind.caution[:1].lower() + kind.caution[1:]
    return words(capital(kind.label), *((" ", cite(*cites)) if cites else ()), f": {caution}")


def _blank() -> Cell:
    return Cell(words("–"))
