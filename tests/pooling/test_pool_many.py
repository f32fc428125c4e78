from __future__ import annotations

import numpy as np
import pytest

import review
from review.pooling.choices import MODELS
from review.pooling.cohorts import BadCounts
from review.pooling.pool import pool
from review.pooling.pool_many import FITS_TOGETHER, pool_many
from review.pooling.tau2 import FEW, TAU2

FIELDS = ("estimate", "ci_low", "ci_high", "prediction_low", "prediction_high", "se_transformed")


def datasets() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    n = rng.integers(1, 60, size=(30, 6))
    return rng.binomial(n, rng.uniform(size=(30, 1))), n


@pytest.mark.parametrize("measure", ["PLO", "PLN", "PR", "PAS", "PFT"])
@pytest.mark.parametrize("tau2", TAU2)
def test_a_batch_gives_what_a_loop_gives(measure: str, tau2: str) -> None:
    x, n = datasets()
    # so many that they are fitted by sums, which PyMARE has no part in
    enough = (FEW // len(x) + 1, 1)
    for to in ("only0", "if0all"):
        together = pool_many(
            np.tile(x, enough),
            np.tile(n, enough),
            model="inverse-variance",
            measure=measure,
            tau2=tau2,
            to=to,
        )
        for i in range(len(x)):
            alone = pool(x[i], n[i], model="inverse-variance", measure=measure, tau2=tau2, to=to)
            for field in FIELDS:
                assert getattr(together, field)[i] == pytest.approx(
                    getattr(alone.pooled, field), rel=1e-8, abs=1e-10
                )
            for field in ("tau2", "i2", "q"):
                assert getattr(together, field)[i] == pytest.approx(
                    getattr(alone.heterogeneity, field), rel=1e-8, abs=1e-10
                )


@pytest.mark.parametrize("copies", [1, FEW // 8 + 1])
@pytest.mark.parametrize(
    ("model", "ci"),
    [
        *((model, ci) for model in ("inverse-variance", "common") for ci in ("wald", "t", "HK", "HK-adhoc")),
        ("inverse-variance", "profile"),
    ],
)
def test_intervals_of_a_batch_are_those_of_a_loop(model: str, ci: str, copies: int) -> None:
    x, n = datasets()
    copies = 1 if ci == "profile" else copies
    prediction = "HK" if model == "inverse-variance" else None
    batch = np.tile(x[:8], (copies, 1)), np.tile(n[:8], (copies, 1))
    together = pool_many(*batch, model=model, ci=ci, prediction=prediction)
    for i in range(8):
        alone = pool(x[i], n[i], model=model, ci=ci, prediction=prediction).pooled
        assert together.ci_low[i] == pytest.approx(alone.ci_low, rel=1e-8)
        if prediction:
            assert together.prediction_high[i] == pytest.approx(alone.prediction_high, rel=1e-8)


@pytest.mark.parametrize("tau2", ["DL", "REML"])
def test_many_cohorts_lie_otherwise_in_memory_and_give_what_a_loop_gives(tau2: str) -> None:
    rng = np.random.default_rng(8)
    n = rng.integers(1, 60, size=(FEW + 1, 500))
    x = rng.binomial(n, rng.uniform(0.2, 0.5, size=n.shape))
    together = pool_many(x, n, model="inverse-variance", tau2=tau2)
    for i in (0, 50, FEW):
        alone = pool(x[i], n[i], model="inverse-variance", tau2=tau2)
        assert [getattr(together, field)[i] for field in FIELDS] == pytest.approx(
            [getattr(alone.pooled, field) for field in FIELDS], rel=1e-10
        )
        assert together.tau2[i] == pytest.approx(alone.heterogeneity.tau2, rel=1e-9)


def test_a_chunk_does_not_change_what_comes_after_it() -> None:
    x, n = (np.tile(counts, (70, 1)) for counts in datasets())
    assert len(x) > FITS_TOGETHER
    found = pool_many(x, n, model="inverse-variance", tau2="DL")
    for field in FIELDS:
        assert getattr(found, field).reshape(70, -1)[1:] == pytest.approx(
            np.tile(getattr(found, field)[: len(x) // 70], (69, 1)), rel=1e-14
        )


def test_a_bad_count_is_named_by_its_place_among_all_data_sets() -> None:
    x, n = (np.tile(counts, (70, 1)) for counts in datasets())
    x[FITS_TOGETHER + 3, 2] = n[FITS_TOGETHER + 3, 2] + 1
    with pytest.raises(BadCounts, match=f"data set {FITS_TOGETHER + 4}, cohort 3"):
        pool_many(x, n, model="common")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("measure", ["PLO", "PR"])
def test_the_counts_that_were_given_are_only_read(model: str, measure: str) -> None:
    if measure not in MODELS[model].measures:
        measure = MODELS[model].measures[0]
    x, n = (counts[:3].astype(float) for counts in datasets())
    before = x.copy(), n.copy()
    x.flags.writeable = n.flags.writeable = False
    pool_many(x, n, model=model, measure=measure)
    np.testing.assert_array_equal((x, n), before)


@pytest.mark.parametrize("measure", ["PLO", "PFT"])
@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u8", "f2", "f4", ">f8", "g", "O"])
def test_how_a_count_is_held_moves_no_number(measure: str, kind: str) -> None:
    x, n = datasets()
    held = pool_many(x.astype(kind), n.astype(kind), model="inverse-variance", measure=measure)
    found = pool_many(x.astype(float), n.astype(float), model="inverse-variance", measure=measure)
    for field in FIELDS:
        assert getattr(held, field) == pytest.approx(getattr(found, field), rel=0, abs=0, nan_ok=True)


def test_what_does_not_exist_is_nan() -> None:
    found = pool_many([[3, 8]], [[10, 20]], model="common")
    assert np.isnan(found.tau2).all()
    assert np.isnan(found.prediction_low).all()
    single = pool_many([[3], [0]], [[10], [4]], model="common")
    assert single.estimate.tolist() == [0.3, 0.0]
    assert np.isnan(single.q).all()


@pytest.mark.parametrize(
    ("events", "total", "words"),
    [
        ([[1, 2], [3, 9]], [[5, 5], [5, 5]], "data set 2, cohort 2: 9 responders of 5"),
        ([[1, 2]], [[5, 0]], "data set 1, cohort 2: no patients"),
        ([[1, -2]], [[5, 5]], "data set 1, cohort 2: responders is -2"),
        ([[1, 2.5]], [[5, 5]], "data set 1, cohort 2: responders is 2.5"),
        ([[1, 2]], [[5, np.nan]], "data set 1, cohort 2: patients is missing"),
        ([[1, 2]], [[np.inf, 5]], "data set 1, cohort 1: patients is inf"),
        ([[1, 2]], [[5, 5, 5]], "same shape"),
        ([1, 2], [5, 5], "same shape"),
        ([["a", 2]], [[5, 5]], "arrays of numbers"),
        ([[1, 2], [3]], [[5, 5], [5]], "arrays of numbers"),
        ([["1", "2"]], [[5, 5]], "arrays of numbers"),
        (np.array([[True, False]]), [[5, 5]], "arrays of numbers"),
        (np.array([[1, 2j]]), [[5, 5]], "arrays of numbers"),
        (np.array([[1, "2"]], dtype=object), [[5, 5]], "data set 1, cohort 2: responders is '2'"),
        (np.array([[1, True]], dtype=object), [[5, 5]], "data set 1, cohort 2: responders is True"),
        ([[1, None]], [[5, 5]], "data set 1, cohort 2: responders is None"),
        (np.ma.array([[1, 2]], mask=[[0, 1]]), [[5, 5]], "data set 1, cohort 2: responders is missing"),
        ([[1, 2]], [[5, 2**54]], "data set 1, cohort 2: patients is 18014398509481984"),
    ],
)
def test_a_bad_count_names_its_data_set(events, total, words) -> None:
    with pytest.raises(BadCounts, match=words):
        pool_many(events, total, model="common")


def test_an_uncorrected_zero_names_its_data_set() -> None:
    with pytest.raises(BadCounts, match="data set 2, cohort 1: 0 of 5 has no usable logit"):
        pool_many([[1, 2], [0, 2]], [[5, 5], [5, 5]], model="common", to="none")


def test_review_pool_many_is_this_function() -> None:
    assert review.pool_many is pool_many
