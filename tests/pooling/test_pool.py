from __future__ import annotations

import json

import pytest

import review
from review.pooling.cohorts import BadCounts
from review.pooling.pool import pool

IV = {"model": "inverse-variance"}


def rules(result) -> set[str]:
    return {note.rule for note in result.notes}


def test_one_cohort_gets_its_exact_interval_and_nothing_is_pooled() -> None:
    for model in ("glmm", "inverse-variance", "common", "beta-binomial", "bayesian"):
        found = pool([12], [30], model=model, study=["Chen"])
        assert (found.pooled.estimate, round(found.pooled.ci_low, 4), round(found.pooled.ci_high, 4)) == (
            0.4, 0.2266, 0.594,
        )  # fmt: skip
        assert found.heterogeneity.tau2 is None
        assert "Chen" in next(note.message for note in found.notes if note.rule == "POOL02")


def test_the_json_has_the_keys_of_the_contract() -> None:
    found = pool([3, 8, 5], [10, 20, 9], **IV, study=["a", "b", "c"], subgroup=["x", "x", "y"])
    document = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(document) == [
        "schema", "model", "k", "events", "n", "pooled", "heterogeneity", "studies", "subgroups",
        "subgroup_test", "notes",
    ]  # fmt: skip
    assert {"model", "measure", "tau2", "ci", "prediction", "level", "add", "to"} <= set(document["model"])
    assert set(document["pooled"]) == {
        "estimate", "ci_low", "ci_high", "prediction_low", "prediction_high", "marginal_mean",
        "estimate_transformed", "se_transformed", "ci_low_transformed", "ci_high_transformed",
    }  # fmt: skip
    assert {
        "tau2", "tau2_ci_low", "tau2_ci_high", "i2", "i2_ci_low", "i2_ci_high", "h2", "q", "q_df", "q_p",
    } <= set(document["heterogeneity"])  # fmt: skip
    assert set(document["studies"][0]) == {
        "study", "events", "n", "proportion", "ci_low", "ci_high", "weight", "subgroup",
    }  # fmt: skip
    assert (document["k"], document["events"], document["n"]) == (3, 16, 39)
    assert "subgroups" not in pool([3, 8], [10, 20], **IV).to_dict()


@pytest.mark.parametrize("measure", ["PLO", "PLN", "PR", "PAS", "PFT"])
@pytest.mark.parametrize("model", ["inverse-variance", "common"])
@pytest.mark.parametrize(
    ("events", "total"),
    [
        ([0, 0, 0, 0], [10, 25, 8, 40]),
        ([6, 14, 9], [6, 14, 9]),
        ([0, 3, 0, 5, 9], [12, 20, 9, 33, 9]),
        ([2, 4, 8], [10, 20, 40]),
        ([0, 1, 1], [1, 1, 1]),
        ([250_000, 3, 4], [1_000_000, 12, 20]),
        ([5, 14], [20, 31]),
        ([i % 9 for i in range(1000)], [9] * 1000),
    ],
    ids=["all zero", "all full", "some of either", "identical", "n = 1", "a million", "two", "a thousand"],
)
def test_every_edge_case_has_an_answer(model, measure, events, total) -> None:
    found = pool(events, total, model=model, measure=measure)
    json.dumps(found.to_dict(), allow_nan=False)
    assert found.pooled.ci_low <= found.pooled.estimate <= found.pooled.ci_high


def test_all_zero_and_all_full_name_the_exact_end() -> None:
    zero = pool([0, 0, 0, 0], [10, 25, 8, 40], **IV)
    assert "0 of 83 is 4.347%" in next(note.message for note in zero.notes if note.rule == "POOL10")
    full = pool([6, 14, 9], [6, 14, 9], **IV)
    assert "29 of 29 is 88.056%" in next(note.message for note in full.notes if note.rule == "POOL11")


def test_a_continuity_correction_names_the_cohorts_that_it_moved() -> None:
    found = pool([0, 3, 5], [12, 20, 9], **IV, study=["Xie", "Shi", "Tan"])
    message = next(note.message for note in found.notes if note.rule == "POOL07")
    assert "Xie" in message
    assert "Shi" not in message
    assert "POOL07" not in rules(pool([0, 3, 5], [12, 20, 9], **IV, measure="PAS"))


def test_an_uncorrected_zero_is_refused_by_name() -> None:
    with pytest.raises(BadCounts, match=r"Xie: 0 of 12 has no usable logit.*only0.*glmm"):
        pool([0, 3], [12, 20], **IV, to="none", study=["Xie", "Shi"])
    with pytest.raises(BadCounts, match="raw proportion"):
        pool([0, 3], [12, 20], **IV, add=0.0, measure="PR")
    assert pool([1, 3], [12, 20], **IV, to="none").pooled.estimate is not None


def test_intervals_that_leave_0_to_1_are_shown_and_flagged() -> None:
    found = pool([0, 1, 7], [12, 14, 8], **IV, measure="PR")
    assert found.pooled.prediction_low < 0
    assert "raw proportion" in next(note.message for note in found.notes if note.rule == "POOL06")
    assert "POOL19" in rules(pool([1, 7, 4], [12, 8, 9], **IV, study_ci="wald"))
    assert "POOL19" not in rules(found)


def test_what_deserves_a_remark_gets_one() -> None:
    assert "POOL01" in rules(pool([3, 8, 5, 4], [10, 20, 9, 9], **IV))
    assert "POOL01" not in rules(pool([3, 8, 5, 4, 2], [10, 20, 9, 9, 9], **IV))
    assert "POOL08" in rules(pool([3, 8], [10, 20], **IV, measure="PFT"))
    assert "POOL14" in rules(pool([3, 800], [10, 2000], **IV))
    assert "POOL15" in rules(pool([1, 8], [1, 20], **IV))
    assert "POOL16" in rules(pool([1, 18], [20, 20], model="common"))
    assert "POOL16" not in rules(pool([9, 10], [20, 20], model="common"))
    assert "POOL26" in rules(pool([9, 10], [20, 20], model="common"))
    assert "POOL26" not in rules(pool([9, 10, 8], [20, 20, 15], model="common"))
    assert "POOL26" not in rules(pool([9, 10], [20, 20]))


def test_review_pool_is_this_function() -> None:
    assert review.pool is pool


def test_review_has_nothing_else() -> None:
    with pytest.raises(AttributeError, match="no attribute 'pol'"):
        _ = review.pol
