"""The same data under every defensible model, and under four that old papers used.

To add a model, add an entry to `DEFENSIBLE` or `COMPARISON`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from review.pooling.choices import MODELS, choose
from review.pooling.cohorts import Cohorts
from review.pooling.fit import fit_cohorts
from review.pooling.measures import MEASURES
from review.pooling.pooled_intervals import POOLED_INTERVALS
from review.pooling.results import Agreement, Pooled
from review.pooling.study_intervals import study_interval

#: Spread of the defensible models, in percentage points, up to which the rate hardly depends on them,
#: and up to which it does so somewhat. A convention: differences that a reader would not act on.
HARDLY, SOMEWHAT = 2.0, 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementModel:
    """One model: the choice that it is, or None for the crude rate.

    ``caution`` is of a rate without a choice; that of a choice stands in the registries of its parts.
    """

    code: str
    label: str
    choice: Mapping[str, Any] | None
    caution: str = ""


DEFENSIBLE: tuple[AgreementModel, ...] = (
    AgreementModel(code="glmm", label="GLMM, t", choice={"model": "glmm", "ci": "t"}),
    AgreementModel(code="beta-binomial", label="beta-binomial", choice={"model": "beta-binomial"}),
    AgreementModel(
        code="arcsine-HK-adhoc",
        label="arcsine, REML, modified Hartung-Knapp",
        choice={"model": "inverse-variance", "measure": "PAS", "tau2": "REML", "ci": "HK-adhoc"},
    ),
    AgreementModel(
        code="logit-HK-adhoc",
        label="logit, REML, modified Hartung-Knapp",
        choice={"model": "inverse-variance", "measure": "PLO", "tau2": "REML", "ci": "HK-adhoc"},
    ),
    AgreementModel(code="bayesian", label="Bayesian", choice={"model": "bayesian"}),
)

COMPARISON: tuple[AgreementModel, ...] = (
    AgreementModel(
        code="freeman-tukey",
        label="Freeman-Tukey, DerSimonian-Laird",
        choice={"model": "inverse-variance", "measure": "PFT", "tau2": "DL", "ci": "wald"},
    ),
    AgreementModel(
        code="raw",
        label="raw proportion, DerSimonian-Laird",
        choice={"model": "inverse-variance", "measure": "PR", "tau2": "DL", "ci": "wald"},
    ),
    AgreementModel(code="common", label="common effect, logit", choice={"model": "common", "measure": "PLO"}),
    AgreementModel(
        code="crude",
        label="crude rate, exact interval",
        choice=None,
        caution="Takes all patients as those of one cohort: the interval leaves out that cohorts differ.",
    ),
)


#: References in a caution, for which a figure has no room.
_REFERENCES = re.compile(r" \([^()]*doi:[^()]*\)")

#: What the two kinds are called in print, in the order in which they are shown.
KINDS: Mapping[str, str] = {
    "defensible": "Defensible models",
    "comparison": "For comparison with older reviews",
}


def rate_of(code: str) -> str:
    """Return what a model of these estimates.

    >>> rate_of("beta-binomial"), rate_of("crude")
    ('mean rate', 'all responders of all patients')
    """
    model = next(model for model in (*DEFENSIBLE, *COMPARISON) if model.code == code)
    if model.choice is None:
        return "all responders of all patients"
    choice = choose(**model.choice)
    return (MODELS[choice.model].rate or MEASURES[choice.measure].rate).name


def caution_of(code: str) -> str:
    """Return what speaks against a model of older reviews; empty for a model that is not among them.

    >>> caution_of("common"), caution_of("glmm")
    ('Takes all cohorts to have the same rate.', '')
    """
    model = next((model for model in COMPARISON if model.code == code), None)
    if model is None or model.choice is None:
        return model.caution if model else ""
    choice = choose(**model.choice)
    if choice.tau2 is None:
        return MODELS[choice.model].caution
    interval = POOLED_INTERVALS[choice.ci]
    scale = _REFERENCES.sub("", MEASURES[choice.measure].caution)
    text = f"{scale} {interval.label} interval: {interval.caution[:1].lower()}{interval.caution[1:]}"
    return text.replace("tau²", "τ²")


def agreement(cohorts: Cohorts, *, level: float = 0.95) -> tuple[tuple[Agreement, ...], str]:
    """Return the rate under each model, and what the spread of the defensible ones means; k >= 2.

    Examples
    --------
    >>> from review.pooling.cohorts import checked
    >>> rows, verdict = agreement(checked([19, 14, 8, 2], [52, 37, 14, 11]))
    >>> [row.model for row in rows if row.kind == "defensible"]
    ['glmm', 'beta-binomial', 'arcsine-HK-adhoc', 'logit-HK-adhoc', 'bayesian']
    """
    rows = tuple(
        _rate(cohorts, model, kind, level)
        for kind, models in zip(KINDS, (DEFENSIBLE, COMPARISON), strict=True)
        for model in models
    )
    # Where a model could not be fitted its exact stand-in is no opinion of that model.
    fitted = [row.estimate for row in rows if row.kind == "defensible" and row.exact is None]
    return rows, _verdict(fitted)


def _rate(cohorts: Cohorts, model: AgreementModel, kind: str, level: float) -> Agreement:
    if model.choice is None:
        x, n = np.array([cohorts.x.sum()]), np.array([cohorts.n.sum()])
        low, high = study_interval(x, n, level=level)
        pooled = Pooled(estimate=float(x[0] / n[0]), ci_low=float(low[0]), ci_high=float(high[0]))
    else:
        pooled = fit_cohorts(cohorts.x, cohorts.n, choose(**model.choice, level=level)).pooled
    return Agreement(
        model=model.code,
        label=model.label,
        estimate=pooled.estimate,
        ci_low=pooled.ci_low,
        ci_high=pooled.ci_high,
        kind=kind,
        exact=pooled.exact,
    )


def _verdict(estimates: list[float | None]) -> str:
    found = [100 * estimate for estimate in estimates if estimate is not None]
    spread = max(found) - min(found)
    if spread <= HARDLY:
        depends = "The rate hardly depends on the model"
    elif spread <= SOMEWHAT:
        depends = "The rate depends somewhat on the model"
    else:
        depends = "The rate depends on the model, and no single one should be quoted alone"
    return (
        f"{depends}: {len(found)} defensible models give {min(found):.1f}% to {max(found):.1f}%, a spread of "
        f"{spread:.1f} percentage points. All of them read the same cohorts, so their agreement says nothing "
        "of how good the evidence is."
    )
