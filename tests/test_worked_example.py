"""The worked example from its workbook to its numbers, against answers that were known before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from review.analysis.analyse import analyse
from review.analysis.results import CohortName, Results
from review.extraction.contents import contents
from review.extraction.reconcile import reconcile
from review.files.results_file import read_results, rounded
from review.files.workbook_reader import read_workbook
from review.problems import Problem
from review.render.pdf import pdf_file
from review.report.compose import compose
from review.report.evidence import MISSING_TABLE
from review.workflow.checks import validate_workspace
from review.workflow.flow import with_selection
from review.workflow.opening import OpenReview, open_review
from review.workflow.pooling import results_of
from tests.pdf_text import pages_of

ROOT = Path(__file__).parent.parent
ANALYSES = ("asps_monotherapy_orr", "asps_orr", "sarcoma_orr")


@pytest.fixture(scope="module")
def opened() -> OpenReview:
    return with_selection(open_review(ROOT))


@pytest.fixture(scope="module")
def results(opened: OpenReview) -> Mapping[str, Results]:
    found = {}
    for spec, made, _ in results_of(opened, ()):
        assert made is not None
        found[spec.name] = made
    return found


@pytest.fixture(scope="module")
def problems() -> tuple[Problem, ...]:
    return validate_workspace(ROOT)


def pooled_as(opened: OpenReview, name: str, **model: str) -> Results:
    assert opened.dataset is not None
    made, _ = analyse(
        opened.dataset, replace(opened.specs[name], model=model, sensitivity=()), opened.protocol.info
    )
    assert made is not None
    return made


def per_cent(*rates: float | None, digits: int = 1) -> tuple[str, ...]:
    return tuple(f"{100 * rate:.{digits}f}" for rate in rates if rate is not None)


def test_the_seven_cohorts_are_those_of_the_question(results: Mapping[str, Results]) -> None:
    entered = {cohort.cohort_id: (cohort.events, cohort.n) for cohort in results["asps_orr"].cohorts}
    assert entered == {
        "chen2023_asps": (19, 52),
        "shi2020_asps": (14, 37),
        "wilky2019_asps": (6, 11),
        "blay2023_asps": (8, 14),
        "tqb2450_asps": (23, 28),
        "xie2023_asps": (2, 6),
        "tan2022_asps_pd1": (2, 11),
    }


# Origin of the numbers of the next five tests: R 4.2.2 with metafor (rma, measure PLO and PAS) and lme4
# (glmer, 25 quadrature nodes), and an independent script that agrees, on these seven cohorts.
def test_glmm_with_t_as_lme4_with_25_nodes(results: Mapping[str, Results]) -> None:
    found = results["asps_orr"].result
    shown = per_cent(found.pooled.estimate, found.pooled.ci_low, found.pooled.ci_high, digits=3)
    assert shown == ("46.805", "27.807", "66.776")
    assert found.heterogeneity.tau2 == pytest.approx(0.51887, abs=5e-6)


def test_logit_dersimonian_laird_as_metafor(opened: OpenReview) -> None:
    found = pooled_as(
        opened, "asps_orr", model="inverse-variance", tau2="DL", ci="wald", prediction="HTS"
    ).result
    pooled = found.pooled
    assert per_cent(pooled.estimate, pooled.ci_low, pooled.ci_high) == ("47.1", "31.6", "63.1")
    assert per_cent(pooled.prediction_low, pooled.prediction_high) == ("10.8", "86.7")
    assert found.heterogeneity.tau2 == pytest.approx(0.487, abs=5e-4)
    assert found.heterogeneity.i2 == pytest.approx(68, abs=0.5)


def test_logit_dersimonian_laird_with_hartung_knapp_as_metafor(opened: OpenReview) -> None:
    pooled = pooled_as(opened, "asps_orr", model="inverse-variance", tau2="DL", ci="HK").result.pooled
    assert per_cent(pooled.ci_low, pooled.ci_high) == ("27.4", "67.7")


def test_logit_reml_with_modified_hartung_knapp_as_metafor(opened: OpenReview) -> None:
    found = pooled_as(opened, "asps_orr", model="inverse-variance").result
    pooled = found.pooled
    assert per_cent(pooled.estimate, pooled.ci_low, pooled.ci_high, digits=2) == ("47.02", "27.29", "67.73")
    assert per_cent(pooled.prediction_low, pooled.prediction_high, digits=2) == ("10.57", "86.95")
    assert found.heterogeneity.tau2 == pytest.approx(0.55496, abs=5e-6)


def test_arcsine_reml_with_modified_hartung_knapp_as_metafor(opened: OpenReview) -> None:
    pooled = pooled_as(opened, "asps_orr", model="inverse-variance", measure="PAS").result.pooled
    assert per_cent(pooled.estimate, pooled.ci_low, pooled.ci_high, digits=2) == ("46.73", "26.33", "67.72")


def test_the_clinical_question_is_four_cohorts_of_monotherapy(
    opened: OpenReview, results: Mapping[str, Results]
) -> None:
    found = results["asps_monotherapy_orr"].result
    assert (found.k, found.events, found.n) == (4, 43, 114)
    pooled = pooled_as(
        opened, "asps_monotherapy_orr", model="inverse-variance", tau2="DL", ci="wald"
    ).result.pooled
    # metafor, as above
    assert per_cent(pooled.estimate, pooled.ci_low, pooled.ci_high) == ("38.3", "28.2", "49.5")


def test_without_the_highest_cohort_the_others_agree(
    opened: OpenReview, results: Mapping[str, Results]
) -> None:
    change = next(s for s in results["asps_orr"].sensitivity if s.name == "without_tqb2450")
    assert [cohort.cohort_id for cohort in change.left] == ["tqb2450_asps"]
    spec = opened.specs["asps_orr"]
    leave_out = {**spec.leave_out, "tqb2450_asps": "for this test"}
    options = {"model": "inverse-variance", "tau2": "DL", "ci": "wald"}
    assert opened.dataset is not None
    made, _ = analyse(
        opened.dataset,
        replace(spec, leave_out=leave_out, model=options, sensitivity=()),
        opened.protocol.info,
    )
    assert made is not None
    # metafor, as above
    assert per_cent(made.result.pooled.estimate) == ("39.4",)
    assert made.result.heterogeneity.i2 == 0


def test_sun_2022_is_found_with_its_cell_and_the_way_out(problems: tuple[Problem, ...]) -> None:
    (sun,) = [
        problem for problem in problems if problem.rule == "SUM02" and problem.place.row == "sun2022_sts"
    ]
    assert sun.place.sheet == "Responses" and sun.place.cell.startswith("M")
    assert sun.message == "CR + PR + SD + PD = 33, but n_evaluable is 32"
    assert "PD would be 5" in sun.fix


def test_sun_s_response_rate_is_pooled_all_the_same(results: Mapping[str, Results]) -> None:
    (sun,) = [cohort for cohort in results["sarcoma_orr"].cohorts if cohort.cohort_id == "sun2022_sts"]
    assert (sun.events, sun.n) == (11, 32)


@pytest.mark.parametrize("name", ANALYSES)
def test_every_cohort_of_the_workbook_is_accounted_for(
    opened: OpenReview, results: Mapping[str, Results], name: str
) -> None:
    assert opened.dataset is not None
    known = [cohort.cohort_id for _, cohort in opened.dataset.cohorts()]
    found = results[name]
    assert len(known) == 113
    listed = [c.cohort_id for c in found.cohorts] + [c.cohort_id for c in found.excluded]
    assert sorted(listed) == sorted(known)
    assert all(cohort.reason for cohort in found.excluded)


def test_what_was_not_included_is_never_pooled_and_the_checks_say_so(
    results: Mapping[str, Results], problems: tuple[Problem, ...]
) -> None:
    outside = {"cmb305", "merchant2016", "quiroga2020", "zhou2020", "zhongshan2021"}
    for found in results.values():
        assert not outside & {cohort.study_id for cohort in found.cohorts}
    assert outside == {problem.place.row for problem in problems if problem.rule == "INC01"}


def test_somaiah_s_cohort_has_two_response_rows(opened: OpenReview) -> None:
    assert opened.dataset is not None
    (cohort,) = [c for _, c in opened.dataset.cohorts() if c.cohort_id == "somaiah2022_asps"]
    rows = {
        r.row.text("criteria"): (r.row.count("responders"), r.row.count("n_evaluable"))
        for r in cohort.responses
    }
    assert rows == {"irRECIST": (4, 10), "irRC": (5, 10)}


def test_every_named_sensitivity_analysis_can_be_made(results: Mapping[str, Results]) -> None:
    for found in results.values():
        for change in found.sensitivity:
            assert change.result is not None, (found.analysis.name, change.name, change.why_not)


def test_central_review_replaces_the_investigators_count(results: Mapping[str, Results]) -> None:
    for found in results.values():
        (change,) = [s for s in found.sensitivity if s.name == "central_review"]
        assert [cohort.cohort_id for cohort in change.entered] == ["chen2023_fda_asps"]
        assert change.left == (CohortName("chen2023_asps", "Chen 2023"),)
        assert change.result is not None
        assert change.result.events == found.result.events - 7
        assert change.result.n == found.result.n - 3


def test_no_two_pooled_cohorts_share_patients_unless_the_report_says_so(
    problems: tuple[Problem, ...],
) -> None:
    assert [problem for problem in problems if problem.rule == "ANA02"] == []


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from numbers(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from numbers(item, f"{path}[{index}]")
    else:
        yield path, value


@pytest.mark.parametrize("name", ANALYSES)
def test_the_results_under_version_control_are_those_of_this_code(
    results: Mapping[str, Results], name: str
) -> None:
    kept = dict(numbers(json.loads((ROOT / "reports" / name / "results.json").read_text(encoding="utf-8"))))
    now = dict(numbers(json.loads(json.dumps(rounded(results[name].to_json())))))
    assert kept.keys() == now.keys()
    for path, value in now.items():
        if isinstance(value, float):
            assert kept[path] == pytest.approx(value, rel=1e-7, abs=1e-9), path
        else:
            assert kept[path] == value, path


@pytest.mark.parametrize("name", ANALYSES)
def test_a_results_file_is_read_back_as_it_was_written(name: str) -> None:
    path = ROOT / "reports" / name / "results.json"
    assert rounded(read_results(path).to_json()) == json.loads(path.read_text(encoding="utf-8"))


def test_the_consensus_is_that_of_the_two_passes(opened: OpenReview) -> None:
    folder = ROOT / "extraction_forms" / "extraction"
    books = [read_workbook(folder / f"{name}.xlsx") for name in ("pass_1", "pass_2", "consensus")]
    found = reconcile(books[0], books[1], opened.form, names=("pass_1", "pass_2"), before=books[2])
    kept = contents(books[2], opened.form).rows
    for sheet, rows in found.consensus.rows.items():
        assert [row.texts for row in rows] == [row.texts for row in kept[sheet]], sheet
    decided = {one.row.split(" · ")[0] for one in found.differences if one.decision}
    assert decided == {"chen2023_asps"}  # the only difference that a full text at hand settles
    assert len(found.open) == 17


def test_no_pooled_count_is_in_disagreement(opened: OpenReview, results: Mapping[str, Results]) -> None:
    assert opened.dataset is not None
    barred = opened.dataset.barred()
    for found in results.values():
        for cohort in found.cohorts:
            assert not any((one.file, one.sheet, one.cell) in barred for one in cohort.numbers)


def test_the_passes_agree_in_most_cells_that_both_filled(opened: OpenReview) -> None:
    assert opened.dataset is not None
    agreement = opened.dataset.agreement
    assert agreement is not None
    assert (agreement.first, agreement.second) == ("pass_1", "pass_2")
    assert (agreement.agreed, agreement.both) == (766, 785)
    (evaluable,) = [f for f in agreement.fields if (f.sheet, f.field) == ("Responses", "n_evaluable")]
    assert (evaluable.agreed, evaluable.both) == (94, 94)


#: What must be said wherever the example is shown.
LIMITS = (
    "not a finished systematic review",
    "a stored index of public pages on 2026-11-20, not PubMed, Embase or CENTRAL",
    "had seen the first one's summaries of the records: they agree more than blinded reviewers would",
)


@pytest.mark.parametrize("said", LIMITS)
def test_the_limits_of_the_example_stand_on_the_first_page_and_in_the_readme(
    opened: OpenReview, said: str
) -> None:
    assert any(said in statement for statement in opened.protocol.info.statements)
    assert said in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ANALYSES)
def test_the_first_page_of_the_pdf_holds_the_whole_summary(results: Mapping[str, Results], name: str) -> None:
    first, *_ = pages_of(pdf_file(compose(results[name])))
    page = " ".join(first.split())
    assert all(said in page for said in LIMITS)
    assert page.count(f"see {compose(results[name]).names()[MISSING_TABLE]}.") == 1
