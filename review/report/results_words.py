"""The results in their order: the answer, the forest plot, the classes, the whole, the notes."""

from __future__ import annotations

from review.analysis.outcomes import outcome_of
from review.analysis.results import Results
from review.pooling.results import PoolResult
from review.report.blocks import (
    Block,
    BulletList,
    Callout,
    Inline,
    Paragraph,
    Section,
    Span,
    refer,
    strong,
    words,
)
from review.report.class_words import classes_section, told_notes
from review.report.forest_words import FOREST, forest_figure
from review.report.heterogeneity_words import heterogeneity_paragraphs
from review.report.numbers import count, sentence
from review.report.plots import spread_figures
from review.report.rate_words import (
    per_hundred_sentence,
    prediction_sentences,
    rate_name,
    rate_with_interval,
)
from review.report.response_figures import (
    COMPOSITION,
    PICTOGRAM,
    composition_figure,
    pictogram_figure,
)
from review.report.summary import answer, classes_first, few_cohorts_sentences
from review.report.vocabulary import grouping


def results_section(results: Results) -> Section:
    """Return the results; where the classes are the answer they come first and the whole is secondary."""
    blocks: list[Block] = [Paragraph(words(answer(results), *_shown(results)))]
    few = few_cohorts_sentences(results)
    if few:
        blocks.append(Callout("note", "Few cohorts", (Paragraph(words(few)),)))
    if results.result.k:
        blocks.append(forest_figure(results))
        bars = composition_figure(results, forest=FOREST)
        blocks += [Paragraph(_bars_words()), bars] if bars else []
    classes = [classes_section(results)]
    for grouped in results.groupings:
        classes.append(classes_section(results.regrouped(grouped), further=True))
    whole = [_together(results)]
    ordered = [*classes, *whole] if results.analysis.subgroups_primary else [*whole, *classes]
    sections = [section for section in (*ordered, _notes(results)) if section is not None]
    return Section("results", "Results", tuple(blocks), tuple(sections))


def _bars_words() -> Inline:
    return words(refer(COMPOSITION), " shows how the patients of each cohort divide up, in the same rows.")


def _shown(results: Results) -> tuple[str | Span, ...]:
    return (" ", refer(FOREST), " shows every cohort.") if results.result.k else ()


def _together(results: Results) -> Section | None:
    """Return the rate over all cohorts; nothing for a single cohort, whose rate is already told."""
    result, outcome = results.result, outcome_of(results.analysis.outcome)
    if result.k < 2:
        return None
    secondary = bool(classes_first(results))
    blocks: list[Block] = []
    if secondary:
        by = grouping(results.analysis.subgroup_by)
        blocks.append(
            Paragraph(
                words(
                    f"Over every {by} together, and secondary to the rates above, the {outcome.rate} is "
                    f"{rate_with_interval(result.pooled, result.model)}, from "
                    f"{count(result.k, 'cohort')} with {result.events:,} of {result.n:,} patients."
                )
            )
        )
    people = pictogram_figure(results)
    drawn = (" ", refer(PICTOGRAM), " draws them.") if people else ()
    blocks.append(Paragraph(words(_name_of_rate(result), _marginal(results), *drawn)))
    blocks += [people] if people else []
    prediction = prediction_sentences(result, outcome)
    if prediction:
        blocks.append(Paragraph(words(strong("A further cohort. "), prediction)))
    blocks += heterogeneity_paragraphs(result)
    blocks += spread_figures(results)
    title = "All cohorts together (secondary)" if secondary else "Pooled rate, and how far the cohorts differ"
    return Section("results-together", title, tuple(blocks))


def _name_of_rate(result: PoolResult) -> str:
    name = rate_name(result.model, result.pooled.exact)
    return f"The pooled rate is the {name.name}. {name.meaning}".rstrip()


def _marginal(results: Results) -> str:
    text = per_hundred_sentence(results.result, outcome_of(results.analysis.outcome))
    return f" {text}" if text else ""


def _notes(results: Results) -> Section | None:
    texts = [words(sentence(note)) for note in results.analysis.notes]
    texts += [words(text) for text in told_notes(results.result)]
    if not texts:
        return None
    return Section("results-notes", "Notes to the numbers", (BulletList(tuple(texts)),))
