"""Every analysis is repeated under other denominators and readings, as far as the workbook allows."""

from __future__ import annotations

from typing import Any

import pytest

from review.analysis.analyse import analyse
from review.analysis.results import Results, ReviewInfo, Sensitivity
from review.analysis.spec import AnalysisSpec, read_spec
from tests.extracted import dataset

CHEN = {
    "cohort_id": "chen",
    "responders": 19,
    "n_evaluable": 52,
    "n_treated": 52,
    "n_enrolled": 53,
    "assessor": "investigator",
    "confirmed": "yes",
}
SHI = {"cohort_id": "shi", "responders": 14, "n_evaluable": 37, "n_enrolled": 37, "assessor": "central"}
LANDMARKS = {
    "cohort_id": "blay",
    "n_enrolled": 98,
    "responses": [
        {"responders": 17, "n_evaluable": 97, "timepoint": "best", "report_id": "blay"},
        {"responders": 6, "n_evaluable": 97, "timepoint": "week 12", "report_id": "blay"},
    ],
}


def results(*cohorts: Any, **given: Any) -> Results:
    spec = AnalysisSpec(name="a", file="a.toml", title="A", question="?", **given)
    found, problems = analyse(dataset(*cohorts), spec, ReviewInfo(title="", question=""))
    assert found is not None, problems
    return found


def counts(analyses: tuple[Sensitivity, ...]) -> dict[str, tuple[int, int, int]]:
    return {one.name: (one.result.k, one.result.events, one.result.n) for one in analyses if one.result}


def test_the_analysis_is_pooled_under_each_denominator_that_somebody_reports() -> None:
    found = results(CHEN, SHI)
    assert counts(found.others.denominators) == {
        "treated": (2, 33, 89),
        "enrolled": (2, 33, 90),
        "best case": (2, 34, 90),
    }


def test_what_each_denominator_does_to_each_cohort_is_shown() -> None:
    chen, shi = results(CHEN, SHI).others.cohorts
    assert [(one.denominator, one.events, one.n) for one in chen.counts] == [
        ("evaluable", 19, 52),
        ("evaluable or NE", None, None),
        ("treated", 19, 52),
        ("enrolled", 19, 53),
        ("best case", 20, 53),
    ]
    assert shi.counts[2].why_not == "n treated is blank (Cohorts!I5)"


def test_an_unchanged_repetition_is_the_main_result_and_says_so() -> None:
    found = results(CHEN, SHI)
    (treated,) = [one for one in found.others.denominators if one.name == "treated"]
    assert treated.result == found.result
    assert treated.why_not == "changes nothing here: the same cohorts and counts"


def test_confirmed_only_and_each_assessor_alone_are_pooled() -> None:
    assert counts(results(CHEN, SHI).others.readings) == {
        "confirmed": (1, 19, 52),
        "investigator": (1, 19, 52),
        "central": (1, 14, 37),
    }


def test_a_landmark_takes_the_place_of_best_response() -> None:
    found = results(CHEN, LANDMARKS)
    readings = counts(found.others.readings)
    assert readings["week_12"] == (1, 6, 97)
    (week,) = [one for one in found.others.readings if one.name == "week_12"]
    assert [left.cohort_id for left in week.left] == ["chen"]


def test_best_response_takes_the_place_of_a_landmark() -> None:
    readings = counts(results(CHEN, LANDMARKS, timepoint="week 12").others.readings)
    assert readings["best"] == (2, 36, 149)


def test_a_cohort_added_by_name_is_left_out_where_it_was_read_in_another_way() -> None:
    assert counts(results(CHEN, SHI, add=("shi",)).others.readings)["confirmed"] == (1, 19, 52)


def test_of_two_rows_the_one_that_was_read_so_counts() -> None:
    both = {
        "cohort_id": "both",
        "responses": [
            {"responders": 5, "n_evaluable": 20, "assessor": "investigator", "report_id": "both"},
            {"responders": 3, "n_evaluable": 20, "assessor": "central", "report_id": "both"},
        ],
    }
    found = results(both, prefer={"assessor": ("investigator",)})
    assert (found.result.events, counts(found.others.readings)["central"]) == (5, (1, 3, 20))


def test_a_sensitivity_analysis_of_the_file_may_ask_for_the_same() -> None:
    change = {
        "name": "central",
        "label": "Central review",
        "where": {"assessor": "central"},
        "prefer": {"assessor": "central"},
        "timepoint": "best",
        "denominator": "best case",
    }
    document = {"title": "A", "question": "?", "planned": "after", "sensitivity": [change]}
    spec, problems = read_spec("a", "a.toml", document, fields={"assessor": ("investigator", "central")})
    assert problems == ()
    found, _ = analyse(dataset(CHEN, SHI), spec, ReviewInfo(title="", question=""))
    assert found is not None
    (central,) = found.sensitivity
    assert counts((central,)) == {"central": (1, 14, 37)}
    assert central.change.startswith(
        "only cohorts whose assessor is central; of patients enrolled, all whose"
    )


def test_the_repetitions_survive_a_round_through_json() -> None:
    import json

    found = results(CHEN, LANDMARKS)
    again = Results.from_json(json.loads(json.dumps(found.to_json())))
    assert again.others.cohorts == found.others.cohorts
    assert again.others.readings[0].name == found.others.readings[0].name


@pytest.mark.parametrize("outcome", ["CRR", "DCR"])
def test_other_outcomes_are_counted_in_the_same_way(outcome: str) -> None:
    row = {**CHEN, "cr": 1, "pr": 18, "sd": 28}
    chen = results(row, outcome=outcome).others.cohorts[0]
    events = {"CRR": 1, "DCR": 47}[outcome]
    assert (chen.counts[0].events, chen.counts[4].events) == (events, events + 1)
