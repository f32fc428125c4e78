from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.screening.flow import Flow, Previous, ReasonCount, SourceCount, Synthesis, derive
from review.screening.identities import IDENTITIES, flow_problems, stated_problems
from review.screening.ledger import PreviousReport
from review.screening.plan import ScreeningPlan
from tests.screened import FT, ledger, records, said, small_review, sought


def test_the_counts_of_a_small_review() -> None:
    flow = derive(small_review())
    # Six from PubMed, one registered; r6 repeats r1.
    assert (flow.identified("database"), flow.identified("register"), flow.duplicates) == (6, 1, 1)
    assert (flow.records_screened, flow.records_excluded) == (6, 2)
    first = flow.databases
    assert (first.sought, first.not_retrieved, first.assessed, first.included) == (4, 1, 3, 2)
    assert first.excluded == (ReasonCount(reason="wrong intervention", n=1),)
    # Two web pages and one cited report; w2 repeats w1.
    assert flow.other is not None
    assert (flow.other_results, flow.other_already_found, flow.other_records_excluded) == (3, 1, 0)
    assert (flow.other.sought, flow.other.awaiting, flow.other.included) == (2, 1, 1)
    # r1 and r2 are one study.
    assert (flow.new_studies, flow.new_reports) == (2, 3)
    assert flow_problems(flow, small_review()) == ()


def test_a_review_of_databases_only_has_no_second_column() -> None:
    assert derive(ledger(records("r1"))).other is None


def test_an_update_counts_new_studies_apart_from_new_reports_of_old_ones() -> None:
    on = [said(one, "include") for one in ("r1", "r2")] + [
        said(one, "include", stage=FT) for one in ("r1", "r2")
    ]
    found = ledger(
        records("r1 r2"),
        on,
        reports=[sought("r1", study_id="new2024"), sought("r2", study_id="old2019")],
        previous=[
            PreviousReport(study_id="old2019", report="Old 2019"),
            PreviousReport(study_id="old2019", report="Old 2018, abstract"),
            PreviousReport(study_id="gone2015", report="Gone 2015", withdrawn="retracted"),
        ],
    )
    flow = derive(found)
    assert flow.previous == Previous(studies=2, reports=3, withdrawn_studies=1, withdrawn_reports=1)
    assert (flow.new_studies, flow.new_reports, flow.new_reports_of_previous) == (1, 1, 1)
    assert (flow.total_studies, flow.total_reports) == (2, 4)
    assert flow_problems(flow, found) == ()


def test_reasons_stand_in_the_order_of_review_toml() -> None:
    reasons = ("wrong population", "wrong intervention", "no results")
    decisions = [said(f"r{i}", "include") for i in range(3)]
    decisions += [
        said(f"r{i}", "exclude", stage=FT, reason=reason) for i, reason in enumerate(reversed(reasons))
    ]
    flow = derive(ledger(records("r0 r1 r2"), decisions))
    assert tuple(one.reason for one in flow.databases.excluded) == reasons


def test_automation_is_split_from_people() -> None:
    plan = ScreeningPlan(reviewers=("anna", "robot"), automation=("robot",))
    flow = derive(
        ledger(records("a b"), [said("a", "exclude", who="robot"), said("b", "exclude")], plan=plan)
    )
    assert (flow.records_excluded, flow.records_excluded_automation) == (2, 1)


FLOW = derive(small_review())


def broken(**changes: Any) -> set[str]:
    return {problem.rule for problem in flow_problems(replace(FLOW, **changes))}


def of_databases(**changes: Any) -> set[str]:
    return broken(databases=replace(FLOW.databases, **changes))


def of_other(**changes: Any) -> set[str]:
    assert FLOW.other is not None
    return broken(other=replace(FLOW.other, **changes))


UPDATE = Previous(studies=3, reports=4)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("FLOW01", broken(sources=(*FLOW.sources, SourceCount(name="", kind="website", n=0)))),
        ("FLOW01", broken(other=None)),
        ("FLOW02", broken(records_screened=7)),
        ("FLOW02", broken(duplicates=2)),
        ("FLOW03", broken(records_excluded_automation=3)),
        ("FLOW04", broken(records_excluded=9)),
        ("FLOW05", of_databases(sought=5)),
        ("FLOW06", of_databases(assessed=4)),
        ("FLOW07", of_databases(excluded=(ReasonCount(reason="", n=1),))),
        ("FLOW07", of_other(excluded=(ReasonCount(reason="a", n=1), ReasonCount(reason="a", n=1)))),
        ("FLOW08", of_databases(included=3)),
        ("FLOW08", of_databases(awaiting=1)),
        ("FLOW09", broken(other_already_found=0)),
        ("FLOW10", of_other(assessed=1)),
        ("FLOW11", of_other(ongoing=1)),
        ("FLOW12", broken(new_reports=4)),
        ("FLOW13", broken(new_reports=2)),
        ("FLOW14", broken(new_studies=4)),
        ("FLOW14", broken(new_studies=0)),
        ("FLOW15", broken(new_reports_of_previous=1)),
        ("FLOW16", broken(previous=UPDATE, total_studies=4)),
        ("FLOW17", broken(previous=UPDATE, total_reports=8)),
        ("FLOW18", broken(syntheses=(Synthesis(name="response", studies=3),))),
        ("FLOW20", broken(sources=(SourceCount(name="PubMed", kind="database", n=1),))),
        ("FLOW21", broken(duplicates=-1)),
        ("FLOW21", broken(duplicates=1.0)),
        ("FLOW21", broken(duplicates=True)),
        ("FLOW22", of_databases(assessed=99)),
        ("FLOW22", of_other(included=99)),
    ],
)
def test_a_sum_that_does_not_close_is_found(code: str, found: set[str]) -> None:
    assert code in found


def test_every_identity_is_tested_above_and_holds_for_the_small_review() -> None:
    marks = test_a_sum_that_does_not_close_is_found.pytestmark[0]  # type: ignore[attr-defined]
    assert {code for code, _ in marks.args[1]} == set(IDENTITIES)
    assert broken() == set()


def test_typing_the_number_of_databases_for_their_records_is_caught() -> None:
    # A published diagram: databases n = 2, registers n = 3888, 1123 removed, 2765 screened.
    sources = (
        SourceCount(name="Two databases", kind="database", n=2),
        SourceCount(name="Registers", kind="register", n=3888),
    )
    rules = broken(sources=sources, duplicates=1123, records_screened=2765, other=None)
    assert "FLOW02" in rules


def test_a_record_that_is_there_twice_is_found() -> None:
    found = ledger([*records("r1"), *records("r1")], [said("r1", "exclude")])
    assert "FLOW19" in {problem.rule for problem in flow_problems(derive(found), found)}


def test_counts_of_another_ledger_are_found() -> None:
    flow: Flow = replace(FLOW, sources=FLOW.sources[:-1])
    assert "FLOW19" in {problem.rule for problem in flow_problems(flow, small_review())}


def test_a_number_that_review_toml_states_is_compared_with_what_was_imported() -> None:
    (problem,) = stated_problems(FLOW, [("PubMed", 6), ("News", 3), ("ClinicalTrials.gov", None)])
    assert (problem.rule, problem.severity) == ("SCR20", "warning")
    assert problem.message == "3 records of News are stated, but 2 were imported"
