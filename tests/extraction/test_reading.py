"""Cells as people fill them: what is read as meant, and what is an error that names its cell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from review.extraction.cells import Cell
from review.extraction.form import FIELD_TYPES, Field
from review.extraction.reading import _READERS, READING_RULES, read_entry
from review.problems import Place
from tests.extraction.workbooks import FORM, codes, one_cohort, only_problem, workbook

PLACE = Place("consensus.xlsx", "Responses", "G4", "sun2022_sts")

COUNT = Field(name="pr", label="PR", type="count", minimum=0)
PERCENT = Field(name="orr_pct", label="ORR %", type="percent", minimum=0, maximum=100)
MONTHS = FORM["Survival"]["median_months"]
CHOICE = FORM["Responses"]["criteria"]
TIMEPOINT = FORM["Responses"]["timepoint"]
DATE = FORM["Studies"]["enrol_start"]
KEY = FORM["Cohorts"]["cohort_id"]
IDS = FORM["Cohorts"]["overlaps_with"]
AGENTS = FORM["Cohorts"]["ici_agents"]
PMID = FORM["Reports"]["pmid"]
NOTE = FORM["Responses"]["note"]


def number(value: float, number_format: str = "General") -> Cell:
    return Cell(value, "G4", "number", "", number_format)


def read(value: Any, field: Field) -> tuple[Any, str | None, str]:
    """Value, missing code and rule of one cell."""
    cell = value if isinstance(value, Cell) else Cell(value, "G4")
    entry, problem = read_entry(cell, field, PLACE)
    return entry.value, entry.missing, problem.rule if problem else ""


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("\u00a012\u00a0", 12),
        ("１２", 12),
        ("12.0", 12),
        (number(12), 12),
        (number(12.0), 12),
        ("0", 0),
    ],
)
def test_a_count_is_read_as_meant(typed: Any, meant: int) -> None:
    value, missing, rule = read(typed, COUNT)
    assert (value, missing, rule) == (meant, None, "")
    assert type(value) is int


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("12 (40%)", "CELL01"),
        ("<1", "CELL01"),
        ("twelve", "CELL01"),
        ("12 patients", "CELL01"),
        ("about 12", "CELL01"),
        ("12/32", "CELL01"),
        ("1,234", "CELL02"),
        ("1.234", "CELL02"),
        ("1 234", "CELL02"),
        ("1\u00a0234", "CELL02"),
        ("1'234", "CELL02"),
        ("12.5", "CELL07"),
        ("12,5", "CELL07"),
        (number(12.5), "CELL07"),
        ("-3", "CELL08"),
        ("\u22123", "CELL08"),
        (number(-3), "CELL08"),
        (number(0.25, "0%"), "CELL01"),
        (Cell(datetime(2026, 5, 11), "G4", "date"), "CELL03"),
        (Cell(True, "G4", "boolean"), "CELL04"),
        (Cell("#DIV/0!", "G4", "error"), "CELL05"),
        (Cell("#N/A", "G4", "error"), "CELL05"),
        (Cell(None, "G4", "uncomputed", "=A1+B1"), "CELL06"),
        ("N/A", "CELL10"),
        ("not reported", "CELL10"),
        ("NE", "CELL10"),
        ("NREACHED", "CELL10"),
        ("-", "CELL10"),
    ],
)
def test_a_count_that_cannot_be_counted_is_an_error(typed: Any, rule: str) -> None:
    assert read(typed, COUNT) == (None, "unreadable", rule)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("34.4", 34.4),
        ("34,4", 34.4),
        ("３４．４", 34.4),
        ("34.4%", 34.4),
        ("34 %", 34.0),
        (number(34.4), 34.4),
        ("0", 0.0),
        ("100", 100.0),
    ],
)
def test_a_percentage_is_read_as_meant(typed: Any, meant: float) -> None:
    assert read(typed, PERCENT) == (meant, None, "")


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("34.4 (18.6-53.2)", "CELL01"),
        ("<1", "CELL01"),
        ("1.234,5", "CELL02"),
        ("344", "CELL08"),
        ("-1", "CELL08"),
        (Cell(True, "G4", "boolean"), "CELL04"),
    ],
)
def test_a_percentage_that_is_none_is_an_error(typed: Any, rule: str) -> None:
    assert read(typed, PERCENT) == (None, "unreadable", rule)


def test_a_cell_that_shows_25_percent_holds_a_quarter_and_is_read_as_25_with_a_warning() -> None:
    assert read(number(0.25, "0%"), PERCENT) == (25.0, None, "CELL11")
    assert read(number(0.344, "0.00%"), PERCENT) == (34.4, None, "CELL11")


@pytest.mark.parametrize("field", [KEY, IDS])
def test_an_id_is_the_same_however_its_accents_are_stored(field: Field) -> None:
    assert read("cafe\u0301", field) == read("caf\u00e9", field)


def test_limits_are_written_in_digits() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "32", "pr": "-3"}))
    assert problem.message == "pr: -3 is not between 0 and 10000000000"


def test_a_problem_names_its_row_as_people_read_it() -> None:
    of_date = only_problem(workbook(Studies=[{"study_id": datetime(2020, 5, 1)}]))
    of_formula = only_problem(workbook(Studies=[{"study_id": Cell(None, "A4", "uncomputed", "=A9")}]))
    assert (of_date.place.row, of_formula.place.row) == ("2020-05-01", "=A9")


def test_a_cell_that_shows_a_percentage_is_checked_with_the_decimals_of_the_percentage() -> None:
    row = {"n_evaluable": "30", "responders": "10", "orr_ci_level": "95"}
    shown = {"orr_pct": 0.333, "orr_ci_low": 0.173, "orr_ci_high": 0.528}
    cells = {name: number(value, "0.0%") for name, value in shown.items()}
    assert codes(one_cohort({**row, **cells})) == ["CELL11"] * 3


def test_a_percentage_keeps_the_decimals_that_were_printed() -> None:
    entry, _ = read_entry(Cell("34.40", "P4"), PERCENT, PLACE)
    assert (entry.value, entry.printed) == (34.4, "34.40")


def test_the_noise_of_a_computed_number_is_not_printed() -> None:
    entry, _ = read_entry(number(0.1 + 0.2), PERCENT, PLACE)
    assert entry.printed == "0.3"


@pytest.mark.parametrize("code", ["NR", "NA", "UNCLEAR", "nr", " NR "])
def test_a_missing_code_is_no_value_and_no_problem(code: str) -> None:
    assert read(code, COUNT) == (None, code.strip().upper(), "")


def test_not_reached_is_a_code_of_medians_only() -> None:
    assert read("NREACHED", MONTHS) == (None, "NREACHED", "")
    assert read("NREACHED", PERCENT)[2] == "CELL10"


@pytest.mark.parametrize("typed", ["not reached", "NE", "Not estimable"])
def test_words_for_not_reached_are_errors_that_name_the_code(typed: str) -> None:
    _, problem = read_entry(Cell(typed, "D4"), MONTHS, PLACE)
    assert problem is not None
    assert (problem.rule, problem.fix) == ("CELL10", "write NREACHED")


def test_a_median_of_more_than_fifty_years_is_an_error() -> None:
    assert read("601", MONTHS)[2] == "CELL08"
    assert read("7,6", MONTHS) == (7.6, None, "")


def test_a_blank_or_a_cell_of_spaces_is_not_yet_extracted() -> None:
    assert read_entry(None, COUNT, PLACE)[0].missing == ""
    assert read("  \u00a0", COUNT) == (None, "", "")


def test_a_choice_ignores_case_and_double_spaces() -> None:
    assert read("recist  1.1", CHOICE) == ("RECIST 1.1", None, "")


@pytest.mark.parametrize(
    ("typed", "field", "fix"),
    [
        ("RECIST1.1", CHOICE, "did you mean 'RECIST 1.1'?"),
        ("RECIST v1.1", CHOICE, "did you mean 'RECIST 1.1'?"),
        ("investigater", FORM["Responses"]["assessor"], "did you mean 'investigator'?"),
        ("mono therapy", FORM["Cohorts"]["combination_class"], "did you mean 'monotherapy'?"),
        ("TKI", FORM["Cohorts"]["combination_class"], "did you mean '+TKI'?"),
        ("full-text", FORM["Reports"]["source_tier"], "did you mean 'full text'?"),
    ],
)
def test_a_near_miss_is_an_error_that_names_the_value_meant(typed: str, field: Field, fix: str) -> None:
    entry, problem = read_entry(Cell(typed, "D4"), field, PLACE)
    assert problem is not None
    assert (entry.value, problem.rule, problem.fix) == (None, "CELL09", fix)


def test_another_word_is_an_error_that_lists_the_words_allowed() -> None:
    _, problem = read_entry(Cell("sponsor", "E4"), FORM["Responses"]["assessor"], PLACE)
    assert problem is not None
    assert problem.fix == "allowed: investigator, central, both; NR, NA, UNCLEAR if there is none"


def test_an_open_choice_takes_other_words_and_asks_about_misspelled_ones() -> None:
    design = FORM["Studies"]["design"]
    assert read("Single-Arm Trial", design) == ("single-arm trial", None, "")
    assert read("stepped wedge", design) == ("stepped wedge", None, "")
    assert read("retrospectve cohort", design) == ("retrospectve cohort", None, "CELL15")


def test_a_landmark_is_a_time_point_as_well() -> None:
    assert read("best", TIMEPOINT) == ("best", None, "")
    assert read("Week 12", TIMEPOINT) == ("week 12", None, "")
    assert read("12 weeks", TIMEPOINT)[2] == "CELL09"


def test_ids_stay_text() -> None:
    assert read("007", PMID) == ("007", None, "")
    assert read(number(37672694), PMID) == ("37672694", None, "")


def test_a_key_has_no_space_and_is_no_missing_code() -> None:
    assert read("sun 2022", KEY)[2] == "CELL12"
    assert read("NA", KEY)[2] == "CELL10"


def test_a_list_is_split_at_semicolons() -> None:
    assert read("chen2023; hindi2023 ;", IDS) == (("chen2023", "hindi2023"), None, "")
    assert read("PD-1 (not named)", AGENTS) == (("PD-1 (not named)",), None, "")


def test_ids_separated_by_commas_are_an_error() -> None:
    assert read("chen2023, hindi2023", IDS)[2] == "CELL12"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2017", "2017"),
        ("2017-4", "2017-04"),
        ("2017-04-18", "2017-04-18"),
        (number(2017), "2017"),
        (Cell(datetime(2017, 4, 18), "M4", "date"), "2017-04-18"),
    ],
)
def test_a_date_is_a_year_a_month_or_a_day(typed: Any, meant: str) -> None:
    assert read(typed, DATE) == (meant, None, "")


@pytest.mark.parametrize("typed", ["18.04.2017", "4/18/2017", "2017-13", "2017-02-30", "spring 2017"])
def test_a_date_that_could_be_another_day_elsewhere_is_an_error(typed: str) -> None:
    assert read(typed, DATE)[2] == "CELL13"


def test_a_formula_with_a_stored_value_is_read_with_a_note() -> None:
    assert read(Cell(27, "G4", "number", "=11+16"), COUNT) == (27, None, "CELL14")


def test_text_is_kept_as_it_stands() -> None:
    for text in ("None", "nan", "1/5", "=?", "<1"):
        assert read(text, NOTE) == (text, None, "")


def test_a_problem_names_its_cell_what_was_found_and_the_fix() -> None:
    problem = only_problem(one_cohort({"n_evaluable": "32", "pr": "12 (40%)"}))
    assert problem.to_dict() == {
        "rule": "CELL01",
        "severity": "error",
        "file": "extraction/consensus.xlsx",
        "sheet": "Responses",
        "cell": "I4",
        "row": "sun2022_sts",
        "message": "pr: '12 (40%)' is no whole number",
        "found": "12 (40%)",
        "fix": "type the number alone, such as 12; NR, NA, UNCLEAR if there is none",
    }


def test_a_cell_that_cannot_be_read_is_barred_and_does_not_set_off_other_rules() -> None:
    book = one_cohort({"n_evaluable": Cell(True, "", "boolean"), "cr": "1", "pr": "2"})
    assert codes(book) == ["CELL04"]
    assert only_problem(book).barred_cells == ("G4",)


def test_every_type_of_field_can_be_read() -> None:
    assert set(_READERS) == set(FIELD_TYPES)


def test_every_reading_rule_has_a_title_and_a_reason() -> None:
    assert all(rule.title and rule.reason.endswith(".") for rule in READING_RULES.values())


def test_months_shown_as_a_percentage_are_an_error() -> None:
    assert read(number(0.25, "0%"), MONTHS)[2] == "CELL01"


def test_a_limit_on_one_side_is_said_as_one() -> None:
    few = Field(name="arms", label="Arms", type="count", maximum=9)
    _, problem = read_entry(Cell("12", "A4"), few, PLACE)
    assert problem is not None
    assert problem.message == "arms: 12 is not at most 9"


def test_a_limit_that_a_proportion_misses_says_how_to_write_it() -> None:
    _, problem = read_entry(Cell("0.95", "S4"), FORM["Responses"]["orr_ci_level"], PLACE)
    assert problem is not None
    assert (problem.rule, problem.fix) == ("CELL08", "write percentages: 95 for 0.95")
