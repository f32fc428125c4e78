"""What figures need beside the pooled numbers: best responses, outcomes, and cohorts that did not enter."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.analysis.analyse import analyse
from review.analysis.figure_spec import FigureSpec
from review.analysis.results import ExcludedRate, OutcomeFound, Results, ReviewInfo
from review.analysis.spec import AnalysisSpec
from review.extraction.dataset import Cohort, Dataset, Entry, Row
from review.problems import Place, Problem
from tests.extracted import FILE, dataset

SPEC = AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?")
TWO: tuple[dict[str, Any], ...] = (
    {"cohort_id": "chen", "responders": 19, "n_evaluable": 52, "cr": 1, "pr": 18, "sd": 28, "pd": 5},
    {"cohort_id": "shi", "responders": 14, "n_evaluable": 37},
)


def made(spec: AnalysisSpec, data: Dataset) -> Results:
    results, problems = analyse(data, spec, ReviewInfo(title="A", question="?"))
    assert results is not None, problems
    return results


def parts(results: Results, at: int) -> dict[str, object]:
    return {one.field: one.value for one in results.cohorts[at].responses}


def test_every_part_is_traced_to_its_cell_and_a_blank_is_unknown() -> None:
    results = made(SPEC, dataset(*TWO))
    assert parts(results, 0)["sd"] == 28
    assert parts(results, 1)["sd"] is None
    assert all(one.sheet == "Responses" and one.cell for one in results.cohorts[0].responses)


def test_a_part_that_an_error_names_is_unknown() -> None:
    data = dataset(*TWO)
    cell = (
        next(r for _, c in data.cohorts() for r in c.responses if r.cohort_id == "chen").row["pd"].place.cell
    )
    error = Problem("SUM02", "error", Place(FILE, "Responses", cell), "too many", "5", "re-read")
    results = made(SPEC, replace(data, problems=(error,)))
    assert parts(results, 0)["pd"] is None
    assert parts(results, 0)["sd"] == 28


def shown(asked: tuple[str, ...], **other: Any) -> tuple[ExcludedRate, ...]:
    data = dataset(*TWO, {"cohort_id": "hindi", "responders": 37, "n_evaluable": 68, **other})
    spec = replace(SPEC, leave_out={"hindi": "a registry"}, figure=FigureSpec(excluded=asked))
    return made(spec, data).excluded_rates


@pytest.mark.parametrize("asked", ["hindi", "choice", "all"])
def test_a_cohort_that_did_not_enter_is_shown_by_its_id_its_stage_or_with_all(asked: str) -> None:
    (one,) = shown((asked,))
    assert one.rate is not None
    assert (one.rate.events, one.rate.n, one.reason) == (37, 68, "a registry")
    # binom.test(37, 68) of R 4.2.2: 0.41878505 to 0.66548430.
    assert one.rate.ci_low == pytest.approx(0.41878505, abs=1e-8)
    assert one.rate.ci_high == pytest.approx(0.66548430, abs=1e-8)


def test_nobody_is_shown_who_was_not_asked_for() -> None:
    assert shown(()) == ()
    assert shown(("overlap",)) == ()


def test_counts_that_cannot_be_read_give_no_rate_and_the_reason() -> None:
    (one,) = shown(("all",), n_evaluable="NR")
    assert one.rate is None
    assert "n evaluable is not reported" in one.why_not


def test_a_cohort_to_be_shown_that_the_workbook_has_not_is_an_error() -> None:
    spec = replace(SPEC, figure=FigureSpec(excluded=("hindy",)))
    _, problems = analyse(dataset(*TWO, {"cohort_id": "hindi"}), spec, ReviewInfo(title="A", question="?"))
    (problem,) = [one for one in problems if one.rule == "ANA01"]
    assert (problem.place.cell, problem.fix) == ("figure.excluded.hindy", "did you mean 'hindi'?")


def test_results_with_all_of_it_come_back_from_json_as_they_were() -> None:
    data = dataset(*TWO, {"cohort_id": "hindi", "responders": 37, "n_evaluable": 68})
    figure = FigureSpec(excluded=("all",), shrunken=True)
    results = made(replace(SPEC, leave_out={"hindi": "a registry"}, figure=figure), data)
    assert results.marginal is not None and results.result.shrunken_rates
    assert Results.from_json(results.to_json()) == results


def side_row(sheet: str, **fields: Any) -> Row:
    entries = {}
    for column, (name, value) in enumerate(fields.items()):
        missing = value if value in ("NR", "NREACHED", "") else None
        place = Place(FILE, sheet, f"{chr(ord('A') + column)}4")
        entries[name] = Entry(None if missing is not None else value, missing, place)
    return Row(sheet, 4, "", entries)


def safety(event: str, events: Any, n: Any, pct: Any = "") -> Row:
    return side_row("Safety", event=event, n_safety=n, n_events=events, pct=pct)


def pfs(median: Any, low: Any = "", high: Any = "") -> Row:
    return side_row("Survival", endpoint="PFS", median_months=median, ci_low=low, ci_high=high)


def outcomes(*, safety: tuple[Row, ...] = (), survival: tuple[Row, ...] = ()) -> dict[str, OutcomeFound]:
    data = dataset(*TWO)
    studies = []
    for study in data.studies:
        cohorts: tuple[Cohort, ...] = tuple(
            replace(one, safety=safety, survival=survival) for one in study.cohorts
        )
        studies.append(replace(study, cohorts=cohorts))
    results = made(SPEC, replace(data, studies=tuple(studies)))
    return {one.code: one for one in results.cohorts[0].outcomes}


GRADE3 = "treatment-related adverse event, grade 3 or higher"


def test_the_board_has_what_stands_in_the_workbook() -> None:
    found = outcomes(safety=(safety(GRADE3, 8, 52),), survival=(pfs(20.8, 5.0, "NREACHED"),))
    assert (found["ORR"].events, found["ORR"].n) == (19, 52)
    assert (found["DCR"].events, found["DCR"].n) == (47, 52)
    assert (found["G3"].events, found["G3"].n, found["G3"].cell) == (8, 52, "C4")
    assert (found["PFS"].median, found["PFS"].low, found["PFS"].high) == (20.8, 5.0, None)


def test_a_blank_says_why_it_is_one() -> None:
    assert outcomes()["PFS"].missing == "not extracted"
    assert outcomes(survival=(pfs("NREACHED"),))["PFS"].missing == "not reached"
    assert outcomes(safety=(safety(GRADE3, "NR", 52),))["G3"].missing == "not reported"


def test_two_reports_that_differ_are_not_chosen_between() -> None:
    assert outcomes(survival=(pfs(6.9), pfs(7.4)))["PFS"].missing == "2 reports differ"
    assert outcomes(survival=(pfs(6.9), pfs(6.9)))["PFS"].median == 6.9


@pytest.mark.parametrize("event", ["rash, grade 3 or higher", "treatment-related adverse event", "hepatitis"])
def test_a_single_kind_of_event_is_not_all_events_of_grade_3(event: str) -> None:
    assert outcomes(safety=(safety(event, 2, 52),))["G3"].missing == "not extracted"
