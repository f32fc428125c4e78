from __future__ import annotations

import pytest

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.leave_one_out import leave_one_out
from review.pooling.measures import MEASURES, harmonic_mean
from review.pooling.pool import pool
from tests.golden.read import counts, rows


@pytest.mark.parametrize(
    "row", rows("sensitivity", "leave_one_out"), ids=lambda row: f"{row['dataset']}-{row['measure']}"
)
def test_leaving_each_cohort_out_gives_metafors_numbers(row) -> None:
    x, n = counts(row["dataset"])
    found = pool(
        x,
        n,
        model="inverse-variance",
        measure=row["measure"],
        tau2=row["tau2_method"],
        ci="wald",
        leave_one_out=True,
    ).leave_one_out
    assert len(found) == x.size
    for i, left in enumerate(found):
        rate = MEASURES[row["measure"]].proportion(row["estimate"][i], float(harmonic_mean(n)))
        assert left.estimate == pytest.approx(rate, rel=1e-7, abs=1e-9)
        assert left.tau2 == pytest.approx(row["tau2"][i], rel=1e-6, abs=1e-7)
        assert left.q == pytest.approx(row["q"][i], rel=1e-8, abs=1e-9)


@pytest.mark.parametrize(
    ("model", "measure"),
    [
        ("glmm", "PLO"), ("beta-binomial", "PLO"), ("inverse-variance", "PLO"), ("inverse-variance", "PFT"),
        ("common", "PLO"), ("common", "PFT"),
    ],
)  # fmt: skip
def test_it_is_what_pooling_the_others_gives(model: str, measure: str) -> None:
    x, n = [0, 3, 8, 5], [12, 10, 20, 9]
    found = pool(x, n, model=model, measure=measure, leave_one_out=True).leave_one_out
    for i, left in enumerate(found):
        others = pool(x[:i] + x[i + 1 :], n[:i] + n[i + 1 :], model=model, measure=measure)
        assert left.omitted == f"cohort {i + 1}"
        assert left.estimate == pytest.approx(others.pooled.estimate, rel=1e-9)
        assert left.ci_low == pytest.approx(others.pooled.ci_low, rel=1e-9)
        expected = others.heterogeneity
        assert left.q == pytest.approx(expected.q, rel=1e-9)
        assert left.tau2 == (None if expected.tau2 is None else pytest.approx(expected.tau2, abs=1e-9))
        assert left.i2 == (None if expected.i2 is None else pytest.approx(expected.i2, abs=1e-9))


def test_of_two_cohorts_each_stands_alone() -> None:
    found = pool([3, 8], [10, 20], model="common", leave_one_out=True).leave_one_out
    assert [left.estimate for left in found] == [0.4, 0.3]


def test_one_cohort_cannot_be_left_out() -> None:
    found = pool([3], [10], model="common", leave_one_out=True)
    assert found.leave_one_out is None
    assert "at least 2 cohorts" in next(note.message for note in found.notes if note.rule == "POOL20")


def test_a_trial_leaves_with_all_its_cohorts() -> None:
    cohorts = checked([3, 8, 5, 2], [10, 20, 9, 7])
    choice = choose(model="inverse-variance")
    found = leave_one_out(cohorts, choice, trials=["A", "A", "B", "C"])
    assert [left.omitted for left in found] == ["A", "B", "C"]
    others = pool([5, 2], [9, 7], model="inverse-variance")
    assert found[0].estimate == others.pooled.estimate
    assert leave_one_out(cohorts, choice, trials=["A"] * 4) == ()


@pytest.mark.parametrize("model", ["glmm", "inverse-variance"])
def test_one_trial_that_holds_every_cohort_cannot_be_left_out_and_that_is_said(model: str) -> None:
    found = pool([3, 8, 5], [10, 20, 9], model=model, cluster=["A", "A", "A"], leave_one_out=True)
    assert "leave_one_out" not in found.to_dict()
    assert "POOL34" in [note.rule for note in found.notes]
