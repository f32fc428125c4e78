"""How to repeat an analysis: with this program, and in R."""

from __future__ import annotations

from review.analysis.results import Results
from review.report.blocks import Block, Listing, Paragraph, Section, code, words
from review.report.provenance import ReportProvenance
from review.report.references import cite

ANCHOR = "repeat"


def repeat_section(results: Results, provenance: ReportProvenance | None) -> Section | None:
    """Return how the analysis is repeated; None where no code was handed to the report."""
    if provenance is None or not provenance.r_code:
        return None
    name = results.analysis.name
    blocks: list[Block] = [
        Paragraph(
            words(
                "These lines pool the same cohorts in R with metafor ",
                cite("viechtbauer2010"),
                ". The whole script, with the subgroups, the package meta ",
                cite("balduzzi2019"),
                " beside it, and a comment wherever R gives another number or a misleading one, is written "
                "by ",
                code(f"review export {name} --to r"),
                ".",
            )
        ),
        Listing(provenance.r_code),
        Paragraph(
            words(
                code(f"review verify {name}"),
                " computes every number of this report again and, where R is installed, compares those that "
                "metafor gives.",
            )
        ),
    ]
    return Section(ANCHOR, "How to repeat it in R", tuple(blocks))
