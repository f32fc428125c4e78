from __future__ import annotations

import numpy as np
import pytest

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.design import design
from review.pooling.fit import on_scale
from review.pooling.pool import pool
from review.pooling.regression import predict, regress, slopes
from tests.golden.read import column, counts, off, rows

CI = {"z": "wald", "knha": "HK"}


def moderators(dataset: str, formula: str):
    named = {"moderator": column(dataset, "moderator"), "subgroup": column(dataset, "subgroup")}
    return {name: values for name, values in named.items() if name in formula}


@pytest.mark.parametrize(
    "row",
    rows("sensitivity", "regression"),
    ids=lambda row: f"{row['dataset']}-{row['measure']}-{row['tau2_method']}-{row['test']}-{row['formula']}",
)
def test_meta_regression_is_metafors(row) -> None:
    x, n = counts(row["dataset"])
    cohorts = checked(x, n)
    model = (
        {"model": "common", "ci": CI[row["test"]]}
        if row["tau2_method"] == "FE"
        else {
            "model": "inverse-variance",
            "tau2": row["tau2_method"],
            "ci": CI[row["test"]],
            "prediction": "V",
        }
    )
    choice = choose(measure=row["measure"], **model)
    on = design(moderators(row["dataset"], row["formula"]), cohorts)
    found, _ = regress(cohorts, choice, on)
    y, v = on_scale(x, n, choice)
    scale = max(float(y.var(ddof=1)), float(v.mean()))
    if row["tau2"] > 0:
        assert found.tau2 == pytest.approx(row["tau2"], rel=1e-7, abs=1e-8 * scale)
    sizes = np.array(row["se"])
    assert np.all(
        np.abs([c.estimate for c in found.coefficients] - np.array(row["coefficients"])) < 1e-6 * sizes
    )
    assert off([c.se for c in found.coefficients], row["se"]) < 1e-6
    assert off([c.p for c in found.coefficients], row["p"], 1e-8) < 1e-5
    assert found.qe == pytest.approx(row["qe"], rel=1e-8)  # metafor loses digits to moderators such as 1990
    assert found.qm == pytest.approx(row["qm"], rel=1e-6)
    assert found.qm_p == pytest.approx(row["qm_p"], rel=1e-5, abs=1e-12)
    assert found.r2 == pytest.approx(row["r2"], abs=1e-5)
    assert found.qm_df == (row["qm_df"][0] if row["qm_df"][1] is None else tuple(row["qm_df"]))
    if row["predict"]:
        fit = slopes(y, v, on.X, choice)
        for i, value in enumerate(row["predict"]["newmods"]):
            line = predict(on.at({"moderator": [value]})[0], {}, cohorts, fit, choice)
            back = choose_rate(row["measure"])
            assert line.estimate == pytest.approx(back(row["predict"]["pred"][i]), rel=1e-6, abs=1e-9)
            assert line.ci_low == pytest.approx(back(row["predict"]["ci_lb"][i]), rel=1e-6, abs=1e-9)
            if row["test"] == "knha" and x.size > 3:
                assert line.prediction_high == pytest.approx(
                    back(row["predict"]["pi_ub"][i]), rel=1e-6, abs=1e-9
                )


def choose_rate(measure: str):
    from review.pooling.measures import MEASURES

    return MEASURES[measure].proportion


X, N, YEAR = [3, 9, 5, 2, 8, 11], [10, 20, 9, 12, 20, 19], [2019, 2020, 2021, 2022, 2023, 2024]


def test_pool_gives_the_regression_and_its_line() -> None:
    found = pool(X, N, model="inverse-variance", moderators={"year": YEAR})
    assert [c.name for c in found.regression.coefficients] == ["intercept", "year"]
    assert found.regression.predictions[0].moderators == {"year": 2019}
    assert found.regression.predictions[-1].moderators == {"year": 2024}
    assert "POOL22" in [note.rule for note in found.notes]
    assert found.to_dict()["regression"]["qm_df"] == [1, 4]


def test_a_factor_has_a_rate_per_level() -> None:
    found = pool(
        X, N, model="inverse-variance", ci="wald", moderators={"line": ["a", "b", "a", "b", "a", "b"]}
    ).regression
    assert [p.moderators["line"] for p in found.predictions] == ["a", "b"]
    assert found.coefficients[1].name == "line=b"


def test_the_unit_of_a_moderator_changes_its_slope_and_nothing_else() -> None:
    years = pool(X, N, model="inverse-variance", moderators={"t": YEAR}).regression
    days = pool(
        X, N, model="inverse-variance", moderators={"t": [365.0 * (t - 2000) for t in YEAR]}
    ).regression
    assert days.coefficients[1].estimate * 365 == pytest.approx(years.coefficients[1].estimate, rel=1e-9)
    assert days.coefficients[1].p == pytest.approx(years.coefficients[1].p, rel=1e-9)
    assert days.tau2 == pytest.approx(years.tau2, rel=1e-9)


def test_inflation_of_variance_grows_with_correlation() -> None:
    apart = pool(
        X, N, model="common", moderators={"a": [1, 1, 1, 2, 2, 2], "b": [1, 2, 3, 1, 2, 3]}
    ).regression
    close = pool(X, N, model="common", moderators={"a": YEAR, "b": [19, 20, 21, 22, 23, 25]}).regression
    assert apart.coefficients[0].vif is None
    assert apart.coefficients[1].vif < 1.2
    # metafor 3.8: vif(rma(measure="PLO", xi=X, ni=N, mods=~a+b, method="EE"))
    assert close.coefficients[1].vif == pytest.approx(45.5748612358, rel=1e-9)
    assert close.coefficients[1].vif == pytest.approx(close.coefficients[2].vif, rel=1e-9)


def test_equal_rates_leave_hartung_knapp_nothing_to_test() -> None:
    found = pool(
        [2, 4, 6, 8], [10, 20, 30, 40], model="inverse-variance", measure="PAS", ci="HK",
        moderators={"a": [1, 2, 3, 5]},
    )  # fmt: skip
    assert "POOL27" in [note.rule for note in found.notes]
    found = found.regression
    assert (found.qm, found.qm_p, found.r2) == (None, None, 0)
    assert (found.coefficients[1].p, found.coefficients[1].vif) == (None, None)
    assert found.qm_df == (1, 2)


def test_the_higher_of_two_maxima_is_taken_under_a_moderator_too() -> None:
    # metafor stops at tau² = 0, where the log-likelihood is lower by 4.6.
    x, n = counts("edge_hugehet_open")
    found = pool(
        x, n, model="inverse-variance", measure="PLN", tau2="ML", ci="wald",
        moderators={"group": column("edge_hugehet_open", "subgroup")},
    )  # fmt: skip
    assert found.regression.tau2 == pytest.approx(0.06417461, rel=1e-6)
    assert "2 maxima" in next(note.message for note in found.notes if note.rule == "POOL12")


def test_the_glmm_regresses_too() -> None:
    # metafor 3.8: rma.glmm(measure="PLO", xi=X, ni=N, mods=~I(year-2019), method="ML", nAGQ=25)
    found = pool(X, N, moderators={"year": [year - 2019 for year in YEAR]}, ci="wald").regression
    assert [c.estimate for c in found.coefficients] == pytest.approx([-0.6065904957, 0.1049237754], rel=1e-6)
    assert [c.se for c in found.coefficients] == pytest.approx([0.4106227850, 0.1243138500], rel=1e-6)
    assert found.tau2 == pytest.approx(0.0, abs=1e-9)


def test_other_models_say_where_regression_is_offered() -> None:
    with pytest.raises(ValueError, match="it is for glmm, inverse-variance, common"):
        pool(X, N, model="beta-binomial", moderators={"year": YEAR})
