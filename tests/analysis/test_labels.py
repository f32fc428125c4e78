from __future__ import annotations

from dataclasses import replace

import pytest

from review.analysis.analyse import analyse
from review.analysis.labels import cohort_labels, naming_notes, study_label
from review.analysis.results import ReviewInfo
from review.analysis.spec import AnalysisSpec
from review.extraction.dataset import Entry, Report, Row, Study
from review.problems import Place
from review.report.compose import compose
from review.report.plain_text import to_text
from tests.extracted import dataset

HERE = Place("x.xlsx", "Reports", "C4")


def study_with_reports(
    *later: tuple[str, str], main: tuple[str, str] = ("primary", "Tawbi HA. Lancet Oncol 2020")
) -> tuple[Study, ...]:
    """The study Tawbi 2020 with its main report and a later one, each a role and a citation."""
    (study,) = dataset({"cohort_id": "a", "study_id": "tawbi", "first_author": "Tawbi HA"}).studies
    reports = tuple(
        Report(
            name,
            "tawbi",
            Row("Reports", 4, name, {"role": Entry(role, None, HERE), "citation": Entry(text, None, HERE)}),
        )
        for name, (role, text) in zip(("tawbi", "later"), (main, *later), strict=False)
    )
    return (replace(study, reports=reports),)


@pytest.mark.parametrize(
    ("author", "label"),
    [
        ("Chen AP", "Chen 2020"),
        ("D'Angelo SP", "D'Angelo 2020"),
        ("Martín-Broto J", "Martín-Broto 2020"),
        ("van der Graaf WTA", "van der Graaf 2020"),
        ("Le Cesne A", "Le Cesne 2020"),
        ("FDA (study ML39345)", "FDA (study ML39345) 2020"),
        ("Schöffski", "Schöffski 2020"),
    ],
)
def test_a_study_is_named_by_surname_and_year(author: str, label: str) -> None:
    (study,) = dataset({"cohort_id": "a", "first_author": author}).studies
    assert study_label(study) == label


def test_a_study_without_an_author_is_named_by_its_drugs() -> None:
    (study,) = dataset(
        {"cohort_id": "a", "first_author": "NR", "regimen": "anlotinib 12 mg + TQB2450 1200 mg q3w"}
    ).studies
    assert study_label(study) == "anlotinib + TQB2450 2020"


def test_two_reports_of_one_study_are_told_apart_by_their_own_year() -> None:
    (study,) = study_with_reports(("update", "Burgess MA. J Clin Oncol 2019"))
    study = replace(study, cohorts=(study.cohorts[0], replace(study.cohorts[0], cohort_id="other")))
    pairs = [(study, cohort) for cohort in study.cohorts]
    assert cohort_labels(pairs, ["tawbi", "later"]) == ("Tawbi 2020", "Burgess 2019")


#: As they stand in the workbook of the worked example, and as journals write them.
CITATIONS = {
    "Burgess MA. J Clin Oncol (ASCO 2019 abstract 11015) 2019": "Burgess 2019",
    "Italiano A. Nat Med 2022": "Italiano 2022",
    "Toulmonde M. AACR abstract LB-190 2017": "Toulmonde 2017",
    "Chen JL. ASCO 2020 (OncLive; Frontiers 2021 table) 2020": "Chen 2020",
    "D'Angelo SP. Lancet Oncol 2018": "D'Angelo 2018",
    "Martin-Broto J. J Immunother Cancer 2020": "Martin-Broto 2020",
    "Ben-Ami E. Cancer 2017": "Ben-Ami 2017",
    "van der Graaf WTA. Lancet 2012": "van der Graaf 2012",
    "Burgess MA, Tawbi HA, et al. J Clin Oncol. 2019;37(15):11015-11016": "Burgess 2019",
    "Burgess MA et al. J Clin Oncol 2019.": "Burgess 2019",
}


@pytest.mark.parametrize("citation", CITATIONS)
def test_a_cohort_is_named_by_the_report_that_it_was_read_in(citation: str) -> None:
    (study,) = study_with_reports(("update", citation))
    pair = (study, study.cohorts[0])
    assert cohort_labels([pair], ["later"]) == (CITATIONS[citation],)


@pytest.mark.parametrize(
    "citation",
    [
        "Seligson ND",
        "Hindi N. 2023",
        "Lancet HIV. 2019;6:588",
        "Cancer",
        "Clin Cancer Res 2024",
        "BMC Cancer 2024",
        "(meeting abstract 42)",
        "Zhou. cited in Biomedicines 2022 Table 1 2020",
        "Merchant MS. cited in Clin Cancer Res 2020 Table 3",
        "FDA (study ML39345). FDA approval notice, 9 Dec 2022 2022",
        "NIH news release. NIH News Releases, 28 Dec 2022 2022",
        "cited in Biomark Res 2023 Table 1",
        "Liu J. (atm.amegroups.com)",
        "News of Pollack SM 2020",
        "",
    ],
)
def test_a_citation_without_author_and_year_leaves_the_name_of_the_study(citation: str) -> None:
    (study,) = study_with_reports(("update", citation))
    assert cohort_labels([(study, study.cohorts[0])], ["later"]) == ("Tawbi 2020",)


@pytest.mark.parametrize("role", ["primary", "secondary", "press", "regulator", "registry", ""])
def test_who_only_speaks_of_a_study_does_not_name_it(role: str) -> None:
    (study,) = study_with_reports((role, "Burgess MA. J Clin Oncol 2019"))
    assert cohort_labels([(study, study.cohorts[0])], ["later"]) == ("Tawbi 2020",)


def test_the_main_report_of_a_study_never_renames_it() -> None:
    (study,) = study_with_reports(main=("abstract", "Chen AP. ASCO 2019"))
    assert cohort_labels([(study, study.cohorts[0])], ["tawbi"]) == ("Tawbi 2020",)


def test_a_label_that_is_not_the_studys_own_author_is_explained() -> None:
    (study,) = study_with_reports(("update", "Burgess MA. J Clin Oncol 2019"))
    (unknown,) = dataset({"cohort_id": "a", "first_author": "NR", "regimen": "anlotinib 12 mg"}).studies
    assert naming_notes(study, "later") == (
        "named by the report that the numbers were read in; the study is Tawbi 2020",
    )
    assert naming_notes(unknown, "a") == ("named by its drugs, because the first author is not known",)
    assert naming_notes(study, "tawbi") == ()


def test_the_table_of_cohorts_lists_those_without_an_author() -> None:
    data = dataset(
        {"cohort_id": "a", "first_author": "NR", "regimen": "anlotinib", "responders": 2, "n_evaluable": 9},
        {"cohort_id": "b", "first_author": "NR", "regimen": "sintilimab", "responders": 2, "n_evaluable": 9},
        {"cohort_id": "c", "first_author": "Chen AP", "responders": 2, "n_evaluable": 9},
    )
    spec = AnalysisSpec(name="a", file="analyses/a.toml", title="A", question="?")
    results, _ = analyse(data, spec, ReviewInfo(title="A", question="?"))
    assert results is not None
    assert (
        "* Named by its drugs, because the first author is not known: anlotinib 2020 and sintilimab 2020."
        in to_text(compose(results))
    )


def test_two_cohorts_never_have_one_label() -> None:
    data = dataset(
        {"cohort_id": "t_ups", "study_id": "tawbi", "histology": "UPS"},
        {"cohort_id": "t_lms", "study_id": "tawbi", "histology": "leiomyosarcoma"},
        {"cohort_id": "s_1", "study_id": "schoffski", "histology": "STS mixed", "label": "15 mg/kg"},
        {"cohort_id": "s_2", "study_id": "schoffski", "histology": "STS mixed", "label": "20 mg/kg"},
        {"cohort_id": "m_1", "study_id": "maki"},
        {"cohort_id": "liuj", "first_author": "Liu J"},
        {"cohort_id": "liuz", "first_author": "Liu Z"},
    )
    assert cohort_labels(tuple(data.cohorts())) == (
        "Tawbi 2020, UPS",
        "Tawbi 2020, leiomyosarcoma",
        "Schoffski 2020, 15 mg/kg",
        "Schoffski 2020, 20 mg/kg",
        "Maki 2020",
        "Liu J 2020",
        "Liu Z 2020",
    )
