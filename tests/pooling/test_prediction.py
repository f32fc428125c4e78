from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.fit import fit_cohorts
from review.pooling.pool import pool
from review.pooling.prediction import PREDICTIONS, prediction_reach

X, N = [19, 14, 6, 8, 23], [52, 37, 11, 14, 28]


@pytest.mark.parametrize("code", [code for code, kind in PREDICTIONS.items() if kind.quantile])
def test_none_is_given_below_three_cohorts(code: str) -> None:
    assert prediction_reach(code, np.array([0.2]), np.array([0.1]), 2) is None
    assert prediction_reach(code, np.array([0.2]), np.array([0.1]), 3) is not None
    found = pool(X[:2], N[:2], model="inverse-variance", prediction=code)
    assert (found.pooled.prediction_low, found.pooled.prediction_high) == (None, None)
    assert "POOL04" in [note.rule for note in found.notes]


def test_fewer_degrees_of_freedom_predict_wider() -> None:
    widths = {
        code: pool(X, N, model="inverse-variance", ci="wald", prediction=code).pooled
        for code in ("wald", "V", "HTS")
    }
    width = {code: pooled.prediction_high - pooled.prediction_low for code, pooled in widths.items()}
    assert width["wald"] < width["V"] < width["HTS"]


def test_the_hk_prediction_uses_its_own_standard_error_whatever_the_interval() -> None:
    found = {ci: pool(X, N, model="inverse-variance", ci=ci, prediction="HK").pooled for ci in ("wald", "HK")}
    assert found["wald"].prediction_low == found["HK"].prediction_low
    assert found["wald"].ci_low != found["HK"].ci_low


def test_none_asked_for_is_none_given() -> None:
    found = pool(X, N, model="inverse-variance", prediction="none")
    assert found.pooled.prediction_low is None
    assert not {"POOL03", "POOL04", "POOL05"} & {note.rule for note in found.notes}


def test_tau2_of_0_is_not_left_to_reassure() -> None:
    found = pool([3, 6, 10, 1], [11, 17, 21, 6], model="inverse-variance", ci="t")
    assert found.heterogeneity.tau2 == 0
    assert found.pooled.prediction_low == found.pooled.ci_low
    assert "τ² up to 4.96" in next(note.message for note in found.notes if note.rule == "POOL03")
    assert "POOL05" in [note.rule for note in found.notes]


@pytest.mark.parametrize("model", ["glmm", "beta-binomial", "inverse-variance"])
@pytest.mark.parametrize(
    ("x", "n", "rules"),
    [
        ((5.0, 14), (20.0, 31), {"POOL04"}),
        ((3.0, 6, 10, 1), (11.0, 17, 21, 6), {"POOL05", "POOL03"}),
        ((2.0, 4, 8, 20, 6), (10.0, 20, 40, 100, 30), {"POOL03"}),
        ((2.0, 14, 8, 20, 26), (10.0, 20, 40, 100, 30), set()),
    ],
)
def test_every_model_says_what_its_prediction_interval_hides(
    model: str, x: tuple[float, ...], n: tuple[float, ...], rules: set[str]
) -> None:
    found = fit_cohorts(np.array(x), np.array(n), choose(model=model))
    assert {note.rule for note in found.notes} & {"POOL03", "POOL04", "POOL05"} == rules
    silent = fit_cohorts(np.array(x), np.array(n), choose(model=model, prediction="none"))
    assert not {note.rule for note in silent.notes} & {"POOL03", "POOL04", "POOL05"}
