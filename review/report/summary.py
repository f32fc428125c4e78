"""The first page: the question, the answer with its interval, and what the evidence is not."""

from __future__ import annotations

from review.analysis.few_cohorts import FEWEST_POOLED
from review.analysis.outcomes import Outcome, outcome_of
from review.analysis.results import Results
from review.analysis.wording import level_name
from review.pooling.exact_rates import exact_rate
from review.pooling.results import PoolResult, Subgroup
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Inline,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    refer,
    strong,
    words,
)
from review.report.certainty_words import ANCHOR as CERTAINTY
from review.report.certainty_words import certainty_sentence
from review.report.evidence import MISSING_TABLE
from review.report.numbers import count, interval, listing, percent, sentence
from review.report.open_problems import touching_sentence
from review.report.rate_words import (
    interval_name,
    per_hundred_sentence,
    prediction_sentences,
    rate_name,
    rate_with_interval,
    shown_prediction,
)
from review.report.vocabulary import grouping, patients_counted

#: More classes than this are summed up by the lowest and the highest.
CLASSES_IN_A_SENTENCE = 3

#: More classes than this are not set side by side on the first page; their table gives them.
CLASSES_SIDE_BY_SIDE = 6

PLANNED = {
    "before": "This analysis was planned before the data were seen.",
    "after": "This analysis was defined after the data were seen: its result is exploratory.",
}


def summary(results: Results) -> Section:
    """Return the first page of the report."""
    blocks: list[Block] = [
        Paragraph(
            words(
                strong("Question. "),
                results.analysis.question or results.review.question,
                f" {planned_sentence(results)}",
            )
        ),
        Paragraph(words(answer(results)), "lead"),
    ]
    figures = key_figures(results)
    if figures:
        blocks.append(KeyFigures(figures))
    blocks += [Paragraph(text) for text in _reading(results)]
    blocks += _callouts(results)
    return Section("summary", "Summary", tuple(blocks))


def planned_sentence(results: Results) -> str:
    """Say whether the analysis was planned before the data were seen."""
    planned = results.analysis.planned
    if not planned:
        return "Whether this analysis was planned before the data were seen is not stated."
    return PLANNED.get(planned, sentence(planned))


def classes_first(results: Results) -> tuple[Subgroup, ...]:
    """Return the subgroups where they are the answer and the rate over all is secondary."""
    if not results.analysis.subgroups_primary:
        return ()
    return results.result.subgroups or ()


def answer(results: Results) -> str:
    """Return the answer in one plain sentence, with its interval."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    classes = classes_first(results)
    if result.k == 0:
        return "No cohort entered this analysis, so there is no rate to report."
    if result.k == 1:
        return (
            f"One cohort entered and nothing was pooled: {result.events} of {result.n} patients "
            f"{outcome.had}, {_an(outcome.rate)} of {rate_with_interval(result.pooled, result.model)}."
        )
    if result.pooled.estimate is None and not classes:
        return f"No pooled {outcome.rate} could be computed from {count(result.k, 'cohort')}."
    if classes:
        return _answer_by_class(results, classes, outcome)
    if result.pooled.exact:
        return _answer_without_model(result, outcome)
    return (
        f"Pooled over {count(result.k, 'cohort')} with {result.n:,} patients, the {outcome.rate} is "
        f"{rate_with_interval(result.pooled, result.model)}."
    )


def _answer_without_model(result: PoolResult, outcome: Outcome) -> str:
    instead = exact_rate(result.pooled.exact)
    assert instead is not None
    those = f"{count(result.k, 'cohort')} with {result.n:,} patients"
    rate = f"{percent(result.pooled.estimate)} ({interval_name(result.model)} "
    rate += f"{interval(result.pooled.ci_low, result.pooled.ci_high)})"
    if instead.of_cohorts:
        return (
            f"In each of {those}, either nobody or everybody {outcome.had}, so no pooled {outcome.rate} is "
            f"given: the share of cohorts in which everybody did is {rate}."
        )
    return f"Over all patients of {those}, taken together, the {outcome.rate} is {rate}."


def key_figures(results: Results) -> tuple[KeyFigure, ...]:
    """Return the few numbers that the reader should take away."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    classes = classes_first(results)
    if result.k < 2:
        return ()
    if classes:
        if len(classes) > CLASSES_SIDE_BY_SIDE:
            return ()
        return tuple(_class_figure(results, group) for group in classes)
    counted = KeyFigure(
        f"{result.events:,} of {result.n:,}",
        f"patients {outcome.had}",
        (f"in {count(result.k, 'cohort')}",),
    )
    instead = exact_rate(result.pooled.exact)
    pooled = KeyFigure(
        percent(result.pooled.estimate),
        instead.rate.name if instead else f"pooled {outcome.rate}",
        (f"{interval_name(result.model)} {interval(result.pooled.ci_low, result.pooled.ci_high)}",),
    )
    if result.k < FEWEST_POOLED:
        return counted, pooled
    figures = [pooled]
    shown = shown_prediction(result.pooled, result.heterogeneity, result.k)
    if shown:
        figures.append(
            KeyFigure(
                interval(*shown),
                f"{level_name(result.model.level)} prediction interval",
                ("for the true rate of a further cohort",),
            )
        )
    return (*figures, counted)


def _class_figure(results: Results, group: Subgroup) -> KeyFigure:
    """Show what was counted where the cohorts are few, and the pooled rate where they are not."""
    model = results.result.model
    counted = f"{group.events:,} of {group.n:,}"
    if group.k < FEWEST_POOLED:
        rate = rate_with_interval(group.pooled, model)
        pooled = f"pooled: {rate}" if group.k > 1 and not group.pooled.exact else rate
        return KeyFigure(counted, group.subgroup, (count(group.k, "cohort"), pooled))
    return KeyFigure(
        percent(group.pooled.estimate),
        group.subgroup,
        (
            f"{interval_name(model)} {interval(group.pooled.ci_low, group.pooled.ci_high)}",
            f"{count(group.k, 'cohort')}, {counted} patients",
        ),
    )


def _answer_by_class(results: Results, classes: tuple[Subgroup, ...], outcome: Outcome) -> str:
    result, by = results.result, grouping(results.analysis.subgroup_by)
    if len(classes) <= CLASSES_IN_A_SENTENCE:
        rates = [
            f"{rate_with_interval(group.pooled, result.model)} for {group.subgroup} "
            f"({count(group.k, 'cohort')})"
            for group in classes
        ]
        return f"By {by}, the {outcome.rate} is {listing(rates)}."
    known = sorted(
        (group for group in classes if group.pooled.estimate is not None),
        key=lambda group: group.pooled.estimate or 0.0,
    )
    if not known:
        return f"No pooled {outcome.rate} could be computed for any {by}."
    low, high = (
        f"{rate_with_interval(group.pooled, result.model)} for {group.subgroup}"
        for group in (known[0], known[-1])
    )
    return f"Over {count(len(classes), by, _plural(by))}, the {outcome.rate} runs from {low} to {high}."


def _reading(results: Results) -> list[Inline]:
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    name = rate_name(result.model, result.pooled.exact)
    texts: list[Inline] = []
    if classes_first(results):
        by = grouping(results.analysis.subgroup_by)
        texts.append(
            words(
                strong("All together, secondary. "),
                f"Over every {by} the rate is {rate_with_interval(result.pooled, result.model)}, from "
                f"{count(result.k, 'cohort')} with {result.events:,} of {result.n:,} patients. It mixes "
                f"{_plural(by)} and is not the answer to the question. Who was in which {by} was not decided "
                "at random.",
            )
        )
    if result.k > 1 and result.pooled.estimate is not None:
        texts.append(
            words(
                strong("What the rate is. "),
                f"It is the {name.name}. {name.meaning}".rstrip(),
                f" Patients counted: {patients_counted(results.analysis.denominator)}.",
                "" if classes_first(results) else f" {per_hundred_sentence(result, outcome)}".rstrip(),
            )
        )
    few = few_cohorts_sentences(results)
    if few:
        texts.append(words(strong("Few cohorts. "), few))
    prediction = prediction_sentences(result, outcome)
    if prediction and not classes_first(results):
        texts.append(words(strong("What a further cohort might show. "), prediction))
    certainty = certainty_sentence(results)
    if certainty:
        texts.append(words(strong("How certain. "), certainty, " See ", refer(CERTAINTY), "."))
    errors = sum(problem.severity == "error" for problem in results.problems)
    if errors:
        texts.append(
            words(
                strong("Checks of the data. "),
                f"They left {count(errors, 'error')} open; no number that an error names was used. "
                f"{touching_sentence(results)} See ",
                refer("problems"),
                ".",
            )
        )
    return texts


def few_cohorts_sentences(results: Results) -> str:
    """Say what a pooled rate of two to four cohorts is worth, and name the cohorts."""
    result = results.result
    classes = classes_first(results)
    if classes:
        few = [group.subgroup for group in classes if 1 < group.k < FEWEST_POOLED]
        if not few:
            return ""
        where = f"For {listing(few)}, there are fewer than {count(FEWEST_POOLED, 'cohort')}. How"
    elif 1 < result.k < FEWEST_POOLED:
        rates = [
            f"{study.study} {study.events}/{study.n} ({percent(study.proportion)})"
            for study in result.studies
        ]
        where = f"The {count(result.k, 'cohort')} are {listing(rates)}. With so few, how"
    else:
        return ""
    rests = ": the pooled rate and its interval rest on the assumptions of the model"
    modelled = classes or not result.pooled.exact
    return (
        f"{where} far cohorts differ can hardly be estimated{rests if modelled else ''}. "
        f"Read the cohorts one by one. {_beside_sentence(results)}"
    ).rstrip()


def _beside_sentence(results: Results) -> str:
    """Give the Bayesian estimate that stands beside each rate of few cohorts that the reader is shown."""
    classes = [group.subgroup for group in classes_first(results)]
    shown = [item for item in results.beside if (item.of in classes if classes else not item.of)]
    if not shown:
        return ""
    rates = [
        rate_with_interval(item.pooled, item.model) + (f" for {item.of}" if item.of else "") for item in shown
    ]
    return (
        "A Bayesian estimate, which says beforehand how far cohorts may plausibly differ, is "
        f"{listing(rates)}."
    )


def _callouts(results: Results) -> list[Callout]:
    review = results.review
    callouts = []
    limits = [sentence(text) for text in (*review.statements, review.extraction) if text]
    if limits:
        callouts.append(
            Callout("important", "What this evidence is not", (BulletList(tuple(map(words, limits))),))
        )
    if review.missing_evidence:
        subjects = [item.subject for item in review.missing_evidence]
        callouts.append(
            Callout(
                "warning",
                "Evidence that is known to exist and could not be read",
                (
                    Paragraph(
                        words(
                            "Results are missing, in whole or in part, for: ",
                            "; ".join(subjects),
                            ". No value was assumed in their place: see ",
                            refer(MISSING_TABLE),
                            ".",
                        )
                    ),
                ),
            )
        )
    return callouts


def _an(noun: str) -> str:
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _plural(noun: str) -> str:
    if noun.endswith("s"):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun.endswith("y") and noun[-2:-1] not in "aeiou" else f"{noun}s"
