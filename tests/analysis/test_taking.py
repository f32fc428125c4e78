"""Which of several reports on the same patients is taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from review.analysis.select import Selection, select
from review.analysis.spec import AnalysisSpec, Disjoint, read_spec
from review.extraction.overlap import Grade, Overlap
from tests.extracted import dataset


def spec(*take: str, **given: Any) -> AnalysisSpec:
    return AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?", take=take, **given)


def cohort(name: str, x: int, n: int, **given: Any) -> dict[str, Any]:
    return {"cohort_id": name, "responders": x, "n_evaluable": n, "citation": "A journal", **given}


#: NCT03141684 as its four reports give it; the third has no count.
REPORTS = (
    cohort("interim", 15, 43, citation="cited in a review, Table 1"),
    cohort("fda", 12, 49, citation="FDA approval notice 2022"),
    cohort("nih", 12, 49, citation="NIH news release 2022") | {"responders": "NR"},
    cohort("chen", 19, 52, citation="N Engl J Med 2023"),
)


def pairs(names: Sequence[str], grade: Grade = "certain") -> list[Overlap]:
    return [Overlap(a, b, grade, "one trial") for i, a in enumerate(names) for b in names[i + 1 :]]


ALL = pairs(["interim", "fda", "nih", "chen"])


def chosen(selection: Selection) -> list[str]:
    return [item.cohort.cohort_id for item in selection.entered]


def rules(selection: Selection) -> list[str]:
    return [problem.rule for problem in selection.problems]


def why(selection: Selection) -> dict[str, str]:
    return {one.cohort_id: one.reason for one in selection.excluded if one.stage == "overlap"}


def test_without_an_answer_every_pair_with_counts_is_refused() -> None:
    assert rules(select(dataset(*REPORTS), spec(), ALL)) == ["ANA02"] * 3


def test_the_largest_is_taken_and_the_others_say_for_whom_they_make_room() -> None:
    selection = select(dataset(*REPORTS), spec("largest"), ALL)
    assert (chosen(selection), rules(selection)) == (["chen"], [])
    assert why(selection) == {
        "interim": "shares patients with chen, which is taken as the largest: 52 patients against 43",
        "fda": "shares patients with chen, which is taken as the largest: 52 patients against 49",
    }


def test_the_latest_is_refused_where_a_report_has_no_date() -> None:
    selection = select(dataset(*REPORTS), spec("latest"), ALL)
    untold = [problem for problem in selection.problems if problem.rule == "ANA05"]
    assert [problem.place.row for problem in untold] == ["interim, chen"]
    assert "no year at the end of the citation of interim" in untold[0].message
    assert chosen(selection) == ["interim", "chen"]


def test_a_name_decides_what_the_word_cannot() -> None:
    selection = select(dataset(*REPORTS), spec("chen", "latest"), ALL)
    assert (chosen(selection), rules(selection)) == (["chen"], [])
    assert why(selection)["interim"] == "shares patients with chen, which the analysis file takes by name"


def test_a_name_may_take_the_smaller_one() -> None:
    assert chosen(select(dataset(*REPORTS), spec("fda"), ALL)) == ["fda"]


def test_a_data_cut_off_outweighs_the_year_of_publication() -> None:
    early = cohort("early", 1, 10, data_cutoff="2019-03", citation="A 2022")
    late = cohort("late", 2, 9, data_cutoff="2019-11-30", citation="B 2020")
    selection = select(dataset(early, late), spec("latest"), pairs(["early", "late"]))
    assert why(selection) == {
        "early": "shares patients with late, which is taken as the latest: "
        "data cut-off 2019-11-30 against 2019-03"
    }


@pytest.mark.parametrize("word", ["latest", "largest"])
def test_tawbi_makes_room_for_burgess(word: str) -> None:
    rows = (
        cohort("tawbi_ups", 4, 10, citation="Lancet Oncol 2017"),
        cohort("burgess_ups", 9, 40, citation="J Clin Oncol (ASCO 2019 abstract 11015) 2019"),
    )
    overlaps = pairs(["tawbi_ups", "burgess_ups"])
    assert chosen(select(dataset(*rows), spec(word), overlaps)) == ["burgess_ups"]


def test_a_whole_is_taken_before_its_parts_of_the_same_report() -> None:
    whole = cohort("all", 19, 52, study_id="s")
    part = cohort("part", 9, 25, study_id="s")
    assert chosen(select(dataset(whole, part), spec("latest"), pairs(["all", "part"]))) == ["all"]


def test_what_is_dropped_for_another_does_not_oust_a_third() -> None:
    rows = [cohort(name, 1, n) for name, n in (("first", 50), ("second", 40), ("third", 30))]
    chain = [*pairs(["first", "second"]), *pairs(["second", "third"])]
    assert chosen(select(dataset(*rows), spec("largest"), chain)) == ["first", "third"]


def test_a_word_does_not_decide_between_a_registry_and_a_trial() -> None:
    rows = (cohort("registry", 37, 68), cohort("trial", 19, 52))
    likely = pairs(["registry", "trial"], "likely")
    assert rules(select(dataset(*rows), spec("largest"), likely)) == ["ANA02"]
    assert chosen(select(dataset(*rows), spec("trial"), likely)) == ["trial"]


def test_cohorts_that_are_said_to_be_disjoint_are_both_kept() -> None:
    claim = Disjoint(cohorts=("interim", "fda", "chen"), of=(), reason="as an example")
    selection = select(dataset(*REPORTS), spec("largest", disjoint=(claim,)), ALL)
    assert len(chosen(selection)) == 3


def test_two_reports_alike_in_date_and_size_are_not_chosen_between() -> None:
    rows = (cohort("a", 1, 10, citation="X 2020"), cohort("b", 2, 10, citation="Y 2020"))
    selection = select(dataset(*rows), spec("largest"), pairs(["a", "b"]))
    assert rules(selection) == ["ANA05", "ANA02"]
    assert "dates and numbers of patients are the same" in selection.problems[0].message


def test_two_cohorts_that_are_both_named_stay_refused() -> None:
    assert "ANA02" in rules(select(dataset(*REPORTS), spec("chen", "fda", "latest"), ALL))


def test_a_cohort_that_is_added_by_name_is_taken_by_name() -> None:
    assert chosen(select(dataset(*REPORTS), spec("largest", add=("fda",)), ALL)) == ["fda"]


def test_a_name_that_is_no_cohort_is_an_error() -> None:
    (problem,) = select(dataset(REPORTS[3]), spec("larges"), ()).problems
    assert (problem.rule, problem.place.cell) == ("ANA01", "cohorts.take.larges")
    assert problem.fix == "did you mean 'largest'?"


@pytest.mark.parametrize(("grade", "severity"), [("likely", "warning"), ("possible", "note")])
def test_alike_cohorts_are_a_warning_or_a_note_and_never_refused(grade: Grade, severity: str) -> None:
    rows = (cohort("a", 1, 10), cohort("b", 2, 12))
    pair = Overlap("a", "b", grade, "both of one hospital", by_likeness=True)
    (problem,) = select(dataset(*rows), spec(), [pair]).problems
    assert (problem.rule, problem.severity) == ("ANA04", severity)


@pytest.mark.parametrize(("written", "read"), [("latest", ("latest",)), (["a", "largest"], ("a", "largest"))])
def test_the_file_takes_a_word_or_a_list(written: object, read: tuple[str, ...]) -> None:
    document = {"title": "A", "question": "?", "planned": "after", "cohorts": {"take": written}}
    found, problems = read_spec("a", "a.toml", document, fields={})
    assert (found.take, problems) == (read, ())
