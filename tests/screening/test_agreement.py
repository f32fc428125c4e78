"""Agreement of two reviewers, against numbers worked by hand and against R."""

from __future__ import annotations

import json
import subprocess
from dataclasses import astuple

import pytest

from review.screening.agreement import agreements, coefficients
from tests.outside_programs import needs
from tests.screened import FT, TA, said


def test_by_hand_two_classes() -> None:
    # n = 100, p_o = (20 + 60) / 100. Rows 30/70, columns 30/70: e = .09 + .49 = .58, kappa = .22 / .42.
    # PABAK = 2 p_o - 1. m = .3: e = (.3 x .7 + .7 x .3) / 1 = .42, AC1 = .38 / .58.
    found = coefficients([[20, 10], [10, 60]])
    assert astuple(found) == pytest.approx((0.8, 0.22 / 0.42, 0.6, 0.38 / 0.58))


def test_by_hand_three_classes() -> None:
    # n = 50, p_o = 34 / 50 = .68. Rows .4 .4 .2, columns .5 .3 .2: e = .2 + .12 + .04 = .36.
    # kappa = .32 / .64.
    # PABAK = (3 x .68 - 1) / 2 = .52.
    # m = .45 .35 .2: sum m(1 - m) = .2475 + .2275 + .16 = .635, e = .3175, AC1 = .3625 / .6825.
    found = coefficients([[18, 1, 1], [5, 11, 4], [2, 3, 5]])
    assert astuple(found) == pytest.approx((0.68, 0.5, 0.52, 0.3625 / 0.6825))


def test_kappa_falls_where_few_records_are_included_and_the_others_do_not() -> None:
    # 1,000 records, both include 10, each 10 more that the other leaves out: 98% agree.
    found = coefficients([[10, 10], [10, 970]])
    assert found.raw == pytest.approx(0.98)
    assert found.kappa == pytest.approx(0.4898, abs=5e-5)  # (.98 - .9608) / (1 - .9608)
    assert found.pabak == pytest.approx(0.96)
    assert found.ac1 == pytest.approx(0.9792, abs=5e-5)  # (.98 - .0392) / (1 - .0392)


def test_two_who_always_say_the_same_one_thing_have_no_kappa() -> None:
    found = coefficients([[0, 0], [0, 25]])
    assert (found.raw, found.kappa, found.pabak, found.ac1) == (1.0, None, 1.0, 1.0)


def test_without_records_nothing_is_estimated() -> None:
    assert astuple(coefficients([[0, 0], [0, 0]])) == (None, None, None, None)


def test_the_order_of_the_raters_does_not_matter() -> None:
    assert astuple(coefficients([[7, 3], [1, 9]])) == pytest.approx(astuple(coefficients([[7, 1], [3, 9]])))


R_SCRIPT = """
# By another road: the table as two columns of ratings, chance from all pairs of records.
t <- matrix(c(%s), nrow = %d, byrow = TRUE)
q <- nrow(t)
first <- rep(as.vector(row(t)), as.vector(t)); second <- rep(as.vector(col(t)), as.vector(t))
raw <- mean(first == second)
both <- outer(first, second, "==")
kappa <- 1 - mean(first != second) / mean(!both)
share <- table(factor(c(first, second), 1:q)) / (2 * length(first))
ac1 <- (raw - sum(share * (1 - share)) / (q - 1)) / (1 - sum(share * (1 - share)) / (q - 1))
cat(sprintf("[%%.15g, %%.15g, %%.15g, %%.15g]", raw, kappa, (raw - 1 / q) / (1 - 1 / q), ac1))
"""


@pytest.mark.r
@needs("R with metafor")
@pytest.mark.parametrize(
    "table", [[[118, 5], [2, 0]], [[20, 10], [10, 60]], [[18, 1, 1], [5, 11, 4], [2, 3, 5]], [[1, 0], [4, 9]]]
)
def test_r_gives_the_same_from_the_single_ratings(table: list[list[int]]) -> None:
    numbers = ", ".join(str(n) for row in table for n in row)
    script = R_SCRIPT % (numbers, len(table))
    done = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    assert list(astuple(coefficients(table))) == pytest.approx(json.loads(done.stdout), rel=1e-12)


def test_only_records_that_both_saw_count() -> None:
    decisions = [
        said("r1", "include"), said("r2", "exclude"), said("r3", "exclude"),
        said("r1", "include", who="ben"), said("r2", "include", who="ben"), said("r4", "include", who="ben"),
    ]  # fmt: skip
    (pair,) = agreements(decisions, TA, ["r1", "r2", "r3", "r4", "r5"])
    assert (pair.both, pair.first_all, pair.second_all, pair.records) == (2, 3, 3, 5)
    assert pair.coverage == pytest.approx(0.4)
    assert pair.disagreements == ("r2",)
    assert pair.table == ((1, 0), (1, 0))


def test_duplicates_and_the_adjudication_do_not_count() -> None:
    decisions = [
        said("r1", "include"), said("r1", "exclude", who="ben"),
        said("r1", "include", who="", adjudicated=True),
        said("r2", "include"), said("r2", "exclude", who="ben"),
    ]  # fmt: skip
    (pair,) = agreements(decisions, TA, ["r1"])
    assert (pair.both, pair.first, pair.second) == (1, "anna", "ben")


def test_in_doubt_a_record_goes_on_so_unclear_agrees_with_include_on_title_and_abstract_only() -> None:
    decisions = [
        said("r1", "unclear"), said("r1", "include", who="ben"),
        said("r1", "unclear", stage=FT), said("r1", "include", stage=FT, who="ben"),
    ]  # fmt: skip
    (first,) = agreements(decisions, TA, ["r1"])
    (second,) = agreements(decisions, FT, ["r1"])
    assert (first.disagreements, second.disagreements) == ((), ("r1",))


def test_three_reviewers_make_three_pairs_and_a_pair_without_a_common_record_none() -> None:
    decisions = [said(r, "include", who=who) for who in ("a", "b", "c") for r in ("r1", "r2")]
    assert [(p.first, p.second) for p in agreements(decisions, TA, ["r1", "r2"])] == [
        ("a", "b"), ("a", "c"), ("b", "c"),
    ]  # fmt: skip
    assert agreements([said("r1", "include"), said("r2", "include", who="ben")], TA, ["r1", "r2"]) == ()
