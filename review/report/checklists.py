"""The two checklists of PRISMA 2020: where each item is answered in this report, and what is open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from review.analysis.results import Results
from review.report.abstract_checklist_items import ABSTRACT_CHECKLIST
from review.report.blocks import (
    Cell,
    Column,
    Facts,
    Inline,
    Paragraph,
    RowGroup,
    Section,
    Span,
    TableBlock,
    TableRow,
    code,
    refer,
    strong,
    words,
)
from review.report.checklist_items import CHECKLIST, ChecklistItem
from review.report.declarations import ANCHOR as DECLARATIONS
from review.report.declarations import open_part
from review.report.references import cite

TABLE, ABSTRACT_TABLE = "table-prisma", "table-prisma-abstract"


def checklists_section(results: Results, sections: Sequence[Section]) -> Section:
    """Return both checklists, filled where the report answers and open where only people can.

    Parameters
    ----------
    sections
        Every section of the report, to tell which items it answers.
    """
    anchors = {inner.anchor for section in sections for _, inner in section.walk()}
    table = TableBlock(
        anchor=TABLE,
        caption=words("PRISMA 2020 checklist, the items in our own words."),
        columns=_COLUMNS,
        groups=_groups(CHECKLIST, anchors | {"prisma-abstract"}, remarks(results), results.review.authors),
    )
    of_abstract = TableBlock(
        anchor=ABSTRACT_TABLE,
        caption=words("PRISMA 2020 checklist for abstracts, the items in our own words."),
        columns=_COLUMNS,
        groups=_groups(ABSTRACT_CHECKLIST, anchors, _open_facts(sections), {}),
    )
    text = words(
        refer(TABLE),
        " and ",
        refer(ABSTRACT_TABLE),
        " name the items of PRISMA 2020 ",
        cite("page2021"),
        " and the sections of this report that speak to them. That a section speaks to an item does not say "
        "that it says enough: the authors check that, and fill in what is ",
        *open_part(),
        ". Page numbers are those of the article, and are theirs to add.",
    )
    inner = Section("prisma-abstract", "Checklist for abstracts", (of_abstract,))
    return Section("prisma", "Appendix: PRISMA 2020 checklists", (Paragraph(text), table), (inner,))


_COLUMNS = (
    Column("Item", share=0.5),
    Column("What is to be reported", share=2.2),
    Column("Where in this report", share=2.2),
    Column("Open", share=1.8),
)


def remarks(results: Results) -> dict[str, str]:
    """Return what is known to be lacking for an item that the report speaks to, by its number."""
    review, found = results.review, {}
    if not review.eligibility:
        found["5"] = "review.toml names no criteria, eligibility"
    if undated := sum(not source.searched for source in review.sources):
        found["6"] = f"the date of {undated} of {len(review.sources)} sources"
    if not review.sources:
        found["6"] = "review.toml names no source, sources"
    if without := sum(not source.strategy for source in review.sources):
        found["7"] = f"the strategy of {without} of {len(review.sources)} sources"
    if not review.extraction:
        found["9"] = "review.toml does not say how data were taken out, extraction.status"
    cohort_tools = [tool for tool in results.risk_of_bias if tool.unit == "cohort"]
    blank = [
        tool for tool in cohort_tools if any(not one.code for row in tool.rows for one in row.judgements)
    ]
    if blank:
        found["18"] = found["20a"] = "judgements that nobody has made yet"
    certainty = results.certainty
    if certainty is None or not certainty.rules.rate:
        found["15"] = found["22"] = "certainty was not rated"
    elif not all(one.complete for one in certainty.rated):
        found["22"] = "steps that nobody has assessed yet"
    return found


def _open_facts(sections: Sequence[Section]) -> dict[str, str]:
    """The items of the abstract's checklist whose part of the abstract is open."""
    blank = {
        fact.term
        for section in sections
        for block in section.blocks
        if isinstance(block, Facts)
        for fact in block.facts
        if fact.text == open_part()
    }
    return {item.number: "to be written" for item in ABSTRACT_CHECKLIST if item.fact in blank}


def _groups(
    items: Sequence[ChecklistItem],
    anchors: Collection[str],
    lacking: Mapping[str, str],
    said: Mapping[str, str],
) -> tuple[RowGroup, ...]:
    parts = dict.fromkeys(item.part for item in items)
    return tuple(
        RowGroup(part, tuple(_row(item, anchors, lacking, said) for item in items if item.part == part))
        for part in parts
    )


def _row(
    item: ChecklistItem, anchors: Collection[str], lacking: Mapping[str, str], said: Mapping[str, str]
) -> TableRow:
    where = [anchor for anchor in item.where if anchor in anchors]
    if any(key in said for key in item.authors):
        where.append(DECLARATIONS)
    parts: list[Span | str] = []
    for anchor in where:
        parts += [refer(anchor), "; "]
    missing = [key for key in item.authors if key not in said]
    still: list[Inline] = [
        *((words(item.people),) if item.people else ()),
        *((words(lacking[item.number]),) if item.number in lacking else ()),
        *(words(code(f"authors.{key}"), " in review.toml") for key in missing),
    ]
    if not where and not still:
        still.append(words("this report does not speak to it"))
    blank: list[Inline | str] = []
    for text in still:
        blank += [text, "; "]
    return TableRow(
        (
            Cell(words(strong(item.number))),
            Cell(words(item.topic), (words(item.asks),)),
            Cell(words(*parts[:-1]) if parts else words("–")),
            Cell(words(*open_part(), " ", *blank[:-1]) if still else words("–")),
        )
    )
