"""The parts beside the pooled rate as R: what metafor can do gives the same numbers, the rest is named."""

from __future__ import annotations

from typing import Any

import pytest

from review.analysis.results import Results
from review.export.r_parts import ELSEWHERE
from review.export.r_script import r_script
from review.files.r_engine import run_r
from review.workflow.verifying import METAFOR_SAME, leaves, metafor_same, same
from tests.analysis.test_parts import COHORTS, PFS, results, with_times
from tests.outside_programs import needs
from tests.report.test_parts import EVERYTHING

WEIGHTED = {"model": "inverse-variance"}
REGRESSIONS: list[dict[str, Any]] = [
    {"moderators": ["year"], "model": {"model": "glmm"}},
    {"moderators": ["combination_class"], "model": {"model": "common", "measure": "PAS"}},
    {
        "moderators": ["combination_class", "year", "combination_class:year"],
        "model": {**WEIGHTED, "tau2": "DL", "ci": "HK"},
    },
    {"moderators": ["line", "year"], "missing": "leave out", "permutations": 50, "model": WEIGHTED},
]
MORE = tuple(
    {
        "median_months": median, "ci_low": low, "ci_high": high,
        "rate_6m_pct": rate, "rate_6m_low": rate - 16, "rate_6m_high": rate + 15,
    }
    for median, low, high, rate in ((4.2, 2.9, 6.1, 38), (9.0, 6.0, 14, 60))
)  # fmt: skip
TIMES = [
    {"endpoint": "PFS"},
    {"endpoint": "PFS", "landmark_months": 6, "model": {"tau2": "DL", "ci": "wald", "prediction": "HK"}},
]
TRIALS = {"by": "combination_class", "methods": ["cr2", "three-level", "three-level-ML", "sum-to-trial"]}
MODELS = ("glmm", "inverse-variance", "bayesian")


def analysis(model: str) -> Results:
    asked = {
        **EVERYTHING,
        "model": {"model": model, "level": 0.9},
        "regression": REGRESSIONS,
        "cluster": TRIALS,
        "time_to_event": [*TIMES, {"endpoint": "OS"}],
        "threshold": {"p0": 0.2},
    }
    if model != "glmm":
        del asked["shrunken_rates"]
    if model == "bayesian":
        del asked["rate_test"]
    return results(*with_times(*PFS, *MORE), **asked)


@pytest.fixture(scope="module", params=MODELS)
def found(request: pytest.FixtureRequest) -> Results:
    return analysis(request.param)


@pytest.mark.r
@needs("R with metafor")
def test_metafor_prints_the_numbers_of_every_part(found: Results) -> None:
    # metafor 3.8, lme4 and R's own optimisers against pooling, name by name.
    run = run_r(r_script(found))
    assert run.failure == ""
    ours = dict(leaves(found.to_json()))
    parts = {name: value for name, value in run.numbers.items() if name.startswith(("regr", "dep", "times"))}
    for name, value in parts.items():
        assert ours[name] is not None, name
        assert same(ours[name], value, within=metafor_same(name, found)), (name, ours[name], value)
    for position in range(len(REGRESSIONS)):
        path = f"regressions[{position}].result.regression"
        coefficients = {
            name for name in ours if name.startswith(f"{path}.coeff") and name.endswith((".se", ".p"))
        }
        assert coefficients | {f"{path}.qm", f"{path}.qe_p"} <= parts.keys()
    assert {"times[0].result.pooled.ci_low", "times[0].result.median_of_medians.estimate"} <= parts.keys()
    assert {"times[1].result.pooled.prediction_high", "times[1].result.pooled.tau2_ci_high"} <= parts.keys()
    methods = [row.method for row in found.result.dependence or ()]
    at = {method: f"dependence[{position}]." for position, method in enumerate(methods)}
    assert {f"{at['three-level']}ci_low", f"{at['three-level-ML']}tau2_between"} <= parts.keys()
    assert (f"{at['sum-to-trial']}ci_high" in parts) == (found.result.model.model != "bayesian")


@pytest.mark.r
@needs("R with metafor")
def test_robust_variance_is_that_of_clubsandwich_up_to_what_is_not_unique_in_it() -> None:
    numbers = run_r(r_script(analysis("inverse-variance"))).numbers
    row = (analysis("inverse-variance").result.dependence or ())[0]
    if "clubSandwich.dependence[0].ci_low" in numbers:
        assert numbers["clubSandwich.dependence[0].ci_low"] == pytest.approx(row.ci_low, rel=0.01)
    assert numbers["dependence[0].estimate"] == pytest.approx(row.estimate, rel=1e-6)


def test_what_the_script_does_not_compute_is_named_in_it(found: Results) -> None:
    script = r_script(found)
    for there, said in ELSEWHERE.values():
        assert (f"# - {said}.\n" in script) == bool(there(found))
    assert "# OS: no cohort gives a usable number." in script
    assert "Bayesian" in script


def test_a_script_without_parts_has_no_line_of_them() -> None:
    script = r_script(results())
    assert "Beside the pooled rate" not in script
    assert "# - the rate under other models" in script


def test_trials_by_a_field_that_the_results_do_not_hold_are_named_and_not_guessed() -> None:
    cohorts = [{**cohort, "label": "one arm" if at < 2 else f"arm {at}"} for at, cohort in enumerate(COHORTS)]
    assert "results.json does not hold label of each cohort" in r_script(
        results(*cohorts, cluster={"by": "label"})
    )


def test_a_number_is_held_to_the_model_that_it_is_of() -> None:
    found = analysis("inverse-variance")
    assert metafor_same("pooled.estimate", found) == METAFOR_SAME["inverse-variance"]
    assert metafor_same("regressions[0].result.regression.qm", found) == METAFOR_SAME["glmm"]
    assert metafor_same("regressions[3].result.regression.qm", found) == METAFOR_SAME["inverse-variance"]
    assert metafor_same("times[0].result.pooled.q", analysis("glmm")) == METAFOR_SAME["inverse-variance"]
    assert metafor_same("dependence[1].ci_low", found) == 1e-4
