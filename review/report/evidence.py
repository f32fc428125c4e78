"""How the evidence was found, and which evidence is known to exist and was not read."""

from __future__ import annotations

import re

from review.analysis.results import Results, ReviewInfo
from review.analysis.wording import NOT_STATED
from review.report.blocks import (
    Block,
    BulletList,
    Cell,
    Column,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    TableBlock,
    TableRow,
    link,
    refer,
    words,
)
from review.report.numbers import sentence
from review.report.references import cite

MISSING_TABLE = "table-missing"
SOURCES_TABLE = "table-sources"

_ADDRESS = re.compile(
    r"(?P<doi>\b10\.\d{4,9}/[^\s;,]*[^\s;,.)])|\bPMID:?\s*(?P<pmid>\d{1,9})\b|(?P<url>https?://[^\s;,]*[^\s;,.)])"
)


def evidence_section(results: Results) -> Section:
    """Return how the evidence was found: eligibility, search, sources, people, and what is missing."""
    review = results.review
    blocks: list[Block] = []
    if review.search:
        blocks += [Paragraph(words(sentence(text))) for text in review.search]
    else:
        blocks.append(Paragraph(words("How the evidence was searched for is not stated in the protocol.")))
    if review.sources:
        blocks += [Paragraph(words(refer(SOURCES_TABLE), " lists the sources.")), _sources(review)]
    blocks += _people(review)
    if review.eligibility:
        blocks.append(Paragraph(words("Eligible were:")))
        blocks.append(BulletList(tuple(words(text) for text in review.eligibility)))
    if review.exclusion_reasons:
        reasons = "; ".join(review.exclusion_reasons)
        text = f"A report was excluded for the first of these reasons that applied: {reasons}."
        blocks.append(Paragraph(words(text)))
    blocks.append(
        Paragraph(
            words(
                "Records, reports and studies are counted as in PRISMA 2020 ",
                cite("page2021"),
                ": a study may have several reports, and a report several cohorts.",
            )
        )
    )
    sections = (_missing(review),) if review.missing_evidence else ()
    return Section("evidence", "How the evidence was found", tuple(blocks), sections)


def with_addresses(text: str) -> Inline:
    """Return a text with every DOI, PubMed number and address in it as a link.

    Examples
    --------
    >>> [span.target for span in with_addresses("doi 10.1002/cncr.35483; PMID 39453774") if span.target]
    ['https://doi.org/10.1002/cncr.35483', 'https://pubmed.ncbi.nlm.nih.gov/39453774/']

    """
    parts: list[Inline] = []
    at = 0
    for found in _ADDRESS.finditer(text):
        if found["doi"]:
            target = f"https://doi.org/{found['doi']}"
        elif found["pmid"]:
            target = f"https://pubmed.ncbi.nlm.nih.gov/{found['pmid']}/"
        else:
            target = found["url"]
        parts += [words(text[at : found.start()]), (link(found[0], target),)]
        at = found.end()
    return words(*parts, text[at:])


def _sources(review: ReviewInfo) -> TableBlock:
    notes = any(source.note for source in review.sources)
    columns = (
        Column("Source", share=1.6),
        Column("Kind", share=1.0),
        Column("Searched", share=1.0),
        Column("Records", "right", share=0),
        *((Column("Note", share=2.4),) if notes else ()),
    )
    rows = tuple(
        TableRow(
            (
                Cell(words(source.name)),
                Cell(words(source.kind)),
                Cell(words(source.searched or NOT_STATED)),
                Cell(words(NOT_STATED if source.records is None else f"{source.records:,}")),
                *((Cell(with_addresses(source.note)),) if notes else ()),
            )
        )
        for source in review.sources
    )
    return TableBlock(
        anchor=SOURCES_TABLE,
        caption=words("Sources that were searched."),
        columns=columns,
        groups=(RowGroup("", rows),),
    )


def _people(review: ReviewInfo) -> list[Paragraph]:
    texts = []
    if review.reviewers:
        texts.append(f"Screening and extraction are recorded under: {', '.join(review.reviewers)}.")
    if review.extraction:
        texts.append(sentence(review.extraction))
    return [Paragraph(words(" ".join(texts)))] if texts else []


def _missing(review: ReviewInfo) -> Section:
    rows = tuple(
        TableRow(
            (
                Cell(words(item.subject)),
                Cell(words(item.missing)),
                Cell(with_addresses(item.where_to_look or "not known")),
            )
        )
        for item in review.missing_evidence
    )
    return Section(
        "missing",
        "Evidence that exists and could not be read",
        (
            Paragraph(
                words(
                    "The results in ",
                    refer(MISSING_TABLE),
                    " are known to exist. They were not at hand, and nothing was assumed in their place. "
                    "A rate over all the evidence could be higher or lower than the one in this report.",
                )
            ),
            TableBlock(
                anchor=MISSING_TABLE,
                caption=words("Evidence that is known to exist and could not be read."),
                columns=(
                    Column("Study or cohort", share=1.4),
                    Column("What is missing", share=2.4),
                    Column("Where to look", share=1.4),
                ),
                groups=(RowGroup("", rows),),
            ),
        ),
    )
