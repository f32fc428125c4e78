"""The checklists name what the report says, and leave open what only people can say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.authors_words import AUTHORS_SAY
from review.analysis.results import Results
from review.report.abstract_checklist_items import ABSTRACT_CHECKLIST
from review.report.blocks import Document, TableBlock, TableRow
from review.report.checklist_items import CHECKLIST
from review.report.compose import compose
from review.report.plain_text import inline_text
from tests.samples import sample_results


def rows(document: Document, anchor: str) -> dict[str, TableRow]:
    names = document.names()
    (table,) = (one for one in document.blocks() if isinstance(one, TableBlock) and one.anchor == anchor)
    return {inline_text(row.cells[0].text, names): row for group in table.groups for row in group.rows}


def cell(results: Results, number: str, at: int, anchor: str = "table-prisma") -> str:
    document = compose(results)
    return inline_text(rows(document, anchor)[number].cells[at].text, document.names())


def test_both_checklists_are_whole() -> None:
    # Page 2021: 27 items, of which 10, 13, 16, 20, 23 and 24 have parts; 12 items for an abstract.
    assert len({item.number.rstrip("abcdef") for item in CHECKLIST}) == 27
    parts = {"10": 2, "13": 6, "16": 2, "20": 4, "23": 4, "24": 3}
    assert len(CHECKLIST) == 27 + sum(n - 1 for n in parts.values())
    assert [item.number for item in ABSTRACT_CHECKLIST] == [str(n) for n in range(1, 13)]
    document = compose(sample_results())
    assert list(rows(document, "table-prisma")) == [item.number for item in CHECKLIST]
    assert list(rows(document, "table-prisma-abstract")) == [item.number for item in ABSTRACT_CHECKLIST]


def test_no_item_is_both_unanswered_and_silent() -> None:
    document = compose(sample_results())
    names = document.names()
    for row in rows(document, "table-prisma").values():
        where, still = (inline_text(row.cells[at].text, names) for at in (2, 3))
        assert where != "–" or still.startswith("[open]")


def test_every_key_that_an_item_asks_of_the_authors_is_one_that_the_protocol_takes() -> None:
    assert {key for item in CHECKLIST for key in item.authors} <= set(AUTHORS_SAY)
    assert set(AUTHORS_SAY) == {key for item in CHECKLIST for key in item.authors}


def test_what_the_authors_wrote_closes_its_item_and_stands_in_the_report() -> None:
    results = sample_results()
    assert "[open]" in cell(results, "24a", 3)
    said = replace(results, review=replace(results.review, authors={"registration": "PROSPERO CRD1"}))
    assert cell(said, "24a", 3) == "–"
    assert cell(said, "24a", 2) == "What the authors say"
    assert cell(said, "12", 3, "table-prisma-abstract") == "–"


@pytest.mark.parametrize("number", ["16a", "18"])
def test_a_section_that_a_report_lacks_answers_nothing(number: str) -> None:
    # The sample has neither a flow nor a tool for risk of bias.
    assert cell(sample_results(), number, 2) == "–"


def test_a_source_without_its_date_or_strategy_is_named_as_lacking() -> None:
    results = sample_results()
    bare = tuple(replace(source, searched="") for source in results.review.sources)
    changed = replace(results, review=replace(results.review, sources=bare))
    assert "the date of 1 of 1 sources" in cell(changed, "6", 3)
    assert "the strategy of 1 of 1 sources" in cell(changed, "7", 3)
