from __future__ import annotations

import pytest

from review.pooling.agreement import COMPARISON, DEFENSIBLE, HARDLY, SOMEWHAT, _verdict, caution_of
from review.pooling.pool import pool

X, N = [19, 14, 6, 8, 23, 2, 2], [52, 37, 11, 14, 28, 6, 11]


def test_nine_models_stand_side_by_side_and_each_is_what_pool_gives() -> None:
    found = pool(X, N, model="inverse-variance", agreement=True)
    assert [row.model for row in found.agreement] == [model.code for model in (*DEFENSIBLE, *COMPARISON)]
    assert [row.kind for row in found.agreement] == ["defensible"] * 5 + ["comparison"] * 4
    for row, model in zip(found.agreement, (*DEFENSIBLE, *COMPARISON), strict=True):
        if model.choice is not None:
            alone = pool(X, N, **model.choice).pooled
            assert (row.estimate, row.ci_low, row.ci_high) == (alone.estimate, alone.ci_low, alone.ci_high)
    crude = found.agreement[-1]
    assert crude.estimate == 74 / 159
    # R: binom.test(74, 159)
    assert (crude.ci_low, crude.ci_high) == pytest.approx((0.386031885727, 0.546099069695), rel=1e-9)


def test_every_model_of_older_reviews_carries_what_speaks_against_it_and_no_other_does() -> None:
    assert all(caution_of(model.code).endswith(".") for model in COMPARISON)
    assert not any(caution_of(model.code) for model in DEFENSIBLE)
    assert "doi" not in caution_of("freeman-tukey")
    assert "the rate depends on which is taken" in caution_of("freeman-tukey")
    assert "too narrow with few cohorts" in caution_of("raw")


def test_the_verdict_names_the_spread_and_does_not_call_it_evidence() -> None:
    verdict = pool(X, N, model="inverse-variance", agreement=True).verdict
    assert "percentage points" in verdict
    assert "5 defensible models" in verdict
    assert "says nothing of how good the evidence is" in verdict


@pytest.mark.parametrize(
    ("spread", "words"),
    [(HARDLY - 0.1, "hardly"), (SOMEWHAT - 0.1, "somewhat"), (SOMEWHAT + 0.1, "no single one")],
)
def test_the_wider_the_spread_the_stronger_the_words(spread: float, words: str) -> None:
    assert words in _verdict([0.2, 0.2 + spread / 100, None])


def test_one_cohort_has_nothing_to_agree_on() -> None:
    found = pool([3], [10], agreement=True)
    assert found.agreement is None
    assert "Agreement of models needs at least 2" in " ".join(note.message for note in found.notes)


def test_probabilities_come_from_the_bayesian_model_whatever_is_pooled() -> None:
    for model in ("glmm", "inverse-variance"):
        found = pool(X, N, model=model, threshold=0.3, next_trial=20)
        assert found.threshold.p0 == 0.3
        assert 0 < found.threshold.new_study_above < found.threshold.pooled_above < 1
        assert found.next_trial.n == 20
        assert len(found.next_trial.probabilities) == 21
        assert 0 <= found.next_trial.low < found.next_trial.high <= 20
    wide = pool(X, N, next_trial=20, level=0.99).next_trial
    assert wide.high >= found.next_trial.high
