from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.pool import pool
from review.pooling.small_study import SMALL_STUDY_TESTS, NotComputable, _dispersed, small_study_tests
from tests.golden.read import counts, rows

#: Variances that are equal (10 of 200 and 190 of 200) and that R's formulas round apart, breaking the tie.
ROUNDED_APART = {
    ("edge_hugehet_open", "PR"),
    ("sim_orr_k100_open", "PR"),
    ("sim_orr_k100_open", "PLN"),
}


def run(row, code: str, **model):
    choice = choose(measure=row["measure"], **(model or {"model": "inverse-variance"}))
    x, n = counts(row["dataset"])
    return next(t for t in small_study_tests(checked(x, n), choice, force=True) if t.test == code)


@pytest.mark.parametrize(
    "row", rows("sensitivity", "egger"), ids=lambda row: f"{row['dataset']}-{row['measure']}-{row['model']}"
)
def test_egger_and_thompson_sharp_are_metafors(row) -> None:
    found = run(row, {"lm": "egger", "rma": "thompson-sharp"}[row["model"]])
    if found.statistic is None:
        # Where all rates are equal, or a line passes through all cohorts, R reports rounding noise.
        assert found.why_not in (
            "all cohorts have the same rate",
            "all cohorts have the same precision",
            "the cohorts lie on one line",
            "a line needs at least three cohorts",
        )
        return
    # Where the weights span orders of magnitude R's own digits give out first.
    assert found.statistic == pytest.approx(row["statistic"], rel=2e-5, abs=1e-6)
    assert found.p == pytest.approx(row["p"], rel=1e-4, abs=1e-8)
    assert found.df == row["df"]


@pytest.mark.parametrize(
    "row", rows("sensitivity", "begg"), ids=lambda row: f"{row['dataset']}-{row['measure']}"
)
def test_begg_is_metafors(row) -> None:
    found = run(row, "begg")
    if row["tau"] is None:
        assert found.statistic is None
        return
    if (row["dataset"], row["measure"]) in ROUNDED_APART:
        assert found.statistic == pytest.approx(row["tau"], abs=0.06)
        return
    assert found.statistic == pytest.approx(row["tau"], abs=1e-9)
    assert found.p == pytest.approx(row["p"], rel=1e-8)


@pytest.mark.parametrize(
    "row", rows("sensitivity", "peters"), ids=lambda row: f"{row['dataset']}-{row['measure']}"
)
def test_peters_is_rs_weighted_line(row) -> None:
    found = run(row, "peters")
    if row["dataset"] == "edge_identical_open" and row["measure"] != "PFT":
        assert found.why_not == "all cohorts have the same rate"
        return
    assert found.statistic == pytest.approx(row["statistic"], rel=1e-6, abs=1e-8)
    assert found.p == pytest.approx(row["p"], rel=1e-6)
    assert found.df == row["df"]


def test_below_ten_cohorts_every_test_is_refused() -> None:
    found = pool([3] * 9, range(10, 19), model="common", small_study=True).small_study
    assert [t.test for t in found] == list(SMALL_STUDY_TESTS)
    assert {(t.allowed, t.why_not, t.statistic, t.p) for t in found} == {(False, "k < 10", None, None)}


def test_ten_cohorts_are_tested_and_each_test_says_how_it_misleads() -> None:
    found = pool(
        [3, 4, 5, 2, 8, 1, 9, 4, 3, 2], range(10, 20), model="inverse-variance", small_study=True
    ).small_study
    assert all(t.allowed and t.p is not None and t.caution for t in found)


def test_cohorts_of_one_size_have_no_funnel_on_the_arcsine() -> None:
    found = small_study_tests(checked([3, 4, 5] * 4, [10] * 12), choose(model="common", measure="PAS"))
    assert not any(t.allowed for t in found)
    assert all(t.why_not for t in found)


def test_peters_needs_three_inner_rates_and_lines_need_scatter() -> None:
    found = {t.test: t for t in small_study_tests(checked([0, 0, 5], [10, 12, 9]), choose(), force=True)}
    assert "fewer than three" in found["peters"].why_not
    two = {t.test: t for t in small_study_tests(checked([3, 4], [10, 12]), choose(), force=True)}
    assert "at least three" in two["egger"].why_not


def test_cohorts_on_one_line_leave_nothing_to_test() -> None:
    with pytest.raises(NotComputable, match="one line"):
        _dispersed(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]), np.ones(3))


def test_small_study_takes_one_word_and_weights_are_needed_to_fill() -> None:
    with pytest.raises(ValueError, match="True, False or 'force'"):
        pool([3, 4], [10, 12], model="common", small_study="forced")
    found = pool([3, 4], [10, 12], trim_and_fill=True, influence=True)
    assert [note.message.split(" is ")[0] for note in found.notes if note.rule == "POOL21"] == [
        "Influence",
        "Trim and fill",
    ]


def test_trim_and_fill_is_made_only_when_asked_for() -> None:
    x, n = [3, 4, 5, 2, 8, 1, 9, 4, 3, 2], list(range(10, 20))
    assert pool(x, n, model="inverse-variance", small_study=True).trim_and_fill is None
    assert [t.estimator for t in pool(x, n, model="inverse-variance", trim_and_fill=True).trim_and_fill] == [
        "L0",
        "R0",
    ]
    few = pool(x[:5], n[:5], model="inverse-variance", trim_and_fill=True)
    assert few.trim_and_fill is None
    assert "Trim and fill needs at least 10 cohorts" in " ".join(note.message for note in few.notes)
    assert pool(x[:5], n[:5], model="inverse-variance", trim_and_fill=True, small_study="force").trim_and_fill
