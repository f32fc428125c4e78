"""The rate of each cohort drawn towards the pooled rate."""

from __future__ import annotations

from review.analysis.results import Results
from review.analysis.wording import level_name
from review.pooling.results import ShrunkenRate
from review.report.blocks import (
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    words,
)
from review.report.numbers import percent
from review.report.part_notes import part_notes, rate_cell
from review.report.references import cite

TABLE = "table-shrunken-rates"
_TITLE = "Rates drawn towards the pooled rate"


def shrunken_rates_section(results: Results) -> Section | None:
    """Return the shrunken rates; None where they were not asked for."""
    result = results.result
    notes = part_notes(result, ("POOL31",))
    if not result.shrunken_rates:
        return Section("shrunken-rates", _TITLE, notes) if notes else None
    text = words(
        "A small cohort with an extreme rate owes much of it to chance. ",
        refer(TABLE),
        " draws each cohort towards the pooled rate, the further the fewer its patients ",
        cite("morris1983"),
        ". It is the model's best guess of the rate of that cohort, takes τ² as known, and is not what the "
        "cohort reported.",
    )
    table = TableBlock(
        anchor=TABLE,
        caption=words("Observed rate and rate drawn towards the pooled rate."),
        columns=(
            Column("Cohort", share=2.0),
            Column("Observed", "right", share=0),
            Column(
                f"Drawn towards the pooled rate ({level_name(result.model.level)} interval)",
                "right",
                share=1.8,
            ),
        ),
        groups=(RowGroup("", tuple(_row(row) for row in result.shrunken_rates)),),
    )
    return Section("shrunken-rates", _TITLE, (Paragraph(text), table))


def _row(row: ShrunkenRate) -> TableRow:
    return TableRow((Cell(words(row.study)), Cell(words(percent(row.proportion))), rate_cell(row)))
