from __future__ import annotations

import numpy as np
import pytest

from review.pooling.measures import MEASURES, effects
from review.pooling.three_level import three_level

X, N = [19, 14, 6, 8, 23, 2, 2, 5, 9, 1], [52, 37, 11, 14, 28, 6, 11, 20, 12, 30]
TRIALS = list("AABCCDEADB")


def on_logit():
    return effects(MEASURES["PLO"], np.array(X, float), np.array(N, float))


@pytest.mark.parametrize(
    ("method", "golden"),
    [
        # metafor 3.8: rma.mv(yi, vi, random=~1|trial/cohort, method=…) on the logits of these counts:
        # estimate, se, sigma² between and within
        ("REML", (-0.325337735805, 0.429754864479, 0.328079041058, 0.736144391962)),
        ("ML", (-0.318383224516, 0.372079819867, 0.116219747925, 0.747382682845)),
    ],
)
def test_both_variances_are_metafors(method: str, golden: tuple[float, ...]) -> None:
    found = three_level(*on_logit(), TRIALS, method=method)
    assert (found.estimate, found.se, found.between, found.within) == pytest.approx(golden, rel=1e-6)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_the_likelihood_is_that_of_full_matrices(method: str) -> None:
    y, v = on_logit()
    found = three_level(y, v, TRIALS, method=method)

    def full(between: float, within: float) -> float:
        same = np.equal.outer(TRIALS, TRIALS)
        V = np.diag(v + within) + between * same
        W = np.linalg.inv(V)
        mean = (W @ y).sum() / W.sum()
        value = np.linalg.slogdet(V)[1] + (y - mean) @ W @ (y - mean)
        return -0.5 * float(value + (np.log(W.sum()) if method == "REML" else 0))

    top = full(found.between, found.within)
    assert found.log_likelihood == pytest.approx(top, rel=1e-12)
    around = [full(b, w) for b in np.linspace(0, 3, 40) for w in np.linspace(0, 3, 40)]
    assert top >= max(around) - 1e-9


def test_cohorts_that_agree_within_trials_leave_no_variance_within() -> None:
    found = three_level(np.array([0.0, 0.01, 2.0, 2.01, 1.0]), np.full(5, 0.05), list("AABBC"))
    assert found.within == 0.0
    assert found.between > 0.5


def test_trials_that_agree_leave_no_variance_between() -> None:
    found = three_level(np.array([0.0, 2.0, 0.1, 1.9, 1.0]), np.full(5, 0.05), list("AABBC"))
    assert found.between == 0.0
    assert found.within > 0.5
