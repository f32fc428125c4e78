"""The options of a model, by name: what the commands and the analysis files let people write.

Codes come from the registries; those that live beside numpy code are repeated here, so that
``review pool --help`` starts at once, and a test keeps them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from review.pooling.choices import MODELS, Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option: a code out of `choices`, or a number where there are none."""

    name: str
    help: str
    choices: tuple[str, ...] = ()


#: Keys of `review.pooling.study_intervals.STUDY_INTERVALS`.
STUDY_INTERVAL_CODES = ("clopper-pearson", "wilson", "wilson-cc", "agresti-coull", "jeffreys", "wald")
#: Keys of `review.pooling.measures.CORRECTED`.
CORRECTED_CODES = ("only0", "if0all", "all", "none")
#: Keys of `review.pooling.dependence.DEPENDENCE`.
DEPENDENCE_CODES = ("independent", "cr2", "three-level", "three-level-ML", "sum-to-trial")
#: Fewer drawn subsets show nothing of how the rate spreads; more than so many are no picture.
LEAST_SUBSETS, MOST_SUBSETS = 100, 100_000
#: More arrangements than this cost memory and no longer change p.
MOST_ARRANGEMENTS = 500_000
#: The predictive distribution of a next trial is listed number by number.
MOST_PATIENTS = 10_000
#: Options of a model that medians and landmark rates take beside the level, and their intervals.
TIME_OPTIONS = ("model", "tau2", "ci", "prediction")
TIME_INTERVAL_CODES = ("HK-adhoc", "HK", "t", "wald")
#: `review.pooling.subgroups.SUBGROUP_TAU2`.
SUBGROUP_TAU2_CODES = ("separate", "common")
#: `review.pooling.trim_and_fill.ESTIMATORS`.
TRIM_AND_FILL_CODES = ("L0", "R0")


def _codes(of: Callable[[Model], tuple[str, ...]]) -> tuple[str, ...]:
    """The codes of all models, each once, those of the default model first."""
    return tuple(dict.fromkeys(code for model in MODELS.values() for code in of(model)))


OPTIONS: Mapping[str, Option] = {
    option.name: option
    for option in (
        Option(
            name="model",
            choices=tuple(MODELS),
            help="Model. Default: glmm, a random-intercept logistic regression by maximum likelihood.",
        ),
        Option(
            name="measure",
            choices=_codes(lambda model: model.measures),
            help="Scale: PLO logit, PLN log, PR raw proportion, PAS arcsine, PFT Freeman-Tukey. "
            "Default: PLO.",
        ),
        Option(
            name="tau2",
            choices=_codes(lambda model: model.tau2),
            help="Estimator of the variance between cohorts, for inverse-variance. Default: REML.",
        ),
        Option(
            name="ci",
            choices=_codes(lambda model: model.ci),
            help=f"Interval of the pooled rate. Default: "
            f"{', '.join(f'{model.ci[0]} for {model.code}' for model in MODELS.values())}.",
        ),
        Option(
            name="prediction",
            choices=_codes(lambda model: model.prediction),
            help="Prediction interval: V is t with k-1, HTS with k-2. Default: V.",
        ),
        Option(
            name="study_ci",
            choices=STUDY_INTERVAL_CODES,
            help="Interval of each cohort. Default: clopper-pearson.",
        ),
        Option(name="level", help="Coverage of all intervals, between 0 and 1. Default: 0.95."),
        Option(name="add", help="Continuity correction, where the model and scale take one. Default: 0.5."),
        Option(
            name="to",
            choices=CORRECTED_CODES,
            help="Cohorts that it is added to: only0 those without or with only responders. Default: only0.",
        ),
        Option(
            name="tau_prior",
            help="Scale of the half-normal prior on tau, for the Bayesian models. Default: 1.",
        ),
    )
}


def wrong_options(options: Mapping[str, Any]) -> str:
    """What is wrong with these options taken together; empty where nothing is.

    Unlike `review.pool`, whose arguments have defaults that some models do not use, an option that a
    person wrote and the model does not take is wrong here.

    >>> wrong_options({"model": "glmm", "add": 0.5})
    "model 'glmm' takes no continuity correction: leave add out"
    """
    from review.pooling.choices import UnknownChoice, choose

    try:
        choice = choose(**options)
    except UnknownChoice as error:
        return str(error)
    for name in ("add", "to"):
        if name in options and choice.add is None:
            only = len(MODELS[choice.model].measures) == 1
            what = f"model {choice.model!r}" if only else f"measure {choice.measure!r}"
            return f"{what} takes no continuity correction: leave {name} out"
    if "prediction" in options and choice.prediction != options["prediction"]:
        return f"model {choice.model!r} has no prediction interval {options['prediction']!r}: leave it out"
    return ""
