"""Pairs of cohorts that may hold the same patients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from review.extraction.check import read_dataset
from review.extraction.overlap import Overlap, overlaps
from tests.extraction.workbooks import COMPLETE, FORM, workbook


def found(
    cohorts: Sequence[Mapping[str, object]],
    *,
    reports: Mapping[str, str] | None = None,
    registrations: Mapping[str, str] | None = None,
) -> dict[tuple[str, str], Overlap]:
    """Overlaps of cohorts; `reports` maps a report's id to its study, `report` of a cohort names one."""
    studies = list(dict.fromkeys(str(cohort["study_id"]) for cohort in cohorts))
    reports = reports or {study: study for study in studies}
    usual = {"histology": "ASPS", "combination_class": "monotherapy", "ici_agents": "pembrolizumab"}
    book = workbook(
        Studies=[{"study_id": name, "registry_ids": (registrations or {}).get(name)} for name in studies],
        Reports=[{"report_id": name, "study_id": study} for name, study in reports.items()],
        Cohorts=[
            {**usual, **{key: value for key, value in cohort.items() if key != "report"}}
            for cohort in cohorts
        ],
        Responses=[
            {
                **COMPLETE,
                "cohort_id": cohort["cohort_id"],
                "report_id": cohort.get("report", cohort["study_id"]),
            }
            for cohort in cohorts
        ],
    )
    return {(one.cohort_a, one.cohort_b): one for one in overlaps(read_dataset(book, FORM))}


def test_cohorts_of_different_studies_without_a_link_do_not_overlap() -> None:
    assert found([{"cohort_id": "a", "study_id": "s1"}, {"cohort_id": "b", "study_id": "s2"}]) == {}


def test_a_link_to_a_cohort_holds_both_ways_and_stands_once() -> None:
    pairs = found(
        [
            {"cohort_id": "a", "study_id": "s1", "overlaps_with": "b"},
            {"cohort_id": "b", "study_id": "s2", "overlaps_with": "a"},
        ]
    )
    assert pairs == {("a", "b"): Overlap("a", "b", "likely", "a lists b in overlaps_with")}


def test_four_reports_of_one_trial_are_certainly_the_same_patients() -> None:
    reports = {"chen2023": "nct", "fda": "nct", "nih": "nct", "interim": "nct"}
    cohorts = [
        {"cohort_id": f"{name}_asps", "study_id": "nct", "report": name, "overlaps_with": "chen2023"}
        for name in reports
    ]
    pairs = found(cohorts, reports=reports)
    assert {pair for pair in pairs if "chen2023_asps" in pair} == {
        ("chen2023_asps", other) for other in ("fda_asps", "nih_asps", "interim_asps")
    }
    assert pairs["chen2023_asps", "fda_asps"].grade == "certain"
    assert pairs["chen2023_asps", "fda_asps"].reason == (
        "fda_asps lists chen2023 (a report of chen2023_asps) in overlaps_with"
    )


def test_the_first_patients_of_each_histology_lie_inside_the_expansion() -> None:
    reports = {"tawbi2017": "sarc028", "burgess2019": "sarc028"}
    old = {"study_id": "sarc028", "report": "tawbi2017"}
    new = {"study_id": "sarc028", "report": "burgess2019", "overlaps_with": "tawbi2017"}
    pairs = found(
        [
            {**old, "cohort_id": "old_ups", "histology": "UPS"},
            {**old, "cohort_id": "old_lps", "histology": "dedifferentiated liposarcoma"},
            {**old, "cohort_id": "old_bone", "histology": "bone mixed"},
            {**new, "cohort_id": "new_ups", "histology": "UPS"},
        ],
        reports=reports,
    )
    assert set(pairs) == {("old_ups", "new_ups")}
    assert pairs["old_ups", "new_ups"].grade == "certain"


def test_an_id_that_is_neither_cohort_nor_report_is_a_study() -> None:
    pairs = found(
        [
            {"cohort_id": "registry", "study_id": "hindi", "overlaps_with": "acse"},
            {"cohort_id": "acse_asps", "study_id": "acse", "report": "blay2023"},
            {"cohort_id": "acse_chordoma", "study_id": "acse", "report": "blay2023", "histology": "chordoma"},
        ],
        reports={"hindi": "hindi", "blay2023": "acse"},
    )
    assert set(pairs) == {("registry", "acse_asps")}
    assert pairs["registry", "acse_asps"].grade == "likely"


def test_a_subset_inside_a_total_of_the_same_study_is_flagged_without_a_link() -> None:
    pairs = found(
        [
            {"cohort_id": "all", "study_id": "s1", "histology": "rare sarcomas mixed"},
            {"cohort_id": "asps", "study_id": "s1"},
            {"cohort_id": "chordoma", "study_id": "s1", "histology": "chordoma"},
        ]
    )
    assert set(pairs) == {("all", "asps"), ("all", "chordoma")}
    assert pairs["all", "asps"].reason == (
        "the same study, the same regimen, rare sarcomas mixed and ASPS, of which one may hold the other"
    )


def test_soft_tissue_and_bone_cohorts_of_one_study_do_not_overlap() -> None:
    cohorts = [
        {"cohort_id": "sts", "study_id": "s1", "histology": "STS mixed"},
        {"cohort_id": "bone", "study_id": "s1", "histology": "bone mixed"},
        {"cohort_id": "os", "study_id": "s1", "histology": "osteosarcoma"},
    ]
    assert set(found(cohorts)) == {("bone", "os")}


def test_lines_of_treatment_lie_inside_the_total_and_first_line_apart_from_later_lines() -> None:
    cohorts = [
        {"cohort_id": "all", "study_id": "s1", "line": "mixed"},
        {"cohort_id": "first", "study_id": "s1", "line": "first"},
        {"cohort_id": "later", "study_id": "s1", "line": "pretreated"},
    ]
    assert set(found(cohorts)) == {("all", "first"), ("all", "later")}


@pytest.mark.parametrize(
    "other",
    [
        {"combination_class": "+CTLA-4", "regimen": "pembrolizumab + ipilimumab"},
        {"ici_agents": "nivolumab", "regimen": "nivolumab"},
        {"regimen": "olaratumab 20 mg/kg + pembrolizumab"},
    ],
)
def test_arms_of_one_study_do_not_overlap_even_if_a_report_is_linked(other: Mapping[str, object]) -> None:
    first = {"cohort_id": "a", "study_id": "s1", "regimen": "olaratumab 15 mg/kg + pembrolizumab"}
    assert found([{**first, "overlaps_with": "s1"}, {**first, "cohort_id": "b", **other}]) == {}


def test_one_regimen_in_other_words_is_one_regimen() -> None:
    cohorts = [
        {"cohort_id": "all", "study_id": "s1", "regimen": "axitinib 2-10 mg bid + pembrolizumab 200 mg q3w"},
        {"cohort_id": "rest", "study_id": "s1", "regimen": "axitinib + pembrolizumab"},
    ]
    assert set(found(cohorts)) == {("all", "rest")}


def test_a_link_between_cohorts_holds_whatever_their_histologies() -> None:
    cohorts = [
        {"cohort_id": "a", "study_id": "s1", "overlaps_with": "b"},
        {"cohort_id": "b", "study_id": "s2", "histology": "UPS"},
    ]
    assert set(found(cohorts)) == {("a", "b")}


def test_two_studies_with_one_registration_are_one_trial() -> None:
    cohorts = [{"cohort_id": "a", "study_id": "s1"}, {"cohort_id": "b", "study_id": "s2"}]
    pairs = found(cohorts, registrations={"s1": "NCT03141684", "s2": "EudraCT-7; nct03141684"})
    assert pairs["a", "b"].reason.startswith("two studies with one registration (s1 and s2)")


def test_an_unknown_histology_may_be_any() -> None:
    cohorts = [{"cohort_id": "a", "study_id": "s1"}, {"cohort_id": "b", "study_id": "s1", "histology": "NR"}]
    assert set(found(cohorts)) == {("a", "b")}


def test_a_link_to_itself_or_to_nothing_is_no_overlap() -> None:
    assert found([{"cohort_id": "a", "study_id": "s1", "overlaps_with": "a; nothing"}]) == {}


def test_a_kind_of_a_histology_may_lie_inside_it() -> None:
    cohorts = [
        {"cohort_id": "lms", "study_id": "s1", "histology": "leiomyosarcoma"},
        {"cohort_id": "ulms", "study_id": "s1", "histology": "uterine leiomyosarcoma"},
    ]
    assert set(found(cohorts)) == {("lms", "ulms")}


def test_cohorts_whose_combination_is_not_given_may_be_one_arm() -> None:
    cohorts = [
        {"cohort_id": "a", "study_id": "s1", "regimen": "x", "combination_class": "NR"},
        {"cohort_id": "b", "study_id": "s1", "regimen": "y"},
    ]
    assert set(found(cohorts)) == {("a", "b")}


def test_another_kind_of_liposarcoma_is_one_histology_and_no_mixture() -> None:
    cohorts = [
        {"cohort_id": "a", "study_id": "s1", "histology": "other liposarcoma"},
        {"cohort_id": "b", "study_id": "s1"},
    ]
    assert found(cohorts) == {}


def test_two_rows_with_one_regimen_are_one_arm_whatever_their_class() -> None:
    first = {"study_id": "s1", "regimen": "Nivolumab + ipilimumab", "combination_class": "+CTLA-4"}
    second = {"study_id": "s1", "regimen": "nivolumab + ipilimumab", "combination_class": "+other"}
    assert set(found([{**first, "cohort_id": "a"}, {**second, "cohort_id": "b"}])) == {("a", "b")}


# The known cases of the worked example.


def test_four_reports_of_one_trial_are_certain_without_a_link() -> None:
    # NCT03141684: 15/43, 12/49, 49 without a count, 19/52
    reports = dict.fromkeys(("interim", "fda", "nih", "chen2023"), "nct")
    cohorts = [{"cohort_id": f"{name}_asps", "study_id": "nct", "report": name} for name in reports]
    pairs = found(cohorts, reports=reports)
    assert len(pairs) == 6
    assert {pair.grade for pair in pairs.values()} == {"certain"}


def test_acse_2020_lies_inside_2023_by_its_registration() -> None:
    cohorts = [
        {"cohort_id": "blay2020_asps", "study_id": "blay2020"},
        {"cohort_id": "blay2023_asps", "study_id": "blay2023"},
        {"cohort_id": "blay2023_all", "study_id": "blay2023", "histology": "rare sarcomas mixed"},
    ]
    pairs = found(cohorts, registrations={"blay2020": "NCT03012620", "blay2023": "NCT03012620"})
    assert pairs["blay2020_asps", "blay2023_asps"].grade == "certain"
    assert pairs["blay2020_asps", "blay2023_all"].grade == "likely"
    assert pairs["blay2023_asps", "blay2023_all"].refused


def test_a_linked_part_inside_its_whole_is_certain() -> None:
    cohorts = [
        {"cohort_id": "all", "study_id": "s", "histology": "STS mixed"},
        {"cohort_id": "asps", "study_id": "s", "overlaps_with": "all"},
    ]
    assert found(cohorts)["all", "asps"].grade == "certain"


def test_two_groups_of_one_histology_in_one_report_are_likely_only() -> None:
    cohorts = [{"cohort_id": "prior", "study_id": "s"}, {"cohort_id": "naive", "study_id": "s"}]
    assert found(cohorts)["prior", "naive"].grade == "likely"


def test_a_part_lies_inside_its_whole_and_inside_what_holds_that() -> None:
    pairs = found(
        [
            {"cohort_id": "all", "study_id": "s", "histology": "STS mixed"},
            {"cohort_id": "ups", "study_id": "s", "histology": "UPS", "subset_of": "all"},
            {"cohort_id": "first_line", "study_id": "s", "histology": "UPS", "subset_of": "ups"},
        ]
    )
    assert pairs["all", "ups"] == Overlap("all", "ups", "certain", "ups is entered as a part of all")
    assert pairs["all", "first_line"].grade == "certain"
    assert pairs["all", "first_line"].reason == "first_line is entered as a part of all through ups"


def test_parts_that_lead_in_a_circle_end() -> None:
    pairs = found(
        [
            {"cohort_id": "a", "study_id": "s", "subset_of": "b"},
            {"cohort_id": "b", "study_id": "s", "subset_of": "a"},
        ]
    )
    assert list(pairs) == [("a", "b")]
