"""The program of the page: small scripts, one concept each, joined in the order in which they stand here.

A page without it is complete; with it tables can be sorted, a cohort shows where its numbers stand, and
cohorts can be left out. The scripts need no network, no library and no build. To add one, put it into
`review/render/page/` and name it here.
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

SCRIPTS = Path(__file__).parent / "page"

#: The arithmetic: what `review.pooling` computes, once more for the reader's browser.
ENGINE = (
    "special_functions",
    "quantiles",
    "exact_interval",
    "measures",
    "weighted_mean",
    "tau2",
    "prediction",
    "inverse_variance",
    "logistic_normal",
    "beta_binomial",
    "spread_maximum",
    "spread_profile",
    "all_or_nothing",
    "likelihood_models",
    "remarks",
    "pool",
)


def engine() -> str:
    """Return the arithmetic alone: functions, and nothing that touches a page."""
    return "\n".join(_script(f"engine/{name}") for name in ENGINE)


def _script(name: str) -> str:
    return (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
