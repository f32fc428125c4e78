"""The worked example from its exports to its flow diagram, against counts that were known before.

The counts were taken from the adjudicated list of the 200 records, by kind of source, before any of it was
laid out in workbooks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from review.screening.flow import ReasonCount
from review.screening.progress import progress
from review.workflow.flow import flow_of
from review.workflow.opening import open_review
from review.workflow.screening import OpenScreening, open_screening

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def screening() -> OpenScreening:
    return open_screening(open_review(ROOT))


def test_two_hundred_records_of_which_23_came_by_citation_searching(screening: OpenScreening) -> None:
    kinds = [one.record.kind for one in screening.ledger.standings]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "database": 121, "register": 8, "website": 47, "organisation": 1, "citation": 23,
    }  # fmt: skip


def test_every_record_leads_back_to_its_export(screening: OpenScreening) -> None:
    for standing in screening.ledger.standings:
        export = ROOT / standing.record.file
        assert export.is_file()
        assert standing.record.line <= len(export.read_text(encoding="utf-8").splitlines())


def test_the_diagram_counts_what_the_adjudicated_list_counts(screening: OpenScreening) -> None:
    flow, problems = flow_of(screening)
    assert [problem for problem in problems if problem.severity != "note"] == []
    # 129 of databases and registers: 25 duplicates, 50 excluded, 54 sought, 6 not retrieved, 8 excluded,
    # 3 awaiting classification, 37 included.
    assert (flow.duplicates, flow.records_screened, flow.records_excluded) == (25, 104, 50)
    first = flow.databases
    assert (first.sought, first.not_retrieved, first.assessed) == (54, 6, 48)
    assert (first.excluded_total, first.awaiting, first.included) == (8, 3, 37)
    assert ReasonCount(reason="superseded report", n=6) in first.excluded
    # 71 by other methods: 8 duplicates, 54 excluded, 9 sought, 3 excluded, 1 awaiting, 5 included. One of
    # the excluded, a review of cutaneous angiosarcoma, repeats a record of the first column (the same DOI):
    # review dedupe links what the passes did not.
    assert flow.other is not None
    assert (flow.other_already_found, flow.other_records_excluded, flow.other.sought) == (8 + 1, 54 - 1, 9)
    assert (flow.other.excluded_total, flow.other.awaiting, flow.other.included) == (3, 1, 5)
    assert (flow.new_reports, flow.new_studies) == (42, 38)


def test_the_passes_saw_177_records_together_and_the_others_once(screening: OpenScreening) -> None:
    decisions = [
        one for one in screening.ledger.decisions if one.stage == "title-abstract" and not one.adjudicated
    ]
    seen = {who: {one.record_id for one in decisions if one.reviewer == who} for who in ("pass 1", "pass 2")}
    assert (len(seen["pass 1"]), len(seen["pass 2"])) == (200, 177)
    kinds = {one.record.record_id: one.record.kind for one in screening.ledger.standings}
    assert {kinds[one] for one in seen["pass 1"] - seen["pass 2"]} == {"citation"}
    assert all(stage.done for stage in progress(screening.ledger))


def test_the_adjudication_settles_conflicts_and_overrules_no_agreement(screening: OpenScreening) -> None:
    for stage in ("title-abstract", "full-text"):
        for decision in screening.ledger.decisions:
            if decision.adjudicated and decision.stage == stage:
                said = {
                    (one.choice, one.reason, one.duplicate_of)
                    for one in screening.ledger.decisions
                    if one.record_id == decision.record_id and one.stage == stage and not one.adjudicated
                }
                assert len(said) != 1 or stage == "full-text"
