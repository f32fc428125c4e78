"""What single cohorts do to the pooled rate: deletion diagnostics, and the subsets of the cohorts."""

from __future__ import annotations

from review.analysis.results import Results
from review.pooling.results import Gosh, Influence
from review.report.blocks import (
    Block,
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
from review.report.numbers import count, listing, percent, points
from review.report.part_notes import number_cell, part_notes, under_another_model
from review.report.plots import influence_figure, subsets_figure
from review.report.references import cite

TABLE = "table-influence"
SUBSETS_TABLE = "table-subsets"
#: Beyond this a studentised residual is unusual: one of twenty cohorts lies there by chance.
UNUSUAL = 1.96


def influence_section(results: Results) -> Section | None:
    """Return what single cohorts do to the rate; None where it was not asked for."""
    result = results.weighted
    sections = []
    if result.influence:
        sections.append(
            Section(
                "influence-cohorts", "Each cohort", (*_cohorts(result.influence), *influence_figure(results))
            )
        )
    if result.gosh:
        sections.append(
            Section(
                "influence-subsets",
                "Every choice of cohorts",
                (*_subsets(result.gosh), *subsets_figure(results)),
            )
        )
    notes = part_notes(result, ("POOL20", "POOL21"), about="Influence")
    notes += part_notes(result, ("POOL20", "POOL21"), about="GOSH")
    if not sections and not notes:
        return None
    model = under_another_model(results)
    blocks: tuple[Block, ...] = (*((Paragraph(words(model)),) if model else ()), *notes)
    return Section("influence", "What single cohorts do to the rate", blocks, tuple(sections))


def _cohorts(rows: tuple[Influence, ...]) -> tuple[Block, ...]:
    unusual = [row.study for row in rows if row.rstudent is not None and abs(row.rstudent) > UNUSUAL]
    said = (
        f"{listing(unusual)} {'lies' if len(unusual) == 1 else 'lie'} further from the others than chance "
        "and the spread between cohorts make likely."
        if unusual
        else "No cohort lies further from the others than chance and the spread between cohorts make likely."
    )
    text = words(
        f"{said} ",
        refer(TABLE),
        " gives the diagnostics ",
        cite("viechtbauercheung2010"),
        ". A cohort that stands out is to be read again, not to be left out for that reason: of twenty "
        "cohorts one does by chance.",
    )
    ordered = sorted(rows, key=lambda row: -(row.cook_d or 0.0))
    table = TableBlock(
        anchor=TABLE,
        caption=words("What each cohort does to the pooled value; the most influential first."),
        columns=(
            Column("Cohort", share=2.0),
            Column("Studentised residual", "right", share=0),
            Column("DFFITS", "right", share=0),
            Column("Cook's distance", "right", share=0),
            Column("Covariance ratio", "right", share=0),
            Column("Weight", "right", share=0),
        ),
        groups=(RowGroup("", tuple(_row(row) for row in ordered)),),
        notes=(
            words(
                "Residual: distance of the cohort from the others in standard errors. DFFITS and Cook's "
                "distance: how far the pooled value moves without it. Covariance ratio below 1: the value is "
                "more precise without it."
            ),
        ),
    )
    return (Paragraph(text), table)


def _row(row: Influence) -> TableRow:
    return TableRow(
        (
            Cell(words(row.study)),
            number_cell(row.rstudent),
            number_cell(row.dffits),
            number_cell(row.cook_d),
            number_cell(row.cov_r),
            Cell(words(percent(row.hat))),
        )
    )


def _subsets(found: Gosh) -> tuple[Block, ...]:
    which = (
        f"all {found.subsets:,} subsets of at least two cohorts"
        if found.complete
        else f"{found.subsets:,} subsets of the cohorts, drawn at random (seed {found.seed})"
    )
    furthest = max(found.cohorts, key=lambda row: abs(row.median_with - row.median_without))
    apart = furthest.median_with - furthest.median_without
    text = words(
        f"The rate was pooled over {which} ",
        cite("olkin2012"),
        f". It lies between {percent(found.low)} and {percent(found.high)}, in the middle half of the "
        f"subsets between {percent(found.quartiles[0])} and {percent(found.quartiles[2])}. Most depends on "
        f"{furthest.study}: the median of the subsets with it is {percent(furthest.median_with)}, of those "
        f"without it {percent(furthest.median_without)} ({points(apart)} percentage points). Subsets share "
        "cohorts, so that their spread is no interval. ",
        refer(SUBSETS_TABLE),
        " gives the medians with and without each cohort.",
    )
    ordered = sorted(found.cohorts, key=lambda row: -abs(row.median_with - row.median_without))
    table = TableBlock(
        anchor=SUBSETS_TABLE,
        caption=words(
            f"Median rate of the subsets with and without each of {count(len(ordered), 'cohort')}."
        ),
        columns=(
            Column("Cohort", share=2.0),
            Column("With it", "right", share=0),
            Column("Without it", "right", share=0),
            Column("Difference", "right", share=0),
        ),
        groups=(
            RowGroup(
                "",
                tuple(
                    TableRow(
                        (
                            Cell(words(row.study)),
                            Cell(words(percent(row.median_with))),
                            Cell(words(percent(row.median_without))),
                            Cell(words(points(row.median_with - row.median_without))),
                        )
                    )
                    for row in ordered
                ),
            ),
        ),
    )
    return (Paragraph(text), table)
