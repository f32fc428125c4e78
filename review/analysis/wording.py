"""Numbers and choices as people read them: one wording for every figure, table and sentence.

Proportions come in as 0–1 and go out in per cent. A number that could not be computed reads "not
estimable", never as a blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from review.pooling.choices import MODELS

if TYPE_CHECKING:
    from review.pooling.results import Heterogeneity, ModelChoice

NOT_ESTIMABLE = "not estimable"
NOT_STATED = "not stated"

#: Codes of a form that stand for "nobody knows"; they are never read as the usual value.
UNKNOWN = frozenset({"", "NR", "NA", "UNCLEAR"})


#: What a form says of confirmation, as a word that stands on its own.
CONFIRMATION: Mapping[str, str] = {"yes": "confirmed", "no": "unconfirmed", "mixed": "partly confirmed"}


def confirmation(value: str) -> str:
    """Whether responses were confirmed, in words.

    >>> confirmation("yes"), confirmation("")
    ('confirmed', 'not stated')
    """
    return CONFIRMATION.get(value, stated(value))


def stated(value: str) -> str:
    """The value, or "not stated" where it is unknown.

    >>> stated("central"), stated("UNCLEAR")
    ('central', 'not stated')
    """
    return NOT_STATED if value.strip().upper() in UNKNOWN else value


def number(value: float, digits: int = 1) -> str:
    """A number with a fixed count of decimals and a true minus sign.

    >>> number(-5.48), number(-0.04)
    ('−5.5', '0.0')
    """
    text = f"{value:.{digits}f}"
    if not text.strip("-0."):
        text = text.lstrip("-")
    return text.replace("-", "−")


def per_cent(proportion: float | None, digits: int = 1) -> str:
    """A proportion in per cent, without the sign.

    >>> per_cent(19 / 52), per_cent(None)
    ('36.5', 'not estimable')
    """
    return NOT_ESTIMABLE if proportion is None else number(100 * proportion, digits)


def per_cent_range(low: float | None, high: float | None, digits: int = 1) -> str:
    """An interval in per cent, without the sign; "to" instead of a dash where an end is negative.

    >>> per_cent_range(0.236, 0.51), per_cent_range(-0.055, 1.38)
    ('23.6–51.0', '−5.5 to 138.0')
    """
    if low is None or high is None:
        return NOT_ESTIMABLE
    ends = per_cent(low, digits), per_cent(high, digits)
    return " to ".join(ends) if "−" in ends[0] else "–".join(ends)


def level_name(level: float) -> str:
    """The level of an interval as it is printed before CI.

    >>> level_name(0.95), level_name(0.999)
    ('95%', '99.9%')
    """
    return f"{round(100 * level, 6):g}%"


def variance(value: float) -> str:
    """A between-cohort variance: two decimals, three where it is small.

    >>> variance(0.5189), variance(0.0188), variance(0.0), variance(0.0002)
    ('0.52', '0.019', '0', '<0.001')
    """
    if value == 0:
        return "0"
    if value < 0.0005:
        return "<0.001"
    return number(value, 3 if value < 0.0995 else 2)


def equation(symbol: str, text: str) -> str:
    """``symbol = text``, or ``symbol < text`` where the text begins with <.

    >>> equation("τ²", "0.52"), equation("p", "<0.001")
    ('τ² = 0.52', 'p < 0.001')
    """
    return f"{symbol} < {text[1:]}" if text.startswith("<") else f"{symbol} = {text}"


def p_value(p: float | None) -> str:
    """A p value with its symbol; below 0.001 only that.

    >>> p_value(0.0043), p_value(0.03), p_value(1e-9), p_value(0.73)
    ('p = 0.004', 'p = 0.030', 'p < 0.001', 'p = 0.73')
    """
    if p is None:
        return f"p {NOT_ESTIMABLE}"
    if p < 0.0005:
        return "p < 0.001"
    return equation("p", number(p, 3 if p < 0.0995 else 2))


def cohorts(k: int) -> str:
    """How many cohorts, in figures.

    >>> cohorts(1), cohorts(7)
    ('1 cohort', '7 cohorts')
    """
    return "1 cohort" if k == 1 else f"{k} cohorts"


def sentence(text: str) -> str:
    """The text with a capital at its beginning.

    >>> sentence("objective response rate")
    'Objective response rate'
    """
    return text[:1].upper() + text[1:]


def heterogeneity_words(heterogeneity: Heterogeneity, choice: ModelChoice) -> str:
    """How far the cohorts differ: τ² with its interval, I² where the model has it, the test.

    Empty where the model says nothing of it (one cohort).

    Examples
    --------
    >>> from review.pooling.results import Heterogeneity, ModelChoice
    >>> choice = ModelChoice(model="glmm", measure="PLO", tau2="ML", ci="t", prediction="V",
    ...                      study_ci="clopper-pearson", level=0.95, add=None, to=None)
    >>> heterogeneity_words(Heterogeneity(tau2=0.5189, tau2_ci_low=0.02, tau2_ci_high=3.1,
    ...                                   q=18.92, q_df=6, q_p=0.0043), choice)
    'τ² = 0.52 (95% CI 0.020–3.10); likelihood-ratio χ² = 18.92, df = 6, p = 0.004'
    """
    level = level_name(choice.level)
    parts = []
    if heterogeneity.tau2 is not None:
        interval = ""
        if heterogeneity.tau2_ci_low is not None and heterogeneity.tau2_ci_high is not None:
            ends = variance(heterogeneity.tau2_ci_low), variance(heterogeneity.tau2_ci_high)
            interval = f" ({level} CI {ends[0]}–{ends[1]})"
        parts.append(equation("τ²", variance(heterogeneity.tau2)) + interval)
    elif choice.model != "common" and heterogeneity.q_df:
        parts.append(f"τ² {NOT_ESTIMABLE}")
    if heterogeneity.i2 is not None:
        interval = ""
        if heterogeneity.i2_ci_low is not None and heterogeneity.i2_ci_high is not None:
            interval = f" ({level} CI {heterogeneity.i2_ci_low:.0f}–{heterogeneity.i2_ci_high:.0f}%)"
        parts.append(f"I² = {heterogeneity.i2:.0f}%{interval}")
    if heterogeneity.q is not None and heterogeneity.q_df:
        test = "Q" if MODELS[choice.model].weighted_mean else "likelihood-ratio χ²"
        parts.append(
            f"{test} = {number(heterogeneity.q, 2)}, df = {heterogeneity.q_df}, {p_value(heterogeneity.q_p)}"
        )
    return "; ".join(parts)


def study_interval_words(choice: ModelChoice) -> str:
    """How the intervals of single cohorts were made.

    >>> from review.pooling.results import ModelChoice
    >>> study_interval_words(ModelChoice(model="glmm", measure="PLO", tau2="ML", ci="t", prediction="V",
    ...                                  study_ci="wilson", level=0.9, add=None, to=None))
    'cohort 90% CI: Wilson score'
    """
    from review.pooling.study_intervals import STUDY_INTERVALS

    return f"cohort {level_name(choice.level)} CI: {STUDY_INTERVALS[choice.study_ci].label}"


def model_words(choice: ModelChoice, *, exact: str | None = None) -> str:
    """Every choice that moved a number, by the name that its registry gives it.

    Parameters
    ----------
    exact
        `Pooled.exact`: where it names why no model was fitted, that is said and no choice of the model.

    Examples
    --------
    >>> from review.pooling.results import ModelChoice
    >>> print(model_words(ModelChoice(model="glmm", measure="PLO", tau2="ML", ci="t", prediction="V",
    ...                               study_ci="clopper-pearson", level=0.95, add=None, to=None)))
    random-intercept logistic model (GLMM); τ² by ML; pooled 95% CI: t with k − 1; 95% approximate \
prediction interval, t with k − 1; cohort 95% CI: Clopper-Pearson (exact)
    """
    # The registries import numpy, which commands that only print numbers do without; and help, which lists
    # the layouts of figures, comes at once.
    from review.pooling.exact_rates import exact_rate
    from review.pooling.measures import CORRECTED, MEASURES
    from review.pooling.pooled_intervals import POOLED_INTERVALS
    from review.pooling.prediction import PREDICTIONS

    level, model = level_name(choice.level), MODELS[choice.model]
    instead = exact_rate(exact)
    if instead is not None:
        return "; ".join(
            (
                f"none fitted ({model.label} was asked for), because {instead.why}",
                f"shown is the {instead.rate.name}",
                f"its {level} CI: Clopper-Pearson (exact)",
                "no prediction interval",
                study_interval_words(choice),
            )
        )
    scale = f" on the {MEASURES[choice.measure].label} scale" if len(model.measures) > 1 else ""
    parts = [model.label + scale]
    if choice.tau2 is not None:
        parts.append(f"τ² by {choice.tau2}")
    if choice.tau_prior is not None:
        parts.append(f"half-normal({choice.tau_prior:g}) prior on τ")
    parts.append(f"pooled {level} CI: {POOLED_INTERVALS[choice.ci].label}")
    if choice.prediction != "none":
        parts.append(f"{level} {PREDICTIONS[choice.prediction].label}")
    if choice.add is not None and choice.to is not None and choice.to != "none":
        parts.append(f"{choice.add:g} added to {CORRECTED[choice.to]}")
    return "; ".join([*parts, study_interval_words(choice)])
