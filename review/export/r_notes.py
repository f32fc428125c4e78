"""Where R gives another number than one may expect, or a misleading one: a comment beside the call.

To add a remark, add it to `r_remarks` under the choice that it concerns.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from review.pooling.results import ModelChoice

_WIDTH = 98


def r_remarks(choice: ModelChoice) -> Iterator[str]:
    """Yield the comments that belong to a model, each as lines of R.

    Examples
    --------
    >>> from tests.samples import sample_result
    >>> any("nAGQ" in line for line in r_remarks(sample_result().model))
    True
    """
    for text in _of_model(choice):
        yield from wrap(text, _WIDTH, initial_indent="# ", subsequent_indent="#   ")


def _of_model(choice: ModelChoice) -> Iterator[str]:
    if choice.model == "glmm":
        yield (
            "rma.glmm hands the fit to lme4, which stops its search early: expect three to four digits. "
            "Its own "
            "default is nAGQ = 7; 25 points are used here."
        )
        yield (
            "rma.glmm warns of 0.5 that it adds to cohorts without responders: that concerns the listed "
            "effects "
            "only, never the fit."
        )
        yield (
            "metafor prints I^2 and H^2 for this model from a typical variance of transformed rates. They "
            "belong "
            "to weighted means; results.json leaves them null."
        )
        if choice.ci == "t":
            yield 'test = "t" has k - 1 degrees of freedom; "z", the default, is too narrow for few cohorts.'
    if choice.model in {"inverse-variance", "common"}:
        yield (
            "metafor's own I^2 comes from tau^2 and a typical variance; the one here is (Q - df)/Q, as "
            "Higgins and Thompson define it. They agree for DL only."
        )
    if choice.model == "inverse-variance":
        yield "metafor stops its search for tau^2 early on some scales: control = list(...) bids it go on."
    if choice.ci == "HK-adhoc":
        yield 'test = "adhoc" keeps the scale factor of Hartung and Knapp at 1 or above; "knha" does not.'
    if choice.ci == "HK":
        yield 'test = "knha" can be narrower than the plain interval where the cohorts happen to agree.'
    if choice.measure == "PFT" and choice.model != "glmm":
        yield (
            "The way back from the Freeman-Tukey scale depends on a made-up common n, here the harmonic "
            "mean as "
            "metafor takes it; with cohorts of unlike size it can mislead badly (Schwarzer et al. 2019)."
        )
    if choice.measure == "PR" and choice.model != "glmm":
        yield "On the raw scale an end of an interval can lie below 0 or above 1: it is printed as computed."
    if choice.measure == "PAS" and choice.model != "glmm":
        yield "An end beyond the arcsine of 0 or 1 is taken for 0 or 1, as transf.iarcsin does."
    if choice.ci in {"profile", "profile-t"} and choice.model != "beta-binomial":
        yield "metafor has no profile interval of the mean, only of tau^2 (confint): it is computed below."
    if choice.prediction == "HTS":
        yield "predict() in metafor uses k - 1 degrees of freedom; this one has k - 2, and is computed below."
    if choice.model == "beta-binomial":
        yield "metafor has no beta-binomial model: it is fitted below with R's own optimisers."
