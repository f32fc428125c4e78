from __future__ import annotations

import pytest

from review.screening.ledger import Removal
from review.screening.plan import ONGOING, ScreeningPlan
from tests.screened import ALONE, FT, PAIR, REASONS, TA, ledger, record, records, said, small_review, sought


def fates(found) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {one.record.record_id: one.fate for one in found.standings}


def test_every_record_has_one_fate() -> None:
    assert fates(small_review()) == {
        "r1": "included", "r2": "included", "r3": "report excluded", "r4": "not retrieved", "r5": "excluded",
        "r6": "duplicate", "r7": "excluded", "w1": "included", "w2": "duplicate",
        "c1": "awaiting classification",
    }  # fmt: skip


def test_a_duplicate_met_while_screening_is_one_at_either_stage() -> None:
    found = ledger(
        records("r1 r2 r3"),
        [
            said("r1", "include"), said("r2", "duplicate", of="r1"), said("r3", "include"),
            said("r1", "include", stage=FT), said("r3", "duplicate", of="r2", stage=FT),
        ],
    )  # fmt: skip
    assert fates(found) == {"r1": "included", "r2": "duplicate", "r3": "duplicate"}
    # The chain is followed to the record that stays.
    assert found.standings[2].duplicate_of == "r1"


def test_duplicates_in_a_circle_are_an_error() -> None:
    found = ledger(records("r1 r2"), duplicates={"r1": "r2", "r2": "r1"})
    assert {problem.rule for problem in found.problems} == {"SCR18"}


def test_what_deduplication_links_is_not_screened_whatever_was_decided_on_it() -> None:
    found = ledger(records("r1 r2"), [said("r1", "exclude"), said("r2", "include")], duplicates={"r2": "r1"})
    assert fates(found) == {"r1": "excluded", "r2": "duplicate"}
    assert [one.record.record_id for one in found.to_screen(TA)] == ["r1"]


def test_of_records_linked_after_the_screening_the_screened_one_stays() -> None:
    # Deduplication keeps r1, which came first; the reviewer had kept r2 and called r1 its duplicate.
    found = ledger(
        records("r1 r2 r3"),
        [said("r1", "duplicate", of="r2"), said("r2", "exclude")],
        duplicates={"r2": "r1", "r3": "r1"},
    )
    assert fates(found) == {"r1": "duplicate", "r2": "excluded", "r3": "duplicate"}
    assert {one.duplicate_of for one in found.of_fate("duplicate")} == {"r2"}
    assert found.problems == ()


@pytest.mark.parametrize(
    ("decisions", "words"),
    [
        ([said("r1", "exclude"), said("r2", "include")], "decided include, and the record is linked to r1"),
        ([said("r1", "include"), said("r2", "unclear")], ""),
        ([said("r1", "exclude"), said("r2", "exclude")], ""),
        (
            [said("r1", "include"), said("r1", "exclude", stage=FT, reason="no results"),
             said("r2", "include"), said("r2", "include", stage=FT)],
            "of which 'exclude' stands",
        ),
        # Of what is not settled the diagram waits anyway.
        ([said("r1", "include"), said("r2", "include"), said("r2", "include", stage=FT)], ""),
    ],
)  # fmt: skip
def test_a_link_sets_no_decision_aside_unseen(decisions, words: str) -> None:  # type: ignore[no-untyped-def]
    found = ledger(records("r1 r2"), decisions, duplicates={"r2": "r1"})
    assert [problem.rule for problem in found.problems] == (["SCR26"] if words else [])
    assert all(words in problem.message for problem in found.problems)
    assert all("review dedupe --undo r2" in problem.fix for problem in found.problems)


def test_a_report_read_in_full_is_not_lost_to_a_record_whose_report_was_not_obtained() -> None:
    found = ledger(
        records("r1 r2"),
        [said("r1", "include"), said("r2", "include"), said("r2", "include", stage=FT)],
        duplicates={"r2": "r1"},
        reports=[sought("r1", obtained="no", why_not="not held")],
    )
    assert [problem.rule for problem in found.problems] == ["SCR26"]


def test_what_was_included_is_not_removed_unseen() -> None:
    gone = [Removal(record_id=one, by_automation=False) for one in ("r1", "r2")]
    found = ledger(records("r1 r2"), [said("r1", "include"), said("r2", "exclude")], removed=gone)
    assert [(one.rule, one.place.row) for one in found.problems] == [("SCR26", "r1")]


def test_removed_records_are_told_apart() -> None:
    removed = [Removal(record_id="r1", by_automation=True), Removal(record_id="r2", by_automation=False)]
    assert fates(ledger(records("r1 r2"), removed=removed)) == {
        "r1": "removed by automation", "r2": "removed for another reason",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("decisions", "rule", "words"),
    [
        ([], "SCR06", "not screened yet"),
        ([said("r1", "include")], "SCR07", "decided by 1 of 2 reviewers"),
        ([said("r1", "include"), said("r1", "exclude", who="ben")], "SCR08", "do not agree"),
        (
            [said("r1", "include"), said("r1", "include", who="ben")],
            "SCR06", "neither assessed nor noted as not obtained",
        ),
    ],
)  # fmt: skip
def test_what_is_not_done_is_named_with_the_command_that_does_it(decisions, rule: str, words: str) -> None:  # type: ignore[no-untyped-def]
    found = ledger(records("r1"), decisions, plan=PAIR)
    (problem,) = found.unfinished()
    assert (problem.rule, problem.severity) == (rule, "error")
    assert words in problem.message
    assert problem.fix.startswith("review screen ")


def test_a_source_that_one_reviewer_screens_needs_one_decision() -> None:
    plan = ScreeningPlan(reviewers=("anna", "ben"), per_record=2, once=("Citation searching",))
    rows = [record("r1"), record("c1", kind="citation", source="Citation searching")]
    found = ledger(rows, [said("r1", "exclude"), said("c1", "exclude")], plan=plan)
    assert fates(found) == {"r1": "open", "c1": "excluded"}


def test_an_included_report_without_a_study_bars_the_diagram() -> None:
    decisions = [said("r1", "include"), said("r1", "include", stage=FT)]
    (problem,) = ledger(records("r1"), decisions).unfinished()
    assert (problem.rule, problem.place.sheet, problem.place.row) == ("SCR13", "Reports", "r1")
    (problem,) = ledger(records("r1"), decisions, reports=[sought("r1")]).unfinished()
    assert problem.place.cell == "A6"


def test_a_report_that_was_not_obtained_cannot_have_been_decided_on() -> None:
    found = ledger(
        records("r1"),
        [said("r1", "include"), said("r1", "exclude", stage=FT, reason="no results")],
        reports=[sought("r1", obtained="no", why_not="not held")],
    )
    assert [problem.rule for problem in found.problems] == ["SCR11"]


def test_awaiting_classification_and_ongoing_are_no_exclusions() -> None:
    found = ledger(
        records("r1 r2"),
        [
            said("r1", "include"), said("r2", "include"),
            said("r1", "unclear", stage=FT), said("r2", "unclear", stage=FT, reason=ONGOING),
        ],
    )  # fmt: skip
    assert fates(found) == {"r1": "awaiting classification", "r2": "ongoing"}


def test_decisions_under_older_criteria_are_flagged_and_only_on_records_still_alive() -> None:
    plan = ScreeningPlan(reviewers=("anna",), reasons=REASONS, version="2")
    found = ledger(
        records("r1 r2 r3"),
        [said("r1", "exclude", version="1"), said("r2", "exclude", version="2"), said("r3", "exclude")],
        plan=plan, duplicates={"r3": "r1"},
    )  # fmt: skip
    (problem,) = found.problems
    assert (problem.rule, problem.severity, problem.place.row) == ("SCR09", "warning", "r1")
    assert problem.fix.endswith("--reviewer anna --again")


def test_overlapping_patients_are_linked_instead_of_excluded() -> None:
    plan = ScreeningPlan(reviewers=("anna",), reasons=("overlapping patients",))
    decisions = [said("r1", "include"), said("r1", "exclude", stage=FT, reason="overlapping patients")]
    (problem,) = ledger(records("r1"), decisions, plan=plan).problems
    assert (problem.rule, problem.severity) == ("SCR15", "warning")
    linked = sought("r1", overlaps_with=("chen2023",))
    (problem,) = ledger(records("r1"), decisions, plan=plan, reports=[linked]).problems
    assert (problem.rule, problem.severity) == ("SCR21", "note")
    assert "chen2023" in problem.message


def test_no_usable_data_is_no_reason() -> None:
    plan = ScreeningPlan(reasons=("wrong population", "no usable data"))
    (problem,) = ledger([], plan=plan).problems
    assert (problem.rule, problem.severity, problem.found) == ("SCR14", "warning", "no usable data")


def test_what_tools_alone_excluded_is_told_apart() -> None:
    plan = ScreeningPlan(reviewers=("anna", "robot"), automation=("robot",))
    found = ledger(records("r1 r2"), [said("r1", "exclude", who="robot"), said("r2", "exclude")], plan=plan)
    assert [one.by_automation for one in found.standings] == [True, False]


def test_at_full_text_what_could_not_be_obtained_is_not_to_be_decided_on() -> None:
    found = small_review()
    assert [one.record.record_id for one in found.to_screen(FT)] == ["r1", "r2", "r3", "w1", "c1"]
    assert ALONE.needed("PubMed") == 1
