from __future__ import annotations

import subprocess
import sys

import pytest

from review.pooling.choices import MODELS, UnknownChoice, choose
from review.pooling.measures import MEASURES
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.prediction import PREDICTIONS
from review.pooling.tau2 import TAU2


def test_defaults_are_written_out() -> None:
    choice = choose()
    assert (choice.model, choice.measure, choice.tau2, choice.ci, choice.prediction) == (
        "glmm",
        "PLO",
        "ML",
        "t",
        "V",
    )
    assert (choice.add, choice.to) == (None, None)
    choice = choose(model="inverse-variance")
    assert (choice.tau2, choice.ci, choice.add, choice.to) == ("REML", "HK-adhoc", 0.5, "only0")
    assert choose(model="beta-binomial").ci == "profile-t"
    assert (choose(model="common").ci, choose(model="common").prediction) == ("wald", "none")
    assert choose(model="bayesian").prediction == "posterior"
    assert choose(model="inverse-variance", measure="PAS").add is None


def test_the_estimator_that_a_model_always_uses_may_be_named() -> None:
    assert choose(tau2="ML") == choose()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"model": "gllm"},
            ["did you mean 'glmm'", "inverse-variance", "beta-binomial", "common", "bayesian"],
        ),
        ({"model": "random"}, ["did you mean 'inverse-variance'"]),
        ({"measure": "PLOGIT"}, ["did you mean 'PLO'", "PAS", "PFT"]),
        ({"measure": "PAS"}, ["arcsine", "glmm", "inverse-variance"]),
        ({"model": "inverse-variance", "tau2": "reml"}, ["did you mean 'REML'"]),
        ({"tau2": "DL"}, ["glmm", "ML", "leave tau2 out"]),
        ({"model": "common", "tau2": "DL"}, ["does not take one"]),
        ({"ci": "HK"}, ["ci = t", "profile-t"]),
        ({"model": "beta-binomial", "ci": "HK-adhoc"}, ["ci = t"]),
        ({"model": "inverse-variance", "ci": "knha"}, ["did you mean 'HK'", "HK-adhoc"]),
        ({"model": "inverse-variance", "ci": "profile-t"}, ["profile"]),
        ({"model": "inverse-variance", "ci": "profile", "tau2": "DL"}, ["likelihood", "ML or REML"]),
        ({"prediction": "HK"}, ["V, HTS, wald, none"]),
        ({"model": "common", "prediction": "HTS"}, ["none"]),
        ({"study_ci": "exact"}, ["did you mean 'clopper-pearson'", "jeffreys"]),
        ({"to": "only"}, ["only0", "if0all"]),
        ({"level": 95}, ["0.95"]),
        ({"add": -1.0}, ["0.5"]),
    ],
)
def test_a_wrong_code_is_an_error_that_lists_the_right_ones(given, words) -> None:
    with pytest.raises(UnknownChoice) as caught:
        choose(**given)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.code)
def test_every_code_that_a_model_offers_exists(model) -> None:
    assert set(model.measures) <= set(MEASURES)
    assert set(model.tau2) <= set(TAU2)
    assert set(model.ci) <= set(POOLED_INTERVALS)
    assert set(model.prediction) <= set(PREDICTIONS)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.code)
def test_everything_that_a_model_offers_can_be_chosen(model) -> None:
    for ci in model.ci:
        for prediction in model.prediction:
            choice = choose(model=model.code, ci=ci, prediction=prediction)
            assert (choice.ci, choice.prediction) == (ci, prediction) or (prediction == "V")


def test_the_codes_are_known_without_any_statistics_package() -> None:
    heavy = "{'numpy', 'scipy', 'pymare', 'pandas'}"
    code = f"import sys, review.pooling.choices; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_code_without_a_near_one_is_set_apart_from_the_list_of_the_right_ones() -> None:
    with pytest.raises(UnknownChoice, match="'HK' is unknown; prediction is one of none"):
        choose(model="common", prediction="HK")
