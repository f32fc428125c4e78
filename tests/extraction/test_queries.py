"""Questions to authors, and the answers as a source of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.extraction.check import read_dataset
from review.extraction.contents import contents
from review.extraction.queries import (
    QUERIES,
    QUERY_COLUMNS,
    Query,
    draw_queries,
    enter_answers,
    keep_answers,
    letter,
    read_queries,
)  # fmt: skip
from tests.extraction.workbooks import FORM, one_cohort, sheet_cells

SUN = one_cohort(
    {
        "n_evaluable": "32",
        "cr": "0",
        "pr": "11",
        "sd": "16",
        "pd": "6",
        "responders": "11",
        "orr_pct": "34.4",
    },
    study={"title": "Sintilimab", "first_author": "Sun X", "included": "yes"},
)
ASKED = Query(
    study_id="sun2022", sheet="Responses", row="sun2022_sts", field="pd", cell="K4",
    about="SUM02: 33, not 32", question="Which of the counts is right?",
)  # fmt: skip


def drawn() -> tuple[Query, ...]:
    return draw_queries(read_dataset(SUN, FORM))


def test_what_a_report_contradicts_is_a_question_with_its_cell() -> None:
    (query,) = drawn()
    assert (query.study_id, query.sheet, query.row, query.field) == (
        "sun2022", "Responses", "sun2022_sts", "pd",
    )  # fmt: skip
    assert query.about.startswith("SUM02: CR + PR + SD + PD = 33, but n_evaluable is 32")
    assert query.question.endswith("Which of the counts is right?")


def test_a_count_that_was_not_reported_is_asked_for() -> None:
    book = one_cohort({"n_evaluable": "32", "responders": "NR"})
    assert [query.field for query in draw_queries(read_dataset(book, FORM))] == ["responders"]


def test_slips_of_the_extractor_are_not_asked_about() -> None:
    assert draw_queries(read_dataset(one_cohort({"n_evaluable": "12 (40%)", "responders": "4"}), FORM)) == ()


def test_nothing_is_asked_about_a_study_that_is_not_included() -> None:
    book = one_cohort({"n_evaluable": "32", "responders": "NR"}, study={"included": "no"})
    assert draw_queries(read_dataset(book, FORM)) == ()


def test_what_was_typed_is_kept_and_a_question_that_fell_away_too() -> None:
    gone = replace(ASKED, row="other", answer="3")
    typed = replace(ASKED, sent="2026-03-14", answer="5", question="Is PD 5?")
    kept = keep_answers((ASKED,), (typed, gone))
    assert [(query.row, query.question, query.answer) for query in kept] == [
        ("sun2022_sts", "Is PD 5?", "5"),
        ("other", ASKED.question, "3"),
    ]


def test_queries_are_read_back_from_their_sheet() -> None:
    line = {name: getattr(ASKED, name) for name in QUERY_COLUMNS if getattr(ASKED, name)}
    book = replace(SUN, sheets=(sheet_cells(QUERIES, QUERY_COLUMNS, [line]),))
    assert read_queries(book) == (ASKED,)


def test_a_letter_names_the_study_and_numbers_the_questions() -> None:
    study = read_dataset(SUN, FORM).studies[0]
    text = letter(study, (ASKED, ASKED), title="Checkpoint inhibitors")
    assert text.startswith("Dear Sun X,\n")
    assert "“Checkpoint inhibitors”" in text
    assert "Sintilimab" in text
    assert "\n2. sun2022_sts: Which of the counts is right?" in text


def test_an_answer_becomes_a_row_of_its_own_report() -> None:
    held = contents(SUN, FORM)
    done = enter_answers(held, FORM, [replace(ASKED, answer="5", answered="2026-04-01")])
    assert len(done.entered) == 1
    before, after = done.contents.rows["Responses"]
    assert (before.texts["pd"], before.texts["report_id"]) == ("6", "sun2022")
    assert (after.texts["pd"], after.texts["pr"], after.texts["report_id"]) == ("5", "11", "sun2022_authors")
    assert after.texts["source_location"] == "Answer of the authors, 2026-04-01"
    report = done.contents.rows["Reports"][-1].texts
    assert (report["report_id"], report["study_id"]) == ("sun2022_authors", "sun2022")
    assert report["report_type"] == "personal communication"


def test_two_answers_about_one_row_become_one_row() -> None:
    more = replace(ASKED, field="sd", answer="16")
    done = enter_answers(contents(SUN, FORM), FORM, [replace(ASKED, answer="5"), more])
    assert len(done.contents.rows["Responses"]) == 2
    assert len(done.contents.rows["Reports"]) == 2


@pytest.mark.parametrize("change", [{"sheet": "Cohorts", "field": "n_enrolled"}, {"row": "nobody"}])
def test_an_answer_without_a_place_is_left_to_a_person(change: dict[str, str]) -> None:
    done = enter_answers(contents(SUN, FORM), FORM, [replace(ASKED, answer="5", **change)])
    assert (len(done.entered), len(done.left)) == (0, 1)
