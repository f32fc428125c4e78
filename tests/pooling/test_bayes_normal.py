from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from review.pooling.choices import choose
from review.pooling.cohorts import checked
from review.pooling.fit import on_scale
from review.pooling.pool import pool

X, N = [19, 14, 6, 8, 0], [52, 37, 11, 14, 20]


def chance_below(value: float, y: np.ndarray, v: np.ndarray, tau_scale: float) -> float:
    """P(mu < value): mu integrated in closed form, tau by adaptive quadrature."""

    def given(tau: float) -> tuple[float, float, float]:
        w = 1 / (v + tau**2)
        precision = w.sum() + 1 / 16
        mean = (w * y).sum() / precision
        log = 0.5 * (np.log(w).sum() - np.log(precision) - (w * y**2).sum() + precision * mean**2)
        return mean, precision**-0.5, np.exp(log) * norm.pdf(tau / tau_scale)

    below = quad(lambda t: given(t)[2] * norm.cdf((value - given(t)[0]) / given(t)[1]), 0, 12 * tau_scale)[0]
    return below / quad(lambda t: given(t)[2], 0, 12 * tau_scale)[0]


@pytest.mark.parametrize("measure", ["PLO", "PLN"])
@pytest.mark.parametrize("tau_scale", [0.5, 1.0])
def test_the_ends_of_the_interval_are_those_of_quadrature(measure: str, tau_scale: float) -> None:
    found = pool(X, N, model="bayesian-normal", measure=measure, tau_prior=tau_scale).pooled
    cohorts = checked(X, N)
    y, v = on_scale(cohorts.x, cohorts.n, choose(model="inverse-variance", measure=measure))
    for value, share in (
        (found.estimate_transformed, 0.5),
        (found.ci_low_transformed, 0.025),
        (found.ci_high_transformed, 0.975),
    ):
        assert chance_below(value, y, v, tau_scale) == pytest.approx(share, abs=2e-7)


def test_a_narrower_prior_on_tau_narrows_every_bayesian_interval() -> None:
    for model in ("bayesian", "bayesian-normal"):
        wide, narrow = (pool(X, N, model=model, tau_prior=scale) for scale in (1.0, 0.1))
        assert narrow.heterogeneity.tau2 < wide.heterogeneity.tau2
        assert narrow.pooled.ci_high - narrow.pooled.ci_low < wide.pooled.ci_high - wide.pooled.ci_low
        assert narrow.model.tau_prior == 0.1
        assert "scale 0.1" in next(note.message for note in narrow.notes if note.rule == "BAYES01")


def test_the_prior_is_written_out_for_bayesian_models_alone() -> None:
    assert pool(X, N, model="bayesian").to_dict()["model"]["tau_prior"] == 1.0
    assert "tau_prior" not in pool(X, N).to_dict()["model"]


def test_chances_follow_a_prior_of_logits_and_no_other() -> None:
    def chance(**options: object) -> float:
        return pool(X, N, threshold=0.3, **options).threshold.new_study_above  # type: ignore[arg-type]

    narrow = chance(model="bayesian", tau_prior=0.1)
    assert narrow != pytest.approx(chance(model="bayesian"), abs=1e-3)
    assert narrow == chance(model="bayesian-normal", tau_prior=0.1)
    assert chance(model="bayesian-normal", measure="PLN", tau_prior=0.1) == chance()
