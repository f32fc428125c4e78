from __future__ import annotations

import pytest

from review.analysis.serial import decode
from review.pooling.results import as_json
from review.screening.selection import LoggedSearch, Selection, link_of, selection
from tests.screened import PAIR, ledger, record, records, said, small_review

SEARCH = LoggedSearch(
    file="search/a.nbib",
    sha256="ab" * 32,
    source="PubMed",
    kind="database",
    searched="2026-01-31",
    hits=6,
    records=6,
)


def test_what_was_excluded_and_what_was_not_read_stand_apart() -> None:
    found = selection(small_review(), [SEARCH])
    assert [(one.record_id, one.why) for one in found.excluded] == [("r3", "wrong intervention")]
    assert [(one.record_id, one.fate, one.why) for one in found.unread] == [
        ("r4", "not retrieved", "the library does not hold it"),
        ("c1", "awaiting classification", "counts not seen"),
        ("r7", "no results", "registered; no results found"),
    ]


def test_a_study_with_two_reports_shows_both_with_their_roles() -> None:
    found = selection(small_review())
    assert [(one.study_id, one.record_id, one.role) for one in found.several] == [
        ("chen2023", "r1", "primary"), ("chen2023", "r2", "update"),
    ]  # fmt: skip


def test_without_every_decision_there_is_no_flow_and_the_reasons_are_counted() -> None:
    found = selection(
        ledger(records("r1 r2 r3"), [said("r1", "include"), said("r1", "exclude", who="ben")], plan=PAIR)
    )
    assert found.flow is None
    assert found.why_no_flow == ("1 record: the reviewers do not agree", "2 records: not screened yet")


def test_how_records_were_settled_is_counted() -> None:
    decisions = [
        said("r1", "exclude"), said("r1", "exclude", who="ben"),
        said("r2", "exclude", reason="no results"),
        said("r2", "exclude", who="ben", reason="wrong population"),
        said("r3", "include"), said("r3", "exclude", who="ben"),
        said("r3", "exclude", who="", adjudicated=True),
    ]  # fmt: skip
    first, _ = selection(ledger(records("r1 r2 r3"), decisions, plan=PAIR)).stages
    assert (first.records, first.by_agreement, first.by_order_of_reasons, first.by_adjudication) == (
        3,
        1,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("fields", "link"),
    [
        ({"doi": "10.1/a", "pmid": "7", "url": "https://x.org"}, "https://doi.org/10.1/a"),
        ({"pmid": "7", "url": "https://x.org"}, "https://pubmed.ncbi.nlm.nih.gov/7/"),
        ({"url": "https://x.org"}, "https://x.org"),
        ({}, ""),
    ],
)
def test_a_record_leads_to_its_doi_first(fields: dict[str, str], link: str) -> None:
    assert link_of(record("r1", **fields)) == link


def test_it_survives_the_way_through_json() -> None:
    found = selection(small_review(), [SEARCH])
    assert decode(Selection, as_json(found)) == found
