"""Printed intervals against counts, and the methods that give them.

Ends marked R were computed with R 4.2.2: binom.test gives Clopper-Pearson's interval, prop.test Wilson's.
"""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from review.extraction.audit.intervals import METHODS, beta_cdf, first_fit, methods_that_fit
from tests.extraction.workbooks import codes, one_cohort, only_problem


def fits(x: int, n: int, low: float, high: float, level: float, decimals: int) -> set[str]:
    found = methods_that_fit(x, n, low, high, level=level, decimals=(decimals, decimals))
    return {method.code for method in found}


@pytest.mark.parametrize(
    ("study", "x", "n", "low", "high", "level", "decimals"),
    [
        ("chen2023", 19, 52, 24, 51, 95, 0),
        ("chen2023 at the FDA", 12, 49, 13, 39, 95, 0),
        ("shi2020", 14, 37, 22.5, 55.2, 95, 1),
        ("shi2020, DCR", 32, 37, 71.2, 95.5, 95, 1),
        ("sun2022", 11, 32, 18.6, 53.2, 95, 1),
        ("blay2023 at week 12", 6, 97, 2.3, 13.0, 95, 1),
        ("italiano2022", 9, 30, 14.7, 49.4, 95, 1),
        ("kelly2023", 1, 30, 0.1, 17.2, 95, 1),
        ("dangelo2018, two drugs", 6, 38, 7, 29, 90, 0),
    ],
)
def test_clopper_pearson_gives_the_intervals_of_most_reports(
    study: str, x: int, n: int, low: float, high: float, level: float, decimals: int
) -> None:
    assert "clopper-pearson" in fits(x, n, low, high, level, decimals)


def test_dangelo_2018_prints_a_90_percent_interval_that_only_agresti_coull_gives() -> None:
    assert fits(2, 38, 1, 15, 90, 0) == {"agresti-coull"}


def test_the_continuity_correction_is_told_apart() -> None:
    # R: prop.test(8, 32) and prop.test(6, 11), counts of the two cohorts of Wilky 2019
    assert fits(8, 32, 12.1, 43.8, 95, 1) == {"wilson-cc"}
    assert fits(6, 11, 24.6, 81.9, 95, 1) == {"wilson-cc"}


def test_several_methods_that_agree_are_all_reported() -> None:
    assert fits(46, 49, 83, 99, 95, 0) >= {"clopper-pearson", "agresti-coull"}


@pytest.mark.parametrize(
    ("study", "x", "n", "low", "high", "decimals"),
    [
        ("cmb305", 1, 45, 0.8, 4.2, 1),
        ("apfao, a mistyped 46.1", 13, 43, 17.2, 40.1, 1),
        ("pembrosarc GIST, a slipped decimal", 1, 9, 2.8, 48.3, 1),
    ],
)
def test_intervals_with_typing_errors_fit_no_method(
    study: str, x: int, n: int, low: float, high: float, decimals: int
) -> None:
    assert first_fit(x, n, low, high, level=None, decimals=(decimals, decimals)) is None


def test_an_interval_that_fits_no_method_names_the_exact_one() -> None:
    row = {
        "n_evaluable": "43",
        "responders": "13",
        "orr_pct": "30.23",
        "orr_ci_low": "17.2",
        "orr_ci_high": "40.1",
    }
    problem = only_problem(one_cohort({**row, "orr_ci_level": "95"}))
    assert (problem.rule, problem.barred_cells) == ("CI01", ())
    assert problem.fix == "re-read the report; the exact 95% interval is 17.2 to 46.1"


def test_an_interval_of_another_count_names_that_count() -> None:
    row = {"n_evaluable": "32", "responders": "12", "orr_ci_low": "18.6", "orr_ci_high": "53.2"}
    problem = only_problem(one_cohort({**row, "orr_ci_level": "95"}))
    assert problem.fix.endswith("and the printed one is that of 11 of 32")


def test_an_unknown_level_is_a_note_that_says_which_fits() -> None:
    row = {
        "n_evaluable": "38",
        "responders": "6",
        "orr_ci_low": "7",
        "orr_ci_high": "29",
        "orr_ci_level": "NR",
    }
    problem = only_problem(one_cohort(row))
    assert (problem.rule, problem.severity) == ("CI04", "note")
    assert problem.message == "the level of the interval is not known; it fits 90% Clopper-Pearson"


def test_kaplan_meier_intervals_are_not_checked_as_binomial() -> None:
    assert codes(one_cohort(survival={"median_months": "12.4", "ci_low": "2.7", "ci_high": "22.3"})) == []


def test_an_estimate_outside_its_interval_leaves_the_corroborated_count_usable() -> None:
    row = {
        "n_evaluable": "52", "responders": "19", "orr_pct": "37", "orr_ci_low": "42", "orr_ci_high": "51",
        "orr_ci_level": "95",
    }  # fmt: skip
    problem = only_problem(one_cohort(row))
    assert (problem.rule, problem.barred_cells) == ("CI03", ("Q4", "R4"))


@pytest.mark.parametrize(
    ("code", "x", "n", "low", "high"),
    [
        ("clopper-pearson", 0, 21, 0.0, 0.1610976152),  # R: binom.test(0, 21)
        ("clopper-pearson", 6, 6, 0.5407418736, 1.0),  # R: binom.test(6, 6)
        ("wilson", 11, 32, 0.2041043792, 0.5168891202),  # R: prop.test(11, 32, correct = FALSE)
        ("wilson-cc", 11, 32, 0.1917305144, 0.5322521966),  # R: prop.test(11, 32)
        (
            "wald",
            11,
            32,
            0.1791881680,
            0.5083118320,
        ),  # R: p + c(-1, 1) * qnorm(.975) * sqrt(p * (1 - p) / 32)
        ("agresti-coull", 11, 32, 0.2033058837, 0.5176876158),  # R: the same with 11 + z^2/2 of 32 + z^2
    ],
)
def test_intervals_equal_those_of_r(code: str, x: int, n: int, low: float, high: float) -> None:
    assert METHODS[code].interval(x, n) == pytest.approx((low, high), abs=1e-10)


def test_exact_and_jeffreys_intervals_equal_beta_quantiles_of_scipy() -> None:
    for n, level in product((1, 7, 52, 300), (0.8, 0.95)):
        below = (1 - level) / 2
        for x in range(0, n + 1, max(1, n // 7)):
            exact = METHODS["clopper-pearson"].interval(x, n, level=level)
            jeffreys = METHODS["jeffreys"].interval(x, n, level=level)
            if x:
                assert exact[0] == pytest.approx(stats.beta.ppf(below, x, n - x + 1), abs=1e-12)
                assert jeffreys[0] == pytest.approx(stats.beta.ppf(below, x + 0.5, n - x + 0.5), abs=1e-12)
            if x < n:
                assert exact[1] == pytest.approx(stats.beta.ppf(1 - below, x + 1, n - x), abs=1e-12)


@given(st.floats(1e-6, 1 - 1e-6), st.floats(0.5, 400), st.floats(0.5, 400))
def test_the_incomplete_beta_function_is_that_of_scipy(p: float, a: float, b: float) -> None:
    assert beta_cdf(p, a, b) == pytest.approx(stats.beta.cdf(p, a, b), abs=1e-10)


@given(st.integers(1, 120), st.data(), st.sampled_from(sorted(METHODS)), st.sampled_from((80.0, 90.0, 95.0)))
def test_an_interval_fits_the_method_that_made_it(
    n: int, data: st.DataObject, code: str, level: float
) -> None:
    x = data.draw(st.integers(0, n))
    low, high = METHODS[code].interval(x, n, level=level / 100)
    assert code in fits(x, n, round(100 * low, 1), round(100 * high, 1), level, 1)


def test_an_interval_that_runs_backwards_is_an_error() -> None:
    row = {"n_evaluable": "NR", "orr_ci_low": "51", "orr_ci_high": "24", "orr_ci_level": "95"}
    assert only_problem(one_cohort(row)).message == "ORR interval runs from 51 to 24"


def test_an_interval_of_unknown_level_that_fits_nothing_is_a_warning_and_a_note() -> None:
    row = {
        "n_evaluable": "16",
        "responders": "4",
        "orr_ci_low": "9",
        "orr_ci_high": "45",
        "orr_ci_level": "NR",
    }
    assert codes(one_cohort(row)) == ["CI01", "CI04"]


def test_the_tails_end_at_0_and_1() -> None:
    assert (beta_cdf(0.0, 2, 3), beta_cdf(1.0, 2, 3)) == (0.0, 1.0)
