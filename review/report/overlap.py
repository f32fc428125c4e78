"""The same patients twice: pairs of cohorts that may share patients, and what was done about each."""

from __future__ import annotations

from review.analysis.results import Results, SharedPatients
from review.extraction.overlap import GRADES
from review.report.blocks import (
    Block,
    Callout,
    Cell,
    Column,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    refer,
    strong,
    words,
)
from review.report.numbers import capital, count, listing

TABLE = "table-overlap"

#: More pairs than this are listed in the appendix.
LISTED = 12

TITLE = "Patients who may be counted twice"


def overlap_section(results: Results) -> Section | None:
    """Return the section on shared patients; none where no cohort is alike or linked to one that entered."""
    pairs = results.shared_patients
    if not pairs:
        return None
    both = [pair for pair in pairs if pair.both]
    grades = [
        f"{count(n, 'is', 'are')} {grade}"
        for grade in GRADES
        if (n := sum(pair.grade == grade for pair in pairs))
    ]
    holds = count(len(pairs), "holds", "hold")
    text = (
        f"Of the pairs of cohorts that may share patients, {holds} a cohort that entered: {listing(grades)}. "
    )
    reason = " gives the reason for each and what was done."
    blocks: list[Block] = [Paragraph(words(text, _pooled(len(both)), " ", refer(TABLE), reason))]
    unsaid = [pair for pair in both if pair.done.startswith("both are pooled;")]
    if unsaid:
        names = "; ".join(f"{pair.label_a} and {pair.label_b} ({pair.reason})" for pair in unsaid)
        blocks.append(
            Callout(
                "warning",
                "Pooled, and perhaps counted twice",
                (Paragraph(words(f"{names}. Nobody has said whether they share patients.")),),
            )
        )
    if len(pairs) <= LISTED:
        blocks.append(_table(pairs))
    return Section("overlap", TITLE, tuple(blocks))


def overlap_appendix(results: Results) -> Section | None:
    """Return the complete list of pairs where it is too long for its section."""
    pairs = results.shared_patients
    if len(pairs) <= LISTED:
        return None
    return Section("appendix-overlap", "Appendix: cohorts that may share patients", (_table(pairs),))


def _pooled(both: int) -> str:
    if not both:
        return "Of none of them are both cohorts pooled."
    return f"{capital(count(both, 'pair is', 'pairs are'))} pooled with both cohorts."


def _table(pairs: tuple[SharedPatients, ...]) -> TableBlock:
    return TableBlock(
        anchor=TABLE,
        caption=words("Pairs of cohorts that may share patients, of which one entered at least."),
        columns=(
            Column("Cohorts", share=1.6),
            Column("What speaks for it", share=2.0),
            Column("What was done", share=2.2),
        ),
        groups=tuple(
            RowGroup(f"{capital(grade)}: {meaning}", tuple(map(_row, alike)))
            for grade, meaning in GRADES.items()
            if (alike := [pair for pair in pairs if pair.grade == grade])
        ),
    )


def _row(pair: SharedPatients) -> TableRow:
    return TableRow(
        (
            Cell(words(strong(pair.label_a), " and ", strong(pair.label_b))),
            Cell(words(pair.reason)),
            Cell(words(pair.done)),
        )
    )
