"""Every rule has a workbook that breaks it and a section in docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from review.extraction.cells import WorkbookCells
from review.extraction.filled import SHEET_RULES
from review.extraction.flat import FLAT_RULES
from review.extraction.form import FORM_RULES
from review.extraction.reading import READING_RULES
from review.extraction.rules import RULES
from review.extraction.settling import SETTLING_RULES
from review.problems import SEVERITIES
from tests.extraction.workbooks import codes, one_cohort, only_problem, problems, workbook

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"

STUDIES = [{"study_id": "a2020"}, {"study_id": "b2021"}]
REPORTS = [
    {"report_id": "a2020", "study_id": "a2020", "source_tier": "abstract"},
    {"report_id": "b2021", "study_id": "b2021", "source_tier": "abstract"},
]
COHORTS = [
    {"cohort_id": "a2020_all", "study_id": "a2020", "histology": "ASPS", "combination_class": "+TKI"},
    {"cohort_id": "b2021_all", "study_id": "b2021", "histology": "UPS", "combination_class": "+TKI"},
]
ROW = {
    "cohort_id": "a2020_all",
    "report_id": "a2020",
    "timepoint": "best",
    "criteria": "RECIST 1.1",
    "assessor": "central",
    "confirmed": "no",
    "n_evaluable": "20",
    "responders": "5",
}

#: A workbook that breaks the rule, and nothing but it, with the cell that the problem must name.
BROKEN: Mapping[str, tuple[WorkbookCells, str, str]] = {
    "KEY01": (workbook(Studies=[{"first_author": "Sun X"}]), "Studies", "A4"),
    "KEY02": (workbook(Studies=[{"study_id": "sun2022"}, {"study_id": "Sun2022"}]), "Studies", "A5"),
    "KEY03": (
        workbook(Studies=STUDIES, Reports=REPORTS, Cohorts=COHORTS, Responses=[ROW, ROW]),
        "Responses",
        "A5",
    ),
    "REF01": (one_cohort(report={"study_id": "sun2023"}), "Reports", "B4"),
    "REF02": (one_cohort(cohort={"overlaps_with": "sun2022; sun2021"}), "Cohorts", "L4"),
    "REF03": (
        workbook(
            Studies=STUDIES, Reports=REPORTS, Cohorts=COHORTS, Responses=[{**ROW, "report_id": "b2021"}]
        ),
        "Responses",
        "B4",
    ),
    "REG01": (
        workbook(
            Studies=[
                {"study_id": "a2020", "registry_ids": "NCT03141684"},
                {"study_id": "b2021", "registry_ids": "EudraCT-1; nct03141684"},
            ]
        ),
        "Studies",
        "E5",
    ),
    "REG02": (workbook(Studies=[{"study_id": "a2020", "registry_ids": "NCT0314168"}]), "Studies", "E4"),
    "BLANK01": (one_cohort({"assessor": None}), "Responses", "E4"),
    "INC01": (one_cohort(study={"included": "no"}), "Studies", "Q4"),
    "INC02": (one_cohort(study={"included": "UNCLEAR"}), "Studies", "Q4"),
    "INC03": (workbook(Studies=[{"study_id": "a2020", "included": "yes"}]), "Studies", "Q4"),
    "INC04": (
        workbook(Studies=[{"study_id": "a2020", "included": "yes", "notes": "no counts are given"}]),
        "Studies",
        "P4",
    ),
    "DEN01": (one_cohort({"orr_pct": "34.4"}), "Responses", "G4"),
    "DEN02": (one_cohort(cohort={"n_enrolled": "52", "n_treated": "53"}), "Cohorts", "K4"),
    "DEN03": (one_cohort({"n_evaluable": "34"}, cohort={"n_enrolled": "33"}), "Responses", "G4"),
    "DEN04": (one_cohort(safety={"n_safety": "29", "n_events": "31"}), "Safety", "E4"),
    "DEN05": (one_cohort(cohort={"n_enrolled": "29"}, safety={"n_safety": "31"}), "Safety", "D4"),
    "SUM01": (
        one_cohort({"n_evaluable": "9", "cr": "1", "pr": "2", "sd": "2", "pd": "3"}),
        "Responses",
        "K4",
    ),
    "SUM02": (
        one_cohort({"n_evaluable": "9", "cr": "1", "pr": "2", "sd": "2", "pd": "5"}),
        "Responses",
        "K4",
    ),
    "SUM03": (one_cohort({"n_evaluable": "9", "cr": "1", "pr": "2", "responders": "4"}), "Responses", "N4"),
    "SUM04": (one_cohort({"n_evaluable": "9", "responders": "10"}), "Responses", "N4"),
    "PCT01": (one_cohort({"n_evaluable": "41", "responders": "12", "orr_pct": "30"}), "Responses", "P4"),
    "PCT02": (one_cohort({"n_evaluable": "12", "responders": "2", "orr_pct": "16.6"}), "Responses", "P4"),
    "PCT03": (one_cohort({"n_evaluable": "24", "dcr_pct": "55.6"}), "Responses", "T4"),
    "PCT04": (
        one_cohort({"n_evaluable": "250", "responders": "25", "responders_derived": "yes", "orr_pct": "10"}),
        "Responses",
        "N4",
    ),
    "PCT05": (one_cohort(safety={"n_safety": "52", "n_events": "8", "pct": "41"}), "Safety", "F4"),
    "CI01": (
        one_cohort(
            {
                "n_evaluable": "16",
                "responders": "4",
                "orr_ci_low": "9",
                "orr_ci_high": "45",
                "orr_ci_level": "95",
            }
        ),
        "Responses",
        "Q4",
    ),
    "CI02": (
        one_cohort(
            {
                "n_evaluable": "38",
                "responders": "6",
                "orr_ci_low": "7",
                "orr_ci_high": "29",
                "orr_ci_level": "95",
            }
        ),
        "Responses",
        "S4",
    ),
    "CI03": (
        one_cohort(
            {
                "n_evaluable": "NR",
                "orr_pct": "37",
                "orr_ci_low": "42",
                "orr_ci_high": "51",
                "orr_ci_level": "95",
            }
        ),
        "Responses",
        "Q4",
    ),
    "CI04": (
        one_cohort({"n_evaluable": "NR", "orr_ci_low": "24", "orr_ci_high": "51", "orr_ci_level": "NR"}),
        "Responses",
        "S4",
    ),
    "PART01": (
        workbook(
            Studies=STUDIES,
            Reports=REPORTS,
            Cohorts=[
                {
                    "cohort_id": "a2020_all",
                    "study_id": "a2020",
                    "histology": "STS mixed",
                    "combination_class": "monotherapy",
                },
                {
                    "cohort_id": "a2020_ups",
                    "study_id": "a2020",
                    "histology": "UPS",
                    "combination_class": "monotherapy",
                },
            ],
            Responses=[ROW, {**ROW, "cohort_id": "a2020_ups", "n_evaluable": "10", "responders": "6"}],
        ),
        "Responses",
        "G4",
    ),
    "TIME01": (one_cohort(survival={"median_months": "12", "ci_low": "1", "ci_high": "2"}), "Survival", "D4"),
    "TIME02": (
        workbook(Studies=[{"study_id": "a", "enrol_start": "2019", "enrol_end": "2018-05"}]),
        "Studies",
        "N4",
    ),
    "TIME03": (
        one_cohort(study={"enrol_start": "2019-04"}, report={"data_cutoff": "2019-03-31"}),
        "Reports",
        "L4",
    ),
    "RESP01": (
        workbook(
            Studies=STUDIES,
            Reports=REPORTS,
            Cohorts=COHORTS,
            Responses=[{**ROW, "confirmed": "yes", "responders": "6"}, ROW],
        ),
        "Responses",
        "N4",
    ),
    "RESP02": (
        workbook(
            Studies=STUDIES,
            Cohorts=COHORTS,
            Reports=[
                {**REPORTS[0], "data_cutoff": "2021-03"},
                {**REPORTS[0], "report_id": "a2022", "data_cutoff": "2022-07"},
                REPORTS[1],
            ],
            Responses=[ROW, {**ROW, "report_id": "a2022", "n_evaluable": "19"}],
        ),
        "Responses",
        "G5",
    ),
    "RESP03": (
        workbook(
            Studies=STUDIES,
            Cohorts=COHORTS,
            Reports=[*REPORTS, {**REPORTS[0], "report_id": "a2022"}],
            Responses=[ROW, {**ROW, "report_id": "a2022", "responders": "6"}],
        ),
        "Responses",
        "N5",
    ),
    "RESP04": (
        workbook(
            Studies=STUDIES,
            Reports=REPORTS,
            Cohorts=[
                COHORTS[0],
                {**COHORTS[0], "cohort_id": "a2020_os", "subset_of": "a2020_all"},
                COHORTS[1],
            ],
            Responses=[ROW, {**ROW, "cohort_id": "a2020_os", "responders": "6"}],
        ),
        "Responses",
        "N5",
    ),
    "RESP05": (one_cohort({"n_evaluable": "1", "responders": "1"}), "Responses", "G4"),
    "RESP06": (one_cohort({"n_evaluable": "20", "orr_pct": "25", "dcr_pct": "20"}), "Responses", "T4"),
    "TIME04": (
        workbook(
            Studies=STUDIES,
            Reports=REPORTS,
            Cohorts=COHORTS,
            Survival=[
                {"cohort_id": "a2020_all", "report_id": "a2020", "endpoint": name, "median_months": months}
                for name, months in (("PFS", "20.8"), ("OS", "2.08"))
            ],
        ),
        "Survival",
        "D4",
    ),
    "REF05": (one_cohort(cohort={"overlaps_with": "sun2022_sts"}), "Cohorts", "L4"),
    "REF04": (
        workbook(Studies=STUDIES, Cohorts=[{**COHORTS[0], "subset_of": "b2021_all"}, COHORTS[1]]),
        "Cohorts",
        "M4",
    ),
    "DEN06": (one_cohort(cohort={"n_enrolled": "53", "n_measurable": "60"}), "Cohorts", "O4"),
    "RESP07": (
        one_cohort({"n_evaluable": "20", "responders": "5", "clinical_benefit": "4", "cb_weeks": "24"}),
        "Responses",
        "AC4",
    ),
    "RESP08": (one_cohort({"n_evaluable": "20", "dcr_pct": "80", "sd_min_weeks": None}), "Responses", "AB4"),
    "RESP09": (one_cohort({"n_evaluable": "20", "read_from": "figure"}), "Responses", "AE4"),
    "RESP10": (
        one_cohort({"n_evaluable": "32", "responders": "11", "quote": "12 of 32 patients had a response"}),
        "Responses",
        "AF4",
    ),
    "PAT01": (
        one_cohort(patients={"n_described": "52", "n_female": "30", "n_male": "25"}),
        "Patients",
        "H4",
    ),
    "PAT02": (
        one_cohort(patients={"n_described": "52", "n_female": "25", "n_male": "25"}),
        "Patients",
        "H4",
    ),
    "PAT03": (one_cohort(patients={"age_min": "31", "age_median": "13.5"}), "Patients", "D4"),
    "SAFE01": (
        workbook(
            Studies=STUDIES,
            Reports=REPORTS,
            Cohorts=COHORTS,
            Safety=[
                {"cohort_id": "a2020_all", "report_id": "a2020", "event": event, "n_events": n}
                for event, n in (("adverse event of any grade", "25"), ("adverse event, grade ≥3", "29"))
            ],
        ),
        "Safety",
        "E5",
    ),
    "TIME06": (
        one_cohort(survival={"rate_6m_pct": "38", "rate_6m_low": "40", "rate_6m_high": "55"}),
        "Survival",
        "H4",
    ),
    "TIME07": (one_cohort(survival={"rate_6m_pct": "38", "rate_12m_pct": "41"}), "Survival", "K4"),
    "TIME05": (one_cohort(study={"year": "2017", "enrol_start": "2019-04"}), "Studies", "C4"),
}

CHECKED = [code for code, rule in RULES.items() if rule.check is not None]


def test_every_rule_that_checks_a_filled_form_is_broken_here() -> None:
    assert set(BROKEN) == set(CHECKED)


@pytest.mark.parametrize("code", BROKEN)
def test_a_rule_finds_what_breaks_it_and_names_the_cell(code: str) -> None:
    book, sheet, cell = BROKEN[code]
    problem = only_problem(book)
    assert (problem.rule, problem.place.sheet, problem.place.cell) == (code, sheet, cell)
    assert problem.severity == RULES[code].severity
    assert problem.message
    assert problem.fix


def test_a_workbook_in_order_breaks_no_rule() -> None:
    book = one_cohort(
        {
            "n_evaluable": "52",
            "cr": "1",
            "pr": "18",
            "sd": "28",
            "pd": "3",
            "other": "2",
            "responders": "19",
            "orr_pct": "37",
            "orr_ci_low": "24",
            "orr_ci_high": "51",
            "orr_ci_level": "95",
            "ne": "NR",
        },
        study={
            "registry_ids": "NCT03141684",
            "included": "yes",
            "enrol_start": "2017",
            "enrol_end": "2022-07",
        },
        report={"data_cutoff": "2022-07-31"},
        cohort={"n_enrolled": "53", "n_treated": "52", "overlaps_with": "NA"},
        survival={"median_months": "20.8", "ci_low": "NR", "ci_high": "NREACHED"},
        safety={"n_safety": "52", "n_events": "8", "pct": "15"},
    )
    assert codes(book) == []


def test_codes_are_unique_and_stand_under_their_own_names() -> None:
    assert all(code == rule.code for code, rule in RULES.items())
    found_in_reading = (SHEET_RULES, READING_RULES, FORM_RULES, SETTLING_RULES, FLAT_RULES)
    assert sum(map(len, found_in_reading)) + len(CHECKED) == len(RULES)
    assert all(rule.severity in SEVERITIES for rule in RULES.values())


def test_checking_twice_finds_the_same() -> None:
    book = BROKEN["SUM02"][0]
    assert problems(book) == problems(book)


def sections() -> Mapping[str, str]:
    parts = re.split(r"^### ([A-Z]+\d+) ", DOCS.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


@pytest.mark.parametrize("code", RULES)
def test_every_rule_has_a_section_with_example_reason_and_way_out(code: str) -> None:
    section = sections()[code]
    assert section.startswith(f"({RULES[code].severity}): {RULES[code].title}\n")
    for heading in ("**Example.**", "**Why.**", "**Mend.**"):
        assert heading in section


def test_a_denominator_that_the_rate_corroborates_puts_the_number_enrolled_in_doubt() -> None:
    row = {"n_evaluable": "52", "responders": "19", "orr_pct": "37"}
    problem = only_problem(one_cohort(row, cohort={"n_enrolled": "35"}))
    assert (problem.rule, problem.place.sheet, problem.barred_cells) == ("DEN03", "Cohorts", ("J4",))


def test_rows_with_one_identity_and_other_numbers_are_both_barred() -> None:
    book = workbook(
        Studies=STUDIES, Reports=REPORTS, Cohorts=COHORTS, Responses=[ROW, {**ROW, "responders": "6"}]
    )
    found = problems(book)
    assert [problem.rule for problem in found] == ["KEY03", "KEY03"]
    assert [problem.barred_cells for problem in found] == [("A4", "G4", "N4"), ("A5", "G5", "N5")]


@pytest.mark.parametrize(("cutoff", "expected"), [("2022-07", []), ("2021", ["RESP03"]), (None, ["RESP03"])])
def test_an_update_at_a_later_cut_off_may_have_other_responders(
    cutoff: str | None, expected: list[str]
) -> None:
    book = workbook(
        Studies=STUDIES,
        Cohorts=COHORTS,
        Reports=[
            {**REPORTS[0], "data_cutoff": "2021-03"},
            {**REPORTS[0], "report_id": "a2022", "data_cutoff": cutoff},
            REPORTS[1],
        ],
        Responses=[ROW, {**ROW, "report_id": "a2022", "responders": "6"}],
    )
    assert codes(book) == expected


def test_a_link_of_a_cohort_with_itself_among_others_is_let_pass() -> None:
    row = {"n_evaluable": "32", "responders": "11"}
    assert codes(one_cohort(row, cohort={"overlaps_with": "sun2022_sts; sun2022"})) == []


def test_a_row_without_its_cohort_is_one_problem() -> None:
    rows = [{**ROW, "cohort_id": None}, {**ROW, "cohort_id": None}]
    assert codes(workbook(Studies=STUDIES, Reports=REPORTS, Cohorts=COHORTS, Responses=rows)) == [
        "KEY01",
        "KEY01",
    ]
