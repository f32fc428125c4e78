from __future__ import annotations

import pytest

from review.pooling.pool import pool
from tests.golden.read import counts, rows

CI = {"z": "wald", "t": "t", "knha": "HK", "adhoc": "HK-adhoc"}
#: What follows from an iterated tau² is as good as R's own last step.
ITERATED = {"ML", "REML", "PM", "EB"}


def chosen(method: str) -> dict[str, str]:
    return {"model": "common"} if method == "FE" else {"model": "inverse-variance", "tau2": method}


@pytest.mark.parametrize("dataset", dict.fromkeys(row["dataset"] for row in rows("inverse_variance", "pool")))
def test_estimates_and_standard_errors_are_metafors(dataset: str) -> None:
    x, n = counts(dataset)
    for row in rows("inverse_variance", "pool"):
        if row["dataset"] != dataset:
            continue
        tolerance = 1e-7 if row["tau2_method"] in ITERATED else 1e-10
        for ci, se in (("wald", row["se_wald"]), ("HK", row["se_HK"]), ("HK-adhoc", row["se_HK_adhoc"])):
            pooled = pool(x, n, measure=row["measure"], ci=ci, **chosen(row["tau2_method"])).pooled
            assert pooled.estimate_transformed == pytest.approx(
                row["estimate"], rel=tolerance, abs=1e-3 * tolerance
            )
            assert pooled.se_transformed == pytest.approx(se, rel=tolerance, abs=1e-3 * tolerance)
            assert pooled.estimate == pytest.approx(row["rate"], rel=tolerance, abs=1e-3 * tolerance)


@pytest.mark.parametrize("dataset", dict.fromkeys(row["dataset"] for row in rows("inverse_variance", "ends")))
def test_intervals_of_the_rate_are_metafors(dataset: str) -> None:
    x, n = counts(dataset)
    for row in rows("inverse_variance", "ends"):
        if row["dataset"] != dataset:
            continue
        result = pool(x, n, measure=row["measure"], ci=CI[row["ci"]], **chosen(row["tau2_method"]))
        assert result.pooled.ci_low == pytest.approx(row["low"], rel=1e-7, abs=1e-9)
        assert result.pooled.ci_high == pytest.approx(row["high"], rel=1e-7, abs=1e-9)
        if "V_low" in row and result.k > 2:
            assert result.pooled.prediction_low == pytest.approx(row["V_low"], rel=1e-7, abs=1e-9)
            assert result.pooled.prediction_high == pytest.approx(row["V_high"], rel=1e-7, abs=1e-9)
            hts = pool(
                x, n, measure=row["measure"], ci=CI[row["ci"]], prediction="HTS", **chosen("REML")
            ).pooled
            assert hts.prediction_low == pytest.approx(row["HTS_low"], rel=1e-7, abs=1e-9)
            assert hts.prediction_high == pytest.approx(row["HTS_high"], rel=1e-7, abs=1e-9)


def test_the_common_effect_model_has_no_tau2() -> None:
    found = pool([3, 9], [10, 12], model="common")
    assert found.heterogeneity.tau2 is None
    assert found.pooled.prediction_low is None
    assert found.model.tau2 is None


def test_weights_are_inverse_variances_in_per_cent() -> None:
    found = pool([5, 5], [10, 30], model="common", measure="PAS")
    assert [study.weight for study in found.studies] == pytest.approx([25.0, 75.0])


def test_hartung_knapp_that_narrows_says_so() -> None:
    found = pool([10, 11, 10, 11], [40, 42, 39, 43], model="inverse-variance", ci="HK")
    assert "POOL09" in [note.rule for note in found.notes]
    assert "POOL09" not in [
        note.rule for note in pool([10, 11, 10], [40, 42, 39], model="inverse-variance").notes
    ]


def test_a_second_maximum_of_the_likelihood_is_noted() -> None:
    found = pool([19, 11, 6, 7, 4, 2], [52, 32, 11, 14, 10, 40], model="inverse-variance", tau2="ML")
    assert "POOL12" in [note.rule for note in found.notes]


def test_the_known_answers_for_alveolar_soft_part_sarcoma() -> None:
    # metafor and an independent script, to the digits given with the worked example's data: all
    # checkpoint-inhibitor regimens in ASPS, 74 of 159 in seven cohorts.
    x, n = [19, 14, 6, 8, 23, 2, 2], [52, 37, 11, 14, 28, 6, 11]
    dl = pool(x, n, model="inverse-variance", tau2="DL", ci="wald", prediction="HTS")
    assert f"{dl.pooled.estimate:.3f} {dl.pooled.ci_low:.3f} {dl.pooled.ci_high:.3f}" == "0.471 0.316 0.631"
    assert f"{dl.heterogeneity.tau2:.3f} {dl.heterogeneity.i2:.0f}" == "0.487 68"
    hk = pool(x, n, model="inverse-variance", tau2="DL", ci="HK", prediction="HTS").pooled
    assert f"{hk.ci_low:.3f} {hk.ci_high:.3f}" == "0.274 0.677"
    assert f"{dl.pooled.prediction_low:.3f} {dl.pooled.prediction_high:.3f}" == "0.108 0.867"
    reml = pool(x, n, model="inverse-variance")
    assert (
        f"{reml.pooled.estimate:.4f} {reml.pooled.ci_low:.4f} {reml.pooled.ci_high:.4f}"
        == "0.4702 0.2729 0.6773"
    )
    assert f"{reml.pooled.prediction_low:.4f} {reml.pooled.prediction_high:.4f}" == "0.1057 0.8695"
    assert f"{reml.heterogeneity.tau2:.5f}" == "0.55496"
    arcsine = pool(x, n, model="inverse-variance", measure="PAS").pooled
    assert f"{arcsine.estimate:.4f} {arcsine.ci_low:.4f} {arcsine.ci_high:.4f}" == "0.4673 0.2633 0.6772"
    # Monotherapy alone, 43 of 114.
    alone = pool([19, 14, 8, 2], [52, 37, 14, 11], model="inverse-variance", tau2="DL", ci="wald").pooled
    assert f"{alone.estimate:.3f} {alone.ci_low:.3f} {alone.ci_high:.3f}" == "0.383 0.282 0.495"
    # Without the anlotinib + TQB2450 cohort.
    without = pool(
        [19, 14, 6, 8, 2, 2], [52, 37, 11, 14, 6, 11], model="inverse-variance", tau2="DL", ci="wald"
    )
    assert f"{without.pooled.estimate:.3f} {without.heterogeneity.i2:.0f}" == "0.394 0"
