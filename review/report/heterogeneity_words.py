"""How far the cohorts differ, in words: their observed rates, τ², the test, and I² in its place."""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED, tau2_is_zero
from review.analysis.wording import equation, level_name, number, p_value, variance
from review.pooling.choices import MODELS
from review.pooling.measures import MEASURES
from review.pooling.results import Heterogeneity, PoolResult
from review.report.blocks import Inline, Paragraph, words
from review.report.numbers import capital, count, percent, variance_interval
from review.report.references import cite

#: Below this p value the words say that chance alone is a poor explanation. A convention of the field.
RARE = 0.05


def heterogeneity_paragraphs(result: PoolResult) -> tuple[Paragraph, ...]:
    """Say how far the cohorts differ; nothing for a single cohort."""
    if result.k < 2:
        return ()
    texts: list[Inline] = [words(" ".join(part for part in (_observed(result), _spread(result)) if part))]
    test = _test(result)
    if test:
        texts.append(words(test))
    if result.heterogeneity.i2 is not None:
        texts.append(_i2(result))
    return tuple(Paragraph(text) for text in texts)


def tau2_text(heterogeneity: Heterogeneity) -> str:
    """Return τ² with its interval, for a cell of a table."""
    if heterogeneity.tau2 is None:
        return "–"
    text = variance(heterogeneity.tau2)
    if heterogeneity.tau2_ci_low is None or heterogeneity.tau2_ci_high is None:
        return text
    return f"{text} ({variance_interval(heterogeneity.tau2_ci_low, heterogeneity.tau2_ci_high)})"


def _observed(result: PoolResult) -> str:
    rates = sorted((study.proportion, study.study) for study in result.studies)
    (lowest, where_low), (highest, where_high) = rates[0], rates[-1]
    if lowest == highest:
        return f"Every cohort has the same observed rate, {percent(lowest)}."
    return (
        f"The observed rates run from {percent(lowest)} ({where_low}) to {percent(highest)} ({where_high}). "
        "Part of that is chance, since cohorts are small; part may be differences in their true rates."
    )


def _spread(result: PoolResult) -> str:
    heterogeneity, level = result.heterogeneity, level_name(result.model.level)
    if result.model.model == "common":
        return "The common-effect model leaves no room for differences in true rates."
    if heterogeneity.tau2 is None:
        return "How far the true rates differ could not be estimated from these data."
    text = (
        f"The variance of the true {MEASURES[result.model.measure].variance_of} between cohorts is estimated "
    )
    if tau2_is_zero(heterogeneity):
        text += "as zero"
    else:
        text += f"as {equation('τ²', variance(heterogeneity.tau2))}"
    if heterogeneity.tau2_ci_low is not None and heterogeneity.tau2_ci_high is not None:
        ends = variance_interval(heterogeneity.tau2_ci_low, heterogeneity.tau2_ci_high)
        text += f" ({level} CI {ends})"
    text += "."
    if result.k < FEWEST_POOLED:
        text += f" With {count(result.k, 'cohort')} this estimate is little more than a guess."
    return text


def _test(result: PoolResult) -> str:
    heterogeneity = result.heterogeneity
    if heterogeneity.q is None or heterogeneity.q_df is None or heterogeneity.q_df < 1:
        return ""
    name = "Cochran’s test" if MODELS[result.model.model].weighted_mean else "likelihood-ratio test"
    text = (
        f"Could chance alone explain the differences? {capital(name)}: "
        f"Q = {number(heterogeneity.q, 2)} on {count(heterogeneity.q_df, 'degree', 'degrees')} of freedom, "
        f"{p_value(heterogeneity.q_p)}."
    )
    if heterogeneity.q_p is None:
        return text
    if heterogeneity.q_p < RARE:
        return f"{text} Chance alone would rarely give differences as large as these."
    return (
        f"{text} Chance alone could give differences of this size. That does not show that the true rates "
        "are equal: a test on few small cohorts misses most differences."
    )


def _i2(result: PoolResult) -> Inline:
    heterogeneity = result.heterogeneity
    ends = ""
    if heterogeneity.i2_ci_low is not None and heterogeneity.i2_ci_high is not None:
        low, high = f"{heterogeneity.i2_ci_low:.0f}", f"{heterogeneity.i2_ci_high:.0f}"
        ends = f" ({level_name(result.model.level)} CI {low}–{high}%)"
    return words(
        f"I² is {heterogeneity.i2:.0f}%{ends}: the share of the variation between the observed rates that "
        "is not chance within cohorts. It rises with the size of the cohorts even when their true rates do "
        "not move, and says little about rates ",
        cite("rucker2008", "migliavaca2022"),
        "; the prediction interval answers the question that it is often asked."
        if result.pooled.prediction_low is not None
        else ".",
    )
