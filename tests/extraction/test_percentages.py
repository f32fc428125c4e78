"""Percentages against counts; the cases met in real reports stand under their studies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.extraction.audit.percentages import attainable_counts, other_rounding, rounds_to
from tests.extraction.workbooks import codes, one_cohort, only_problem


def test_zhongshan_2021_has_41_patients_but_its_percentages_are_of_40() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "41", "responders": "12", "orr_pct": "30"}))
    assert problem.message == "ORR is printed as 30%, but 12 of 41 is 29.27%"
    assert problem.fix == "re-read the report; no count of 41 prints as 30%, 12 of 40 does"
    assert set(problem.barred_cells) == {"G4", "N4", "P4"}


def test_lu_2022_needs_two_percentages_to_show_that_24_is_18() -> None:
    assert codes(one_cohort({"n_evaluable": "24", "responders": "4", "orr_pct": "16.7"})) == []
    problem = only_problem(one_cohort({"n_evaluable": "24", "dcr_pct": "55.6"}))
    assert (
        problem.message
        == "no count of 24 prints as DCR 55.6% (12 is 50.00% and 13 is 54.17% and 14 is 58.33%)"
    )
    assert codes(one_cohort({"n_evaluable": "18", "dcr_pct": "55.6"})) == []


def test_blay_2023_prints_17_percent_of_all_enrolled() -> None:
    row = {"n_evaluable": "97", "responders": "17", "orr_pct": "17"}
    problem = only_problem(one_cohort(row, cohort={"n_enrolled": "98"}))
    assert (problem.rule, problem.severity) == ("PCT02", "warning")
    assert problem.message == (
        "ORR is printed as 17%, but 17 of 97 is 17.53%: cut off, not rounded, or 17 of 98 enrolled (17.35%)"
    )


@pytest.mark.parametrize(
    ("responders", "n", "printed", "why"),
    [
        ("5", "13", "39", "rounded twice"),
        ("2", "12", "16.6", "cut off, not rounded"),
        ("6", "38", "15", "cut off, not rounded"),
    ],
)
def test_a_known_habit_of_rounding_is_named_and_bars_nothing(
    responders: str, n: str, printed: str, why: str
) -> None:
    problem = only_problem(one_cohort({"n_evaluable": n, "responders": responders, "orr_pct": printed}))
    assert (problem.rule, problem.barred_cells) == ("PCT02", ())
    assert problem.message.endswith(why)


def test_28_percent_of_32_is_no_habit_of_rounding() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "32", "responders": "9", "orr_pct": "28.0"}))
    assert problem.message == "ORR is printed as 28.0%, but 9 of 32 is 28.12%"


def test_toulmonde_2018_has_one_response_and_not_six_percent_with_shrinkage() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "50", "cr": "0", "pr": "1", "orr_pct": "6"}))
    assert problem.fix == "re-read the report; 6% of 50 is 3"


def test_a_percentage_alone_against_numbers_that_agree_is_the_one_that_is_barred() -> None:
    row = {
        "n_evaluable": "32",
        "responders": "11",
        "orr_pct": "43.4",
        "orr_ci_low": "18.6",
        "orr_ci_high": "53.2",
        "orr_ci_level": "95",
    }
    assert only_problem(one_cohort(row)).barred_cells == ("P4",)
    counts = {"n_evaluable": "9", "cr": "1", "pr": "2", "sd": "3", "pd": "3", "responders": "3"}
    assert only_problem(one_cohort({**counts, "orr_pct": "35"})).barred_cells == ("P4",)


def test_a_proportion_typed_as_a_percentage_is_named() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "52", "responders": "19", "orr_pct": "0.37"}))
    assert problem.fix == "write percentages: 37 for 0.37"


def test_a_count_derived_from_a_percentage_must_be_the_only_one() -> None:
    row = {"n_evaluable": "250", "responders": "25", "responders_derived": "yes", "orr_pct": "10"}
    assert only_problem(one_cohort(row)).message.endswith("which is any of 24, 25, 26")
    interval = {"orr_ci_low": "6.58", "orr_ci_high": "14.41", "orr_ci_level": "95"}
    assert codes(one_cohort({**row, **interval})) == []
    assert codes(one_cohort({**row, "orr_pct": "10.0"})) == []


def test_ties_may_be_rounded_either_way() -> None:
    assert rounds_to(1, 8, 12, 0)
    assert rounds_to(1, 8, 13, 0)


@given(st.integers(1, 400), st.data(), st.integers(0, 2))
def test_a_count_is_among_those_that_its_own_percentage_gives(
    n: int, data: st.DataObject, decimals: int
) -> None:
    count = data.draw(st.integers(0, n))
    printed = round(100 * count / n, decimals)
    assert count in attainable_counts(n, printed, decimals)
    assert rounds_to(count, n, printed, decimals)


@given(st.integers(1, 400), st.integers(0, 100))
def test_every_attainable_count_prints_as_the_percentage_and_no_other_does(n: int, percent: int) -> None:
    found = attainable_counts(n, percent, 0)
    assert [count for count in range(n + 1) if rounds_to(count, n, percent, 0)] == list(found)


def test_whole_percentages_are_ambiguous_for_half_of_them_at_150_and_for_all_at_250() -> None:
    def ambiguous(n: int) -> int:
        return sum(len({c for c in range(n + 1) if round(100 * c / n) == p}) > 1 for p in range(101))

    def ours(n: int) -> int:
        return sum(len(attainable_counts(n, p, 0)) > 1 for p in range(101))

    assert all(ours(n) == 0 for n in range(1, 100))
    # Ties count for both neighbours here, so a few more percentages are open than with one rounding rule.
    assert ours(150) >= ambiguous(150) >= 50
    assert ours(250) == ambiguous(250) == 101


def test_rounding_that_is_right_is_no_other_rounding() -> None:
    assert other_rounding(1, 3, 20, 0) == ""


def test_a_percentage_of_events_that_was_cut_off_is_let_pass() -> None:
    assert codes(one_cohort(safety={"n_safety": "12", "n_events": "2", "pct": "16.6"})) == []
