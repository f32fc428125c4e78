from __future__ import annotations

import numpy as np
import pytest

from review.pooling.generalised_q import generalised_q
from review.pooling.measures import MEASURES, effects
from review.pooling.quantiles import chi2_quantile
from review.pooling.tau2 import tau2_estimate
from review.pooling.tau2_intervals import profile_likelihood, q_profile
from tests.golden.read import counts, rows


@pytest.mark.parametrize("kind", ["QP", "ML", "REML"])
def test_intervals_of_tau2_are_metafors_without_its_limit(kind: str) -> None:
    found = [row for row in rows("inverse_variance", "tau2_interval") if row["kind"] == kind]
    assert len(found) == 18 * 5
    for row in found:
        y, v = (column[:, None] for column in effects(MEASURES[row["measure"]], *counts(row["dataset"])))
        X = np.ones_like(y)
        if kind == "QP":
            low, high = (float(end[0]) for end in q_profile(y, v, X))
        else:
            low, high = profile_likelihood(kind, float(tau2_estimate(kind, y, v)[0]), y, v, X)
        scale = max(float(y.var(ddof=1)), float(v.mean()))
        assert low == pytest.approx(row["low"], rel=1e-8, abs=1e-8 * scale)
        assert high == pytest.approx(row["high"], rel=1e-8, abs=1e-8 * scale)


def test_the_upper_end_is_not_cut_at_100() -> None:
    y, v = np.array([[-3.0], [3.0]]), np.array([[0.1], [0.1]])
    _, high = q_profile(y, v, np.ones((2, 1)))
    assert high[0] > 10_000
    assert generalised_q(high, y, v, np.ones((2, 1)))[0] == pytest.approx(chi2_quantile(0.025, 1), rel=1e-10)


def test_both_ends_are_0_where_cohorts_agree_too_well() -> None:
    low, high = q_profile(np.full((6, 1), 0.2), np.full((6, 1), 0.1), np.ones((6, 1)))
    assert (low[0], high[0]) == (0.0, 0.0)
