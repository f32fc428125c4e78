"""What each statistical choice is, in a sentence or two with its reference.

One entry per code of the contract; a code gets its words here when a method is added to
`review/pooling/`, and the report prints those of the codes that ran.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """One choice: what is printed of it, and what it cites."""

    text: str
    cites: tuple[str, ...] = ()


MODELS: Mapping[str, Explained] = {
    "glmm": Explained(
        "The counts were pooled with a random-intercept logistic model: the responders of each cohort are "
        "binomial, and the log odds of response vary between cohorts as a normal distribution. It was "
        "fitted by maximum likelihood, needs no continuity correction, and uses cohorts without any "
        "responder, or with responders only, as they are.",
        ("stijnen2010",),
    ),
    "beta-binomial": Explained(
        "The counts were pooled with a beta-binomial model: the responders of each cohort are binomial, and "
        "the true rates vary between cohorts as a beta distribution. It was fitted by maximum likelihood "
        "and needs no continuity correction.",
        ("kuss2015",),
    ),
    "inverse-variance": Explained(
        "The rates of the cohorts were averaged with a random-effects model, each weighted by the inverse of "
        "its own variance plus the variance between cohorts.",
        ("dersimonian1986",),
    ),
    "common": Explained(
        "The rates were averaged with a common-effect (fixed-effect) model, each cohort weighted by the "
        "inverse of its variance. It assumes that every cohort has the same true rate."
    ),
    "bayesian": Explained(
        "The counts were pooled with a Bayesian logit-binomial model: the responders of each cohort are "
        "binomial, and the log odds of response vary between cohorts as a normal distribution, with a "
        "half-normal(1) prior on its standard deviation τ."
    ),
}

MEASURES: Mapping[str, Explained] = {
    "PLO": Explained("The scale was the logit, the log odds of response."),
    "PLN": Explained("The scale was the logarithm of the rate."),
    "PR": Explained("The rates were averaged as they are, without a transformation."),
    "PAS": Explained("The scale was the arcsine of the square root of the rate."),
    "PFT": Explained(
        "The scale was the Freeman-Tukey double arcsine, taken back to a rate with the harmonic mean of the "
        "cohort sizes. That way back is not unique and can mislead; it is offered for comparison with older "
        "reviews.",
        ("miller1978", "schwarzer2019"),
    ),
}

TAU2: Mapping[str, Explained] = {
    "REML": Explained(
        "The variance between cohorts, τ², was estimated by restricted maximum likelihood",
        ("viechtbauer2005", "veroniki2016"),
    ),
    "ML": Explained(
        "The variance between cohorts, τ², was estimated by maximum likelihood", ("veroniki2016",)
    ),
    "DL": Explained(
        "The variance between cohorts, τ², was estimated by the method of DerSimonian and Laird",
        ("dersimonian1986",),
    ),
    "HE": Explained(
        "The variance between cohorts, τ², was estimated by the method of Hedges", ("hedges1985",)
    ),
    "PM": Explained(
        "The variance between cohorts, τ², was estimated by the method of Paule and Mandel", ("paule1982",)
    ),
    "EB": Explained("The variance between cohorts, τ², was estimated by empirical Bayes", ("morris1983",)),
    "SJ": Explained(
        "The variance between cohorts, τ², was estimated by the method of Sidik and Jonkman", ("sidik2005",)
    ),
    "HS": Explained(
        "The variance between cohorts, τ², was estimated by the method of Hunter and Schmidt",
        ("veroniki2016",),
    ),
}

CONFIDENCE_INTERVALS: Mapping[str, Explained] = {
    "wald": Explained("uses the normal distribution"),
    "t": Explained("uses the t distribution on k − 1 degrees of freedom, k being the number of cohorts"),
    "HK": Explained("is that of Hartung and Knapp, without a floor on its scale factor", ("hartung2001",)),
    "HK-adhoc": Explained(
        "is that of Hartung and Knapp with its scale factor never below 1, so that cohorts which agree by "
        "chance do not make it absurdly narrow",
        ("inthout2014", "rover2015"),
    ),
    "profile": Explained("is a profile-likelihood interval with the limits of the chi-squared distribution"),
    "profile-t": Explained(
        "is a profile-likelihood interval with the limits of the squared t distribution on k − 1 degrees of "
        "freedom, which is wider with few cohorts"
    ),
    "posterior": Explained("holds the middle of the posterior distribution"),
}

PREDICTIONS: Mapping[str, Explained] = {
    "V": Explained("from the t distribution on k − 1 degrees of freedom", ("veroniki2019", "inthout2016")),
    "HTS": Explained("from the t distribution on k − 2 degrees of freedom", ("higgins2009",)),
    "HK": Explained("with the standard error of Hartung and Knapp", ("hartung2001", "inthout2016")),
    "wald": Explained("from the normal distribution; with few cohorts it is too narrow", ("inthout2016",)),
    "posterior": Explained("from the posterior distribution", ("higgins2009",)),
}

STUDY_INTERVALS: Mapping[str, Explained] = {
    "clopper-pearson": Explained("the exact interval of Clopper and Pearson", ("clopper1934",)),
    "wilson": Explained("the interval of Wilson", ("wilson1927",)),
    "wilson-cc": Explained("the interval of Wilson with a continuity correction", ("newcombe1998",)),
    "agresti-coull": Explained("the interval of Agresti and Coull", ("agresti1998",)),
    "jeffreys": Explained("the interval of Jeffreys", ("brown2001",)),
    "wald": Explained("the Wald interval, which is unreliable near 0% and 100%", ("brown2001",)),
}

#: To which cohorts a continuity correction is added.
CORRECTED: Mapping[str, str] = {
    "only0": "to the cohorts in which nobody or everybody responded, and to no other",
    "if0all": "to all cohorts, provided that nobody or everybody responded in at least one",
    "all": "to all cohorts",
}

#: Measures that cannot take a rate of 0 or 1 as it is.
CORRECTED_MEASURES = frozenset({"PLO", "PLN", "PR"})
