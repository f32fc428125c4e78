"""DerSimonian and Kacker 2007, Contemporary Clinical Trials 28:105: the CLASP trials.

Tables 3 and 4, pp. 111-112.
"""

from __future__ import annotations

import math

import pytest

from tests.published.published_effects import log_odds_ratios, pooled

EFFECTS = log_odds_ratios(
    [5, 5, 12, 69, 9, 313],
    [156, 303, 565, 1570, 103, 4659],
    [8, 17, 9, 94, 11, 352],
    [74, 303, 477, 1565, 105, 4650],
)


@pytest.mark.parametrize(
    ("method", "tau", "mean", "se"),
    [
        ("PM", 0.3681, -0.3811, 0.2060),
        ("HE", 0.4410, -0.4035, 0.2327),  # CA, Cochran's ANOVA, in the paper
        ("DL", 0.2323, -0.3240, 0.1540),
        # the other estimators as the metafor documentation adds them to the table
        ("EB", 0.3681, -0.3811, 0.2060),
        ("ML", 0.0023, -0.1974, 0.0694),
        ("REML", 0.1843, -0.2980, 0.1343),
        ("HS", 0.1330, -0.2666, 0.1125),
        ("SJ", 0.4572, -0.4079, 0.2386),
    ],
)
def test_tau_mean_and_standard_error(method: str, tau: float, mean: float, se: float) -> None:
    found = pooled(*EFFECTS, tau2=method, ci="wald")
    assert math.sqrt(found.tau2) == pytest.approx(tau, abs=6e-5 if method != "ML" else 3e-3)
    assert found.estimate == pytest.approx(mean, abs=6e-5)
    assert found.se == pytest.approx(se, abs=6e-5)
