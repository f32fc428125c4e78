"""Whatever is decided, every record has one fate and every sum of the diagram closes."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.screening.flow import derive
from review.screening.identities import flow_problems
from review.screening.ledger import Ledger, PreviousReport, Removal
from review.screening.plan import CHOICES, ONGOING, ScreeningPlan
from review.screening.prisma_table import prisma_counts, prisma_table
from review.screening.progress import progress
from tests.screened import FT, REASONS, TA, ledger, record, said, sought

KINDS = ("database", "register", "website", "organisation", "citation")
REVIEWERS = ("anna", "ben", "robot")

#: A ledger is many draws; a slow machine is no finding.
on_any_machine = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def ledgers(draw: st.DrawFn, *, settled: bool = False) -> Ledger:
    """Any ledger; `settled`: one in which everything that reviewers left open was adjudicated."""
    ids = [f"r{i}" for i in range(draw(st.integers(1, 6)))]
    rows = [record(one, kind=(kind := draw(st.sampled_from(KINDS))), source=kind) for one in ids]
    decisions = []
    for one in ids:
        for stage in (TA, FT):
            for who in draw(st.sets(st.sampled_from(REVIEWERS))):
                choice = draw(st.sampled_from(CHOICES))
                reason = draw(st.sampled_from(REASONS)) if choice == "exclude" else ""
                reason = draw(st.sampled_from(("", ONGOING))) if choice == "unclear" else reason
                # Of a duplicate only an earlier record: circles are refused elsewhere.
                others = [other for other in ids if other < one]
                if choice != "duplicate" or others:
                    of = draw(st.sampled_from(others)) if choice == "duplicate" else ""
                    decisions.append(said(one, choice, who=who, stage=stage, reason=reason, of=of))
            if settled:
                final = draw(st.sampled_from(("include", "exclude", "unclear")))
                reason = draw(st.sampled_from(REASONS)) if final == "exclude" else ""
                decisions.append(said(one, final, who="", stage=stage, reason=reason, adjudicated=True))
    studies = st.sampled_from(("s1", "s2", "old") if settled else ("", "s1", "s2", "old"))
    reports = [
        sought(one, obtained=draw(st.sampled_from(("", "yes", "no"))), study_id=draw(studies))
        for one in (ids if settled else draw(st.sets(st.sampled_from(ids))))
    ]
    removed = [
        Removal(record_id=one, by_automation=draw(st.booleans()))
        for one in draw(st.sets(st.sampled_from(ids), max_size=2))
    ]
    previous = [PreviousReport(study_id="old", withdrawn=draw(st.sampled_from(("", "retracted"))))]
    plan = ScreeningPlan(reasons=REASONS, per_record=draw(st.integers(1, 2)), automation=("robot",))
    return ledger(
        rows, decisions, plan=plan, reports=reports, removed=removed,
        previous=previous if draw(st.booleans()) else (),
    )  # fmt: skip


@on_any_machine
@given(ledgers())
def test_no_record_is_lost_and_none_is_counted_twice(found: Ledger) -> None:
    flow = derive(found)
    assert sum(source.n for source in flow.sources) == len(found.standings)
    assert [problem for problem in flow_problems(flow, found) if problem.rule == "FLOW19"] == []


@on_any_machine
@given(ledgers(settled=True))
def test_where_nothing_is_open_every_sum_closes(found: Ledger) -> None:
    assert found.unfinished() == ()
    errors = [p for p in flow_problems(derive(found), found) if p.severity == "error"]
    assert errors == []


@on_any_machine
@given(ledgers())
def test_what_is_open_is_always_said(found: Ledger) -> None:
    open_records = {one.record.record_id for one in found.of_fate("open")}
    assert open_records <= {problem.place.cell or problem.place.row for problem in found.unfinished()}


@on_any_machine
@given(ledgers())
def test_the_table_of_the_r_package_has_every_count(found: Ledger) -> None:
    flow = derive(found)
    counts = prisma_counts(flow)
    assert {row[0]: row[-1] for row in prisma_table(flow) if row[0] in counts} == counts


@on_any_machine
@given(ledgers())
def test_progress_adds_up(found: Ledger) -> None:
    for stage in progress(found):
        assert stage.settled + stage.unscreened + stage.incomplete + len(stage.conflicts) == stage.records
