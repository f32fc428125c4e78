"""What the report says of the selection: nothing counted here, nothing left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.results import Results, Source
from review.render.html import html_page
from review.report.blocks import Callout, FigureBlock, TableBlock
from review.report.compose import compose
from review.report.flow import (
    EXCLUDED_TABLE,
    FIGURE,
    SEARCHES_TABLE,
    UNREAD_TABLE,
    flow_section,
    selection_appendix,
)
from review.report.plain_text import to_text
from review.screening.filled import FilledRow, FilledSheet
from review.screening.flow import Previous
from review.screening.selection import Selection, selection
from tests.samples import sample_results
from tests.screened import PAIR, ledger, records, said, small_review
from tests.screening.test_selection import SEARCH

FOUND = selection(small_review(), [SEARCH])


def results(found: Selection = FOUND) -> Results:
    return replace(sample_results(), selection=found)


def text(found: Selection = FOUND) -> str:
    return to_text(compose(results(found)))


def test_the_sentences_give_the_counts_of_both_columns_together() -> None:
    said_there = text()
    assert "10 records were identified, 7 in databases and registers and 3 by other methods." in said_there
    assert "Two duplicates were set aside, and two records excluded on title and abstract." in said_there
    assert (
        "Of six reports sought, 1 could not be retrieved and 1 was excluded at full text; 1 awaits"
        in said_there
    )
    assert "Three reports of two studies were included." in said_there


def test_the_diagram_is_a_figure_with_words_for_those_who_do_not_see_it() -> None:
    section = flow_section(FOUND)
    (figure,) = [block for block in section.all_blocks() if isinstance(block, FigureBlock)]
    assert figure.anchor == FIGURE
    assert "Three reports of two studies were included" in figure.alt
    page = html_page(compose(results()))
    assert "Records screened (n = 6)" in page


def test_every_excluded_report_stands_under_its_one_reason() -> None:
    tables = {
        block.anchor: block for block in flow_section(FOUND).all_blocks() if isinstance(block, TableBlock)
    }
    assert [group.label for group in tables[EXCLUDED_TABLE].groups] == ["Wrong intervention · one report"]
    assert [group.label for group in tables[UNREAD_TABLE].groups] == [
        "Sought and not retrieved · one report",
        "Awaiting classification · one report",
        "Registered, without results · one report",
    ]


def test_an_unfinished_screening_has_no_diagram_and_says_why() -> None:
    unfinished = selection(ledger(records("r1"), [said("r1", "include")], plan=PAIR))
    section = flow_section(unfinished)
    assert any(isinstance(block, Callout) for block in section.blocks)
    assert "1 record: decided by 1 of 2 reviewers" in text(unfinished)
    assert FIGURE not in html_page(compose(results(unfinished)))


def test_an_update_says_what_it_has_with_the_previous_version() -> None:
    assert FOUND.flow is not None
    flow = replace(FOUND.flow, previous=Previous(studies=12, reports=15), total_studies=14, total_reports=18)
    assert "With the previous version the review has 14 studies in 18 reports." in text(
        replace(FOUND, flow=flow)
    )


def test_how_the_reviewers_came_to_their_decisions_is_counted() -> None:
    decisions = [
        said("r1", "exclude", reason="no results"),
        said("r1", "exclude", who="ben", reason="wrong population"),
        said("r2", "include"), said("r2", "exclude", who="ben"),
        said("r2", "exclude", who="", adjudicated=True),
    ]  # fmt: skip
    said_there = text(selection(ledger(records("r1 r2"), decisions, plan=PAIR)))
    assert "1 were excluded by both for different reasons, of which the first in order counts" in said_there
    assert "1 were adjudicated" in said_there


def test_an_order_of_relevance_is_told_with_what_it_was_learnt_from_and_what_is_unread() -> None:
    decided = {"r1": "include", "r2": "exclude"}
    rows = tuple(
        FilledRow({"record_id": f"r{n}", "decision": decided.get(f"r{n}", "")}, {}) for n in (1, 2, 3)
    )
    sheet = FilledSheet(
        file="a.xlsx", sheet="Screening", stage="title-abstract", reviewer="anna", rows=rows,
        ordered="40 decisions on title and abstract: 9 sent on, 31 excluded",
    )  # fmt: skip
    decisions = [said(one, word) for one, word in decided.items()]
    told = text(selection(ledger(records("r1 r2 r3"), decisions), sheets=[sheet]))
    assert "anna read records in the order of a model (TF-IDF" in told
    assert "learnt from 40 decisions on title and abstract: 9 sent on, 31 excluded" in told
    assert "The order excluded no record" in told
    assert "at most 1 of 1 unread records would go on" in told
    assert "Callaghan" in told


def test_agreement_stands_with_the_number_of_records_that_both_saw() -> None:
    decisions = [
        said(r, w, who=who) for r, w in (("r1", "include"), ("r2", "exclude")) for who in ("anna", "ben")
    ]
    found = selection(ledger(records("r1 r2 r3"), decisions, plan=PAIR))
    assert "2 of 3" in text(found)
    assert "anna and ben" in text(found)


def test_the_search_log_has_a_row_per_export_and_what_the_protocol_says_of_the_search() -> None:
    review = replace(
        sample_results().review,
        sources=(
            Source(name="PubMed", kind="database", platform="NLM", strategy="sarcoma AND PD-1", note="once"),
        ),
    )
    made = replace(results(), review=review)
    appendix = selection_appendix(FOUND, made.review.sources)
    assert appendix is not None
    (table,) = [b for b in appendix.all_blocks() if isinstance(b, TableBlock) and b.anchor == SEARCHES_TABLE]
    assert [group.label for group in table.groups] == ["PubMed (database, NLM)"]
    assert "sarcoma AND PD-1" in to_text(compose(made))


def test_a_review_without_records_has_no_such_section() -> None:
    document = compose(replace(sample_results(), selection=None))
    assert "selection" not in {section.anchor for _, section in document.walk()}


def test_results_with_a_selection_survive_the_way_through_json() -> None:
    made = results()
    assert Results.from_json(made.to_json()) == made


@pytest.mark.parametrize("title", ["<b>Bold</b>", "javascript:alert(1)"])
def test_words_of_a_record_are_text(title: str) -> None:
    wild = replace(FOUND, excluded=(replace(FOUND.excluded[0], title=title, link="javascript:alert(1)"),))
    page = html_page(compose(results(wild)))
    assert "<b>Bold" not in page
    assert 'href="javascript' not in page
