"""Response categories against the denominator, and which cell is named where something corroborates the rest.

Cases 1, 2, 3, 13 and 14 of the list of inconsistencies met in real reports are here under their studies.
"""

from __future__ import annotations

import pytest

from tests.extraction.workbooks import codes, one_cohort, only_problem, problems

SUN = {
    "n_evaluable": "32", "cr": "0", "pr": "11", "sd": "16", "pd": "6", "responders": "11", "orr_pct": "34.4",
    "orr_ci_low": "18.6", "orr_ci_high": "53.2", "orr_ci_level": "95",
    "dcr_pct": "84.4", "dcr_ci_low": "67.2", "dcr_ci_high": "94.7",
}  # fmt: skip


def test_sun_2022_counts_33_of_32_and_the_way_out_is_a_pd_of_5() -> None:
    problem = only_problem(one_cohort(SUN))
    assert str(problem) == (
        "extraction/consensus.xlsx · Responses!K4 · sun2022_sts\n"
        "  SUM02 error: CR + PR + SD + PD = 33, but n_evaluable is 32\n"
        "  fix: re-read the report; DCR 84.4% of 32 means 27, so PD would be 5"
    )


def test_responders_of_sun_2022_stay_usable_and_its_pd_does_not() -> None:
    assert only_problem(one_cohort(SUN)).barred_cells == ("K4",)


def test_the_interval_alone_corroborates_as_well() -> None:
    problem = only_problem(one_cohort({**SUN, "orr_pct": None, "dcr_pct": None}))
    assert problem.barred_cells == ("K4",)
    assert problem.fix == "re-read the report; the interval of the DCR is that of 27 of 32, so PD would be 5"


def test_without_a_disease_control_rate_sd_and_pd_are_both_in_doubt() -> None:
    problem = only_problem(one_cohort({**SUN, "dcr_pct": None, "dcr_ci_low": None, "dcr_ci_high": None}))
    assert problem.barred_cells == ("J4", "K4")
    assert problem.fix == "re-read the report; ORR 34.4% of 32 means 11, so SD or PD is too high by 1"


def test_a_disease_control_rate_can_show_that_sd_is_the_one() -> None:
    row = {**SUN, "pd": "5", "sd": "17", "dcr_ci_low": None, "dcr_ci_high": None}
    by_sum, by_rate = problems(one_cohort(row))
    assert (by_sum.rule, by_sum.barred_cells) == ("SUM02", ("J4",))
    assert by_sum.fix == "re-read the report; DCR 84.4% of 32 means 27, so SD would be 16"
    assert (by_rate.rule, by_rate.barred_cells) == ("PCT01", ("J4", "T4"))


def test_with_nothing_to_corroborate_them_every_cell_that_disagrees_is_barred() -> None:
    row = {name: SUN[name] for name in ("n_evaluable", "cr", "pr", "sd", "pd", "responders")}
    problem = only_problem(one_cohort(row))
    assert problem.place.cell == "K4"
    assert set(problem.barred_cells) == {"G4", "H4", "I4", "J4", "K4", "N4"}


def test_responders_stand_for_cr_and_pr_where_the_two_are_not_split() -> None:
    problem = only_problem(one_cohort({**SUN, "cr": "NR", "pr": "NR"}))
    assert problem.message == "responders + SD + PD = 33, but n_evaluable is 32"


def test_a_sum_over_n_is_found_in_a_row_that_is_only_half_filled() -> None:
    row = {"n_evaluable": "20", "pr": "5", "sd": "16"}
    assert "SUM02" in codes(one_cohort(row))


def test_cmb305_leaves_two_of_44_in_no_category() -> None:
    row = {"n_evaluable": "44", "cr": "0", "pr": "0", "sd": "17", "pd": "25", "responders": "0"}
    problem = only_problem(one_cohort(row))
    assert (problem.rule, problem.severity, problem.barred_cells) == ("SUM01", "warning", ())
    assert problem.fix.startswith("2 patients are in no category")


def test_categories_that_are_not_all_given_are_not_called_too_few() -> None:
    row = {"n_evaluable": "43", "cr": "1", "pr": "14", "sd": "25", "pd": "NR", "responders": "15"}
    assert codes(one_cohort(row)) == []


def test_the_two_of_chen_2023_who_fit_no_box_are_other() -> None:
    chen = {"n_evaluable": "52", "cr": "1", "pr": "18", "sd": "28", "pd": "3", "responders": "19"}
    assert codes(one_cohort({**chen, "other": "2"})) == []
    assert codes(one_cohort(chen)) == ["SUM01"]


def test_patients_not_evaluable_are_counted_in_those_treated_or_else_enrolled() -> None:
    regomune = {
        "n_evaluable": "43",
        "cr": "0",
        "pr": "4",
        "sd": "17",
        "pd": "22",
        "ne": "6",
        "responders": "4",
    }
    assert codes(one_cohort(regomune, cohort={"n_enrolled": "49"})) == []
    assert codes(one_cohort(regomune, cohort={"n_enrolled": "52", "n_treated": "49"})) == []
    assert codes(one_cohort(regomune, cohort={"n_enrolled": "50"})) == ["SUM01"]


def test_a_sum_with_ne_that_is_too_high_names_ne_where_the_rest_is_the_evaluable_set() -> None:
    row = {"n_evaluable": "43", "cr": "0", "pr": "4", "sd": "17", "pd": "22", "ne": "8", "responders": "4"}
    problem = only_problem(one_cohort(row, cohort={"n_enrolled": "49"}))
    assert problem.message == "CR + PR + SD + PD + NE = 51, but n_enrolled is 49"
    assert (problem.place.cell, problem.barred_cells) == ("L4", ("L4",))
    assert problem.fix == "re-read the report; 43 were evaluable of 49, so NE would be 6"


def test_patients_not_evaluable_may_stay_in_the_denominator() -> None:
    row = {"n_evaluable": "52", "cr": "1", "pr": "18", "sd": "28", "pd": "3", "ne": "2", "responders": "19"}
    assert codes(one_cohort(row, cohort={"n_treated": "52"})) == []


def test_evaluable_patients_alone_may_not_be_over_n_whatever_ne_is() -> None:
    row = {"n_evaluable": "30", "cr": "0", "pr": "5", "sd": "16", "pd": "10", "ne": "5", "responders": "5"}
    assert codes(one_cohort(row, cohort={"n_enrolled": "60"})) == ["SUM02"]


def test_responders_are_cr_and_pr() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "32", "cr": "1", "pr": "10", "responders": "12"}))
    assert problem.message == "CR + PR = 11, but responders is 12"
    assert set(problem.barred_cells) == {"N4", "H4", "I4"}


def test_the_printed_rate_says_which_of_the_two_is_off() -> None:
    row = {"n_evaluable": "32", "cr": "1", "pr": "10", "responders": "12"}
    by_sum = only_problem(
        one_cohort({**row, "orr_pct": "34.4"}),
    )
    assert (by_sum.rule, by_sum.barred_cells) == ("SUM03", ("N4",))
    by_count = only_problem(one_cohort({**row, "orr_pct": "37.5"}))
    assert (by_count.rule, by_count.barred_cells) == ("SUM03", ("H4", "I4"))


@pytest.mark.parametrize(("cr", "responders", "expected"), [("2", "4", []), ("5", "4", ["SUM03"])])
def test_one_category_alone_may_not_exceed_the_responders(
    cr: str, responders: str, expected: list[str]
) -> None:
    assert codes(one_cohort({"n_evaluable": "10", "cr": cr, "responders": responders})) == expected


def test_more_responders_than_patients_are_an_error() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "11", "responders": "32"}))
    assert (problem.rule, problem.barred_cells) == ("SUM04", ("N4", "G4"))


def test_without_percentages_the_interval_of_the_response_rate_is_the_evidence() -> None:
    gone = dict.fromkeys(("orr_pct", "dcr_pct", "dcr_ci_low", "dcr_ci_high"))
    problem = only_problem(one_cohort({**SUN, **gone}))
    assert problem.fix == (
        "re-read the report; the 95% interval is that of 11 of 32 (Clopper-Pearson), "
        "so SD or PD is too high by 1"
    )


def test_a_percentage_that_fits_several_counts_is_evidence_too() -> None:
    row = {
        "n_evaluable": "250",
        "cr": "0",
        "pr": "25",
        "sd": "100",
        "pd": "130",
        "responders": "25",
        "dcr_pct": "50",
    }
    problem = only_problem(one_cohort(row))
    assert problem.fix == "re-read the report; DCR 50% of 250 agrees with 125, so PD would be 125"


def test_where_everything_that_is_left_is_corroborated_nothing_is_singled_out() -> None:
    row = {
        "n_evaluable": "10",
        "cr": "2",
        "pr": "3",
        "sd": "6",
        "responders": "5",
        "orr_pct": "50",
        "pd": "NR",
    }
    assert only_problem(one_cohort({**row, "dcr_pct": "NR"})).barred_cells == ("J4",)
    over = {"n_evaluable": "32", "cr": "0", "pr": "11", "sd": "16", "pd": "6", "other": "9"}
    named = only_problem(one_cohort({**over, "orr_pct": "34.4", "dcr_pct": "84.4"}))
    assert named.barred_cells == ("K4", "M4")
    assert "PD or other is too high by 10" in named.fix


def test_an_impossible_way_out_is_not_proposed() -> None:
    row = {"n_evaluable": "10", "cr": "2", "pr": "3", "sd": "6", "orr_pct": "50", "dcr_pct": "110"}
    assert [problem.rule for problem in problems(one_cohort(row))] == ["SUM02", "CELL08"]
    half = {"n_evaluable": "40", "cr": "1", "pr": "19", "ne": "50", "orr_pct": "50"}
    _, found = problems(one_cohort(half, cohort={"n_treated": "15", "n_enrolled": "60"}))
    assert found.fix == "re-read the report; nothing beside them says which is off (n_treated may be)"
    split = {
        "n_evaluable": "32",
        "cr": "0",
        "pr": "11",
        "sd": "20",
        "pd": "9",
        "orr_pct": "34.4",
        "dcr_pct": "84.4",
    }
    assert [problem.rule for problem in problems(one_cohort(split))] == ["SUM02", "PCT01"]
    assert "SD or PD is too high by 8" in problems(one_cohort(split))[0].fix


def test_both_denominators_of_wilky_2019_can_be_entered() -> None:
    row = {"n_evaluable": "11", "pr": "6", "sd": "2", "responders": "6", "orr_pct": "54.5"}
    assert codes(one_cohort(row, cohort={"n_enrolled": "12"})) == []
    assert codes(one_cohort({**row, "n_evaluable": "12", "orr_pct": "50"}, cohort={"n_enrolled": "12"})) == []


def test_tqb2450_has_another_denominator_for_safety_than_for_response() -> None:
    row = {"n_evaluable": "28", "cr": "4", "pr": "19", "ne": "1", "responders": "23", "orr_pct": "82.1"}
    safety = {"n_safety": "29", "n_events": "13", "pct": "44.8"}
    assert codes(one_cohort(row, cohort={"n_enrolled": "29"}, safety=safety)) == []
    assert codes(one_cohort(row, cohort={"n_enrolled": "29"}, safety={**safety, "n_safety": "28"})) == [
        "PCT05"
    ]


def test_the_other_arm_of_cmb305_has_a_rate_and_an_interval_that_fit_nothing() -> None:
    row = {
        "n_evaluable": "45", "cr": "0", "pr": "1", "sd": "23", "responders": "1", "orr_pct": "1.8",
        "orr_ci_low": "0.8", "orr_ci_high": "4.2", "orr_ci_level": "95",
    }  # fmt: skip
    assert codes(one_cohort(row)) == ["PCT01", "CI01"]
