from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from review.pooling.measures import MEASURES, effects
from review.pooling.pool import pool
from review.pooling.pooled_intervals import profile_interval
from review.pooling.quantiles import chi2_quantile
from tests.golden.read import counts


@pytest.mark.parametrize("method", ["ML", "REML"])
@pytest.mark.parametrize("dataset", ["pritz1997", "debruin2009", "miller1978", "edge_k2_open"])
def test_the_profile_falls_by_half_a_chi2_quantile_at_its_ends(dataset: str, method: str) -> None:
    y, v = effects(MEASURES["PLO"], *counts(dataset))
    found = pool(*counts(dataset), model="inverse-variance", tau2=method, ci="profile").pooled

    def profiled(mean: float) -> float:
        def minus(log_tau2: float) -> float:
            w = 1 / (v + np.exp(log_tau2))
            value = np.log(w).sum() - (w * (y - mean) ** 2).sum()
            return -0.5 * float(value - (np.log(w.sum()) if method == "REML" else 0))

        return max(-minimize_scalar(minus, bounds=b, method="bounded", options={"xatol": 1e-10}).fun
                   for b in ((-30, -5), (-5, 0), (0, 10)))  # fmt: skip

    drop = chi2_quantile(0.95, 1) / 2
    for end in (found.ci_low_transformed, found.ci_high_transformed):
        assert profiled(found.estimate_transformed) - profiled(end) == pytest.approx(drop, abs=1e-6)


def test_a_wider_level_gives_a_wider_profile_interval() -> None:
    y, v = np.array([-1.0, 0.2, 0.9, 2.0]), np.array([0.2, 0.1, 0.3, 0.2])
    narrow = profile_interval("ML", y, v, 0.5, 0.5, level=0.9)
    wide = profile_interval("ML", y, v, 0.5, 0.5, level=0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


def test_profile_pools_give_a_profile_interval_for_tau2_too() -> None:
    x, n = counts("pritz1997")
    profile = pool(x, n, model="inverse-variance", ci="profile").heterogeneity
    assert profile.tau2_ci_high != pool(x, n, model="inverse-variance").heterogeneity.tau2_ci_high
