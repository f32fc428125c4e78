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
    "likelihood",
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

#: What is done to the page; the last of them does it.
PAGE = (
    "elements",
    "wording",
    "table_contents",
    "sort_table",
    "search_table",
    "copy_table",
    "downloads",
    "cohort_card",
    "cohort_triggers",
    "live_state",
    "live_marks",
    "live_rows",
    "live_forest",
    "start",
)


def program() -> str:
    """Return the whole program, in a function of its own so that nothing of it is a name of the page.

    >>> program().splitlines()[:2]
    ['(() => {', '"use strict";']
    """
    scripts = "\n".join((engine(), *(script(name) for name in PAGE)))
    return f'(() => {{\n"use strict";\n{scripts}}})();\n'


def integrity(script: str) -> str:
    """Return the source expression by which a content security policy names this script and no other."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"


def engine() -> str:
    """Return the arithmetic alone: functions, and nothing that touches a page."""
    return "\n".join(script(f"engine/{name}") for name in ENGINE)


def script(name: str) -> str:
    """Return one script by its name, those of the arithmetic as ``engine/pool``."""
    return (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
