"""The models, what each allows, and the choice that one analysis makes.

Reading this module imports no statistics package: commands list the codes in their help. To add a
model, write ``fit(x, n, choice) -> Fit`` in a module of its own and add an entry to `MODELS`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from review.document import nearest_name
from review.pooling.rate_names import MEAN_RATE, RateName, median_rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from review.pooling.cohorts import Cohorts
    from review.pooling.design import Design
    from review.pooling.fit import Array, Fit
    from review.pooling.regression import Slopes
    from review.pooling.results import ModelChoice, Note, Regression

    FitFunction = Callable[[Array, Array, ModelChoice], Fit]
    FitManyFunction = Callable[[NDArray[Any], NDArray[Any], ModelChoice], Mapping[str, Array]]
    GroupMeansFunction = Callable[[Cohorts, ModelChoice], Slopes]
    RegressFunction = Callable[[Cohorts, ModelChoice, Design], tuple[Regression, tuple[Note, ...]]]


class UnknownChoice(ValueError):
    """A code that does not exist, or that the model does not offer; the message lists the right ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model and the codes that it takes; the first of each is its default.

    Parameters
    ----------
    fit, fit_rate, fit_many, regress, group_means
        Return the function that fits one data set, one without the interval of tau² and without notes, many
        of one size at once, a meta-regression, or a mean for each group with one tau²; import it only then.
        All but the first are None where the model has no such function.
    tau2
        Empty where tau² is not the user's to choose.
    fixed_tau2
        What the model always uses instead, or None where it has no tau².
    weighted_mean
        Whether it is a mean of effects weighted by inverse variance: cohorts have weights then, and
        influence can be measured.
    tau_prior
        Scale of the half-normal prior on tau, unless another is stated; None where the model has no prior.
    advice
        For a code that people will try here and that belongs elsewhere: what to do.
    rate
        What its pooled rate is called; None where the measure says so.
    methods, cites
        What the methods of a report say of it, and the keys of the references there.
    """

    code: str
    label: str
    fit: Callable[[], FitFunction]
    measures: tuple[str, ...]
    tau2: tuple[str, ...]
    ci: tuple[str, ...]
    prediction: tuple[str, ...]
    reference: str
    fixed_tau2: str | None = None
    advice: Mapping[str, str] | None = None
    fit_rate: Callable[[], FitFunction] | None = None
    fit_many: Callable[[], FitManyFunction] | None = None
    regress: Callable[[], RegressFunction] | None = None
    group_means: Callable[[], GroupMeansFunction] | None = None
    weighted_mean: bool = False
    tau_prior: float | None = None
    caution: str = ""
    methods: str = ""
    cites: tuple[str, ...] = ()
    rate: RateName | None = None


def _glmm() -> FitFunction:
    from review.pooling.glmm import fit

    return fit


def _glmm_rate() -> FitFunction:
    from review.pooling.glmm import fit_rate

    return fit_rate


def _glmm_many() -> FitManyFunction:
    from review.pooling.glmm_many import fit_many

    return fit_many


def _glmm_regression() -> RegressFunction:
    from review.pooling.glmm_regression import regress

    return regress


def _glmm_group_means() -> GroupMeansFunction:
    from review.pooling.glmm_regression import group_means

    return group_means


def _beta_binomial() -> FitFunction:
    from review.pooling.beta_binomial import fit

    return fit


def _bayes() -> FitFunction:
    from review.pooling.bayes import fit

    return fit


def _bayes_normal() -> FitFunction:
    from review.pooling.bayes_normal import fit

    return fit


def _inverse_variance() -> FitFunction:
    from review.pooling.inverse_variance import fit

    return fit


def _inverse_variance_many() -> FitManyFunction:
    from review.pooling.inverse_variance import fit_many

    return fit_many


def _inverse_variance_regression() -> RegressFunction:
    from review.pooling.regression import regress

    return regress


def _inverse_variance_group_means() -> GroupMeansFunction:
    from review.pooling.regression import group_means

    return group_means


MODELS: Mapping[str, Model] = {
    model.code: model
    for model in (
        Model(
            code="glmm",
            label="random-intercept logistic model (GLMM)",
            fit=_glmm,
            fit_rate=_glmm_rate,
            fit_many=_glmm_many,
            regress=_glmm_regression,
            group_means=_glmm_group_means,
            measures=("PLO",),
            tau2=(),
            fixed_tau2="ML",
            ci=("t", "wald", "profile", "profile-t"),
            prediction=("V", "HTS", "wald", "none"),
            advice={
                "HK": "Hartung-Knapp is defined for weighted means, not for the GLMM; use ci = t",
                "HK-adhoc": "Hartung-Knapp is defined for weighted means, not for the GLMM; use ci = t",
            },
            reference="Stijnen, Hamza and Özdemir 2010, doi:10.1002/sim.4040",
            methods=(
                "The counts were pooled with a random-intercept logistic model: the responders of each "
                "cohort are binomial, and the log odds of response vary between cohorts as a normal "
                "distribution. It was fitted by maximum likelihood, needs no continuity correction, and "
                "uses cohorts without any responder, or with responders only, as they are."
            ),
            cites=("stijnen2010",),
            rate=median_rate("expit(μ)"),
        ),
        Model(
            code="inverse-variance",
            label="random-effects model, inverse variance",
            fit=_inverse_variance,
            fit_many=_inverse_variance_many,
            regress=_inverse_variance_regression,
            group_means=_inverse_variance_group_means,
            measures=("PLO", "PLN", "PR", "PAS", "PFT"),
            tau2=("REML", "ML", "DL", "HE", "PM", "EB", "SJ", "HS"),
            ci=("HK-adhoc", "HK", "t", "wald", "profile"),
            prediction=("V", "HTS", "HK", "wald", "none"),
            weighted_mean=True,
            reference="DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2",
            methods=(
                "The rates of the cohorts were averaged with a random-effects model, each weighted by the "
                "inverse of its own variance plus the variance between cohorts."
            ),
            cites=("dersimonian1986",),
        ),
        Model(
            code="beta-binomial",
            label="beta-binomial model",
            fit=_beta_binomial,
            measures=("PLO",),
            tau2=(),
            ci=("profile-t", "profile", "t", "wald"),
            prediction=("V", "HTS", "wald", "none"),
            advice={
                "HK": "Hartung-Knapp is defined for weighted means, not for this model; use ci = t",
                "HK-adhoc": "Hartung-Knapp is defined for weighted means, not for this model; use ci = t",
            },
            reference="Kuss 2015, doi:10.1002/sim.6383",
            methods=(
                "The counts were pooled with a beta-binomial model: the responders of each cohort are "
                "binomial, and the true rates vary between cohorts as a beta distribution. It was fitted by "
                "maximum likelihood and needs no continuity correction."
            ),
            cites=("kuss2015",),
            rate=MEAN_RATE,
        ),
        Model(
            code="common",
            label="common-effect model",
            fit=_inverse_variance,
            fit_many=_inverse_variance_many,
            regress=_inverse_variance_regression,
            measures=("PLO", "PLN", "PR", "PAS", "PFT"),
            tau2=(),
            ci=("wald", "t", "HK", "HK-adhoc"),
            prediction=("none",),
            weighted_mean=True,
            reference="Hedges and Olkin 1985, Statistical Methods for Meta-Analysis",
            caution="Takes all cohorts to have the same rate.",
            methods=(
                "The rates were averaged with a common-effect (fixed-effect) model, each cohort weighted by "
                "the inverse of its variance. It assumes that every cohort has the same true rate."
            ),
            rate=RateName("common rate", "It is the one true rate that all cohorts are assumed to share."),
        ),
        Model(
            code="bayesian",
            label="Bayesian random-effects model",
            fit=_bayes,
            measures=("PLO",),
            tau2=(),
            ci=("posterior",),
            prediction=("posterior",),
            reference="Röver 2020, doi:10.18637/jss.v093.i06",
            methods=(
                "The counts were pooled with a Bayesian logit-binomial model: the responders of each cohort "
                "are binomial, and the log odds of response vary between cohorts as a normal distribution, "
                "with a half-normal prior on its standard deviation τ."
            ),
            tau_prior=1.0,
            rate=median_rate("expit(μ)"),
        ),
        Model(
            code="bayesian-normal",
            label="Bayesian normal-normal model",
            fit=_bayes_normal,
            measures=("PLO", "PLN"),
            tau2=(),
            ci=("posterior",),
            prediction=("posterior",),
            reference="Röver 2020, doi:10.18637/jss.v093.i06",
            caution="Takes the transformed rates as normal and adds to counts of 0; model bayesian does not.",
            methods=(
                "The transformed rates were pooled with a Bayesian normal-normal model: each is normal with "
                "its own variance taken as known, the true values vary between cohorts as a normal "
                "distribution, and its standard deviation τ has a half-normal prior."
            ),
            tau_prior=1.0,
        ),
    )
}

#: Words that people and other programs use for the codes here.
_SPELLINGS: Mapping[str, str] = {
    "plogit": "PLO", "logit": "PLO", "praw": "PR", "raw": "PR", "pln": "PLN", "log": "PLN",
    "arcsine": "PAS", "freeman-tukey": "PFT", "knha": "HK", "adhoc": "HK-adhoc", "z": "wald",
    "classic": "wald", "random": "inverse-variance", "fixed": "common", "ee": "common", "fe": "common",
    "inverse": "inverse-variance", "dersimonian-laird": "DL", "riley": "HTS", "bayes": "bayesian",
    "normal-normal": "bayesian-normal", "bayesmeta": "bayesian-normal",
    "cp": "clopper-pearson", "exact": "clopper-pearson",
}  # fmt: skip


def choose(
    *,
    model: str = "glmm",
    measure: str = "PLO",
    tau2: str | None = None,
    ci: str | None = None,
    prediction: str | None = "V",
    study_ci: str = "clopper-pearson",
    level: float = 0.95,
    add: float = 0.5,
    to: str = "only0",
    tau_prior: float | None = None,
) -> ModelChoice:
    """Return the choice with every default written out.

    Parameters
    ----------
    tau2, ci
        None means the model's default.
    prediction
        None means the model's default; so does ``V``, the default of every model that has one, for a
        model that does not offer it.
    tau_prior
        Scale of the half-normal prior on tau, of a Bayesian model; None means its default.

    Raises
    ------
    UnknownChoice
        For a code that does not exist or that this model does not offer.

    Examples
    --------
    >>> choice = choose(model="inverse-variance")
    >>> choice.tau2, choice.ci, choice.prediction
    ('REML', 'HK-adhoc', 'V')
    """
    from review.pooling.measures import CORRECTED, MEASURES
    from review.pooling.results import ModelChoice
    from review.pooling.study_intervals import STUDY_INTERVALS

    entry = MODELS[known("model", model, MODELS)]
    advice = entry.advice or {}
    known("measure", measure, MEASURES)
    if measure not in entry.measures:
        raise UnknownChoice(
            f"measure {measure!r} ({MEASURES[measure].label}) does not go with model {entry.code!r}, which "
            f"works on the {MEASURES[entry.measures[0]].label} ({entry.measures[0]}); for other scales "
            "choose model = inverse-variance or common"
        )
    if tau2 is not None and not entry.tau2:
        if tau2 != entry.fixed_tau2:
            how = f"always estimates it by {entry.fixed_tau2}" if entry.fixed_tau2 else "does not take one"
            raise UnknownChoice(f"tau2 {tau2!r}: model {entry.code!r} {how}; leave tau2 out")
    elif tau2 is not None:
        known("tau2", tau2, entry.tau2)
    chosen_tau2 = (tau2 or entry.tau2[0]) if entry.tau2 else entry.fixed_tau2
    chosen_ci = entry.ci[0] if ci is None else ci
    if chosen_ci in advice:
        raise UnknownChoice(f"ci {chosen_ci!r}: {advice[chosen_ci]}. {_right('ci', entry.ci)}")
    known(f"ci of model {entry.code!r}", chosen_ci, entry.ci)
    if chosen_ci == "profile" and entry.tau2 and chosen_tau2 not in ("ML", "REML"):
        raise UnknownChoice(f"ci 'profile' needs a likelihood: choose tau2 = ML or REML, not {chosen_tau2}")
    if prediction is None or (prediction == "V" and "V" not in entry.prediction):
        prediction = entry.prediction[0]
    known(f"prediction of model {entry.code!r}", prediction, entry.prediction)
    known("study_ci", study_ci, STUDY_INTERVALS)
    known("to", to, CORRECTED)
    if not 0 < level < 1:
        raise UnknownChoice(f"level must lie between 0 and 1, such as 0.95; got {level!r}")
    if not (math.isfinite(add) and add >= 0):
        raise UnknownChoice(f"add must be a number of at least 0, such as 0.5; got {add!r}")
    if tau_prior is not None and entry.tau_prior is None:
        offered = ", ".join(model.code for model in MODELS.values() if model.tau_prior)
        raise UnknownChoice(
            f"tau_prior {tau_prior:g}: model {entry.code!r} has no prior; leave it out, or choose one of "
            f"{offered}"
        )
    if tau_prior is not None and not (math.isfinite(tau_prior) and tau_prior > 0):
        raise UnknownChoice(f"tau_prior must be a number above 0, such as 0.5; got {tau_prior!r}")
    corrects = len(entry.measures) > 1 and MEASURES[measure].corrects_zeros
    return ModelChoice(
        model=entry.code,
        measure=measure,
        tau2=chosen_tau2,
        ci=chosen_ci,
        prediction=prediction,
        study_ci=study_ci,
        level=float(level),
        add=float(add) if corrects else None,
        to=to if corrects else None,
        tau_prior=entry.tau_prior if tau_prior is None else float(tau_prior),
    )


def known(what: str, given: str, allowed: Iterable[str]) -> str:
    """Return `given` if it is allowed; else raise with the right codes and the near one.

    >>> known("to", "only", ["only0", "all"])
    Traceback (most recent call last):
    review.pooling.choices.UnknownChoice: to 'only' is unknown; did you mean 'only0'? to is one of only0, all
    """
    codes = list(allowed)
    if given in codes:
        return given
    folded = {code.lower(): code for code in codes}
    meant = folded.get(str(given).lower()) or _SPELLINGS.get(str(given).lower())
    if meant not in codes:
        meant = nearest_name(str(given), codes)
    hint = f"; did you mean {meant!r}?" if meant else ";"
    raise UnknownChoice(f"{what} {given!r} is unknown{hint} {_right(what.split()[0], codes)}")


def _right(what: str, codes: Iterable[str]) -> str:
    return f"{what} is one of {', '.join(codes)}"
