"""The weighted mean that a choice implies where a method needs one."""

from __future__ import annotations

from dataclasses import replace

from review.pooling.choices import MODELS
from review.pooling.measures import MEASURES
from review.pooling.results import ModelChoice

#: What metafor adds unless told otherwise.
_ADD, _TO = 0.5, "only0"


def as_weighted_mean(choice: ModelChoice, *, ci: str = "wald") -> ModelChoice:
    """Return the inverse-variance model on the scale of `choice`.

    Parameters
    ----------
    choice
        A model that is a weighted mean keeps its estimator of tau² and its correction; another lends its
        scale, with REML and the usual correction.
    ci
        The interval, and so the standard error, to be used.

    Examples
    --------
    >>> from review.pooling.choices import choose
    >>> found = as_weighted_mean(choose(model="glmm"))
    >>> found.model, found.tau2, found.ci, found.add
    ('inverse-variance', 'REML', 'wald', 0.5)
    """
    if MODELS[choice.model].weighted_mean:
        return replace(choice, ci=ci)
    corrects = MEASURES[choice.measure].corrects_zeros
    return replace(
        choice,
        model="inverse-variance",
        tau2="REML",
        ci=ci,
        prediction="none",
        add=_ADD if corrects else None,
        to=_TO if corrects else None,
    )
