"""Inconsistencies met in real reports, each as a workbook with the printed numbers: what the checks say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from review.extraction.cells import WorkbookCells
from review.problems import Problem
from tests.extraction.workbooks import COMPLETE, one_cohort, problems, workbook


def response(**given: object) -> WorkbookCells:
    return one_cohort({**given})


def several_responses(
    *rows: Mapping[str, str], reports: Sequence[Mapping[str, str]] = ({"report_id": "a"},)
) -> WorkbookCells:
    """One cohort with a response row for each of `rows`, of report a where none is named."""
    return workbook(
        Studies=[{"study_id": "a"}],
        Reports=[{"study_id": "a", "source_tier": "abstract", **report} for report in reports],
        Cohorts=[{"cohort_id": "c", "study_id": "a", "histology": "ASPS", "combination_class": "+TKI"}],
        Responses=[{**COMPLETE, "cohort_id": "c", "report_id": "a", **row} for row in rows],
    )


def of(rule: str, found: tuple[Problem, ...]) -> Problem:
    mine = [problem for problem in found if problem.rule == rule]
    assert mine, [problem.rule for problem in found]
    return mine[0]


CASES: Mapping[str, tuple[WorkbookCells, str, str]] = {
    "11 PR, 16 SD and 6 PD of 32, ORR and DCR agree with 11 and 16": (
        response(
            n_evaluable="32",
            cr="0",
            pr="11",
            sd="16",
            pd="6",
            responders="11",
            orr_pct="34.4",
            dcr_pct="84.4",
        ),
        "SUM02",
        "PD would be 5",
    ),
    "1 PR, 23 SD and 19 PD of 45": (
        response(n_evaluable="45", cr="0", pr="1", sd="23", pd="19"),
        "SUM01",
        "2 patients are in no category",
    ),
    "1.8% of 45": (response(n_evaluable="45", responders="1", orr_pct="1.8"), "PCT01", "1 of 55 does"),
    "0.8 to 4.2 of 1 in 45 fits no method": (
        response(n_evaluable="45", responders="1", orr_ci_low="0.8", orr_ci_high="4.2", orr_ci_level="95"),
        "CI01",
        "",
    ),
    "17 SD and 25 PD of 44": (
        response(n_evaluable="44", cr="0", pr="0", sd="17", pd="25"),
        "SUM01",
        "2 patients are in no category",
    ),
    "1 CR, 14 PR and 25 SD of 43 with an unconfirmed PR": (
        response(n_evaluable="43", cr="1", pr="14", sd="25", pd="0", other="1"),
        "SUM01",
        "2 patients",
    ),
    "24 of 97 whose categories give 23": (
        response(n_evaluable="97", cr="6", pr="17", responders="24", orr_pct="24.7"),
        "SUM03",
        "CR or PR is off",
    ),
    "15% of 38 with 6 listed": (response(n_evaluable="38", responders="6", orr_pct="15"), "PCT02", ""),
    "87 of 110 printed as 78.38%": (
        response(n_evaluable="110", responders="87", orr_pct="78.38"),
        "PCT01",
        "111",
    ),
    "12 of 41 printed as 30%": (response(n_evaluable="41", responders="12", orr_pct="30"), "PCT01", "40"),
    "55.6% of 24": (response(n_evaluable="24", dcr_pct="55.6"), "PCT03", "14 is 58.33%"),
    "16.7% and 55.6% of 24, which only 18 patients give": (
        response(n_evaluable="24", orr_pct="16.7", dcr_pct="55.6"),
        "PCT03",
        "of 18 patients both are possible: 3 (16.7%) and 10 (55.6%)",
    ),
    "24.7% of 97 beside a DCR of 82.5% and 57 SD, which leaves 23": (
        response(n_evaluable="97", responders="24", orr_pct="24.7", sd="57", dcr_pct="82.5"),
        "PCT01",
        "82.5% of 97 is 80",
    ),
    "15% of 81, which are 12 of 81 and not 13": (
        response(n_evaluable="81", responders="13", orr_pct="15"),
        "PCT01",
        "15% of 81 is 12",
    ),
    "2.1% of 57 with 1 responder, which are 1 of 47 or 48": (
        response(n_evaluable="57", responders="1", orr_pct="2.1"),
        "PCT01",
        "1 of 47 or 48 does",
    ),
    "17 of 97 printed as 17%": (
        one_cohort({"n_evaluable": "97", "responders": "17", "orr_pct": "17"}, cohort={"n_enrolled": "98"}),
        "PCT02",
        "",
    ),
    "5 of 13 printed as 39% and cut off to 38.4": (
        response(n_evaluable="13", responders="5", orr_pct="38.4"),
        "PCT02",
        "",
    ),
    "2 of 12 printed as 16.6%": (response(n_evaluable="12", responders="2", orr_pct="16.6"), "PCT02", ""),
    "3 of 50 had shrinkage is no 6% of one response": (
        response(n_evaluable="50", cr="0", pr="1", responders="1", orr_pct="6"),
        "PCT01",
        "",
    ),
    "41% serious events against 8 of 52": (
        one_cohort(safety={"n_safety": "52", "n_events": "8", "pct": "41"}),
        "PCT05",
        "",
    ),
    "33 treated of whom 34 evaluable": (
        one_cohort({"n_evaluable": "34"}, cohort={"n_treated": "33"}),
        "DEN03",
        "",
    ),
    "5%, 1 to 15, as a 95% interval": (
        response(n_evaluable="38", responders="6", orr_ci_low="7", orr_ci_high="29", orr_ci_level="95"),
        "CI02",
        "90",
    ),
    "43 evaluable of a trial that later counts 42": (
        several_responses(
            {"report_id": "a1", "n_evaluable": "43"},
            {"report_id": "a2", "n_evaluable": "42"},
            reports=[
                {"report_id": "a1", "data_cutoff": "2020"},
                {"report_id": "a2", "data_cutoff": "2022"},
            ],
        ),
        "RESP02",
        "",
    ),
    "7 of 37 in the paper and 8 of 37 in a review": (
        several_responses(
            {"report_id": "a1", "n_evaluable": "37", "responders": "7"},
            {"report_id": "review", "n_evaluable": "37", "responders": "8"},
            reports=[
                {"report_id": "a1", "source_tier": "full text"},
                {"report_id": "review", "source_tier": "secondary table"},
            ],
        ),
        "RESP03",
        "",
    ),
    "one trial entered as two studies": (
        workbook(
            Studies=[
                {"study_id": "chen2023", "registry_ids": "NCT03141684"},
                {"study_id": "fda2022", "registry_ids": "NCT03141684"},
            ]
        ),
        "REG01",
        "one registration is one study",
    ),
    "an interval of 17.2 to 40.1 around 13 of 43, whose end is 46.1": (
        response(
            n_evaluable="43",
            responders="13",
            orr_pct="30.23",
            orr_ci_low="17.2",
            orr_ci_high="40.1",
            orr_ci_level="95",
        ),
        "CI01",
        "",
    ),
    "2.8 to 48.3 around 1 of 9, whose end is 0.28": (
        response(n_evaluable="9", responders="1", orr_ci_low="2.8", orr_ci_high="48.3", orr_ci_level="95"),
        "CI01",
        "",
    ),
    "a median of 28 months beyond its overall survival": (
        workbook(
            Studies=[{"study_id": "a"}],
            Reports=[{"report_id": "a", "study_id": "a", "source_tier": "press"}],
            Cohorts=[{"cohort_id": "c", "study_id": "a", "histology": "ASPS", "combination_class": "+TKI"}],
            Survival=[
                {"cohort_id": "c", "report_id": "a", "endpoint": "PFS", "median_months": "28"},
                {"cohort_id": "c", "report_id": "a", "endpoint": "OS", "median_months": "20.8"},
            ],
        ),
        "TIME04",
        "",
    ),
    "n=8% typed as a count": (response(n_evaluable="8%"), "CELL01", ""),
    "one patient": (response(n_evaluable="1", responders="1"), "RESP05", ""),
    "6 of 11 and 6 of 12, one of the evaluable and one of the enrolled": (
        one_cohort({"n_evaluable": "11", "responders": "6", "orr_pct": "50"}, cohort={"n_enrolled": "12"}),
        "PCT02",
        "6 of 12 enrolled (50.00%)",
    ),
    "82.1% of 28 and 44.8% of 29, typed as 44.8% of 28": (
        one_cohort(safety={"n_safety": "28", "n_events": "13", "pct": "44.8"}),
        "PCT05",
        "44.8% of 28 is no count",
    ),
    "28 evaluable of 24 treated": (
        one_cohort({"n_evaluable": "28"}, cohort={"n_treated": "24"}),
        "DEN03",
        "n_treated of sun2022_sts is 24",
    ),
    "more confirmed responders than with and without confirmation": (
        several_responses(
            {"n_evaluable": "52", "responders": "20"},
            {
                "n_evaluable": "52",
                "responders": "19",
                "confirmed": "no",
            },
        ),
        "RESP01",
        "20 confirmed responders",
    ),
    "responses counted in a waterfall plot": (
        response(n_evaluable="50", responders="3", read_from="figure"),
        "RESP09",
        "",
    ),
    "CR and PR of a poster that no longer add up to the responders": (
        response(n_evaluable="40", cr="1", pr="7", responders="7", orr_pct="17.5"),
        "SUM03",
        "CR or PR is off",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_was_met_in_a_report_is_found(case: str) -> None:
    book, rule, told = CASES[case]
    problem = of(rule, problems(book))
    assert told in f"{problem.message} {problem.fix}"


#: Reports that look odd and are right: no error, nor a warning.
FINE: Mapping[str, Any] = {
    "1 CR, 18 PR, 28 SD, 3 PD and two that fit no box": response(
        n_evaluable="52",
        cr="1",
        pr="18",
        sd="28",
        pd="3",
        other="2",
        responders="19",
        orr_pct="37",
        orr_ci_low="24",
        orr_ci_high="51",
        orr_ci_level="95",
    ),
    "no responder of 31": response(n_evaluable="31", responders="0", orr_pct="0"),
    "every patient of 4 responds": response(n_evaluable="4", responders="4", orr_pct="100"),
    "Wilson's interval with continuity correction": response(
        n_evaluable="32",
        responders="8",
        orr_ci_low="12.1",
        orr_ci_high="43.8",
        orr_ci_level="95",
    ),
    "54.4% of 68 assessable among 76 registered": one_cohort(
        {"n_evaluable": "68", "cr": "3", "pr": "34", "responders": "37", "orr_pct": "54.4"},
        cohort={"n_enrolled": "76"},
    ),
    "a landmark beside the best response": several_responses(
        {"n_evaluable": "97", "responders": "17"},
        {
            "n_evaluable": "97",
            "responders": "6",
            "timepoint": "week 12",
        },
    ),
    "investigators and central review differ": several_responses(
        {"n_evaluable": "49", "responders": "15"},
        {
            "n_evaluable": "49",
            "responders": "12",
            "assessor": "central",
        },
    ),
}


@pytest.mark.parametrize("case", FINE)
def test_what_looks_odd_and_is_right_is_left_alone(case: str) -> None:
    assert [problem for problem in problems(FINE[case]) if problem.severity != "note"] == []


#: Where each trap is tested: a case of this file, or a test of another module.
TESTED: Mapping[int, str] = {
    1: "11 PR, 16 SD and 6 PD of 32, ORR and DCR agree with 11 and 16",
    2: "1 PR, 23 SD and 19 PD of 45",
    3: "1 CR, 18 PR, 28 SD, 3 PD and two that fit no box",
    4: "24.7% of 97 beside a DCR of 82.5% and 57 SD, which leaves 23",
    5: "15% of 38 with 6 listed",
    6: "87 of 110 printed as 78.38%",
    7: "12 of 41 printed as 30%",
    8: "16.7% and 55.6% of 24, which only 18 patients give",
    9: "17 of 97 printed as 17%",
    10: "2 of 12 printed as 16.6%",
    11: "3 of 50 had shrinkage is no 6% of one response",
    12: "41% serious events against 8 of 52",
    13: "6 of 11 and 6 of 12, one of the evaluable and one of the enrolled",
    14: "82.1% of 28 and 44.8% of 29, typed as 44.8% of 28",
    15: "54.4% of 68 assessable among 76 registered",
    16: "2.1% of 57 with 1 responder, which are 1 of 47 or 48",
    17: "43 evaluable of a trial that later counts 42",
    18: "tests.extraction.test_overlap:test_four_reports_of_one_trial_are_certain_without_a_link",
    19: "tests.extraction.test_overlap:test_acse_2020_lies_inside_2023_by_its_registration",
    20: "tests.analysis.test_taking:test_tawbi_makes_room_for_burgess",
    21: "tests.test_worked_example_overlap:test_known_overlaps_have_their_grade_and_reason",
    22: "7 of 37 in the paper and 8 of 37 in a review",
    23: "tests.test_worked_example_overlap:test_known_overlaps_have_their_grade_and_reason",
    24: "tests.screening.duplicates.test_match:test_a_number_under_another_title_is_a_question",
    25: "tests.extraction.test_overlap:test_cohorts_of_different_studies_without_a_link_do_not_overlap",
    26: "tests.analysis.test_taking:test_alike_cohorts_are_a_warning_or_a_note_and_never_refused",
    27: "one patient",
    29: "a landmark beside the best response",
    30: "more confirmed responders than with and without confirmation",
    31: "investigators and central review differ",
    32: "CR and PR of a poster that no longer add up to the responders",
    34: "tests.extraction.test_intervals:test_kaplan_meier_intervals_are_not_checked_as_binomial",
    35: "tests.extraction.audit.test_audit:test_the_two_arms_of_a091401_fit_at_90_per_cent",
    36: "an interval of 17.2 to 40.1 around 13 of 43, whose end is 46.1",
    37: "5%, 1 to 15, as a 95% interval",
    38: "Wilson's interval with continuity correction",
    39: "tests.extraction.audit.test_audit:test_the_whole_set_of_methods_that_fit_is_named",
    40: "a median of 28 months beyond its overall survival",
    41: "7 of 37 in the paper and 8 of 37 in a review",
    42: "no responder of 31",
    43: "every patient of 4 responds",
    44: "tests.pooling.test_prediction:test_fewer_degrees_of_freedom_predict_wider",
    45: "tests.analysis.test_taking:test_without_an_answer_every_pair_with_counts_is_refused",
    46: "tests.test_worked_example:test_without_the_highest_cohort_the_others_agree",
}

#: What no program can see in the numbers; docs/traps.md says why.
UNSEEN = (28, 33)

PAGE = (Path(__file__).parents[2] / "docs" / "traps.md").read_text(encoding="utf-8")


def test_every_trap_is_tested_or_said_to_be_beyond_a_program() -> None:
    assert sorted((*TESTED, *UNSEEN)) == list(range(1, 47))
    lines = dict(re.findall(r"^\| (\d+) \|.*\| (.*) \|$", PAGE, re.MULTILINE))
    assert [int(number) for number in lines] == list(range(1, 47))
    assert [number for number in UNSEEN if not lines[str(number)].startswith("cannot be seen: ")] == []


@pytest.mark.parametrize("number", TESTED)
def test_the_test_of_a_trap_exists(number: int) -> None:
    module, found, name = TESTED[number].partition(":")
    if not found or not module.startswith("tests."):
        assert TESTED[number] in {*CASES, *FINE}
    else:
        assert callable(getattr(import_module(module), name))


def test_the_rules_that_the_page_of_traps_names_exist() -> None:
    sections = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
    for rule in set(re.findall(r"\b[A-Z]{2,5}\d{2}\b", PAGE)):
        assert f"### {rule} (" in sections, rule
