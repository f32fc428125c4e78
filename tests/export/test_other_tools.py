"""Stata, CSV and BibTeX: nothing lost, nothing invented."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from review.export.bibtex import bibtex
from review.export.cohorts_csv import COLUMNS, cohorts_csv
from review.export.stata_do_file import INTERVALS, RANDOM, stata_do_file
from review.extraction.dataset import Dataset, Entry, Report, Row, Study
from review.pooling.choices import MODELS
from review.problems import Place
from tests.analysis.test_parts import results as with_parts
from tests.samples import SEVEN, sample_results


def row(sheet: str, **values: object) -> Row:
    place = Place("x.xlsx", sheet, "A4")
    return Row(sheet, 4, sheet, {name: Entry(value, None, place) for name, value in values.items()})  # type: ignore[arg-type]


def dataset(**report: object) -> Dataset:
    study = row("Studies", first_author="Chen AP", title="Atezolizumab & ASPS", year=2023)
    reports = (Report("report_0", "study_0", row("Reports", **report)),)
    return Dataset((Study("study_0", study, reports),))


def test_the_csv_holds_every_cohort_with_the_cell_of_each_number() -> None:
    results = sample_results()
    rows = list(csv.DictReader(io.StringIO(cohorts_csv(results))))
    assert [(row["label"], int(row["events"]), int(row["n"])) for row in rows] == [r[:3] for r in SEVEN]
    assert rows[0]["read_from"] == (
        "responders = 19: consensus.xlsx, Responses!N4; n_evaluable = 52: consensus.xlsx, Responses!G4"
    )


def test_fields_that_the_analysis_asks_for_are_in_the_csv() -> None:
    results = sample_results()
    asked = tuple(replace(cohort, columns={"phase": "2"}) for cohort in results.cohorts)
    rows = list(csv.DictReader(io.StringIO(cohorts_csv(replace(results, cohorts=asked)))))
    assert rows[0]["phase"] == "2"
    assert list(rows[0]) == [*COLUMNS, "phase", "read_from", "notes"]


def test_a_blank_field_has_no_place_in_the_bibliography() -> None:
    entry = bibtex(sample_results(), dataset(role="primary", journal="NEJM", doi="10.1056/x_y", pmid=""))
    assert entry == (
        "@article{report_0,\n  author = {Chen AP},\n  title = {Atezolizumab \\& ASPS},\n"
        "  journal = {NEJM},\n  year = {2023},\n  doi = {10.1056/x_y},\n}\n"
    )


def test_a_report_that_is_not_the_primary_one_does_not_take_the_title_of_its_study() -> None:
    entry = bibtex(sample_results(), dataset(role="regulator", citation="FDA notice 2022", journal="NR"))
    assert entry == "@misc{report_0,\n  note = {FDA notice 2022},\n}\n"


def test_a_report_that_two_cohorts_were_read_from_is_listed_once() -> None:
    results = sample_results()
    twice = tuple(replace(cohort, report_id="report_0") for cohort in results.cohorts)
    assert bibtex(replace(results, cohorts=twice), dataset(role="primary")).count("@") == 1


@pytest.mark.parametrize("model", MODELS)
def test_every_model_gives_a_do_file_with_the_data(model: str) -> None:
    results = sample_results()
    for ci in MODELS[model].ci:
        choice = replace(results.result.model, model=model, ci=ci, tau2="REML", add=0.5, to="only0")
        text = stata_do_file(replace(results, result=replace(results.result, model=choice)))
        assert '`"Anlotinib + TQB2450 2024"\' 23 28 `"+TKI"\'' in text
        fitted = "melogit" in text or "meta summarize" in text
        assert fitted or "only the data are here" in text
        if model == "inverse-variance":
            assert ci in INTERVALS or "prints no interval of the kind" in text


def test_every_estimator_of_tau2_has_its_name_in_stata() -> None:
    assert set(RANDOM) == set(MODELS["inverse-variance"].tau2)


def test_a_do_file_for_counts_holds_prediction_marginal_mean_and_subgroups() -> None:
    text = stata_do_file(sample_results())
    assert "invttail(_N - 1, (1 - 95 / 100) / 2) * sqrt(_se[_cons]^2 + _b[/var(_cons[cohort])])" in text
    assert "margins, predict(mu marginal)" in text
    assert "melogit events if group == `g' || cohort:, binomial(n) intpoints(25)" in text
    assert "encode subgroup" not in stata_do_file(sample_results(subgroups=False))


def test_every_brace_of_a_do_file_is_closed() -> None:
    for model in MODELS:
        results = sample_results()
        choice = replace(results.result.model, model=model, tau2="REML", add=0.5, to="only0")
        text = stata_do_file(replace(results, result=replace(results.result, model=choice)))
        assert text.count("{") == text.count("}")


def test_a_do_file_says_which_parts_are_not_in_it() -> None:
    assert "* Not in this file: meta-regressions" in stata_do_file(
        with_parts(regression=[{"moderators": ["year"]}])
    )
    assert "Not in this file" not in stata_do_file(with_parts())
