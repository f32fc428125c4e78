from __future__ import annotations

import numpy as np
import pytest

from review.pooling.cohorts import BadCounts
from review.pooling.pool import pool
from review.pooling.quantiles import t_quantile
from review.pooling.tau2 import tau2_estimate
from tests.pooling.test_three_level import TRIALS, N, X, on_logit


def expit(t: float) -> float:
    return float(1 / (1 + np.exp(-t)))


def found(**more):
    result = pool(X, N, model="inverse-variance", cluster=TRIALS, **more)
    return result, {row.method: row for row in result.dependence}


def test_the_robust_interval_is_close_to_that_of_clubsandwich() -> None:
    # metafor 3.8 with clubSandwich: robust(rma(…, method="REML"), cluster=trial, clubSandwich=TRUE).
    # The CR2 adjustment is not unique; where variances differ within a trial PyMARE's is another one.
    _, by = found()
    assert by["cr2"].estimate == pytest.approx(expit(-0.3420826936), rel=1e-8)
    assert by["cr2"].ci_low == pytest.approx(expit(-1.6109827497), rel=1e-2)
    assert by["cr2"].ci_high == pytest.approx(expit(0.9268173625), rel=1e-2)
    assert by["cr2"].df == pytest.approx(3.2673452039658, rel=1e-3)
    assert by["cr2"].trials == 5


def test_the_robust_interval_is_bell_and_mccaffreys() -> None:
    y, v = on_logit()
    tau2 = float(tau2_estimate("REML", y[:, None], v[:, None])[0])
    w = 1 / (v + tau2)
    mean = float(w @ y / w.sum())
    # In the whitened metric, residuals of one trial have covariance I − √w√w′/Σw.
    meat, loadings = 0.0, []
    for trial in sorted(set(TRIALS)):
        rows = np.array([t == trial for t in TRIALS])
        root = np.sqrt(w[rows])
        values, vectors = np.linalg.eigh(np.eye(root.size) - np.outer(root, root) / w.sum())
        adjusted = root @ (vectors / np.sqrt(values)) @ vectors.T
        meat += float(adjusted @ (root * (y[rows] - mean))) ** 2
        full = np.zeros(y.size)
        full[rows] = adjusted
        loadings.append((full - np.sqrt(w) * float(full @ np.sqrt(w)) / w.sum()) / w.sum())
    gram = np.array([[a @ b for b in loadings] for a in loadings])
    df = np.trace(gram) ** 2 / float((gram**2).sum())
    se = np.sqrt(meat) / w.sum()
    _, by = found()
    assert by["cr2"].df == pytest.approx(df, rel=1e-9)
    assert by["cr2"].ci_high == pytest.approx(expit(mean + t_quantile(0.95, df) * se), rel=1e-9)


def test_summed_trials_are_pooled_by_the_model() -> None:
    _, by = found()
    x, n = np.bincount([ord(t) - 65 for t in TRIALS], X), np.bincount([ord(t) - 65 for t in TRIALS], N)
    summed = pool(x, n, model="inverse-variance")
    assert by["sum-to-trial"].estimate == pytest.approx(summed.pooled.estimate, rel=1e-12)
    assert by["sum-to-trial"].tau2_between == pytest.approx(summed.heterogeneity.tau2, rel=1e-12)


def test_the_three_level_model_keeps_both_variances() -> None:
    _, by = found()
    row = by["three-level"]
    assert (row.tau2_between, row.tau2_within) == pytest.approx((0.328079041, 0.736144392), rel=1e-6)
    # t with 4 degrees of freedom on the estimate and standard error of metafor's rma.mv
    assert row.ci_high == pytest.approx(expit(-0.325337735805 + 2.776445105 * 0.429754864479), rel=1e-6)
    ml = pool(X, N, model="inverse-variance", tau2="ML", cluster=TRIALS).dependence[1]
    assert ml.tau2_within == pytest.approx(0.747382682845, rel=1e-6)


def test_the_pooled_rate_itself_stays_and_says_that_it_ignores_the_trials() -> None:
    result, _ = found()
    plain = pool(X, N, model="inverse-variance")
    assert result.pooled == plain.pooled
    assert {"POOL23", "POOL24"} <= {note.rule for note in result.notes}


def test_leaving_out_takes_whole_trials() -> None:
    result, _ = found(leave_one_out=True)
    assert [row.omitted for row in result.leave_one_out] == ["A", "B", "C", "D", "E"]


def test_a_common_effect_is_taken_without_tau2() -> None:
    result = pool(X, N, model="common", cluster=TRIALS)
    assert result.dependence[0].estimate == pytest.approx(result.pooled.estimate, rel=1e-12)


@pytest.mark.parametrize(
    ("trials", "why"), [(list("ABCDEFGHIJ"), "each trial gives one cohort"), (["A"] * 10, "one trial")]
)
def test_what_cannot_be_separated_is_said(trials, why) -> None:
    result = pool(X, N, model="inverse-variance", cluster=trials)
    assert result.dependence is None
    assert why in next(note.message for note in result.notes if note.rule == "POOL25")


def test_a_missing_trial_is_named() -> None:
    with pytest.raises(BadCounts, match="cohort 2: its trial"):
        pool([1, 2], [9, 9], model="common", cluster=["A", ""])
    with pytest.raises(BadCounts, match="cluster has 1"):
        pool([1, 2], [9, 9], model="common", cluster=["A"])


def test_only_what_is_asked_for_is_made_and_ml_can_be_asked_for() -> None:
    _, by = found(dependence=["three-level-ML", "sum-to-trial"])
    assert list(by) == ["three-level-ML", "sum-to-trial"]
    assert by["three-level-ML"].tau2_within == pytest.approx(0.747382682845, rel=1e-6)


def test_a_model_that_is_no_weighted_mean_is_set_against_one_with_independent_cohorts() -> None:
    result = pool(X, N, cluster=TRIALS)
    independent = result.dependence[0]
    mean = pool(X, N, model="inverse-variance").pooled
    assert independent.method == "independent"
    assert (independent.estimate, independent.ci_low) == pytest.approx((mean.estimate, mean.ci_low))
    assert [row.method for row in pool(X, N, cluster=TRIALS, dependence=["sum-to-trial"]).dependence] == [
        "sum-to-trial"
    ]


def test_summed_trials_without_a_model_say_so() -> None:
    found = pool([0, 0, 0], [9, 12, 10], cluster=["a", "a", "b"]).dependence
    assert next(row for row in found if row.method == "sum-to-trial").exact == "EXACT01"
