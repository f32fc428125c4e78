"""Inconsistencies met in real reports, each as a workbook with the printed numbers: what the checks say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from review.extraction.cells import WorkbookCells
from review.problems import Problem
from tests.extraction.workbooks import COMPLETE, one_cohort, problems, workbook


def response(**given: object) -> WorkbookCells:
    return one_cohort({**given})


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
        workbook(
            Studies=[{"study_id": "a"}],
            Reports=[
                {"report_id": "a1", "study_id": "a", "source_tier": "abstract", "data_cutoff": "2020"},
                {"report_id": "a2", "study_id": "a", "source_tier": "abstract", "data_cutoff": "2022"},
            ],
            Cohorts=[{"cohort_id": "c", "study_id": "a", "histology": "ASPS", "combination_class": "+TKI"}],
            Responses=[
                {**COMPLETE, "cohort_id": "c", "report_id": "a1", "n_evaluable": "43"},
                {**COMPLETE, "cohort_id": "c", "report_id": "a2", "n_evaluable": "42"},
            ],
        ),
        "RESP02",
        "",
    ),
    "7 of 37 in the paper and 8 of 37 in a review": (
        workbook(
            Studies=[{"study_id": "a"}],
            Reports=[
                {"report_id": "a1", "study_id": "a", "source_tier": "full text"},
                {"report_id": "review", "study_id": "a", "source_tier": "secondary table"},
            ],
            Cohorts=[{"cohort_id": "c", "study_id": "a", "histology": "ASPS", "combination_class": "+TKI"}],
            Responses=[
                {**COMPLETE, "cohort_id": "c", "report_id": "a1", "n_evaluable": "37", "responders": "7"},
                {**COMPLETE, "cohort_id": "c", "report_id": "review", "n_evaluable": "37", "responders": "8"},
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
    "a landmark beside the best response": workbook(
        Studies=[{"study_id": "a"}],
        Reports=[{"report_id": "a", "study_id": "a", "source_tier": "abstract"}],
        Cohorts=[{"cohort_id": "c", "study_id": "a", "histology": "ASPS", "combination_class": "+TKI"}],
        Responses=[
            {**COMPLETE, "cohort_id": "c", "report_id": "a", "n_evaluable": "97", "responders": "17"},
            {
                **COMPLETE,
                "cohort_id": "c",
                "report_id": "a",
                "n_evaluable": "97",
                "responders": "6",
                "timepoint": "week 12",
            },
        ],
    ),
    "investigators and central review differ": workbook(
        Studies=[{"study_id": "a"}],
        Reports=[{"report_id": "a", "study_id": "a", "source_tier": "abstract"}],
        Cohorts=[{"cohort_id": "c", "study_id": "a", "histology": "ASPS", "combination_class": "+TKI"}],
        Responses=[
            {**COMPLETE, "cohort_id": "c", "report_id": "a", "n_evaluable": "49", "responders": "15"},
            {
                **COMPLETE,
                "cohort_id": "c",
                "report_id": "a",
                "n_evaluable": "49",
                "responders": "12",
                "assessor": "central",
            },
        ],
    ),
}


@pytest.mark.parametrize("case", FINE)
def test_what_looks_odd_and_is_right_is_left_alone(case: str) -> None:
    assert [problem for problem in problems(FINE[case]) if problem.severity != "note"] == []
