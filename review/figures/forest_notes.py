"""What stands below a forest plot, and what is read instead of it."""

from __future__ import annotations

from collections.abc import Iterator

from review.analysis.composition import composition_told
from review.analysis.few_cohorts import FEWEST_POOLED, tau2_is_zero
from review.analysis.figure_spec import FigureSpec
from review.analysis.layouts import Layout
from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.analysis.wording import (
    cohorts,
    heterogeneity_words,
    level_name,
    model_words,
    number,
    p_value,
    per_cent,
    per_cent_range,
    study_interval_words,
    variance,
)
from review.figures.composition import composition_note
from review.figures.few_cohorts import shown_prediction
from review.figures.forest_bias import bias_key
from review.figures.forest_extras import excluded_sentence, other_models
from review.figures.forest_rows import SMALLEST_AREA, rate_with_interval, square_size
from review.pooling.exact_rates import exact_rate
from review.pooling.results import PoolResult, Subgroup

#: Scales on which the back-transformed mean of a normal distribution is the median of the rates.
MEDIANS = frozenset({"PLO", "PLN", "PAS"})


def foot(results: Results, *, fewest: int, layout: Layout, figure: FigureSpec) -> Iterator[str]:
    """Lines below the plot: heterogeneity, subgroup differences, cautions, the model, the key."""
    result, numerals = results.result, layout.numerals
    if result.k == 1:
        yield f"One cohort: nothing is pooled; {study_interval_words(result.model)}."
        yield f"{_counts_key(results, layout)}."
        yield from _extras(results, figure)
        yield from bias_key(results)
        return
    words = heterogeneity_words(result.heterogeneity, result.model)
    if words and layout.heterogeneity == "foot":
        yield f"Heterogeneity: {numerals.text(words)}."
    test = result.subgroup_test
    if test is not None and test.q is not None and test.df:
        yield numerals.text(
            f"Subgroup differences: Q = {number(test.q, 2)}, df = {test.df}, {p_value(test.p)}; "
            f"{test.tau2} τ²."
        )
    cautions = (_few(result, fewest), _no_spread(result))
    yield from (numerals.text(caution) for caution in cautions if caution)
    yield f"Model: {model_words(result.model, exact=result.pooled.exact)}."
    yield from _groups_without_model(result)
    whole = exact_rate(result.pooled.exact)
    if whole is not None and whole.of_cohorts and result.k >= fewest:
        yield "A share of cohorts is printed and not drawn: the axis is of rates of patients."
    yield f"{_squares_key(result)}; {_counts_key(results, layout)}."
    yield from _extras(results, figure)
    yield from bias_key(results)


def _extras(results: Results, figure: FigureSpec) -> Iterator[str]:
    """What is said of what the plot shows on request."""
    shrunken = results.result.shrunken_rates
    if figure.shrunken and not shrunken:
        yield "No shrunken rates: they are those of a random-intercept logistic model of two cohorts or more."
    elif figure.shrunken and shrunken:
        same = ""
        if all(one.ci_low == one.ci_high for one in shrunken):
            same = " τ² is estimated 0 there: every cohort is drawn all the way, and no interval is shown."
        yield (
            "Shrunken rate (dot below the square): the cohort's rate drawn towards the pooled rate by the "
            "random-intercept logistic model; its interval takes the estimated μ and τ² as known." + same
        )
    if results.excluded_rates:
        yield "Grey: cohorts that did not enter, with the reason; they are in no pooled rate."
    if figure.composition:
        yield composition_note(results)


def alternative(results: Results, *, fewest: int, figure: FigureSpec) -> str:
    """One paragraph that says what the figure shows."""
    result, level = results.result, results.result.model.level
    sentences = [
        f"Forest plot of the {outcome_of(results.analysis.outcome).rate} in {cohorts(result.k)}: "
        f"{result.events} of {result.n} patients."
    ]
    rates = [rate.proportion for rate in result.studies]
    if result.k == 1:
        only = result.studies[0]
        interval = f"{level_name(level)} CI {per_cent_range(only.ci_low, only.ci_high)}%"
        sentences.append(f"The rate is {per_cent(only.proportion)}% ({interval}); nothing is pooled.")
        return " ".join([*sentences, *_told_of_extras(results, figure)])
    sentences.append(f"Rates of single cohorts run from {per_cent(min(rates))}% to {per_cent(max(rates))}%.")
    sentences += [_subgroup_sentence(result, subgroup, fewest) for subgroup in result.subgroups or ()]
    first = results.analysis.subgroups_primary and result.subgroups
    few = "; it is not drawn, because the cohorts are few" if result.k < fewest else ""
    sentences.append(
        f"The pooled rate{' of all subgroups, which is secondary,' if first else ''} "
        f"is {rate_with_interval(result.pooled, level)}{few}."
    )
    ends = shown_prediction(result.pooled, result.heterogeneity)
    if ends is not None:
        sentences.append(f"The {level_name(level)} prediction interval is {per_cent_range(*ends)}%.")
        sentences.append(_no_spread(result))
    return " ".join(sentence for sentence in (*sentences, *_told_of_extras(results, figure)) if sentence)


def _told_of_extras(results: Results, figure: FigureSpec) -> Iterator[str]:
    """Sentences on what the plot shows on request."""
    level = results.result.model.level
    models = other_models(results, figure)
    if models:
        told = "; ".join(
            f"{label} {rate_with_interval(pooled, level)}{', not advised' if caution else ''}"
            for label, pooled, caution in models
        )
        yield f"Under other models: {told}."
    if figure.shrunken and results.result.shrunken_rates:
        rates = [one.estimate for one in results.result.shrunken_rates]
        yield f"Shrunken rates run from {per_cent(min(rates))}% to {per_cent(max(rates))}%."
    if told := excluded_sentence(results.excluded_rates, level):
        yield told
    if figure.composition:
        yield composition_told(results)


def _subgroup_sentence(result: PoolResult, subgroup: Subgroup, fewest: int) -> str:
    if subgroup.k == 1:
        return f"{subgroup.subgroup}: 1 cohort, {subgroup.events} of {subgroup.n}."
    few = ", not drawn" if subgroup.k < fewest else ""
    rate = rate_with_interval(subgroup.pooled, result.model.level)
    return f"{subgroup.subgroup}, {cohorts(subgroup.k)}: {rate}{few}."


def _groups_without_model(result: PoolResult) -> Iterator[str]:
    """What is said of subgroups that no model could be fitted to, where the whole could."""
    for group in result.subgroups or ():
        instead = exact_rate(group.pooled.exact)
        if instead is not None and group.pooled.exact != result.pooled.exact:
            yield (
                f"{group.subgroup}: no model fitted, because {instead.why}; shown is the "
                f"{instead.rate.name}, with its Clopper-Pearson (exact) interval."
            )


def _few(result: PoolResult, fewest: int) -> str:
    """What is said where a pooled rate is printed and not drawn; empty where all are drawn."""
    if not any(1 < k < fewest for k in (result.k, *(subgroup.k for subgroup in result.subgroups or ()))):
        return ""
    predicted = result.k < fewest and shown_prediction(result.pooled, result.heterogeneity)
    what = "rate and its prediction interval are" if predicted else "rate is"
    return f"Fewer than {FEWEST_POOLED} cohorts: the pooled {what} printed and not drawn."


def _no_spread(result: PoolResult) -> str:
    """What is said of the prediction interval where τ² is estimated 0; empty where it is not."""
    if not tau2_is_zero(result.heterogeneity) or result.pooled.prediction_low is None:
        return ""
    if result.heterogeneity.tau2_ci_high is None:
        return (
            "τ² is estimated 0: the prediction interval would equal the interval of the mean and reassure "
            "falsely, so it is not shown."
        )
    return (
        "τ² is estimated 0, so the prediction interval says no more than the interval of the mean; "
        f"τ² up to {variance(result.heterogeneity.tau2_ci_high)} agrees with the data."
    )


def _squares_key(result: PoolResult) -> str:
    weighted = any(rate.weight is not None for rate in result.studies)
    of = "the weight in the model" if weighted else "the number of patients (the model has no weights)"
    sizes = [square_size(rate) for rate in result.studies]
    enlarged = min(sizes) < SMALLEST_AREA * max(sizes)
    return f"Area of a square: {of}{'; the smallest are enlarged to be seen' if enlarged else ''}"


def _counts_key(results: Results, layout: Layout) -> str:
    analysis, outcome = results.analysis, outcome_of(results.analysis.outcome)
    with_it, whole = f"patients with {outcome.name}", f"{analysis.denominator} patients"
    if "counts" in layout.left:
        key = f"{layout.titles.get('counts', 'n/N')}: {with_it} / {whole}"
    else:
        titles = (layout.titles.get("events", "n"), layout.titles.get("total", "N"))
        key = f"{titles[0]}: {with_it}; {titles[1].lower() if len(titles[1]) > 1 else titles[1]}: {whole}"
    return f"{key}; pooled rate: the median over cohorts" if _is_median(results.result) else key


def _is_median(result: PoolResult) -> bool:
    """A mean on a transformed scale, taken back, is the median of the rates and not their mean."""
    choice = result.model
    normal = choice.model in {"glmm", "bayesian"}
    return (
        result.k > 1
        and not result.pooled.exact
        and (
            normal or (choice.model in {"inverse-variance", "bayesian-normal"} and choice.measure in MEDIANS)
        )
    )
